import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from mock_server.serving.server import Server
from mock_server.tests.serving.wire import Wire

PEM = Path(__file__).with_name("self_signed.pem")


@pytest.fixture
def secure(serve: Callable[..., Server]) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return serve(tls=context)


def dial(server: Server) -> Wire:
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    context = ssl.create_default_context(cafile=str(PEM))
    return Wire(server.port, context.wrap_socket(sock, server_hostname="localhost"))


def test_requests_go_over_tls(secure: Server) -> None:
    """With a TLS context the same application answers over HTTPS, on a kept connection."""
    with dial(secure) as wire:
        assert wire.ask("GET /none").status == 204
        assert wire.ask("GET /", "X-Show: 1").json()["wsgi.url_scheme"] == "https"
        assert len(wire.ask("GET /large").body) == 3_000_000
    assert secure.url.startswith("https://")


def test_a_large_body_goes_over_tls(secure: Server) -> None:
    """A body of many TLS records arrives to its last byte."""
    body = bytes(5_000_000)
    url = f"https://localhost:{secure.port}/read"
    assert requests.post(url, body, timeout=10, verify=str(PEM)).text.startswith("5000000 ")


def test_who_does_not_speak_tls_harms_nobody(secure: Server) -> None:
    """Plain HTTP, and silence in the middle of the handshake, hold up no TLS client."""
    with Wire(secure.port) as plain, Wire(secure.port) as silent, dial(secure) as wire:
        plain.send(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
        silent.send(b"\x16\x03\x01")
        assert wire.ask("GET /").status == 200


def test_abort_resets_a_tls_connection(secure: Server) -> None:
    """`abort()` resets a TLS connection without a goodbye."""
    with dial(secure) as wire:
        wire.send(b"GET /abort HTTP/1.1\r\nHost: mock\r\n\r\n")
        # Below the TLS: Python reports a reset there as a mere end of file.
        raw = socket.socket(fileno=wire.sock.detach())
        raw.settimeout(5)
        with Wire(secure.port, raw) as below, pytest.raises(ConnectionResetError):
            below.rest()
