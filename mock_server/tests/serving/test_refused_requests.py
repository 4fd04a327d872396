from collections.abc import Callable

import pytest

from mock_server.serving.limits import Limits
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

HOST = "Host: mock\r\n"


@pytest.mark.parametrize(
    "request_text",
    [
        "GET / HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}{HOST}\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A: b\r\n c\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A: b\nC: d\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A: b\rC: d\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A: b\x00\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A b\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}A : b\r\n\r\n",
        "GET / HTTP/1.1\nHost: mock\n\n",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: 1, 2\r\n\r\nab",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: -1\r\n\r\n",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: {'9' * 5000}\r\n\r\n",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: \r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /\r\n\r\n",
        "hello\r\n\r\n",
        "get / HTTP/1.1\r\nHost: mock\r\n\r\n",
        "\x16\x03\x01\r\n\r\n",
    ],
)
def test_what_is_not_http_gives_400(wire: Wire, app: Application, request_text: str) -> None:
    """A request whose end or meaning two readers could dispute is refused and the line closed."""
    assert wire.send(request_text.encode("latin-1")).answer().status == 400
    assert wire.ended()
    assert app.calls == 0


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: gzip\r\n\r\n", 501),
        (f"GET / HTTP/2.0\r\n{HOST}\r\n", 505),
    ],
)
def test_what_is_not_spoken_here_is_named(wire: Wire, request_text: str, status: int) -> None:
    """A transfer coding or an HTTP version that the server does not know has its own status."""
    assert wire.send(request_text.encode()).answer().status == status


def test_too_large_headers_give_431(serve: Callable[..., Server]) -> None:
    """Headers above the limit are refused with 431, and the client gets to read it."""
    with Wire(serve(limits=Limits(max_head=2000)).port) as wire:
        assert wire.ask("GET /", "A: " + "x" * 100_000).status == 431


def test_the_peer_is_never_taken_from_a_header(wire: Wire) -> None:
    """REMOTE_ADDR is the socket's peer; proxy headers reach the application as plain headers."""
    forged = ["X-Forwarded-For: 9.9.9.9", "Forwarded: for=9.9.9.9", "Remote-Addr: 9.9.9.9"]
    environ = wire.ask("GET /", "X-Show: environ", *forged).json()
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["HTTP_X_FORWARDED_FOR"] == "9.9.9.9"
    assert environ["wsgi.url_scheme"] == "http"


def test_a_header_with_an_underscore_is_dropped(wire: Wire) -> None:
    """X_Real_Header cannot pass for X-Real-Header."""
    assert "HTTP_X_REAL_HEADER" not in wire.ask("GET /", "X-Show: 1", "X_Real_Header: a").json()
