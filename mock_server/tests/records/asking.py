"""Contacts and accounts in tests: the fields under short keys, small sites, and what became of a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_server.tests.in_process import InProcess, site_of

CONTACT = {
    "email": "{{Contact.Field(C_EmailAddress)}}",
    "first": "{{Contact.Field(C_FirstName)}}",
    "last": "{{Contact.Field(C_LastName)}}",
    "company": "{{Contact.Field(C_Company)}}",
    "crm": "{{Contact.Field(C_SFDCContactID)}}",
    "employees": "{{Contact.Field(C_Employees1)}}",
    "modified": "{{Contact.Field(C_LastModifiedByExtIntegrateSystem)}}",
    "subscribed": "{{Contact.Email.IsSubscribed}}",
    "bounced": "{{Contact.Email.IsBounced}}",
}
ACCOUNT = {"name": "{{Account.Field(M_CompanyName)}}", "country": "{{Account.Field(M_Country)}}"}
USER_ID = "{{Account.User.Field(CRMOSCUserId)}}"

_INTERNAL = {
    **{key: statement.partition("(")[2][:-3] for key, statement in (CONTACT | ACCOUNT).items()},
    "subscribed": "Email.IsSubscribed",
    "bounced": "Email.IsBounced",
}

Rejects = list[tuple[int, str]]


def fields(keys: str) -> dict[str, str]:
    """Contact and account fields by their short keys: `fields("email first")`."""
    return {key: (CONTACT | ACCOUNT)[key] for key in keys.split()}


def mock_with(**site: Any) -> InProcess:
    """A mock of a small site: whatever of a site file is given."""
    return InProcess(site_of(site))


def described(record_id: int, account_id: int | None = None, **values: str) -> dict[str, Any]:
    """A record of a site file, its values by short keys."""
    placed = {} if account_id is None else {"accountId": account_id}
    return {"id": record_id, **placed, "fields": {_INTERNAL[key]: text for key, text in values.items()}}


def sync_contacts(mock: InProcess, keys: str, *rows: Mapping[str, str], **changes: Any) -> str:
    """Import contacts matched by the first of `keys`; the uri of the sync."""
    return mock.run(mock.create_record_import("contacts", fields(keys), **changes), list(rows))


def sync_accounts(mock: InProcess, keys: str, *rows: Mapping[str, str], **changes: Any) -> str:
    """Import accounts matched by the first of `keys`; the uri of the sync."""
    return mock.run(mock.create_record_import("accounts", fields(keys), **changes), list(rows))


def import_contacts(mock: InProcess, keys: str, *rows: Mapping[str, str], **changes: Any) -> Rejects:
    """The same; its rejects."""
    return mock.rejects(sync_contacts(mock, keys, *rows, **changes))


def import_accounts(mock: InProcess, keys: str, *rows: Mapping[str, str], **changes: Any) -> Rejects:
    """The same; its rejects."""
    return mock.rejects(sync_accounts(mock, keys, *rows, **changes))


def stored(mock: InProcess, keys: str, entity: str = "contacts") -> list[tuple[str, ...]]:
    """The values of every record under the short keys, in id order."""
    return [tuple(record["fields"][_INTERNAL[key]] for key in keys.split()) for record in mock.records(entity)]


def accounts_of_contacts(mock: InProcess) -> dict[str, int | None]:
    """Email address to account id."""
    return {record["fields"]["C_EmailAddress"]: record["accountId"] for record in mock.records("contacts")}


def refused(mock: InProcess, path: str, body: Mapping[str, Any]) -> list[str]:
    """The properties that a definition is refused for; nothing of it is kept."""
    before = mock.get(path)["totalResults"]
    answer = mock.call("POST", path, body)
    assert answer.status_code == 400, answer.text
    assert mock.get(path)["totalResults"] == before
    assert answer.json is not None
    return [failure["field"] for failure in answer.json["failures"]]


def counters(mock: InProcess, sync: str) -> dict[str, int]:
    """Status code to count, of a sync's log."""
    return dict(mock.logs(sync))
