"""A table keeps its records in id order, and what it is searched by up to date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.entities import CONTACTS
from mock_server.domain.fields import FieldTable
from mock_server.domain.identity import FOLDS
from mock_server.domain.records import Record
from mock_server.store import tables
from mock_server.store.tables import Table
from mock_server.tests.examples import examples


def table_of(*times: int) -> Table:
    """Contacts 1, 2, … created at these times."""
    table = Table(FieldTable(CONTACTS.fields), FOLDS["casefold"])
    for time in times:
        add(table, time)
    return table


def add(table: Table, time: int, *, skip: int = 0) -> None:
    table.add(Record(table.next_id() + skip, table.fields.blank, time, time))


def update(table: Table, record_id: int, time: int) -> None:
    table.replace(table.get(record_id)._replace(updated_at=time))


def test_ids_between_includes_both_ends() -> None:
    """From the lowest to the highest id asked for, gaps left out, also those added later."""
    table = table_of(1, 1, 1)
    add(table, 1, skip=4)
    assert list(table.ids_between(2, 8)) == [2, 3, 8]
    add(table, 1)
    assert list(table.ids_between(4, 9)) == [8, 9]
    assert list(table.ids_between(4, 7)) == []
    assert list(table.ids_between(9, 2)) == []
    assert list(table.ids_between(-(2**70), 2**70)) == [record.id for record in table]


def test_times_of_creation_stay() -> None:
    """An update does not move a record among the times of creation."""
    table = table_of(10, 20, 20, 30)
    assert list(table.ids_changed_between(20, 30, updated=False)) == [2, 3, 4]
    update(table, 1, 40)
    add(table, 50)
    assert list(table.ids_changed_between(20, 99, updated=False)) == [2, 3, 4, 5]
    assert list(table.ids_changed_between(10, 19, updated=False)) == [1]


def test_an_update_is_found_at_its_time() -> None:
    """A replaced record is found where it is now."""
    table = table_of(10, 20)
    assert list(table.ids_changed_between(30, 99, updated=True)) == []
    update(table, 1, 40)
    assert list(table.ids_changed_between(30, 99, updated=True)) == [1]
    assert list(table.ids_changed_between(41, 99, updated=True)) == []


def test_an_update_that_leaves_the_time_alone_costs_nothing() -> None:
    """A record replaced within its own time is named once."""
    table = table_of(10)
    table.ids_changed_between(0, 99, updated=True)
    for _ in range(5):
        update(table, 1, 10)
    assert list(table.ids_changed_between(0, 99, updated=True)) == [1]


def test_many_updates_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Former entries are dropped now and then: there are never many more than twice the records."""
    monkeypatch.setattr(tables, "_SPARE", 10)
    table = table_of(1, 1, 1)
    for time in range(2, 200):
        update(table, time % 3 + 1, time)
        assert len(table.ids_changed_between(0, 999, updated=True)) <= 2 * len(table) + 10
    assert set(table.ids_changed_between(199, 999, updated=True)) == {199 % 3 + 1}


CHANGES = st.lists(st.tuples(st.sampled_from(["add", "update", "search"]), st.integers(1, 9), st.integers(0, 9)))


@examples(200)
@given(CHANGES, st.integers(-1, 10), st.integers(-1, 10), st.booleans())
def test_no_record_in_the_span_is_missing(
    changes: list[tuple[str, int, int]], low: int, high: int, updated: bool
) -> None:
    """Whatever was added, replaced and searched before, and in whatever order of times."""
    table = table_of(5)
    for kind, number, time in changes:
        if kind == "add":
            add(table, time)
        elif kind == "update":
            update(table, (number - 1) % len(table) + 1, time)
        else:
            table.ids_changed_between(0, time, updated=updated)
    found = set(table.ids_changed_between(low, high, updated=updated))
    expected = {r.id for r in table if low <= (r.updated_at if updated else r.created_at) <= high}
    assert expected <= found
    assert updated or expected == found
