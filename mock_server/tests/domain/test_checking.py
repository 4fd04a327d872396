"""The rules of a definition that need the site or another property: each one, and all failures at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.checking import Site, check_definition
from mock_server.domain.definitions import IMPORT_OPPORTUNITIES, LINK_OPPORTUNITIES, DefinitionKind
from mock_server.domain.entities import OPPORTUNITIES
from mock_server.domain.errors import ABSENT, Failure
from mock_server.domain.fields import Field, FieldTable
from mock_server.tests.domain.scanning import FIELDS, ID, TABLES
from mock_server.tests.examples import examples

READ_ONLY = "{{Opportunity.Field(Score)}}"
SCORE = Field(99, "Score", "Score", READ_ONLY, "number", read_only=True)
SITE = Site({**TABLES, "opportunities": FieldTable([*OPPORTUNITIES.fields, SCORE])}, ["/imports/priorities/1"])

IMPORT = {"name": "Import", "fields": FIELDS, "identifierFieldName": ID}
EMAIL, COMPANY = "{{Opportunity.Contact.Field(C_EmailAddress)}}", "{{Opportunity.Account.Field(M_CompanyName)}}"
LINKAGE: dict[str, Any] = {
    "name": "Linkage",
    "fields": {"Source": EMAIL, ID: FIELDS[ID]},
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": ID,
    "linkOpportunitiesSourceField": "Source",
}


def failures(kind: DefinitionKind, sent: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is at fault in `sent`: the properties and their values, in order."""
    return [(f.field, f.value) for f in check_definition(kind, sent, SITE)]


def faults_of_import(**changed: Any) -> list[tuple[str, Any]]:
    return failures(IMPORT_OPPORTUNITIES, {**IMPORT, **changed})


def faults_of_linkage(**changed: Any) -> list[tuple[str, Any]]:
    return failures(LINK_OPPORTUNITIES, {**LINKAGE, **changed})


def test_the_tutorials_import_holds() -> None:
    """An import with the four required statements and the identifier mapped to `{{Opportunity.Id}}` has no fault."""
    assert faults_of_import() == []


@pytest.mark.parametrize(
    ("statement", "entity_type"),
    [
        (EMAIL, "Contact"),
        (COMPANY, "Account"),
        ("{{Opportunity.Contact.Id}}", "Contact"),
        ("{{Opportunity.Account.Id}}", "Account"),
        ("{{Opportunity.Contact.Field(ContactIDExt)}}", "Contact"),
    ],
)
def test_a_linkage_by_contact_or_account_holds(statement: str, entity_type: str) -> None:
    """A linkage by a contact or an account field, read-only ones too, or by their id has no fault.

    [linked-statements]
    """
    fields = {"Source": statement, ID: FIELDS[ID]}
    assert faults_of_linkage(fields=fields, linkOpportunitiesEntityType=entity_type) == []


def test_every_import_priority_of_the_site_holds() -> None:
    """A priority that exists is no fault; one that does not is a failure with its uri."""
    assert faults_of_import(importPriorityUri="/imports/priorities/1") == []
    gone = "/imports/priorities/2"
    assert faults_of_import(importPriorityUri=gone) == [("importPriorityUri", gone)]
    assert faults_of_linkage(importPriorityUri=gone) == [("importPriorityUri", gone)]


@pytest.mark.parametrize("key", ["OpportunityName", "Stage", "Amount"])
def test_each_required_statement_is_required(key: str) -> None:
    """An import without one of the four required statements has one failure, which names it."""
    fields = {k: v for k, v in FIELDS.items() if k != key}
    (failure,) = check_definition(IMPORT_OPPORTUNITIES, {**IMPORT, "fields": fields}, SITE)
    assert failure == Failure("fields", f"Must contain {FIELDS[key]}.", ABSENT)


def test_all_missing_statements_are_named_at_once() -> None:
    """An import of no fields at all has a failure for each required statement, and one for the identifier."""
    found = list(check_definition(IMPORT_OPPORTUNITIES, {**IMPORT, "fields": {}}, SITE))
    assert [f.field for f in found] == ["fields"] * 4 + ["identifierFieldName"]
    assert all(any(statement in f.constraint for f in found) for statement in OPPORTUNITIES.required)


@pytest.mark.parametrize(
    ("name", "ok"), [(ID, True), ("OpportunityName", False), ("nowhere", False), ("opportunityid", False)]
)
def test_the_identifier_names_the_opportunity_id(name: str, ok: bool) -> None:
    """`identifierFieldName` must be a key of `fields`, and the one mapped to `{{Opportunity.Id}}`."""
    assert faults_of_import(identifierFieldName=name) == ([] if ok else [("identifierFieldName", name)])


