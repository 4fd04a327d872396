"""Rejects: rows of a sync that were not taken, or not wholly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mock_server.domain.records import Row
from mock_server.domain.status_codes import STATUS_CODES


class Reject(NamedTuple):
    """One item of `GET /syncs/{id}/rejects` (section 3.5).

    `record_index` counts from 1. The row is kept as it was uploaded: a sync may reject a million of them.
    """

    row: Row
    keys: tuple[str, ...]
    message: str
    status_code: str
    record_index: int
    invalid_fields: tuple[str, ...]

    @property
    def field_values(self) -> dict[str, str]:
        """Every key of the definition in its order, with the row's value; absent ones as `""`. OBSERVED."""
        return {key: self.row.get(key, "") for key in self.keys}


class Rejecting:
    """Collects the rejects of one sync and counts them by code."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._found: list[tuple[int, Reject]] = []
        self.counts: dict[str, int] = {}
        self._invalid: dict[tuple[str, ...], tuple[str, ...]] = {}

    def reject(
        self,
        place: tuple[int, int],
        row: Row,
        code: str,
        invalid: Sequence[str] = (),
        message: str | None = None,
    ) -> None:
        """Reject `row`. `place` is its number in the sync (from 0) and its `recordIndex`."""
        number, record_index = place
        text = STATUS_CODES[code].reject_message if message is None else message
        self._found.append((number, Reject(row, self._keys, text, code, record_index, self._shared(tuple(invalid)))))
        self.counts[code] = self.counts.get(code, 0) + 1

    def _shared(self, invalid: tuple[str, ...]) -> tuple[str, ...]:
        return self._invalid.setdefault(invalid, invalid)

    def in_row_order(self) -> tuple[Reject, ...]:
        return tuple(reject for _, reject in sorted(self._found, key=lambda pair: pair[0]))
