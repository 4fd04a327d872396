"""The records of a table, lean: a record is put together when somebody asks for it.

A million records kept as objects are a million objects for the garbage collector to visit, and a hundred bytes each
that say nothing. Here a record is its values, and a place in two to four arrays of numbers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from mock_server.domain.records import Record

Values = tuple[str, ...]


class RecordColumns:
    """Records in id order; ids only rise, and none is removed but the latest."""

    def __init__(self) -> None:
        self.ids = array("q")
        self._values: list[Values] = []
        self._created_at = array("q")
        self._updated_at: array[int] | None = None
        """None as long as each record is as it came to be."""
        self._account_ids: array[int] | None = None
        """0 where there is none, for ids begin at 1; None as long as none has any."""

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Record]:
        return map(self._at, range(len(self.ids)))

    def __getitem__(self, record_id: int) -> Record:
        """The record of that id. Raises KeyError."""
        return self._at(self._place(record_id))

    def texts(self, column: int, start: int, stop: int) -> list[str]:
        """One column of the records at these places, which count from 0."""
        return [values[column] for values in self._values[start:stop]]

    def page(self, offset: int, limit: int) -> list[Record]:
        return [self._at(place) for place in range(len(self.ids))[offset : offset + limit]]

    def append(self, record: Record) -> None:
        self.ids.append(record.id)
        self._values.append(record.values)
        self._created_at.append(record.created_at)
        if self._updated_at is not None:
            self._updated_at.append(record.updated_at)
        if self._account_ids is not None:
            self._account_ids.append(0)
        self._keep_seldom(len(self.ids) - 1, record)

    def extend(self, ids: Sequence[int], values: Sequence[Values], now: int) -> None:
        """Append records that come to be now, at no account."""
        times = array("q", [now]) * len(ids)
        self.ids.extend(ids)
        self._values.extend(values)
        self._created_at.extend(times)
        if self._updated_at is not None:
            self._updated_at.extend(times)
        if self._account_ids is not None:
            self._account_ids.extend(array("q", [0]) * len(ids))

    def replace(self, record: Record) -> None:
        """Put the record in the place of the one with its id. Raises KeyError."""
        place = self._place(record.id)
        self._values[place] = record.values
        self._created_at[place] = record.created_at
        self._keep_seldom(place, record)

    def _keep_seldom(self, place: int, record: Record) -> None:
        """Keep what few records have, in arrays that are made for the first of them."""
        if self._updated_at is None and record.updated_at != record.created_at:
            self._updated_at = self._created_at[:]
        if self._updated_at is not None:
            self._updated_at[place] = record.updated_at
        if self._account_ids is None and record.account_id is not None:
            self._account_ids = array("q", [0]) * len(self.ids)
        if self._account_ids is not None:
            self._account_ids[place] = record.account_id or 0

    def drop_from(self, first_id: int) -> None:
        """Remove the records from that id on."""
        place = bisect_left(self.ids, first_id)
        del self.ids[place:], self._values[place:], self._created_at[place:]
        for seldom in (self._updated_at, self._account_ids):
            if seldom is not None:
                del seldom[place:]

    def _place(self, record_id: int) -> int:
        ids = self.ids
        # Ids nearly always run on without a gap.
        place = record_id - ids[0] if ids else 0
        if not 0 <= place < len(ids) or ids[place] != record_id:
            place = bisect_left(ids, record_id)
            if place == len(ids) or ids[place] != record_id:
                raise KeyError(record_id)
        return place

    def _at(self, place: int) -> Record:
        created_at = self._created_at[place]
        updated_at = created_at if self._updated_at is None else self._updated_at[place]
        account_id = None if self._account_ids is None else self._account_ids[place] or None
        return Record(self.ids[place], self._values[place], created_at, updated_at, account_id)
