"""How the time of an import, a linkage and an export grows when there is ten times as much of everything."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from statistics import median

from contract_tests.bench.calling import BULK, BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.measuring.linkage import prepare
from contract_tests.bench.rows import IMPORT, email_link, json_bodies, opportunity

LARGE, SMALL, IMPORTED = "large", "small", "imported"
EXPORT = {
    "name": "Contact Export",
    "fields": {
        "EmailAddress": "{{Contact.Field(C_EmailAddress)}}",
        "FirstName": "{{Contact.Field(C_FirstName)}}",
        "LastName": "{{Contact.Field(C_LastName)}}",
        "Company": "{{Contact.Field(C_Company)}}",
    },
}
PAGE = 50_000


def measure(order: Order) -> Iterator[Measured]:
    large = order.size(1_000_000)
    small = max(1, large // 10)
    plans = [{"name": name, "contacts": n, "opportunities": n} for name, n in ((LARGE, large), (SMALL, small))]
    with (
        Child("mock", [*plans, {"name": IMPORTED}]) as mock,
        Child("bare_loop", "email", large) as large_loop,
        Child("bare_loop", "email", small) as small_loop,
    ):
        sites = {name: BenchSite(mock.ready, name) for name in (LARGE, SMALL, IMPORTED)}

        def grown(line: str, doing: str, run: Callable[[int, str], float]) -> Measured:
            pairs, took = Pairs(line), ""
            for _ in order.each(3, doing):
                mock.settle()
                few, many = run(small, SMALL), run(large, LARGE)
                pairs.add(many / few, _loop(large_loop, 3) / _loop(small_loop, 9))
                took = f"{few:.2f} s for {small:,}, {many:.2f} s for {large:,}"
            return pairs.measured(took)

        def imported(size: int, _: str) -> float:
            return _import(mock, sites[IMPORTED], size)

        def linked(size: int, name: str) -> float:
            uri = prepare(sites[name], list(json_bodies(email_link(n, size) for n in range(size))), searched=True)
            mock.settle()
            return sites[name].run(uri)

        def exported(size: int, name: str) -> float:
            return _export(sites[name], size)

        if order.wants("growth-import"):
            yield grown("growth-import", "growth of an import", imported)
        if order.wants("growth-link"):
            yield grown("growth-link", "growth of a linkage", linked)
        if order.wants("growth-export"):
            yield grown("growth-export", "growth of an export", exported)


def _loop(loop: Child, times: int) -> float:
    """Seconds of the bare loop; the first one warms its memory."""
    return median([float(loop.ask("run")) for _ in range(times)])


def _import(mock: Child, site: BenchSite, size: int) -> float:
    """Seconds of the uploads and the sync."""
    site.reset()
    uri = site.create("/opportunities/imports", IMPORT)
    mock.settle()
    took = 0.0
    for body in json_bodies(opportunity(number) for number in range(size)):
        began = time.perf_counter()
        site.upload(uri, body)
        took += time.perf_counter() - began
    took += site.run(uri)
    site.check_total("opportunities", size)
    return took


def _export(site: BenchSite, size: int) -> float:
    """Seconds of the sync and of all its pages."""
    uri = site.create("/contacts/exports", EXPORT)
    began = time.perf_counter()
    sync = site.sync(uri)
    site.wait(sync)
    pages = [
        site.expect(200, "GET", f"{BULK}{sync}/data?limit={PAGE}&offset={offset}") for offset in range(0, size, PAGE)
    ]
    took = time.perf_counter() - began
    found = sum(json.loads(page)["count"] for page in pages)
    assert found == size, f"{found} rows exported in place of {size}"
    return took
