"""The site that pyeloqua meets, and the courses of its calls that several tests take."""

from __future__ import annotations

from typing import Any

CONTACTS = 2_345
CANADIANS = [number for number in range(1, CONTACTS + 1) if number % 10]
BEFORE, AFTER = "2000-01-01 00:00:00", "2100-01-01 00:00:00"

Row = dict[str, str]


def email(number: int) -> str:
    return f"person{number}@example.com"


def contact(number: int) -> dict[str, Any]:
    fields = {
        "C_EmailAddress": email(number),
        "C_FirstName": f"First {number}",
        "C_Country": "Canada" if number % 10 else "Germany",
    }
    if number <= 28:
        fields |= {"C_Company": "ABC Company", "C_Renewal1": f"2026-02-{number:02}"}
    if number == 1:
        fields |= {"LeadScore.Model[1].Rating": "A1", "LeadScore.Model[1].ProfileScore": "80"}
    return {"id": number, "fields": fields}


SITE = {
    "version": 1,
    "name": "TestCompany",
    "users": [{"username": "test.user", "password": "test-password"}],
    "pace": {"seconds": 12},
    "fields": {"contacts": [{"name": "Renewal Date", "internalName": "C_Renewal1", "dataType": "date"}]},
    "accounts": [
        {"id": 1, "fields": {"M_CompanyName": "ABC Company", "M_Country": "United States"}},
        {"id": 2, "fields": {"M_CompanyName": "XYZ Company", "M_Country": "Canada"}},
    ],
    "contacts": [contact(number) for number in range(1, CONTACTS + 1)],
    "contactLists": [
        {"id": 1, "name": "Test List 1", "members": [1, 2, 3, 10]},
        {"id": 2, "name": "Another List", "members": []},
    ],
    "contactSegments": [{"id": 1, "name": "Big Segment", "members": [4, 5]}],
    "contactFilters": [{"id": 1, "name": "Shared Filter", "members": [6]}],
    "accountLists": [{"id": 1, "name": "Key Accounts", "members": [2]}],
    "emailGroups": [{"id": 1, "name": "Newsletter"}],
    "leadScoringModels": [{"id": 1, "name": "Model 1"}],
}


def export(bulk: Any, elq_object: str, *fields: str, **options: Any) -> None:
    """Sets up an export; what its rows are filtered by is added by the test."""
    bulk.reset()
    bulk.exports(elq_object)
    bulk.add_fields(list(fields))
    bulk.add_options(**options)


def exported(bulk: Any) -> list[Row]:
    """The rows of the export that is set up."""
    bulk.create_def("an export")
    assert bulk.sync() == "success"
    rows: list[Row] = bulk.get_export_data()
    return rows


def import_rows(bulk: Any, elq_object: str, rows: list[Row], *, identifier: str, name: str = "an import") -> str:
    """Sets up and runs an import of rows with the keys of the first; the status of the sync."""
    set_up_import(bulk, elq_object, list(rows[0]), identifier)
    bulk.create_def(name)
    bulk.post_data(rows)
    bulk.handle_sync()
    status: str = bulk.job_sync["status"]
    return status


def set_up_import(bulk: Any, elq_object: str, fields: list[str], identifier: str) -> None:
    bulk.reset()
    bulk.imports(elq_object)
    bulk.add_fields(fields)
    bulk.add_options(identifierFieldName=identifier)


def members(bulk: Any, asset: str, **which: Any) -> list[int]:
    """The ids of the contacts that an asset has, in order, by an export with EXISTS."""
    export(bulk, "contacts", "contactID")
    bulk.asset_exists(asset, **which)
    return sorted(int(row["contactID"]) for row in exported(bulk))


def failing_fields(error: Any) -> list[str]:
    """The fields of the failures in a 400 as the client raises it."""
    status, body = error.args
    assert status == 400
    return [failure["field"] for failure in body["failures"]]
