"""Further records for a site that runs, and its syncs, rejects and staged rows, over the control API."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import InProcess, site_of

SITE = "/_mock/sites/TestCompany"


def test_records_are_added_and_their_ids_told(mock: InProcess) -> None:
    """201 with the ids that the new records got; ids that are given must follow those that are there."""
    body = {"contacts": [{"id": 40, "fields": {"C_EmailAddress": "a@b.com"}}, {"fields": {}}], "accounts": None}
    answer = mock.raw("POST", f"{SITE}/records", json=body)
    assert answer.status_code == 201
    assert answer.json == {"accounts": [], "contacts": [40, 41], "opportunities": []}
    again = mock.raw("POST", f"{SITE}/records", json=body)
    assert again.status_code == 400
    assert again.json is not None
    assert again.json["failures"][0]["field"] == "contacts[0].id"
    assert "from 42 on" in again.json["failures"][0]["constraint"]
    assert len(mock.records("contacts")) == 12


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"json": []}, "body"),
        ({"data": b"{", "content_type": "application/json"}, "body"),
        ({"data": b"{}", "content_type": "text/plain"}, "Content-Type"),
        ({"json": {"contact": []}}, "contact"),
        ({"json": {"contacts": {}}}, "contacts"),
        ({"json": {"contacts": [{"fields": {}, "accountId": 99}]}}, "contacts[0].accountId"),
        ({"json": {"links": [{"opportunityId": "A", "contactId": 1}]}}, "links[0].opportunityId"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(mock: InProcess, sent: dict[str, Any], field: str) -> None:
    """400 with `failures` in the shape of a site file's, and nothing is added."""
    answer = mock.raw("POST", f"{SITE}/records", **sent)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["failures"][0]["field"] == field
    assert (len(mock.records("contacts")), mock.links()) == (10, set())


@pytest.mark.parametrize(
    ("verb", "what"), [("POST", "records"), ("GET", "syncs"), ("GET", "rejects"), ("GET", "staging")]
)
def test_a_site_that_is_not_there_is_404(mock: InProcess, verb: str, what: str) -> None:
    """As with every other call about a site."""
    assert mock.raw(verb, f"/_mock/sites/Nowhere/{what}", json={} if verb == "POST" else None).status_code == 404


def test_syncs_are_looked_at_and_not_moved() -> None:
    """At a pace of polls, listing the syncs over and over leaves them pending; what was uploaded stays staged."""
    mock = InProcess(site_of({"pace": {"polls": 1}, "opportunityStages": ["Prospecting"]}))
    row = {"OpportunityID": "A", "OpportunityName": "n", "Stage": "Prospecting", "Amount": "x"}
    sync = mock.run(mock.create_import(), [row])
    for _ in range(3):
        (listed,) = mock.control("GET", "/sites/TestCompany/syncs")["items"]
        assert (listed["uri"], listed["status"], listed["isFinal"]) == (sync, "pending", False)
    staged = mock.control("GET", "/sites/TestCompany/staging")
    assert staged["items"] == [{"definitionUri": "/opportunities/imports/1", "row": row}]
    assert staged["totalResults"] == 1
    mock.status(sync)
    assert mock.status(sync) == "warning"
    assert mock.control("GET", "/sites/TestCompany/staging")["items"] == []
    (reject,) = mock.control("GET", "/sites/TestCompany/rejects")["items"]
    assert (reject["syncUri"], reject["fieldValues"]["Amount"]) == (sync, "x")
    (listed,) = mock.control("GET", "/sites/TestCompany/syncs")["items"]
    assert listed["isFinal"]


def test_lists_come_page_by_page(mock: InProcess) -> None:
    """`limit` and `offset` cut across uploads, syncs and definitions."""
    for _ in range(2):
        uri = mock.create_import()
        mock.upload(uri, [{"OpportunityID": str(number)} for number in range(3)])
    page = mock.control("GET", "/sites/TestCompany/staging?limit=2&offset=2")
    assert [(item["definitionUri"][-1], item["row"]["OpportunityID"]) for item in page["items"]] == [
        ("1", "2"),
        ("2", "0"),
    ]
    assert (page["totalResults"], page["hasMore"]) == (6, True)
    for number in (1, 2):
        mock.sync(f"/opportunities/imports/{number}")
    page = mock.control("GET", "/sites/TestCompany/rejects?limit=2&offset=2")
    assert [item["syncUri"] for item in page["items"]] == ["/syncs/1", "/syncs/2"]
    assert page["totalResults"] == 6
