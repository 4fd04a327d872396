"""Lists whose pages hold fewer items than were asked for: a client must go by `hasMore` and by what came."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import BULK, CSV, InProcess, basic

SITE = "/sites/TestCompany"
EMAIL = {"a": "{{Contact.Field(C_EmailAddress)}}"}


def plan(mock: InProcess, **fault: Any) -> None:
    mock.control("POST", f"{SITE}/faults", fault)


def account(mock: InProcess) -> tuple[int, int, bool]:
    (fault,) = mock.control("GET", f"{SITE}/faults")["items"]
    return fault["met"], fault["fired"], fault["usedUp"]


def exported(mock: InProcess) -> str:
    return mock.sync(mock.create_export("contacts", EMAIL))


def read_all(mock: InProcess, path: str) -> list[Any]:
    """As a client should: on from what came, while there is more."""
    items: list[Any] = []
    for _ in range(50):
        page = mock.get(f"{path}?limit=1000&offset={len(items)}")
        items += page.get("items", [])
        if not page["hasMore"]:
            break
    return items


@pytest.mark.parametrize("what", ["fields", "data", "rejects", "logs"])
def test_a_short_page_says_that_there_is_more(mock: InProcess, what: str) -> None:
    """A struck list holds so many items, counts them, says that there is more; all else is as it was. [short-pages]"""
    if what == "rejects":
        path = f"{mock.run(mock.create_import(), [{'OpportunityID': ''}, {'OpportunityID': ''}])}/rejects"
    else:
        path = {"fields": "/contacts/fields", "data": f"{exported(mock)}/data", "logs": f"{exported(mock)}/logs"}[what]
    whole = mock.get(path)
    plan(mock, pageAtMost=1)
    assert mock.get(path) == {**whole, "items": whole["items"][:1], "count": 1, "hasMore": True}
    assert mock.get(path) == whole
    assert account(mock) == (1, 1, True)


def test_whoever_follows_has_more_gets_everything(mock: InProcess) -> None:
    """With every page short nothing is lost to a client that goes on from what came until there is no more."""
    path = f"{exported(mock)}/data"
    whole = mock.get(path)["items"]
    assert len(whole) > 4
    plan(mock, pageAtMost=2, times="always")
    assert read_all(mock, path) == whole
    assert account(mock)[2]


@pytest.mark.parametrize("path", ["/syncs", "/contacts/fields/100001", "/syncs/99"])
def test_what_is_not_shortened_does_not_use_the_fault_up(mock: InProcess, path: str) -> None:
    """A list that is short already, a single thing and a refusal meet the fault without being struck by it."""
    plan(mock, pageAtMost=1)
    before = mock.call("GET", path)
    assert account(mock) == (1, 0, False)
    mock.control("DELETE", f"{SITE}/faults")
    assert mock.call("GET", path).data == before.data


def test_csv_is_never_shortened(mock: InProcess) -> None:
    """A CSV page cannot say that there is more, so it is left whole, and the fault waits for another."""
    sync = exported(mock)
    headers = {"Authorization": basic("TestCompany"), "Accept": CSV}
    whole = mock.raw("GET", f"{BULK}{sync}/data", headers=headers).data
    plan(mock, pageAtMost=1)
    assert mock.raw("GET", f"{BULK}{sync}/data", headers=headers).data == whole
    assert account(mock) == (1, 0, False)


def test_other_verbs_meet_no_page_fault(mock: InProcess) -> None:
    """Only GETs have pages."""
    plan(mock, pageAtMost=1)
    mock.create_import()
    assert account(mock) == (0, 0, False)
