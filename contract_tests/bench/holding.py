"""What one process holds: `python -m contract_tests.bench.holding [ROWS]` prints the bytes of a record and of a link.

The figures of docs/explanation/scale.md. Records are those of a site description, which the mock keeps for a reset;
an imported opportunity is measured by the line `memory-held`.
"""

from __future__ import annotations

import sys

from contract_tests.bench.calling import BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.measuring.linkage import prepare
from contract_tests.bench.rows import email_link, json_bodies
from contract_tests.bench.sites import SitePlan

SITE = "bench"


def held(plan: SitePlan) -> int:
    """Bytes in memory of a mock with that site. Raises OSError where they cannot be read."""
    with Child("mock", [{"name": SITE, **plan}]) as mock:
        found = mock.ask("resident")
        if found is None:
            raise OSError("memory is read from /proc, which is not here")
        return int(found)


def held_by_links(size: int) -> float:
    """Bytes of each of so many links."""
    bodies = list(json_bodies(email_link(number, size) for number in range(size)))
    with Child("mock", [{"name": SITE, "contacts": size, "opportunities": size}]) as mock:
        site = BenchSite(mock.ready, SITE)
        uri = prepare(site, bodies[:0], searched=True)
        before = mock.ask("resident")
        for body in bodies:
            site.upload(uri, body)
        site.run(uri)
        site.check_total("links", size)
        return float((mock.ask("resident") - before) / size)


def main(size: int) -> None:
    empty = held({})
    print(f"an empty site: {empty / 1e6:.0f} MB")
    for what in ("contacts", "accounts", "opportunities"):
        plan: SitePlan = {what: size}  # type: ignore[misc]  # its keys are these three
        print(f"one of {size:,} {what}: {(held(plan) - empty) / size:,.0f} bytes")
    print(f"one of {size:,} links: {held_by_links(size):,.0f} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
