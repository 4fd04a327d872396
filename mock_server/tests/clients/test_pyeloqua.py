"""pyeloqua 0.5.11 from PyPI, unmodified, over a socket: login, fields, contacts, accounts.

Its lists, its syncs and errors, and its deprecated half have files of their own. It has no call that deletes a
definition, staged data or exported data, and none that reads `/syncs/{id}/data`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import pytest

from mock_server.tests.clients.driving import (
    AFTER,
    BEFORE,
    CANADIANS,
    CONTACTS,
    email,
    export,
    exported,
    import_rows,
    set_up_import,
)
from mock_server.tests.clients.surroundings import Surroundings

# Login


def test_the_client_is_the_published_one() -> None:
    """The release that these tests speak of is the one that is installed."""
    assert version("pyeloqua") == "0.5.11"


def test_login_reads_who_and_where_from_the_discovery_answer(eloqua: Surroundings, login: Callable[..., Any]) -> None:
    """The right credentials log in through login.eloqua.com, and all further calls go where its answer says."""
    client = login()
    assert client.user_display == "test.user"
    assert isinstance(client.user_id, int) and isinstance(client.site_id, int)
    assert client.url_base == eloqua.url
    assert client.rest_base == f"{eloqua.url}/API/REST/2.0/"
    assert client.bulk_base == f"{eloqua.url}/API/Bulk/2.0/"


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"username": "nobody"}, {"company": "NoCompany"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_wrong_credentials_do_not_log_in(login: Callable[..., Any], wrong: dict[str, str]) -> None:
    """A wrong company, user or password is answered so that the client raises its ValueError."""
    with pytest.raises(ValueError, match=r"\AInvalid login credentials\Z"):
        login(**wrong)


# Fields


@pytest.mark.parametrize(
    ("elq_object", "name", "internal_name", "system_fields"),
    [("contacts", "Email Address", "C_EmailAddress", 6), ("accounts", "Company Name", "M_CompanyName", 3)],
)
def test_fields_are_listed(bulk: Any, elq_object: str, name: str, internal_name: str, system_fields: int) -> None:
    """The client lists each field of an entity once, behind the system fields that it brings itself."""
    listed = bulk.get_fields(elq_object)[system_fields:]
    assert {"name": name, "internalName": internal_name}.items() <= listed[0].items()
    names = [field["internalName"] for field in listed]
    assert len(set(names)) == len(names)
    assert all(field["statement"].startswith("{{") for field in listed)


@pytest.mark.parametrize("name", ["Renewal Date", "C_Renewal1"])
def test_fields_are_found_by_either_name(bulk: Any, name: str) -> None:
    """A custom field of the site is found by its display name and by its internal name."""
    export(bulk, "contacts", name)
    [field] = bulk.job["fields"]
    assert field["statement"] == "{{Contact.Field(C_Renewal1)}}"
    assert field["dataType"] == "date"


def test_a_field_that_nobody_has_is_not_found(bulk: Any) -> None:
    """The client says that a field is unknown, so the list was read to its end."""
    with pytest.raises(Exception, match=r"\Afield not found: C_Nmae\Z"):
        export(bulk, "contacts", "C_Nmae")


# Contacts


def test_a_contact_import_creates_updates_and_rejects(bulk: Any) -> None:
    """Of three rows one updates, one creates, and one with a bad address is rejected with ELQ-00002."""
    rows = [
        {"C_EmailAddress": email(1), "C_FirstName": 'Änne "Quote" O\'Neil,\n2'},
        {"C_EmailAddress": "notanemail", "C_FirstName": "Maria"},
        {"C_EmailAddress": "new+tag@example.com", "C_FirstName": "New"},
    ]
    assert import_rows(bulk, "contacts", rows, identifier="C_EmailAddress") == "warning"
    assert bulk.get_sync_rejects() == [
        {
            "fieldValues": rows[1],
            "message": "Invalid email address.",
            "statusCode": "ELQ-00002",
            "recordIndex": 2,
            "invalidFields": ["C_EmailAddress"],
        }
    ]
    logs = {entry["statusCode"]: (entry["count"], entry["severity"]) for entry in bulk.get_sync_logs()}
    assert logs["ELQ-00130"] == logs["ELQ-00001"] == (3, "information")
    assert logs["ELQ-00002"] == (1, "warning")
    assert logs["ELQ-00004"] == logs["ELQ-00022"] == (1, "information")

    export(bulk, "contacts", "C_EmailAddress", "C_FirstName")
    by_address = {row["C_EmailAddress"]: row for row in exported(bulk)}
    assert len(by_address) == CONTACTS + 1
    assert [by_address[row["C_EmailAddress"]] for row in (rows[0], rows[2])] == [rows[0], rows[2]]


def test_a_clean_contact_import_succeeds_without_rejects(bulk: Any) -> None:
    """An import of good rows ends in success and has no rejects."""
    rows = [{"C_EmailAddress": f"clean{number}@example.com", "C_LastName": str(number)} for number in range(1_100)]
    assert import_rows(bulk, "contacts", rows, identifier="C_EmailAddress") == "success"
    assert bulk.get_sync_rejects() == []


@pytest.mark.parametrize(
    ("field", "value", "code"), [("isBounced", "true", "ELQ-00016"), ("isSubscribed", "false", "ELQ-00017")]
)
def test_the_email_status_of_a_contact_can_be_imported(bulk: Any, field: str, value: str, code: str) -> None:
    """Bounced and unsubscribed are imported by the system fields of the client, counted in the log and exported."""
    rows = [{"C_EmailAddress": email(4), field: value}]
    assert import_rows(bulk, "contacts", rows, identifier="C_EmailAddress") == "success"
    assert {entry["statusCode"]: entry["count"] for entry in bulk.get_sync_logs()}[code] == 1
    export(bulk, "contacts", "contactID", field)
    bulk.filter_date("C_Renewal1", start="2026-02-04 00:00:00", end="2026-02-05 00:00:00")
    seen = {row["contactID"]: row[field].lower() == value for row in exported(bulk)}
    assert seen == {"4": True, "5": False}


def test_rejects_are_paged(bulk: Any) -> None:
    """More rejects than a page of a thousand holds come each once and in order."""
    rows = [{"C_EmailAddress": f"bad address {number}"} for number in range(1_500)]
    assert import_rows(bulk, "contacts", rows, identifier="C_EmailAddress") == "warning"
    rejects = bulk.get_sync_rejects()
    assert [reject["recordIndex"] for reject in rejects] == list(range(1, 1_501))
    assert {reject["statusCode"] for reject in rejects} == {"ELQ-00002"}


def test_an_import_that_syncs_by_itself_needs_no_sync(bulk: Any) -> None:
    """With isSyncTriggeredOnImport the upload starts the sync, and the client accepts the 201."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.add_options(isSyncTriggeredOnImport=True)
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": "triggered@example.com"}])
    bulk.check_sync("/syncs/1")
    bulk.handle_sync(start_new=False)
    assert bulk.job_sync["status"] == "success"
    export(bulk, "contacts", "C_EmailAddress")
    bulk.filter_equal("C_EmailAddress", "triggered@example.com")
    assert exported(bulk) == [{"C_EmailAddress": "triggered@example.com"}]


