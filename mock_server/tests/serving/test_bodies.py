import hashlib
import socket
from collections.abc import Callable

import pytest
import requests

from mock_server.serving.limits import Limits
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

CHUNKED = "Transfer-Encoding: chunked"
POST = b"POST /read HTTP/1.1\r\nHost: mock\r\n"


def seen(body: bytes) -> str:
    return f"{len(body)} {hashlib.md5(body).hexdigest()}"


@pytest.mark.parametrize("size", [0, 1, 8191, 600_000, 5_000_000])
def test_a_body_arrives_whole(server: Server, size: int) -> None:
    """The application reads a body of any size to its last byte."""
    body = bytes(range(256)) * (size // 256 + 1)
    body = body[:size]
    assert requests.post(server.url + "/read", body, timeout=5).text == seen(body)


def test_a_chunked_body_arrives_whole(wire: Wire) -> None:
    """Chunks are joined, extensions and trailers ignored, and the connection lives on."""
    chunks = b"3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
    answer = wire.send(POST + CHUNKED.encode() + b"\r\n\r\n" + chunks).answer()
    assert answer.body.decode() == seen(b"abc0123456789")
    assert wire.ask("GET /").body == b"fine"


@pytest.mark.parametrize("chunk", [b"xyz\r\n", b"-1\r\n", b"0x3\r\nabc\r\n", b"3\r\nabcdef\r\n"])
def test_a_bad_chunk_gives_400(wire: Wire, app: Application, chunk: bytes) -> None:
    """A chunk size that is no number, or a chunk of another size, is refused unseen."""
    answer = wire.send(POST + CHUNKED.encode() + b"\r\n\r\n" + chunk).answer()
    assert (answer.status, app.calls) == (400, 0)
    assert wire.ended()


@pytest.mark.parametrize(
    "request_bytes",
    [
        POST + b"Content-Length: 10\r\n\r\nabc",
        POST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 700_000,
        POST + b"Transfer-Encoding: chunked\r\n\r\nA\r\n01234",
        POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        POST + b"Content-Le",
    ],
)
def test_a_short_body_never_reaches_the_application(wire: Wire, app: Application, request_bytes: bytes) -> None:
    """A request that ends before its announced end is answered 400 and nobody acts on it."""
    wire.send(request_bytes).sock.shutdown(socket.SHUT_WR)
    assert wire.answer().status == 400
    assert wire.ended()
    assert app.calls == 0


def test_a_client_may_close_its_side_and_wait(wire: Wire) -> None:
    """A client that ends its side after a whole request still gets the answer."""
    wire.send(POST + b"Content-Length: 3\r\n\r\nabc").sock.shutdown(socket.SHUT_WR)
    assert wire.answer().status == 200


def test_an_unread_body_does_not_cost_the_answer(server: Server) -> None:
    """An application that refuses 40 MB without reading them is heard, and so is the next call."""
    with requests.Session() as session:
        refused = session.post(server.url + "/refuse", bytes(40_000_000), timeout=10)
        assert (refused.status_code, refused.reason) == (413, "Too much")
        assert session.get(server.url + "/", timeout=5).text == "fine"


def test_a_body_above_the_cap_is_refused_audibly(serve: Callable[..., Server]) -> None:
    """Above the server's own cap the client still gets to read the 413."""
    server = serve(limits=Limits(max_body=100_000))
    assert requests.post(server.url + "/read", bytes(8_000_000), timeout=10).status_code == 413


def test_continue_is_sent_before_the_body(wire: Wire) -> None:
    """A client that expects "100 Continue" gets it before it sends a byte of the body."""
    head = POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    assert wire.send(head).answer().status == 100
    assert wire.send(b"abc").answer().body.decode() == seen(b"abc")
    assert wire.ask("GET /").body == b"fine"


def test_continue_is_not_sent_for_a_refused_or_missing_body(serve: Callable[..., Server], wire: Wire) -> None:
    """No "100 Continue" invites a body that is refused already, or that is not announced."""
    with Wire(serve(limits=Limits(max_body=10)).port) as small:
        head = POST + b"Content-Length: 30\r\nExpect: 100-continue\r\n\r\n"
        assert small.send(head).answer().status == 413
    assert wire.ask("GET /", "Expect: 100-continue").status == 200
