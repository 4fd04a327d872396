"""A mock over a socket whose calls are sent, and whose answers are read, byte by byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mock_server.serving.server import Server
from mock_server.tests.in_process import BULK, basic
from mock_server.tests.serving.wire import Answer, Wire

CLIENT = "Basic dGVzdC1jbGllbnQtaWQ6dGVzdC1jbGllbnQtc2VjcmV0"
"""The OAuth client of `small_b2b`."""
IMPORT = {"name": "i", "fields": {"a": "{{Contact.Field(C_EmailAddress)}}"}, "identifierFieldName": "a"}


class Struck:
    """One site of a server; calls go to it as `test.user` unless told otherwise."""

    def __init__(self, server: Server, site: str = "TestCompany") -> None:
        self.server, self.site = server, site

    @contextmanager
    def wire(self, *, second: bool = False) -> Iterator[Wire]:
        port = self.server.second_port if second else self.server.port
        assert port is not None
        with Wire(port) as wire:
            yield wire

    def request(
        self, verb: str, path: str, body: Any = None, authorization: str | None = None, *, second: bool = False
    ) -> bytes:
        """The bytes of a call of the Bulk API, or of any path that does not begin with a version."""
        whole = path if path.startswith(("/id", "/auth", "/_mock")) else BULK + path
        sent = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{verb} {whole} HTTP/1.1",
            f"Host: 127.0.0.1:{self.server.second_port if second else self.server.port}",
            f"Authorization: {authorization or basic(self.site)}",
            "Content-Type: application/json",
            f"Content-Length: {len(sent)}",
        ]
        return "\r\n".join([*head, "", ""]).encode() + sent

    def ask(self, verb: str, path: str, body: Any = None, **kwargs: Any) -> Answer:
        """One call on a connection of its own."""
        second = kwargs.pop("second", False)
        with self.wire(second=second) as wire:
            return wire.send(self.request(verb, path, body, second=second, **kwargs)).answer()

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        answer = self.ask(verb, f"/_mock/sites/{self.site}{path}", body)
        assert answer.status in (200, 201, 204), answer
        return answer.json() if answer.body else None

    def plan(self, **fault: Any) -> dict[str, Any]:
        planned: dict[str, Any] = self.control("POST", "/faults", fault)
        return planned

    def accounts(self) -> list[tuple[int, int, bool]]:
        return [(f["met"], f["fired"], f["usedUp"]) for f in self.control("GET", "/faults")["items"]]

    def how_many(self, path: str) -> int:
        """`totalResults` of a list of the Bulk API."""
        total: int = self.ask("GET", path).json()["totalResults"]
        return total

    def token(self) -> str:
        """A fresh access token."""
        body = {"grant_type": "refresh_token", "refresh_token": "test-refresh-token"}
        token: str = self.ask("POST", "/auth/oauth2/token", body, authorization=CLIENT).json()["access_token"]
        return f"Bearer {token}"
