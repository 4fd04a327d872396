"""The bodies that the tutorial shows, and a site on which they can be tried. Data; each call copies."""

from __future__ import annotations

from typing import Any

OPPORTUNITIES = "/opportunities/imports"
LINKAGES = "/opportunities/contacts/imports"
CONTACTS = "/contacts/imports"
EXPORTS = "/contacts/exports"

ID = "{{Opportunity.Id}}"
REQUIRED_FIELDS = {
    "OpportunityID": ID,
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
}
FIELDS = {
    "OpportunityID": ID,
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "AccountName": "{{Opportunity.Field(AccountName)}}",
    "CreatedDate": "{{Opportunity.CreatedAt}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
    "CloseDate": "{{Opportunity.Field(CloseDate)}}",
    "Currency": "{{Opportunity.Field(Currency)}}",
    "ForecastToCloseDate": "{{Opportunity.Field(ForecastToCloseDate)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Territory": "{{Opportunity.Field(Territory)}}",
}
"""The ten fields of the tutorial's import, in its order."""

EMAIL = "{{Opportunity.Contact.Field(C_EmailAddress)}}"
ACCOUNT = "{{Opportunity.Account.Field(M_CompanyName)}}"


def opportunity_import(**changes: Any) -> dict[str, Any]:
    """An import of opportunities with the tutorial's properties; a change to None leaves a property out."""
    body = {
        "name": "Opportunity Import",
        "fields": dict(FIELDS),
        "identifierFieldName": "OpportunityID",
        "isIdentifierFieldCaseSensitive": False,
    }
    return _changed(body, changes)


def linkage(**changes: Any) -> dict[str, Any]:
    """The tutorial's linkage by email address; a change to None leaves a property out."""
    body = {
        "name": "Opportunity Contact Linkage Import",
        "fields": {"EmailAddress": EMAIL, "OpportunityID": ID},
        "linkOpportunitiesCaseSensitiveMatchField": False,
        "linkOpportunitiesCaseSensitiveSourceField": False,
        "linkOpportunitiesEntityType": "Contact",
        "linkOpportunitiesMatchFieldName": "OpportunityID",
        "linkOpportunitiesMultipleSourceMatches": True,
        "linkOpportunitiesSourceField": "EmailAddress",
    }
    return _changed(body, changes)


def account_linkage(**changes: Any) -> dict[str, Any]:
    """The same through accounts, found by their name."""
    through = {
        "fields": {"Company": ACCOUNT, "OpportunityID": ID},
        "linkOpportunitiesEntityType": "Account",
        "linkOpportunitiesSourceField": "Company",
    }
    return linkage(**{**through, **changes})


def contact_import(**changes: Any) -> dict[str, Any]:
    """An import of contacts by address, as recorded; a change to None leaves a property out."""
    body = {
        "name": "Contact Import",
        "fields": {
            "emailAddress": "{{Contact.Field(C_EmailAddress)}}",
            "firstName": "{{Contact.Field(C_FirstName)}}",
            "lastName": "{{Contact.Field(C_LastName)}}",
        },
        "identifierFieldName": "emailAddress",
    }
    return _changed(body, changes)


def contact_export(**changes: Any) -> dict[str, Any]:
    """An export of the same three fields; a change to None leaves a property out."""
    body = {"name": "Contact Export", "fields": contact_import()["fields"]}
    return _changed(body, changes)


def row(identifier: str, **changes: Any) -> dict[str, Any]:
    """A row of the tutorial's import: every key has a value that the documents accept."""
    values = {
        "OpportunityID": identifier,
        "OpportunityName": "ABC Company",
        "AccountName": "ABC",
        "CreatedDate": "2017-10-05 1:15",
        "Amount": "1000000",
        "CloseDate": "",
        "Currency": "USD",
        "ForecastToCloseDate": "",
        "Stage": "Prospecting",
        "Territory": "West",
    }
    return values | changes


def site(**changes: Any) -> dict[str, Any]:
    """A site file: two stages, two accounts, three contacts, the first two at the first account."""
    described: dict[str, Any] = {
        "opportunityStages": ["Prospecting", "Closed Won"],
        "accounts": [
            {"id": 1, "fields": {"M_CompanyName": "ABC"}},
            {"id": 2, "fields": {"M_CompanyName": "XYZ"}},
        ],
        "contacts": [
            {"id": 1, "accountId": 1, "fields": {"C_EmailAddress": "contact1@abc.example", "C_FirstName": "Ada"}},
            {"id": 2, "accountId": 1, "fields": {"C_EmailAddress": "contact2@abc.example", "C_FirstName": "Ben"}},
            {"id": 3, "accountId": 2, "fields": {"C_EmailAddress": "contact3@xyz.example", "C_FirstName": "Cid"}},
        ],
    }
    return described | changes


def _changed(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (body | changes).items() if value is not None}
