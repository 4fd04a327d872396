"""A small client of the Bulk API, for tests that need somebody to call the mock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mock_server.testing.eloqua import MockEloqua

FIELDS = {
    "OpportunityID": "{{Opportunity.Id}}",
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
}


def post(eloqua: MockEloqua, path: str, body: Any) -> Any:
    """The JSON of a Bulk call that must succeed; None where the answer has none."""
    answer = eloqua.session.post(eloqua.bulk_url + path, json=body, timeout=10)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def sync(eloqua: MockEloqua, uri: str) -> str:
    created: str = post(eloqua, "/syncs", {"syncedInstanceUri": uri})["uri"]
    return created


def opportunity(number: str, amount: str = "1") -> dict[str, str]:
    return {"OpportunityID": number, "OpportunityName": "n", "Stage": "Prospecting", "Amount": amount}


def upload_opportunities(eloqua: MockEloqua, rows: Iterable[Mapping[str, str]]) -> str:
    """Define an import and upload to it; the definition's uri."""
    body = {"name": "import", "fields": FIELDS, "identifierFieldName": "OpportunityID"}
    uri: str = post(eloqua, "/opportunities/imports", body)["uri"]
    post(eloqua, f"{uri}/data", list(rows))
    return uri


def upload_links(eloqua: MockEloqua, *pairs: tuple[str, str], case_sensitive: bool = False) -> str:
    """Define a linkage by address and upload to it; the definition's uri."""
    body = {
        "name": "linkage",
        "fields": {"Address": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "Id": "{{Opportunity.Id}}"},
        "linkOpportunitiesEntityType": "Contact",
        "linkOpportunitiesMatchFieldName": "Id",
        "linkOpportunitiesSourceField": "Address",
        "linkOpportunitiesCaseSensitiveMatchField": case_sensitive,
        "linkOpportunitiesCaseSensitiveSourceField": case_sensitive,
        "linkOpportunitiesMultipleSourceMatches": True,
    }
    uri: str = post(eloqua, "/opportunities/contacts/imports", body)["uri"]
    post(eloqua, f"{uri}/data", [{"Id": number, "Address": address} for number, address in pairs])
    return uri
