"""Runs lanes against the mock, with a bug planted in it or without, up to the first conviction.

Lanes: the `linkage table` and the `import table`, cells in groups that share a site; the `laws`; the `wire` checks; the
`machine`. Behind the lane a bug names the column of the table or the checks to look at first, which only saves time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest

from contract_tests.import_table import import_groups
from contract_tests.report.recording import classify
from contract_tests.semantics import DEFAULT
from contract_tests.table import groups
from contract_tests.table_run import Outcome, bring_in, link, told
from contract_tests.targets.mock import in_process
from contract_tests.targets.target import Target
from contract_tests.verdicts import Verdict
from contract_tests.zoo.checks import Check, all_checks
from contract_tests.zoo.planting import Bug

LANES = ("linkage table", "import table", "laws", "wire", "machine")
Skipped, Failed = pytest.skip.Exception, pytest.fail.Exception


@dataclass(frozen=True, slots=True)
class Conviction:
    """The check that failed, its clauses, and what it said."""

    check: str
    clauses: tuple[str, ...]
    said: str


def convict(bug: Bug) -> Conviction | None:
    """The first conviction by the bug's own lane, the bug planted; None where the lane acquits it."""
    with bug.planted():
        return judged(bug.suspects)


def judged(suspects: str) -> Conviction | None:
    """The first conviction of the mock, as it is now, by a lane: `laws: test_sites_never_meet`."""
    lane, _, where = suspects.partition(": ")
    with closing(in_process()) as target:
        return next(_convictions(target, lane, where), None)


def _convictions(target: Target, lane: str, where: str) -> Iterator[Conviction]:
    if lane == "linkage table":
        return _of_linkage(target, where)
    if lane == "import table":
        return _of_imports(target, where)
    return _of_checks(target, lane, where)


def _of_checks(target: Target, lane: str, where: str) -> Iterator[Conviction]:
    checks = checks_of(lane, where)
    if not checks:
        raise LookupError(f"{lane} has no check named {where}")
    for check in checks:
        found = tried(check, target)
        if found is not None:
            yield found


def checks_of(lane: str, where: str = "") -> list[Check]:
    """The checks of a lane; `where` is the beginning of a name, or a pattern, without the file for laws."""
    files = {"laws": "test_laws::", "machine": "test_machines::"}
    pattern = where if lane == "wire" else f"{files[lane]}{where}"
    return [check for check in all_checks() if fnmatchcase(check.name, f"{pattern}*")]


def tried(check: Check, target: Target, *, strict: bool = True) -> Conviction | None:
    """What the check has against the target. A fault of the kit itself is raised, or where not `strict` passed over."""
    try:
        check.run(target)
    except (Exception, BaseExceptionGroup, Skipped, Failed) as fault:
        verdict = classify(fault)
        if verdict is Verdict.FAIL:
            return Conviction(check.name, check.clauses, str(fault))
        if verdict is Verdict.ERROR and strict:
            raise
    return None


def _of_linkage(target: Target, where: str) -> Iterator[Conviction]:
    """`where`: `Account, other case`, that is entity type and spelling; either may be missing."""
    for group in groups():
        column = f"{group[0].entity}, {group[0].spelling}"
        if column.startswith(where):
            yield from _of_table(link(target, DEFAULT, group), ("linkage", column))


def _of_imports(target: Target, where: str) -> Iterator[Conviction]:
    """`where`: the key that the cells are about."""
    for group in import_groups():
        if group[0].about.startswith(where):
            yield from _of_table(bring_in(target, DEFAULT, group), ("import", group[0].about))


def _of_table(outcome: Outcome, column: tuple[str, str]) -> Iterator[Conviction]:
    cells, evidence, data = outcome
    for level, differences in (("rows", evidence), ("data", data)):
        if differences:
            check = _table_check(*column, level)
            yield Conviction(check.name, check.clauses, "\n".join(told(cells, differences)))


def _table_check(table: str, column: str, level: str) -> Check:
    """The check of the suite that speaks of a column of a table, on its rows' evidence or on the data."""
    named = {
        ("linkage", "rows"): "test_linkage_rows_",
        ("linkage", "data"): "test_linkage_makes_",
        ("import", "rows"): "test_import_rows_",
        ("import", "data"): "test_imports_leave_",
    }[table, level]
    ending = f"[{column.replace(', ', '-')}]"
    return next(c for c in all_checks() if c.name.startswith(f"test_table::{named}") and c.name.endswith(ending))
