"""The guard before a real site. No call leaves this machine: a server of the loopback plays login and the pods."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from click.testing import CliRunner
from requests.adapters import HTTPAdapter

from contract_tests.client import BulkClient
from contract_tests.commands import check_server, plugin_words
from contract_tests.commands_clean import clean
from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES, linkage, opportunity_import, row
from contract_tests.targets import real
from contract_tests.targets.budget import LIMITS, Budget, Lane, Limits, limits
from contract_tests.targets.choosing import choose
from contract_tests.targets.guard import RefusedCall, is_allowed
from contract_tests.targets.ledger import Ledger, RefusedLedger
from contract_tests.targets.redaction import Redaction
from contract_tests.targets.target import Indeterminate, Unsupported
from contract_tests.targets.url import RefusedAddress
from mock_server.app import create_app
from mock_server.settings import Settings
from mock_server.site_files import parse_site_file

pytest_plugins = ["pytester"]

POD = "https://secure.p04.eloqua.com"
LOGIN = "https://login.eloqua.com"
USER, PASSWORD = "ada", "s3cret-w0rd"
BULK = "/api/bulk/2.0"
CHECKS = """
import pytest

@pytest.mark.clause("LOG-01")
def test_reads(eloqua_target):
    with eloqua_target.site() as site:
        assert site.client.fields("opportunities").status == 200

@pytest.mark.clause("DEF-01")
def test_writes(eloqua_target):
    with eloqua_target.site() as site:
        site.client.create("/opportunities/imports", {"name": "x", "fields": {}})

@pytest.mark.clause("SYN-01")
def test_fails(eloqua_target):
    with eloqua_target.site() as site:
        name, password = site.client.session.auth
        print(password)
        assert (password, "grace@corp.com") == ("", "nobody@kit.example"), site.client.identify().content
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""


class ToLoopback(HTTPAdapter):
    """Sends what is meant for any host to the one of the loopback. Where `loses` says so the answer is lost."""

    def __init__(self, port: int, loses: Callable[[requests.PreparedRequest], bool]) -> None:
        super().__init__()
        self.port, self.loses = port, loses

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        sent = request.copy()
        sent.headers["Host"] = parts.netloc
        sent.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{self.port}").geturl()
        answer = super().send(sent, *args, **kwargs)
        if self.loses(request):
            raise requests.ConnectionError("the connection was reset")
        return answer


