"""The staged rows of one sync, each with its number and the `recordIndex` that a reject of it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mock_server.domain.rejects import Reject, Rejecting
from mock_server.domain.rules import Rules
from mock_server.domain.uploads import Block, Row, Upload

Between = Callable[[int], None]
"""Called between slices of the work with the number of rows that are done, which never falls: others may run
meanwhile. A row that is looked at twice is half done after the first time."""


def at_once(_: int) -> None:
    """Nobody waits."""


class PlacedBlock(NamedTuple):
    """A block with the number that its first row has in the sync, and with that row's `recordIndex`."""

    block: Block
    first: int
    first_index: int


def placed_rows(uploads: Sequence[Upload], record_index: str, start: int = 0) -> Iterator[tuple[int, int, Row]]:
    """The rows of a sync from that number on, each with its number, from 0, and its `recordIndex`.

    Blocks before it are not read.
    """
    for block, first, first_index in _placed(uploads, record_index):
        try:
            for position in range(max(0, start - first), len(block)):
                yield first + position, first_index + position, block.row(position)
        finally:
            block.release()


class StagedRows:
    """All rows of a sync, numbered from 0, and what is complained of. `out` has a 1 for each that is rejected."""

    def __init__(
        self,
        definition_keys: Sequence[str],
        uploads: Sequence[Upload],
        rules: Rules,
        between: Between = at_once,
        passes: int = 1,
    ) -> None:
        """`passes` is how often every row is looked at."""
        self._rejecting = Rejecting(definition_keys)
        self._blocks = list(_placed(uploads, rules.assumptions.record_index))
        self._between = between
        self._passes = passes
        self._looked_at = 0
        """Rows that were looked at, each as often as it was."""
        self.out = bytearray(sum(map(len, uploads)))
        if rules.refused is not None:
            self._refuse(rules.refused)

    def __iter__(self) -> Iterator[PlacedBlock]:
        """The blocks, in order. Others may run between two of them."""
        for placed in self._blocks:
            self._between(min(self._looked_at // self._passes, len(self.out)))
            try:
                yield placed
            finally:
                placed.block.release()
                self._looked_at += len(placed.block)

    def _refuse(self, refused: Callable[[int], str | None]) -> None:
        """Reject the rows that are refused whatever they say."""
        for number in range(len(self.out)):
            code = refused(number)
            if code is not None:
                self.reject(number, code)

    def reject(self, number: int, code: str, invalid: Sequence[str] = (), message: str | None = None) -> None:
        """Reject a row; nothing becomes of it."""
        self.out[number] = 1
        self._rejecting.reject(number, code, invalid, message)

    def complain(self, number: int, code: str, invalid: Sequence[str] = (), message: str | None = None) -> None:
        """Enter a row among the rejects although the rest of it is taken."""
        self._rejecting.reject(number, code, invalid, message)

    def any_out(self, placed: PlacedBlock) -> bool:
        """Whether a row of the block is out by now."""
        return self.out.find(1, placed.first, placed.first + len(placed.block)) >= 0

    @property
    def counts(self) -> Mapping[str, int]:
        """The rejects by code."""
        return self._rejecting.counts

    def rejects(self) -> tuple[Reject, ...]:
        """The rejects in the order of their rows."""
        return self._rejecting.in_row_order(self._rows_of)

    def _rows_of(self, numbers: Iterable[int]) -> Iterator[tuple[Row, int]]:
        """The rows of these rising numbers, each with its `recordIndex`."""
        waiting = iter(numbers)
        number = next(waiting, None)
        if number is None:
            return
        for block, first, first_index in self:
            while number < first + len(block):
                yield block.row(number - first), first_index + number - first
                number = next(waiting, None)
                if number is None:
                    return

    def remaining(self, key: str) -> Iterator[tuple[int, str, bool]]:
        """Of each row that is not out its number, its text under `key`, and whether it is malformed."""
        for block, first, _ in self:
            for number, text in enumerate(block.texts(key), first):
                if not self.out[number]:
                    yield number, text, number - first in block.malformed


def _placed(uploads: Sequence[Upload], record_index: str) -> Iterator[PlacedBlock]:
    """`record_index` is the switch `recordIndex`: counted within the `upload` or the `sync`, from 1."""
    number = 0
    for upload in uploads:
        began = number
        for block in upload.blocks:
            if len(block):
                yield PlacedBlock(block, number, 1 + number - (0 if record_index == "sync" else began))
            number += len(block)
