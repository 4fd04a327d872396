"""The mock names clauses as plain texts: each of them must be one."""

from __future__ import annotations

import re
from pathlib import Path

import mock_server
from contract_tests.clauses import ALL
from mock_server.domain.assumptions import SWITCHES
from mock_server.domain.grounds import grounds
from mock_server.web.grounds import OF_LOG, OF_REFUSAL, OF_ROUTE, OF_STATUS


def test_every_clause_that_the_mock_names_exists() -> None:
    """Explanations cite clauses of the kit and switches of the site, and no others."""
    known = {clause if isinstance(clause, str) else clause.id for clause in ALL}
    named = {clause for ground in grounds() for clause in ground.clauses}
    assert named
    assert named <= known
    assert {switch for ground in grounds() for switch in ground.switches} <= set(SWITCHES)


def test_every_clause_of_the_header_exists() -> None:
    """The header names clauses of the kit and ids of the register of differences, and nothing else."""
    register = (Path(__file__).parents[2] / "docs" / "differences.md").read_text(encoding="utf-8")
    known = {clause if isinstance(clause, str) else clause.id for clause in ALL}
    known |= set(re.findall(r"^\| `([\w-]+)` \|", register, re.MULTILINE))
    of_answers = [
        *OF_STATUS.values(),
        *OF_LOG.values(),
        *(ids for _, ids in OF_ROUTE),
        *(ids for _, _, ids in OF_REFUSAL),
    ]
    named = {one for ids in of_answers for one in ids}
    assert named <= known, named - known


def test_every_clause_in_the_source_of_the_mock_exists() -> None:
    """Wherever the mock names a clause beside a rule, as the failures of a refusal do, it is one of the kit's."""
    known = {clause if isinstance(clause, str) else clause.id for clause in ALL}
    source = Path(mock_server.__file__).parent
    files = [file for file in source.rglob("*.py") if "tests" not in file.relative_to(source).parts]
    named = {one for file in files for one in re.findall(r'"([A-Z]{3}-[0-9]{2})"', file.read_text(encoding="utf-8"))}
    assert len(named) > 60
    assert named <= known, named - known
