"""What the caller meant, beside what the site holds: the reference model takes the same rows, and the two are compared.

Only what was meant for good is compared: a client that raised, or did not come back, made no promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.client_check.driving.playing import Played
from contract_tests.client_check.evidence import Operation
from contract_tests.client_check.exchanges import FINAL
from contract_tests.model.comparing import site_differences
from contract_tests.model.site import LINKAGES, OPPORTUNITIES, ModelSite
from contract_tests.semantics import DEFAULT
from contract_tests.targets.target import Observed

STATEMENTS: Mapping[str, str] = {
    "OpportunityID": "{{Opportunity.Id}}",
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "CreatedDate": "{{Opportunity.CreatedAt}}",
    **{
        key: f"{{{{Opportunity.Field({key})}}}}"
        for key in (
            "Stage",
            "Amount",
            "AccountName",
            "CloseDate",
            "Currency",
            "ForecastToCloseDate",
            "Territory",
            "Owner",
            "PrimaryCampaignId",
        )
    },
}
SOURCES: Mapping[str, tuple[str, str, str]] = {
    "link_contacts": ("Contact", "EmailAddress", "{{Opportunity.Contact.Field(C_EmailAddress)}}"),
    "link_accounts": ("Account", "CompanyName", "{{Opportunity.Account.Field(M_CompanyName)}}"),
}
REQUIRED = ("OpportunityID", "OpportunityName", "Stage", "Amount")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was meant, and the rule that speaks of it."""

    rule: str
    said: str


def differences(played: Played) -> list[Difference]:
    """How the site differs from what the caller meant; empty where it does not, or where nothing can be said."""
    operations = played.evidence.operations or ()
    if played.stuck or any(each.raised for each in operations) or _ended_in_error(played, operations):
        return []
    if running := [each for each in played.evidence.end.syncs if each.get("status") not in FINAL]:
        return [
            Difference("CLI-32", f"{each['uri']} is {each['status']}, and the client took it for over")
            for each in running
        ]
    model = ModelSite(DEFAULT, played.scenario.site)
    found = [difference for index in range(len(operations)) for difference in _of_operation(played, model, index)]
    end = played.evidence.end
    if {"import_opportunities", *SOURCES} & {each.name for each in operations}:
        rule = "CLI-62" if played.evidence.faults else "CLI-24"
        state = site_differences(model, Observed(tuple(dict(each) for each in end.opportunities), end.links))
        found += [Difference(rule, each) for each in state]
    return found


def _ended_in_error(played: Played, operations: tuple[Operation, ...]) -> bool:
    """Or did not tell how it ended."""
    waited = [each.returned for each in operations if each.name == "wait"]
    meant = [each for each in operations if each.name.startswith(("import", "link"))]
    failed = any(each.get("status") == "error" for each in played.evidence.end.syncs)
    return failed or len(waited) < len(meant)


def _of_operation(played: Played, model: ModelSite, index: int) -> Iterator[Difference]:
    operations = played.evidence.operations or ()
    operation = operations[index]
    definition = _definition(operation)
    if operation.name == "import_contacts":
        yield from _flags(played, operation)
    if definition is None or not operation.rows:
        return
    uri = model.create(OPPORTUNITIES if operation.name == "import_opportunities" else LINKAGES, definition)
    model.stage(uri, operation.rows)
    expected = Counter((reject.record_index - 1, reject.code) for reject in model.sync(uri).rejects)
    told = next((each for each in operations if each.name == "rejects" and each.about == index), None)
    if told is None or _reject_planned(played):
        return
    got = Counter((int(at), str(code)) for at, code in told.returned)
    rule = "CLI-41" if played.scenario.small else "CLI-40"
    for at, code in sorted((expected - got).elements()):
        yield Difference(rule, f"{operation.name}: row {at} was rejected with {code}, and the client did not say so")
    for at, code in sorted((got - expected).elements()):
        yield Difference(rule, f"{operation.name}: row {at} was not rejected with {code}, as the client says")


def _definition(operation: Operation) -> dict[str, Any] | None:
    """What the caller of this method means, as a definition."""
    if operation.name == "import_opportunities":
        keys = dict.fromkeys([*REQUIRED, *(key for row in operation.rows for key in row)])
        fields = {key: STATEMENTS[key] for key in keys if key in STATEMENTS}
        return {"fields": fields, "identifierFieldName": "OpportunityID"}
    if operation.name not in SOURCES:
        return None
    entity_type, source, statement = SOURCES[operation.name]
    return {
        "fields": {source: statement, "OpportunityID": "{{Opportunity.Id}}"},
        "linkOpportunitiesEntityType": entity_type,
        "linkOpportunitiesMatchFieldName": "OpportunityID",
        "linkOpportunitiesSourceField": source,
        "linkOpportunitiesMultipleSourceMatches": True,
    }


def _reject_planned(played: Played) -> bool:
    """A course may reject rows that the model takes."""
    return any("reject" in course.outcome for course in played.evidence.courses)


def _flags(played: Played, operation: Operation) -> Iterator[Difference]:
    """Booleans of contacts arrive as they were meant."""
    stored = {each["fields"].get("C_EmailAddress", "").lower(): each["fields"] for each in played.contacts}
    for row in operation.rows:
        fields = stored.get(row["EmailAddress"].lower())
        if fields is not None and "IsSubscribed" in row:
            got = fields.get("Email.IsSubscribed", "true").lower()
            if got != row["IsSubscribed"]:
                yield Difference("CLI-19", f"{row['EmailAddress']}: IsSubscribed is {got}, not {row['IsSubscribed']}")