@dataclass
class Eloqua:
    """Login and pod of the site Acme. `arrived` is what came: verb, host, path, body, the ledger's text by then."""

    port: int = 0
    arrived: list[tuple[str, str, str, bytes, str]] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    loses: Callable[[requests.PreparedRequest], bool] = lambda _: False
    ledger: Path | None = None

    def __post_init__(self) -> None:
        users = [{"username": USER, "password": PASSWORD}]
        described = json.dumps(bodies.site(version=1, name="Acme", users=users))
        self.app = create_app([parse_site_file(described, "Acme")], Settings(public_url=POD))

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = __import__("io").BytesIO(body)
        verb, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        text = self.ledger.read_text() if self.ledger and self.ledger.exists() else ""
        self.arrived.append((verb, environ["HTTP_HOST"], path, body, text))
        if given := self.answers.get((verb, path)):
            start(*given)
            return [b""]
        return self.app(environ, start)

    def adapter(self) -> ToLoopback:
        return ToLoopback(self.port, lambda request: self.loses(request))

    def owner(self) -> BulkClient:
        """The user's own client, beside the kit and without its guard."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", self.adapter())
        session.auth = (f"Acme\\{USER}", PASSWORD)
        return BulkClient(session, POD)

    def calls(self) -> list[str]:
        return [f"{verb} {path}" for verb, _, path, _, _ in self.arrived]

    def definitions(self) -> list[str]:
        """The names of what stands on the site."""
        client = self.owner()
        return [item["name"] for kind in (OPPORTUNITIES, LINKAGES) for item in client.definitions(kind).body["items"]]


@pytest.fixture
def eloqua(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Eloqua]:
    """Credentials of Acme in the environment, and nothing else that would answer."""
    site = Eloqua(ledger=tmp_path / "run.jsonl")
    server = make_server("127.0.0.1", 0, site, handler_class=Quiet)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setattr(real, "outside", site.adapter)
    for name, value in {"SITE": "Acme", "USER": USER, "PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reached(eloqua: Eloqua) -> Iterator[Callable[..., real.RealTarget]]:
    """Opens the site as the options say; what arrived meanwhile is forgotten."""
    opened: list[real.RealTarget] = []

    def reach(lane: str = "full", **more: Any) -> real.RealTarget:
        target = choose(more.pop("url", LOGIN), "Acme", lane=lane, ledger=eloqua.ledger, **more)
        assert isinstance(target, real.RealTarget)
        opened.append(target)
        eloqua.arrived.clear()
        return target

    yield reach
    for target in opened:
        target.guard.ledger.close()
        target._site.client.session.close()


def client_of(target: real.RealTarget) -> BulkClient:
    with target.site() as site:
        return site.client


@pytest.mark.parametrize(
    ("url", "site", "more", "unset", "told"),
    [
        (LOGIN, None, {}, None, "--eloqua-site"),
        (LOGIN, "Acme", {}, "ELOQUA_SITE", "ELOQUA_SITE is not set"),
        (LOGIN, "Acme", {}, "ELOQUA_USER", "ELOQUA_USER is not set"),
        (LOGIN, "Acme", {}, "ELOQUA_PASSWORD", "ELOQUA_PASSWORD is not set"),
        (LOGIN, "Other", {}, None, "another site"),
        (LOGIN, "Acme", {"budget": "requests=many"}, None, "no budget"),
        (LOGIN, "Acme", {"lane": "wild"}, None, "wild"),
        ("http://login.eloqua.com", "Acme", {}, None, "asked at"),
        ("https://192.0.2.1", "Acme", {}, None, "asked at"),
        ("https://secure.p04.eloqua.com.evil.example", "Acme", {}, None, "asked at"),
        ("https://secure.p04.eloqua.com:8443", "Acme", {}, None, "asked at"),
        ("https://login.eloqua.com@evil.example", "Acme", {}, None, "no origin"),
        ("http://secure.p04.eloqua.com", "Acme", {"fake": True}, None, "asked at"),
        ("http://127.0.0.1:1", "Acme", {"dry_run": True}, None, "dry run"),
    ],
)
def test_what_must_not_begin_sends_nothing(
    eloqua: Eloqua,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    site: str | None,
    more: dict[str, Any],
    unset: str | None,
    told: str,
) -> None:
    """A missing word, a missing credential, an address outside the allow-list: refused in one line, nothing is sent."""
    if unset:
        monkeypatch.delenv(unset)
    with pytest.raises(RefusedAddress, match=told) as caught:
        choose(url, site, **more)
    assert "\n" not in str(caught.value) and PASSWORD not in str(caught.value)
    assert eloqua.arrived == []


def test_only_the_site_that_was_typed_is_asked(
    eloqua: Eloqua, monkeypatch: pytest.MonkeyPatch, reached: Callable[..., real.RealTarget]
) -> None:
    """`/id` is asked once, at login; where it names another site, or nobody, or another pod, that was the last call."""
    assert reached().guard.pod == POD
    eloqua.answers[("GET", "/id")] = ("200 OK", [])
    with pytest.raises(Indeterminate, match="no discovery answer"):
        choose(LOGIN, "Acme")
    eloqua.answers.clear()
    with pytest.raises(RefusedAddress, match="not where this site is"):
        choose("https://secure.p05.eloqua.com", "Acme")
    monkeypatch.setenv("ELOQUA_PASSWORD", "wrong")
    with pytest.raises(RefusedAddress, match="does not know these credentials"):
        choose(LOGIN, "Acme")
    monkeypatch.setenv("ELOQUA_PASSWORD", PASSWORD)
    real_site = real.discover(real_session(eloqua), "Acme")
    assert real_site.base == POD
    with pytest.raises(RefusedAddress, match="'Acme', not 'ACME'"):
        real.discover(real_session(eloqua), "ACME")
    assert {(verb, host, path) for verb, host, path, _, _ in eloqua.arrived} == {("GET", "login.eloqua.com", "/id")}
    assert len(eloqua.arrived) == 5


def real_session(eloqua: Eloqua) -> requests.Session:
    return eloqua.owner().session


def test_a_refused_run_makes_no_ledger(eloqua: Eloqua, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name in `/id` counts, not the one that the credentials bear; nothing is left on the disk."""
    other = eloqua.owner().call("GET", "/id").content.replace(b'"Acme"', b'"Else"')
    monkeypatch.setattr(eloqua, "app", lambda _, start: (start("200 OK", []), [other])[1])
    eloqua.arrived.clear()
    with pytest.raises(RefusedAddress, match="'Else'"):
        choose(LOGIN, "Acme", lane="full", ledger=eloqua.ledger)
    assert eloqua.calls() == ["GET /id"] and eloqua.ledger and not eloqua.ledger.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/bulk/2.0/syncs",
        "http://secure.p04.eloqua.com/api/bulk/2.0/syncs",
        "https://secure.p04.eloqua.com.evil.example/api/bulk/2.0/syncs",
        "https://secure.p04.eloqua.com:444/api/bulk/2.0/syncs",
        "https://someone@secure.p04.eloqua.com/api/bulk/2.0/syncs",
        "https://secure.p05.eloqua.com/api/bulk/2.0/syncs",
        "https://login.eloqua.com/api/bulk/2.0/syncs",
        "https://login.eloqua.com/auth/oauth2/token",
        "http://127.0.0.1/api/bulk/2.0/syncs",
    ],
)
def test_other_hosts_are_never_called(eloqua: Eloqua, reached: Callable[..., real.RealTarget], url: str) -> None:
    """Only login's `/id` and the pod that discovery named; nothing is sent, so no credentials either."""
    session = client_of(reached()).session
    with pytest.raises((RefusedCall, Unsupported)):
        session.get(url)
    assert eloqua.arrived == []


