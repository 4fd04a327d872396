"""pyeloqua over a socket: lists, segments, filters, scores, sync actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pyeloqua import EloquaValidationError

from mock_server.tests.clients.driving import (
    AFTER,
    BEFORE,
    CONTACTS,
    email,
    export,
    exported,
    failing_fields,
    members,
    set_up_import,
)


@pytest.mark.parametrize(
    ("asset", "name", "expected"),
    [("lists", "Test List 1", [1, 2, 3, 10]), ("segments", "Big Segment", [4, 5]), ("filters", "Shared Filter", [6])],
)
def test_an_export_is_filtered_by_an_asset(bulk: Any, asset: str, name: str, expected: list[int]) -> None:
    """A list, segment or filter is found by id and by name, and its members are exported."""
    assert members(bulk, asset, asset_id=1) == expected
    assert members(bulk, asset, name=name) == expected


def test_a_segment_goes_with_two_system_dates(bulk: Any) -> None:
    """A segment may be narrowed by a range of a system timestamp."""
    for bounds, expected in (({"start": BEFORE, "end": AFTER}, {"4", "5"}), ({"start": BEFORE, "end": BEFORE}, set())):
        export(bulk, "contacts", "contactID")
        bulk.asset_exists("segments", asset_id=1)
        bulk.filter_date("updatedAt", **bounds)
        assert {row["contactID"] for row in exported(bulk)} == expected


def narrow_by_country(bulk: Any) -> None:
    bulk.asset_exists("segments", asset_id=1)
    bulk.filter_equal("C_Country", "Canada")


def narrow_by_three_dates(bulk: Any) -> None:
    bulk.asset_exists("segments", asset_id=1)
    bulk.filter_date("updatedAt", start=BEFORE, end=AFTER)
    bulk.filter_date("createdAt", start=BEFORE)


def name_two_assets(bulk: Any) -> None:
    bulk.asset_exists("lists", asset_id=1)
    bulk.asset_exists("lists", asset_id=2)


@pytest.mark.parametrize("narrow", [narrow_by_country, narrow_by_three_dates, name_two_assets])
def test_what_a_filter_may_not_hold_beside_an_asset_is_refused(bulk: Any, narrow: Callable[[Any], None]) -> None:
    """A segment with another field or with three dates, and two assets in one filter, are failures of `filter`."""
    export(bulk, "contacts", "contactID")
    narrow(bulk)
    with pytest.raises(EloquaValidationError) as refused:
        bulk.create_def("an export")
    assert failing_fields(refused.value) == ["filter"]


def test_a_list_without_members_exports_nothing(bulk: Any) -> None:
    """An export of an empty list has no rows."""
    assert members(bulk, "lists", name="Another List") == []


@pytest.mark.parametrize("which", [{"list_id": 2}, {"list_name": "Another List"}], ids=["id", "name"])
def test_an_import_adds_to_a_list(bulk: Any, which: dict[str, Any]) -> None:
    """Contacts that an import creates or updates are added to the list of its sync action; rejected rows are not."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_syncaction_list("add", **which)
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": address} for address in (email(8), "listed@example.com", "notanemail")])
    assert bulk.sync() == "warning"
    assert "ELQ-00119" in {entry["statusCode"] for entry in bulk.get_sync_logs()}
    assert bulk.GetAssetSize("sharedList", "Another List") == 2
    assert members(bulk, "lists", asset_id=2) == [8, CONTACTS + 1]


