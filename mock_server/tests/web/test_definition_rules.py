"""Every rule of a definition's body, broken alone and together with others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess
from mock_server.tests.web.asking import (
    EMAIL,
    IMPORT,
    IMPORTS,
    LENGTH,
    LINKAGE,
    LINKAGES,
    failures,
    fields_at_fault,
    keys,
    without,
)

BOTH = pytest.mark.parametrize(("path", "good"), [(IMPORTS, IMPORT), (LINKAGES, LINKAGE)], ids=["import", "linkage"])
BOOLEANS = ["isSyncTriggeredOnImport", "isUpdatingMultipleMatchedRecords", "nullIdentifierFieldName"]
LINK_BOOLEANS = [
    "linkOpportunitiesCaseSensitiveSourceField",
    "linkOpportunitiesCaseSensitiveMatchField",
    "linkOpportunitiesMultipleSourceMatches",
]
NO_BOOLEANS: list[Any] = ["yes", 1, "", []]
RULES = "Must be one of: always, ifNewIsNotNull, ifExistingIsNull."
RETENTION = "Must be an ISO-8601 duration from PT1H to P14D."
AUTO_DELETE = "Must be an ISO-8601 duration of at least PT1H."


def entry(field: str, constraint: str, *value: Any) -> dict[str, Any]:
    return {"field": field, **({"value": value[0]} if value else {}), "constraint": constraint}


def refused(mock: InProcess, path: str, body: Any) -> list[dict[str, Any]]:
    """The failures of a POST, after which there must be no definition."""
    found = failures(mock.call("POST", path, body))
    assert mock.get("/imports")["items"] == []
    return found


WRONG_ALONE: list[tuple[str, Any, str]] = [
    ("name", "", LENGTH),
    ("name", "x" * 101, LENGTH),
    ("name", 5, LENGTH),
    ("name", ["x"], LENGTH),
    ("fields", "{{Opportunity.Id}}", "Must be an object of field names and statements."),
    ("fields", [{"OpportunityID": "{{Opportunity.Id}}"}], "Must be an object of field names and statements."),
    ("updateRule", "never", f"{RULES[:-1]}, useFieldRule."),
    ("updateRule", "ALWAYS", f"{RULES[:-1]}, useFieldRule."),
    ("updateRule", 1, f"{RULES[:-1]}, useFieldRule."),
    ("identifierFieldName", "", LENGTH),
    ("identifierFieldName", "x" * 101, LENGTH),
    ("identifierFieldName", {}, LENGTH),
    ("identifierFieldName", "Nowhere", "Must be contained within Fields, if specified."),
    ("dataRetentionDuration", "PT59M59S", RETENTION),
    ("dataRetentionDuration", "P14DT1S", RETENTION),
    ("dataRetentionDuration", "7 days", RETENTION),
    ("dataRetentionDuration", "", RETENTION),
    ("dataRetentionDuration", "-P7D", RETENTION),
    ("dataRetentionDuration", 604800, RETENTION),
    ("autoDeleteDuration", "PT59M", AUTO_DELETE),
    ("autoDeleteDuration", "soon", AUTO_DELETE),
    ("autoDeleteDuration", True, AUTO_DELETE),
    ("importPriorityUri", "/imports/priorities/9", "Must reference an existing /imports/priorities/{id}."),
    *((name, value, "Must be a boolean value.") for name in BOOLEANS for value in NO_BOOLEANS),
]


@BOTH
@pytest.mark.parametrize(("name", "value", "constraint"), WRONG_ALONE)
def test_one_wrong_property_is_named_alone_with_its_value(
    mock: InProcess, path: str, good: dict[str, Any], name: str, value: Any, constraint: str
) -> None:
    """A body with one fault answers one failure: the property, the value sent, the rule. [failure-texts]"""
    assert refused(mock, path, good | {name: value}) == [entry(name, constraint, value)]


@BOTH
@pytest.mark.parametrize("sent", [{}, {"name": None}], ids=["missing", "null"])
def test_a_missing_or_null_name_is_a_failure_without_a_value(
    mock: InProcess, path: str, good: dict[str, Any], sent: dict[str, Any]
) -> None:
    """`name` is required; a null counts as not sent, so the failure has no `value`. [property-names]"""
    assert refused(mock, path, without(good, "name") | sent) == [entry("name", LENGTH)]


@BOTH
def test_missing_fields_are_a_failure(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """`fields` is required; nothing further is said about what should be in it. [failure-texts]"""
    found = refused(mock, path, without(good, "fields"))
    assert found == [entry("fields", "Must be an object of field names and statements.")]


def test_a_missing_identifier_answers_the_observed_failure(mock: InProcess) -> None:
    """OBSERVED, word for word: `identifierFieldName` is required for an import."""
    answer = mock.call("POST", IMPORTS, without(IMPORT, "identifierFieldName"))
    assert answer.data == (
        b'{"failures":[{"field":"identifierFieldName","constraint":"Must be a string value, '
        b'at least 1 character and at most 100 characters long."}]}'
    )


@pytest.mark.parametrize("key", list(OPPORTUNITY_FIELDS))
def test_each_of_the_four_statements_is_required(mock: InProcess, key: str) -> None:
    """CONFIRMED by the tutorial: id, name, stage and amount must be among the fields of an import."""
    found = refused(mock, IMPORTS, IMPORT | {"fields": without(OPPORTUNITY_FIELDS, key)})
    assert entry("fields", f"Must contain {OPPORTUNITY_FIELDS[key]}.") in found


def test_created_date_is_not_required(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: the four statements are enough, although Created Date is not-null."""
    assert mock.call("POST", IMPORTS, IMPORT).status_code == 201


