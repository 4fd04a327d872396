"""Uploads: what is staged, as which text, and what is refused with nothing staged."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mock_server.tests.in_process import BULK, CSV, JSON, InProcess, basic, site_of
from mock_server.tests.web.asking import (
    IMPORTS,
    ROW,
    failures,
    fields_at_fault,
    is_unstaged,
    staged_rows,
)

LIMIT = 33_554_432
HEADER = "OpportunityID,OpportunityName,Stage,Amount"


@pytest.fixture
def uri(mock: InProcess) -> str:
    return mock.create_import()


def values(mock: InProcess, uri: str, body: Any, content_type: str = JSON) -> dict[str, str]:
    """The values of a single row as it was staged: a repeated one is rejected, and a reject shows what was sent."""
    mock.upload(uri, body, content_type)
    reject = mock.get(f"{mock.sync(uri)}/rejects")["items"][0]
    found: dict[str, str] = reject["fieldValues"]
    return found


def refuse(mock: InProcess, uri: str, body: Any, content_type: str | None = JSON) -> list[dict[str, Any]]:
    """The failures of an upload that must be refused and leave nothing staged."""
    found = failures(mock.call("POST", f"{uri}/data", body, content_type=content_type))
    assert is_unstaged(mock, uri)
    return found


# JSON.


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("12.50", "12.50"),
        ("-0", "-0"),
        ("1E5", "1E5"),
        ("1.0e-7", "1.0e-7"),
        ("9" * 10_000, "9" * 10_000),
        ("1e999", "1e999"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ('"null"', "null"),
        ('" x "', " x "),
        ('"\\u0000"', "\0"),
        ('"\\ud800"', "\ud800"),
        ('"\\ud834\\udd1e"', "𝄞"),
    ],
    ids=range(14),
)
def test_a_json_value_counts_as_the_text_it_was_sent_in(mock: InProcess, uri: str, sent: str, text: str) -> None:
    """Numbers and booleans are staged as the text they were sent in (`12.50` stays `12.50`), null as `""`.

    NUL, lone surrogates and numbers of any length are staged too, and judged in the sync. [malformed-bodies]
    """
    body = f'[{{"OpportunityID": "", "Amount": {sent}, "Stage": "x"}}]'
    assert values(mock, uri, body)["Amount"] == text


def test_a_megabyte_of_text_is_staged(mock: InProcess, uri: str) -> None:
    """A long value is not the upload's business: the sync judges it."""
    text = "x" * 1_000_000
    assert values(mock, uri, [ROW | {"OpportunityID": "", "OpportunityName": text}])["OpportunityName"] == text


def test_a_byte_order_mark_before_json_is_tolerated(mock: InProcess, uri: str) -> None:
    """UTF-8 with a byte order mark is read as without. [malformed-bodies]"""
    mock.upload(uri, b"\xef\xbb\xbf" + json.dumps([ROW]).encode())
    assert staged_rows(mock, uri) == 1


def test_a_key_sent_twice_in_a_row_counts_as_it_was_sent_last(mock: InProcess, uri: str) -> None:
    """Of two equal keys in one JSON object the later value counts. [repeated-properties]"""
    assert values(mock, uri, '[{"OpportunityID": "", "Stage": "a", "Stage": "b"}]')["Stage"] == "b"


@pytest.mark.parametrize("rows", [[{}], [{"nowhere": "x"}], [{"": "x"}], [{}, ROW, {}]])
def test_rows_are_staged_untouched_however_little_they_fit(mock: InProcess, uri: str, rows: Any) -> None:
    """OBSERVED: rows without any known key get a 204; they are judged in the sync."""
    mock.upload(uri, rows)
    assert staged_rows(mock, uri) == len(rows)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[",
        '[{"OpportunityID":"1"}',
        '[{"OpportunityID":"1"},]',
        '[{"OpportunityID":"1"}] x',
        "{}",
        '{"OpportunityID":"1"}',
        '"text"',
        "null",
        "5",
        "[1]",
        "[null]",
        "[[]]",
        '[{"OpportunityID":"1"},"x"]',
        '[{"OpportunityID":["1"]}]',
        '[{"OpportunityID":{"a":"1"}}]',
        '[{"OpportunityID":[]}]',
        '[{"OpportunityID":NaN}]',
        '[{"OpportunityID":Infinity}]',
        '[{"OpportunityID":-Infinity}]',
        '[{"OpportunityID":01}]',
        '[{"OpportunityID":"a\nb"}]',
        "[{OpportunityID:1}]",
        "[" * 100_000 + "]" * 100_000,
        '[{"a":' * 100_000,
        HEADER + "\n1,One,Prospecting,1\n",
    ],
    ids=range(26),
)
def test_malformed_json_is_refused_and_nothing_is_staged(mock: InProcess, uri: str, body: str) -> None:
    """What is no array of flat objects is a parsing error with one failure on `body`. [malformed-bodies]"""
    assert [f["field"] for f in refuse(mock, uri, body)] == ["body"]


