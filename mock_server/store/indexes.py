"""An index: the keys of one column's values, each with the ids of the records that have it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Sequence

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
