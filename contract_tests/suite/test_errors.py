"""Errors, isolation, and requests that no client should send."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from requests import Session

from contract_tests.client import BULK, CSV, JSON, Answer, BulkClient
from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES, linkage, opportunity_import
from contract_tests.laws.flow import any_site, define, expect, load, own_site, run, sync
from contract_tests.targets.target import Site, Target, pages

VALIDATION = "There was a validation error."
NOT_FOUND = "The requested resource was not found."
UNAUTHORIZED = "You are not authorized to make this request."
UNKNOWN = [
    f"{OPPORTUNITIES}/99999999",
    f"{LINKAGES}/99999999",
    "/opportunities/fields/99999999",
    "/contacts/fields/99999999",
    "/contacts/lists/99999999",
    "/syncs/99999999",
    "/syncs/99999999/logs",
    "/syncs/99999999/rejects",
    "/syncs/99999999/data",
]
ODD_BODIES = [
    b"",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'"text"',
    b'{"name": NaN}',
    b'{"name": 1e999}',
    b'{"fields": []}',
    b'{"fields": {"a": {"b": 1}}}',
    b'{"name": {"a": 1}, "fields": 7, "identifierFieldName": []}',
    b'{"name": "\\ud800", "name": "twice"}',
    b"\xff\xfe",
    b'{"a":' * 2000,
    b"[" * 100_000,
    json.dumps({"name": "n" * 1_000_000}).encode(),
    json.dumps(opportunity_import(name="\0")).encode(),
    json.dumps(opportunity_import(fields={"\ud800": "{{Opportunity.Id}}"})).encode(),
    json.dumps(opportunity_import(autoDeleteDuration="P99999999999999999Y")).encode(),
    json.dumps({"syncedInstanceUri": {"a": 1}}).encode(),
    json.dumps({"syncedInstanceUri": "/opportunities/imports/" + "9" * 5000}).encode(),
    b"a,b\n1",
]
ENDPOINTS = [OPPORTUNITIES, LINKAGES, bodies.CONTACTS, bodies.EXPORTS, "/syncs"]


def stranger(client: BulkClient, auth: Any) -> BulkClient:
    """A client of the same server with other credentials, or with none."""
    session = Session()
    session.trust_env = False
    session.adapters = client.session.adapters
    session.auth = auth
    return BulkClient(session, client.base_url, client.timeout)


def state(site: Site) -> list[list[dict[str, Any]]]:
    """All that the API lists of a site."""
    return [list(pages(site.client, path)) for path in ("/imports", "/exports", "/syncs")]


@pytest.mark.clause("ERR-01", "SYN-09")
@pytest.mark.parametrize(
    "body",
    [
        {"syncedInstanceUri": f"{OPPORTUNITIES}/99999999"},
        {"syncedInstanceUri": "nonsense"},
        {"syncedInstanceUri": ""},
        {"syncedInstanceUri": "/opportunities/fields/38"},
        {},
    ],
)
def test_a_sync_of_nothing_is_refused(eloqua_target: Target, body: dict[str, str]) -> None:
    """An unknown, malformed or missing `syncedInstanceUri`: 400 with a failure that names it, and no sync is made."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        before = state(site)
        answer = expect(site.client.bulk("POST", "/syncs", body), 400)
        assert [failure["field"] for failure in answer.failures] == ["syncedInstanceUri"]
        expect(site.client.delete(uri), 204)
        expect(site.client.sync(uri), 400)
        assert state(site)[2] == before[2]


