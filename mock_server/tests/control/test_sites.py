"""Sites made, listed, shown and deleted over the control API, and what one can see inside them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.domain.errors import ValidationFailed
from mock_server.tests.in_process import InProcess, basic, site_of

FILE: dict[str, Any] = {"version": 1, "name": "New", "users": [{"username": "u", "password": "secret-p"}]}
CLIENT = {"clientId": "c", "clientSecret": "secret-s", "redirectUri": "https://x.example/", "refreshToken": "secret-r"}
ENVELOPE = ["items", "totalResults", "limit", "offset", "count", "hasMore"]


def test_health_is_ok(mock: InProcess) -> None:
    """`GET /_mock/health`: 200 `{"status": "ok"}`."""
    answer = mock.raw("GET", "/_mock/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_site_is_made_from_a_site_file(mock: InProcess) -> None:
    """`POST /_mock/sites` with a site file: 201, and its users are let in at once."""
    answer = mock.raw("POST", "/_mock/sites", json=FILE)
    assert answer.status_code == 201
    headers = {"Authorization": basic("New", "u", "secret-p")}
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=headers).status_code == 200


def test_a_name_can_be_taken_once(mock: InProcess) -> None:
    """A name that is taken: 409, and the site that has it stays as it is."""
    mock.create_import()
    assert mock.raw("POST", "/_mock/sites", json={**FILE, "name": "TestCompany"}).status_code == 409
    assert mock.control("GET", "/sites/TestCompany")["counts"]["definitions"] == 1


def test_names_differ_by_case(mock: InProcess) -> None:
    """Names are spelled exactly: one that differs in case is another site. [credentials-exact]"""
    assert mock.raw("POST", "/_mock/sites", json={**FILE, "name": "testcompany"}).status_code == 201


def test_a_clash_of_client_ids_is_a_fault_of_the_file(mock: InProcess) -> None:
    """Client ids are unique on a server; a clash with another site is a fault of the site file: 400 that names the
    place, and no site is made. [oauth-client-ids]"""
    clients = [CLIENT, {**CLIENT, "clientId": "test-client-id"}]
    answer = mock.raw("POST", "/_mock/sites", json={**FILE, "oauthClients": clients})
    assert answer.status_code == 400
    assert answer.json is not None
    assert [f["field"] for f in answer.json["failures"]] == ["oauthClients[1].clientId"]
    assert mock.raw("GET", "/_mock/sites/New").status_code == 404


def test_two_site_files_with_one_client_id_are_refused() -> None:
    """So it is when a server is started with both. [oauth-client-ids]"""
    sites = [site_of({"name": name, "oauthClients": [CLIENT]}) for name in ("One", "Two")]
    with pytest.raises(ValidationFailed):
        InProcess(*sites)


def test_a_deleted_site_frees_its_client_ids(mock: InProcess) -> None:
    """After DELETE another site may have the name and the client ids."""
    mock.control("POST", "/sites", {**FILE, "oauthClients": [CLIENT]})
    mock.control("DELETE", "/sites/New")
    assert mock.raw("POST", "/_mock/sites", json={**FILE, "oauthClients": [CLIENT]}).status_code == 201


def test_a_deleted_site_is_gone(mock: InProcess) -> None:
    """DELETE: 204; then the site is unknown to the control API and its credentials open nothing."""
    assert mock.raw("DELETE", "/_mock/sites/TestCompany").status_code == 204
    assert mock.raw("DELETE", "/_mock/sites/TestCompany").status_code == 404
    assert mock.raw("GET", "/_mock/sites/TestCompany/contacts").status_code == 404
    assert mock.call("GET", "/syncs").status_code == 401


def test_discovery_survives_the_removal_of_its_site() -> None:
    """The number of a site that was removed while a request of it was under way is still known."""
    from mock_server.clock import ManualClock
    from mock_server.store.sites import Sites

    sites = Sites(ManualClock())
    sites.add(site_of({"name": "One"}))
    sites.remove("One")
    assert sites.number_of("One") == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"version": NaN}'])
def test_what_is_no_json_object_is_refused(mock: InProcess, body: bytes) -> None:
    """A body that is no JSON object: 400 with failures, and no site is made."""
    answer = mock.raw("POST", "/_mock/sites", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["failures"]
    assert mock.control("GET", "/sites")["count"] == 1


def test_sites_are_listed_in_the_bulk_envelope(mock: InProcess) -> None:
    """`GET /_mock/sites` lists all sites, with `limit` and `offset`."""
    for name in ("B", "C"):
        mock.control("POST", "/sites", {**FILE, "name": name})
    page = mock.control("GET", "/sites?limit=1&offset=1")
    assert list(page) == ENVELOPE
    assert [item["name"] for item in page["items"]] == ["B"]
    assert (page["totalResults"], page["hasMore"]) == (3, True)


def test_no_answer_shows_a_secret(mock: InProcess) -> None:
    """No answer about a site holds a password, a client secret or a refresh token."""
    made = mock.raw("POST", "/_mock/sites", json={**FILE, "oauthClients": [CLIENT]})
    answers = [made, *(mock.raw("GET", f"/_mock/sites{path}") for path in ("", "/New"))]
    answers.append(mock.raw("POST", "/_mock/sites/New/reset"))
    assert not [answer.text for answer in answers if "secret" in answer.text]


def test_records_are_shown_in_id_order_by_internal_name(mock: InProcess) -> None:
    """A record is `{id, fields: {internalName: text}, createdAt, updatedAt}`, a contact also `accountId`."""
    page = mock.control("GET", "/sites/TestCompany/contacts?limit=2&offset=3")
    assert list(page) == ENVELOPE
    assert [item["id"] for item in page["items"]] == [4, 5]
    assert list(page["items"][0]) == ["id", "fields", "createdAt", "updatedAt", "accountId"]
    assert page["items"][0]["fields"]["C_EmailAddress"] == "bob.baker@abccompany.com"
    (first, *_) = mock.records("accounts")
    assert list(first) == ["id", "fields", "createdAt", "updatedAt"]


def test_an_update_shows_in_updated_at(mock: InProcess) -> None:
    """`createdAt` stays, `updatedAt` is the time of the sync that last changed the record."""
    row = {"OpportunityID": "X", "OpportunityName": "a", "Stage": "Prospecting", "Amount": "1"}
    uri = mock.create_import()
    mock.run(uri, [row])
    mock.clock.move(5)
    mock.run(uri, [row | {"Amount": "2"}])
    (record,) = mock.records()
    assert (record["createdAt"], record["updatedAt"]) == (
        "2018-02-15T15:25:32.4730364Z",
        "2018-02-15T15:25:37.4730364Z",
    )


def test_links_say_who_made_them() -> None:
    """A link is `{opportunityId, contactId, emailAddress, syncUri}`; links of the site file have no `syncUri`, and a
    later sync does not take a link over. [link-origin]"""
    mock = InProcess("ambiguous_matches")
    linkage = mock.create_linkage()
    rows = [{"Opp": "007", "Source": "taro@nihon.example"}, {"Opp": "OPP-2", "Source": "taro@nihon.example"}]
    for _ in range(2):
        mock.run(linkage, rows)
    page = mock.control("GET", "/sites/AmbiguousCompany/links")
    assert list(page) == ENVELOPE
    assert page["items"] == [
        {"opportunityId": "OPP-2", "contactId": 11, "emailAddress": "taro@nihon.example"},
        {"opportunityId": "007", "contactId": 11, "emailAddress": "taro@nihon.example", "syncUri": "/syncs/1"},
    ]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "orderBy=id", "q=id=1"])
def test_list_parameters_are_checked(mock: InProcess, query: str) -> None:
    """A `limit` or `offset` out of range, or a term there is not: 400 with failures, as on the Bulk API."""
    for what in ("contacts", "links", "journal"):
        assert mock.raw("GET", f"/_mock/sites/TestCompany/{what}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("seconds", "now"),
    [(0, "15:25:32.4730364Z"), (1, "15:25:33.4730364Z"), (0.25, "15:25:32.7230364Z"), (10**9, "17:12:12.4730364Z")],
)
def test_the_clock_can_be_advanced(mock: InProcess, seconds: float, now: str) -> None:
    """`{"seconds": n}`, n ≥ 0, whole or not: 200 and the time it is then; the site goes on from there."""
    answer = mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": seconds})
    assert list(answer) == ["now"]
    assert answer["now"].endswith(now)
    assert mock.control("GET", "/sites/TestCompany")["now"] == answer["now"]


@pytest.mark.parametrize("seconds", ["-1", "-0.001", "true", '"5"', "null", "[]", "{}", "1" + "0" * 400])
def test_no_other_step_of_the_clock_is_taken(mock: InProcess, seconds: str) -> None:
    """Anything but a number from 0 on: 400 that names `seconds` in valid JSON, and the clock stands."""
    before = mock.control("GET", "/sites/TestCompany")["now"]
    answer = mock.raw(
        "POST",
        "/_mock/sites/TestCompany/clock/advance",
        data=f'{{"seconds": {seconds}}}',
        content_type="application/json",
    )
    assert answer.status_code == 400
    failures = json.loads(answer.data, parse_constant=pytest.fail)["failures"]
    assert [failure["field"] for failure in failures] == ["seconds"]
    assert mock.control("GET", "/sites/TestCompany")["now"] == before


def test_the_clock_can_be_advanced_to_the_end_of_time(mock: InProcess) -> None:
    """However often the clock is advanced, the site goes on answering."""
    for _ in range(12):
        mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 1000 * 366 * 86_400})
    row = {"OpportunityID": "X", "OpportunityName": "a", "Stage": "Prospecting", "Amount": "1"}
    assert mock.status(mock.run(mock.create_import(), [row])) == "success"


def test_what_fell_due_happens_in_order() -> None:
    """clock/advance carries out what fell due on the way in order, each at its own time: the second sync begins where
    the first ended, and data that expired before it began is not in it."""
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 5400}}))
    row = {"OpportunityID": "X", "OpportunityName": "a", "Stage": "Prospecting", "Amount": "1"}
    uri = mock.create_import(dataRetentionDuration="PT1H")
    first = mock.run(uri, [row])
    second = mock.run(uri, [row])
    mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 4 * 3600})
    times = [(s["syncStartedAt"][11:16], s["syncEndedAt"][11:16]) for s in map(mock.get, (first, second))]
    assert times == [("15:25", "16:55"), ("16:55", "18:25")]
    assert [dict(mock.logs(sync))["ELQ-00130"] for sync in (first, second)] == [1, 0]


def test_what_falls_due_at_one_moment_happens_in_the_order_it_was_asked_for() -> None:
    """Syncs that end at the same moment are applied in the order of their POSTs: the later one's values stay."""
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 5}}))
    for name in ("first", "second", "third"):
        row = {"OpportunityID": "X", "OpportunityName": name, "Stage": "Prospecting", "Amount": "1"}
        mock.run(mock.create_import(), [row])
    mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 5})
    assert [record["fields"]["OpportunityName"] for record in mock.records()] == ["third"]
