import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest

from mock_server.serving.relay import Relay
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WAIT = b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n"


class Telling(Application):
    """Also remembers in which threads it was called, and can stop its server."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[int] = []
        self.server: Server | None = None

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        self.threads.append(threading.get_ident())
        return super().__call__(environ, start)

    def on_stop(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        assert self.server is not None
        began = time.monotonic()
        self.server.stop()
        body = b"%d" % (time.monotonic() - began)
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def app() -> Telling:
    return Telling()


def test_small_answers_need_no_worker(server: Server, app: Telling) -> None:
    """One small request after another, over several connections, is answered in the loop's own thread."""
    with Wire(server.port) as one, Wire(server.port) as two:
        for wire in (one, two, one):
            assert wire.ask("GET /").status == 200
    assert len(set(app.threads)) == 1
    assert server._loop.task_dispatcher.alive == set()


def test_a_large_body_is_for_a_worker(server: Server, app: Telling) -> None:
    """A body of more than 64 KB keeps nobody from the loop."""
    with Wire(server.port) as wire:
        wire.ask("GET /")
        body = b"x" * 65_537
        wire.send(b"POST /read HTTP/1.1\r\nHost: mock\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        assert wire.answer().status == 200
    assert len(set(app.threads)) == 2


def test_who_waits_is_relieved_and_comes_back(server: Server, app: Telling) -> None:
    """While a request waits in the loop's thread another runs the loop; afterwards both are there again."""
    with Wire(server.port) as waiting, Wire(server.port) as other:
        for _ in range(3):
            waiting.send(WAIT)
            began = time.monotonic()
            assert other.ask("GET /").status == 200
            assert time.monotonic() - began < 0.9  # the loop's tick: nobody waited for that
            app.gate.set()
            assert waiting.answer().body == b"waited"
            app.gate.clear()
            _until(lambda: server._loop._relay._stands_by)
        workers = set(map(id, server._loop.task_dispatcher.alive))
        app.threads.clear()
        other.ask("GET /")
        assert set(map(id, server._loop.task_dispatcher.alive)) == workers
        assert app.threads[0] == server._loop._relay._leader


def test_who_stands_by_sleeps_and_wakes(server: Server, app: Telling) -> None:
    """On an idle server nobody looks again and again; the next request that takes long is relieved all the same."""
    with Wire(server.port) as waiting, Wire(server.port) as other:
        other.ask("GET /")
        _until(lambda: server._loop._relay._sleeps)
        waiting.send(WAIT)
        _until(lambda: app.waiting == 1)
        assert other.ask("GET /").status == 200
        app.gate.set()
        assert waiting.answer().body == b"waited"


def test_who_sleeps_goes_with_the_server(server: Server) -> None:
    """The thread that stands by ends with its server, also where it sleeps."""
    with Wire(server.port) as wire:
        wire.ask("GET /")
    _until(lambda: server._loop._relay._sleeps)
    server.stop()
    for thread in server._loop._relay._threads:
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize("relieved", [False, True])
def test_a_request_may_stop_its_server(serve: Callable[..., Server], app: Telling, relieved: bool) -> None:
    """`stop` returns at once to the request that calls it, in either thread, and its answer still arrives."""
    app.server = server = serve()
    with Wire(app.server.port) as wire:
        if relieved:
            wire.send(WAIT)
            _until(lambda: server._loop._relay._leader != server._loop._relay._threads[0].ident)
            app.gate.set()
            wire.answer()
            _until(lambda: server._loop._relay._stands_by)
        assert wire.ask("GET /stop").body == b"0"
        assert wire.ended()


def test_pipelined_requests_are_answered_in_order(server: Server, app: Telling) -> None:
    """Requests sent at once over one connection, one of which takes long, are answered one by one."""
    with Wire(server.port) as wire:
        wire.send(b"".join((WAIT, b"GET /created HTTP/1.1\r\nHost: mock\r\n\r\n", WAIT)))
        threading.Timer(0.05, app.gate.set).start()
        assert [wire.answer().status for _ in range(3)] == [200, 201, 200]


class Breaking:
    def service(self) -> None:
        raise RuntimeError("planted")

    def cancel(self) -> None:
        raise AssertionError("nobody cancels it")


def test_a_request_that_breaks_does_not_end_the_lead() -> None:
    """Where even the server's own part of a request fails, the thread that answered it leads on."""
    led: list[tuple[bool, bool]] = []

    def lead() -> None:
        assert relay.can_relieve()
        relay.answer(Breaking())
        led.append((relay.leads(), relay.is_answering()))
        relay.end()

    relay = Relay(lead)
    relay.run()
    assert led == [(True, False)]


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that")
