"""Uploaded rows kept as the text they came as: a third of what they take as rows, read when a sync asks for them."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec
from msgspec.structs import astuple

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
    def shared_keys(self) -> tuple[str, ...]:
        """The keys that each of them has; none where they differ."""
        return self._keys

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


class _Columns(Block):
    """Rows that all have the same keys, read column by column."""

    def __init__(self, keys: Sequence[str], size: int) -> None:
        self._place = {key: place for place, key in enumerate(keys)}
        self._size = size
        self._columns: Sequence[Sequence[str]] | None = None

    @abstractmethod
    def _unpacked(self) -> Sequence[Sequence[str]]:
        """A column for each key."""

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

    def _read(self) -> Sequence[Sequence[str]]:
        if self._columns is None:
            self._columns = self._unpacked()
        return self._columns


class PackedColumns(_Columns):
    """Columns kept as JSON arrays."""

    def __init__(self, keys: Sequence[str], columns: Iterable[Sequence[str]], size: int) -> None:
        super().__init__(keys, size)
        self._packed = msgspec.json.encode(list(columns))

    def _unpacked(self) -> Sequence[Sequence[str]]:
        return _read_columns(self._packed)


class Shape:
    """Rows of the same keys, read as structs: in half the time of dictionaries, and none for the collector to visit."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError for keys that no struct can have: one with a quotation mark, say."""
        self.keys = tuple(keys)
        names = {f"f{place}": key for place, key in enumerate(keys)}
        struct = msgspec.defstruct(
            "Shaped", [(name, str) for name in names], rename=names, forbid_unknown_fields=True, gc=False
        )
        self._decoder = msgspec.json.Decoder(list[struct])  # type: ignore[valid-type]  # made just now

    def read(self, packed: bytes) -> list[msgspec.Struct]:
        """The rows. Raises msgspec.MsgspecError where one has other keys."""
        return self._decoder.decode(packed)

    def columns(self, packed: bytes) -> Sequence[Sequence[str]]:
        """A column for each key of rows that were read before."""
        return list(zip(*map(astuple, self.read(packed)), strict=True))


class PackedObjects(_Columns):
    """Rows as a JSON array of objects of one shape."""

    def __init__(self, packed: bytes, shape: Shape) -> None:
        """Raises msgspec.MsgspecError where it is no such array, ValueError where it is no UTF-8."""
        super().__init__(shape.keys, len(shape.read(packed)))
        self._packed = packed
        self._shape = shape

    def _unpacked(self) -> Sequence[Sequence[str]]:
        return self._shape.columns(self._packed)
