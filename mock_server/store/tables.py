"""A table: the records of one entity of one site, by id, with an index for all that was ever searched."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from mock_server.clock import let_others_run
from mock_server.domain.fields import ID_COLUMN, FieldTable
from mock_server.domain.identity import Fold, comparison, exact
from mock_server.domain.lookup import Finder
from mock_server.domain.records import Record
from mock_server.domain.uploads import SLICE
from mock_server.store.columns import RecordColumns
from mock_server.store.history import History, Moment
from mock_server.store.indexes import Index, Timeline

_SPARE = 1000
"""A timeline may have this many entries more than twice the records; then it is made anew when next searched."""


class Table:
    """Records stand in id order: ids only rise. Indexes are made on first use and kept up from then on."""

    def __init__(self, fields: FieldTable, fold: Fold) -> None:
        self.fields = fields
        self._fold = fold
        self._records = RecordColumns()
        self._indexes: dict[tuple[int, bool], Index] = {}
        self._timelines: dict[bool, Timeline] = {}
        """By whether it is of the times of update, else of creation."""
        self._last_id = 0
        self.replaced: list[Record] | None = None
        """While a list: the records that were replaced, as they were, in order."""
        self.history = History(0)
        """What the table was like before; nothing of it until somebody says how much."""

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def page(self, offset: int, limit: int) -> list[Record]:
        return self._records.page(offset, limit)

    def get(self, record_id: int) -> Record:
        return self._records[record_id]

    def next_id(self) -> int:
        return self._last_id + 1

    def moment(self) -> Moment:
        """This one, to be asked for later."""
        return Moment(self._last_id, self.history.replaced)

    def add(self, record: Record) -> None:
        """Add a record whose id is higher than any before it."""
        if record.id <= self._last_id:
            raise ValueError(f"id {record.id} does not follow {self._last_id}")
        self._last_id = record.id
        self._records.append(record)
        for (column, _), index in self._indexes.items():
            index.add(_value(record, column), record.id)
        for updated, timeline in self._timelines.items():
            timeline.add(_time(record, updated), record.id)

    def add_all(self, values: Sequence[tuple[str, ...]], now: int) -> None:
        """Add records of these values, with the ids that follow."""
        ids = list(range(self._last_id + 1, self._last_id + 1 + len(values)))
        self._last_id += len(ids)
        self._records.extend(ids, values, now)
        for (column, _), index in self._indexes.items():
            index.add_all([str(i) for i in ids] if column == ID_COLUMN else [one[column] for one in values], ids)
        for timeline in self._timelines.values():
            for record_id in ids:
                timeline.add(now, record_id)

    def replace(self, record: Record) -> None:
        """Put `record` in the place of the one with its id."""
        old = self._records[record.id]
        self.history.note(old)
        if self.replaced is not None:  # before anything can go wrong
            self.replaced.append(old)
        self._records.replace(record)
        for (column, _), index in self._indexes.items():
            before, after = _value(old, column), _value(record, column)
            if before != after:
                index.remove(before, record.id)
                index.add(after, record.id)
        for updated, timeline in list(self._timelines.items()):
            if _time(old, updated) != _time(record, updated):
                timeline.add(_time(record, updated), record.id)
                self._forget_if_stale(updated, timeline)

    def undo(self, first_added: int) -> None:
        """Put back what was `replaced` and drop what was added from the id `first_added` on, after a fault."""
        for record in reversed(self.replaced or []):
            self._records.replace(record)
        self._records.drop_from(first_added)
        self._last_id = first_added - 1
        # They may have been left in the middle of a change; they are made anew when next searched.
        self._indexes.clear()
        self._timelines.clear()

    def finder(self, column: int, *, case_sensitive: bool) -> Finder:
        """A search of one column; see `domain.identity` for when two values match."""
        wanted = (column, case_sensitive)
        if wanted not in self._indexes:
            self._indexes[wanted] = self._build(column, exact if case_sensitive else self._fold)
        return self._indexes[wanted]

    def ids_between(self, low: int, high: int) -> Sequence[int]:
        """Ids from `low` to `high`, both included, in rising order."""
        ids = self._records.ids
        return ids[bisect_left(ids, low) : bisect_right(ids, high)]

    def ids_changed_between(self, low: int, high: int, *, updated: bool) -> Sequence[int]:
        """Ids of the records created, or last updated, from `low` to `high` ticks, and maybe more, some twice."""
        if updated not in self._timelines:
            self._timelines[updated] = Timeline((_time(record, updated), record.id) for record in self)
        return self._timelines[updated].between(low, high)

    def _forget_if_stale(self, updated: bool, timeline: Timeline) -> None:
        if len(timeline) > 2 * len(self._records) + _SPARE:
            del self._timelines[updated]

    def _build(self, column: int, fold: Fold) -> Index:
        index = Index(comparison(self.fields.data_type(column), fold))
        ids = self._records.ids
        for start in range(0, len(ids), SLICE):
            if start:
                let_others_run()  # or nobody else would for a second
            some = list(ids[start : start + SLICE])
            texts = list(map(str, some)) if column == ID_COLUMN else self._records.texts(column, start, start + SLICE)
            index.add_all(texts, some)
        return index


def _value(record: Record, column: int) -> str:
    return str(record.id) if column == ID_COLUMN else record.values[column]


def _time(record: Record, updated: bool) -> int:
    return record.updated_at if updated else record.created_at
