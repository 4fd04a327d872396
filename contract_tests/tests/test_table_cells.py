"""The decision tables themselves: whole, without repetition, and reaching what they are for."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

from contract_tests.import_table import describe, import_cells, import_groups
from contract_tests.model.site import LINKAGES, OPPORTUNITIES, ModelSite
from contract_tests.semantics import DEFAULT
from contract_tests.table import ENTITIES, IMPORT, SPELLINGS, Cell, cells, groups, spans, together
from contract_tests.table import OPPORTUNITIES as HOW_MANY


def test_the_linkage_table_has_every_combination_once() -> None:
    """800 cells and more; no two have the same name; every pair of answers on two axes occurs."""
    found = list(cells())
    assert len(found) >= 800
    assert len({cell.name for cell in found}) == len(found)
    assert [cell.number for cell in found] == list(range(1, len(found) + 1))
    crossed = {
        (
            cell.entity,
            cell.multiple,
            cell.match_case,
            cell.source_case,
            cell.spelling,
            cell.opportunities,
            cell.entities,
        )
        for cell in found
    }
    assert len(crossed) == 2**4 * len(SPELLINGS) * len(HOW_MANY) * len(ENTITIES)


def test_groups_hold_every_cell_once_and_share_a_definition() -> None:
    """Cells of a group can be merged: same linkage, and ids and texts that no other cell has."""
    grouped = list(groups())
    assert [cell for group in grouped for cell in group] == list(cells())
    for group in grouped:
        merged = together(group)
        assert all(cell.definition == merged.linkage for cell in group)
        ids = [item["id"] for kind in ("accounts", "contacts") for item in merged.description[kind]]
        assert max(Counter(ids).values()) == 1
        identifiers = [row["id"] for row in merged.opportunity_rows]
        assert len(set(identifiers)) == len(identifiers)


def test_merging_hides_nothing() -> None:
    """What the model says of a group is the sum of what it says of its cells, each on a site of its own."""
    for group in list(groups())[::31]:
        merged = together(group)
        apart = [_linked([cell]) for cell in group]
        whole = _linked(group)
        assert whole[0] == frozenset(chain.from_iterable(links for links, _ in apart)), merged.linkage
        assert whole[1] == sorted(chain.from_iterable(codes for _, codes in apart))


def _linked(group: list[Cell]) -> tuple[frozenset[tuple[str, int]], list[str]]:
    scenario = together(group)
    model = ModelSite(DEFAULT, scenario.description)
    for kind, definition, rows in (
        (OPPORTUNITIES, IMPORT, scenario.opportunity_rows),
        (LINKAGES, scenario.linkage, scenario.linkage_rows),
    ):
        uri = model.create(kind, definition)
        model.stage(uri, rows)
        evidence = model.sync(uri)
    return model.links(), sorted(reject.code for reject in evidence.rejects)


def test_the_linkage_table_reaches_every_outcome() -> None:
    """Under the default answers: every rule of a linkage row decides somewhere, for both entity types.

    Blank values are no axis of this table.
    """
    reached: set[tuple[str, str]] = set()
    for group in groups():
        links, codes = _linked(group)
        reached |= {(group[0].entity, code) for code in codes}
        opportunities = Counter(contact for _, contact in links)
        contacts = Counter(opportunity for opportunity, _ in links)
        reached |= {(group[0].entity, f"{min(count, 2)} opportunities") for count in opportunities.values()}
        reached |= {(group[0].entity, f"{min(count, 2)} contacts") for count in contacts.values()}
    outcomes = ("ELQ-00084", "ELQ-00085", "ELQ-00026", "1 opportunities", "2 opportunities", "1 contacts", "2 contacts")
    assert reached == {(entity, outcome) for entity in ("Contact", "Account") for outcome in outcomes}


def test_the_table_of_imports_is_whole_and_reaches_every_code() -> None:
    """No two cells have a name in common; every code by which a value or an identifier is judged occurs."""
    found = list(import_cells())
    assert len({cell.name for cell in found}) == len(found)
    reached: set[tuple[str, str]] = set()
    for group in import_groups():
        model = ModelSite(DEFAULT, describe(group))
        uri = model.create(OPPORTUNITIES, group[0].definition)
        model.stage(uri, [row for cell in group for row in cell.rows])
        reached |= {(reject.code, reject.message) for reject in model.sync(uri).rejects}
    assert {code for code, _ in reached} == {f"ELQ-000{last}" for last in (26, 39, 40, 61)} | {"ELQ-00125"}
    assert {message for code, message in reached if code == "ELQ-00026"} == {
        "Duplicate identifier.",
        "Multiple matches.",
    }


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([1], "1"), ([1, 2, 3], "1-3"), ([7, 1, 2, 9, 8], "1-2 7-9"), ([1, 3], "1 3")]
)
def test_numbers_of_cells_are_told_in_short(numbers: list[int], text: str) -> None:
    """Runs of numbers as `first-last`."""
    assert spans(numbers) == text
