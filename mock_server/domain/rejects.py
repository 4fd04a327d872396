"""Rejects: rows of a sync that were not taken, or not wholly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from mock_server.domain.status_codes import STATUS_CODES
from mock_server.domain.uploads import Row


class Reject(NamedTuple):
    """One item of `GET /syncs/{id}/rejects` (section 3.5).

    `record_index` counts from 1, `number`, which is never shown, every row of the sync from 0. The row is kept as it
    was uploaded: a sync may reject a million of them.
    """

    row: Row
    keys: tuple[str, ...]
    message: str
    status_code: str
    record_index: int
    invalid_fields: tuple[str, ...]
    number: int

    @property
    def field_values(self) -> dict[str, str]:
        """Every key of the definition in its order, with the row's value; absent ones as `""`. OBSERVED."""
        return {key: self.row.get(key, "") for key in self.keys}


class Rejecting:
    """Collects the rejects of one sync and counts them by code. `keys` are those of the definition."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._found: list[tuple[int, str, str, tuple[str, ...]]] = []
        self.counts: dict[str, int] = {}
        self._invalid: dict[tuple[str, ...], tuple[str, ...]] = {}

    def reject(self, number: int, code: str, invalid: Sequence[str] = (), message: str | None = None) -> None:
        """Reject the row of that number in the sync, from 0."""
        text = STATUS_CODES[code].reject_message if message is None else message
        self._found.append((number, code, text, self._shared(tuple(invalid))))
        self.counts[code] = self.counts.get(code, 0) + 1

    def _shared(self, invalid: tuple[str, ...]) -> tuple[str, ...]:
        return self._invalid.setdefault(invalid, invalid)

    def in_row_order(self, rows_of: Callable[[Iterable[int]], Iterator[tuple[Row, int]]]) -> tuple[Reject, ...]:
        """The rejects; `rows_of` gives for rising numbers of rows each row and the `recordIndex` it has."""
        found = sorted(self._found, key=itemgetter(0))
        rows = rows_of(number for number, *_ in found)
        return tuple(
            Reject(row, self._keys, text, code, record_index, invalid, number)
            for (number, code, text, invalid), (row, record_index) in zip(found, rows, strict=True)
        )
