"""The seam of urllib3, and with it of requests: a connection to one of Eloqua's hosts is made to the mock instead.

Connections, not calls, are redirected: so adapters, retries, pools, and connections that break behave as ever.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

from mock_server.testing.intercepting.switchboard import Address, OutsideHostError, Undo

Target = Callable[[str], Address | None]


class Urllib3Seam:
    """Puts itself between urllib3's connections and the network."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._connections: WeakKeyDictionary[Any, tuple[str, Address]] = WeakKeyDictionary()
        """Those that lead to a mock, with the host they are for and the mock's address."""

    def install(self) -> Undo:
        originals: list[tuple[type, str, Any]] = [
            (HTTPConnection, "connect", HTTPConnection.connect),
            (HTTPSConnection, "connect", HTTPSConnection.connect),
            (HTTPConnection, "request", HTTPConnection.request),
        ]
        for owner, name, original in originals[:2]:
            setattr(owner, name, self._connecting(original))
        setattr(HTTPConnection, "request", self._requesting(HTTPConnection.request))  # noqa: B010  (a typed class)

        def undo() -> None:
            for owner, name, original in originals:
                setattr(owner, name, original)
            self._hang_up()

        return undo

    def _connecting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(connection: Any) -> None:
            host = _host(connection)
            address = self._where(connection, host)
            if address is None:
                original(connection)
            else:
                self._connect(connection, host, address)

        return connect

    def _requesting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def request(connection: Any, *args: Any, **kwargs: Any) -> Any:
            """A pooled connection may be older than the interception, or belong to another."""
            host, _ = self._connections.get(connection, (_host(connection), None))
            address = self._where(connection, host)
            if address is not None and connection.sock is not None and self._leads(connection) != address:
                connection.close()
                self._connect(connection, host, address)
            return original(connection, *args, **kwargs)

        return request

    def _leads(self, connection: Any) -> Address | None:
        return self._connections[connection][1] if connection in self._connections else None

    def _where(self, connection: Any, host: str) -> Address | None:
        try:
            return self._target(host)
        except OutsideHostError as fault:
            raise NewConnectionError(connection, str(fault)) from fault

    def _connect(self, connection: Any, host: str, address: Address) -> None:
        try:
            connection.sock = create_connection(address, connection.timeout)
        except OSError as fault:
            raise NewConnectionError(connection, f"the mock does not answer for {host}: {fault}") from fault
        connection.is_verified = True  # or urllib3 warns that nobody checked the certificate
        self._connections[connection] = host, address

    def _hang_up(self) -> None:
        """Let pools find their connections to the mock gone, and make new ones to where they lead without it."""
        for connection in list(self._connections):
            if connection.sock is not None:
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)


def _host(connection: Any) -> str:
    """Of a connection through a proxy, the host behind it."""
    found: str = getattr(connection, "_tunnel_host", None) or connection.host
    return found
