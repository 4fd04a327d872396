"""Answers as bytes: compact JSON, the documented headers, no body where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response

PHRASES = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "There was a validation error.",
    401: "You are not authorized to make this request.",
    403: "Forbidden",
    404: "The requested resource was not found.",
    405: "Method Not Allowed",
    409: "There was a conflict.",
    410: "The requested resource is no longer available",
    413: "Storage space exceeded.",
    500: "The service has encountered an error.",
}
"""Reason phrases: of errors CONFIRMED (section 7.1), but for 405; 204 as the tutorial shows it (differences:
reason-phrases)."""

# OBSERVED on every recorded answer (section 1.5).
BULK_HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Expires": "-1",
    "P3P": 'CP="IDC DSP COR DEVa TAIa OUR BUS PHY ONL UNI COM NAV CNT STA",',
    "X-XSS-Protection": "1; mode=block",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}

JSON_TYPE = "application/json; charset=utf-8"


class Answer(Response):
    """A response that is given away as it is, where nothing is left to do for it: its one piece is at hand."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        pieces = self.response
        if type(pieces) is list and len(pieces) == 1 and environ["REQUEST_METHOD"] != "HEAD" and self._is_plain():
            start_response(self.status, list(self.headers))
            return pieces
        return super().__call__(environ, start_response)

    def _is_plain(self) -> bool:
        """Whether it may have a body, and has no header that werkzeug completes."""
        return self.status_code >= 200 and self.status_code not in (204, 304) and "Location" not in self.headers


_COMPACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8; escaped where a text holds what UTF-8 cannot say (a lone surrogate)."""
    try:
        return _COMPACT.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def json_answer(value: Any, status: int = 200, phrase: str | None = None) -> Response:
    return Answer(encode(value), status=f"{status} {phrase or PHRASES[status]}", content_type=JSON_TYPE)


def created(value: Any) -> Response:
    return json_answer(value, 201)


def no_body(status: int) -> Response:
    """An answer without a body: 204, or an error whose reason phrase says it all."""
    answer = Response(status=f"{status} {PHRASES[status]}")
    del answer.headers["Content-Type"]
    return answer


def no_content() -> Response:
    return no_body(204)
