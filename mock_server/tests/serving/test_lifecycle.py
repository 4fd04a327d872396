import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from mock_server.serving.errors import ServingError
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire

IN_A_PROCESS = """
import signal
from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
server = Server(Application())
signal.signal(signal.SIGTERM, lambda *_: server.stop())
print(server.port, flush=True)
server.serve_forever()
print("stopped", flush=True)
"""


def test_a_port_in_use_is_said_in_one_line(server: Server, app: Application) -> None:
    """Listening where somebody listens raises a ServingError that names port and host."""
    with pytest.raises(ServingError) as caught:
        Server(app, port=server.port)
    assert str(caught.value) == f"port {server.port} on 127.0.0.1 is in use"


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("a..b", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_had_is_said_in_one_line(app: Application, host: str, port: int) -> None:
    """A foreign address, a bad name and a bad port raise a ServingError of one line."""
    with pytest.raises(ServingError) as caught:
        Server(app, host=host, port=port)
    assert str(caught.value).startswith(f"cannot listen on {host}: ")
    assert "\n" not in str(caught.value)


def test_the_url_can_be_called(app: Application) -> None:
    """`url` names a reachable address, IPv6 in brackets, the loopback for any interface."""
    with Server(app, host="0.0.0.0") as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
    if socket.has_ipv6:
        try:
            server = Server(app, host="::1")
        except ServingError:
            pytest.skip("no IPv6 loopback here")
        with server:
            assert server.url == f"http://[::1]:{server.port}"


def test_it_listens_before_it_serves(app: Application) -> None:
    """A client that connects before `start` is served after it."""
    server = Server(app)
    with Wire(server.port) as wire:
        wire.send(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
        server.start()
        assert wire.answer().status == 200
        server.stop()
        assert wire.ended()


@pytest.mark.parametrize("started", [True, False])
def test_stop_frees_the_port_and_may_be_repeated(app: Application, started: bool) -> None:
    """After `stop`, once or twice, started or never, the port can be had again."""
    server = Server(app)
    if started:
        server.start()
    server.stop()
    server.stop()
    again = Server(app, port=server.port)
    again.stop()


def test_a_short_life_costs_little(app: Application) -> None:
    """To start, ask once and stop twenty times takes no more than a poll interval would, once."""
    began = time.perf_counter()
    for _ in range(20):
        with Server(app) as server, Wire(server.port) as wire:
            assert wire.ask("GET /").status == 200
    assert time.perf_counter() - began < 2


def test_no_thread_is_left_behind(app: Application) -> None:
    """After `stop` the server's threads are gone."""
    join_ours()  # those of a test before may be on their way out
    before = threading.active_count()
    with Server(app) as server, Wire(server.port) as wire:
        wire.ask("GET /")
        assert threading.active_count() > before
    join_ours()
    assert threading.active_count() == before


def join_ours() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("mock_server"):
            thread.join(5)


def test_a_request_in_progress_is_finished(app: Application) -> None:
    """`stop` lets a request that is being answered come to its end."""
    server = Server(app)
    server.start()
    with Wire(server.port) as wire:
        wire.send(b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n")
        while not app.waiting:
            time.sleep(0.001)
        threading.Timer(0.05, app.gate.set).start()
        server.stop()
        assert wire.answer().body == b"waited"


@pytest.mark.skipif(os.name != "posix", reason="a signal to another process")
def test_a_signal_stops_a_process_of_its_own() -> None:
    """In a process of its own, SIGTERM while it serves ends `serve_forever` in good order."""
    with subprocess.Popen([sys.executable, "-c", IN_A_PROCESS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with Wire(port) as wire:
            assert wire.ask("GET /").status == 200
            process.send_signal(signal.SIGTERM)
            assert wire.ended()
        assert process.stdout.read() == "stopped\n"
        assert process.wait(5) == 0


def test_two_servers_live_side_by_side(serve: Callable[..., Server]) -> None:
    """Two servers of one process have ports of their own and do not end together."""
    first, second = serve(), serve()
    first.stop()
    with Wire(second.port) as wire:
        assert wire.ask("GET /").status == 200