@pytest.mark.parametrize("content_type", [JSON, CSV])
@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe[\0]\0", b'[{"OpportunityID":"\xe9"}]', b"OpportunityID\n\xe9\n", b"OpportunityID\n\xed\xa0\x80\n"],
)
def test_bytes_that_are_no_utf_8_are_refused(mock: InProcess, uri: str, content_type: str, body: bytes) -> None:
    """UTF-16, Latin-1 and encoded surrogates are a parsing error that says where. [malformed-bodies]"""
    (found,) = refuse(mock, uri, body, content_type)
    assert found["constraint"].startswith("Must be UTF-8; the byte at ")


def test_one_bad_row_stages_none_of_its_upload(mock: InProcess, uri: str) -> None:
    """An upload is staged whole or not at all, and what was staged before stays."""
    mock.upload(uri, [ROW])
    assert mock.call("POST", f"{uri}/data", [ROW] * 50 + [{"OpportunityID": []}]).status_code == 400
    assert staged_rows(mock, uri) == 1


@pytest.mark.parametrize("missing", [1, 1000])
@pytest.mark.parametrize("content_type", [JSON, CSV])
def test_a_body_shorter_than_its_content_length_is_refused(
    mock: InProcess, uri: str, content_type: str, missing: int
) -> None:
    """A body that ends before its Content-Length is malformed, however complete it looks. [malformed-bodies]"""
    data = json.dumps([ROW]) if content_type == JSON else HEADER + "\n1,One,Prospecting,1\n"
    answer = mock.raw(
        "POST",
        f"{BULK}{uri}/data",
        data=data,
        content_type=content_type,
        headers={"Authorization": basic("TestCompany")},
        environ_overrides={"CONTENT_LENGTH": str(len(data) + missing)},
    )
    assert fields_at_fault(answer) == ["body"]
    assert is_unstaged(mock, uri)


@pytest.mark.parametrize("body", ["[]", " [ ] "])
def test_an_empty_array_answers_204_and_stages_nothing(mock: InProcess, uri: str, body: str) -> None:
    """An upload without rows is no upload."""
    assert mock.call("POST", f"{uri}/data", body).status_code == 204
    assert is_unstaged(mock, uri)


# Content-Type.


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "text/csv; charset=windows-1252",
        "application/jsonx",
        "json",
        ";",
    ],
)
def test_a_missing_or_other_content_type_is_refused(mock: InProcess, uri: str, content_type: str | None) -> None:
    """Content-Type is mandatory (CONFIRMED); that a wrong one is a 400 with a failure is assumed. [content-type]"""
    answer = mock.raw(
        "POST",
        f"{BULK}{uri}/data",
        data=json.dumps([ROW]),
        content_type=content_type,
        headers={"Authorization": basic("TestCompany")},
    )
    assert fields_at_fault(answer) == ["Content-Type"]
    assert is_unstaged(mock, uri)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; charset=utf8; odd=1",
    ],
)
def test_a_media_type_is_read_in_any_case_with_a_charset_of_utf_8(mock: InProcess, uri: str, content_type: str) -> None:
    """Case, quotes and unknown parameters of a Content-Type do not matter. [content-type]"""
    mock.upload(uri, [ROW], content_type)
    assert staged_rows(mock, uri) == 1


@pytest.mark.parametrize(("verb", "path"), [("POST", IMPORTS), ("PUT", f"{IMPORTS}/1"), ("POST", "/syncs")])
@pytest.mark.parametrize("content_type", [CSV, "text/plain", None])
def test_definitions_and_syncs_are_taken_as_json_only(
    mock: InProcess, uri: str, verb: str, path: str, content_type: str | None
) -> None:
    """A POST or PUT of a definition or a sync without `application/json` is a 400. [content-type]"""
    assert uri == f"{IMPORTS}/1"
    assert fields_at_fault(mock.call(verb, path, b"{}", content_type=content_type)) == ["Content-Type"]


