import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from mock_server.serving.limits import Limits
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

HEAD = b"POST /read HTTP/1.1\r\nHost: mock\r\n"


def limited(setting: str, seconds: float) -> Limits:
    settings: dict[str, Any] = {setting: seconds}
    return Limits(**settings)


@pytest.mark.parametrize(
    "first_bytes",
    [b"", HEAD, HEAD + b"Content-Length: 100\r\n\r\nabc"],
    ids=["silent", "in the headers", "in the body"],
)
def test_two_hundred_slow_clients_hold_no_worker(
    serve: Callable[..., Server], app: Application, first_bytes: bytes
) -> None:
    """With 200 connections that drip or stay silent, one thread still answers everybody else."""
    server = serve(limits=Limits(max_threads=1))
    with ExitStack() as stack:
        slow = [stack.enter_context(Wire(server.port)) for _ in range(200)]
        for wire in slow:
            wire.send(first_bytes)
        with Wire(server.port) as quick:
            for _ in range(5):
                for wire in slow:
                    wire.send(first_bytes and b"x")
                assert quick.ask("GET /").status == 200
    assert app.calls == 5


def test_idle_kept_connections_hold_no_worker(serve: Callable[..., Server]) -> None:
    """A hundred kept connections between two requests share one thread."""
    server = serve(limits=Limits(max_threads=1))
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(server.port)) for _ in range(100)]
        for _ in range(2):
            assert {wire.ask("GET /").status for wire in wires} == {200}


@pytest.mark.parametrize(
    ("first_bytes", "setting"),
    [
        (HEAD, "head_timeout"),
        (HEAD + b"Content-Length: 9\r\n\r\n", "stall_timeout"),
        (HEAD + b"Content-Length: 9999\r\n\r\n", "request_timeout"),
    ],
)
def test_an_endless_request_is_given_up(
    serve: Callable[..., Server], app: Application, first_bytes: bytes, setting: str
) -> None:
    """Headers or a body that do not come to their end in time are answered 408, and closed."""
    server = serve(limits=limited(setting, 0.2))
    with Wire(server.port) as wire:
        wire.send(first_bytes)
        for _ in range(4 if setting != "stall_timeout" else 0):
            time.sleep(0.04)  # a byte at a time must not win more time
            wire.send(b"x")
        assert wire.answer().status == 408
        assert wire.ended()
    assert app.calls == 0


@pytest.mark.parametrize("setting", ["head_timeout", "keep_alive_timeout"])
def test_a_silent_connection_is_closed(serve: Callable[..., Server], setting: str) -> None:
    """A connection without a request, before the first or after one, is closed without a word."""
    with Wire(serve(limits=limited(setting, 0.1)).port) as wire:
        if setting == "keep_alive_timeout":
            assert wire.ask("GET /").status == 200
        assert wire.ended()


def test_a_client_that_does_not_read_is_given_up(serve: Callable[..., Server]) -> None:
    """An answer that nobody reads does not hold its worker for ever: the connection is closed."""
    server = serve(limits=Limits(stall_timeout=0.1))
    with Wire(server.port) as wire:
        wire.send(b"GET /huge HTTP/1.1\r\nHost: mock\r\n\r\n")
        time.sleep(0.5)
        received = 0
        with suppress(ConnectionResetError):
            while piece := wire.sock.recv(1_000_000):
                received += len(piece)
    assert 0 < received < 40_000_000