def test_an_identifier_mapped_to_another_statement_is_a_failure() -> None:
    """An import whose identifier is mapped elsewhere says so, and that it lacks `{{Opportunity.Id}}`."""
    fields = {**FIELDS, ID: "{{Opportunity.Field(Owner)}}"}
    assert faults_of_import(fields=fields) == [("fields", ABSENT), ("identifierFieldName", ID)]


@pytest.mark.parametrize(("count", "ok"), [(100, True), (101, False)])
def test_an_import_has_100_fields_at_most(count: int, ok: bool) -> None:
    """A hundred fields are allowed, one more is a failure of `fields`."""
    more = {f"Territory {number}": FIELDS["Territory"] for number in range(count - len(FIELDS))}
    assert faults_of_import(fields={**FIELDS, **more}) == ([] if ok else [("fields", ABSENT)])


@pytest.mark.parametrize(
    "statement", ["{{Opportunity.Field(Nowhere)}}", EMAIL, "{{Contact.Id}}", "{{opportunity.id}}", READ_ONLY]
)
def test_an_import_fills_existing_fields_of_its_entity(statement: str) -> None:
    """A statement of no field of opportunities, or of a read-only one, is a failure with the statement as value."""
    assert faults_of_import(fields={**FIELDS, "More": statement}) == [("fields", statement)]


def test_a_text_that_is_no_statement_is_named_with_the_position() -> None:
    """A text outside the grammar is a failure with the text as value and the position of its fault. [eml-exact]"""
    (failure,) = check_definition(
        IMPORT_OPPORTUNITIES, {**IMPORT, "fields": {**FIELDS, "More": "{{Opportunity Id}}"}}, SITE
    )
    assert (failure.field, failure.value) == ("fields", "{{Opportunity Id}}")
    assert "character 14" in failure.constraint


def test_one_statement_may_stand_under_several_keys() -> None:
    """One statement under two keys is no fault. [one-statement-two-keys]"""
    assert faults_of_import(fields={**FIELDS, "Region": FIELDS["Territory"]}) == []


@pytest.mark.parametrize(("rule", "ok"), [("useFieldRule", False), ("always", True), (None, True)])
def test_field_rules_name_keys_of_fields(rule: str | None, ok: bool) -> None:
    """With `useFieldRule`, a key of `updateRuleByField` that is not in `fields` is a failure; without it is ignored.

    [update-rule-by-field]
    """
    sent = {"updateRuleByField": {"Stage": "always", "Stag": "always"}, **({"updateRule": rule} if rule else {})}
    assert faults_of_import(**sent) == ([] if ok else [("updateRuleByField", "Stag")])


# Linkage


def test_a_linkage_has_two_fields_at_most() -> None:
    """A third field of a linkage is a failure of `fields`, though its statement is a good one."""
    third = "{{Opportunity.Contact.Field(C_FirstName)}}"
    assert faults_of_linkage(fields={**LINKAGE["fields"], "Third": third}) == [("fields", ABSENT)]


def test_a_linkage_needs_the_opportunity_id() -> None:
    """A linkage without `{{Opportunity.Id}}` says so, and that its match field is none."""
    assert faults_of_linkage(fields={"Source": EMAIL}) == [
        ("fields", ABSENT),
        ("linkOpportunitiesMatchFieldName", ID),
    ]


def test_a_linkage_needs_a_contact_or_account_field() -> None:
    """A linkage without a contact or account field says so, and that its source field is none."""
    assert faults_of_linkage(fields={ID: FIELDS[ID]}) == [
        ("fields", ABSENT),
        ("linkOpportunitiesSourceField", "Source"),
    ]


@pytest.mark.parametrize("statement", ["{{Opportunity.Field(Name)}}", "{{Contact.Field(C_EmailAddress)}}"])
def test_a_linkage_takes_no_other_statement(statement: str) -> None:
    """Statements of other opportunity fields, or of a contact not reached from the opportunity, are failures."""
    found = faults_of_linkage(fields={"Source": statement, ID: FIELDS[ID]})
    assert found == [("fields", statement), ("fields", ABSENT), ("linkOpportunitiesSourceField", "Source")]


@pytest.mark.parametrize(
    "statement", ["{{Opportunity.Contact.Field(C_Nowhere)}}", "{{Opportunity.Account.Field(C_EmailAddress)}}"]
)
def test_a_linkage_names_existing_fields(statement: str) -> None:
    """A contact or account field that does not exist is one failure, with the statement as value."""
    entity_type = "Account" if "Account" in statement else "Contact"
    fields = {"Source": statement, ID: FIELDS[ID]}
    assert faults_of_linkage(fields=fields, linkOpportunitiesEntityType=entity_type) == [("fields", statement)]