# CSV.


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n1,One,Prospecting,1\n",
        f"{HEADER}\n1,One,Prospecting,1",
        f"{HEADER}\r\n1,One,Prospecting,1\r\n",
        f"{HEADER}\r1,One,Prospecting,1\r",
        f"\ufeff{HEADER}\n1,One,Prospecting,1\n",
        f"\n\n{HEADER}\n\n\r\n1,One,Prospecting,1\n\n\n",
        "Amount,Stage,OpportunityName,OpportunityID\n1,Prospecting,One,1\n",
        '"OpportunityID","OpportunityName","Stage","Amount"\n"1","One","Prospecting","1"\n',
        '\ufeff"OpportunityID",OpportunityName,Stage,Amount\n1,One,Prospecting,"1"',
    ],
    ids=range(9),
)
def test_csv_is_read_whatever_its_line_ends_marks_quotes_and_column_order(mock: InProcess, uri: str, text: str) -> None:
    """With or without byte order mark, LF, CRLF or CR, blank lines, quotes, columns in any order: one and the same row.

    [csv-blank-lines]
    """
    mock.upload(uri, text.encode(), CSV)
    assert mock.status(mock.sync(uri)) == "success"
    assert [record["fields"]["OpportunityName"] for record in mock.records()] == ["One"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"a\nb"', "a\nb"),
        ('"a\r\nb"', "a\r\nb"),
        ('"a,b"', "a,b"),
        ('"a ""b"" c"', 'a "b" c'),
        ('""', ""),
        ("", ""),
        (" a ", " a "),
        ("12.50", "12.50"),
        ("NULL", "NULL"),
        ("a\0b", "a\0b"),
        ("'a'", "'a'"),
        ("a\tb", "a\tb"),
        ("东京 é", "东京 é"),
    ],
    ids=range(13),
)
def test_a_csv_cell_is_staged_as_its_text(mock: InProcess, uri: str, cell: str, value: str) -> None:
    """Quoted newlines, commas and doubled quotes are part of the value; blanks, NUL and any letter stay."""
    text = f"OpportunityID,OpportunityName,Stage\n,{cell},x\n"
    assert values(mock, uri, text.encode(), CSV)["OpportunityName"] == value


@pytest.mark.parametrize("length", [3, 5])
def test_a_csv_line_of_the_wrong_length_is_staged_and_rejected_in_the_sync(
    mock: InProcess, uri: str, length: int
) -> None:
    """A line with too few or too many values is no fault of the upload: the sync rejects it with ELQ-00032."""
    line = ",".join(["1"] * length)
    sync = mock.run(uri, f"{HEADER}\n1,One,Prospecting,1\n{line}\n".encode(), CSV)
    assert mock.rejects(sync) == [(2, "ELQ-00032")]
    assert len(mock.records()) == 1


@pytest.mark.parametrize("text", [HEADER, f"{HEADER}\n", f"\ufeff{HEADER}\r\n\r\n"])
def test_a_header_alone_answers_204_and_stages_nothing(mock: InProcess, uri: str, text: str) -> None:
    """CSV without a line under its header is no upload."""
    assert mock.call("POST", f"{uri}/data", text.encode(), content_type=CSV).status_code == 204
    assert is_unstaged(mock, uri)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ufeff",
        f'{HEADER}\n1,"One,Prospecting,1\n',
        '"OpportunityID',
        f'{HEADER}\n1,"One"x,Prospecting,1\n',
        "OpportunityID,OpportunityID\n1,2\n",
        "OpportunityID,,Stage\n1,2,3\n",
        "OpportunityID,Stage,\n1,2,\n",
        ',\n"1",\n',
        '"",OpportunityID\nx,1\n',
    ],
    ids=range(11),
)
def test_broken_csv_is_refused_and_nothing_is_staged(mock: InProcess, uri: str, text: str) -> None:
    """No header, an empty or repeated name in it, an unterminated quote, text after a closing quote: a parsing error.

    [malformed-bodies]
    """
    assert [f["field"] for f in refuse(mock, uri, text.encode(), CSV)] == ["body"]


def test_header_names_differ_by_case_and_blanks(mock: InProcess, uri: str) -> None:
    """Names in a header are keys, compared exactly: `stage` and ` Stage` neither repeat nor stand for `Stage`.

    [csv-header-exact]
    """
    mock.upload(uri, b"OpportunityID,Stage,stage, Stage\n1,a,b,c\n", CSV)
    unknown = [code for code, _ in mock.logs(mock.sync(uri)) if code == "ELQ-00111"]
    assert len(unknown) == 2


