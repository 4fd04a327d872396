"""Definitions of opportunity imports and linkages: accepted ones, and ones refused for a fault that is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Definition = dict[str, Any]

OPPORTUNITY_STATEMENTS: Mapping[str, str] = {
    "OpportunityID": "{{Opportunity.Id}}",
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
}
"""What every opportunity import must have, under the keys of the tutorial."""
OPTIONAL_STATEMENTS: Mapping[str, str] = {
    "AccountName": "{{Opportunity.Field(AccountName)}}",
    "CreatedDate": "{{Opportunity.CreatedAt}}",
    "CloseDate": "{{Opportunity.Field(CloseDate)}}",
    "Forecast": "{{Opportunity.Field(ForecastToCloseDate)}}",
}
LINKAGE_STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "Contact": (
        "{{Opportunity.Contact.Field(C_EmailAddress)}}",
        "{{Opportunity.Contact.Id}}",
        "{{Opportunity.Contact.Field(C_LastName)}}",
    ),
    "Account": ("{{Opportunity.Account.Field(M_CompanyName)}}", "{{Opportunity.Account.Id}}"),
}
"""Entity type -> statements that find records of it, the usual one first."""
UPDATE_RULES = ("always", "ifNewIsNotNull", "ifExistingIsNull")
RETENTIONS = ("PT1H", "P7D", "P14D")


@dataclass(frozen=True, slots=True)
class Refused:
    """A definition with exactly one fault. A server must answer 400 with a failure whose `field` is this one."""

    definition: Definition
    field: str
    why: str


@st.composite
def import_definitions(draw: st.DrawFn) -> Definition:
    """Opportunity imports that are accepted."""
    extra = draw(st.sets(st.sampled_from(sorted(OPTIONAL_STATEMENTS)), max_size=2))
    fields = {**OPPORTUNITY_STATEMENTS, **{key: OPTIONAL_STATEMENTS[key] for key in sorted(extra)}}
    definition: Definition = {
        "name": draw(_names()),
        "fields": fields,
        "identifierFieldName": "OpportunityID",
    }
    return definition | draw(
        _sometimes(
            isIdentifierFieldCaseSensitive=st.booleans(),
            isUpdatingMultipleMatchedRecords=st.booleans(),
            updateRule=st.sampled_from(UPDATE_RULES),
            dataRetentionDuration=st.sampled_from(RETENTIONS),
        )
    )


@st.composite
def linkage_definitions(draw: st.DrawFn) -> Definition:
    """Linkages that are accepted, to contacts or accounts, with every combination of the three flags."""
    entity = draw(st.sampled_from(sorted(LINKAGE_STATEMENTS, reverse=True)))
    usual, *others = LINKAGE_STATEMENTS[entity]
    source = draw(st.sampled_from((usual, usual, usual, *others)))
    fields = {"OpportunityID": "{{Opportunity.Id}}", "Source": source}
    definition: Definition = {
        "name": draw(_names()),
        "fields": dict(reversed(fields.items())) if draw(st.booleans()) else fields,
        "linkOpportunitiesEntityType": entity,
        "linkOpportunitiesMatchFieldName": "OpportunityID",
        "linkOpportunitiesSourceField": "Source",
    }
    return definition | draw(
        _sometimes(
            linkOpportunitiesCaseSensitiveMatchField=st.booleans(),
            linkOpportunitiesCaseSensitiveSourceField=st.booleans(),
            linkOpportunitiesMultipleSourceMatches=st.booleans(),
            dataRetentionDuration=st.sampled_from(RETENTIONS),
        )
    )


def refused_import_definitions() -> st.SearchStrategy[Refused]:
    """Opportunity imports with one fault: accepted ones, spoilt."""
    spoilers = [*_COMMON, *_OF_IMPORTS]
    return st.builds(_spoil, import_definitions(), st.sampled_from(spoilers))


def refused_linkage_definitions() -> st.SearchStrategy[Refused]:
    """Linkages with one fault: accepted ones, spoilt."""
    spoilers = [*_COMMON, *_OF_LINKAGES]
    return st.builds(_spoil, linkage_definitions(), st.sampled_from(spoilers))


Spoiler = tuple[str, str, Callable[[Definition], Definition]]


def _spoil(definition: Definition, spoiler: Spoiler) -> Refused:
    field, why, change = spoiler
    return Refused(change(definition), field, why)


def _with(**properties: Any) -> Callable[[Definition], Definition]:
    return lambda definition: definition | properties


def _without(name: str) -> Callable[[Definition], Definition]:
    return lambda definition: {key: value for key, value in definition.items() if key != name}


def _lacking(*keys: str) -> Callable[[Definition], Definition]:
    return lambda definition: definition | {"fields": {k: v for k, v in definition["fields"].items() if k not in keys}}


def _adding(**fields: str) -> Callable[[Definition], Definition]:
    return lambda definition: definition | {"fields": definition["fields"] | fields}


_COMMON: tuple[Spoiler, ...] = (
    ("name", "the name is missing", _without("name")),
    ("name", "the name is empty", _with(name="")),
    ("name", "the name has 101 characters", _with(name="n" * 101)),
    ("fields", "the fields are missing", _without("fields")),
    ("fields", "a statement is none", _adding(Other="Opportunity.Id")),
    ("fields", "a statement names no field", _adding(Other="{{Opportunity.Field(NoSuchField)}}")),
    ("dataRetentionDuration", "the retention is too short", _with(dataRetentionDuration="PT59M")),
    ("dataRetentionDuration", "the retention is too long", _with(dataRetentionDuration="P15D")),
    ("dataRetentionDuration", "the retention is no duration", _with(dataRetentionDuration="a week")),
    ("autoDeleteDuration", "the definition would not last an hour", _with(autoDeleteDuration="PT59M")),
)
_OF_IMPORTS: tuple[Spoiler, ...] = (
    ("fields", "the name's statement is missing", _lacking("OpportunityName")),
    ("fields", "the stage's statement is missing", _lacking("Stage")),
    ("fields", "the amount's statement is missing", _lacking("Amount")),
    ("identifierFieldName", "the identifier field is missing", _without("identifierFieldName")),
    ("identifierFieldName", "the identifier field is no key", _with(identifierFieldName="Missing")),
    ("identifierFieldName", "the identifier field is another", _with(identifierFieldName="OpportunityName")),
    ("updateRule", "there is no such rule", _with(updateRule="never")),
    ("isIdentifierFieldCaseSensitive", "the flag is none", _with(isIdentifierFieldCaseSensitive="perhaps")),
)
_OF_LINKAGES: tuple[Spoiler, ...] = (
    ("linkOpportunitiesEntityType", "the entity type is missing", _without("linkOpportunitiesEntityType")),
    ("linkOpportunitiesEntityType", "the entity type is unknown", _with(linkOpportunitiesEntityType="Company")),
    (
        "linkOpportunitiesEntityType",
        "the entity type is spelled otherwise",
        _with(linkOpportunitiesEntityType="contact"),
    ),
    ("linkOpportunitiesMatchFieldName", "the match field is missing", _without("linkOpportunitiesMatchFieldName")),
    ("linkOpportunitiesMatchFieldName", "the match field is no key", _with(linkOpportunitiesMatchFieldName="Missing")),
    ("linkOpportunitiesSourceField", "the source field is missing", _without("linkOpportunitiesSourceField")),
    ("linkOpportunitiesSourceField", "the source field is no key", _with(linkOpportunitiesSourceField="Missing")),
    ("fields", "there are three fields", _adding(Third="{{Opportunity.Field(Name)}}")),
    (
        "linkOpportunitiesMultipleSourceMatches",
        "the flag is none",
        _with(linkOpportunitiesMultipleSourceMatches="perhaps"),
    ),
)


def _names() -> st.SearchStrategy[str]:
    return st.sampled_from(("import", "n" * 100, 'ñ, "quoted"', "{{Opportunity.Id}}"))


@st.composite
def _sometimes(draw: st.DrawFn, /, **properties: st.SearchStrategy[Any]) -> Definition:
    """Each property is given in two of three draws."""
    return {name: draw(values) for name, values in properties.items() if draw(st.sampled_from((True, True, False)))}
