"""What the tests of the wire share: bodies that are accepted, and short ways to ask and to read an answer."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import TestResponse

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of

IMPORTS = "/opportunities/imports"
LINKAGES = "/opportunities/contacts/imports"
EMAIL = "{{Opportunity.Contact.Field(C_EmailAddress)}}"

IMPORT: dict[str, Any] = {
    "name": "an import",
    "fields": OPPORTUNITY_FIELDS,
    "identifierFieldName": "OpportunityID",
}
LINKAGE: dict[str, Any] = {
    "name": "a linkage",
    "fields": {"EmailAddress": EMAIL, "OpportunityID": "{{Opportunity.Id}}"},
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "OpportunityID",
    "linkOpportunitiesSourceField": "EmailAddress",
}
ROW = {"OpportunityID": "1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "1"}
LENGTH = "Must be a string value, at least 1 character and at most 100 characters long."
MUST_EXIST = "Must be a reference to an existing object."
EMPTY_PAGE = b'{"items":[],"totalResults":0,"limit":1000,"offset":0,"count":0,"hasMore":false}'


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


def never_ending(**site: Any) -> InProcess:
    """A mock whose syncs stay active until its clock is moved by an hour."""
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 3600}, **site}))


def pairs(answer: TestResponse) -> list[tuple[str, Any]]:
    """The JSON object of an answer, in the order of its keys."""
    found: list[tuple[str, Any]] = json.loads(answer.data, object_pairs_hook=list)
    return found


def keys(answer: TestResponse) -> list[str]:
    return [key for key, _ in pairs(answer)]


def failures(answer: TestResponse) -> list[dict[str, Any]]:
    """The `failures` of a 400 that must be well formed."""
    assert answer.status_code == 400, (answer.status, answer.text)
    assert answer.content_type == "application/json; charset=utf-8"
    body = json.loads(answer.data, parse_constant=_no_constant)
    assert list(body) == ["failures"] and body["failures"]
    for failure in body["failures"]:
        assert list(failure) in (["field", "constraint"], ["field", "value", "constraint"])
        assert failure["field"] and isinstance(failure["field"], str)
        assert failure["constraint"] and isinstance(failure["constraint"], str)
    found: list[dict[str, Any]] = body["failures"]
    return found


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def fields_at_fault(answer: TestResponse) -> list[str]:
    return [failure["field"] for failure in failures(answer)]


def is_unstaged(mock: InProcess, uri: str) -> bool:
    """Whether nothing is staged for a definition: a sync of it says so in its log."""
    return mock.logs(mock.sync(uri)) == [("ELQ-00130", 0), ("ELQ-00124", 0)]


def staged_rows(mock: InProcess, uri: str) -> int:
    """How many rows a sync of a definition finds."""
    return mock.logs(mock.sync(uri))[0][1]
