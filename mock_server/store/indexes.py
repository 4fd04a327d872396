"""Indexes: of one column's values, each key with the ids of the records that have it; and of times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable, Iterable, Sequence

from mock_server.domain.identity import Comparison
from mock_server.domain.lookup import Found
from mock_server.domain.values import is_blank, none_blank


class Index:
    """Ids by key, in rising order. Most keys have one id, which is kept bare: a list for each would cost 64 bytes."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._ids: dict[Hashable, int | list[int]] = {}

    def add(self, text: str, record_id: int) -> None:
        """Enter a record; blanks are left out, since a blank never matches."""
        if not is_blank(text):
            self._add(self._comparison(text), record_id)

    def add_all(self, texts: Sequence[str], record_ids: Sequence[int]) -> None:
        """Enter many records."""
        if none_blank(texts):
            keys = self._comparison.keys(texts)
            # Where nothing had to be folded, the index holds the records' own texts.
            fresh = dict(zip(texts if keys == texts else keys, record_ids, strict=True))
            if len(fresh) == len(texts) and self._ids.keys().isdisjoint(fresh):
                self._ids.update(fresh)
                return
        for text, record_id in zip(texts, record_ids, strict=True):
            self.add(text, record_id)

    def _add(self, key: Hashable, record_id: int) -> None:
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
        key = self._comparison(text)
        known = self._ids[key]
        if isinstance(known, int):
            del self._ids[key]
            return
        known.remove(record_id)
        if len(known) == 1:
            self._ids[key] = known[0]

    # The search (`domain.lookup.Finder`).

    def __call__(self, text: str) -> Sequence[int]:
        known = self._ids.get(self._comparison(text))
        if known is None:
            return ()
        return (known,) if isinstance(known, int) else known

    def each(self, texts: Sequence[str]) -> Sequence[Found]:
        return list(map(self._ids.get, self._comparison.keys(texts)))


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