@pytest.mark.parametrize("location", ["https://evil.example/", f"{POD}{BULK}/syncs"])
def test_redirects_are_not_followed(eloqua: Eloqua, reached: Callable[..., real.RealTarget], location: str) -> None:
    """Not even to the same host, not even by a session that would follow them; at login neither."""
    session = client_of(reached()).session
    eloqua.answers[("GET", f"{BULK}/imports")] = ("302 Found", [("Location", location)])
    eloqua.answers[("GET", "/id")] = ("302 Found", [("Location", location)])
    with pytest.raises(Indeterminate, match="redirect"):
        session.get(f"{POD}{BULK}/imports", allow_redirects=True)
    with pytest.raises(Indeterminate, match="redirect"):
        choose(LOGIN, "Acme")
    assert eloqua.calls() == [f"GET {BULK}/imports", "GET /id"]


@pytest.mark.parametrize(
    ("budget", "spent"),
    [("requests=6", "6 requests"), ("syncs=1", "1 syncs"), ("rows=2", "2 rows")],
)
def test_a_spent_budget_sends_nothing_more(
    eloqua: Eloqua, reached: Callable[..., real.RealTarget], budget: str, spent: str
) -> None:
    """Exactly what the budget allows arrives; the next call does not; the run's own deletion still has its request."""
    target = reached(budget=budget)
    client = client_of(target)
    uri = client.create(OPPORTUNITIES, opportunity_import()).body["uri"]
    spoken = [0]

    def spend() -> None:
        for _ in range(100):
            client.upload_json(uri, [row("1")])
            spoken.append(len(eloqua.arrived))
            client.sync(uri)
            spoken.append(len(eloqua.arrived))

    with pytest.raises(Indeterminate, match=f"budget spent: {spent}"):
        spend()
    assert len(eloqua.arrived) == spoken[-1]
    count = {"requests": len(eloqua.arrived) + 2, "syncs": eloqua.calls().count(f"POST {BULK}/syncs")}
    count["rows"] = eloqua.calls().count(f"POST {BULK}{uri}/data")
    assert f"{count[spent.split()[1]]} {spent.split()[1]}" == spent
    target.close()
    assert eloqua.calls()[-1] == f"DELETE {BULK}{uri}" and eloqua.definitions() == []


