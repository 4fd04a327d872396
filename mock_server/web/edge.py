"""Before and behind Flask: what must be done to a request before it is routed, and to every answer of the Bulk API.

Written as WSGI, since paths and verbs decide the route.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from mock_server.web.recording import REQUEST_ID
from mock_server.web.responses import BULK_HEADERS

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

_SLASHES = re.compile(r"/{2,}")
_CASELESS = ("/api/bulk/", "/id", "/auth/oauth2/")
_OVERRIDING_VERBS = ("DELETE", "PUT")


class Edge:
    """Wraps the Flask app. `new_request_id` gives 32 hex digits, another for each request."""

    def __init__(self, app: Wsgi, new_request_id: Callable[[], str]) -> None:
        self._app = app
        self._new_request_id = new_request_id

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"] = canonical_path(environ.get("PATH_INFO", ""))
        environ["QUERY_STRING"] = _in_ascii(environ.get("QUERY_STRING", ""))
        if path.startswith("/_mock"):
            return self._app(environ, start_response)
        _override_verb(environ)
        request_id = environ[REQUEST_ID] = f"{self._new_request_id()}/1"
        override = _wanted_status(environ.get("HTTP_X_HTTP_STATUS_CODE_OVERRIDE"))

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            headers += BULK_HEADERS.items()
            headers.append(("X-Request-Id", request_id))
            return start_response(status if override is None else override, headers, *rest)

        return self._app(environ, start)


def canonical_path(path: str) -> str:
    """Double slashes made one, no slash at the end, and the Bulk API's paths in lower case."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if len(path) > 1 and path[-1] == "/":
        path = path[:-1]
    lowered = path.lower()
    return lowered if lowered.startswith(_CASELESS) else path


def _in_ascii(query: str) -> str:
    """Bytes that a client should have percent-encoded, encoded: Werkzeug fails on those that are no UTF-8."""
    return query if query.isascii() else re.sub("[^\x00-\x7f]", lambda byte: f"%{ord(byte[0]):02X}", query)


def _override_verb(environ: Environ) -> None:
    """CONFIRMED: `X-HTTP-Method-Override: DELETE|PUT` on GET and POST replaces the verb."""
    wanted = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").strip().upper()
    if wanted in _OVERRIDING_VERBS and environ["REQUEST_METHOD"] in ("GET", "POST"):
        environ["REQUEST_METHOD"] = wanted


def _wanted_status(sent: str | None) -> str | None:
    """CONFIRMED: `X-HTTP-Status-Code-Override: 200` forces the status of the answer. Other statuses do as well."""
    if sent is None or not re.fullmatch(r"[245][0-9]{2}", sent.strip()) or sent.strip() in ("204", "205"):
        return None
    try:
        status = HTTPStatus(int(sent))
    except ValueError:
        return None
    return f"{status.value} {status.phrase}"
