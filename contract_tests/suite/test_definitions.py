"""Definitions of opportunity imports and linkages: what is accepted, what comes back, what becomes of them."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES, linkage, opportunity_import
from contract_tests.laws.flow import any_site, define, evidence, expect, load, number_of, own_site, sync
from contract_tests.shapes import Document
from contract_tests.targets.target import Capability, Target, pages

TIMES = ("createdAt", "updatedAt")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z")
IMPORT_ANSWER = [
    "isIdentifierFieldCaseSensitive",
    "name",
    "fields",
    "identifierFieldName",
    "isSyncTriggeredOnImport",
    "dataRetentionDuration",
    "uri",
    "createdBy",
    "createdAt",
    "updatedBy",
    "updatedAt",
]
LINKAGE_ANSWER = [
    "linkOpportunitiesMatchFieldName",
    "linkOpportunitiesSourceField",
    "linkOpportunitiesEntityType",
    "linkOpportunitiesCaseSensitiveSourceField",
    "linkOpportunitiesCaseSensitiveMatchField",
    "linkOpportunitiesMultipleSourceMatches",
    "name",
    "fields",
    "identifierFieldName",
    "isSyncTriggeredOnImport",
    "dataRetentionDuration",
    "uri",
    "createdBy",
    "createdAt",
    "updatedBy",
    "updatedAt",
]
LENGTH = "Must be a string value, at least 1 character and at most 100 characters long."
KINDS = pytest.mark.parametrize(
    ("kind", "body"), [(OPPORTUNITIES, opportunity_import()), (LINKAGES, linkage())], ids=["opportunities", "linkages"]
)


def moment(text: str) -> datetime:
    """A time of the API to the microsecond."""
    assert MOMENT.fullmatch(text), text
    return datetime.fromisoformat(text[:-2])


def without(definition: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in definition.items() if name not in names}


def refused(target: Target, kind: str, body: dict[str, Any]) -> list[str]:
    """The fields that the failures of a refused definition name; the list of definitions must stay as it was."""
    with any_site(target) as site:
        before = list(pages(site.client, kind))
        answer = expect(site.client.create(kind, body), 400)
        assert list(pages(site.client, kind)) == before
        assert answer.failures, answer.content
        return [str(failure["field"]) for failure in answer.failures]


def accepted(target: Target, kind: str, body: dict[str, Any]) -> Document:
    """The answer to a definition that must be accepted."""
    with any_site(target) as site:
        made = expect(site.client.create(kind, body), 201).body
        expect(site.client.delete(made["uri"]), 204)
        return Document(made)


@pytest.mark.clause("DEF-01", "DEF-28")
@KINDS
def test_a_definition_reads_back_as_it_was_created(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """GET of a new definition equals the answer to its POST, times within seconds; both times are equal and in form."""
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(kind, body), 201).body
        read = expect(site.client.get(made["uri"]), 200).body
        assert made["createdAt"] == made["updatedAt"]
        assert list(read) == list(made)
        assert without(read, *TIMES) == without(made, *TIMES)
        for name in TIMES:
            assert abs((moment(read[name]) - moment(made[name])).total_seconds()) <= 5


@pytest.mark.clause("DEF-02", "DEF-24")
def test_ids_rise_by_kind_and_are_never_used_again(eloqua_target: Target) -> None:
    """Imports, linkages and syncs are numbered each by themselves; a deleted number does not come back."""
    with any_site(eloqua_target) as site:
        uris = [define(site.client, OPPORTUNITIES, opportunity_import()) for _ in range(2)]
        linkages = [define(site.client, LINKAGES, linkage()) for _ in range(2)]
        syncs = [expect(site.client.sync(uri), 201).body["uri"] for uri in (uris[0], linkages[0])]
        expect(site.client.delete(uris[1]), 204)
        uris.append(define(site.client, OPPORTUNITIES, opportunity_import()))
    for kind, found in ((OPPORTUNITIES, uris), (LINKAGES, linkages), ("/syncs", syncs)):
        assert all(uri.rsplit("/", 1)[0] == kind for uri in found)
        numbers = [number_of(uri) for uri in found]
        assert numbers == sorted(set(numbers))
        if Capability.FRESH_SITE in eloqua_target.capabilities:
            assert numbers[:2] == [numbers[0], numbers[0] + 1]
    if Capability.FRESH_SITE in eloqua_target.capabilities:
        assert uris[0].rsplit("/", 1)[1] == linkages[0].rsplit("/", 1)[1]


@pytest.mark.clause("DEF-03", "DEF-04")
def test_an_opportunity_import_is_answered_as_in_the_tutorial(eloqua_target: Target) -> None:
    """The tutorial's request is answered with the tutorial's properties, order and defaults, and no null."""
    made = accepted(eloqua_target, OPPORTUNITIES, opportunity_import())
    assert list(made) == IMPORT_ANSWER
    assert None not in made.values()
    assert {name: made[name] for name in opportunity_import()} == opportunity_import()
    assert list(made["fields"]) == list(bodies.FIELDS)
    assert (made["isSyncTriggeredOnImport"], made["dataRetentionDuration"]) == (False, "P7D")


@pytest.mark.clause("DEF-27", "DEF-22", "DEF-04")
def test_a_linkage_is_answered_as_in_the_tutorial(eloqua_target: Target) -> None:
    """The tutorial's linkage is answered with its properties in order, defaults, and the match field as identifier."""
    made = accepted(eloqua_target, LINKAGES, linkage())
    assert list(made) == LINKAGE_ANSWER
    assert None not in made.values()
    assert {name: made[name] for name in linkage()} == linkage()
    assert made["identifierFieldName"] == "OpportunityID"
    assert (made["isSyncTriggeredOnImport"], made["dataRetentionDuration"]) == (False, "P7D")