def test_an_import_removes_from_a_list(bulk: Any) -> None:
    """The sync action `remove` takes the imported contacts off the list, and nobody else."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_syncaction_list("remove", list_id=1)
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": email(number)} for number in (2, 3, 4)])
    assert bulk.sync() == "success"
    assert members(bulk, "lists", asset_id=1) == [1, 10]


def test_an_export_adds_to_a_list(bulk: Any) -> None:
    """The sync action of an export takes the exported contacts."""
    export(bulk, "contacts", "contactID")
    bulk.asset_exists("segments", asset_id=1)
    bulk.add_syncaction_list("add", list_id=2)
    assert len(exported(bulk)) == 2
    assert members(bulk, "lists", asset_id=2) == [4, 5]


def test_account_lists_take_and_show_accounts(bulk: Any) -> None:
    """An account import adds to an account list found by name, and an account export is filtered by it."""
    set_up_import(bulk, "accounts", ["M_CompanyName"], "M_CompanyName")
    bulk.add_syncaction_list("add", list_name="Key Accounts")
    bulk.create_def("an import")
    bulk.post_data([{"M_CompanyName": "ABC Company"}])
    assert bulk.sync() == "success"
    export(bulk, "accounts", "M_CompanyName")
    bulk.asset_exists("lists", name="Key Accounts")
    assert sorted(row["M_CompanyName"] for row in exported(bulk)) == ["ABC Company", "XYZ Company"]


def test_an_account_import_cannot_add_to_a_contact_list(bulk: Any) -> None:
    """The client takes every list id for a contact list's; for accounts that is a failure of `syncActions`."""
    set_up_import(bulk, "accounts", ["M_CompanyName"], "M_CompanyName")
    bulk.add_syncaction_list("add", list_id=1)
    with pytest.raises(EloquaValidationError) as refused:
        bulk.create_def("an import")
    assert failing_fields(refused.value)[0].startswith("syncActions")


def test_a_sync_action_unsubscribes(bulk: Any) -> None:
    """`setStatus` of the global subscription shows in the client's isSubscribed, for the imported contact alone."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_syncaction("setStatus", destination="{{GlobalSubscribe}}", status="unsubscribed")
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": email(5)}])
    assert bulk.sync() == "success"
    export(bulk, "contacts", "contactID", "isSubscribed")
    bulk.asset_exists("segments", asset_id=1)
    assert {row["contactID"]: row["isSubscribed"].lower() for row in exported(bulk)} == {"4": "true", "5": "false"}


def test_a_sync_action_sets_the_status_of_an_email_group(bulk: Any) -> None:
    """`setStatus` of an email group runs and is logged."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_syncaction("setStatus", destination="{{EmailGroup[1]}}", status="unsubscribed")
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": email(5)}])
    assert bulk.sync() == "success"
    assert "ELQ-00116" in {entry["statusCode"] for entry in bulk.get_sync_logs()}


def test_addresses_are_unsubscribed(bulk: Any) -> None:
    """An import of email addresses exists for its sync action; the client writes its path in lower case."""
    bulk.imports("emailaddresses")
    bulk.job["fields"].append({"name": "address", "statement": "{{EmailAddress.Field(EmailAddress)}}"})
    bulk.add_options(identifierFieldName="address")
    bulk.add_syncaction("setStatus", destination="{{GlobalSubscribe}}", status="unsubscribed")
    bulk.create_def("addresses")
    bulk.post_data([{"address": email(4)}, {"address": "stranger@example.com"}])
    bulk.handle_sync()
    assert bulk.job_sync["status"] == "success"
    assert bulk.get_sync_rejects() == []
    export(bulk, "contacts", "contactID", "isSubscribed")
    bulk.asset_exists("segments", asset_id=1)
    assert {row["contactID"]: row["isSubscribed"].lower() for row in exported(bulk)} == {"4": "false", "5": "true"}


@pytest.mark.parametrize("which", [{"model_id": 1}, {"name": "Model 1"}], ids=["id", "name"])
def test_scores_of_a_lead_model_are_exported(bulk: Any, which: dict[str, Any]) -> None:
    """The three fields of a scoring model, found by id or by name, are exported; one without a value is empty."""
    export(bulk, "contacts", "contactID")
    bulk.add_leadscore_fields(**which)
    bulk.filter_equal("contactID", "1")
    assert exported(bulk) == [{"contactID": "1", "Rating": "A1", "ProfileScore": "80", "EngagementScore": ""}]


@pytest.mark.parametrize("destination", ["{{ContactList[99]}}", "{{EmailGroup[99]}}", "nonsense", None])
def test_a_sync_action_without_a_known_destination_is_refused(bulk: Any, destination: str | None) -> None:
    """A destination that the site does not have, or none, is a failure of the definition."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_syncaction("add", destination=destination)
    with pytest.raises(EloquaValidationError) as refused:
        bulk.create_def("an import")
    assert failing_fields(refused.value)[0].startswith("syncActions")
