"""Uploaded rows, untouched, in blocks: what is done to every row of a sync is done to a block at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

Row = dict[str, str]
"""One uploaded row as text, by the keys of the upload; not yet a record."""

SLICE = 2000
"""Rows of a block at most: a few milliseconds of work, after which others may run."""


class MalformedRow(dict[str, str]):
    """A CSV line with more or fewer values than its header: judged ELQ-00032 in the sync."""


class Block(ABC):
    """Consecutive rows of one upload, at most SLICE of them; positions count from 0."""

    malformed: frozenset[int] = frozenset()
    """Positions of malformed rows."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def row(self, position: int) -> Row:
        """One row; a MalformedRow where it is one."""

    @abstractmethod
    def cells(self, key: str) -> Sequence[str | None]:
        """The text of every row under `key`, None for a row without it."""

    def texts(self, key: str) -> Sequence[str]:
        """The same with `""` for a row without the key."""
        return [cell or "" for cell in self.cells(key)]

    def release(self) -> None:
        """Let go what was made to read it; it can be read again."""
        return


class RowBlock(Block):
    """Rows of any keys."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.malformed = frozenset(n for n, row in enumerate(rows) if isinstance(row, MalformedRow))

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, position: int) -> Row:
        return self._rows[position]

    def cells(self, key: str) -> Sequence[str | None]:
        return [row.get(key) for row in self._rows]


class Upload:
    """The rows of one POST to `…/data`, untouched. `keys` are the keys that occur in them, in order of appearance."""

    __slots__ = ("blocks", "keys")

    def __init__(self, blocks: Sequence[Block], keys: tuple[str, ...]) -> None:
        self.blocks = blocks
        self.keys = keys

    @classmethod
    def of(cls, rows: Sequence[Row], keys: Iterable[str] | None = None) -> Upload:
        """The upload of these rows; `keys` are given where they say more than the rows (a CSV header does)."""
        keys = dict.fromkeys(key for row in rows for key in row) if keys is None else keys
        blocks = [RowBlock(rows[start : start + SLICE]) for start in range(0, len(rows), SLICE)]
        return cls(blocks, tuple(keys))

    def __len__(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.blocks))

    def __iter__(self) -> Iterator[Row]:
        """Its rows, one by one."""
        for block in self.blocks:
            try:
                yield from map(block.row, range(len(block)))
            finally:
                block.release()
