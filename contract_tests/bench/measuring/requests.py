"""Small calls, one after another and eight at a time: ours, bare Flask's on the same HTTP server, moto_server's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

from contract_tests.bench.calling import BULK, JSON, BenchSite, credentials
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured, quantile
from contract_tests.bench.load import Burst, Request, burst
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.references import bare_flask, caller_identity, free_port, moto_server, started, url_of
from contract_tests.bench.rows import IMPORT

SITE = "bench"
RUNS = 5
SECONDS = 1.5


def measure(order: Order) -> Iterator[Measured]:
    with Child("mock", [{"name": SITE}]) as mock:
        site = BenchSite(mock.ready, SITE)
        if order.wants("get-1", "get-8"):
            yield from _gets(order, site)
        if order.wants("post-1", "post-8", "post-8-p99"):
            yield from _posts(order, site)
        if order.wants("get-1-moto", "get-8-moto"):
            yield from _gets_beside_moto(order, site)


def _gets(order: Order, site: BenchSite) -> Iterator[Measured]:
    request, size = _get_sync(site)
    with ExitStack() as running:
        flask = _bare_flask(running, request, size)
        for clients in (1, 8):
            pairs = Pairs(f"get-{clients}")
            for _ in order.each(RUNS, f"GET beside bare Flask, {clients} at a time"):
                pairs.add(burst(request, clients, SECONDS).rate, burst(flask, clients, SECONDS).rate)
            yield pairs.measured(f"answers of {size} bytes")


def _gets_beside_moto(order: Order, site: BenchSite) -> Iterator[Measured]:
    request, _ = _get_sync(site)
    port = free_port()
    identity = caller_identity(port)
    with started(moto_server(port), identity):
        for clients in (1, 8):
            pairs = Pairs(f"get-{clients}-moto")
            for _ in order.each(3, f"GET beside moto_server, {clients} at a time"):
                pairs.add(burst(request, clients, SECONDS).rate, burst(identity, clients, SECONDS).rate)
            yield pairs.measured("moto_server closes each connection")


def _posts(order: Order, site: BenchSite) -> Iterator[Measured]:
    headers = {**credentials(SITE), "Content-Type": JSON}
    request = Request(site.url, "POST", f"{BULK}/opportunities/imports", 201, headers, json.dumps(IMPORT).encode())
    size = len(site.expect(201, "POST", request.path, request.body))
    with ExitStack() as running:
        flask = _bare_flask(running, request, size)
        for clients in (1, 8):
            rates, slow = Pairs(f"post-{clients}"), Pairs(f"post-{clients}-p99")
            for _ in order.each(RUNS, f"POST beside bare Flask, {clients} at a time"):
                site.reset()
                ours, theirs = burst(request, clients, SECONDS), burst(flask, clients, SECONDS)
                rates.add(ours.rate, theirs.rate)
                slow.add(_p99(ours), _p99(theirs))
            yield rates.measured(f"answers of {size} bytes")
            if clients == 8:
                yield slow.measured()


def _p99(made: Burst) -> float:
    return quantile(made.took, 0.99)


def _get_sync(site: BenchSite) -> tuple[Request, int]:
    """A request for a sync that has ended, and the bytes of its answer."""
    sync = site.sync(site.create("/opportunities/imports", IMPORT))
    size = len(site.expect(200, "GET", BULK + sync))
    return Request(site.url, "GET", BULK + sync, 200, credentials(SITE)), size


def _bare_flask(running: ExitStack, request: Request, size: int) -> Request:
    """The same request to bare Flask, which runs until `running` ends."""
    port = free_port()
    same = Request(url_of(port), request.method, request.path, request.status, request.headers, request.body)
    running.enter_context(started(bare_flask(request.method, request.path, request.status, size, port), same))
    return same
