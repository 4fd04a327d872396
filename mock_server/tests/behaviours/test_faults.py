"""Planned faults: which call is struck, what it gets, what was done, and how it is accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import BULK, InProcess, basic, site_of

SITE = "/sites/TestCompany"
FAULTS = f"{SITE}/faults"
ROW = {"OpportunityID": "X", "OpportunityName": "deal", "Stage": "Prospecting", "Amount": "1"}


def plan(mock: InProcess, **fault: Any) -> dict[str, Any]:
    planned: dict[str, Any] = mock.control("POST", FAULTS, fault)
    return planned


def accounts(mock: InProcess) -> list[tuple[int, int, bool]]:
    return [(f["met"], f["fired"], f["usedUp"]) for f in mock.control("GET", FAULTS)["items"]]


def test_a_planned_status_is_answered_and_used_up(mock: InProcess) -> None:
    """A 503 planned for one call strikes that one, with Retry-After and no body, and then no more."""
    plan(mock, method="GET", path="*/syncs", status=503, retryAfter=7)
    answer = mock.call("GET", "/syncs")
    assert (answer.status, answer.data) == ("503 There was a timeout processing the request.", b"")
    assert answer.headers["Retry-After"] == "7"
    assert mock.call("GET", "/syncs").status_code == 200
    assert accounts(mock) == [(1, 1, True)]


@pytest.mark.parametrize("status", [429, 503])
def test_throttling_names_a_time_to_wait(mock: InProcess, status: int) -> None:
    """429 and 503 come with Retry-After also where none was planned; Eloqua's headers stand on them."""
    plan(mock, status=status)
    answer = mock.call("GET", "/syncs")
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "1")
    assert answer.headers["X-Request-Id"]


def test_a_planned_400_has_failures(mock: InProcess) -> None:
    """Every 400 of the Bulk API carries `failures`, a planned one too; it has no Retry-After."""
    plan(mock, status=400)
    answer = mock.call("GET", "/syncs")
    assert answer.json == {"failures": [{"field": "request", "constraint": "Was refused by a planned fault."}]}
    assert "Retry-After" not in answer.headers


def test_skip_and_times_choose_among_the_calls(mock: InProcess) -> None:
    """`skip` 1 and `times` 2: the second and the third call are struck; other calls are not counted."""
    plan(mock, method="GET", path="*/syncs", skip=1, times=2, status=500)
    got = []
    for _ in range(5):
        got.append(mock.call("GET", "/syncs").status_code)
        mock.call("GET", "/contacts/fields")
    assert got == [200, 500, 500, 200, 200]
    assert accounts(mock) == [(3, 2, True)]


def test_a_fault_that_never_came_is_not_used_up(mock: InProcess) -> None:
    """The account tells a planned fault that struck nobody from one that did."""
    plan(mock, path="*/syncs", skip=1, status=500)
    mock.call("GET", "/syncs")
    assert accounts(mock) == [(1, 0, False)]


@pytest.mark.parametrize(
    ("criterion", "struck"),
    [
        ({"path": "/api/bulk/2.0/Contacts/*"}, True),
        ({"path": "/contacts/*"}, False),
        ({"pathRegex": r".*/contacts/fields(/\d+)?"}, True),
        ({"pathRegex": "contacts"}, False),
        ({"method": "POST"}, False),
        ({}, True),
    ],
)
def test_the_criterion_is_method_and_whole_path(mock: InProcess, criterion: dict[str, str], struck: bool) -> None:
    """Glob and regular expression stand for the whole path, in any case; what is not given matches anything."""
    plan(mock, status=500, **criterion)
    assert (mock.raw("GET", f"{BULK.upper()}/CONTACTS//fields/", headers=auth()).status_code == 500) is struck


def auth(site: str = "TestCompany") -> dict[str, str]:
    return {"Authorization": basic(site)}


