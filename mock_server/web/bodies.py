"""Request bodies: the bytes, and what they say as JSON or CSV. Everything wrong with them is found here, in one go.

Nothing is judged as a value: an upload's values are judged in the sync. Which faults make a body malformed is decided
in section 0.4 "Errors" (differences: malformed-bodies).
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any, NoReturn

from flask import Request
from werkzeug.http import parse_options_header

from mock_server.domain.errors import Failure, TooLarge, Unparsable, ValidationFailed

MAX_BODY = 33_554_432
"""32 MB. CONFIRMED DOC-LIM."""

MAX_DIGITS = 1000
"""Of a number where it is read as one; in an upload numbers are text of any length (differences: number-range)."""

JSON = "application/json"
CSV = "text/csv"


def read_body(request: Request, oversized_status: int, most: int = MAX_BODY) -> bytes:
    """The whole body. Raises TooLarge over `most` bytes, Unparsable where it ends before its Content-Length."""
    announced = request.content_length
    if announced is not None and announced > most:
        raise TooLarge(oversized_status)
    try:
        body: bytes = request.stream.read(most + 1)
    except OSError:
        body = b""
    if len(body) > most:
        raise TooLarge(oversized_status)
    if announced is not None and len(body) < announced:
        malformed("Must be as long as its Content-Length says.")
    return body


def media_type(request: Request, *accepted: str) -> str:
    """The request's Content-Type, one of `accepted`. CONFIRMED: it is mandatory on POST and PUT.

    That the answer to a missing or another one is a 400 is assumed (differences: content-type).
    """
    sent = request.headers.get("Content-Type")
    constraint = f"Must be {' or '.join(accepted)}, in UTF-8."
    if sent is None:
        raise ValidationFailed([Failure("Content-Type", constraint, rests_on=("ERR-15", "content-type"))])
    kind, charset = _read_media_type(sent)
    if kind not in accepted or charset not in ("utf-8", "utf8"):
        raise ValidationFailed([Failure("Content-Type", constraint, sent, rests_on=("ERR-15", "content-type"))])
    return kind


@lru_cache(maxsize=64)
def _read_media_type(sent: str) -> tuple[str, str]:
    """Type and charset in lower case. Remembered, since clients send few."""
    kind, options = parse_options_header(sent)
    return kind.lower(), options.get("charset", "utf-8").lower()


def malformed(constraint: str) -> NoReturn:
    raise Unparsable([Failure("body", constraint, rests_on=("malformed-bodies",))])


def read_text(body: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        malformed(f"Must be UTF-8; the byte at {fault.start} is not.")


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object."""
    value = load_json(read_text(body))
    if not isinstance(value, dict):
        malformed("Must be a JSON object.")
    return value


def load_json(text: str, *, numbers_as_text: bool = False) -> Any:
    """What the text says as JSON; numbers as they are written where they are wanted as text."""
    try:
        return (_NUMBERS_AS_TEXT if numbers_as_text else _NUMBERS).decode(text)
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


# Made once: to make one takes as long as to read a small body.
_NUMBERS = json.JSONDecoder(parse_constant=_no_constant, parse_int=_integer, parse_float=_float)
_NUMBERS_AS_TEXT = json.JSONDecoder(parse_constant=_no_constant, parse_int=str, parse_float=str)