def test_a_filtered_export_is_read_page_by_page(bulk: Any) -> None:
    """An export of 2,111 contacts out of 2,345, three pages of the client's thousand, has each of them once."""
    export(bulk, "contacts", "Email Address", "Country", "contactID")
    bulk.filter_equal("C_Country", "Canada")
    rows = exported(bulk)
    assert bulk.get_export_count() == len(rows) == len(CANADIANS) > 2_000
    assert sorted(int(row["contactID"]) for row in rows) == CANADIANS
    assert {row["C_Country"] for row in rows} == {"Canada"}
    assert {row["C_EmailAddress"] for row in rows} == {email(number) for number in CANADIANS}
    assert [sorted(row) for row in rows[:1]] == [["C_Country", "C_EmailAddress", "contactID"]]
    assert bulk.get_export_data(offset=2_000) == rows[2_000:]
    assert bulk.get_export_data(max_recs=2_000) == rows[:2_000]


def test_an_export_without_rows_is_empty(bulk: Any) -> None:
    """An export that nobody matches leaves `items` out, which the client reads as no rows."""
    export(bulk, "contacts", "C_EmailAddress")
    bulk.filter_equal("C_Country", "Nowhere")
    assert exported(bulk) == []
    assert bulk.get_export_count() == 0


def test_filters_of_the_client_are_joined(bulk: Any) -> None:
    """Dates, equality and a list are joined with AND, with the blanks that the client writes around each."""
    export(bulk, "contacts", "contactID")
    bulk.filter_date("Renewal Date", start="2026-02-02 00:00:00", end="2026-02-10 00:00:00")
    bulk.filter_equal("C_Country", "Canada")
    bulk.asset_exists("lists", asset_id=1)
    assert sorted(row["contactID"] for row in exported(bulk)) == ["2", "3"]


@pytest.mark.parametrize("field", ["createdAt", "updatedAt"])
def test_system_timestamps_are_filtered(bulk: Any, field: str) -> None:
    """The system fields that only the client knows of are compared as moments: all since 2000, none before."""
    for bounds, expected in (
        ({"start": BEFORE}, CONTACTS),
        ({"end": BEFORE}, 0),
        ({"start": BEFORE, "end": AFTER}, CONTACTS),
    ):
        export(bulk, "contacts", "contactID")
        bulk.filter_date(field, **bounds)
        assert len(exported(bulk)) == expected


