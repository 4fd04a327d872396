"""Two addresses of one server: both are served, an application learns which was asked, both end with the server."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mock_server.serving.errors import PortInUseError
from mock_server.serving.limits import Limits
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

PEM = Path(__file__).parent / "self_signed.pem"


def test_both_addresses_are_served_and_told_apart(server: Server) -> None:
    """The application finds the port that was asked in `SERVER_PORT`, whatever the Host says."""
    assert server.second_port is not None
    for port in (server.port, server.second_port):
        with Wire(port) as wire:
            assert wire.ask("GET /", "X-Show: 1").json()["SERVER_PORT"] == str(port)
    assert server.second_url == f"http://127.0.0.1:{server.second_port}"


def test_a_server_may_have_one_address_only(serve: Callable[..., Server]) -> None:
    """With None for the second port there is no second address."""
    server = serve(second_port=None)
    assert (server.second_port, server.second_url) == (None, None)
    with Wire(server.port) as wire:
        assert wire.ask("GET /").status == 200


def test_a_stop_frees_both_ports(app: Application) -> None:
    """After a stop, of a server that served or never did, both ports can be taken again."""
    for begin in (True, False):
        server = Server(app)
        if begin:
            server.start()
        server.stop()
        for port in (server.port, server.second_port):
            with socket.socket() as sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind(("127.0.0.1", port or 0))


def test_a_second_port_in_use_leaves_nothing_behind(server: Server, app: Application) -> None:
    """A second port that is taken is told as such, and the first is free again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with pytest.raises(PortInUseError, match=str(server.port)):
        Server(app, port=free, second_port=server.port)
    with Server(app, port=free):
        pass


def test_both_addresses_speak_tls(serve: Callable[..., Server]) -> None:
    """A server with a certificate speaks TLS at its second address as well."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    server = serve(tls=context)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    assert server.second_port is not None
    with (
        socket.create_connection(("127.0.0.1", server.second_port), timeout=5) as plain,
        trusting.wrap_socket(plain) as secure,
        Wire(0, secure) as wire,
    ):
        assert wire.ask("GET /").body == b"fine"


def test_many_connections_at_the_second_address_count(server: Server) -> None:
    """Connections of both addresses are the same server's: fifty at each are answered."""
    assert server.second_port is not None
    wires = [Wire(port) for port in (server.port, server.second_port) for _ in range(50)]
    try:
        assert {wire.ask("GET /").status for wire in wires} == {200}
    finally:
        for wire in wires:
            wire.close()


def test_a_stopping_server_takes_no_more_at_either_address(app: Application) -> None:
    """While a call in progress has its grace, both addresses refuse to be connected to."""
    server = Server(app, limits=Limits(grace=30))
    server.start()
    with Wire(server.port) as wire:
        wire.send(b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n")
        while not app.waiting:
            time.sleep(0.01)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        for port in (server.port, server.second_port):
            assert refused(port or 0)
        app.gate.set()
        assert wire.answer().body == b"waited"
        stopping.join(10)


def refused(port: int) -> bool:
    for _ in range(250):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.02)
    return False
