"""The rows of a sync from any of them on."""

from __future__ import annotations

import pytest

from mock_server.domain.staged import placed_rows
from mock_server.domain.uploads import Row, RowBlock, Upload


class Watched(RowBlock):
    """A block that counts the rows that were read of it."""

    read = 0

    def row(self, position: int) -> Row:
        self.read += 1
        return super().row(position)


@pytest.mark.parametrize(("record_index", "indexes"), [("upload", [2, 3, 1]), ("sync", [4, 5, 6])])
def test_rows_from_one_on_read_nothing_before_it(record_index: str, indexes: list[int]) -> None:
    """A page of rows costs what it shows: no row before it is read, and numbers and `recordIndex` count on."""
    blocks = [Watched([{"n": str(10 * block + n)} for n in range(size)]) for block, size in enumerate((2, 1, 2, 1))]
    uploads = [Upload(blocks[:1], ("n",)), Upload(blocks[1:3], ("n",)), Upload(blocks[3:], ("n",))]
    found = list(placed_rows(uploads, record_index, 3))
    rows = [{"n": "20"}, {"n": "21"}, {"n": "30"}]
    assert found == list(zip((3, 4, 5), indexes, rows, strict=True))
    assert [block.read for block in blocks] == [0, 0, 2, 1]
    assert list(placed_rows(uploads, record_index))[3:] == found
    assert list(placed_rows(uploads, record_index, 6)) == []
