"""The mock as a target: in process through an adapter, or over a socket. Both have every capability."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from contract_tests.client import BulkClient
from contract_tests.targets.target import Capability, Observed

USERNAME, PASSWORD = "kit", "kit-password"
ORIGIN = "http://127.0.0.1"


CONNECTION = "eloqua_mock.connection"
"""Where an application finds the handle that breaks the connection it is answering on."""


class Connection:
    """In place of a socket: remembers that the application broke the connection."""

    broken = False

    def cut(self) -> None:
        self.broken = True

    abort = cut


class WsgiAdapter(BaseAdapter):
    """Lets a requests session call a WSGI application without a socket: two to four times faster end to end."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._app = app

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        environ = _environ(request)
        connection = environ[CONNECTION] = Connection()
        told: list[Any] = []
        pieces = self._app(environ, lambda status, headers, _=None: told.append((status, headers)))
        content = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        if connection.broken:
            raise requests.ConnectionError("the connection was reset", request=request)
        status, headers = told[-1]
        answer = requests.Response()
        answer.status_code = int(status.split(" ", 1)[0])
        answer.reason = status.split(" ", 1)[1]
        answer.headers = requests.structures.CaseInsensitiveDict(headers)
        answer.raw = io.BytesIO(content)
        answer._content = content
        answer.url, answer.request = str(request.url), request
        return answer

    def close(self) -> None:
        """Nothing is held."""


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    from urllib.parse import unquote_to_bytes

    parts = urlsplit(str(request.url))
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_HOST": parts.netloc,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = text
    return environ


class MockSite:
    """A site of the mock. The control API is asked through `control`, which needs no credentials."""

    def __init__(self, client: BulkClient, control: BulkClient, name: str) -> None:
        self.client, self.name = client, name
        self._control = control

    def observe(self) -> Observed:
        items = list(self._all("opportunities"))
        opportunities, updated = (tuple(item[what] for item in items) for what in ("fields", "updatedAt"))
        links = {(item["opportunityId"], item["contactId"]): item.get("syncUri") for item in self._all("links")}
        return Observed(opportunities, frozenset(links), links, updated)

    def advance(self, seconds: float) -> None:
        path = f"/_mock/sites/{self.name}/clock/advance"
        body = f'{{"seconds": {seconds}}}'.encode()
        answer = self._control.call("POST", path, body=body, content_type="application/json")
        assert answer.status == 200, answer.content

    def reject_rows(self, definition_uri: str, rows: Sequence[int], code: str) -> None:
        course = {"definition": definition_uri, "reject": {"rows": list(rows), "code": code}}
        path = f"/_mock/sites/{self.name}/courses"
        answer = self._control.call("POST", path, body=_json(course), content_type="application/json")
        assert answer.status == 201, answer.content

    def delete_list(self, number: int) -> None:
        answer = self._control.call("DELETE", f"/_mock/sites/{self.name}/contacts/lists/{number}")
        assert answer.status == 204, answer.content

    def plan_fault(self, **fault: Any) -> None:
        """Let calls to come go wrong: the properties of `POST /_mock/sites/{name}/faults`."""
        path = f"/_mock/sites/{self.name}/faults"
        answer = self._control.call("POST", path, body=_json(fault), content_type="application/json")
        assert answer.status == 201, answer.content

    def faults(self) -> list[dict[str, Any]]:
        """The planned faults, each with `met`, `fired` and `usedUp`."""
        return list(self._all("faults"))

    def forget_faults(self) -> None:
        self._control.call("DELETE", f"/_mock/sites/{self.name}/faults")

    def _all(self, what: str) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            path = f"/_mock/sites/{self.name}/{what}"
            page = self._control.call("GET", path, params={"limit": 1000, "offset": offset}).body
            yield from page["items"]
            if not page["hasMore"]:
                return
            offset += 1000


class MockTarget:
    """A mock that the kit controls. `session` reaches it at `origin` without credentials."""

    capabilities = frozenset(Capability)

    def __init__(
        self, name: str, session: requests.Session, origin: str, stop: Any = None, *, prefix: str = "kit"
    ) -> None:
        self.name = name
        self._prefix = prefix
        self._session, self._origin, self._stop = session, origin, stop
        self._count = 0

    def __repr__(self) -> str:
        """Stands in what Hypothesis prints of a failure."""
        return f"<{self.name}>"

    @contextmanager
    def site(self, description: dict[str, Any] | None = None) -> Iterator[MockSite]:
        self._count += 1
        name = f"{self._prefix}{self._count}"
        users = [{"username": USERNAME, "password": PASSWORD}]
        described = {"version": 1, **(description or {}), "name": name, "users": users}
        control = BulkClient(self._session, self._origin)
        made = control.call("POST", "/_mock/sites", body=_json(described), content_type="application/json")
        assert made.status == 201, made.content
        try:
            yield MockSite(BulkClient(_as_user(self._session, name), self._origin), control, name)
        finally:
            control.call("DELETE", f"/_mock/sites/{name}")

    def close(self) -> None:
        self._session.close()
        if self._stop is not None:
            self._stop()


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


def _as_user(session: requests.Session, site: str) -> requests.Session:
    """A session over the same connections that says who it is."""
    mine = requests.Session()
    mine.trust_env = False
    mine.adapters = session.adapters
    mine.auth = (f"{site}\\{USERNAME}", PASSWORD)
    return mine


def in_process(app: Any = None) -> MockTarget:
    """The mock in this process, without a socket; `app` in place of a new one."""
    from mock_server.app import create_app

    session = requests.Session()
    session.trust_env = False
    session.mount(ORIGIN, WsgiAdapter(app or create_app([])))
    return MockTarget("mock in process", session, ORIGIN)


def over_a_socket() -> MockTarget:
    """The mock over a socket of the loopback, in a thread of this process."""
    from mock_server.app import create_app
    from mock_server.serving.server import Server

    server = Server(create_app([]))
    server.start()
    session = requests.Session()
    session.trust_env = False
    return MockTarget("mock over a socket", session, server.url, server.stop)
