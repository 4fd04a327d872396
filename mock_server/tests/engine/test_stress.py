"""Many clients at once over sockets: nothing fails, nothing is lost, nothing waits for ever or for another site."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from mock_server.app import create_app
from mock_server.domain.site_description import SiteDescription
from mock_server.serving.server import Server
from mock_server.settings import Settings
from mock_server.store import sites as store
from mock_server.tests.engine.rows import Gate, row, rows
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, site_of

IMPORT = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
LINKAGE = {
    "name": "linkage",
    "fields": {"Source": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "Opp": "{{Opportunity.Id}}"},
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "Opp",
    "linkOpportunitiesSourceField": "Source",
}
FINAL = {"success", "warning", "error"}


class Client:
    """One client of one site, in a thread of its own. It keeps every status it was answered."""

    def __init__(self, url: str, site: str) -> None:
        self.site = site
        self.statuses: list[int] = []
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = (f"{site}\\test.user", "test-password")

    def bulk(self, verb: str, path: str, body: Any = None) -> requests.Response:
        answer = self._session.request(verb, f"{self._url}/api/bulk/2.0{path}", json=body, timeout=20)
        self.statuses.append(answer.status_code)
        return answer

    def control(self, verb: str, path: str, body: Any = None) -> requests.Response:
        answer = self._session.request(verb, f"{self._url}/_mock/sites/{self.site}{path}", json=body, timeout=20)
        self.statuses.append(answer.status_code)
        return answer

    def create(self) -> str:
        uri: str = self.bulk("POST", "/opportunities/imports", IMPORT).json()["uri"]
        return uri

    def end_of(self, sync: str) -> dict[str, Any] | None:
        """The sync once it is final; None where a reset took it away."""
        for _ in range(2000):
            answer = self.bulk("GET", sync)
            if answer.status_code == 404:
                return None
            found: dict[str, Any] = answer.json()
            if found["status"] in FINAL:
                return found
        raise AssertionError(f"{sync} never ends")

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        offset, more = 0, True
        while more:
            page = self.control("GET", f"/{path}?offset={offset}").json()
            yield from page["items"]
            offset, more = offset + page["count"], page["hasMore"]


@pytest.fixture
def many() -> Iterator[Callable[..., Server]]:
    """Starts a server with these sites; more than 40 rows run beside."""
    started: list[Server] = []

    def start(*names: str) -> Server:
        server = Server(create_app([described(name) for name in names], Settings(rows_beside=40)))
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def described(name: str) -> SiteDescription:
    contacts = [{"fields": {"C_EmailAddress": "a@x.example"}}]
    return site_of({"name": name, "opportunityStages": ["Prospecting"], "contacts": contacts})


def together(*work: Callable[[], Any]) -> None:
    """Do all the work at once, from one barrier on; the first fault is raised."""
    barrier = threading.Barrier(len(work))

    def start(one: Callable[[], Any]) -> None:
        barrier.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(start, one) for one in work]:
            done.result()


def test_no_acknowledged_row_is_lost(many: Callable[..., Server]) -> None:
    """Clients upload to shared and to own definitions of two sites and sync them, some large, all at once: each row
    that was answered 204 is a record or a reject of exactly one sync in the end, on its own site; every sync ends."""
    sites = ("One", "Two")
    server = many(*sites)
    shared = {site: Client(server.url, site).create() for site in sites}
    clients = [Client(server.url, site) for site in sites for _ in range(4)]
    right: dict[str, set[str]] = {site: set() for site in sites}
    wrong: dict[str, int] = dict.fromkeys(sites, 0)
    guard = threading.Lock()

    def work(number: int, client: Client) -> None:
        own = client.create()
        for turn in range(6):
            uri = (own, shared[client.site])[turn % 2]
            sent = [row(f"{number}-{turn}-{n}", client.site) for n in range(60 if turn < 2 else 5)]
            sent.append(row(f"bad-{number}-{turn}") | {"Amount": "much"})
            assert client.bulk("POST", f"{uri}/data", sent).status_code == 204
            with guard:
                right[client.site] |= {r["OpportunityID"] for r in sent[:-1]}
                wrong[client.site] += 1
            assert client.end_of(client.bulk("POST", "/syncs", {"syncedInstanceUri": uri}).json()["uri"])

    together(*(lambda n=n, c=c: work(n, c) for n, c in enumerate(clients)))
    for site in sites:
        reader = Client(server.url, site)
        reader.end_of(reader.bulk("POST", "/syncs", {"syncedInstanceUri": shared[site]}).json()["uri"])
        records = list(reader.all("opportunities"))
        assert {r["fields"]["RemoteOpportunityID"] for r in records} == right[site]
        assert {r["fields"]["OpportunityName"] for r in records} == {site}
        assert [r["id"] for r in records] == list(range(1, len(records) + 1))
        syncs = [sync["uri"] for sync in reader.bulk("GET", "/syncs").json()["items"]]
        assert sum(reader.bulk("GET", f"{s}/rejects").json()["totalResults"] for s in syncs) == wrong[site]
        clients.append(reader)
    assert {status for client in clients for status in client.statuses} <= {200, 201, 204}


def test_put_delete_and_resets_among_it_break_nothing(many: Callable[..., Server]) -> None:
    """Uploads, syncs, PUT, DELETE, clearing, linkage, resets and clock steps on one site at once: no 500, only the
    documented refusals, every sync ends or is gone with its state, and the site is whole afterwards."""
    server = many("One", "Two")

    def definitions(client: Client) -> None:
        for turn in range(12):
            uri = client.create()
            client.bulk("POST", f"{uri}/data", rows(1, 60 if turn % 3 == 0 else 3))
            answer = client.bulk("POST", "/syncs", {"syncedInstanceUri": uri})
            client.bulk("PUT", uri, IMPORT)
            client.bulk("DELETE", f"{uri}/data")
            if answer.status_code == 201:
                client.end_of(answer.json()["uri"])
            client.bulk("DELETE", uri)

    def linkages(client: Client) -> None:
        for _ in range(12):
            uri = client.bulk("POST", "/opportunities/contacts/imports", LINKAGE).json()["uri"]
            client.bulk("POST", f"{uri}/data", [{"Opp": str(n), "Source": "a@x.example"} for n in range(5)])
            answer = client.bulk("POST", "/syncs", {"syncedInstanceUri": uri})
            if answer.status_code == 201:
                client.end_of(answer.json()["uri"])
            for link in client.all("links"):
                assert link["emailAddress"] == "a@x.example"

    def meddle(client: Client) -> None:
        for turn in range(10):
            client.control("POST", "/clock/advance", {"seconds": turn})
            client.control("POST", "/reset" if turn % 2 else "/reset?to=empty")
            client.control("GET", "")

    clients = [Client(server.url, "One") for _ in range(6)]
    together(
        *(lambda c=c: definitions(c) for c in clients[:3]),
        *(lambda c=c: linkages(c) for c in clients[3:5]),
        lambda: meddle(clients[5]),
    )
    assert {status for client in clients for status in client.statuses} <= {200, 201, 204, 400, 404, 409}
    last = clients[0]
    assert last.control("POST", "/reset").status_code == 200
    uri = last.create()
    last.bulk("POST", f"{uri}/data", rows(1, 3))
    ended = last.end_of(last.bulk("POST", "/syncs", {"syncedInstanceUri": uri}).json()["uri"])
    assert ended is not None
    assert ended["status"] == "success"
    assert len(list(last.all("opportunities"))) == 3
    other = Client(server.url, "Two")
    assert other.bulk("GET", "/syncs").json()["items"] == []


def test_a_site_whose_lock_is_held_delays_no_other(
    many: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one site's lock is held and many requests wait for it, another site answers every kind of call, is reset,
    and sites are made and deleted."""
    states: dict[str, Any] = {}
    make = store.Sites._new_state

    def keep(self: store.Sites, description: SiteDescription) -> Any:
        states[description.name] = make(self, description)
        return states[description.name]

    monkeypatch.setattr(store.Sites, "_new_state", keep)
    server = many("One", "Two")
    stuck = [Client(server.url, "One") for _ in range(40)]
    other = Client(server.url, "Two")
    waiting = ThreadPoolExecutor(len(stuck))
    with states["One"].lock:
        answers = [waiting.submit(client.bulk, "GET", "/syncs") for client in stuck]
        uri = other.create()
        assert other.bulk("POST", f"{uri}/data", [row(1)]).status_code == 204
        ended = other.end_of(other.bulk("POST", "/syncs", {"syncedInstanceUri": uri}).json()["uri"])
        assert ended is not None
        assert ended["status"] == "success"
        assert other.control("GET", "/opportunities").status_code == 200
        assert other.control("POST", "/reset").status_code == 200
        assert other.control("DELETE", "").status_code == 204
        assert not any(answer.done() for answer in answers)
    assert {answer.result(20).status_code for answer in answers} == {200}
    waiting.shutdown()


def test_a_large_sync_delays_no_other_request(many: Callable[..., Server], gate: Gate) -> None:
    """While a large sync of a site is at work, that site and another answer over their sockets."""
    server = many("One", "Two")
    busy, other = Client(server.url, "One"), Client(server.url, "Two")
    uri = busy.create()
    busy.bulk("POST", f"{uri}/data", rows(1, 50))
    sync = busy.bulk("POST", "/syncs", {"syncedInstanceUri": uri}).json()["uri"]
    assert gate.reached.wait(10)
    assert busy.bulk("GET", sync).json()["status"] == "active"
    assert busy.bulk("POST", f"{uri}/data", [row(51)]).status_code == 204
    assert other.bulk("GET", "/syncs").status_code == 200
    gate.open.set()
    ended = busy.end_of(sync)
    assert ended is not None
    assert ended["status"] == "success"