@pytest.mark.clause("DEF-29")
@KINDS
def test_a_definition_names_who_made_it(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """`createdBy` and `updatedBy` are the login name that /id tells."""
    with any_site(eloqua_target) as site:
        user = expect(site.client.identify(), 200).body["user"]["username"]
        made = expect(site.client.create(kind, body), 201).body
        assert (made["createdBy"], made["updatedBy"]) == (user, user)


REQUIRED = [
    *((OPPORTUNITIES, opportunity_import(**{name: None}), name) for name in ("name", "fields", "identifierFieldName")),
    *((LINKAGES, linkage(**{name: None}), name) for name in ("name", "fields")),
    (bodies.CONTACTS, bodies.contact_import(name=None), "name"),
    (bodies.CONTACTS, bodies.contact_import(identifierFieldName=None), "identifierFieldName"),
]


@pytest.mark.clause("DEF-05")
@pytest.mark.parametrize(("kind", "body", "name"), REQUIRED)
def test_a_required_property_is_missed_by_name(
    eloqua_target: Target, kind: str, body: dict[str, Any], name: str
) -> None:
    """Without a required property: 400, a failure that names it, no new definition."""
    assert name in refused(eloqua_target, kind, body)


@pytest.mark.clause("DEF-23", "ERR-02")
def test_a_missing_identifier_is_answered_as_recorded(eloqua_target: Target) -> None:
    """The failure of a missing identifier is the recorded one; one with a value has field, value, constraint."""
    with any_site(eloqua_target) as site:
        missing = expect(site.client.create(bodies.CONTACTS, bodies.contact_import(identifierFieldName=None)), 400)
        assert missing.failures == [{"field": "identifierFieldName", "constraint": LENGTH}]
        assert list(missing.body) == ["failures"]
        wrong = expect(site.client.create(OPPORTUNITIES, opportunity_import(dataRetentionDuration="P15D")), 400)
        assert [list(failure) for failure in wrong.failures] == [["field", "value", "constraint"]]
        assert wrong.failures[0]["value"] == "P15D"


@pytest.mark.clause("DEF-06")
@pytest.mark.parametrize("missing", list(bodies.REQUIRED_FIELDS))
def test_an_import_needs_the_four_statements(eloqua_target: Target, missing: str) -> None:
    """Each of the four statements left out: 400."""
    fields = {key: statement for key, statement in bodies.FIELDS.items() if key != missing}
    assert refused(eloqua_target, OPPORTUNITIES, opportunity_import(fields=fields))


@pytest.mark.clause("DEF-06", "DEF-32")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (OPPORTUNITIES, opportunity_import(identifierFieldName="OpportunityName")),
        (OPPORTUNITIES, opportunity_import(identifierFieldName="Nowhere")),
        (bodies.CONTACTS, bodies.contact_import(identifierFieldName="Nowhere")),
    ],
)
def test_the_identifier_is_a_key_of_the_right_field(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """An identifier that is no key, or for opportunities not the key of the id: 400 that names it."""
    assert "identifierFieldName" in refused(eloqua_target, kind, body)


@pytest.mark.clause("DEF-06")
def test_the_four_statements_are_enough(eloqua_target: Target) -> None:
    """An import of the four required fields alone is accepted."""
    made = accepted(eloqua_target, OPPORTUNITIES, opportunity_import(fields=bodies.REQUIRED_FIELDS))
    assert made["fields"] == bodies.REQUIRED_FIELDS


@pytest.mark.clause("DEF-07")
@pytest.mark.parametrize("length", [1, 100, 0, 101])
@KINDS
def test_a_name_has_one_to_a_hundred_characters(
    eloqua_target: Target, kind: str, body: dict[str, Any], length: int
) -> None:
    """1 and 100 characters pass; 0 and 101 are refused with a failure on `name`."""
    named = {**body, "name": "n" * length}
    if 1 <= length <= 100:
        assert accepted(eloqua_target, kind, named)["name"] == "n" * length
    else:
        assert "name" in refused(eloqua_target, kind, named)


@pytest.mark.clause("DEF-07")
@pytest.mark.parametrize("number", [100, 101])
def test_an_import_has_at_most_a_hundred_fields(eloqua_target: Target, number: int) -> None:
    """100 fields pass, 101 are refused."""
    more = {f"key{index}": "{{Opportunity.Field(Territory)}}" for index in range(number - 4)}
    body = opportunity_import(fields={**bodies.REQUIRED_FIELDS, **more})
    if number == 100:
        accepted(eloqua_target, OPPORTUNITIES, body)
    else:
        assert "fields" in refused(eloqua_target, OPPORTUNITIES, body)


@pytest.mark.clause("DEF-08")
def test_a_linkage_is_of_contacts_or_accounts(eloqua_target: Target) -> None:
    """`Contact` and `Account` pass, `Company`, `Opportunity` and nothing at all do not."""
    assert accepted(eloqua_target, LINKAGES, bodies.account_linkage())["linkOpportunitiesEntityType"] == "Account"
    for entity in ("Company", "Opportunity", ""):
        assert "linkOpportunitiesEntityType" in refused(
            eloqua_target, LINKAGES, linkage(linkOpportunitiesEntityType=entity)
        )


@pytest.mark.clause("DEF-09")
@pytest.mark.parametrize(
    "changes",
    [
        {"linkOpportunitiesMatchFieldName": "EmailAddress", "linkOpportunitiesSourceField": "OpportunityID"},
        {"linkOpportunitiesMatchFieldName": "Nowhere"},
        {"linkOpportunitiesSourceField": "Nowhere"},
        {"linkOpportunitiesSourceField": "OpportunityID"},
        {"linkOpportunitiesMatchFieldName": None},
        {"linkOpportunitiesSourceField": None},
    ],
)
def test_match_and_source_name_their_keys(eloqua_target: Target, changes: dict[str, Any]) -> None:
    """Swapped, missing or no keys at all: 400 that names one of the two."""
    named = refused(eloqua_target, LINKAGES, linkage(**changes))
    assert set(changes) & set(named)


@pytest.mark.clause("DEF-09")
@pytest.mark.parametrize(
    "body",
    [linkage(linkOpportunitiesEntityType="Account"), bodies.account_linkage(linkOpportunitiesEntityType="Contact")],
    ids=["Account by a contact field", "Contact by an account field"],
)
def test_the_entity_type_is_that_of_the_source_field(eloqua_target: Target, body: dict[str, Any]) -> None:
    """A linkage of one entity through a field of the other: 400 that names the type or the source field."""
    named = refused(eloqua_target, LINKAGES, body)
    assert {"linkOpportunitiesEntityType", "linkOpportunitiesSourceField"} & set(named)


@pytest.mark.clause("DEF-19", "DEF-20", "DEF-21")
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"EmailAddress": bodies.EMAIL}, id="no opportunity"),
        pytest.param({"OpportunityID": bodies.ID}, id="no contact or account"),
        pytest.param({"OpportunityID": bodies.ID, "EmailAddress": bodies.REQUIRED_FIELDS["Stage"]}, id="no contact"),
        pytest.param({"EmailAddress": bodies.EMAIL, "OpportunityID": bodies.ID, "a": bodies.ACCOUNT}, id="three"),
    ],
)
def test_a_linkage_has_an_opportunity_and_one_other_field(eloqua_target: Target, fields: dict[str, str]) -> None:
    """Without the id, without a contact or account field, or with a third field: 400."""
    assert "fields" in refused(eloqua_target, LINKAGES, linkage(fields=fields))


