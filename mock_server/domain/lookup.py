"""What the rules need to know of a site's records, and nothing more: so they run without a site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Protocol

from mock_server.domain.entities import Entity
from mock_server.domain.fields import FieldTable
from mock_server.domain.records import Record

Found = int | Sequence[int] | None
"""The id of the one record that matches a text, or, in rising order, of the several that do; None where none does."""


class Finder(Protocol):
    """A search of one column. What it says of a blank text means nothing: a blank never matches."""

    def __call__(self, text: str) -> Sequence[int]:
        """Ids of the records that match the text, in rising order."""
        ...

    def each(self, texts: Sequence[str]) -> Sequence[Found]:
        """What each of many texts finds."""
        ...


Members = Set[int]
"""Ids of the records in a container. It can be large: never copy it."""


class RecordLookup(Protocol):
    """The records of a site as the rules for rows see them; they do not change while a plan is made."""

    def fields(self, entity: Entity) -> FieldTable: ...

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder: ...

    def record(self, entity: Entity, record_id: int) -> Record: ...

    def all_records(self, entity: Entity) -> Iterable[Record]:
        """Every record, in id order."""
        ...

    def contacts_at(self, account_id: int) -> Sequence[int]:
        """Ids of the contacts linked at the account, in rising order."""
        ...


class Lookup(RecordLookup, Protocol):
    """The site as the rules see it that look at whole tables and containers too."""

    def ids_between(self, entity: Entity, low: int, high: int) -> Sequence[int]:
        """Ids from `low` to `high`, both included, in rising order."""
        ...

    def ids_changed_between(self, entity: Entity, low: int, high: int, *, updated: bool) -> Sequence[int]:
        """Ids of at least the records created (or last updated) from `low` to `high` ticks, both included.

        There may be more of them, in any order, and one may come twice.
        """
        ...

    def members(self, statement: str, entity: Entity) -> Members | None:
        """Ids of the records of `entity` in a container (`{{ContactList[1]}}`); None where there is none of it."""
        ...
