"""Imports of accounts: what differs from contacts."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import InProcess
from mock_server.tests.records.asking import (
    USER_ID,
    counters,
    described,
    fields,
    import_accounts,
    mock_with,
    refused,
    stored,
    sync_accounts,
)


@pytest.fixture
def mock() -> InProcess:
    """A site with one account."""
    return mock_with(accounts=[described(1, name="Acme", country="US")])


def test_accounts_are_created_and_updated(mock: InProcess) -> None:
    """By name without regard to case, or by any other field; ELQ-00005 and ELQ-00023 count them."""
    sync = sync_accounts(mock, "name country", {"name": "ACME", "country": "DE"}, {"name": "New", "country": "FR"})
    assert stored(mock, "name country", "accounts") == [("Acme", "DE"), ("New", "FR")]
    log = counters(mock, sync)
    assert (log["ELQ-00005"], log["ELQ-00023"]) == (1, 1)
    assert not log.keys() & {"ELQ-00004", "ELQ-00022"}
    assert import_accounts(mock, "country name", {"country": "fr", "name": "Newer"}) == []
    assert stored(mock, "name country", "accounts")[1] == ("Newer", "FR")


@pytest.mark.parametrize(("rule", "first"), [("always", ""), ("ifNewIsNotNull", "US"), ("ifExistingIsNull", "US")])
def test_the_update_rule_holds_for_accounts(mock: InProcess, rule: str, first: str) -> None:
    """A blank value clears a field, or does not, as the rule says."""
    import_accounts(mock, "name country", {"name": "Acme", "country": ""}, updateRule=rule)
    assert stored(mock, "country", "accounts") == [(first,)]


def test_the_import_rule_holds_for_accounts(mock: InProcess) -> None:
    """`createOnly` rejects a known account with ELQ-00026, `updateOnly` counts an unknown one as ELQ-00034.
    [import-rule-codes]"""
    rows = [{"name": "acme", "country": "X"}, {"name": "New", "country": "Y"}]
    assert import_accounts(mock, "name country", *rows, importRule="createOnly") == [(1, "ELQ-00026")]
    assert stored(mock, "name country", "accounts") == [("Acme", "US"), ("New", "Y")]
    rows[1]["name"] = "Newer"
    sync = sync_accounts(mock, "name country", *rows, importRule="updateOnly")
    assert (mock.rejects(sync), counters(mock, sync)["ELQ-00034"]) == ([], 1)
    assert stored(mock, "name country", "accounts") == [("Acme", "X"), ("New", "Y")]


def test_two_accounts_may_have_one_name(mock: InProcess) -> None:
    """A name is not unique: a row by another field gives a second account the same name."""
    assert import_accounts(mock, "country name", {"country": "DE", "name": "Acme"}) == []
    assert stored(mock, "name country", "accounts") == [("Acme", "US"), ("Acme", "DE")]
    assert import_accounts(mock, "name country", {"name": "Acme", "country": "x"}) == [(1, "ELQ-00026")]


def test_an_account_has_a_name(mock: InProcess) -> None:
    """A blank name rejects the row with ELQ-00061. [not-null-fields]"""
    rows = [{"country": "US", "name": ""}, {"country": "DE", "name": " "}]
    assert import_accounts(mock, "country name", *rows) == [(1, "ELQ-00061"), (2, "ELQ-00061")]
    assert stored(mock, "name", "accounts") == [("Acme",)]


def test_link_users_needs_a_user_id(mock: InProcess) -> None:
    """`linkUsers` is refused without one of the four CRM user ids among the fields; text `"true"` comes back as true,
    before the name. [link-users]"""
    body: dict[str, Any] = {"name": "x", "fields": fields("name"), "identifierFieldName": "name", "linkUsers": "true"}
    assert refused(mock, "/accounts/imports", body) == ["linkUsers"]
    uri = mock.create("/accounts/imports", body | {"fields": fields("name") | {"user": USER_ID}})
    shown = mock.get(uri)
    assert (shown["linkUsers"], next(iter(shown))) == (True, "linkUsers")
    assert mock.rejects(mock.run(uri, [{"name": "Acme", "user": "U1"}])) == []
    mock.create("/accounts/imports", body | {"linkUsers": False})


@pytest.mark.parametrize("name", ["CRMOSCUserId", "CRMSfdcUserId", "CRMMSDUserId", "CRMSODUserId"])
def test_each_of_the_four_user_ids_will_do(mock: InProcess, name: str) -> None:
    """Any of the documented statements lets `linkUsers` be true; no export reads it. [link-users]"""
    statement = f"{{{{Account.User.Field({name})}}}}"
    mock.create_record_import("accounts", fields("name") | {"user": statement}, linkUsers=True)
    assert refused(mock, "/accounts/exports", {"name": "x", "fields": {"user": statement}}) == ["fields"]


def test_link_users_is_unknown_to_contacts(mock: InProcess) -> None:
    """On a contact import it is an unknown property: neither echoed nor judged."""
    assert "linkUsers" not in mock.get(mock.create_record_import("contacts", fields("email"), linkUsers=True))


@pytest.mark.parametrize("statement", ["{{Account.Field(CompanyIDExt)}}", "{{Account.Id}}", "{{Account.CreatedAt}}"])
def test_read_only_account_fields_are_refused(mock: InProcess, statement: str) -> None:
    """Neither as identifier nor beside one."""
    body = {"name": "x", "fields": fields("name") | {"id": statement}, "identifierFieldName": "name"}
    assert refused(mock, "/accounts/imports", body) == ["fields"]
    assert refused(mock, "/accounts/imports", body | {"identifierFieldName": "id"}) == ["fields"]
