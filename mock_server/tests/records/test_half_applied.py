"""Nothing is half applied: a definition that could not be carried out is refused, and a fault at the end is undone."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.logs import entry
from mock_server.tests.in_process import InProcess, site_of
from mock_server.tests.records.asking import described, mock_with

EMAIL = {"email": "{{Contact.Field(C_EmailAddress)}}"}
LIST = "{{ContactList[1]}}"


@pytest.mark.parametrize(
    "action",
    [
        {"action": "add", "destination": LIST, "status": "subscribed"},
        {"action": "remove", "destination": LIST, "status": "bogus"},
        {"action": "setStatus", "destination": "{{GlobalSubscribe}}", "status": "bounceback"},
        {"action": "setStatus", "destination": LIST, "status": "subscribed"},
    ],
)
def test_an_action_with_a_status_it_cannot_have_is_refused(mock: InProcess, action: dict[str, str]) -> None:
    """A status goes with setStatus, and only one that the destination knows. [bounceback-action]"""
    body = {"name": "x", "fields": EMAIL, "identifierFieldName": "email", "syncActions": [action]}
    answer = mock.call("POST", "/contacts/imports", body)
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == ["syncActions"]


def test_names_in_an_action_are_in_any_case(mock: InProcess) -> None:
    """Like every property name; a null counts as not sent. [property-names]"""
    action = {"ACTION": "add", "Destination": LIST, "status": None}
    uri = mock.create_record_import("contacts", EMAIL, syncActions=[action])
    mock.run(uri, [{"email": "bob.baker@abccompany.com"}])
    assert mock.members(LIST) == [1, 3, 4]


def test_a_fault_at_the_very_end_undoes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last of an import's actions fails, its records, account moves and list members are as before.
    [sync-crash]"""
    mock = InProcess(
        site_of(
            {
                "accounts": [described(1, name="A"), described(2, name="B")],
                "contacts": [described(1, 1, email="a@b.example", company="A")],
                "contactLists": [{"id": 1, "name": "List"}, {"id": 2, "name": "Other"}],
            }
        )
    )
    before = [mock.records("contacts"), mock.control("GET", "/sites/TestCompany/containers")]
    actions = [{"action": "add", "destination": f"{{{{ContactList[{number}]}}}}"} for number in (1, 2)]
    fields = {**EMAIL, "company": "{{Contact.Field(C_Company)}}"}
    uri = mock.create_record_import("contacts", fields, syncActions=actions)
    rows = [{"email": "a@b.example", "company": "B"}, {"email": "new@b.example", "company": "B"}]
    made = 0

    def fail_at_the_second(*args: Any, **names: Any) -> Any:
        nonlocal made
        made += 1
        if made == 2:
            raise MemoryError
        return entry(*args, **names)

    with monkeypatch.context() as patched:
        patched.setattr("mock_server.engine.effects.entry", fail_at_the_second)
        sync = mock.run(uri, rows)
    assert mock.status(sync) == "error"
    assert [mock.records("contacts"), mock.control("GET", "/sites/TestCompany/containers")] == before
    assert mock.status(mock.sync(uri)) == "success"
    assert mock.members(LIST) == [1, 2]
    assert [contact["accountId"] for contact in mock.records("contacts")] == [2, 2]


def test_only_a_row_that_sets_the_company_moves_a_contact() -> None:
    """A row that lacks the company, or whose company the update rule does not take, leaves the contact where it is.
    [contact-account]"""
    site = {
        "accounts": [described(7, name="ABC"), described(8, name="Other")],
        "contacts": [described(1, 8, email="one@a.example", company="ABC")],
    }
    fields = {**EMAIL, "company": "{{Contact.Field(C_Company)}}"}
    for row, rule, account in (
        ({}, "always", 8),
        ({"company": "zzz"}, "ifExistingIsNull", 8),
        ({"company": ""}, "ifNewIsNotNull", 8),
        ({"company": "abc"}, "always", 7),
    ):
        mock = mock_with(**site)
        uri = mock.create_record_import("contacts", fields, updateRule=rule)
        mock.run(uri, [{"email": "one@a.example", **row}])
        assert mock.records("contacts")[0]["accountId"] == account, (row, rule)


def test_data_of_an_unfinished_export_cannot_be_deleted() -> None:
    """409 on every call that deletes data while a sync uses it (24B)."""
    mock = mock_with(contacts=[described(1, email="a@b.example")], pace={"seconds": 5})
    uri = mock.create_export("contacts", EMAIL)
    sync = mock.sync(uri)
    assert [mock.call("DELETE", f"{what}/data").status_code for what in (sync, uri)] == [409, 409]


def test_accept_chooses_csv_by_name(mock: InProcess) -> None:
    """`text/csv`, with parameters too, gives CSV; wildcards and all else give JSON. [export-csv]"""
    sync = mock.sync(mock.create_export("contacts", EMAIL))
    for accept, kind in (
        ("text/csv", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/*", "application/json"),
        ("*/*", "application/json"),
        ("application/json, text/csv", "application/json"),
    ):
        assert mock.call("GET", f"{sync}/data", headers={"Accept": accept}).mimetype == kind, accept


def test_a_large_export_runs_beside() -> None:
    """An export reads a whole table: of a large one, it does not hold the site up meanwhile, and it ends."""
    from mock_server.settings import Settings

    contacts = [described(number, email=f"{number}@b.example") for number in range(1, 51)]
    mock = InProcess(site_of({"contacts": contacts}), settings=Settings(rows_beside=10))
    sync = mock.sync(mock.create_export("contacts", EMAIL))
    for _ in range(1000):
        if mock.status(sync) == "success":
            break
    assert mock.get(f"{sync}/data")["totalResults"] == 50
