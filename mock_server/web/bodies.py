"""Request bodies: the bytes, and what they say as JSON or CSV. Everything wrong with them is found here, in one go.

Nothing is judged as a value: an upload's values are judged in the sync. Which faults make a body malformed is decided
in section 0.4 "Errors" (differences: malformed-bodies).
"""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any, NoReturn

from flask import Request
from werkzeug.http import parse_options_header

from mock_server.domain.errors import Failure, TooLarge, Unparsable, ValidationFailed
from mock_server.domain.records import MalformedRow, Row, Upload

MAX_BODY = 33_554_432
"""32 MB. CONFIRMED DOC-LIM."""

MAX_DIGITS = 1000
"""Of a number where it is read as one; in an upload numbers are text of any length (differences: number-range)."""

JSON = "application/json"
CSV = "text/csv"


def read_body(request: Request, oversized_status: int) -> bytes:
    """The whole body. Raises TooLarge over 32 MB, Unparsable where it ends before its Content-Length."""
    announced = request.content_length
    if announced is not None and announced > MAX_BODY:
        raise TooLarge(oversized_status)
    try:
        body: bytes = request.stream.read(MAX_BODY + 1)
    except OSError:
        body = b""
    if len(body) > MAX_BODY:
        raise TooLarge(oversized_status)
    if announced is not None and len(body) < announced:
        malformed("Must be as long as its Content-Length says.")
    return body


def media_type(request: Request, *accepted: str) -> str:
    """The request's Content-Type, one of `accepted`. CONFIRMED: it is mandatory on POST and PUT.

    That the answer to a missing or another one is a 400 is assumed (differences: content-type).
    """
    sent = request.headers.get("Content-Type")
    kind, options = parse_options_header(sent)
    constraint = f"Must be {' or '.join(accepted)}, in UTF-8."
    if sent is None:
        raise ValidationFailed([Failure("Content-Type", constraint)])
    if kind.lower() not in accepted or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise ValidationFailed([Failure("Content-Type", constraint, sent)])
    return kind.lower()


def malformed(constraint: str) -> NoReturn:
    raise Unparsable([Failure("body", constraint)])


def read_text(body: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        malformed(f"Must be UTF-8; the byte at {fault.start} is not.")


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object."""
    value = _load_json(read_text(body))
    if not isinstance(value, dict):
        malformed("Must be a JSON object.")
    return value


def read_rows(body: bytes, kind: str) -> Upload:
    """The rows of an upload, as text, untouched."""
    text = read_text(body)
    return _rows_of_csv(text) if kind == CSV else _rows_of_json(text)


def _load_json(text: str, *, numbers_as_text: bool = False) -> Any:
    read_int, read_float = (str, str) if numbers_as_text else (_integer, _float)
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=read_int, parse_float=read_float)
    except json.JSONDecodeError as fault:
        malformed(f"Must be valid JSON: {fault}.")
    except RecursionError:
        malformed("Must be valid JSON: it is nested too deeply.")
    except ValueError as fault:  # NaN, or a number that no answer could repeat
        malformed(f"Must be valid JSON: {fault}.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _rows_of_json(text: str) -> Upload:
    value = _load_json(text, numbers_as_text=True)
    if not isinstance(value, list):
        malformed("Must be a JSON array of objects.")
    keys: dict[str, None] = {}
    seen = None
    for number, row in enumerate(value, start=1):
        if not isinstance(row, dict):
            malformed(f"Must be a JSON array of objects; item {number} is none.")
        for key, cell in row.items():
            if type(cell) is not str:
                row[key] = _cell_text(cell, key, number)
        if row.keys() != seen:
            seen = row.keys()
            keys.update(dict.fromkeys(seen))
    return Upload(value, tuple(keys))


def _cell_text(cell: Any, key: str, number: int) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    malformed(f"Must be a JSON array of flat objects; {key!r} of item {number} is nested.")


def _rows_of_csv(text: str) -> Upload:
    # The csv module's limit is one for the process and 128 KB at first; a value may be as long as a body.
    if csv.field_size_limit() < MAX_BODY:
        csv.field_size_limit(MAX_BODY)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next((line for line in reader if line), None)
        if header is None:
            malformed("Must begin with a header.")
        _check_header(header)
        # A line without any character is no row: most writers end a file with one.
        rows = [_row_of_line(header, line) for line in reader if line]
    except csv.Error as fault:
        malformed(f"Must be valid CSV: line {reader.line_num}: {fault}.")
    return Upload(rows, tuple(header))


def _check_header(header: list[str]) -> None:
    seen: set[str] = set()
    for name in header:
        if not name:
            malformed("Must have a name in every column of its header.")
        if name in seen:
            malformed(f"Must not repeat {name!r} in its header.")
        seen.add(name)


def _row_of_line(header: list[str], line: list[str]) -> Row:
    row = dict if len(line) == len(header) else MalformedRow
    return row(zip(header, line, strict=False))