def test_the_identifier_must_be_the_opportunity_id(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: `identifierFieldName` must name the key of `{{Opportunity.Id}}`."""
    found = refused(mock, IMPORTS, IMPORT | {"identifierFieldName": "Stage"})
    assert found == [entry("identifierFieldName", "Must name the {{Opportunity.Id}} field.", "Stage")]


@pytest.mark.parametrize(
    "statement",
    [
        "{{Opportunity.Field(Nothing)}}",
        "{{Contact.Field(C_EmailAddress)}}",
        EMAIL,
        "{{opportunity.field(owner)}}",
        "{{Opportunity.Field(OpportunityName)}}",
    ],
)
def test_a_statement_must_name_a_field_of_the_entity(mock: InProcess, statement: str) -> None:
    """A statement that names no opportunity field is a failure on `fields` with the statement as value. [eml-exact]"""
    found = refused(mock, IMPORTS, IMPORT | {"fields": OPPORTUNITY_FIELDS | {"More": statement}})
    assert found == [entry("fields", "Must name an existing Opportunity field.", statement)]


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("", 1),
        ("x", 1),
        ("{{", 3),
        ("{{Opportunity.Id}", 17),
        ("{{Opportunity.Id}} ", 19),
        ("{{Opportunity.Field()}}", 21),
    ],
)
def test_a_statement_that_is_no_eml_is_told_the_place_of_its_fault(
    mock: InProcess, statement: str, position: int
) -> None:
    """The failure of a malformed statement names the position of the fault, counted from 1. [eml-exact]"""
    (found,) = refused(mock, IMPORTS, IMPORT | {"fields": OPPORTUNITY_FIELDS | {"More": statement}})
    assert (found["field"], found["value"]) == ("fields", statement)
    assert found["constraint"].endswith(f" at character {position}.")


@pytest.mark.parametrize("value", [5, None, True, ["{{Opportunity.Id}}"], {"a": "b"}])
def test_a_statement_must_be_text(mock: InProcess, value: Any) -> None:
    """An entry of `fields` that is no text is a failure on `fields` with the entry's value."""
    found = refused(mock, IMPORTS, IMPORT | {"fields": OPPORTUNITY_FIELDS | {"More": value}})
    assert found == [entry("fields", "Must be a statement.", value)]


def test_where_no_entry_of_fields_is_text_all_that_is_missing_is_named_too(mock: InProcess) -> None:
    """Every failure at once: with only wrong entries in `fields`, the required statements are missed as well."""
    found = refused(mock, IMPORTS, IMPORT | {"fields": {"a": 5}})
    assert found[0] == entry("fields", "Must be a statement.", 5)
    missed = {entry["constraint"] for entry in found}
    assert {f"Must contain {statement}." for statement in OPPORTUNITY_FIELDS.values()} <= missed


@pytest.mark.parametrize(("number", "status"), [(100, 201), (101, 400)])
def test_an_import_has_at_most_100_fields(mock: InProcess, number: int, status: int) -> None:
    """CONFIRMED: 100 entries in `fields` pass, 101 do not. One statement may stand under several keys."""
    more = {f"key {n}": "{{Opportunity.Field(Owner)}}" for n in range(number - len(OPPORTUNITY_FIELDS))}
    assert mock.call("POST", IMPORTS, IMPORT | {"fields": OPPORTUNITY_FIELDS | more}).status_code == status


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_of_fields_has_1_to_100_characters(mock: InProcess, key: str) -> None:
    """The name of a field in the upload has 1 to 100 characters, like every name. [failure-texts]"""
    fields = OPPORTUNITY_FIELDS | {key: "{{Opportunity.Field(Owner)}}"}
    assert refused(mock, IMPORTS, IMPORT | {"fields": fields}) == [entry("fields", f"Each field name: {LENGTH}", key)]


@pytest.mark.parametrize("name", ["x", "x" * 100, "é" * 100, "𝄞" * 100, " "])
def test_a_name_of_1_to_100_characters_is_accepted(mock: InProcess, name: str) -> None:
    """Lengths count code points; a name of blanks alone is a name. [blank-names]"""
    assert mock.call("POST", IMPORTS, IMPORT | {"name": name}).status_code == 201


@pytest.mark.parametrize("duration", ["PT1H", "PT60M", "P14D", "P2W", "P7D", "PT336H"])
def test_a_retention_from_1_hour_to_14_days_is_accepted_and_echoed_as_sent(mock: InProcess, duration: str) -> None:
    """CONFIRMED range of `dataRetentionDuration`; OBSERVED: echoed as it was given."""
    answer = mock.call("POST", IMPORTS, IMPORT | {"dataRetentionDuration": duration})
    assert answer.json is not None and answer.json["dataRetentionDuration"] == duration


@pytest.mark.parametrize("duration", ["PT1H", "P365D", "P100Y"])
def test_auto_delete_has_no_longest_duration(mock: InProcess, duration: str) -> None:
    """CONFIRMED: `autoDeleteDuration` has a minimum of an hour and no maximum."""
    answer = mock.call("POST", IMPORTS, IMPORT | {"autoDeleteDuration": duration})
    assert answer.json is not None and answer.json["autoDeleteDuration"] == duration


@pytest.mark.parametrize("rule", ["always", "ifNewIsNotNull", "ifExistingIsNull", "useFieldRule"])
def test_each_update_rule_is_accepted_and_echoed(mock: InProcess, rule: str) -> None:
    """CONFIRMED: the four update rules; `updateRule` is echoed when it was sent."""
    answer = mock.call("POST", IMPORTS, IMPORT | {"updateRule": rule})
    assert answer.json is not None and answer.json["updateRule"] == rule


def test_every_wrong_rule_by_field_is_named(mock: InProcess) -> None:
    """Under `useFieldRule` a wrong rule and a key that is not in `fields` are failures, all of them at once."""
    by_field = {"Stage": "bad", "Amount": "useFieldRule", "nowhere": "always", "nor here": 5}
    found = refused(mock, IMPORTS, IMPORT | {"updateRule": "useFieldRule", "updateRuleByField": by_field})
    assert found == [
        entry("updateRuleByField", RULES, "bad"),
        entry("updateRuleByField", RULES, "useFieldRule"),
        entry("updateRuleByField", RULES, 5),
        entry("updateRuleByField", "Must be contained within Fields.", "nowhere"),
        entry("updateRuleByField", "Must be contained within Fields.", "nor here"),
    ]


@pytest.mark.parametrize("by_field", [{"nowhere": "always"}, {"Stage": "bad"}, "text"])
def test_rules_by_field_are_ignored_without_use_field_rule(mock: InProcess, by_field: Any) -> None:
    """Without `useFieldRule` whatever `updateRuleByField` holds is no fault."""
    assert mock.call("POST", IMPORTS, IMPORT | {"updateRuleByField": by_field}).status_code == 201


def test_ignored_rules_by_field_that_are_wrong_are_not_echoed(mock: InProcess) -> None:
    """What is ignored because it is wrong does not come back in the answer."""
    answer = mock.call("POST", IMPORTS, IMPORT | {"updateRuleByField": {"Stage": "bad"}})
    assert "updateRuleByField" not in keys(answer)


# Linkages.


@pytest.mark.parametrize(
    "name",
    ["linkOpportunitiesEntityType", "linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"],
)
@pytest.mark.parametrize("null", [False, True])
def test_a_linkage_needs_entity_type_match_and_source(mock: InProcess, name: str, null: bool) -> None:
    """Entity type, match field and source field are required; a null counts as not sent. [failure-texts]"""
    (found,) = refused(mock, LINKAGES, without(LINKAGE, name) | ({name: None} if null else {}))
    assert found["field"] == name and "value" not in found


@pytest.mark.parametrize("entity", ["contact", "ACCOUNT", "Company", "Opportunity", "", 5])
def test_the_entity_type_is_spelled_exactly(mock: InProcess, entity: Any) -> None:
    """`Contact` or `Account`, spelled exactly."""
    found = refused(mock, LINKAGES, LINKAGE | {"linkOpportunitiesEntityType": entity})
    assert found == [entry("linkOpportunitiesEntityType", "Must be one of: Contact, Account.", entity)]


def test_the_entity_type_must_agree_with_the_source_field(mock: InProcess) -> None:
    """A source field of a contact cannot serve the entity type `Account`."""
    found = refused(mock, LINKAGES, LINKAGE | {"linkOpportunitiesEntityType": "Account"})
    assert found == [
        entry("linkOpportunitiesEntityType", "Must agree with the source field, which is of Contact.", "Account")
    ]


@pytest.mark.parametrize("name", ["linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"])
def test_match_and_source_must_be_keys_of_fields(mock: InProcess, name: str) -> None:
    """A match or source name that is no key of `fields`, exactly spelled, is a failure."""
    for wrong in ("Nowhere", LINKAGE[name].lower()):
        assert refused(mock, LINKAGES, LINKAGE | {name: wrong}) == [
            entry(name, "Must be contained within Fields.", wrong)
        ]


def test_match_and_source_cannot_change_places(mock: InProcess) -> None:
    """The match field is the one of `{{Opportunity.Id}}`, the source field the other one."""
    turned = {"linkOpportunitiesMatchFieldName": "EmailAddress", "linkOpportunitiesSourceField": "OpportunityID"}
    assert [f["field"] for f in refused(mock, LINKAGES, LINKAGE | turned)] == list(turned)


def test_a_linkage_needs_the_opportunity_id(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: `{{Opportunity.Id}}` is required in `fields`."""
    found = refused(mock, LINKAGES, LINKAGE | {"fields": {"EmailAddress": EMAIL}})
    assert entry("fields", "Must contain {{Opportunity.Id}}.") in found


def test_a_linkage_needs_a_contact_or_account_field(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: at least one contact or account field."""
    found = refused(mock, LINKAGES, LINKAGE | {"fields": {"OpportunityID": "{{Opportunity.Id}}"}})
    assert entry("fields", "Must contain at least one contact or account field.") in found


def test_a_linkage_has_at_most_two_fields(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: at most two fields, also when each of them is right."""
    third = {"Name": "{{Opportunity.Contact.Field(C_LastName)}}"}
    found = refused(mock, LINKAGES, LINKAGE | {"fields": LINKAGE["fields"] | third})
    assert found == [entry("fields", "Must contain at most 2 fields.")]


@pytest.mark.parametrize(
    "statement",
    [
        "{{Opportunity.Contact.Field(C_LastName)}}",
        "{{Opportunity.Contact.Id}}",
        "{{Opportunity.Account.Field(M_CompanyName)}}",
        "{{Opportunity.Account.Id}}",
        "{{Opportunity.Contact.Field(ContactIDExt)}}",
    ],
)
def test_any_contact_or_account_field_can_be_the_source(mock: InProcess, statement: str) -> None:
    """Any field of contacts and accounts, read-only ones and the id too. [linked-statements]"""
    assert mock.create_linkage(statement) == "/opportunities/contacts/imports/1"


@pytest.mark.parametrize(
    "statement",
    [
        "{{Contact.Field(C_EmailAddress)}}",
        "{{Opportunity.Contact.Field(C_Nothing)}}",
        "{{Opportunity.Field(Name)}}",
        "{{Opportunity.Account.Field(C_EmailAddress)}}",
        "{{Opportunity.Contact.Account.Field(M_CompanyName)}}",
    ],
)
def test_a_linkage_takes_no_other_statement(mock: InProcess, statement: str) -> None:
    """What names neither the opportunity's id nor an existing contact or account field is a failure with its value."""
    found = refused(mock, LINKAGES, LINKAGE | {"fields": LINKAGE["fields"] | {"EmailAddress": statement}})
    wanted = "Must be {{Opportunity.Id}}, or name an existing contact or account field."
    assert entry("fields", wanted, statement) in found


# All at once.


def test_every_fault_of_an_import_is_named_at_once(mock: InProcess) -> None:
    """A body wrong in every property answers a failure for each, and creates nothing."""
    body: dict[str, Any] = {
        "name": "",
        "fields": {"A": "{{", "B": 5},
        "identifierFieldName": "C",
        "isIdentifierFieldCaseSensitive": "maybe",
        "updateRule": 7,
        "isSyncTriggeredOnImport": "no",
        "isUpdatingMultipleMatchedRecords": 1,
        "nullIdentifierFieldName": [],
        "dataRetentionDuration": "P15D",
        "autoDeleteDuration": "PT1M",
        "importPriorityUri": "/nowhere",
    }
    found = refused(mock, IMPORTS, body)
    assert {failure["field"] for failure in found} == set(body)
    assert len(found) == len(body) - 1 + 1 + 1 + 4  # fields: one no text, one no statement, four missing


def test_every_fault_of_a_linkage_is_named_at_once(mock: InProcess) -> None:
    """A linkage wrong in every property answers a failure for each, and creates nothing."""
    body = {"name": 1, "fields": {}, **dict.fromkeys(LINK_BOOLEANS, "?"), "linkOpportunitiesEntityType": "X"}
    found = [failure["field"] for failure in refused(mock, LINKAGES, body)]
    assert set(found) == {*body, "linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"}


def test_an_empty_object_names_every_required_property(mock: InProcess) -> None:
    """`{}` misses name, fields and identifier of an import; name, fields, match, source and entity of a linkage."""
    assert fields_at_fault(mock.call("POST", IMPORTS, {})) == ["name", "fields", "identifierFieldName"]
    assert set(fields_at_fault(mock.call("POST", LINKAGES, {}))) == {
        "name",
        "fields",
        "linkOpportunitiesMatchFieldName",
        "linkOpportunitiesSourceField",
        "linkOpportunitiesEntityType",
    }


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'"x"', b"null", b"5", b"{", b'{"name":NaN}', b'{"name":-Infinity}', b"\xff", b"{}{}", b"{'a':1}"],
)
@pytest.mark.parametrize("path", [IMPORTS, LINKAGES, "/syncs"])
def test_a_body_that_is_no_json_object_is_a_parsing_error(mock: InProcess, path: str, body: bytes) -> None:
    """Anything but one JSON object answers `400 There was a parsing error.` with one failure on `body`.

    [malformed-bodies]
    """
    answer = mock.call("POST", path, body)
    assert answer.status == "400 There was a parsing error."
    assert fields_at_fault(answer) == ["body"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 10_000, "-" + "9" * 5000])
