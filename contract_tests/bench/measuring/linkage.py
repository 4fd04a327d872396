"""A large linkage by email on a site full of contacts and opportunities, and how another site answers meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from contract_tests.bench.calling import BULK, BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured, quantile
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.rows import LINKAGE, email_link, json_bodies

SITE, OTHER = "bench", "other"
LINKAGES = "/opportunities/contacts/imports"
LOADED = "contacts and opportunities from a site description; a linkage of one row was synced before"


def measure(order: Order) -> Iterator[Measured]:
    size = order.size(1_000_000)
    bodies = list(json_bodies(email_link(number, size) for number in range(size)))
    sites = [{"name": SITE, "contacts": size, "opportunities": size}, {"name": OTHER}]
    with Child("mock", sites) as mock, Child("bare_loop", "email", size) as loop:
        site = BenchSite(mock.ready, SITE)
        warm, cold = Pairs("link-email"), Pairs("link-email-first")
        if order.wants("link-email"):
            for _ in order.each(3, "linkage by email"):
                uri = prepare(site, bodies, searched=True)
                theirs = loop.ask("run")
                mock.settle()
                warm.add(site.run(uri), theirs)
                site.check_total("links", size)
            yield warm.measured(LOADED)
        if order.wants("link-email-first"):
            for _ in order.each(3, "linkage by email, first search"):
                uri = prepare(site, bodies, searched=False)
                theirs = loop.ask("run")
                mock.settle()
                cold.add(site.run(uri), theirs)
            yield cold.measured("the indexes are made by this sync")
        if order.wants("busy-p95"):
            yield _busy(order, mock, site, lambda: prepare(site, bodies, searched=True))


def prepare(site: BenchSite, bodies: list[bytes], *, searched: bool) -> str:
    """The uri of a definition with the rows staged, on the site as it was loaded."""
    site.reset()
    if searched:
        first = site.create(LINKAGES, LINKAGE)
        site.upload(first, b'[{"EmailAddress": "nobody", "OpportunityID": "none"}]')
        site.sync(first)
    uri = site.create(LINKAGES, LINKAGE)
    for body in bodies:
        site.upload(uri, body)
    return uri


def _busy(order: Order, mock: Child, site: BenchSite, prepared: Callable[[], str]) -> Measured:
    other = BenchSite(mock.ready, OTHER)
    path = BULK + other.sync(other.create(LINKAGES, LINKAGE))
    pairs, slowest = Pairs("busy-p95"), 0.0
    for _ in order.each(3, "another site during a linkage"):
        uri = prepared()
        mock.settle()
        idle = [_timed(other, path) for _ in range(1000)]
        during: list[float] = []
        done = threading.Event()

        def look(during: list[float] = during, done: threading.Event = done) -> None:
            while not done.is_set():
                during.append(_timed(other, path))

        watcher = threading.Thread(target=look, daemon=True)
        sync = site.sync(uri)
        watcher.start()
        try:
            site.wait(sync)
        finally:
            done.set()
            watcher.join(60)
        pairs.add(quantile(during, 0.95), quantile(idle, 0.95))
        slowest = max(slowest, *during)
    return pairs.measured(f"the slowest took {slowest * 1000:.0f} ms")


def _timed(site: BenchSite, path: str) -> float:
    began = time.perf_counter()
    site.expect(200, "GET", path)
    return time.perf_counter() - began
