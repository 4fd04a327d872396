"""Sites do not leak: credentials choose the site, and everything behind them is that site's own."""

from __future__ import annotations

import pytest

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, basic

A, B = "TestCompany", "AmbiguousCompany"
IMPORT = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
ROW = {"OpportunityID": "X", "OpportunityName": "deal", "Stage": "Prospecting", "Amount": "1"}


@pytest.fixture
def mock() -> InProcess:
    return InProcess("small_b2b", "ambiguous_matches")


def test_records_are_the_sites_own(mock: InProcess) -> None:
    """An import on one site makes no record on another."""
    before = mock.records(site=B)
    mock.run(mock.create_import(), [ROW])
    assert len(mock.records(site=A)) == 1
    assert mock.records(site=B) == before


def test_links_are_the_sites_own(mock: InProcess) -> None:
    """A link is made on the site of the credentials alone, to the contacts of that site."""
    mock.run(mock.create_import(), [ROW])
    mock.run(mock.create_linkage(), [{"Opp": "X", "Source": "carol.chen@globex.example"}])
    assert mock.links(A) == {("X", 5)}
    assert mock.links(B) == {("OPP-2", 11)}


def test_definitions_are_the_sites_own(mock: InProcess) -> None:
    """A definition of one site is unknown to another: to every call, and to POST /syncs."""
    uri = mock.create_import()
    for verb, path, body in (
        ("GET", uri, None),
        ("PUT", uri, IMPORT),
        ("POST", f"{uri}/data", [ROW]),
        ("DELETE", f"{uri}/data", None),
        ("DELETE", uri, None),
    ):
        assert mock.call(verb, path, body, site=B).status_code == 404, (verb, path)
    assert mock.call("POST", "/syncs", {"syncedInstanceUri": uri}, site=B).status_code == 400
    assert mock.get("/opportunities/imports", site=B)["items"] == []


def test_ids_are_counted_on_each_site(mock: InProcess) -> None:
    """Definitions, syncs and records count from 1 on each site, whatever happens on another."""
    for _ in range(3):
        mock.run(mock.create_import(), [ROW])
    answer = mock.call("POST", "/opportunities/imports", IMPORT, site=B)
    assert answer.json is not None
    assert answer.json["uri"] == "/opportunities/imports/1"
    answer = mock.call("POST", "/syncs", {"syncedInstanceUri": "/opportunities/imports/1"}, site=B)
    assert answer.json is not None
    assert answer.json["uri"] == "/syncs/1"


def test_staging_is_the_sites_own(mock: InProcess) -> None:
    """Definitions with one uri on two sites have a staging area each."""
    mock.upload(mock.create_import(), [ROW])
    mock.call("POST", "/opportunities/imports", IMPORT, site=B)
    mock.call("POST", "/syncs", {"syncedInstanceUri": "/opportunities/imports/1"}, site=B)
    assert mock.get("/syncs/1", site=B)["status"] == "warning"
    assert mock.status(mock.sync("/opportunities/imports/1")) == "success"


def test_syncs_are_the_sites_own(mock: InProcess) -> None:
    """A sync, its logs and its rejects are unknown to another site."""
    sync = mock.run(mock.create_import(), [ROW])
    for path in (sync, f"{sync}/logs", f"{sync}/rejects", f"{sync}/data"):
        assert mock.call("GET", path, site=B).status_code == 404


def test_clocks_are_the_sites_own(mock: InProcess) -> None:
    """Advancing one site's clock leaves another's alone; the clock below moves both."""
    before = mock.control("GET", f"/sites/{B}")["now"]
    mock.control("POST", f"/sites/{A}/clock/advance", {"seconds": 60})
    assert mock.control("GET", f"/sites/{B}")["now"] == before
    mock.clock.move(1)
    assert mock.control("GET", f"/sites/{B}")["now"] > before


def test_journals_are_the_sites_own(mock: InProcess) -> None:
    """A call stands in the journal of its site and in no other."""
    mock.get("/syncs")
    assert [item["path"] for item in mock.control("GET", f"/sites/{A}/journal")["items"]] == ["/api/bulk/2.0/syncs"]
    assert mock.control("GET", f"/sites/{B}/journal")["items"] == []


def test_credentials_are_the_sites_own(mock: InProcess) -> None:
    """User and password of a site that is not there, or of another site's user, open nothing."""
    other = mock.control("POST", "/sites", {**FILE, "name": "Other", "users": [{"username": "u", "password": "p"}]})
    assert other["name"] == "Other"
    for credentials in (basic("Nowhere"), basic("Other"), basic(A, "u", "p"), basic("testcompany")):
        answer = mock.raw("GET", "/api/bulk/2.0/syncs", headers={"Authorization": credentials})
        assert answer.status_code == 401


def test_a_token_opens_its_own_site_alone(mock: InProcess) -> None:
    """An access token leads to the site of its client, so what is made with it is made there."""
    answer = mock.raw(
        "POST",
        "/auth/oauth2/token",
        json={"grant_type": "password", "username": f"{A}\\test.user", "password": "test-password"},
        auth=("test-client-id", "test-client-secret"),
    )
    assert answer.json is not None, answer.text
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert mock.raw("POST", "/api/bulk/2.0/opportunities/imports", json=IMPORT, headers=bearer).status_code == 201
    assert [len(mock.get("/opportunities/imports", site=site)["items"]) for site in (A, B)] == [1, 0]


def test_a_client_cannot_let_in_users_of_another_site(mock: InProcess) -> None:
    """The password grant of one site's client refuses another site's user."""
    answer = mock.raw(
        "POST",
        "/auth/oauth2/token",
        json={"grant_type": "password", "username": f"{B}\\test.user", "password": "test-password"},
        auth=("test-client-id", "test-client-secret"),
    )
    assert answer.status_code == 401


def test_switches_and_pace_are_the_sites_own() -> None:
    """`assumptions` and `pace` of one site do not reach another."""
    mock = InProcess("small_b2b")
    mock.control("POST", "/sites", {**FILE, "name": "Slow", "pace": {"polls": 3}, "assumptions": {"longText": "cut"}})
    assert mock.control("GET", f"/sites/{A}")["assumptions"]["longText"] == "reject"
    assert mock.status(mock.run(mock.create_import(), [ROW])) == "success"


def test_two_mocks_in_one_process_know_nothing_of_each_other() -> None:
    """Two servers with one site each, from one site file, share nothing."""
    first, second = InProcess(), InProcess()
    first.run(first.create_import(), [ROW])
    assert second.records() == []
    assert second.get("/syncs")["items"] == []


FILE = {"version": 1, "name": "X", "users": [{"username": "test.user", "password": "test-password"}]}
