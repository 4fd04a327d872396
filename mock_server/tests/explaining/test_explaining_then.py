"""What is said of a sync is said of the records as they were when it began, whatever became of them since."""

from __future__ import annotations

import random
from typing import Any

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import InProcess, site_of

ROW = {"OpportunityID": "OPP-1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "5"}
ADDRESSES = ["ann@example.com", "zoé@example.com", "twin@example.com", "twin@example.com"]
DATA = {
    "opportunityStages": ["Prospecting", "Closed Won"],
    "accounts": [{"fields": {"M_CompanyName": "Acme"}}, {"fields": {"M_CompanyName": "Globex"}}],
    "contacts": [
        {"fields": {"C_EmailAddress": address, "C_Company": "Acme", "C_LastName": str(number)}}
        for number, address in enumerate(ADDRESSES, 1)
    ],
}
BY_COMPANY = "{{Opportunity.Account.Field(M_CompanyName)}}"


def explained(mock: InProcess, sync: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = mock.control("GET", f"/sites/{mock.site}{sync}/explain")["items"]
    return items


@pytest.fixture
def mock() -> InProcess:
    mock = InProcess(site_of(DATA))
    mock.run(mock.create_import(), [ROW])
    return mock


def rename(mock: InProcess, *contacts: tuple[int, str]) -> None:
    fields = {"Id": "{{Contact.Field(C_LastName)}}", "Email": "{{Contact.Field(C_EmailAddress)}}"}
    uri = mock.create_record_import("contacts", fields, identifierFieldName="Id")
    mock.run(uri, [{"Id": str(number), "Email": address} for number, address in contacts])


def test_what_matched_then_is_told(mock: InProcess) -> None:
    """What was made or renamed since changes nothing of what is said: neither matches nor near misses."""
    linkage = mock.create_linkage()
    rows = [{"Opp": "OPP-2", "Source": "ann@example.com"}, {"Opp": "OPP-1", "Source": "Zoe@example.com"}]
    sync = mock.run(linkage, rows)
    before = explained(mock, sync)
    assert [item["looked"][0]["matched"] for item in before] == [0, 1]
    assert [side["records"] for side in before[0]["looked"]] == [[], [{"id": 1, "value": "ann@example.com"}]]
    assert [miss["value"] for miss in before[1]["looked"][1]["nearMisses"]] == ["zoé@example.com"]
    mock.run(mock.create_import(), [{**ROW, "OpportunityID": "OPP-2"}])
    rename(mock, (1, "anna@example.com"), (2, "zoe@example.com"))
    assert explained(mock, sync) == before
    again = explained(mock, mock.run(linkage, rows))
    assert [item.get("statusCode") for item in again] == ["ELQ-00085", None]


def test_contacts_are_those_that_were_at_the_account(mock: InProcess) -> None:
    """The links that a row called for by an account are those of its contacts of then."""
    sync = mock.run(
        mock.create_linkage(BY_COMPANY, linkOpportunitiesEntityType="Account"), [{"Opp": "OPP-1", "Source": "acme"}]
    )
    (before,) = explained(mock, sync)
    assert [link["contact"] for link in before["links"]] == [1, 2, 3, 4]
    assert "It called for 4 links." in before["says"]
    fields = {"Email": "{{Contact.Field(C_EmailAddress)}}", "Company": "{{Contact.Field(C_Company)}}"}
    move = mock.create_record_import("contacts", fields, identifierFieldName="Email")
    mock.run(move, [{"Email": "ann@example.com", "Company": "Globex"}, {"Email": "new@example.com", "Company": "Acme"}])
    assert explained(mock, sync) == [before]


def test_too_many_changes_are_said_to_be_too_many() -> None:
    """Where more records were replaced since than are kept, the look-up is of now, and says that it is."""
    contacts = [
        {"fields": {"C_EmailAddress": f"c{number}@example.com", "C_LastName": str(number)}} for number in range(1, 7)
    ]
    mock = InProcess(site_of({**DATA, "contacts": contacts}), settings=Settings(rows_kept=5))
    mock.run(mock.create_import(), [ROW])
    sync = mock.run(mock.create_linkage(), [{"Opp": "OPP-1", "Source": "c1@example.com"}])
    rename(mock, (1, "x@example.com"), (2, "y@example.com"))
    (item,) = explained(mock, sync)
    assert item["looked"][1]["records"] == [{"id": 1, "value": "c1@example.com"}]
    assert "as they are now" not in item["says"]
    rename(mock, *((number, f"z{number}@example.com") for number in range(1, 7)))
    (item,) = explained(mock, sync)
    assert (item["outcome"], item["looked"][1]["matched"]) == ("linked", 0)
    assert "matches none of the contacts as they are now: so many records changed since that it is not" in item["says"]
    assert item["says"].endswith("The site has changed since: today the row would be decided otherwise.")


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_comes_later_changes_what_is_said(seed: int) -> None:
    """Of a random history of imports and linkages each sync is explained at its end as it was at once."""
    draw = random.Random(seed)
    mock = InProcess(site_of(DATA))
    plain, mixed = (
        mock.create_import(),
        mock.create_import(updateRule="ifExistingIsNull", isIdentifierFieldCaseSensitive=True),
    )
    fields = {
        "Id": "{{Contact.Field(C_LastName)}}",
        "Email": "{{Contact.Field(C_EmailAddress)}}",
        "Company": "{{Contact.Field(C_Company)}}",
    }
    by_address = mock.create_record_import("contacts", fields, identifierFieldName="Email")
    by_id = mock.create_record_import("contacts", fields, identifierFieldName="Id")
    by_contact = mock.create_linkage(linkOpportunitiesMultipleSourceMatches=True)
    by_account = mock.create_linkage(BY_COMPANY, linkOpportunitiesEntityType="Account")
    ids, addresses, companies = (
        ["a", "A", "b"],
        ["ann@example.com", "Ann@example.com", "x@example.com", "x"],
        ["Acme", "acme", "Globex", ""],
    )

    def row(uri: str) -> dict[str, str]:
        if uri in (plain, mixed):
            stage = draw.choice(["Prospecting", "closed won", "Nope"])
            return {
                "OpportunityID": draw.choice(ids),
                "OpportunityName": draw.choice("xy"),
                "Stage": stage,
                "Amount": "1",
            }
        if uri in (by_address, by_id):
            number, address = draw.choice(["1", "2", "9"]), draw.choice(addresses)
            return {"Id": number, "Email": address, "Company": draw.choice(companies)}
        return {"Opp": draw.choice(ids), "Source": draw.choice(addresses if uri == by_contact else companies)}

    said = {}
    for _ in range(25):
        uri = draw.choice([plain, mixed, by_address, by_id, by_contact, by_account])
        sync = mock.run(uri, [row(uri) for _ in range(draw.randrange(1, 4))])
        said[sync] = explained(mock, sync)
        assert "today" not in str(said[sync])
        told = {
            (change["record"], field["field"]): field
            for item in said[sync]
            for change in item["changes"]
            for field in change["fields"]
        }
        entity = "contacts" if uri in (by_address, by_id) else "opportunities"
        are = {(record["id"], name): text for record in mock.records(entity) for name, text in record["fields"].items()}
        assert {at: field["after"] for at, field in told.items()} == {at: are[at] for at in told}
    for sync, items in said.items():
        assert explained(mock, sync) == items
