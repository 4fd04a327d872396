"""What an experiment does: a small site, and one or two syncs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STAGE = "Prospecting"
IMPORTS, LINKAGES = "/opportunities/imports", "/opportunities/contacts/imports"
LINKED_CONTACT, LINKED_ACCOUNT = (
    "{{Opportunity.Contact.Field(C_LastName)}}",
    "{{Opportunity.Account.Field(M_CompanyName)}}",
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One sync: a definition made for it, its uploads, then the sync. `kind` is the path that takes the definition."""

    kind: str
    definition: Mapping[str, Any]
    uploads: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A site as a site file describes it (what the rows need and nothing besides), and what is done there."""

    title: str
    description: Mapping[str, Any]
    steps: tuple[Step, ...]
    before: tuple[Step, ...] = ()
    """Done on a target beforehand and not compared: there it brings about what `description` says."""

    @property
    def cost(self) -> tuple[int, int, int]:
        """Syncs, uploads and rows: of two scenarios that tell as much apart, the cheaper one is taken."""
        uploads = [upload for step in self.steps for upload in step.uploads]
        return len(self.steps), len(uploads), sum(map(len, uploads))


def importing(*uploads: Sequence[Row], fields: Sequence[str] = ("Name", "Stage", "Amount")) -> Step:
    """An opportunity import whose key for a field is the field's name, and `id` for the identifier, which is compared
    case-sensitively."""
    definition = {
        "name": "An open question: opportunities",
        "fields": {"id": "{{Opportunity.Id}}", **{name: f"{{{{Opportunity.Field({name})}}}}" for name in fields}},
        "identifierFieldName": "id",
        "isIdentifierFieldCaseSensitive": True,
    }
    return Step(IMPORTS, definition, tuple(map(tuple, uploads)))


def linking(entity_type: str, *uploads: Sequence[tuple[str, str]]) -> Step:
    """A linkage regardless of case and without multiple source matches, of (opportunity id, source value) pairs.

    Contacts are searched by last name, accounts by company name.
    """
    definition = {
        "name": f"An open question: links by {entity_type.lower()}",
        "fields": {
            "opportunity": "{{Opportunity.Id}}",
            "source": LINKED_CONTACT if entity_type == "Contact" else LINKED_ACCOUNT,
        },
        "linkOpportunitiesMatchFieldName": "opportunity",
        "linkOpportunitiesSourceField": "source",
        "linkOpportunitiesEntityType": entity_type,
        "linkOpportunitiesCaseSensitiveSourceField": False,
        "linkOpportunitiesCaseSensitiveMatchField": False,
        "linkOpportunitiesMultipleSourceMatches": False,
    }
    rows = [tuple({"opportunity": match, "source": source} for match, source in upload) for upload in uploads]
    return Step(LINKAGES, definition, tuple(rows))


def opportunity(identifier: str, **more: str) -> dict[str, Any]:
    """An opportunity of a site file."""
    values = {"RemoteOpportunityID": identifier, "OpportunityName": f"Deal {identifier}", "OpportunityStageID": STAGE}
    return {"fields": {**values, "Amount": "10", **more}}


def contact(number: int, last_name: str, account: int | None = None) -> dict[str, Any]:
    """A contact of a site file. Its address is its own, so that nothing but the last name can be shared."""
    fields = {"C_EmailAddress": f"question{number}@settle.example", "C_LastName": last_name}
    return {"id": number, "fields": fields, **({} if account is None else {"accountId": account})}


def account(number: int, company_name: str) -> dict[str, Any]:
    """An account of a site file."""
    return {"id": number, "fields": {"M_CompanyName": company_name}}
