"""A reset of a site into which much was imported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from contract_tests.bench.calling import BULK, BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.rows import IMPORT, json_bodies, opportunity

SITE = "bench"


def measure(order: Order) -> Iterator[Measured]:
    size = order.size(100_000)
    bodies = list(json_bodies(opportunity(number) for number in range(size)))
    pairs, slowest = Pairs("reset"), 0.0
    with Child("mock", [{"name": SITE}]) as mock:
        site = BenchSite(mock.ready, SITE)
        for _ in order.each(5, "reset"):
            uri = site.create("/opportunities/imports", IMPORT)
            for body in bodies:
                site.upload(uri, body)
            sync = site.sync(uri)
            site.wait(sync)
            site.check_total("opportunities", size)
            mock.settle()
            get = median(_timed(site, "GET", BULK + sync) for _ in range(300))
            pairs.add(_timed(site, "POST", f"/_mock/sites/{SITE}/reset"), get)
            slowest = max(slowest, *(_timed(site, "GET", f"{BULK}/syncs") for _ in range(300)))
            site.check_total("opportunities", 0)
    yield pairs.measured(f"the slowest GET right after one took {slowest * 1000:.1f} ms")


def _timed(site: BenchSite, method: str, path: str) -> float:
    began = time.perf_counter()
    site.expect(200, method, path)
    return time.perf_counter() - began
