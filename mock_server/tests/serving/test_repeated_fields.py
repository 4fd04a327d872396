from typing import Any

from mock_server.tests.serving.wire import Wire

FIELDS = ("X-Show: 1", "X-Kind: one")


def shown(wire: Wire, line: str, *headers: str, body: bytes = b"") -> dict[str, Any]:
    environ: dict[str, Any] = wire.ask(line, *headers, body=body).json()
    return {key: value for key, value in environ.items() if key.startswith(("HTTP_", "CONTENT_", "PATH_"))}


def test_the_same_fields_mean_the_same_again(wire: Wire) -> None:
    """Over one connection, whatever comes in between, each request has its own header fields and no others."""
    first = shown(wire, "GET /a", *FIELDS)
    assert first == {"HTTP_HOST": "mock", "HTTP_X_SHOW": "1", "HTTP_X_KIND": "one", "PATH_INFO": "/a"}
    assert shown(wire, "GET /a", *FIELDS) == first
    assert shown(wire, "GET /a", "X-Show: 1", "X-Kind: two") == {**first, "HTTP_X_KIND": "two"}
    with_body = {**first, "CONTENT_LENGTH": "3", "PATH_INFO": "/b"}
    for _ in range(2):
        for _ in range(2):
            assert shown(wire, "POST /b", *FIELDS, body=b"abc") == with_body
        assert shown(wire, "DELETE /a", *FIELDS) == first


def test_an_absolute_target_changes_the_host_once(wire: Wire) -> None:
    """The authority of an absolute target stands for the Host of its own request, not of the next with those fields."""
    for _ in range(2):
        assert shown(wire, "GET http://other/a", *FIELDS)["HTTP_HOST"] == "other"
        assert shown(wire, "GET /a", *FIELDS)["HTTP_HOST"] == "mock"


def test_the_same_fields_in_an_older_version_are_read_as_its_own(wire: Wire) -> None:
    """With the fields of a request in HTTP/1.1 before it, one in HTTP/1.0 still ends the connection."""
    fields = b"\r\nHost: mock\r\n\r\n"
    wire.send(b"GET /a HTTP/1.1" + fields)
    assert wire.answer().status == 200
    wire.send(b"GET /a HTTP/1.0" + fields)
    assert wire.answer().headers["Connection"] == "close"
    assert wire.ended()


def test_a_smuggled_line_is_refused_after_fields_that_were_good(wire: Wire) -> None:
    """A folded line after the request line is refused, also where the rest is what came before."""
    fields = b"\r\nHost: mock\r\n\r\n"
    assert wire.send(b"GET /a HTTP/1.1" + fields).answer().status == 200
    assert wire.send(b"GET /a HTTP/1.1\r\n folded: 1" + fields).answer().status == 400
