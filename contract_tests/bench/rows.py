"""The rows of the bench: opportunities with the tutorial's keys, some 290 bytes of JSON each, and rows that link them.

Ids, names and amounts are distinct; every other column has at most 1,000 values.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

BODY = 33_554_432
"""Bytes of the largest upload: 32 MB."""

STAGES = ("Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
FIELDS = {
    "OpportunityID": "{{Opportunity.Id}}",
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
IMPORT = {
    "name": "Opportunity Import",
    "fields": FIELDS,
    "identifierFieldName": "OpportunityID",
    "isIdentifierFieldCaseSensitive": False,
}
LINKAGE = {
    "name": "Opportunity Contact Linkage Import",
    "fields": {
        "EmailAddress": "{{Opportunity.Contact.Field(C_EmailAddress)}}",
        "OpportunityID": "{{Opportunity.Id}}",
    },
    "linkOpportunitiesCaseSensitiveMatchField": False,
    "linkOpportunitiesCaseSensitiveSourceField": False,
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "OpportunityID",
    "linkOpportunitiesMultipleSourceMatches": True,
    "linkOpportunitiesSourceField": "EmailAddress",
}
ACCOUNT_LINKAGE = {
    **LINKAGE,
    "name": "Opportunity Account Linkage Import",
    "fields": {
        "CompanyName": "{{Opportunity.Account.Field(M_CompanyName)}}",
        "OpportunityID": "{{Opportunity.Id}}",
    },
    "linkOpportunitiesEntityType": "Account",
    "linkOpportunitiesSourceField": "CompanyName",
}


def opportunity_id(number: int) -> str:
    return f"OPP-{number:08d}"


def email(number: int) -> str:
    return f"Contact{number:07d}@company{number % 1000:03d}.example"


def company(number: int) -> str:
    return f"Company {number:06d}"


def opportunity(number: int) -> dict[str, str]:
    """The row of that number."""
    day = 1 + number % 28
    return {
        "OpportunityID": opportunity_id(number),
        "OpportunityName": f"Renewal {number:08d}",
        "AccountName": company(number % 1000),
        "CreatedDate": f"2017-10-{day:02d} 11:15",
        "Amount": f"{1_000_000 + number}.50",
        "CloseDate": f"2018-{1 + number % 12:02d}-{day:02d}",
        "Currency": "USD",
        "ForecastToCloseDate": f"2018-{1 + number % 12:02d}-{day:02d}",
        "Stage": STAGES[number % len(STAGES)],
        "Territory": f"West {number % 100:02d}",
    }


def email_link(number: int, size: int) -> dict[str, str]:
    """A row that links the opportunity of that number to another contact of `size`, spelled in another case."""
    contact = (number * 7919 + 13) % size
    return {"EmailAddress": email(contact).lower(), "OpportunityID": opportunity_id(number).lower()}


def account_link(number: int, accounts: int) -> dict[str, str]:
    return {"CompanyName": company(number % accounts).upper(), "OpportunityID": opportunity_id(number).lower()}


def json_bodies(rows: Iterator[dict[str, str]]) -> Iterator[bytes]:
    """The rows as JSON arrays, each as long as an upload may be."""
    parts: list[bytes] = []
    length = 2
    for row in rows:
        part = json.dumps(row).encode()
        if length + len(part) + 2 > BODY:
            yield b"[" + b", ".join(parts) + b"]"
            parts, length = [], 2
        parts.append(part)
        length += len(part) + 2
    yield b"[" + b", ".join(parts) + b"]"


def csv_body(rows: list[dict[str, str]]) -> bytes:
    """The rows as CSV with a header."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