@pytest.mark.clause("ERR-01")
def test_a_refused_put_leaves_the_definition(eloqua_target: Target) -> None:
    """A PUT that is refused changes neither the definition nor what is staged."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [bodies.row("1")]), 204)
        before = state(site)
        for wrong in (
            opportunity_import(name=""),
            opportunity_import(fields={}),
            {},
            opportunity_import(name="n" * 101),
        ):
            expect(site.client.replace(uri, wrong), 400)
        expect(site.client.upload_csv(uri, 'a,a\n"'), 400)
        assert state(site) == before
        assert sync(site.client, uri).counts["ELQ-00130"] == 1


@pytest.mark.clause("ERR-02", "ERR-12")
def test_failures_have_one_shape(eloqua_target: Target) -> None:
    """Every refusal of a definition or a sync: reason, `failures`, and in each field, value where sent, constraint."""
    with any_site(eloqua_target) as site:
        answers = [
            site.client.create(OPPORTUNITIES, opportunity_import(name="")),
            site.client.create(OPPORTUNITIES, opportunity_import(identifierFieldName=None)),
            site.client.create(LINKAGES, linkage(linkOpportunitiesEntityType="Company")),
            site.client.create(LINKAGES, linkage(dataRetentionDuration="P15D")),
            site.client.create(bodies.CONTACTS, {}),
            site.client.sync(f"{OPPORTUNITIES}/99999999"),
        ]
    for answer in answers:
        assert (answer.status, answer.reason) == (400, VALIDATION)
        assert list(answer.body) == ["failures"] and answer.failures
        for failure in answer.failures:
            assert list(failure) in (["field", "value", "constraint"], ["field", "constraint"])
            assert isinstance(failure["field"], str) and isinstance(failure["constraint"], str)
            assert None not in failure.values()


@pytest.mark.clause("ERR-03", "TXT-09")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_odd_definitions_break_nothing(eloqua_target: Target, endpoint: str) -> None:
    """No odd body of a POST or PUT is answered with a 5xx, and the lists can be read afterwards."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        for body in ODD_BODIES:
            for content_type in (JSON, CSV, "application/json; charset=utf-16", "nonsense", "text/plain"):
                for verb, path in (("POST", endpoint), ("PUT", uri)):
                    answer = site.client.bulk(verb, path, body=body, content_type=content_type)
                    assert answer.status < 500, (verb, path, content_type, body[:60])
        state(site)


@pytest.mark.clause("ERR-03", "TXT-09")
def test_odd_uploads_and_queries_break_nothing(eloqua_target: Target) -> None:
    """No odd upload, query or path is answered with a 5xx; the sync of what was staged ends and can be read."""
    texts = ["\0", "\ud800", "x" * 100_000, '"', "{{Opportunity.Id}}", "\u202e", "=1+1", "[1]", "\r", "'; --"]
    queries = ["name=[", "name=***", "=", "name", "", "name~x", "name=" + "x" * 5000, "createdAt<never", "uri>%00"]
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        for text in texts:
            expect(site.client.upload_json(uri, [bodies.row(text), bodies.row("7", Amount=text, Stage=text)]), 204)
        for body in ODD_BODIES:
            for content_type in (JSON, CSV, "nonsense"):
                assert site.client.bulk("POST", f"{uri}/data", body=body, content_type=content_type).status < 500
        ended = sync(site.client, uri)
        assert ended.status == "warning"
        for path in (OPPORTUNITIES, "/opportunities/fields", "/syncs", f"{ended.sync['uri']}/rejects"):
            for query in queries:
                assert site.client.get(path, q=query).status < 500
                assert site.client.get(path, orderBy=query).status < 500
                assert site.client.get(path, limit=query, totalResults=query).status < 500


@pytest.mark.clause("ERR-04")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'"text"', b'{"name": NaN}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(eloqua_target: Target, endpoint: str, body: bytes) -> None:
    """One answer, 400 with `failures`, at every endpoint that takes a definition."""
    with any_site(eloqua_target) as site:
        answer = expect(site.client.bulk("POST", endpoint, body=body, content_type=JSON), 400)
        assert answer.failures


@pytest.mark.clause("ERR-05", "ERR-12", "LOG-03")
def test_without_credentials_nothing_is_told(eloqua_target: Target) -> None:
    """No, wrong or half credentials: 401 with its reason, for what exists as for what does not, and nothing happens."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        before = state(site)
        name, password = site.client.session.auth  # type: ignore[misc]  # a target's site has a pair of name and password
        alone = name.split("\\", 1)[1]
        wrong = [None, (name, password + "x"), (alone, password), (f"nosite\\{alone}", password), (name, "")]
        for auth in wrong:
            client = stranger(site.client, auth)
            calls = [
                client.get(uri),
                client.get(f"{OPPORTUNITIES}/99999999"),
                client.get("/opportunities/fields"),
                client.create(OPPORTUNITIES, opportunity_import()),
                client.upload_json(uri, [bodies.row("1")]),
                client.sync(uri),
                client.delete(uri),
            ]
            assert {(answer.status, answer.reason) for answer in calls} == {(401, UNAUTHORIZED)}
        assert state(site) == before


@pytest.mark.clause("ERR-07")
def test_a_post_may_stand_for_put_and_delete(eloqua_target: Target) -> None:
    """With `X-HTTP-Method-Override` a POST does what PUT and DELETE do."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        changed = opportunity_import(name="Renamed")
        put = site.client.bulk("POST", uri, changed, headers={"X-HTTP-Method-Override": "PUT"})
        assert expect(put, 200).body["name"] == "Renamed"
        assert expect(site.client.get(uri), 200).body["name"] == "Renamed"
        expect(site.client.bulk("POST", uri, headers={"X-HTTP-Method-Override": "DELETE"}), 204)
        expect(site.client.get(uri), 404)


