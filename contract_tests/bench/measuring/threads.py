"""A server for one test: made, started in a thread, asked once and stopped, beside ten calls of the same server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from contract_tests.bench.calling import BULK
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import NotAvailable, Order, Pairs

WHO = (r"TestCompany\test.user", "test-password")
PATH = f"{BULK}/opportunities/fields/38"


def measure(order: Order) -> Iterator[Measured]:
    import requests

    from mock_server.app import create_app
    from mock_server.serving.server import Server
    from mock_server.site_files import load_site_file

    session = requests.Session()
    session.trust_env = False
    session.auth = WHO

    def ask(url: str) -> None:
        answer = session.get(url + PATH, timeout=30)
        assert answer.status_code == 200, answer.text

    def serve() -> None:
        server = Server(create_app([load_site_file("small_b2b")]))
        server.start()
        ask(server.url)
        server.stop()

    def serve_as_tests_do() -> None:
        from mock_server.testing.eloqua import MockEloqua

        with MockEloqua("small_b2b") as eloqua:
            ask(eloqua.base_url)

    with Server(create_app([load_site_file("small_b2b")])) as kept:
        ask(kept.url)

        def ask_ten() -> None:
            for _ in range(10):
                ask(kept.url)

        def pairs_of(line: str, once: Callable[[], None]) -> Pairs:
            once()
            pairs = Pairs(line)
            for _ in order.each(41, "a server in a thread"):
                ours = _seconds(once)
                ask(kept.url)
                pairs.add(ours, _seconds(ask_ten))
            return pairs

        if order.wants("thread"):
            yield pairs_of("thread", serve).measured("the site file is read and the application made each time")
        if order.wants("thread-fixture"):
            if find_spec("mock_server.testing") is None:
                raise NotAvailable("there is no mock_server.testing")
            yield pairs_of("thread-fixture", serve_as_tests_do).measured("it also looks for faults that never fired")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
