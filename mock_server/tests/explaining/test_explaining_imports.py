"""Why? What the mock says of the rows of an import: which record, field by field, and which rule kept a field."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of

ROW = {"OpportunityID": "OPP-1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "5"}
WITH_TERRITORY = {**OPPORTUNITY_FIELDS, "Territory": "{{Opportunity.Field(Territory)}}"}
DATA = {
    "opportunityStages": ["Prospecting", "Closed Won"],
    "contactLists": [{"id": 7, "name": "a list"}],
    "contacts": [
        {"fields": {"C_EmailAddress": "ann@example.com", "C_LastName": "1", "C_City": "Paris"}},
        {"fields": {"C_EmailAddress": "bob@example.com", "C_LastName": "2"}},
    ],
}
CITIES = {"Email": "{{Contact.Field(C_EmailAddress)}}", "City": "{{Contact.Field(C_City)}}"}
NAMES = {"Name": "{{Contact.Field(C_LastName)}}", "Email": "{{Contact.Field(C_EmailAddress)}}"}


@pytest.fixture
def mock() -> InProcess:
    mock = InProcess(site_of(DATA))
    mock.run(mock.create_import(fields=WITH_TERRITORY), [{**ROW, "Territory": "North"}])
    return mock


def explained(mock: InProcess, uri: str, *rows: dict[str, str]) -> list[dict[str, Any]]:
    sync = mock.run(uri, list(rows))
    items: list[dict[str, Any]] = mock.control("GET", f"/sites/{mock.site}{sync}/explain")["items"]
    return items


def fields_of(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of the one record that the row changed, by key."""
    (change,) = item["changes"]
    return {field["key"]: field for field in change["fields"]}


def test_what_was_made_and_what_was_updated_is_told(mock: InProcess) -> None:
    """A new record has the id that it got; an update says which fields it changed from what to what, or that none."""
    items = explained(
        mock, mock.create_import(), {**ROW, "Amount": "6", "Stage": "closed won"}, {**ROW, "OpportunityID": "N"}
    )
    assert [(item["changes"][0]["record"], item["changes"][0]["new"]) for item in items] == [(1, False), (2, True)]
    assert (
        "It updated opportunity 1: OpportunityStageID 'Prospecting' -> 'Closed Won', Amount '5' -> '6'."
        in items[0]["says"]
    )
    assert fields_of(items[0])["Stage"] == {
        "key": "Stage",
        "field": "OpportunityStageID",
        "sent": "closed won",
        "updateRule": "always",
        "before": "Prospecting",
        "after": "Closed Won",
        "why": None,
    }
    assert items[1]["says"].endswith("It made opportunity 2.")
    assert fields_of(items[1])["Amount"]["before"] is None
    (again,) = explained(mock, mock.create_import(), {**ROW, "OpportunityID": "n"})
    assert again["says"].endswith("It changed nothing of opportunity 2.")
    assert again["assumptions"] == {"textComparison": "casefold"}


@pytest.mark.parametrize(
    ("rule", "sent", "told"),
    [
        ("ifExistingIsNull", "South", "updateRule ifExistingIsNull takes no value where there is one"),
        ("ifNewIsNotNull", "", "updateRule ifNewIsNotNull takes no blank"),
    ],
)
def test_the_update_rule_that_kept_a_field_is_named(mock: InProcess, rule: str, sent: str, told: str) -> None:
    """A field that stayed as it was because of the rule of its key says so; the others are updated."""
    rules = {"updateRule": "useFieldRule", "updateRuleByField": {"Territory": rule}}
    uri = mock.create_import(fields=WITH_TERRITORY, **rules)
    (item,) = explained(mock, uri, {**ROW, "Amount": "6", "Territory": sent})
    territory = fields_of(item)["Territory"]
    assert (territory["updateRule"], territory["before"], territory["after"], territory["why"]) == (
        rule,
        "North",
        "North",
        told,
    )
    assert f"Territory: {told}; Territory stayed 'North'." in item["says"]
    assert "Amount '5' -> '6'" in item["says"]
    assert "OPP-05" in item["clauses"]


def test_a_key_that_the_row_lacks_is_told(mock: InProcess) -> None:
    """Such a field stays, by an assumption; where the site says that it is cleared, it is cleared."""
    row = {key: value for key, value in ROW.items() if key != "OpportunityName"}
    (item,) = explained(mock, mock.create_import(), row)
    assert "OpportunityName: not in the row (missingKey: keep); OpportunityName stayed 'One'." in item["says"]
    assert item["assumptions"] == {"missingKey": "keep"}
    clearing = InProcess(site_of({**DATA, "assumptions": {"missingKey": "clear"}}))
    uri = clearing.create_import(fields=WITH_TERRITORY)
    clearing.run(uri, [{**ROW, "Territory": "North"}])
    (item,) = explained(clearing, uri, ROW)
    assert "It updated opportunity 1: Territory 'North' -> ''." in item["says"]
    assert "OPP-11" in item["clauses"]


