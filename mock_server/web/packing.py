"""Uploaded rows kept as the text they came as: a third of what they take as rows, read when a sync asks for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from mock_server.domain.uploads import Block, Row

_read_rows = msgspec.json.Decoder(list[dict[str, str]]).decode
_read_columns = msgspec.json.Decoder(list[list[str]]).decode


class PackedRows(Block):
    """Rows as a JSON array of objects whose values are texts."""

    def __init__(self, packed: bytes) -> None:
        """Raises msgspec.MsgspecError where it is no such array, ValueError where it is no UTF-8."""
        self._packed = packed
        self._rows: list[Row] | None = _read_rows(packed)
        self._size = len(self._rows)
        self._keys = _shared_keys(self._rows)

    def __len__(self) -> int:
        return self._size

    @property
    def keys(self) -> Iterable[str]:
        """The keys that occur in them, in order of appearance."""
        return self._keys or dict.fromkeys(key for row in self._read() for key in row)

    def row(self, position: int) -> Row:
        return self._read()[position]

    def cells(self, key: str) -> Sequence[str | None]:
        if key in self._keys:
            return list(map(itemgetter(key), self._read()))
        return [row.get(key) for row in self._read()]

    def texts(self, key: str) -> Sequence[str]:
        return self.cells(key) if key in self._keys else super().texts(key)  # type: ignore[return-value]

    def release(self) -> None:
        self._rows = None

    def _read(self) -> list[Row]:
        if self._rows is None:
            self._rows = _read_rows(self._packed)
        return self._rows


def _shared_keys(rows: Sequence[Row]) -> tuple[str, ...]:
    """The keys that each of the rows has, in one order; none where they differ."""
    keys = tuple(rows[0]) if rows else ()
    if not keys or set(map(len, rows)) != {len(keys)}:
        return ()
    try:
        deque(map(itemgetter(*keys), rows), maxlen=0)
    except KeyError:
        return ()
    return keys


class PackedColumns(Block):
    """Rows that all have the same keys, column by column."""

    def __init__(self, keys: Sequence[str], columns: Iterable[Sequence[str]], size: int) -> None:
        self._place = {key: place for place, key in enumerate(keys)}
        self._size = size
        self._packed = msgspec.json.encode(list(columns))
        self._columns: list[list[str]] | None = None

    def __len__(self) -> int:
        return self._size

    def row(self, position: int) -> Row:
        columns = self._read()
        return {key: columns[place][position] for key, place in self._place.items()}

    def cells(self, key: str) -> Sequence[str | None]:
        return self._read()[self._place[key]] if key in self._place else [None] * self._size

    def texts(self, key: str) -> Sequence[str]:
        return self._read()[self._place[key]] if key in self._place else [""] * self._size

    def release(self) -> None:
        self._columns = None

    def _read(self) -> list[list[str]]:
        if self._columns is None:
            self._columns = _read_columns(self._packed)
        return self._columns