def test_uploads_that_set_off_a_sync_count_as_one(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """`isSyncTriggeredOnImport` is no way round the budget."""
    client = client_of(reached(budget="syncs=0"))
    uri = client.create(OPPORTUNITIES, opportunity_import(isSyncTriggeredOnImport=True)).body["uri"]
    eloqua.arrived.clear()
    with pytest.raises(Indeterminate, match="0 syncs"):
        client.upload_json(uri, [row("1")])
    assert eloqua.arrived == []


def test_a_creation_over_the_budget_is_not_sent(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """Nor is it in the ledger: discovery, one creation and its deletion are all that three requests allow."""
    target = reached(budget="requests=3")
    client = client_of(target)
    client.create(OPPORTUNITIES, opportunity_import())
    with pytest.raises(Indeterminate, match="3 requests"):
        client.create(OPPORTUNITIES, opportunity_import())
    assert eloqua.calls() == [f"POST {BULK}{OPPORTUNITIES}"] and len(target.guard.ledger.entries) == 1


def test_seconds_are_part_of_the_budget() -> None:
    """Once they are over nothing is taken any more."""
    now = [0.0]
    budget = Budget(Limits(requests=9, syncs=0, rows=0, seconds=5), lambda: now[0])
    budget.take()
    now[0] = 5.1
    with pytest.raises(Indeterminate, match="5 seconds"):
        budget.take()
    assert budget.requests == 1


def test_the_numbers_of_probe_can_only_be_lowered() -> None:
    """60 requests and 12 syncs, whatever is asked for; other lanes take what is given."""
    assert (LIMITS[Lane.PROBE].requests, LIMITS[Lane.PROBE].syncs) == (60, 12)
    assert limits(Lane.PROBE, "requests=500,syncs=1") == Limits(60, 1, 100, 600)
    assert limits(Lane.FULL, "requests=700").requests == 700
    for wrong in ("60", "requests=-1", "calls=2", "requests=1;syncs=2", ","):
        with pytest.raises(ValueError, match="no budget"):
            limits(Lane.FULL, wrong)


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get"])
def test_lane_read_sends_get_alone(eloqua: Eloqua, reached: Callable[..., real.RealTarget], verb: str) -> None:
    """Any other verb is refused before it is sent, and a GET that says it is another."""
    client = client_of(reached("read"))
    if verb != "get":
        with pytest.raises(Unsupported, match="lane read"):
            client.bulk(verb, OPPORTUNITIES, opportunity_import())
    with pytest.raises(Unsupported, match="override"):
        client.bulk("GET", "/imports/1", headers={"x-http-method-override": "DELETE"})
    assert eloqua.arrived == []
    assert client.get("/imports").status == 200
    assert not eloqua.ledger or not eloqua.ledger.exists()


def test_no_other_credentials_are_tried(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """A wrong password could lock the user out; a session beside the kit's own has the same guard."""
    mine = client_of(reached()).session
    for auth in (None, ("Acme\\ada", "wrong")):
        session = requests.Session()
        session.trust_env, session.adapters, session.auth = False, mine.adapters, auth
        with pytest.raises(Unsupported, match="credentials"):
            session.get(f"{POD}{BULK}/imports")
    assert eloqua.arrived == []


def test_the_ledger_stands_before_the_post_arrives(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """When a creation or a sync arrives its line is on the disk, with the name; the answer completes it."""
    client = client_of(reached())
    uri = client.create(OPPORTUNITIES, opportunity_import(name="Mine")).body["uri"]
    client.create(LINKAGES, linkage(linkOpportunitiesEntityType="Nobody"))
    client.sync(uri)
    (_, _, _, body, first), (_, _, _, _, second), (_, _, _, _, third) = eloqua.arrived
    name = json.loads(body)["name"]
    noted = json.loads(first.splitlines()[-1])
    assert noted["event"] == "creating" and name == noted["marker"] + "Mine" and "created" not in first
    assert [json.loads(line)["event"] for line in second.splitlines()[-2:]] == ["created", "creating"]
    assert json.loads(third.splitlines()[-2])["event"] == "refused"
    assert json.loads(third.splitlines()[-1]) == {"event": "syncing", "uri": uri}


def test_definitions_bear_the_prefix_and_an_hour(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """POST and PUT alike; answers read as they would without, so that checks can compare them."""
    target = reached()
    client = client_of(target)
    made = client.create(OPPORTUNITIES, opportunity_import(name="Mine"))
    put = client.replace(made.body["uri"], opportunity_import(name="Yours"))
    for (_, _, _, body, _), name in zip(eloqua.arrived, ("Mine", "Yours"), strict=True):
        sent = json.loads(body)
        assert sent["name"] == f"{target.guard.ledger.run}-1 {name}" and sent["autoDeleteDuration"] == "PT1H"
    assert (made.body["name"], put.body["name"]) == ("Mine", "Yours")
    assert "autoDeleteDuration" not in made.body and made.headers["Content-Length"] == str(len(made.content))
    assert eloqua.definitions() == [f"{target.guard.ledger.run}-1 Yours"]


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        (OPPORTUNITIES, opportunity_import(name="n" * 90)),
        (OPPORTUNITIES, opportunity_import(name=None)),
        (OPPORTUNITIES, opportunity_import(autoDeleteDuration="P1D")),
        (OPPORTUNITIES, opportunity_import(identifierFieldName="OpportunityName")),
        (OPPORTUNITIES, opportunity_import(syncActions=[{"action": "add"}])),
        (LINKAGES, linkage(fields={"EmailAddress": "{{Opportunity.Contact.Id}}", "OpportunityID": bodies.ID})),
        (bodies.EXPORTS, bodies.contact_export()),
        ("/contacts/lists", {"name": "x"}),
    ],
)
def test_other_definitions_are_not_sent(
    eloqua: Eloqua, reached: Callable[..., real.RealTarget], kind: str, definition: dict[str, Any]
) -> None:
    """What cannot bear the prefix or the hour, could touch more than the reserved, or would read people's data."""
    client = client_of(reached())
    with pytest.raises(Unsupported):
        client.create(kind, definition)
    assert eloqua.arrived == []


def test_rows_name_reserved_identifiers_alone(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """The few that checks use stand behind a prefix on the site; any other is refused before it is sent."""
    client = client_of(reached())
    uri = client.create(OPPORTUNITIES, opportunity_import()).body["uri"]
    link = client.create(LINKAGES, linkage()).body["uri"]
    eloqua.arrived.clear()
    assert client.upload_json(uri, [row("1"), row("a"), row("")]).status == 204
    assert [each["OpportunityID"] for each in json.loads(eloqua.arrived[0][3])] == ["eloqua-kit-1", "eloqua-kit-a", ""]
    sync = client.sync(uri).body["uri"]
    assert client.get(sync).body["status"] == "warning"
    assert [each["recordIndex"] for each in client.sync_rejects(sync).body["items"]] == [3]
    eloqua.arrived.clear()
    for where, wrong in ((uri, row("4711")), (uri, row("1", OpportunityID=7)), (link, {"EmailAddress": "a@corp.com"})):
        with pytest.raises(Unsupported, match="reserved"):
            client.upload_json(where, [wrong])
    with pytest.raises(Unsupported, match="JSON"):
        client.upload_csv(uri, "OpportunityID\n1\n")
    assert eloqua.arrived == []


def test_nothing_is_written_to_what_the_run_did_not_make(
    eloqua: Eloqua, reached: Callable[..., real.RealTarget]
) -> None:
    """PUT, DELETE, uploads and syncs of the user's own definitions, however their path is spelled."""
    own = eloqua.owner().create(OPPORTUNITIES, opportunity_import(name="The user's")).body["uri"]
    client = client_of(reached())
    mine = client.create(OPPORTUNITIES, opportunity_import()).body["uri"]
    eloqua.arrived.clear()
    for verb, path, value in (
        ("PUT", own, opportunity_import()),
        ("DELETE", own, None),
        ("DELETE", f"{own}/data", None),
        ("DELETE", f"{mine}/../1", None),
        ("DELETE", f"{mine}/%2e%2e/1", None),
        ("DELETE", own.upper(), None),
        ("POST", f"{own}/data", []),
        ("POST", "/syncs", {"syncedInstanceUri": own}),
        ("POST", "/syncs", {"syncedInstanceUri": mine, "callbackUrl": "https://evil.example"}),
    ):
        if ".." in path:
            assert client.bulk("GET", "/imports").status == 200
        with pytest.raises(Unsupported):
            client.bulk(verb, path, value)
    assert {call.split()[0] for call in eloqua.calls()} == {"GET"}


def test_what_is_deleted_is_not_written_to(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """Its id may be somebody else's by now: no PUT, upload or sync; one more DELETE, which is told that it is gone."""
    client = client_of(reached())
    uri = client.create(OPPORTUNITIES, opportunity_import()).body["uri"]
    assert client.delete(uri).status == 204
    eloqua.arrived.clear()
    for verb, path, value in (
        ("PUT", uri, opportunity_import()),
        ("POST", f"{uri}/data", [row("1")]),
        ("DELETE", f"{uri}/data", None),
        ("POST", "/syncs", {"syncedInstanceUri": uri}),
    ):
        with pytest.raises(Unsupported, match="deleted already"):
            client.bulk(verb, path, value)
    assert eloqua.arrived == []
    assert (client.get(uri).status, client.delete(uri).status) == (404, 404)
    with pytest.raises(Unsupported, match="deleted already"):
        client.delete(uri)


def test_a_run_deletes_what_it_made(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """At its end, and nothing else."""
    eloqua.owner().create(OPPORTUNITIES, opportunity_import(name="The user's"))
    target = reached()
    client = client_of(target)
    uris = [client.create(kind, body).body["uri"] for kind, body in ((OPPORTUNITIES, opportunity_import()),) * 3]
    client.delete(uris[1])
    eloqua.arrived.clear()
    target.close()
    assert eloqua.calls() == [f"DELETE {BULK}{uris[0]}", f"DELETE {BULK}{uris[2]}"]
    assert eloqua.definitions() == ["The user's"]


def crash(eloqua: Eloqua, target: real.RealTarget) -> list[str]:
    """A run that ends in the middle: two definitions made, a third whose answer was lost, a fourth that never was."""
    client = client_of(target)
    uris = [client.create(OPPORTUNITIES, opportunity_import(name=name)).body["uri"] for name in ("one", "two")]
    eloqua.loses = lambda _: True
    with pytest.raises(requests.ConnectionError):
        client.create(LINKAGES, linkage(name="lost"))
    eloqua.loses = lambda _: False
    target.guard.ledger.creating(LINKAGES)
    target.guard.ledger.close()
    assert eloqua.ledger
    with eloqua.ledger.open("a") as torn:
        torn.write('{"event": "creat')
    eloqua.arrived.clear()
    return uris


def test_clean_deletes_what_the_ledger_names(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """After a crash: those, and nothing else; a second time there is nothing to do."""
    names = ["The user's", "eloqua-kit-00000000-1 of another run"]
    for name in names:
        eloqua.owner().create(OPPORTUNITIES, opportunity_import(name=name))
    one, two = crash(eloqua, reached())
    result = CliRunner().invoke(clean, [str(eloqua.ledger)])
    assert result.exit_code == 0, result.output
    deleted = [call for call in eloqua.calls() if not call.startswith("GET")]
    assert deleted == [f"DELETE {BULK}{uri}" for uri in (one, two, f"{LINKAGES}/1")]
    assert eloqua.arrived[0][1:3] == ("login.eloqua.com", "/id")
    assert eloqua.definitions() == names
    assert [line.partition(": ")[2] for line in result.output.splitlines()[:4]] == ["deleted"] * 3 + ["was never made"]
    eloqua.arrived.clear()
    again = CliRunner().invoke(clean, [str(eloqua.ledger)])
    assert again.exit_code == 0 and eloqua.calls() == ["GET /id"], again.output


def test_clean_says_what_it_could_not_delete(eloqua: Eloqua, reached: Callable[..., real.RealTarget]) -> None:
    """One line each, and an exit code of 1; what bears another name than the ledger gave it is left alone."""
    one, two = crash(eloqua, reached())
    eloqua.answers[("DELETE", BULK + one)] = ("403 Forbidden", [])
    eloqua.owner().replace(two, opportunity_import(name="taken over"))
    result = CliRunner().invoke(clean, [str(eloqua.ledger)])
    assert result.exit_code == 1
    assert f"{one}: not deleted: 403 Forbidden" in result.output.splitlines()
    assert f"{two}: not deleted: it does not bear the name that the ledger gave it" in result.output.splitlines()
    assert f"DELETE {BULK}{two}" not in eloqua.calls()


@pytest.mark.parametrize("env", [{"ELOQUA_SITE": "Other"}, {"ELOQUA_PASSWORD": ""}])
def test_clean_asks_nobody_else(
    eloqua: Eloqua,
    reached: Callable[..., real.RealTarget],
    monkeypatch: pytest.MonkeyPatch,
    env: dict[str, str],
    tmp_path: Path,
) -> None:
    """Credentials of another site, or none, or a file that is no ledger: nothing is sent."""
    crash(eloqua, reached())
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(clean, [str(eloqua.ledger)]).exit_code == 2
    forged = tmp_path / "forged.jsonl"
    first, _, rest = (eloqua.ledger or forged).read_text().partition("\n")
    for text in ("", "{}\n", "[]\n", rest, first + '\n{"event": "created", "number": 1, "uri": "/contacts/lists/1"}\n'):
        forged.write_text(text)
        assert CliRunner().invoke(clean, [str(forged)]).exit_code == 2, text
        with pytest.raises(RefusedLedger):
            Ledger.read(forged)
    assert eloqua.arrived == []


def test_a_ledger_belongs_to_one_run(eloqua: Eloqua, tmp_path: Path) -> None:
    """A file that is there is not written over."""
    kept = tmp_path / "kept.jsonl"
    kept.write_text("mine")
    with pytest.raises(RefusedAddress, match="exists already"):
        choose(LOGIN, "Acme", lane="probe", ledger=kept)
    assert kept.read_text() == "mine" and eloqua.arrived == []


def test_xdist_is_refused(eloqua: Eloqua, pytester: pytest.Pytester) -> None:
    """It would multiply the budget: one line, before anything is sent."""
    pytester.makepyfile(test_checks=CHECKS)
    words = [*plugin_words(), f"--eloqua-url={LOGIN}", "--eloqua-site=Acme", "-p", "no:cacheprovider"]
    result = pytester.runpytest_inprocess(*words, "-n2", "--eloqua-dry-run")  # workers, if any began, would call nobody
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*under xdist, which would multiply the budget*"])
    assert eloqua.arrived == []


def test_a_run_of_pytest_in_lane_read(eloqua: Eloqua, pytester: pytest.Pytester) -> None:
    """Reads pass, writes are visibly unsupported, and nothing that is kept shows a secret or an address."""
    pytester.makepyfile(test_checks=CHECKS)
    kept = pytester.path / "results.json"
    words = [*plugin_words(), f"--eloqua-url={LOGIN}", "--eloqua-site=Acme", f"--eloqua-results={kept}"]
    result = pytester.runpytest_inprocess(*words, "-p", "no:cacheprovider", "-rs", "--showlocals")
    found = json.loads(kept.read_text())
    told = {check["name"].rpartition("::")[2]: check["verdict"] for check in found["checks"]}
    assert told == {"test_reads": "PASS", "test_writes": "UNSUPPORTED", "test_fails": "FAIL"}
    assert {call.split()[0] for call in eloqua.calls()} == {"GET"}
    result.stdout.fnmatch_lines(["*real site Acme, lane read; at most 200 requests*"])
    for text in (kept.read_text(), result.stdout.str(), result.stderr.str()):
        assert PASSWORD not in text and "grace@corp.com" not in text
    assert "<secret>" in kept.read_text() and "<address " in kept.read_text() and "@kit.example" in kept.read_text()


def test_the_site_is_typed_not_configured(
    eloqua: Eloqua, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither PYTEST_ADDOPTS nor a configuration file names it; typed besides, it counts."""
    pytester.makepyfile(test_checks=CHECKS)
    words = [*plugin_words(), f"--eloqua-url={LOGIN}", "-p", "no:cacheprovider", "--eloqua-dry-run"]
    monkeypatch.setenv("PYTEST_ADDOPTS", "--eloqua-site=Acme")
    assert pytester.runpytest_inprocess(*words).ret == pytest.ExitCode.USAGE_ERROR
    monkeypatch.delenv("PYTEST_ADDOPTS")
    pytester.makeini("[pytest]\naddopts = --eloqua-site=Acme")
    result = pytester.runpytest_inprocess(*words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR and eloqua.arrived == []
    result.stderr.fnmatch_lines(["*a real site is named on the command line*"])
    assert pytester.runpytest_inprocess(*words, "--eloqua-site", "Acme").ret == pytest.ExitCode.OK


def test_a_wrong_site_ends_the_run_of_pytest(
    eloqua: Eloqua, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a mistake in the call, after the one question to login."""
    monkeypatch.setenv("ELOQUA_PASSWORD", "wrong")
    pytester.makepyfile(test_checks=CHECKS)
    words = [*plugin_words(), f"--eloqua-url={LOGIN}", "--eloqua-site=Acme", "-p", "no:cacheprovider"]
    result = pytester.runpytest_inprocess(*words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR and eloqua.calls() == ["GET /id"]


def test_a_dry_run_prints_each_call_and_sends_none(eloqua: Eloqua, capsys: pytest.CaptureFixture[str]) -> None:
    """With the bodies as they would be sent; neither credentials nor a ledger are needed."""
    target = choose(LOGIN, "Acme", lane="full", ledger=eloqua.ledger, dry_run=True, environ={})
    assert isinstance(target, real.RealTarget)
    client = client_of(target)
    client.upload_json(client.create(OPPORTUNITIES, opportunity_import()).body["uri"], [row("1")])
    target.close()
    lines = capsys.readouterr().out.splitlines()
    verbs = ["GET", "POST", "POST", "DELETE"]
    assert [line.split()[:3] for line in lines] == [["would", "send", verb] for verb in verbs]
    assert "PT1H" in lines[1] and "eloqua-kit-1" in lines[2]
    assert eloqua.arrived == [] and eloqua.ledger and not eloqua.ledger.exists()


def test_check_server_dry_run(eloqua: Eloqua) -> None:
    """The command says beforehand what stays on a real site, prints the calls and gives no verdict."""
    words = [LOGIN, "--site=Acme", "--lane=probe", "--dry-run", "--profile=edit", "--clause=OPP-12"]
    result = CliRunner().invoke(check_server, words)
    assert result.exit_code == 0, result.output
    assert "would send POST https://secure.p00.eloqua.com/api/bulk/2.0/opportunities/imports" in result.output
    assert "coverage" not in result.output and eloqua.arrived == []
    announced = real.plan(LOGIN, "Acme", {f"ELOQUA_{n}": "Acme" for n in ("SITE", "USER", "PASSWORD")}, lane="full")
    assert "cannot be deleted" in " ".join(announced.announcement())


def test_a_dry_run_of_probe_reaches_its_cells() -> None:
    """Every sync of the chosen checks is among the printed calls, and all calls are within the lane's requests."""
    result = CliRunner().invoke(check_server, [LOGIN, "--site=Acme", "--lane=probe", "--dry-run"])
    assert result.exit_code == 0, result.output
    calls = [line for line in result.output.splitlines() if "would send" in line]
    wanted = json.loads((Path(real.__file__).parent / "probe.json").read_text())
    assert any(name.startswith("test_probe::") for name in wanted["checks"])
    assert sum(call.split()[3:5] == ["POST", f"{real.DRY_POD}{BULK}/syncs"] for call in calls) == wanted["syncs"] > 0
    assert len(calls) <= LIMITS[Lane.PROBE].requests


def test_a_real_site_has_no_capability(reached: Callable[..., real.RealTarget]) -> None:
    """A check that wants a fresh site, its links, its clock or faults is unsupported."""
    target = reached("read")
    assert target.capabilities == frozenset()
    with pytest.raises(Unsupported), target.site({"accounts": []}):
        pass
    with target.site() as site:
        for ask in (site.observe, lambda: site.advance(1)):
            with pytest.raises(Unsupported):
                ask()


def test_eloqua_is_real_whatever_is_said() -> None:
    """`--eloqua-fake` makes a fake of any address but Eloqua's own; the loopback is none."""
    assert real.is_real("https://fake.test", fake=False) and not real.is_real("https://fake.test", fake=True)
    assert real.is_real(POD, fake=True) and real.is_real("http://LOGIN.ELOQUA.COM.", fake=True)
    assert not any(real.is_real(f"http://{host}", fake=False) for host in ("127.0.0.1", "localhost:80", "[::1]:8080"))
    assert is_allowed(LOGIN) and is_allowed(f"{POD}:443/id") and not is_allowed("https://secure.p٠٤.eloqua.com")


def test_redaction() -> None:
    """Secrets in every spelling, addresses by a digest that is equal within a run and unlike between runs."""
    one, other = Redaction(), Redaction()
    password = 'p"w\\d'
    one.credentials("Acme", "ada.l", password)
    text = one(f"ada.l {password!r} {json.dumps(password)} Ada@Corp.com ada@corp.com x@y.example")
    assert "ada.l" not in text and "corp" not in text.lower() and "w\\" not in text and "x@y.example" in text
    assert one("ada@corp.com") == one("ADA@corp.com") != other("ada@corp.com")