@pytest.mark.clause("ERR-08")
def test_uploads_at_the_same_time_are_all_staged(eloqua_target: Target) -> None:
    """Forty uploads of three rows by eight threads: 120 rows are staged and processed."""

    def upload(number: int) -> Answer:
        rows = [bodies.row(f"{number}-{index}") for index in range(3)]
        return stranger(site.client, site.client.session.auth).upload_json(uri, rows)

    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        with ThreadPoolExecutor(8) as threads:
            assert {answer.status for answer in threads.map(upload, range(40))} == {204}
        ended = sync(site.client, uri)
    assert (ended.counts["ELQ-00130"], ended.counts["ELQ-00001"], ended.status) == (120, 120, "success")


@pytest.mark.clause("ERR-10", "ERR-12")
@pytest.mark.parametrize("path", ["/opportunities", "/opportunity/imports", "/opportunities/imports/1/rows", "/"])
def test_an_unknown_path_is_not_found(eloqua_target: Target, path: str) -> None:
    """404 with its reason phrase."""
    with any_site(eloqua_target) as site:
        answer = site.client.get(path)
    assert (answer.status, answer.reason) == (404, NOT_FOUND)


@pytest.mark.clause("ERR-11", "ERR-19")
@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("DELETE", OPPORTUNITIES, "GET, POST"),
        ("POST", "/opportunities/fields", "GET"),
        ("DELETE", "/syncs/1", "GET"),
        ("PUT", "/syncs", "GET, POST"),
    ],
)
def test_a_wrong_verb_is_told_the_right_ones(eloqua_target: Target, verb: str, path: str, allowed: str) -> None:
    """405 without a body; `Allow` names what the path has."""
    with any_site(eloqua_target) as site:
        answer = expect(site.client.bulk(verb, path), 405)
    assert sorted(answer.headers["Allow"].split(", ")) == sorted(allowed.split(", "))
    assert answer.content == b""


@pytest.mark.clause("ERR-13", "ERR-12")
@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_id_is_not_found(eloqua_target: Target, path: str) -> None:
    """404 with its reason phrase, for every kind of thing that has an id."""
    with any_site(eloqua_target) as site:
        answer = site.client.get(path)
    assert (answer.status, answer.reason) == (404, NOT_FOUND)


@pytest.mark.clause("ERR-14", "ERR-19")
@pytest.mark.parametrize(
    "path", [f"{OPPORTUNITIES}/x", f"{OPPORTUNITIES}/-1", "/syncs/1.5", "/opportunities/fields/%00"]
)
def test_an_id_that_is_no_number_is_not_found(eloqua_target: Target, path: str) -> None:
    """404 without a body."""
    with any_site(eloqua_target) as site:
        assert expect(site.client.get(path), 404).content == b""


@pytest.mark.clause("ERR-15")
def test_a_body_needs_a_content_type(eloqua_target: Target) -> None:
    """POST and PUT without `Content-Type` are refused and do nothing."""
    body = json.dumps(opportunity_import(name="Untyped")).encode()
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        before = state(site)
        for verb, path in (("POST", OPPORTUNITIES), ("PUT", uri), ("POST", f"{uri}/data"), ("POST", "/syncs")):
            assert 400 <= site.client.bulk(verb, path, body=body).status < 500
        assert state(site) == before


@pytest.mark.clause("ERR-16")
def test_answers_are_compact_json(eloqua_target: Target) -> None:
    """Lists, definitions, syncs and failures are JSON in UTF-8 without blanks, and letters stand as themselves."""
    with any_site(eloqua_target) as site:
        made = site.client.create(OPPORTUNITIES, opportunity_import(name="Größe"))
        answers = [
            expect(made, 201),
            site.client.get(made.body["uri"]),
            site.client.get(OPPORTUNITIES),
            site.client.sync(made.body["uri"]),
            site.client.create(OPPORTUNITIES, {}),
        ]
    for answer in answers:
        assert answer.headers["Content-Type"].lower() == "application/json; charset=utf-8"
        compact = json.dumps(answer.body, separators=(",", ":"), ensure_ascii=False)
        assert answer.content.decode("utf-8") == compact