def test_a_header_of_very_many_columns_takes_no_time(mock: InProcess, uri: str) -> None:
    """A wide header costs no more than its size: 200,000 names are checked at once."""
    names = ",".join(map(str, range(200_000)))
    assert mock.call("POST", f"{uri}/data", f"{names},7\n", content_type=CSV).status_code == 400


def test_a_long_csv_value_is_staged(mock: InProcess, uri: str) -> None:
    """A value may be longer than the 128 KB that a CSV reader takes at first."""
    text = "x" * 200_000
    body = f"OpportunityID,OpportunityName,Stage\n,{text},x\n"
    assert values(mock, uri, body.encode(), CSV)["OpportunityName"] == text


# Limits.


def of_size(size: int) -> bytes:
    """A JSON upload of one row, exactly that long."""
    row = json.dumps([ROW]).encode()
    return row + b" " * (size - len(row))


def test_32_mb_to_the_byte_pass(mock: InProcess, uri: str) -> None:
    """CONFIRMED limit: a body of 33,554,432 bytes is taken."""
    mock.upload(uri, of_size(LIMIT))
    assert staged_rows(mock, uri) == 1


@pytest.mark.parametrize(("switch", "status"), [("404", 404), ("413", 413)])
def test_one_byte_more_is_refused_as_the_site_says(switch: str, status: int) -> None:
    """A body of 33,554,433 bytes answers 404 (documented) or 413, without a body; nothing is staged. [oversizedBody]"""
    mock = InProcess(site_of({"assumptions": {"oversizedBody": switch}}))
    uri = mock.create_import()
    answer = mock.call("POST", f"{uri}/data", of_size(LIMIT + 1))
    assert (answer.status_code, answer.data) == (status, b"")
    assert is_unstaged(mock, uri)


@pytest.mark.parametrize(("verb", "path"), [("POST", IMPORTS), ("POST", "/syncs"), ("PUT", f"{IMPORTS}/1")])
def test_the_limit_holds_for_every_body(mock: InProcess, uri: str, verb: str, path: str) -> None:
    """Definitions and syncs over 32 MB are refused alike, on the announced length alone. [oversizedBody]"""
    assert uri == f"{IMPORTS}/1"
    answer = mock.raw(
        verb,
        BULK + path,
        data=b"{}",
        content_type=JSON,
        headers={"Authorization": basic("TestCompany")},
        environ_overrides={"CONTENT_LENGTH": str(LIMIT + 1)},
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 204), (LIMIT + 1, 404)])
def test_the_limit_holds_without_an_announced_length(mock: InProcess, uri: str, size: int, status: int) -> None:
    """A chunked body has no Content-Length: its bytes are counted as they come. [oversizedBody]"""
    answer = mock.raw(
        "POST",
        f"{BULK}{uri}/data",
        input_stream=io.BytesIO(of_size(size)),
        content_type=JSON,
        headers={"Authorization": basic("TestCompany")},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status
    assert staged_rows(mock, uri) == (1 if status == 204 else 0)


def test_500_uploads_make_one_sync_and_the_next_is_refused(mock: InProcess, uri: str) -> None:
    """CONFIRMED (24D): the 501st upload answers `400 There was a validation error.` and adds nothing."""
    for _ in range(500):
        mock.upload(uri, [ROW])
    answer = mock.call("POST", f"{uri}/data", [ROW])
    assert answer.status == "400 There was a validation error."
    assert fields_at_fault(answer) == ["data"]
    assert staged_rows(mock, uri) == 500
    assert mock.call("POST", f"{uri}/data", [ROW]).status_code == 204


def test_several_uploads_make_one_syncs_input_in_either_form(mock: InProcess, uri: str) -> None:
    """JSON and CSV uploads of one definition are staged together."""
    mock.upload(uri, [ROW])
    mock.upload(uri, f"{HEADER}\n2,Two,Prospecting,2\n".encode(), CSV)
    assert mock.status(mock.sync(uri)) == "success"
    assert [record["fields"]["RemoteOpportunityID"] for record in mock.records()] == ["1", "2"]


def test_uploads_to_one_definition_are_not_staged_for_another(mock: InProcess, uri: str) -> None:
    """The staging area is the definition's own."""
    other = mock.create_import()
    mock.upload(uri, [ROW])
    assert is_unstaged(mock, other)
    assert staged_rows(mock, uri) == 1
