"""Reading the rows of an upload: the quick way and the careful way say the same, and a block reads as its rows."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.domain.errors import Unparsable
from mock_server.domain.uploads import SLICE, MalformedRow, RowBlock, Upload
from mock_server.tests.examples import examples
from mock_server.web import rows as reading
from mock_server.web.bodies import CSV, JSON
from mock_server.web.packing import PackedColumns, PackedObjects, PackedRows, Shape

TEXTS = st.one_of(
    st.text(max_size=4), st.sampled_from(["", " ", "a", '"', "\\", "\u0000", "é", "\ufeff", "1,5", "\r\n"])
)
KEYS = st.sampled_from(["ID", "Name", "", "é", 'a"b'])
FLAT_ROWS = st.lists(st.dictionaries(KEYS, TEXTS, max_size=4), max_size=5)
CELLS = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.sampled_from([1.5, 1e30, [], {}, [1], {"a": 1}]))
ANYTHING = st.one_of(st.lists(st.one_of(st.dictionaries(KEYS, CELLS, max_size=3), CELLS), max_size=4), CELLS)


def outcome(read: Any, body: bytes) -> Any:
    """Rows with their keys, or the failures."""
    try:
        upload = read(body)
    except Unparsable as refusal:
        return [(failure.field, failure.constraint) for failure in refusal.failures]
    return list(upload), upload.keys


def quick(body: bytes) -> Upload:
    return reading.read_rows(body, JSON)


@given(ANYTHING, st.booleans(), st.binary(max_size=3))
@example([{"a": "\ud800"}], True, b"")
@example([{"ID": "1"}], False, b"\xef\xbb\xbf")
@example([{"ID": "1", "Amount": 1.50}], False, b"")
@examples(300)
def test_both_readers_of_json_agree(value: Any, escaped: bool, noise: bytes) -> None:
    """Whatever the body, the quick reader gives the rows, the keys or the failures that the careful one gives.

    Also where one byte is changed, or something stands before it.
    """
    try:
        body = json.dumps(value, ensure_ascii=escaped).encode()
    except UnicodeEncodeError:
        body = json.dumps(value).encode()
    for sent in (body, noise + body, body + noise, body[: len(body) // 2] + noise + body[len(body) // 2 :]):
        assert outcome(quick, sent) == outcome(reading._carefully, sent), sent


@pytest.mark.parametrize(
    "body",
    [
        b'[{"a":"1","a":"2"}]',
        b'[{"a":"\t"}]',
        b'[{"a":"\\u00zz"}]',
        b'[{"a":"\xff"}]',
        b'[{"a":"\\ud83d\\ude00"}]',
        b'[{"a":"\\ud83d"}]',
        b'[{"a":NaN}]',
        b'[{"a":01}]',
        b"[{}]",
        b"[{},]",
        b"[{} {}]",
        b'[{"a":"1"}',
        b'[{"a":"1"}]]',
        b"",
        b"\xef\xbb\xbf[]",
        b"[" * 5000,
        b'[{"a":' + b"[" * 5000,
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_both_readers_agree_on_odd_json(body: bytes) -> None:
    """Repeated keys, control characters, escapes, surrogates, numbers no JSON has, depth and missing ends."""
    assert outcome(quick, body) == outcome(reading._carefully, body)


def test_the_quick_reader_is_the_one_that_reads() -> None:
    """Rows of texts are kept as text, in slices; the comparison above would else compare a reader with itself."""
    rows = [{"ID": str(number), "Name": "x"} for number in range(SLICE + 1)]
    upload = quick(json.dumps(rows).encode())
    assert [type(block) for block in upload.blocks] == [PackedRows, PackedObjects]
    assert [len(block) for block in upload.blocks] == [SLICE, 1]
    assert list(upload) == rows


@given(FLAT_ROWS, st.lists(st.dictionaries(KEYS, CELLS, max_size=3), max_size=3), st.integers(0, 5))
@examples(200)
def test_both_readers_agree_past_the_first_block(rows: list[dict[str, str]], odd: list[Any], times: int) -> None:
    """Blocks after the first are read by the keys of its rows; rows with other keys, or with other values than texts,
    read there as they do anywhere."""
    body = json.dumps([*rows[:1] * times, *rows[:1], *odd, *rows]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "SLICE", 2)
        assert outcome(quick, body) == outcome(reading._carefully, body)


@pytest.mark.parametrize(
    "other",
    [{"ID": "1"}, {"ID": "1", "Name": "x", "More": ""}, {"ID": "1", "Nom": "x"}, {"Name": "x", "ID": "1"}, {}],
    ids=["fewer", "more", "others", "turned", "none"],
)
def test_a_row_of_other_keys_may_come_late(other: dict[str, str]) -> None:
    """A row that does not look like those of the first block is kept with the keys that it has."""
    rows = [*({"ID": str(number), "Name": "x"} for number in range(2 * SLICE)), other]
    upload = quick(json.dumps(rows).encode())
    assert list(upload) == rows
    assert upload.keys == tuple(dict.fromkeys(("ID", "Name", *other)))


def test_rows_are_read_again_after_they_were_let_go() -> None:
    """A block that was released says the same as before, in all forms."""
    rows = [{"ID": "1", "Name": "x"}, {"ID": "2", "Name": "y"}]
    packed = json.dumps(rows).encode()
    columns = PackedColumns(["ID", "Name"], [["1", "2"], ["x", "y"]], 2)
    for block in (PackedRows(packed), PackedObjects(packed, Shape(["ID", "Name"])), columns):
        for _ in range(2):
            assert [block.row(0), block.row(1)] == rows
            assert list(block.texts("ID")) == ["1", "2"]
            block.release()


@given(FLAT_ROWS)
@examples(200)
def test_a_packed_block_reads_as_its_rows(rows: list[dict[str, str]]) -> None:
    """Texts, cells and rows of a packed block are those of a block of the bare rows, for keys it has and has not."""
    packed, bare = PackedRows(json.dumps(rows).encode()), RowBlock(rows)
    assert list(packed.keys) == list(dict.fromkeys(key for row in rows for key in row))
    for key in ("ID", "Name", "", "é", "absent"):
        assert list(packed.cells(key)) == list(bare.cells(key))
        assert list(packed.texts(key)) == list(bare.texts(key))
    assert [packed.row(n) for n in range(len(packed))] == rows


@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4, unique=True), st.data())
@examples(200)
def test_csv_reads_as_its_lines(header: list[str], data: st.DataObject) -> None:
    """A CSV upload has the header's keys and a row for each line that has a character; a line of another length is a
    malformed row, and its neighbours are not."""
    width = len(header)
    cells = st.lists(TEXTS.filter("\x00".__ne__), min_size=1, max_size=width + 1)
    lines = [line for line in data.draw(st.lists(cells, max_size=5)) if line != [""]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *lines])
    upload = reading.read_rows(text.getvalue().encode("utf-8", "replace"), CSV)
    expected = [dict(zip(header, line, strict=False)) for line in lines]
    assert (list(upload), upload.keys) == (expected, tuple(header))
    assert [isinstance(row, MalformedRow) for row in upload] == [len(line) != width for line in lines]
