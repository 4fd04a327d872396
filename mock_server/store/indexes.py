"""Indexes: of one column's values, each key with the ids of the records that have it; and of times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable, Iterable, Sequence

from mock_server.domain.identity import Key
from mock_server.domain.lookup import Finder
from mock_server.domain.values import is_blank


class Index:
    """Ids by key, in rising order. Most keys have one id, which is kept bare: a list for each would cost 64 bytes."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._ids: dict[Hashable, int | list[int]] = {}

    def add(self, text: str, record_id: int) -> None:
        """Enter a record; blanks are left out, since a blank never matches."""
        if is_blank(text):
            return
        key = self._key(text)
        known = self._ids.get(key)
        if known is None:
            self._ids[key] = record_id
        elif isinstance(known, int):
            self._ids[key] = sorted((known, record_id))
        else:
            insort(known, record_id)

    def remove(self, text: str, record_id: int) -> None:
        if is_blank(text):
            return
        key = self._key(text)
        known = self._ids[key]
        if isinstance(known, int):
            del self._ids[key]
            return
        known.remove(record_id)
        if len(known) == 1:
            self._ids[key] = known[0]

    def finder(self) -> Finder:
        ids, key_of = self._ids, self._key

        def find(text: str) -> Sequence[int]:
            known = ids.get(key_of(text))
            if known is None:
                return ()
            return (known,) if isinstance(known, int) else known

        return find


class Timeline:
    """Ids of records in order of a time of theirs, found by bisection.

    A record whose time changes gets a further entry, and its former one stays: an answer may name too many.
    """

    def __init__(self, entries: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(entries)
        self._times = [time for time, _ in ordered]
        self._ids = [record_id for _, record_id in ordered]

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, time: int, record_id: int) -> None:
        """Enter a record. A site's clock never runs back, so this is nearly always an append."""
        at = bisect_right(self._times, time)
        self._times.insert(at, time)
        self._ids.insert(at, record_id)

    def between(self, low: int, high: int) -> Sequence[int]:
        """Ids of entries from `low` to `high`, both included."""
        return self._ids[bisect_left(self._times, low) : bisect_right(self._times, high)]
