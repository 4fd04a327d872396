"""`callbackUrl`: which syncs call back, when, with what; and that no URL harms anybody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from werkzeug.test import Client

from mock_server.app import create_app
from mock_server.clock import ManualClock
from mock_server.engine.alarms import timer_alarm
from mock_server.engine.running import Running
from mock_server.outbound.callbacks import Callbacks
from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import InProcess, site_of

Called = tuple[str, str | None, Any]


class Receiver:
    """A server on the loopback that keeps what it is sent; `held` makes it slow to answer."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[Called] = SimpleQueue()
        self.answers = threading.Event()
        self.answers.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.put((self.path, self.headers["Content-Type"], json.loads(body)))
                receiver.answers.wait(20)
                self.send_response(302 if self.path == "/moved" else 500 if self.path == "/broken" else 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def next(self, timeout: float = 10) -> Called:
        return self.calls.get(timeout=timeout)

    def stop(self) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


def post(mock: InProcess, url: str, uri: str | None = None) -> str:
    uri = uri or mock.create_import()
    mock.upload(uri, [row(1)])
    answer = mock.call("POST", "/syncs", {"syncedInstanceUri": uri, "callbackUrl": url})
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    made: str = answer.json["uri"]
    return made


def paced(pace: Any) -> InProcess:
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": pace}))


def test_the_end_of_a_sync_is_posted_as_json(mock: InProcess, receiver: Receiver) -> None:
    """When a sync ends its `callbackUrl` gets a POST of the sync as JSON, in its final state. [callback-payload]"""
    sync = post(mock, f"{receiver.url}/here?a=1")
    path, content_type, body = receiver.next()
    assert (path, content_type) == ("/here?a=1", "application/json")
    assert body == mock.get(sync)
    assert body["status"] == "success"


def test_a_sync_calls_back_once(receiver: Receiver) -> None:
    """Looking at an ended sync calls nobody again."""
    mock = paced({"polls": 1})
    sync = post(mock, receiver.url)
    with pytest.raises(Empty):
        receiver.next(0.1)
    for _ in range(5):
        mock.status(sync)
    receiver.next()
    with pytest.raises(Empty):
        receiver.next(0.2)


def test_a_failed_sync_calls_back(receiver: Receiver) -> None:
    """A sync that ends in error because its definition was deleted calls back too."""
    mock = paced({"polls": 5})
    uri = mock.create_import()
    post(mock, receiver.url, uri)
    mock.call("DELETE", uri)
    assert receiver.next()[2]["status"] == "error"


@pytest.mark.parametrize("path", ["/broken", "/moved"])
def test_the_answer_does_not_matter(mock: InProcess, receiver: Receiver, path: str) -> None:
    """An error or a redirect as answer changes nothing; redirects are not followed."""
    sync = post(mock, receiver.url + path)
    assert receiver.next()[0] == path
    with pytest.raises(Empty):
        receiver.next(0.2)
    assert mock.status(sync) == "success"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://127.0.0.1:99999/", "http://[::1", "http://xn--\u00fc..example:1/", "http://\x00/"],
)
def test_no_url_makes_the_caller_raise(url: str) -> None:
    """A URL that nobody listens at, or that is none, is logged and forgotten; the thread lives on."""
    Callbacks(timeout=1)._post(url, {})


def test_a_dead_url_harms_no_sync(mock: InProcess, receiver: Receiver) -> None:
    """A sync whose `callbackUrl` nobody listens at ends as any other, and other syncs call back."""
    assert mock.status(post(mock, "http://127.0.0.1:1/")) == "success"
    post(mock, receiver.url)
    receiver.next()


def test_slow_urls_delay_nobody(mock: InProcess, receiver: Receiver) -> None:
    """While many URLs keep a callback waiting, syncs end, calls are answered, and other callbacks are sent."""
    receiver.answers.clear()
    syncs = [post(mock, f"{receiver.url}/slow") for _ in range(8)]
    assert [mock.status(sync) for sync in syncs] == ["success"] * 8
    assert len({receiver.next()[2]["uri"] for _ in syncs}) == 8
    receiver.answers.set()


def test_calls_beyond_the_threads_wait_their_turn(receiver: Receiver) -> None:
    """More callbacks than threads are all sent in the end, and the threads go when all is done."""
    callbacks = Callbacks(threads=2)
    for number in range(12):
        callbacks(receiver.url, {"number": number})
    assert {receiver.next()[2]["number"] for _ in range(12)} == set(range(12))


def test_callbacks_ignore_the_proxies_of_the_environment(
    mock: InProcess, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A callback goes straight to its URL, whatever proxy the environment names."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    post(mock, receiver.url)
    receiver.next()


class RealTime(InProcess):
    """A mock of `seconds` a sync on the machine's clock, with its real alarm."""

    def __init__(self, seconds: float) -> None:
        site = site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": seconds}})
        super().__init__(site)
        self._client = Client(create_app([site]))


def test_a_paced_sync_calls_back_though_nobody_polls(receiver: Receiver) -> None:
    """At a pace of seconds the callback comes in real time though nobody asks for the sync. [pace]"""
    post(RealTime(0.2), receiver.url)
    assert receiver.next()[2]["status"] == "success"


def test_a_waiting_sync_calls_back_though_nobody_polls(receiver: Receiver) -> None:
    """So does a second sync of one definition, which ends later than its own POST would tell. [pace]
    [concurrent-syncs]"""
    mock = RealTime(0.2)
    uri = mock.create_import()
    posted = [post(mock, receiver.url, uri) for _ in range(3)]
    assert [receiver.next()[2]["uri"] for _ in posted] == posted


def test_an_advanced_clock_brings_the_callback_sooner(receiver: Receiver) -> None:
    """A site's clock is real time plus what was advanced, also for a callback that nobody polls for."""
    mock = RealTime(3600.3)
    post(mock, receiver.url)
    mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 3600})
    assert receiver.next()[2]["status"] == "success"


def test_a_reset_site_calls_nobody_back(receiver: Receiver) -> None:
    """What was in flight when a site was reset calls nobody back."""
    mock = RealTime(0.1)
    post(mock, f"{receiver.url}/old")
    mock.control("POST", "/sites/TestCompany/reset")
    post(mock, f"{receiver.url}/new")
    assert receiver.next()[0] == "/new"
    with pytest.raises(Empty):
        receiver.next(0.2)


def test_one_alarm_serves_a_site() -> None:
    """However many syncs with callbacks wait on a site, it keeps one alarm, not a thread for each."""
    from mock_server.domain.definitions import IMPORT_OPPORTUNITIES
    from mock_server.engine import definitions, syncs
    from mock_server.engine.visits import Visit
    from mock_server.store.sites import Sites
    from mock_server.tests.in_process import OPPORTUNITY_FIELDS

    site = site_of({"pace": {"seconds": 10}})
    visit, running = Visit(Sites(ManualClock()).add(site), "test.user"), Running(lambda *_: None)
    sent = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
    alarms: list[int] = []
    for _ in range(20):
        definition = definitions.create_definition(visit, IMPORT_OPPORTUNITIES, sent, [], running)
        syncs.create_sync(visit, definition.uri, "http://x/", running, lambda ticks, _: alarms.append(ticks))
    assert alarms == [100_000_000]


def test_an_alarm_rings() -> None:
    """The alarm calls what it was given, off the calling thread, after its time; a century is no fault."""
    rung = threading.Event()
    timer_alarm(10**17, rung.set)
    timer_alarm(1, rung.set)
    assert rung.wait(10)
