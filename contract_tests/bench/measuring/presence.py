"""One call where much is present, beside the same call on an empty site of the same server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from statistics import median

from contract_tests.bench.calling import BULK, BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.lines import DEFINITIONS
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.rows import IMPORT

FULL, EMPTY = "full", "empty"
KIND = "/opportunities/imports"
CALLS = 200
"""Of each kind on each site, in turn; a run's figure is their median."""


def measure(order: Order) -> Iterator[Measured]:
    size, number = order.size(100_000), order.size(DEFINITIONS)
    post, get = Pairs("many-post"), Pairs("many-get")
    body = json.dumps(IMPORT).encode()
    with Child("mock", [{"name": FULL, "opportunities": size}, {"name": EMPTY}]) as mock:
        full, empty = BenchSite(mock.ready, FULL), BenchSite(mock.ready, EMPTY)
        syncs = [_filled(full, number), _filled(empty, 1)]
        full.check_total("opportunities", size)
        for _ in order.each(5, "one call among many"):
            posts: tuple[list[float], list[float]] = ([], [])
            gets: tuple[list[float], list[float]] = ([], [])
            for _ in range(CALLS):
                for place, site in enumerate((full, empty)):
                    posts[place].append(_timed(site, 201, "POST", BULK + KIND, body))
                    gets[place].append(_timed(site, 200, "GET", BULK + syncs[place], None))
            post.add(median(posts[0]), median(posts[1]))
            get.add(median(gets[0]), median(gets[1]))
    yield post.measured()
    yield get.measured()


def _filled(site: BenchSite, number: int) -> str:
    """The uri of a sync in the middle of so many, each of a definition of its own."""
    syncs = [site.sync(site.create(KIND, IMPORT)) for _ in range(number)]
    return syncs[number // 2]


def _timed(site: BenchSite, status: int, method: str, path: str, body: bytes | None) -> float:
    began = time.perf_counter()
    site.expect(status, method, path, body)
    return time.perf_counter() - began
