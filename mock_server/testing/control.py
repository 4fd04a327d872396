"""Calls to the control API of a mock in this process, without a socket."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from mock_server.testing.errors import RefusedError

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Json = dict[str, Any]
PAGE = 1000
OF_A_SOCKET = {"eloqua_mock.connection": None, "eloqua_mock.addresses": ("80", "81")}
"""Tells the mock that connections can be broken and that there is a second address: faults are planned here, and strike
calls that come by socket."""


class Control:
    """The control API of `app`, a WSGI application."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app

    def site(self, name: str) -> SiteControl:
        return SiteControl(self, name)

    def call(self, verb: str, path: str, body: object = None, query: str = "") -> Any:
        """The JSON of the answer, None where it has none; `path` follows `/_mock`. Raises RefusedError."""
        __tracebackhide__ = True
        sent = b"" if body is None else json.dumps(body).encode()
        told: list[str] = []
        pieces = self._app(_environ(verb, path, query, sent), lambda status, *_: told.append(status))
        try:
            content = b"".join(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        answer = json.loads(content) if content else None
        if not told[-1].startswith("2"):
            raise RefusedError(_reason(told[-1], answer))
        return answer


class SiteControl:
    """The control API of one site."""

    def __init__(self, control: Control, name: str) -> None:
        self._control = control
        self._path = f"/sites/{name}"

    def call(self, verb: str, path: str, body: object = None, query: str = "") -> Any:
        """`path` follows the site's. Raises RefusedError."""
        __tracebackhide__ = True
        return self._control.call(verb, self._path + path, body, query)

    def all(self, what: str, *parameters: tuple[str, str]) -> Iterator[Json]:
        """Every item of a list, page by page."""
        offset, more = 0, True
        while more:
            query = urlencode([("limit", PAGE), ("offset", offset), *parameters])
            page = self._control.call("GET", f"{self._path}/{what}", query=query)
            yield from page["items"]
            offset, more = offset + PAGE, page["hasMore"]


def _environ(verb: str, path: str, query: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": verb,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/_mock{path}".encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json" if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **OF_A_SOCKET,
    }


def _reason(status: str, answer: Any) -> str:
    """In one line: the failures of a 400 with their places, else what the control API says."""
    if isinstance(answer, dict) and "failures" in answer:
        return "; ".join(f"{each['field']}: {each['constraint']}" for each in answer["failures"])
    return str(answer["error"]) if isinstance(answer, dict) and "error" in answer else status
