"""The stub of canned answers that is shipped as an example: check-server says of it what is true."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

STUB = Path(__file__).parents[2] / "docs" / "how-to" / "canned_server.py"
BROKEN = ("DEF-01", "DEF-05", "SYN-26", "PAG-01")
PROGRAM = "from contract_tests.commands import check_server; check_server()"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.CompletedProcess[str], Any]]:
    """What the command printed of the stub, and the results file."""
    kept = tmp_path_factory.mktemp("canned") / "results.json"
    stub = subprocess.Popen([sys.executable, str(STUB), "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert stub.stdout is not None
        origin = stub.stdout.readline().strip()
        words = [sys.executable, "-c", PROGRAM, origin, "--profile=edit", f"--results={kept}"]
        run = subprocess.run(words, capture_output=True, text=True, check=False)
        yield run, json.loads(kept.read_text())
    finally:
        stub.kill()
        stub.communicate()


def test_a_stub_is_told_from_a_server(checked: tuple[subprocess.CompletedProcess[str], Any]) -> None:
    """Exit 1; most cannot be tried, for it has no sites of its own; of what could be tried much is broken."""
    run, found = checked
    assert run.returncode == 1, run.stdout + run.stderr
    headline = found["headline"]
    assert 10 < headline["broken"] <= headline["tried"] < 0.9 * len(found["clauses"])
    assert "ERROR" not in {each["verdict"] for each in found["clauses"]}


def test_what_a_stub_gets_wrong_is_named(checked: tuple[subprocess.CompletedProcess[str], Any]) -> None:
    """It takes any definition, echoes none, knows every sync, and loses what was made."""
    verdicts = {each["id"]: each["verdict"] for each in checked[1]["clauses"]}
    assert {name: verdicts[name] for name in BROKEN} == dict.fromkeys(BROKEN, "FAIL")
    assert verdicts["DEF-29"] == "PASS"
