"""Laws of the calls themselves: pages, the course of a sync, refusals, and sites side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from contract_tests.client import Answer, BulkClient
from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES
from contract_tests.laws.flow import FINAL, Row, define, expect, load, rank, run, sync
from contract_tests.laws.looking import log, picture, rejects
from contract_tests.shapes import Document
from contract_tests.targets.target import Site, pages

Step = tuple[str, int]
TIME = re.compile(rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"')
REFUSALS: dict[str, Callable[[BulkClient, str], Answer]] = {
    "definition without a name": lambda client, _: client.create(OPPORTUNITIES, bodies.opportunity_import(name=None)),
    "linkage of companies": lambda client, _: client.create(
        LINKAGES, bodies.linkage(linkOpportunitiesEntityType="Company")
    ),
    "replacement without fields": lambda client, uri: client.replace(uri, bodies.opportunity_import(fields=None)),
    "replacement of nothing": lambda client, _: client.replace(f"{OPPORTUNITIES}/99999", bodies.opportunity_import()),
    "upload that ends early": lambda client, uri: client.bulk(
        "POST", f"{uri}/data", body=b'[{"OpportunityID":"9"},', content_type="application/json"
    ),
    "upload without a type": lambda client, uri: client.bulk("POST", f"{uri}/data", body=b'[{"OpportunityID":"9"}]'),
    "upload of nested rows": lambda client, uri: client.upload_json(uri, [bodies.row("9"), {"OpportunityID": {}}]),
    "upload to nothing": lambda client, _: client.upload_json(f"{OPPORTUNITIES}/99999", [bodies.row("9")]),
    "unterminated csv": lambda client, uri: client.upload_csv(uri, 'OpportunityID\n8\n"9'),
    "sync of nothing": lambda client, _: client.sync(f"{OPPORTUNITIES}/99999"),
    "sync without a uri": lambda client, _: client.bulk("POST", "/syncs", {"callbackUrl": "http://127.0.0.1:9/"}),
    "clearing of nothing": lambda client, _: client.clear(f"{OPPORTUNITIES}/99999"),
    "deletion of nothing": lambda client, _: client.delete(f"{LINKAGES}/99999"),
    "deletion of the list": lambda client, _: client.delete(OPPORTUNITIES),
}
"""Calls that the documents or the decisions refuse, given a client and an import's uri."""


def pages_partition(client: BulkClient, path: str, limit: int) -> None:
    """The pages of a list make it up in order; the counters are right on each."""
    whole = expect(client.get(path), 200).body
    found: list[Any] = []
    while True:
        page = expect(client.get(path, limit=limit, offset=len(found)), 200).body
        found += page["items"]
        assert page["count"] == len(page["items"]) <= limit
        assert page["totalResults"] == whole["totalResults"]
        assert page["hasMore"] is (len(found) < whole["totalResults"])
        if not page["hasMore"]:
            break
        assert page["items"]
    assert found == whole["items"]


def rejects_partition(site: Site, rows: Sequence[Row], limit: int) -> None:
    """Rejects and log entries of a sync page like every list."""
    ended = run(site.client, OPPORTUNITIES, bodies.opportunity_import(), rows)
    for what in ("rejects", "logs"):
        pages_partition(site.client, f"{ended.sync['uri']}/{what}", limit)


def status_never_goes_back(site: Site, uploads: Sequence[Sequence[Row]], polls: int) -> None:
    """Syncs of one definition go from pending over active to one end, and stay there, whatever else is asked."""
    uri = define(site.client, OPPORTUNITIES, bodies.opportunity_import())
    seen: dict[str, list[str]] = {}
    for rows in uploads:
        expect(site.client.upload_json(uri, rows), 204)
        seen[expect(site.client.sync(uri), 201).body["uri"]] = ["pending"]
        for sync_uri, statuses in seen.items():
            statuses.append(expect(site.client.get(sync_uri), 200).body["status"])
    for _ in range(polls):
        for sync_uri, statuses in seen.items():
            statuses.append(expect(site.client.get(sync_uri), 200).body["status"])
    listed = Document({item["uri"]: item["status"] for item in pages(site.client, "/syncs")})
    for sync_uri, statuses in seen.items():
        ranks = [rank(status) for status in statuses]
        assert ranks == sorted(ranks), statuses
        assert len({status for status in statuses if status in FINAL}) <= 1, statuses
        assert ranks[-1] < 2 or listed[sync_uri] == statuses[-1]


def refusals_change_nothing(one: Site, other: Site, rows: Sequence[Row], refusals: Sequence[str]) -> None:
    """With refused calls between its steps a site comes to what it comes to without them."""
    uris = [define(site.client, OPPORTUNITIES, bodies.opportunity_import()) for site in (one, other)]
    for site, uri in zip((one, other), uris, strict=True):
        expect(site.client.upload_json(uri, rows), 204)
    for name in refusals:
        answer = REFUSALS[name](one.client, uris[0])
        assert 400 <= answer.status < 500, name
    ended = [sync(site.client, uri) for site, uri in zip((one, other), uris, strict=True)]
    assert log(ended[0]) == log(ended[1])
    assert rejects(ended[0]) == rejects(ended[1])
    assert [item["uri"] for item in pages(one.client, "/imports")] == [uris[0]]
    assert len(list(pages(one.client, "/syncs"))) == 1
    assert picture(one) == picture(other)


def take(client: BulkClient, step: Step) -> tuple[int, bytes]:
    """One step of a program, and its answer without times."""
    what, number = step
    uri = f"{OPPORTUNITIES}/{number}"
    calls: dict[str, Callable[[], Answer]] = {
        "create": lambda: client.create(OPPORTUNITIES, bodies.opportunity_import(name=f"n{number}")),
        "upload": lambda: client.upload_json(uri, [bodies.row(str(number)), bodies.row("")]),
        "clear": lambda: client.clear(uri),
        "sync": lambda: client.sync(uri),
        "read": lambda: client.get(f"/syncs/{number}"),
        "rejects": lambda: client.sync_rejects(f"/syncs/{number}"),
        "delete": lambda: client.delete(uri),
        "list": lambda: client.get("/imports"),
    }
    answer = calls[what]()
    return answer.status, TIME.sub(b'"time"', answer.content)


def sites_never_meet(
    together: tuple[Site, Site], alone: tuple[Site, Site], programs: tuple[Sequence[Step], Sequence[Step]]
) -> None:
    """Two programs in turns on two sites have the answers and the data that each has on a site of its own."""
    turns: list[list[tuple[int, bytes]]] = [[], []]
    for position in range(max(map(len, programs))):
        for index in (0, 1):
            if position < len(programs[index]):
                turns[index].append(take(together[index].client, programs[index][position]))
    for index in (0, 1):
        assert [take(alone[index].client, step) for step in programs[index]] == turns[index]
        assert picture(alone[index]) == picture(together[index])


def uploads_are_consumed_once(site: Site, batches: Sequence[Sequence[Row]]) -> None:
    """Each sync processes what was uploaded since the one before, no more and no less."""
    uri = define(site.client, OPPORTUNITIES, bodies.opportunity_import())
    for rows in batches:
        assert load(site.client, uri, rows).counts["ELQ-00001"] == len(rows)
    assert sync(site.client, uri).counts["ELQ-00130"] == 0
