"""What the rules need to know of a site's records, and nothing more: so they run without a site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from mock_server.domain.entities import Entity
from mock_server.domain.fields import FieldTable
from mock_server.domain.records import Record

Finder = Callable[[str], Sequence[int]]
"""Text to the ids of the records that match it, in rising order. A blank text is never asked for."""


class Lookup(Protocol):
    """The site as the rules see it; it does not change while a plan is made."""

    def fields(self, entity: Entity) -> FieldTable: ...

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder: ...

    def record(self, entity: Entity, record_id: int) -> Record: ...

    def contacts_at(self, account_id: int) -> Sequence[int]:
        """Ids of the contacts linked at the account, in rising order."""
        ...