@pytest.mark.clause("DEF-10")
def test_unknown_properties_are_ignored(eloqua_target: Target) -> None:
    """Unknown properties are not echoed, and booleans as text come back as booleans."""
    body = opportunity_import(isIdentifierFieldCaseSensitive="true", areSystemTimestampsInUTC=True, color="red")
    made = accepted(eloqua_target, OPPORTUNITIES, body)
    assert list(made) == IMPORT_ANSWER
    assert made["isIdentifierFieldCaseSensitive"] is True
    assert (
        accepted(eloqua_target, LINKAGES, linkage(linkOpportunitiesMultipleSourceMatches="false"))[
            "linkOpportunitiesMultipleSourceMatches"
        ]
        is False
    )


@pytest.mark.clause("DEF-11")
@KINDS
def test_read_only_properties_have_no_effect(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """What the server alone decides is not taken from the request, in a POST or a PUT."""
    forged = {
        "uri": f"{kind}/999999",
        "createdBy": "nobody",
        "createdAt": "2000-01-01T00:00:00.0000000Z",
        "updatedBy": "nobody",
        "updatedAt": "2000-01-01T00:00:00.0000000Z",
        "kbUsed": 7,
    }
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(kind, {**body, **forged}), 201).body
        put = expect(site.client.replace(made["uri"], {**body, **forged}), 200).body
        for answer in (made, put):
            assert not {name for name, value in forged.items() if answer.get(name) == value}
        assert put["uri"] == made["uri"]


