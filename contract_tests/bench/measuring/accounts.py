"""Linkage by account: a row links its opportunity to ten contacts."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.bench.calling import BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.rows import ACCOUNT_LINKAGE, account_link, json_bodies

SITE = "bench"
LINKAGES = "/opportunities/contacts/imports"
CONTACTS_AT = 10


def measure(order: Order) -> Iterator[Measured]:
    size = order.size(100_000)
    accounts = max(1, size // 10)
    bodies = list(json_bodies(account_link(number, accounts) for number in range(size)))
    plan = {
        "name": SITE,
        "accounts": accounts,
        "contacts": CONTACTS_AT * accounts,
        "contacts_at": CONTACTS_AT,
        "opportunities": size,
    }
    pairs, each = Pairs("link-account"), Pairs("link-account-links")
    with Child("mock", [plan]) as mock, Child("bare_loop", "account", size) as loop:
        site = BenchSite(mock.ready, SITE)
        for _ in order.each(5, "linkage by account"):
            site.reset()
            first = site.create(LINKAGES, ACCOUNT_LINKAGE)
            site.upload(first, b'[{"CompanyName": "nobody", "OpportunityID": "none"}]')
            site.sync(first)
            uri = site.create(LINKAGES, ACCOUNT_LINKAGE)
            for body in bodies:
                site.upload(uri, body)
            theirs, theirs_each = loop.ask("accounts"), loop.ask("links")
            mock.settle()
            ours = site.run(uri)
            site.check_total("links", CONTACTS_AT * size)
            pairs.add(ours, theirs)
            each.add(ours, theirs_each)
    yield pairs.measured(f"{accounts:,} accounts, {CONTACTS_AT * size:,} links")
    yield each.measured()