def test_a_value_that_fell_away_is_told_with_what_was_taken(mock: InProcess) -> None:
    """An invalid value in a field that is not required is a reject, and yet the rest of the row counts."""
    fields = {**OPPORTUNITY_FIELDS, "Close": "{{Opportunity.Field(CloseDate)}}"}
    (item,) = explained(mock, mock.create_import(fields=fields), {**ROW, "Amount": "6", "Close": "soon"})
    assert (item["outcome"], item["statusCode"], item["invalidFields"]) == ("rejected", "ELQ-00040", ["Close"])
    assert "Only that value fell away; the rest of the row was taken." in item["says"]
    assert "Amount '5' -> '6'" in item["says"]
    assert fields_of(item)["Close"]["why"] == "the value is invalid and fell away"


def test_two_keys_of_one_field_are_told_apart(mock: InProcess) -> None:
    """The later key counts; what the other one sent is told to have been in vain."""
    fields = {**OPPORTUNITY_FIELDS, "Also": "{{Opportunity.Field(Amount)}}"}
    (item,) = explained(mock, mock.create_import(fields=fields), {**ROW, "Amount": "6", "Also": "7"})
    assert "Amount '5' -> '7'" in item["says"]
    assert fields_of(item)["Amount"]["why"] == "Also is for the same field, and counts"


def test_a_rejected_row_changed_nothing(mock: InProcess) -> None:
    """It has no changes, and rests on the rule that rejected it alone."""
    long_name, long_id = explained(
        mock, mock.create_import(), {**ROW, "OpportunityName": "n" * 101}, {**ROW, "OpportunityID": "i" * 101}
    )
    assert (long_name["changes"], long_name["clauses"]) == ([], ["OPP-15"])
    assert long_name["assumptions"] == {"longText": "reject"}
    assert (long_id["statusCode"], long_id["clauses"], long_id["assumptions"]) == ("ELQ-00125", ["OPP-16"], {})


def test_the_row_that_counts_in_place_of_a_duplicate_is_named(mock: InProcess) -> None:
    """Of rows with one identifier each that fell away names the one that did not."""
    items = explained(mock, mock.create_import(), ROW, {**ROW, "OpportunityID": "opp-1"}, {**ROW, "Amount": "9"})
    for item in items[:2]:
        assert "Row 3 has the same identifier, and counts (duplicateSurvivor: last)." in item["says"]
    assert "Amount '5' -> '9'" in items[2]["says"]


def test_the_import_rule_is_named(mock: InProcess) -> None:
    """`updateOnly` makes nothing of a row that finds nobody, `createOnly` rejects one that finds somebody."""
    uri = mock.create_record_import("contacts", CITIES, importRule="updateOnly")
    (item,) = explained(mock, uri, {"Email": "new@example.com", "City": "Rome"})
    assert (item["outcome"], item["changes"]) == ("unmatched", [])
    assert item["says"].endswith("importRule updateOnly makes no new one: nothing became of the row.")
    uri = mock.create_record_import("contacts", CITIES, importRule="createOnly")
    (item,) = explained(mock, uri, {"Email": "ann@example.com", "City": "Rome"})
    assert (item["outcome"], item["clauses"]) == ("rejected", ["CNT-08"])
    assert "importRule createOnly changes none that is there." in item["says"]


def test_an_address_that_decided_is_told(mock: InProcess) -> None:
    """A row that names nobody by its identifier, but by its address; and one that wants an address of another."""
    uri = mock.create_record_import("contacts", NAMES)
    (item,) = explained(mock, uri, {"Name": "9", "Email": "ann@example.com"})
    assert "The address was that of contact 1: the row is for that one." in item["says"]
    (item,) = explained(mock, uri, {"Name": "2", "Email": "ann@example.com"})
    assert item["message"] == "Multiple matches."
    assert "The address is that of another contact" in item["says"]


def test_what_another_rule_of_the_site_made_of_a_value_is_told(mock: InProcess) -> None:
    """A contact with an address that was unsubscribed for good is not subscribed, whatever its row says."""
    address = "{{EmailAddress.Field(EmailAddress)}}"
    action = {"action": "setStatus", "destination": "{{GlobalSubscribe}}", "status": "unsubscribed"}
    body = {"name": "u", "fields": {"Email": address}, "identifierFieldName": "Email", "syncActions": [action]}
    uri = mock.create("/emailAddresses/imports", body)
    (item,) = explained(mock, uri, {"Email": "new@example.com"})
    assert item["outcome"] == "acted"
    fields = {"Email": "{{Contact.Field(C_EmailAddress)}}", "Subscribed": "{{Contact.Email.IsSubscribed}}"}
    (item,) = explained(
        mock, mock.create_record_import("contacts", fields), {"Email": "new@example.com", "Subscribed": "true"}
    )
    assert "Subscribed: when the sync ended it was 'false', by another row or another rule of the site" in item["says"]


def test_rows_of_sync_actions_are_explained(mock: InProcess) -> None:
    """They say which contacts they named, nearly named, or that nothing became of them."""
    body = {
        "name": "onto the list",
        "fields": {"Email": "{{Contact.Field(C_EmailAddress)}}"},
        "identifierFieldName": "Email",
        "syncActions": [{"action": "add", "destination": "{{ContactList[7]}}"}],
    }
    items = explained(
        mock, mock.create("/contacts/syncActions", body), *({"Email": e} for e in ("Ann@example.com", "zed@x", ""))
    )
    assert [item["outcome"] for item in items] == ["acted", "unmatched", "rejected"]
    assert "matched 1 of the contacts (id 1)." in items[0]["says"]
    assert items[1]["says"].endswith("Nothing became of the row.")
