"""Answers that are held back hold neither a thread of the server, nor a site's lock, nor its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from mock_server.app import create_app
from mock_server.serving.limits import Limits
from mock_server.serving.server import Server
from mock_server.site_files import load_site_file
from mock_server.tests.behaviours.struck import IMPORT, Struck
from mock_server.tests.serving.wire import Wire

MANY = 50
HELD_BACK = [
    {"answer": "stalled", "seconds": 60},
    {"answer": "stalled", "seconds": 60, "phase": "after"},
    {"answer": "stalled", "seconds": 60, "afterBytes": 3},
    {"answer": "slow", "bytesPerSecond": 1},
    {"delay": 60},
    {"delay": 60, "phase": "after"},
]
NAMES = ["silent", "silent after", "in the body", "slow", "late", "late after"]


def two_workers() -> Server:
    """A server that would starve at once if a held answer held a thread."""
    sites = [load_site_file(name) for name in ("small_b2b", "empty")]
    return Server(create_app(sites), limits=Limits(max_threads=2))


def hold(struck: Struck, stack: ExitStack, many: int) -> list[Wire]:
    wires = [stack.enter_context(struck.wire()) for _ in range(many)]
    for wire in wires:
        wire.send(struck.request("GET", "/syncs"))
    for _ in range(500):
        if struck.accounts()[-1][1] == many:
            return wires
        time.sleep(0.02)
    raise AssertionError(struck.accounts())


@pytest.mark.parametrize("fault", HELD_BACK, ids=NAMES)
def test_fifty_held_answers_stop_nobody(fault: dict[str, object]) -> None:
    """With two threads and fifty answers held back, the same site and another answer as ever, writing calls too."""
    with two_workers() as server, ExitStack() as stack:
        struck, other = Struck(server), Struck(server, "EmptyCompany")
        struck.plan(path="*/syncs", times=MANY, **fault)
        hold(struck, stack, MANY)
        for site in (struck, other):
            assert site.ask("POST", "/contacts/imports", IMPORT).status == 201
            assert site.ask("GET", "/contacts/fields").status == 200


@pytest.mark.parametrize("fault", HELD_BACK, ids=NAMES)
def test_the_end_of_the_server_ends_what_is_held_back(fault: dict[str, object]) -> None:
    """A stop waits for none of them: their connections end, and no thread stays behind."""
    before = set(threading.enumerate())
    with ExitStack() as stack:
        server = stack.enter_context(two_workers())
        struck = Struck(server)
        struck.plan(path="*/syncs", times=5, **fault)
        wires = hold(struck, stack, 5)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 10
        for wire in wires:
            wire.sock.settimeout(5)
            wire.rest()
    for _ in range(100):
        left = {thread for thread in threading.enumerate() if thread not in before and thread.is_alive()}
        if not left:
            return
        time.sleep(0.02)
    raise AssertionError(left)


@pytest.mark.parametrize("fault", [HELD_BACK[0], HELD_BACK[5]], ids=["silent", "late after"])
def test_a_client_that_leaves_is_let_go(fault: dict[str, object]) -> None:
    """A held answer whose client has gone is forgotten at once, so that it cannot fill the server."""
    with two_workers() as server, ExitStack() as stack:
        struck = Struck(server)
        struck.plan(path="*/syncs", times=5, **fault)
        for wire in hold(struck, stack, 5):
            wire.close()
        for _ in range(100):
            if len(server._loop._held_back) == 0:
                return
            time.sleep(0.02)
        raise AssertionError(server._loop._held_back)


def test_there_is_a_most_of_held_answers() -> None:
    """Beyond the server's limit the oldest held answer ends, so that connections never run out for others."""
    server = Server(create_app([load_site_file("small_b2b")]), limits=Limits(max_held_back=3))
    with server, ExitStack() as stack:
        struck = Struck(server)
        struck.plan(path="*/syncs", times=5, answer="stalled", seconds=60)
        wires = hold(struck, stack, 5)
        for _ in range(20):
            ended = sum(_has_ended(wire) for wire in wires)
            if ended >= 2:
                break
        assert sum(_has_ended(wire) for wire in wires) == 2


def _has_ended(wire: Wire) -> bool:
    wire.sock.settimeout(0.2)
    try:
        return wire.rest() == b""
    except TimeoutError:
        return False


def test_a_delayed_work_of_a_stopped_server_is_not_done(serve: Callable[..., Server]) -> None:
    """A call that waits before its work when the server stops is not worked on any more."""
    struck = Struck(serve("small_b2b"))
    app = struck.server._loop.application
    struck.plan(method="POST", delay=60)
    with struck.wire() as wire:
        wire.send(struck.request("POST", "/contacts/imports", IMPORT))
        for _ in range(200):
            if struck.accounts() == [(1, 1, True)]:
                break
            time.sleep(0.02)
        struck.server.stop()
        assert wire.rest() == b""
    with Server(app) as again:
        assert Struck(again).how_many("/contacts/imports") == 0
