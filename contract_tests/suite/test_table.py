"""The two decision tables against a target: each cell's evidence, records and links are the reference model's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

import pytest

from contract_tests import profiles
from contract_tests.import_table import import_groups
from contract_tests.semantics import Semantics
from contract_tests.table import Cell, groups
from contract_tests.table_run import Outcome, bring_in, link, reached, smallest, told
from contract_tests.targets.target import Capability, Target, needs

EVIDENCE, DATA = 1, 2
"""The places of an outcome."""

CLAUSES_OF_SPELLING = {
    "same": ("LNK-03", "LNK-05", "LNK-06", "LNK-14", "LNK-17"),
    "other case": ("TXT-01", "LNK-05", "LNK-06", "LNK-14"),
    "sharp s": ("TXT-03",),
    "capital sharp s": ("TXT-03",),
    "decomposed": ("TXT-07",),
    "no accent": ("TXT-07",),
    "dotless i": ("TXT-04",),
    "Kelvin sign": ("TXT-06",),
    "blank after": ("TXT-02",),
    "blank before": ("TXT-02",),
    "different": ("LNK-03",),
}

CLAUSES_OF_ENTITY = {"Contact": (), "Account": ("LNK-07", "LNK-15")}

COLUMNS = [
    pytest.param(
        entity, spelling, marks=pytest.mark.clause(*clauses, *(("LNK-07", "LNK-15") if entity == "Account" else ()))
    )
    for entity in CLAUSES_OF_ENTITY
    for spelling, clauses in CLAUSES_OF_SPELLING.items()
]

FIELDS = [
    pytest.param(about, marks=pytest.mark.clause(*clauses))
    for about, clauses in {
        "id": ("OPP-01", "OPP-02", "OPP-03", "OPP-10", "OPP-18", "OPP-24"),
        "name": ("OPP-05", "OPP-06", "OPP-12", "OPP-15"),
        "territory": ("OPP-05", "OPP-11", "OPP-12", "OPP-15", "TXT-12"),
        "amount": ("OPP-05", "OPP-06", "OPP-07", "OPP-12"),
        "created": ("OPP-05", "OPP-07", "OPP-22"),
        "closes": ("OPP-05", "OPP-07", "OPP-11", "OPP-12"),
        "stage": ("OPP-05", "OPP-06", "OPP-13", "OPP-14"),
    }.items()
]


@pytest.mark.clause("LNK-02", "SYN-03", "SYN-04", "SYN-05", level="sync evidence")
@pytest.mark.parametrize(("entity", "spelling"), COLUMNS)
def test_linkage_rows_are_accepted_and_rejected_as_the_documents_say(
    entity: str, spelling: str, eloqua_target: Target, eloqua_semantics: Semantics, record_property: Any
) -> None:
    """In every cell of the table: status, log and rejects of the linkage's sync."""
    needs(eloqua_target, Capability.FRESH_SITE)
    outcomes = linkages(eloqua_target, eloqua_semantics, entity, spelling)
    record_property("eloqua_cells", reached("linkage", outcomes))
    agree(outcomes, EVIDENCE, partial(link, eloqua_target, eloqua_semantics))


@pytest.mark.clause("LNK-01", "LNK-11")
@pytest.mark.parametrize(("entity", "spelling"), COLUMNS)
def test_linkage_makes_the_links_that_the_documents_say(
    entity: str, spelling: str, eloqua_target: Target, eloqua_semantics: Semantics
) -> None:
    """In every cell of the table: which contacts are linked to which opportunities; records stay as they were."""
    needs(eloqua_target, Capability.FRESH_SITE, Capability.READABLE_LINKS)
    outcomes = linkages(eloqua_target, eloqua_semantics, entity, spelling)
    agree(outcomes, DATA, partial(link, eloqua_target, eloqua_semantics))


@pytest.mark.clause("SYN-03", "SYN-04", "SYN-05", "OPP-19", level="sync evidence")
@pytest.mark.parametrize("about", FIELDS)
def test_import_rows_are_accepted_and_rejected_as_the_documents_say(
    about: str, eloqua_target: Target, eloqua_semantics: Semantics, record_property: Any
) -> None:
    """Every value under every update rule, every identifier under every flag: status, log and rejects."""
    needs(eloqua_target, Capability.FRESH_SITE)
    outcomes = imports(eloqua_target, eloqua_semantics, about)
    record_property("eloqua_cells", reached("import", outcomes))
    agree(outcomes, EVIDENCE, partial(bring_in, eloqua_target, eloqua_semantics))


@pytest.mark.clause("OPP-08", "OPP-20")
@pytest.mark.parametrize("about", FIELDS)
def test_imports_leave_the_records_that_the_documents_say(
    about: str, eloqua_target: Target, eloqua_semantics: Semantics
) -> None:
    """Every value under every update rule, every identifier under every flag: the records, and no link."""
    needs(eloqua_target, Capability.FRESH_SITE, Capability.READABLE_LINKS)
    outcomes = imports(eloqua_target, eloqua_semantics, about)
    agree(outcomes, DATA, partial(bring_in, eloqua_target, eloqua_semantics))


@cache
def linkages(target: Target, semantics: Semantics, entity: str, spelling: str) -> list[Outcome]:
    """One run of a column of the table, which two tests look at."""
    column = [group for group in linkage_groups() if (group[0].entity, group[0].spelling) == (entity, spelling)]
    return [link(target, semantics, group) for group in in_profile(column)]


@cache
def imports(target: Target, semantics: Semantics, about: str) -> list[Outcome]:
    """One run of the import cells about one field, which two tests look at."""
    column = [group for group in import_groups() if group[0].about == about]
    return [bring_in(target, semantics, group) for group in in_profile(column)]


@cache
def linkage_groups() -> list[list[Cell]]:
    return list(groups())


def in_profile(whole: list[Any]) -> list[Any]:
    """All of it; under the profile `edit` every fifth."""
    return whole[::5] if profiles.profile() == "edit" else whole


def agree(outcomes: Iterable[Outcome], level: int, play_them: Callable[[list[Any]], Outcome]) -> None:
    """Fail at the first group of cells with a difference: with one cell that differs by itself where there is one."""
    for outcome in outcomes:
        if outcome[level]:
            pytest.fail("\n".join(told(*smallest(play_them, outcome, level))), pytrace=False)