@pytest.mark.clause("DEF-12")
@pytest.mark.parametrize(
    ("name", "value", "passes"),
    [
        ("dataRetentionDuration", "PT1H", True),
        ("dataRetentionDuration", "P14D", True),
        ("dataRetentionDuration", "PT59M", False),
        ("dataRetentionDuration", "P15D", False),
        ("dataRetentionDuration", "soon", False),
        ("autoDeleteDuration", "PT1H", True),
        ("autoDeleteDuration", "P400D", True),
        ("autoDeleteDuration", "PT59M", False),
    ],
)
def test_durations_have_bounds(eloqua_target: Target, name: str, value: str, passes: bool) -> None:
    """What lies inside is echoed as it was sent, what lies outside is refused by name."""
    for kind, body in ((OPPORTUNITIES, opportunity_import(**{name: value})), (LINKAGES, linkage(**{name: value}))):
        if passes:
            assert accepted(eloqua_target, kind, body)[name] == value
        else:
            assert name in refused(eloqua_target, kind, body)


@pytest.mark.clause("DEF-13")
@KINDS
def test_a_put_replaces_the_definition(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """Renamed and re-ordered by PUT; uri, creator and creation stay; a second PUT changes nothing but `updatedAt`."""
    changed = {**body, "name": "Renamed", "fields": dict(reversed(body["fields"].items()))}
    with any_site(eloqua_target) as site:
        uri = define(site.client, kind, body)
        before = expect(site.client.get(uri), 200).body
        puts = [expect(site.client.replace(uri, changed), 200).body for _ in range(2)]
        after = expect(site.client.get(uri), 200).body
    assert {name: after[name] for name in changed} == changed
    assert list(after["fields"]) == list(changed["fields"])
    for name in ("uri", "createdBy", "createdAt"):
        assert after[name] == before[name]
    assert moment(before["updatedAt"]) <= moment(after["updatedAt"])
    assert without(puts[0], *TIMES) == without(puts[1], *TIMES) == without(after, *TIMES)


OPTIONAL = {
    OPPORTUNITIES: {"isUpdatingMultipleMatchedRecords": True, "updateRule": "ifNewIsNotNull"},
    LINKAGES: {},
}
"""Optional properties that are shown where they were sent; the retention comes back as its default."""


@pytest.mark.clause("DEF-13")
@KINDS
def test_a_put_drops_what_it_leaves_out(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """A definition with optional properties, replaced by one without them, is as if it had never had them."""
    with any_site(eloqua_target) as site:
        plain = expect(site.client.create(kind, body), 201).body
        uri = define(site.client, kind, {**body, "dataRetentionDuration": "P14D", **OPTIONAL[kind]})
        put = expect(site.client.replace(uri, body), 200).body
        after = expect(site.client.get(uri), 200).body
    for answer in (put, after):
        assert without(answer, "uri", *TIMES) == without(plain, "uri", *TIMES)


@pytest.mark.clause("DEF-14")
def test_a_put_leaves_staged_data_alone(eloqua_target: Target) -> None:
    """Rows uploaded before a PUT are what the next sync processes."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [bodies.row("1"), bodies.row("2")]), 204)
        expect(site.client.replace(uri, opportunity_import(name="Renamed")), 200)
        ended = sync(site.client, uri)
    assert (ended.status, ended.counts["ELQ-00130"]) == ("success", 2)


@pytest.mark.clause("DEF-15", "UPL-13")
@KINDS
def test_a_deleted_definition_is_gone(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """204 once; then every call on it answers 404, the list lacks it, the others are as they were."""
    with any_site(eloqua_target) as site:
        kept, gone = define(site.client, kind, body), define(site.client, kind, body)
        before = [item for item in pages(site.client, kind) if item["uri"] != gone]
        expect(site.client.delete(gone), 204)
        calls = (
            site.client.get(gone),
            site.client.replace(gone, body),
            site.client.delete(gone),
            site.client.upload_json(gone, [bodies.row("1")]),
            site.client.clear(gone),
        )
        assert [answer.status for answer in calls] == [404] * len(calls)
        assert list(pages(site.client, kind)) == before
        expect(site.client.get(kept), 200)


@pytest.mark.clause("DEF-16")
def test_evidence_outlives_the_definition(eloqua_target: Target) -> None:
    """Status, log and rejects read the same before and after the definition is deleted."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        before = load(site.client, uri, [bodies.row("1"), bodies.row("")])
        expect(site.client.delete(uri), 204)
        assert evidence(site.client, before.sync["uri"]) == before
        assert len(before.rejects) == 1


@pytest.mark.clause("DEF-18")
@KINDS
def test_a_definition_deletes_itself_when_told(eloqua_target: Target, kind: str, body: dict[str, Any]) -> None:
    """After 59 minutes it is there, after 61 it is gone; one without the property stays."""
    with own_site(eloqua_target, Capability.CLOCK) as site:
        lasting = define(site.client, kind, body)
        uri = define(site.client, kind, {**body, "autoDeleteDuration": "PT1H"})
        site.advance(59 * 60)
        expect(site.client.get(uri), 200)
        site.advance(2 * 60)
        expect(site.client.get(uri), 404)
        assert [item["uri"] for item in pages(site.client, kind)] == [lasting]


@pytest.mark.clause("DEF-25")
def test_a_priority_must_exist(eloqua_target: Target) -> None:
    """One of the site's priorities is echoed, an unknown one refused."""
    with own_site(eloqua_target, importPriorities=[{"id": 1, "name": "High"}]) as site:
        body = opportunity_import(importPriorityUri="/imports/priorities/1")
        assert expect(site.client.create(OPPORTUNITIES, body), 201).body["importPriorityUri"] == "/imports/priorities/1"
        wrong = site.client.create(OPPORTUNITIES, opportunity_import(importPriorityUri="/imports/priorities/2"))
        assert [failure["field"] for failure in expect(wrong, 400).failures] == ["importPriorityUri"]


@pytest.mark.clause("DEF-26", "DEF-33")
@pytest.mark.parametrize("rule", ["always", "ifNewIsNotNull", "ifExistingIsNull", "useFieldRule"])
def test_update_rules_are_echoed(eloqua_target: Target, rule: str) -> None:
    """Each rule is echoed behind the name, where the older answers have it; another word is refused."""
    made = accepted(eloqua_target, OPPORTUNITIES, opportunity_import(updateRule=rule))
    assert made["updateRule"] == rule
    assert list(made)[1:4] == ["name", "updateRule", "fields"]
    assert "updateRule" in refused(eloqua_target, OPPORTUNITIES, opportunity_import(updateRule=f"{rule}!"))


@pytest.mark.clause("DEF-33")
def test_booleans_are_echoed_as_sent(eloqua_target: Target) -> None:
    """`isUpdatingMultipleMatchedRecords` stands behind the retention, as recorded, in either value."""
    for value in (True, False):
        made = accepted(eloqua_target, OPPORTUNITIES, opportunity_import(isUpdatingMultipleMatchedRecords=value))
        assert made["isUpdatingMultipleMatchedRecords"] is value
        names = list(made)
        assert ("dataRetentionDuration", "isUpdatingMultipleMatchedRecords") in pairwise(names)


@pytest.mark.clause("DEF-30")
@pytest.mark.parametrize(
    "statement",
    [
        "{{Opportunity.Field(Nothing)}}",
        "{{Contact.Field(C_EmailAddress)}}",
        "Territory",
        "{{Opportunity.Field(Territory)",
        "",
    ],
)
def test_a_statement_names_a_field_of_the_entity(eloqua_target: Target, statement: str) -> None:
    """An unknown field, another entity's, text without braces: a failure on `fields`."""
    fields = {**bodies.FIELDS, "Territory": statement}
    assert "fields" in refused(eloqua_target, OPPORTUNITIES, opportunity_import(fields=fields))


@pytest.mark.clause("DEF-31")
def test_property_names_are_read_in_any_case(eloqua_target: Target) -> None:
    """Names in capitals have their effect and come back canonical; null counts as not sent."""
    shouted = {name.upper(): value for name, value in opportunity_import().items()}
    made = accepted(eloqua_target, OPPORTUNITIES, shouted)
    assert list(made) == IMPORT_ANSWER
    nulls = {**opportunity_import(), "updateRule": None, "dataRetentionDuration": None}
    assert accepted(eloqua_target, OPPORTUNITIES, nulls)["dataRetentionDuration"] == "P7D"
    assert "name" in refused(eloqua_target, OPPORTUNITIES, {**opportunity_import(), "name": None})


@pytest.mark.clause("DEF-34")
def test_a_definition_in_use_is_not_replaced(eloqua_target: Target) -> None:
    """PUT 409 while its sync is unfinished; DELETE 204, the sync ends `error` with ELQ-00143, nothing is applied."""
    with own_site(eloqua_target, pace={"polls": 2}) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [bodies.row("1")]), 204)
        running = expect(site.client.sync(uri), 201).body["uri"]
        expect(site.client.replace(uri, opportunity_import()), 409)
        expect(site.client.delete(uri), 204)
        ended = evidence(site.client, running)
        assert ended.status == "error"
        assert "ELQ-00143" in ended.counts


@pytest.mark.clause("DEF-35")
def test_all_faults_are_told_at_once(eloqua_target: Target) -> None:
    """Three faults in one definition are three failures."""
    body = opportunity_import(name="", dataRetentionDuration="P15D", identifierFieldName="Nowhere")
    assert sorted(refused(eloqua_target, OPPORTUNITIES, body)) == [
        "dataRetentionDuration",
        "identifierFieldName",
        "name",
    ]