@pytest.mark.parametrize(("phase", "definitions"), [("before", 0), ("after", 1)])
def test_the_phase_decides_whether_the_work_is_done(mock: InProcess, phase: str, definitions: int) -> None:
    """A fault before the work leaves everything as it was; after it the work stands, though the answer does not say."""
    plan(mock, method="POST", status=503, phase=phase)
    body = {"name": "i", "fields": {"a": "{{Contact.Field(C_EmailAddress)}}"}, "identifierFieldName": "a"}
    assert mock.call("POST", "/contacts/imports", body).status_code == 503
    assert mock.get("/contacts/imports")["totalResults"] == definitions


def test_a_refusal_is_hidden_by_the_planned_answer(mock: InProcess) -> None:
    """Where the work itself is refused, a fault after it still answers as planned."""
    plan(mock, status=503, phase="after")
    assert mock.call("GET", "/syncs/99").status_code == 503


def test_the_first_planned_fault_strikes(mock: InProcess) -> None:
    """Of several faults the first planned strikes and the others do not count that call."""
    plan(mock, status=500)
    plan(mock, status=429)
    assert [mock.call("GET", "/syncs").status_code for _ in range(3)] == [500, 429, 200]
    assert accounts(mock) == [(1, 1, True), (1, 1, True)]


def test_faults_are_the_sites_own() -> None:
    """A fault planned for one site strikes no call that comes with another site's credentials, or with none."""
    mock = InProcess(site_of({}), site_of({"name": "Other"}))
    plan(mock, status=500)
    assert mock.call("GET", "/syncs", site="Other").status_code == 200
    assert mock.raw("GET", f"{BULK}/syncs").status_code == 401
    assert accounts(mock) == [(0, 0, False)]


def test_forgetting_and_resetting_clear_the_plan(mock: InProcess) -> None:
    """DELETE forgets all planned faults; so does a reset of the site."""
    for clear in (("DELETE", FAULTS), ("POST", f"{SITE}/reset")):
        plan(mock, status=500)
        mock.control(*clear)
        assert accounts(mock) == []
        assert mock.call("GET", "/syncs").status_code == 200


@pytest.mark.parametrize(
    ("fault", "fields"),
    [
        ({}, ["status"]),
        ({"status": 500, "answer": "lost"}, ["answer"]),
        ({"status": 200}, ["status"]),
        ({"status": True}, ["status"]),
        ({"status": []}, ["status"]),
        ({"status": 500, "times": 0}, ["times"]),
        ({"status": 500, "skip": -1}, ["skip"]),
        ({"status": 500, "skip": 1.0}, ["skip"]),
        ({"status": 500, "method": "get"}, ["method"]),
        ({"status": 500, "method": {}}, ["method"]),
        ({"status": 500, "phase": "during"}, ["phase"]),
        ({"status": 500, "path": ""}, ["path"]),
        ({"status": 500, "path": 7}, ["path"]),
        ({"status": 500, "pathRegex": "("}, ["pathRegex"]),
        ({"status": 500, "path": "*", "pathRegex": ".*"}, ["pathRegex"]),
        ({"status": 500, "time": 1}, ["time"]),
        ({"status": 503, "retryAfter": "soon"}, ["retryAfter"]),
    ],
)
def test_a_faulty_plan_is_refused(mock: InProcess, fault: dict[str, Any], fields: list[str]) -> None:
    """A body that plans no fault answers 400 with a failure for each property at fault, and plans nothing."""
    answer = mock.raw("POST", f"/_mock{FAULTS}", json=fault)
    assert answer.status_code == 400
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == fields
    assert accounts(mock) == []


def test_a_plan_is_bounded(mock: InProcess) -> None:
    """A site takes a thousand faults; one more is refused."""
    for _ in range(1000):
        plan(mock, status=500)
    assert mock.raw("POST", f"/_mock{FAULTS}", json={"status": 500}).status_code == 400


def test_an_answer_cannot_be_lost_without_a_connection(mock: InProcess) -> None:
    """Where the server offers no way to break a connection, planning a lost answer is refused rather than ignored."""
    answer = mock.raw("POST", f"/_mock{FAULTS}", json={"answer": "lost"})
    assert answer.status_code == 400


def test_faults_of_an_unknown_site(mock: InProcess) -> None:
    """A site that is not there has no faults: 404."""
    assert mock.raw("GET", "/_mock/sites/Nobody/faults").status_code == 404