def test_a_date_filter_includes_its_bounds(bulk: Any) -> None:
    """Start and end of a date range belong to it."""
    export(bulk, "contacts", "C_Renewal1")
    bulk.filter_date("C_Renewal1", start="2026-02-10 00:00:00", end="2026-02-12 00:00:00")
    assert sorted(row["C_Renewal1"] for row in exported(bulk)) == [f"2026-02-{day} 00:00:00" for day in (10, 11, 12)]


@pytest.mark.parametrize(
    ("elq_object", "key", "value"), [("contacts", "contactID", "7"), ("accounts", "accountID", "2")]
)
def test_every_field_can_be_exported_at_once(bulk: Any, elq_object: str, key: str, value: str) -> None:
    """`add_fields()` without names takes all fields and the client's system fields, read-only ones among them."""
    export(bulk, elq_object, key)
    bulk.job["fields"].clear()
    bulk.add_fields()
    bulk.filter_equal(key, value)
    [row] = exported(bulk)
    assert row[key] == value
    assert set(row) == {field.get("internalName", field["name"]) for field in bulk.job["fields"]}
    assert all(isinstance(text, str) for text in row.values())


def test_system_timestamps_of_an_export_are_utc_on_demand(bulk: Any) -> None:
    """With `areSystemTimestampsInUTC` a timestamp reads four or five hours later than without: US Eastern time."""
    shown = []
    for in_utc in (True, False):
        export(bulk, "contacts", "createdAt", areSystemTimestampsInUTC=in_utc, maxRecords=1)
        [row] = exported(bulk)
        shown.append(datetime.strptime(row["createdAt"], "%Y-%m-%d %H:%M:%S"))
    assert shown[0] - shown[1] in (timedelta(hours=4), timedelta(hours=5))


@pytest.mark.parametrize("in_utc", [True, False])
def test_a_timestamp_that_was_read_finds_its_contact_again(bulk: Any, in_utc: bool) -> None:
    """A client that goes on where its last export ended filters by what it read, in UTC or not."""
    export(bulk, "contacts", "contactID", "createdAt", areSystemTimestampsInUTC=in_utc, maxRecords=1)
    [read] = exported(bulk)
    export(bulk, "contacts", "contactID", "createdAt", areSystemTimestampsInUTC=in_utc)
    bulk.filter_date("createdAt", start=read["createdAt"], end=read["createdAt"])
    bulk.filter_equal("contactID", read["contactID"])
    assert exported(bulk) == [read]


def test_contacts_are_exported_with_fields_of_their_accounts(bulk: Any) -> None:
    """Linked account fields, system fields among them, come with a contact; without an account they are empty."""
    rows = []
    for number in (1, 29):
        export(bulk, "contacts", "contactID")
        bulk.add_linked_fields("accounts", ["Company Name", "accountID"])
        bulk.filter_equal("contactID", str(number))
        rows += exported(bulk)
    assert rows == [
        {"contactID": "1", "M_CompanyName": "ABC Company", "accountID": "1"},
        {"contactID": "29", "M_CompanyName": "", "accountID": ""},
    ]


# Accounts


def test_accounts_are_imported_and_exported(bulk: Any) -> None:
    """An account import creates and updates by name, and an account export reads it back."""
    rows = [{"M_CompanyName": "XYZ Company", "M_Country": "Mexico"}, {"M_CompanyName": "Żubr", "M_Country": "Poland"}]
    assert import_rows(bulk, "accounts", rows, identifier="M_CompanyName") == "success"
    logs = {entry["statusCode"]: entry["count"] for entry in bulk.get_sync_logs()}
    assert (logs["ELQ-00005"], logs["ELQ-00023"]) == (1, 1)
    export(bulk, "accounts", "M_CompanyName", "M_Country")
    found = sorted(exported(bulk), key=lambda row: row["M_CompanyName"])
    assert found == [{"M_CompanyName": "ABC Company", "M_Country": "United States"}, *rows]
    assert bulk.get_export_count() == 3
    export(bulk, "accounts", "M_CompanyName", "accountID")
    bulk.filter_equal("Country", "Poland")
    assert exported(bulk) == [{"M_CompanyName": "Żubr", "accountID": "3"}]


def test_a_contact_comes_to_an_imported_account(bulk: Any) -> None:
    """A contact imported with the company of an imported account is linked to it by the site's rule."""
    import_rows(bulk, "accounts", [{"M_CompanyName": "Fresh Company"}], identifier="M_CompanyName")
    row = {"C_EmailAddress": "fresh@example.com", "C_Company": "fresh company"}
    import_rows(bulk, "contacts", [row], identifier="C_EmailAddress")
    export(bulk, "contacts", "C_Company")
    bulk.add_linked_fields("accounts", ["M_CompanyName"])
    bulk.filter_equal("C_EmailAddress", "fresh@example.com")
    assert exported(bulk) == [{"C_Company": "fresh company", "M_CompanyName": "Fresh Company"}]