@pytest.mark.parametrize(("statement", "wrong"), [(EMAIL, "Account"), (COMPANY, "Contact")])
def test_the_entity_type_agrees_with_the_source(statement: str, wrong: str) -> None:
    """An entity type that disagrees with the source field's statement is a failure of the entity type."""
    fields = {"Source": statement, ID: FIELDS[ID]}
    found = faults_of_linkage(fields=fields, linkOpportunitiesEntityType=wrong)
    assert found == [("linkOpportunitiesEntityType", wrong)]


@pytest.mark.parametrize("name", ["Source", "nowhere"])
def test_match_names_the_opportunity_id(name: str) -> None:
    """The match field must name the `{{Opportunity.Id}}` key. [linkage-defaults]"""
    found = faults_of_linkage(linkOpportunitiesMatchFieldName=name)
    assert found == [("linkOpportunitiesMatchFieldName", name)]


@pytest.mark.parametrize("name", [ID, "nowhere"])
def test_source_names_the_other_field(name: str) -> None:
    """The source field must name the contact or account key. [linkage-defaults]"""
    assert faults_of_linkage(linkOpportunitiesSourceField=name) == [("linkOpportunitiesSourceField", name)]


def test_a_linkages_identifier_is_a_key_of_fields() -> None:
    """A linkage may leave `identifierFieldName` out or name any of its keys; another name is a failure."""
    assert faults_of_linkage(identifierFieldName="Source") == faults_of_linkage(identifierFieldName=ID) == []
    assert faults_of_linkage(identifierFieldName="x") == [("identifierFieldName", "x")]


# All at once

FAULTS: dict[str, dict[str, Any]] = {
    "importPriorityUri": {"importPriorityUri": "/imports/priorities/9"},
    "identifierFieldName": {"identifierFieldName": "nowhere"},
    "updateRuleByField": {"updateRule": "useFieldRule", "updateRuleByField": {"nowhere": "always"}},
}
LINK_FAULTS: dict[str, dict[str, Any]] = {
    **FAULTS,
    "linkOpportunitiesMatchFieldName": {"linkOpportunitiesMatchFieldName": "nowhere"},
    "linkOpportunitiesEntityType": {"linkOpportunitiesEntityType": "Account"},
}
BAD_FIELDS = st.lists(st.sampled_from(["{{", "{{Opportunity.Field(No)}}", "{{Contact.Id}}", ""]), max_size=4)


@given(chosen=st.sets(st.sampled_from(sorted(FAULTS))), bad=BAD_FIELDS)
@examples(60)
def test_every_failure_of_an_import_is_named_at_once(chosen: set[str], bad: list[str]) -> None:
    """Whatever is wrong together, each property and each wrong statement has its failure, and nothing else has."""
    changed = {name: value for fault in chosen for name, value in FAULTS[fault].items()}
    fields = {**FIELDS, **{f"bad {number}": statement for number, statement in enumerate(bad)}}
    found = faults_of_import(**changed, fields=fields)
    assert sorted(field for field, _ in found) == sorted([*chosen, *("fields" for _ in bad)])
    assert [value for field, value in found if field == "fields"] == bad


@given(chosen=st.sets(st.sampled_from(sorted(LINK_FAULTS))))
@examples(60)
def test_every_failure_of_a_linkage_is_named_at_once(chosen: set[str]) -> None:
    """Whatever is wrong together with a linkage, each property has its failure, and nothing else has."""
    changed = {name: value for fault in chosen for name, value in LINK_FAULTS[fault].items()}
    assert sorted(field for field, _ in faults_of_linkage(**changed)) == sorted(chosen)


@pytest.mark.parametrize("kind", [IMPORT_OPPORTUNITIES, LINK_OPPORTUNITIES])
def test_what_had_a_wrong_type_is_not_judged_again(kind: DefinitionKind) -> None:
    """Properties that are left out, since their type was wrong, are no further fault."""
    assert failures(kind, {}) == []
    assert failures(kind, {"importPriorityUri": "x"}) == [("importPriorityUri", "x")]


def test_a_failure_without_a_value_shows_none() -> None:
    """A failure shows field, value, constraint in this order, and no value where there was none."""
    assert list(Failure("f", "c", None).as_json().items()) == [("field", "f"), ("value", None), ("constraint", "c")]
    assert Failure("f", "c").as_json() == {"field": "f", "constraint": "c"}