@pytest.mark.clause("ERR-17")
def test_a_client_may_ask_for_200(eloqua_target: Target) -> None:
    """`X-HTTP-Status-Code-Override: 200` changes the status alone, of a failure and of a creation."""
    asked = {"X-HTTP-Status-Code-Override": "200"}
    with any_site(eloqua_target) as site:
        refused = expect(site.client.bulk("POST", OPPORTUNITIES, {}, headers=asked), 200)
        made = expect(site.client.bulk("POST", OPPORTUNITIES, opportunity_import(), headers=asked), 200)
        assert refused.failures == expect(site.client.create(OPPORTUNITIES, {}), 400).failures
        expect(site.client.get(made.body["uri"]), 200)


@pytest.mark.clause("ERR-18")
@pytest.mark.parametrize("base", ["/API/Bulk/2.0", "/api/bulk/2.0", "/API/BULK/2.0", "/api/Bulk/2.0"])
def test_paths_are_read_in_any_case(eloqua_target: Target, base: str) -> None:
    """Whatever the spelling of the path, the call works and `uri` is canonical."""
    body = json.dumps(opportunity_import()).encode()
    with any_site(eloqua_target) as site:
        made = expect(site.client.call("POST", f"{base}/OPPORTUNITIES/Imports", body=body, content_type=JSON), 201).body
        assert made["uri"].rsplit("/", 1)[0] == OPPORTUNITIES
        spelled = site.client.call("GET", base + made["uri"].replace("imports", "IMPORTS"))
        assert expect(spelled, 200).body == expect(site.client.call("GET", BULK + made["uri"]), 200).body


@pytest.mark.clause("ERR-06", "ERR-13")
def test_a_site_cannot_name_what_another_has(eloqua_target: Target) -> None:
    """Definitions, data and syncs of one site answer 404 or 400 to a user of another, and stay as they are."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        uri = define(one.client, OPPORTUNITIES, opportunity_import())
        ended = load(one.client, uri, [bodies.row("1")])
        before = state(one)
        calls = [
            other.client.get(uri),
            other.client.replace(uri, opportunity_import(name="Taken")),
            other.client.delete(uri),
            other.client.upload_json(uri, [bodies.row("2")]),
            other.client.clear(uri),
            other.client.get(ended.sync["uri"]),
            other.client.sync_logs(ended.sync["uri"]),
            other.client.sync_rejects(ended.sync["uri"]),
        ]
        assert [answer.status for answer in calls] == [404] * len(calls)
        expect(other.client.sync(uri), 400)
        assert state(one) == before
        assert state(other) == [[], [], []]
        assert [uri] == [define(other.client, OPPORTUNITIES, opportunity_import())]


@pytest.mark.clause("ERR-19")
def test_refusals_but_400_have_no_body(eloqua_target: Target) -> None:
    """401, 404 and 409 are told by status and reason alone."""
    with own_site(eloqua_target, pace={"polls": 2}) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [bodies.row("1")]), 204)
        expect(site.client.sync(uri), 201)
        answers = [
            expect(stranger(site.client, None).get(uri), 401),
            expect(site.client.get(f"{OPPORTUNITIES}/99999999"), 404),
            expect(site.client.replace(uri, opportunity_import()), 409),
        ]
    assert [answer.content for answer in answers] == [b""] * 3


@pytest.mark.clause("ERR-06")
def test_the_same_identifiers_are_different_opportunities_on_two_sites(eloqua_target: Target) -> None:
    """An import on one site leaves another site's opportunities of the same ids alone."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        run(one.client, OPPORTUNITIES, opportunity_import(), [bodies.row("1", OpportunityName="one")])
        run(other.client, OPPORTUNITIES, opportunity_import(), [bodies.row("1", OpportunityName="other")])
        links = [{"EmailAddress": "contact1@abc.example", "OpportunityID": "1"}]
        assert run(one.client, LINKAGES, linkage(), links).status == "success"
        if eloqua_target.capabilities >= {"readable links"}:
            assert [len(site.observe().links) for site in (one, other)] == [1, 0]
            assert [site.observe().opportunities[0]["OpportunityName"] for site in (one, other)] == ["one", "other"]
