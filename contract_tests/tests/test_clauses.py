"""The clauses as data: complete, well-formed, rendered, and each with a check of the suite."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from contract_tests.clauses import ALL, Clause
from contract_tests.client_check.rules import RULES
from contract_tests.commands import plugin_words
from contract_tests.report.clause_page import FAMILIES, page
from contract_tests.report.results import server_clauses

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "clauses.md"

COLLECT = """
import json, sys, pytest

class Citations:
    def pytest_collection_finish(self, session):
        self.found = {item.nodeid: [n for m in item.iter_markers("clause") for n in m.args] for item in session.items}

citations = Citations()
code = pytest.main([*sys.argv[2:], "--pyargs", "contract_tests.suite", "--collect-only", "-qq"], plugins=[citations])
json.dump({"code": int(code), "found": citations.found}, open(sys.argv[1], "w"))
"""


@cache
def citations(folder: Path) -> dict[str, list[str]]:
    """Check -> the clauses that it cites, from collecting the suite in a process of its own."""
    out = folder / "citations.json"
    command = [sys.executable, "-c", COLLECT, str(out), *plugin_words(), "-p", "no:cacheprovider"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert out.exists(), run.stdout + run.stderr
    collected = json.loads(out.read_text())
    assert collected["code"] == 0, run.stdout + run.stderr
    found: dict[str, list[str]] = collected["found"]
    return found


@pytest.fixture(scope="session")
def cited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return citations(tmp_path_factory.getbasetemp())


def test_there_are_at_least_120_clauses_and_60_on_import_linkage_and_syncs() -> None:
    """The kit holds a server to 120 promises or more, 60 or more of them on imports, linkage and syncs."""
    families = Counter(clause.family for clause in ALL.values())
    assert len(ALL) >= 120
    assert families["SYN"] + families["OPP"] + families["LNK"] + families["TXT"] >= 60


@pytest.mark.parametrize("clause", ALL.values(), ids=lambda clause: clause.id)
def test_a_clause_is_one_sentence_with_a_source(clause: Clause) -> None:
    """Each has an id of its family, a sentence that ends, a source, and somebody whom it binds."""
    assert re.fullmatch(r"[A-Z]{3}-[0-9]{2}", clause.id) and clause.family in FAMILIES
    assert clause.sentence[0] == clause.sentence[0].upper() and clause.sentence.endswith(".")
    assert clause.source.strip()
    assert clause.parties and set(clause.parties) <= {"mock", "server", "client"}
    assert clause.mark in ("documented", "observed", "open")
    assert clause.level in ("wire", "sync evidence", "data")


def test_no_promise_is_made_twice() -> None:
    """Two clauses never say the same sentence."""
    assert [text for text, number in Counter(each.sentence for each in ALL.values()).items() if number > 1] == []


def test_the_page_of_clauses_is_current() -> None:
    """docs/reference/clauses.md is what `python -m contract_tests.report.clause_page` writes."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_clause_has_a_check(cited: dict[str, list[str]]) -> None:
    """A clause that binds a server is cited by a check of the suite."""
    checked = {clause for clauses in cited.values() for clause in clauses}
    assert sorted({clause.id for clause in server_clauses()} - checked) == []


def test_every_clause_of_a_client_has_a_rule() -> None:
    """A clause that binds a client binds nobody else, and has one rule; no rule is without its clause."""
    of_clients = [clause for clause in ALL.values() if "client" in clause.parties]
    assert len(of_clients) >= 40
    assert {clause.parties for clause in of_clients} == {("client",)}
    assert [clause.id for clause in of_clients] == sorted(RULES)


def test_every_check_cites_clauses_that_exist(cited: dict[str, list[str]]) -> None:
    """Every check of the suite cites one clause or more, and none that is not in the list."""
    assert len(cited) > 100
    assert {check: clauses for check, clauses in cited.items() if not clauses or not set(clauses) <= set(ALL)} == {}
