from collections.abc import Callable

import pytest

from mock_server.tests.serving.application import STATUSES, Application
from mock_server.tests.serving.wire import Wire


@pytest.mark.parametrize("path", STATUSES)
def test_the_connection_lives_on(wire: Wire, path: str) -> None:
    """After a 201, 204, 400, 401 or 404 the same connection takes the next request."""
    for _ in range(3):
        assert wire.ask(f"GET {path}").status == int(STATUSES[path][:3])


def test_the_reason_phrase_goes_out_unchanged(wire: Wire) -> None:
    """A status line with a reason phrase of the application's own is sent as given."""
    answer = wire.ask("GET /unauthorized")
    assert answer.status_line == "HTTP/1.1 401 You are not authorized to make this request."


def test_a_204_has_no_body_and_no_length(wire: Wire) -> None:
    """A 204 carries neither body nor Content-Length, though the application names one of 0."""
    answer = wire.ask("GET /none")
    assert "Content-Length" not in answer.headers
    assert "Transfer-Encoding" not in answer.headers
    assert wire.ask("GET /").body == b"fine"


def test_an_answer_has_a_date_and_no_library_name(wire: Wire) -> None:
    """Every answer has a Date, and Server names the mock, not what it is made of."""
    headers = wire.ask("GET /").headers
    assert headers["Date"].endswith("GMT")
    assert headers["Server"] == "eloqua-mock"


def test_an_answer_of_unknown_length_is_chunked(wire: Wire) -> None:
    """An answer without Content-Length goes out in chunks and keeps the connection."""
    assert wire.ask("GET /stream").body == b"one two"
    assert wire.ask("GET /").body == b"fine"


def test_head_has_the_length_but_no_body(wire: Wire) -> None:
    """The answer to HEAD has the Content-Length of the GET, no body, and keeps the connection."""
    assert wire.ask("HEAD /").headers["Content-Length"] == "4"
    assert wire.ask("GET /").body == b"fine"


def test_a_large_answer_arrives_whole(wire: Wire) -> None:
    """An answer of 3 MB arrives to its last byte."""
    assert len(wire.ask("GET /large").body) == 3_000_000


def test_pipelined_requests_are_answered_in_order(wire: Wire) -> None:
    """Requests sent without waiting are answered in the order they were sent."""
    request = "GET {} HTTP/1.1\r\nHost: mock\r\n\r\n"
    paths = ["/created", "/none", "/missing"]
    wire.send("".join(request.format(path) for path in paths).encode())
    assert [wire.answer().status for _ in paths] == [201, 204, 404]


def test_close_is_honoured(wire: Wire) -> None:
    """A client that asks for "Connection: close" gets its answer and then the end."""
    assert wire.ask("GET /", "Connection: close").headers["Connection"] == "close"
    assert wire.ended()


def test_an_exception_gives_500_and_the_server_goes_on(
    wire: Wire, connect: Callable[[], Wire], capfd: pytest.CaptureFixture[str], app: Application
) -> None:
    """An exception that escapes the application gives a short 500, nothing on standard output."""
    answer = wire.ask("GET /raise")
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert connect().ask("GET /").status == 200
    assert app.calls == 2
    assert capfd.readouterr().out == ""


def test_http_1_0_is_answered(connect: Callable[[], Wire]) -> None:
    """An HTTP/1.0 client is answered without chunks and the connection ends, unless it asks."""
    old = connect()
    assert old.send(b"GET / HTTP/1.0\r\n\r\n").answer().body == b"fine"
    assert old.ended()
    kept = connect()
    for _ in range(2):
        kept.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert kept.answer().headers["Connection"] == "keep-alive"
