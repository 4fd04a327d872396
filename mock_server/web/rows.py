"""The rows of an upload, read from its body: as text, untouched, in blocks.

A body is read in slices: as the rows that a parser makes, all of it would take more than three times its text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec

from mock_server.domain.uploads import SLICE, Block, MalformedRow, RowBlock, Upload
from mock_server.web.bodies import CSV, MAX_BODY, load_json, malformed, read_text
from mock_server.web.packing import PackedColumns, PackedObjects, PackedRows, Shape

BOM = b"\xef\xbb\xbf"

_read_items = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read_rows(body: bytes, kind: str) -> Upload:
    """The rows of an upload. Raises Unparsable."""
    return _rows_of_csv(body) if kind == CSV else _rows_of_json(body)


def _rows_of_json(body: bytes) -> Upload:
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        return _quickly(body)
    return _carefully(body)  # here nothing of the first try is kept any more


def _quickly(body: bytes) -> Upload:
    """Rows all of whose values are texts. Raises msgspec.MsgspecError, ValueError, RecursionError."""
    items = _read_items(body.removeprefix(BOM))
    blocks: list[Block] = []
    keys: dict[str, None] = {}
    shape: Shape | None = None
    block: PackedRows | PackedObjects | None
    for start in range(0, len(items), SLICE):
        packed = b"[%b]" % b",".join(items[start : start + SLICE])
        block = None if shape is None else _shaped(packed, shape)
        if block is None:
            block = PackedRows(packed)
            keys.update(dict.fromkeys(block.keys))
            shape = _shape_of(block) if start == 0 and len(items) > SLICE else None
        block.release()
        blocks.append(block)
    return Upload(blocks, tuple(keys))


def _shape_of(block: PackedRows) -> Shape | None:
    """What the rows after this block look like if they look like its own."""
    with suppress(ValueError):
        return Shape(block.shared_keys) if block.shared_keys else None
    return None


def _shaped(packed: bytes, shape: Shape) -> PackedObjects | None:
    with suppress(msgspec.ValidationError):
        return PackedObjects(packed, shape)
    return None


def _carefully(body: bytes) -> Upload:
    """The same by the standard library, which knows lone surrogates and numbers as they are written, and says what is
    wrong."""
    value = load_json(read_text(body), numbers_as_text=True)
    if not isinstance(value, list):
        malformed("Must be a JSON array of objects.")
    for number, row in enumerate(value, start=1):
        if not isinstance(row, dict):
            malformed(f"Must be a JSON array of objects; item {number} is none.")
        for key, cell in row.items():
            if type(cell) is not str:
                row[key] = _cell_text(cell, key, number)
    return Upload.of(value)


def _cell_text(cell: Any, key: str, number: int) -> str:
    if isinstance(cell, dict | list):
        malformed(f"Must be a JSON array of flat objects; {key!r} of item {number} is nested.")
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell


def _rows_of_csv(body: bytes) -> Upload:
    # The csv module's limit is one for the process and 128 KB at first; a value may be as long as a body.
    if csv.field_size_limit() < MAX_BODY:
        csv.field_size_limit(MAX_BODY)
    reader = csv.reader(io.StringIO(read_text(body), newline=""), strict=True)
    # A line without any character is no row: most writers end a file with one.
    lines = filter(None, reader)
    try:
        header = next(lines, None)
        if header is None:
            malformed("Must begin with a header.")
        _check_header(header)
        return _upload_of(tuple(header), lines)
    except csv.Error as fault:
        malformed(f"Must be valid CSV: line {reader.line_num}: {fault}.")


def _upload_of(header: tuple[str, ...], lines: Iterator[list[str]]) -> Upload:
    blocks: list[Block] = []
    while some := list(islice(lines, SLICE)):
        if set(map(len, some)) == {len(header)}:
            blocks.append(PackedColumns(header, zip(*some, strict=True), len(some)))
        else:
            blocks.append(RowBlock([_row_of_line(header, line) for line in some]))
    return Upload(blocks, header)


def _check_header(header: list[str]) -> None:
    seen: set[str] = set()
    for name in header:
        if not name:
            malformed("Must have a name in every column of its header.")
        if name in seen:
            malformed(f"Must not repeat {name!r} in its header.")
        seen.add(name)


def _row_of_line(header: Sequence[str], line: list[str]) -> dict[str, str]:
    row = dict if len(line) == len(header) else MalformedRow
    return row(zip(header, line, strict=False))
