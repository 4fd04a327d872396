import socket
from collections.abc import Callable

import pytest
import requests

from mock_server.serving.server import Server
from mock_server.tests.serving.wire import Wire


def test_abort_resets_the_connection(wire: Wire) -> None:
    """`environ["eloqua_mock.connection"].abort()` gives the client a reset."""
    wire.send(b"GET /abort HTTP/1.1\r\nHost: mock\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        wire.rest()


def test_cut_ends_the_connection_in_the_middle_of_an_answer(wire: Wire) -> None:
    """`cut()` sends what was written and closes in order: the client misses the rest."""
    wire.send(b"GET /cut HTTP/1.1\r\nHost: mock\r\n\r\n")
    answer = wire.answer()
    assert (answer.headers["Content-Length"], answer.body) == ("100", b"part")
    assert wire.ended()


def test_a_client_that_leaves_harms_nobody(connect: Callable[[], Wire]) -> None:
    """A client that is gone before its answer leaves the server in order."""
    for _ in range(5):
        leaver = connect().send(b"GET /large HTTP/1.1\r\nHost: mock\r\n\r\n")
        leaver.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        leaver.close()
    assert connect().ask("GET /").status == 200


def test_a_reset_looks_like_one_to_requests(server: Server) -> None:
    """The `requests` library reports an aborted answer as a failed connection."""
    with pytest.raises(requests.exceptions.RequestException):
        requests.get(server.url + "/abort", timeout=5)