def test_a_number_beyond_all_bounds_is_a_parsing_error(mock: InProcess, number: str) -> None:
    """A number that no answer could repeat is refused as malformed, not echoed as `Infinity`. [number-range]"""
    answer = mock.call("POST", IMPORTS, f'{{"name": {number}}}')
    assert fields_at_fault(answer) == ["body"]
    assert len(answer.data) < 500


@pytest.mark.parametrize("depth", [10, 900, 1000, 100_000])
def test_deep_nesting_is_refused_without_a_crash(mock: InProcess, depth: int) -> None:
    """A value nested however deeply, where a text belongs, is a 400."""
    assert failures(mock.call("POST", IMPORTS, '{"name": ' + "[" * depth + "]" * depth + "}"))


# What is accepted.


@BOTH
def test_defaults_are_filled_in(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """CONFIRMED by the tutorial: `isSyncTriggeredOnImport` false, `dataRetentionDuration` P7D."""
    answer = mock.call("POST", path, good).json
    assert answer is not None
    assert (answer["isSyncTriggeredOnImport"], answer["dataRetentionDuration"]) == (False, "P7D")


def test_a_linkage_takes_its_identifier_from_the_match_field(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: `identifierFieldName` was not sent, and comes back as the match field."""
    answer = mock.call("POST", LINKAGES, LINKAGE).json
    assert answer is not None and answer["identifierFieldName"] == "OpportunityID"


@BOTH
def test_booleans_are_echoed_only_when_sent(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """No boolean but `isSyncTriggeredOnImport` is in the answer unless it was in the request."""
    answer = mock.call("POST", path, good).json
    assert answer is not None
    assert [name for name, value in answer.items() if isinstance(value, bool)] == ["isSyncTriggeredOnImport"]


@pytest.mark.parametrize(
    ("sent", "meant"), [("true", True), ("false", False), ("True", True), ("FALSE", False), (True, True)]
)
@pytest.mark.parametrize("name", [*BOOLEANS, *LINK_BOOLEANS])
def test_a_boolean_may_be_sent_as_text_and_comes_back_as_one(
    mock: InProcess, name: str, sent: Any, meant: bool
) -> None:
    """CONFIRMED: `"true"` comes back as `true`; that its case does not matter is assumed. [string-booleans]"""
    answer = mock.call("POST", LINKAGES, LINKAGE | {name: sent}).json
    assert answer is not None and answer[name] is meant


@BOTH
def test_property_names_are_taken_in_any_case(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """Property names are read in any case and come back in their own; keys of `fields` stay as sent.

    [property-names]
    """
    shouted = mock.call("POST", path, {name.upper(): value for name, value in good.items()})
    assert shouted.status_code == 201
    assert keys(shouted) == keys(mock.call("POST", path, good))


@BOTH
def test_a_failure_names_the_property_in_its_own_case(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """However a wrong property was spelled, the failure spells it right. [property-names]"""
    assert fields_at_fault(mock.call("POST", path, without(good, "name") | {"NAME": 5})) == ["name"]


@BOTH
def test_unknown_properties_are_ignored_and_not_echoed(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """OBSERVED: unknown properties do no harm; `importRule` and what is read-only are among them here."""
    unknown = {
        "areSystemTimestampsInUTC": True,
        "importRule": "createOnly",
        "syncActions": [{"action": "add"}],
        "kbUsed": -1,
        "uri": "/x",
        "createdBy": 5,
        "id": [[]],
        "": 0,
    }
    answer = mock.call("POST", path, good | unknown)
    assert answer.status_code == 201
    assert keys(answer) == keys(mock.call("POST", path, good))
    assert answer.json is not None and answer.json["createdBy"] == "test.user"


def test_a_linkage_knows_no_case_flag_for_its_identifier(mock: InProcess) -> None:
    """CONFIRMED: `isIdentifierFieldCaseSensitive` belongs to imports alone; on a linkage it is an unknown property."""
    answer = mock.call("POST", LINKAGES, LINKAGE | {"isIdentifierFieldCaseSensitive": "?"})
    assert answer.status_code == 201
    assert "isIdentifierFieldCaseSensitive" not in keys(answer)


@BOTH
def test_optional_properties_sent_as_null_count_as_not_sent(mock: InProcess, path: str, good: dict[str, Any]) -> None:
    """A null takes the default or stays out of the answer. [property-names]"""
    nulls = dict.fromkeys(
        [*BOOLEANS, *LINK_BOOLEANS, "updateRule", "autoDeleteDuration", "dataRetentionDuration", "importPriorityUri"]
    )
    answer = mock.call("POST", path, good | nulls)
    assert answer.status_code == 201
    assert keys(answer) == keys(mock.call("POST", path, good))


def test_a_property_sent_twice_counts_as_it_was_sent_last(mock: InProcess) -> None:
    """Of two properties of one name, in whatever case, the later one counts. [repeated-properties]"""
    text = json.dumps(IMPORT)[:-1]
    answer = mock.call("POST", IMPORTS, text + ', "NAME": "last"}').json
    assert answer is not None and answer["name"] == "last"


@pytest.mark.parametrize("priority", ["/imports/priorities/1", "/imports/priorities/3"])
def test_an_existing_priority_is_accepted_and_echoed(mock: InProcess, priority: str) -> None:
    """CONFIRMED: `importPriorityUri` must point at an existing priority of the site. [import-priorities]"""
    answer = mock.call("POST", IMPORTS, IMPORT | {"importPriorityUri": priority}).json
    assert answer is not None and answer["importPriorityUri"] == priority
