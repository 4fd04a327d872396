"""pyeloqua over a socket: the deprecated half of the client, which does the same work by other calls."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.clients.driving import (
    email,
    members,
)

old_calls = pytest.mark.filterwarnings("ignore:DEPRECATED:UserWarning")
"""The client warns at every one of these calls that it is deprecated."""


@old_calls
def test_the_older_calls_import_and_count_rejects(bulk: Any) -> None:
    """Definition, upload, sync and rejects through the deprecated methods, with their empty `syncActions`."""
    fields = bulk.CreateFieldStatement("contacts", fields=["C_EmailAddress", "First Name"])
    assert fields == {
        "C_EmailAddress": "{{Contact.Field(C_EmailAddress)}}",
        "C_FirstName": "{{Contact.Field(C_FirstName)}}",
    }
    definition = bulk.CreateDef("imports", "contacts", fields, identifierFieldName="C_EmailAddress", defName="old")
    rows = [
        {"C_EmailAddress": address, "C_FirstName": "Old"} for address in ("old@example.com", "notanemail", email(1))
    ]
    [outcome] = bulk.PostSyncData(rows, defObject=definition)
    assert outcome == {"uri": "/syncs/1", "status": "warning", "count": 3, "rejectCount": 1}
    rejects = bulk.GetSyncRejectedRecords(syncURI="/syncs/1")
    assert rejects["messages"] == {"Invalid email address.": 1}
    assert [found["name"] for found in bulk.GetDef(defType="imports")] == ["old"]


@old_calls
def test_the_older_calls_export_a_list(bulk: Any) -> None:
    """Filter, definition, sync, count and data through the deprecated methods."""
    fields = bulk.CreateFieldStatement("contacts", fields={"Address": "C_EmailAddress"})
    exists = bulk.FilterExists("Test List 1", "ContactList")
    assert exists == "EXISTS('{{ContactList[1]}}')"
    definition = bulk.CreateDef("exports", "contacts", fields, filters=exists, defName="old")
    sync = bulk.CreateSync(defObject=definition)
    assert bulk.CheckSyncStatus(syncObject=sync) == "success"
    assert bulk.GetSyncedRecordCount(defObject=definition) == 4
    rows = bulk.GetSyncedData(defObject=definition)
    assert {row["Address"] for row in rows} == {email(number) for number in (1, 2, 3, 10)}
    [shown] = bulk.GetDef(defURI=definition["uri"])
    assert shown["filter"] == exists
    assert [found["uri"] for found in bulk.GetDef(defType="exports")] == [definition["uri"]]


@old_calls
@pytest.mark.parametrize(
    ("kind", "name", "statement"),
    [
        ("ContactList", "Another List", "{{ContactList[2]}}"),
        ("ContactSegment", "Big Segment", "{{ContactSegment[1]}}"),
        ("ContactFilter", "Shared Filter", "{{ContactFilter[1]}}"),
        ("AccountList", "Key Accounts", "{{AccountList[1]}}"),
    ],
)
def test_the_older_calls_find_assets_by_name(bulk: Any, kind: str, name: str, statement: str) -> None:
    """Exactly one asset has the name, and its statement is as documented; an unknown name is not found."""
    assert bulk.FilterExists(name, kind) == f"EXISTS('{statement}')"
    with pytest.raises(Exception, match="No matching"):
        bulk.FilterExists("No Such Thing", kind)


def test_the_size_of_a_list_is_known(bulk: Any) -> None:
    """A list tells how many members it has."""
    assert bulk.GetAssetSize("sharedList", "Test List 1") == 4
    assert bulk.GetAssetSize("sharedList", "Another List") == 0


@old_calls
def test_the_older_calls_add_to_a_list(bulk: Any) -> None:
    """A sync action built by the deprecated methods adds the imported contacts to the list."""
    action = bulk.CreateSyncAction("add", listName="Another List", listType="contacts")
    assert action == {"action": "add", "destination": "{{ContactList[2]}}"}
    fields = {"C_EmailAddress": "{{Contact.Field(C_EmailAddress)}}"}
    definition = bulk.CreateDef(
        "imports", "contacts", fields, identifierFieldName="C_EmailAddress", syncActions=[action], defName="old"
    )
    [outcome] = bulk.PostSyncData([{"C_EmailAddress": email(9)}], defObject=definition)
    assert (outcome["status"], outcome["rejectCount"]) == ("success", 0)
    assert members(bulk, "lists", asset_id=2) == [9]
