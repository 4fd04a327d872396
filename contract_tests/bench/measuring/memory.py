"""What an upload takes of memory while it comes in, and what its opportunities hold once they are imported."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.bench import memory
from contract_tests.bench.calling import BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import NotAvailable, Order, Pairs
from contract_tests.bench.rows import IMPORT, json_bodies, opportunity

SITE, WARMED = "bench", "warmed"


def measure(order: Order) -> Iterator[Measured]:
    if memory.resident() is None:
        raise NotAvailable("memory is read from /proc, which is not here")
    size = order.size(110_000)
    (body,) = json_bodies(opportunity(number) for number in range(size))
    held, peak = Pairs("memory-held"), Pairs("memory-peak")
    for _ in order.each(3, "memory of an import"):
        with Child("mock", [{"name": SITE}, {"name": WARMED}]) as mock:
            _import(BenchSite(mock.ready, WARMED), b"[%s]" % body[1 : body.index(b"}") + 1], 1)
            before = mock.ask("resident")
            site = BenchSite(mock.ready, SITE)
            uri = site.create("/opportunities/imports", IMPORT)
            site.upload(uri, body)
            peak.add(mock.ask("peak") - before, len(body))
            site.run(uri)
            site.check_total("opportunities", size)
            held.add((mock.ask("resident") - before) / size, len(body) / size)
    yield held.measured("of a fresh process each time, that imported one row before")
    yield peak.measured(f"a body of {len(body) / 1e6:.1f} MB")


def _import(site: BenchSite, body: bytes, number: int) -> None:
    """What is loaded at the first use is loaded."""
    uri = site.create("/opportunities/imports", IMPORT)
    site.upload(uri, body)
    site.run(uri)
    site.check_total("opportunities", number)
