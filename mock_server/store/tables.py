"""A table: the records of one entity of one site, by id, with an index for each column that was ever searched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mock_server.domain.fields import ID_COLUMN, FieldTable
from mock_server.domain.identity import Fold, comparison, exact
from mock_server.domain.lookup import Finder
from mock_server.domain.records import Record
from mock_server.store.indexes import Index


class Table:
    """Records stand in id order: ids only rise. Indexes are made on first use and kept up from then on."""

    def __init__(self, fields: FieldTable, fold: Fold) -> None:
        self.fields = fields
        self._fold = fold
        self._records: dict[int, Record] = {}
        self._indexes: dict[tuple[int, bool], Index] = {}
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def page(self, offset: int, limit: int) -> list[Record]:
        return list(islice(self._records.values(), offset, offset + limit))

    def get(self, record_id: int) -> Record:
        return self._records[record_id]

    def has(self, record_id: int) -> bool:
        return record_id in self._records

    def next_id(self) -> int:
        return self._last_id + 1

    def add(self, record: Record) -> None:
        """Add a record whose id is higher than any before it."""
        if record.id <= self._last_id:
            raise ValueError(f"id {record.id} does not follow {self._last_id}")
        self._last_id = record.id
        self._records[record.id] = record
        for (column, _), index in self._indexes.items():
            index.add(_value(record, column), record.id)

    def replace(self, record: Record) -> None:
        """Put `record` in the place of the one with its id."""
        old = self._records[record.id]
        self._records[record.id] = record
        for (column, _), index in self._indexes.items():
            before, after = _value(old, column), _value(record, column)
            if before != after:
                index.remove(before, record.id)
                index.add(after, record.id)

    def finder(self, column: int, *, case_sensitive: bool) -> Finder:
        """A search of one column; see `domain.identity` for when two values match."""
        wanted = (column, case_sensitive)
        if wanted not in self._indexes:
            self._indexes[wanted] = self._build(column, exact if case_sensitive else self._fold)
        return self._indexes[wanted].finder()

    def _build(self, column: int, fold: Fold) -> Index:
        index = Index(comparison(self.fields.data_type(column), fold))
        for record in self._records.values():
            index.add(_value(record, column), record.id)
        return index


def _value(record: Record, column: int) -> str:
    return str(record.id) if column == ID_COLUMN else record.values[column]
