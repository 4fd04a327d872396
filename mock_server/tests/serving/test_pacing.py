"""Answers that the application has held back: over TLS, without a length, and as sums."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.serving.pacing import Delivery
from mock_server.serving.server import Server
from mock_server.tests.examples import examples
from mock_server.tests.serving.wire import Wire

PEM = Path(__file__).parent / "self_signed.pem"
BODY = b"0123456789" * 50


def paced(**delivery: Any) -> Any:
    """An application whose every answer leaves so."""

    def app(environ: Any, start: Any) -> list[bytes]:
        environ["eloqua_mock.connection"].deliver(**delivery)
        pieces = [BODY] if environ["PATH_INFO"] != "/pieces" else [BODY[:200], BODY[200:]]
        if environ["PATH_INFO"] == "/none":
            start("204 No Content", [])
            return []
        start("200 OK", [("Content-Type", "text/plain")])
        return pieces

    return app


@contextmanager
def secured(app: Any) -> Iterator[Wire]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with (
        Server(app, tls=context) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain,
        trusting.wrap_socket(plain, suppress_ragged_eofs=False) as secure,
        Wire(0, secure) as wire,
    ):
        yield wire


@pytest.mark.parametrize("delivery", [{"wait": 0.1}, {"bytes_per_second": 5000.0}], ids=["late", "slow"])
@pytest.mark.parametrize("path", ["/", "/pieces"])
def test_held_answers_come_whole(delivery: dict[str, float], path: str) -> None:
    """Late or slow, with a length or in chunks, the answer is complete in the end, and the connection closes."""
    with Server(paced(**delivery)) as server, Wire(server.port) as wire:
        assert wire.ask(f"GET {path}").body == BODY
        assert wire.ended()


@pytest.mark.parametrize("delivery", [{"wait": 0.1}, {"bytes_per_second": 5000.0}], ids=["late", "slow"])
def test_held_answers_come_whole_over_tls(delivery: dict[str, float]) -> None:
    """The same inside TLS."""
    with secured(paced(**delivery)) as wire:
        assert wire.ask("GET /").body == BODY


def test_a_part_is_cut_over_tls() -> None:
    """Inside TLS a cut answer ends with a goodbye behind its last byte: the length tells that some is missing."""
    with secured(paced(is_part=True, body_bytes=7)) as wire:
        answer = wire.ask("GET /")
        assert (answer.headers["Content-Length"], answer.body) == (str(len(BODY)), BODY[:7])


def test_an_answer_without_a_body_can_wait() -> None:
    """A 204 may be late as well."""
    with Server(paced(wait=0.05)) as server, Wire(server.port) as wire:
        assert wire.ask("GET /none").status == 204


@examples(200)
@given(st.binary(min_size=1, max_size=40), st.binary(max_size=40), st.none() | st.integers(0, 60))
def test_a_part_is_a_beginning_and_never_the_whole(head: bytes, body: bytes, most: int | None) -> None:
    """What goes of a part is a beginning of the answer, shorter than the answer; with a body the whole head goes."""
    answer = head + body
    chosen = Delivery(is_part=True, body_bytes=most).chosen(head, body)
    assert answer.startswith(chosen)
    assert len(chosen) < len(answer)
    assert not body or len(chosen) >= len(head)
