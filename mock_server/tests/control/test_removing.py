"""Deleting lists, segments, filters and email groups over the control API, as somebody does in the application."""

from __future__ import annotations

import pytest

from mock_server.tests.in_process import InProcess, site_of

SITE = "/_mock/sites/TestCompany"
CONTAINERS = {
    "contactLists": [{"id": 3, "name": "Newsletter", "members": [1]}, {"id": 4, "name": "Other"}],
    "contactSegments": [{"id": 3, "name": "Segment"}],
    "contactFilters": [{"id": 3, "name": "Filter"}],
    "accountLists": [{"id": 3, "name": "Accounts"}],
    "emailGroups": [{"id": 3, "name": "Group"}],
}
IMPORT = {
    "name": "c",
    "fields": {"Email": "{{Contact.Field(C_EmailAddress)}}"},
    "identifierFieldName": "Email",
    "syncActions": [{"action": "add", "destination": "{{ContactList[3]}}"}],
}


@pytest.fixture
def mock() -> InProcess:
    contacts = [{"id": 1, "fields": {"C_EmailAddress": "a@b.example"}}]
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "contacts": contacts, **CONTAINERS}))


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("/contacts/lists", "{{ContactList[3]}}"),
        ("/contacts/segments", "{{ContactSegment[3]}}"),
        ("/contacts/filters", "{{ContactFilter[3]}}"),
        ("/accounts/lists", "{{AccountList[3]}}"),
        ("/emailGroups", "{{EmailGroup[3]}}"),
    ],
)
def test_one_is_deleted_and_no_other(mock: InProcess, path: str, statement: str) -> None:
    """204, and it is gone from the Bulk API and the control API; a second time it is 404. A reset brings it back."""
    before = {each["statement"] for each in mock.control("GET", "/sites/TestCompany/containers")["items"]}
    assert mock.raw("DELETE", f"{SITE}{path}/3").status_code == 204
    after = {each["statement"] for each in mock.control("GET", "/sites/TestCompany/containers")["items"]}
    assert before - after == {statement}
    assert mock.call("GET", f"{path}/3").status_code == 404
    assert mock.raw("DELETE", f"{SITE}{path}/3").status_code == 404
    mock.raw("POST", f"{SITE}/reset")
    assert {each["statement"] for each in mock.control("GET", "/sites/TestCompany/containers")["items"]} == before


@pytest.mark.parametrize("loaded", [False, True], ids=["as it is", "saved and loaded"])
def test_a_definition_that_names_it_is_not_synced(mock: InProcess, loaded: bool) -> None:
    """400 with a failure on `syncActions`, no sync is made and what is staged stays; saved and loaded alike."""
    uri = mock.create("/contacts/imports", IMPORT)
    mock.upload(uri, [{"Email": "new@b.example"}])
    assert mock.raw("DELETE", f"{SITE}/contacts/lists/3").status_code == 204
    if loaded:
        saved = mock.raw("GET", f"{SITE}/saved").data
        assert mock.raw("DELETE", SITE).status_code == 204
        assert mock.raw("POST", "/_mock/sites", data=saved, content_type="application/json").status_code == 201
        assert mock.raw("GET", f"{SITE}/saved").json["saved"]["removed"] == ["{{ContactList[3]}}"]  # type: ignore[index]  # it is an object
    refused = mock.call("POST", "/syncs", {"syncedInstanceUri": uri})
    assert refused.status_code == 400
    assert refused.json is not None and refused.json["failures"][0]["field"].startswith("syncActions")
    assert mock.control("GET", "/sites/TestCompany/syncs")["items"] == []
    assert len(mock.control("GET", "/sites/TestCompany/staging")["items"]) == 1


def test_a_sync_that_waits_meanwhile_ends_in_error() -> None:
    """Nothing of it is applied, and the site goes on. [sync-crash]"""
    mock = InProcess(
        site_of(
            {
                "opportunityStages": ["Prospecting"],
                "pace": {"polls": 2},
                **CONTAINERS,
                "contacts": [],
                "contactLists": [{"id": 3, "name": "x"}],
            }
        )
    )
    uri = mock.create("/contacts/imports", IMPORT)
    mock.upload(uri, [{"Email": "new@b.example"}])
    sync = mock.sync(uri)
    assert mock.raw("DELETE", f"{SITE}/contacts/lists/3").status_code == 204
    assert [mock.call("GET", sync).json["status"] for _ in range(4)][-1] == "error"  # type: ignore[index]  # an object
    assert mock.records("contacts") == []


@pytest.mark.parametrize("removed", [["{{ContactList[9]}}"], ["{{ContactList[3]}}", "{{ContactList[3]}}"]])
def test_a_saved_site_that_lost_what_it_never_had_is_refused(mock: InProcess, removed: list[str]) -> None:
    """With the place of the fault, as all that does not hold together."""
    saved = mock.raw("GET", f"{SITE}/saved").json
    assert saved is not None
    saved["saved"]["removed"], saved["name"] = removed, "Second"
    answer = mock.raw("POST", "/_mock/sites", json=saved)
    assert answer.status_code == 400
    assert answer.json is not None
    assert [each["field"] for each in answer.json["failures"]] == [f"saved.removed[{len(removed) - 1}]"]
