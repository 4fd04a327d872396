"""The records as an import would leave them so far: later rows see what earlier ones would do.

That matters where a field besides the identifier is unique (a contact's email address): a row that matches nobody by
its identifier, but has somebody's address, is that record's (section 0.4, "Contacts at accounts").

A record is named by its id, one that the import would create by -1, -2, … in the order of creation.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from mock_server.domain.entities import Entity
from mock_server.domain.identity import Fold
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.values import is_blank

Values = tuple[str, ...]


class Upserts:
    """What an import would create and update, on top of the site behind `lookup`."""

    def __init__(self, entity: Entity, lookup: RecordLookup, fold: Fold) -> None:
        self._entity = entity
        self._lookup = lookup
        self._fold = fold
        fields = lookup.fields(entity)
        self._unique = next((column for column, field in enumerate(fields) if field.unique), None)
        self.created: list[Values] = []
        self.updated: dict[int, Values] = {}
        self._given: dict[Hashable, list[int]] = {}
        """Who got a unique value in this import, by the value's key."""

    @property
    def unique_column(self) -> int | None:
        return self._unique

    def values(self, record: int) -> Values:
        """The values the record has by now."""
        if record < 0:
            return self.created[-record - 1]
        return self.updated.get(record) or self._lookup.record(self._entity, record).values

    def create(self, values: Values) -> int:
        self.created.append(values)
        record = -len(self.created)
        self._note_unique(record, values, None)
        return record

    def update(self, record: int, values: Values) -> None:
        before = self.values(record)
        if values == before:
            return
        if record < 0:
            self.created[-record - 1] = values
        else:
            self.updated[record] = values
        self._note_unique(record, values, before)

    def _note_unique(self, record: int, values: Values, before: Values | None) -> None:
        column = self._unique
        if column is None or is_blank(values[column]):
            return
        if before is None or before[column] != values[column]:
            self._given.setdefault(self._fold(values[column]), []).append(record)

    def holders(self, text: str) -> Sequence[int]:
        """The records that have the unique value `text` by now."""
        column = self._unique
        if column is None or is_blank(text):
            return ()
        key = self._fold(text)
        stored = self._lookup.finder(self._entity, column, case_sensitive=False)(text)
        found = dict.fromkeys((*stored, *self._given.get(key, ())))
        return [record for record in found if self._fold(self.values(record)[column]) == key]
