"""Contacts and accounts: imports as recorded, read back through exports; lists and sync actions."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.client import BulkClient
from contract_tests.laws import bodies
from contract_tests.laws.bodies import CONTACTS, contact_export, contact_import, opportunity_import
from contract_tests.laws.flow import any_site, define, expect, export, own_site, run, sync
from contract_tests.targets.target import Target, pages

ANSWER = [
    "name",
    "fields",
    "identifierFieldName",
    "isSyncTriggeredOnImport",
    "dataRetentionDuration",
    "isUpdatingMultipleMatchedRecords",
    "uri",
    "createdBy",
    "createdAt",
    "updatedBy",
    "updatedAt",
]
FIELD = [
    "name",
    "internalName",
    "dataType",
    "defaultValue",
    "hasReadOnlyConstraint",
    "hasNotNullConstraint",
    "hasUniquenessConstraint",
    "statement",
    "uri",
    "createdBy",
    "createdAt",
    "updatedBy",
    "updatedAt",
]
LIST = "{{ContactList[1]}}"


def person(address: str, first: str = "F", last: str = "L") -> dict[str, Any]:
    return {"emailAddress": address, "firstName": first, "lastName": last}


def people(client: BulkClient) -> dict[str, tuple[str, str]]:
    """Address -> first and last name of every contact, through an export."""
    return {item["emailAddress"]: (item["firstName"], item["lastName"]) for item in export(client, contact_export())}


def members(client: BulkClient) -> set[str]:
    """The addresses on list 1, through an export."""
    return {item["emailAddress"] for item in export(client, contact_export(filter=f"EXISTS('{LIST}')"))}


@pytest.mark.clause("CNT-01")
def test_a_contact_import_is_answered_as_recorded(eloqua_target: Target) -> None:
    """The recorded properties in the recorded order, and what was sent."""
    body = contact_import(isUpdatingMultipleMatchedRecords=True)
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(CONTACTS, body), 201).body
    assert list(made) == ANSWER
    assert {name: made[name] for name in body} == body


@pytest.mark.clause("CNT-02", "CNT-04", "SYN-05", "UPL-05")
@pytest.mark.parametrize("address", ["notanemail", "bademail@", "@x.example", "a b@x.example", "a@b@x.example"])
def test_what_is_no_address_is_rejected_alone(eloqua_target: Target, address: str) -> None:
    """ELQ-00002, singular in the reject and plural in the log; the rows around it are imported."""
    with own_site(eloqua_target) as site:
        rows = [person("new1@x.example"), person(address, "Maria", ""), person("new2@x.example")]
        ended = run(site.client, CONTACTS, contact_import(), rows)
        assert ended.status == "warning"
        assert [dict(reject) for reject in ended.rejects] == [
            {
                "fieldValues": person(address, "Maria", ""),
                "message": "Invalid email address.",
                "statusCode": "ELQ-00002",
                "recordIndex": 2,
                "invalidFields": ["emailAddress"],
            }
        ]
        line = ended.entry("ELQ-00002")
        assert (line["message"], line["count"], line["severity"]) == ("Invalid email addresses.", 1, "warning")
        assert {"new1@x.example", "new2@x.example"} <= set(people(site.client))


@pytest.mark.clause("CNT-03")
def test_a_plus_tag_makes_another_address(eloqua_target: Target) -> None:
    """With and without the tag: two contacts, no reject."""
    with own_site(eloqua_target, contacts=[]) as site:
        rows = [person("someone+test@demo.example"), person("someone@demo.example"), person("some.one@demo.example")]
        assert run(site.client, CONTACTS, contact_import(), rows).status == "success"
        assert set(people(site.client)) == {row["emailAddress"] for row in rows}


@pytest.mark.clause("CNT-05", "UPL-09", "EXP-16")
def test_an_import_creates_and_updates_by_address(eloqua_target: Target) -> None:
    """Unknown addresses are counted in ELQ-00004, known ones in ELQ-00022; `""` clears, and is skipped by the rule."""
    with own_site(eloqua_target) as site:
        rows = [person("new@x.example"), person("contact1@abc.example", "Eve", "")]
        first = run(site.client, CONTACTS, contact_import(), rows)
        assert (first.counts["ELQ-00004"], first.counts["ELQ-00022"], first.status) == (1, 1, "success")
        assert people(site.client)["contact1@abc.example"] == ("Eve", "")
        run(site.client, CONTACTS, contact_import(), [person("new@x.example", "", "M")])
        assert people(site.client)["new@x.example"] == ("", "M")
        kept = run(
            site.client, CONTACTS, contact_import(updateRule="ifNewIsNotNull"), [person("new@x.example", "G", "")]
        )
        assert kept.counts["ELQ-00022"] == 1
        assert people(site.client)["new@x.example"] == ("G", "M")


@pytest.mark.clause("CNT-06", "CNT-07")
def test_duplicates_leave_one_survivor(eloqua_target: Target) -> None:
    """Of three rows with one address two are rejected; the log is the recorded one."""
    with own_site(eloqua_target, contacts=[]) as site:
        rows = [person("a@x.example", name) for name in ("One", "Two", "Three")]
        ended = run(site.client, CONTACTS, contact_import(), [*rows, person("b@x.example")])
        assert ended.refused == {"ELQ-00026": 2}
        lines = [(entry["statusCode"], entry["count"]) for entry in ended.logs]
        assert lines[:8] == [
            ("ELQ-00130", 4),
            ("ELQ-00137", 0),
            ("ELQ-00101", 0),
            ("ELQ-00001", 4),
            ("ELQ-00026", 2),
            ("ELQ-00003", 2),
            ("ELQ-00004", 2),
            ("ELQ-00022", 0),
        ]
        found = people(site.client)
        assert set(found) == {"a@x.example", "b@x.example"}
        assert found["a@x.example"][0] in ("One", "Three")


@pytest.mark.clause("CNT-08")
def test_an_import_rule_leaves_out_one_half(eloqua_target: Target) -> None:
    """`updateOnly` updates and makes nobody; `createOnly` makes and updates nobody."""
    rows = [person("new@x.example", "New"), person("contact1@abc.example", "Eve")]
    for rule, made, updated in (
        ("updateOnly", False, True),
        ("createOnly", True, False),
        ("createAndUpdate", True, True),
    ):
        with own_site(eloqua_target) as site:
            run(site.client, CONTACTS, contact_import(importRule=rule), rows)
            found = people(site.client)
        assert ("new@x.example" in found, found["contact1@abc.example"][0] == "Eve") == (made, updated), rule


@pytest.mark.clause("CNT-09")
def test_several_contacts_are_updated_only_when_told(eloqua_target: Target) -> None:
    """A row that two contacts match: rejected as "Multiple matches.", or both updated."""
    twins = [{"fields": {"C_EmailAddress": f"{n}@x.example", "C_FirstName": n, "C_LastName": "Same"}} for n in "ab"]
    fields = {key: statement for key, statement in contact_import()["fields"].items() if key != "emailAddress"}
    for several, names in ((False, ["a", "b"]), (True, ["New", "New"])):
        with own_site(eloqua_target, contacts=twins) as site:
            body = contact_import(
                fields=fields, identifierFieldName="lastName", isUpdatingMultipleMatchedRecords=several
            )
            ended = run(site.client, CONTACTS, body, [{"firstName": "New", "lastName": "Same"}])
            assert [item["firstName"] for item in export(site.client, contact_export())] == names
        messages = [(reject["statusCode"], reject["message"]) for reject in ended.rejects]
        assert messages == ([] if several else [("ELQ-00026", "Multiple matches.")])


@pytest.mark.clause("CNT-10", "CNT-11")
def test_contact_fields_are_shown_as_recorded(eloqua_target: Target) -> None:
    """The recorded properties in order; the address is not null and unique."""
    with any_site(eloqua_target) as site:
        fields = {item["internalName"]: item for item in pages(site.client, "/contacts/fields")}
    for item in fields.values():
        assert [name for name in FIELD if name in item] == list(item)
        assert {"createdAt", "updatedAt"} <= set(item)
    address = fields["C_EmailAddress"]
    assert address["statement"] == "{{Contact.Field(C_EmailAddress)}}"
    assert (address["dataType"], address["hasNotNullConstraint"], address["hasUniquenessConstraint"]) == (
        "emailAddress",
        True,
        True,
    )


@pytest.mark.clause("CNT-12", "CNT-16")
def test_sync_actions_fill_and_empty_a_list(eloqua_target: Target) -> None:
    """`add` puts the imported contacts on the list, `remove` takes them off; the list counts its members."""
    with own_site(eloqua_target, contactLists=[{"id": 1, "name": "Newsletter", "members": [3]}]) as site:
        expected = {"contact3@xyz.example"}
        for action in ("add", "remove"):
            actions = [{"action": action, "destination": LIST}]
            run(site.client, CONTACTS, contact_import(syncActions=actions), [person("contact1@abc.example")])
            expected ^= {"contact1@abc.example"}
            assert members(site.client) == expected
            shown = expect(site.client.get("/contacts/lists/1"), 200).body
            assert (shown["name"], shown["count"], shown["statement"]) == ("Newsletter", len(expected), LIST)
            assert shown["uri"] == "/contacts/lists/1"


@pytest.mark.clause("CNT-12", "CNT-16")
def test_rows_of_a_sync_action_name_the_contacts(eloqua_target: Target) -> None:
    """Contacts that are named, in whatever case and how often, are put on the list or taken off; an unknown one is
    counted in ELQ-00034, not made; a blank row is rejected, a line with a value too many too."""
    address = {"emailAddress": contact_import()["fields"]["emailAddress"]}
    with own_site(eloqua_target, contactLists=[{"id": 1, "name": "Newsletter", "members": [3]}]) as site:
        client = site.client
        for action, wanted in (("add", 3), ("remove", 1)):
            actions = [{"action": action, "destination": LIST}]
            body = contact_import(fields=address, syncActions=actions)
            uri = define(client, "/contacts/syncActions", body)
            named = ["contact2@abc.example", " ", "contact1@abc.example"]
            expect(client.upload_json(uri, [{"emailAddress": each} for each in named]), 204)
            lines = ("emailAddress", "CONTACT1@abc.example", "1@x.example,more", "unknown@x.example")
            expect(client.upload_csv(uri, "\n".join(lines)), 204)
            ended = sync(client, uri)
            assert ended.counts["ELQ-00034"] == 1
            assert [(each["recordIndex"], each["statusCode"]) for each in ended.rejects] == [
                (2, "ELQ-00059"),
                (2, "ELQ-00032"),
            ]
            assert expect(client.get("/contacts/lists/1"), 200).body["count"] == wanted
            assert members(client) == {f"contact{n}@{'xyz' if n == 3 else 'abc'}.example" for n in (3, 1, 2)[:wanted]}
            assert len(people(client)) == 3


@pytest.mark.clause("CNT-13", "CNT-14")
def test_sync_actions_have_bounds(eloqua_target: Target) -> None:
    """Ten pass, eleven do not; a list that does not exist is refused."""
    with own_site(eloqua_target, contactLists=[{"id": 1, "name": "Newsletter", "members": []}]) as site:
        action = {"action": "add", "destination": LIST}
        expect(site.client.create(CONTACTS, contact_import(syncActions=[action] * 10)), 201)
        expect(site.client.create(CONTACTS, contact_import(syncActions=[action] * 11)), 400)
        missing = [{"action": "add", "destination": "{{ContactList[2]}}"}]
        expect(site.client.create(CONTACTS, contact_import(syncActions=missing)), 400)


@pytest.mark.clause("CNT-15")
def test_a_sync_action_definition_has_one_field(eloqua_target: Target) -> None:
    """One field passes; two do not, though each by itself would."""
    with own_site(eloqua_target, contactLists=[{"id": 1, "name": "Newsletter", "members": []}]) as site:
        fields = contact_import()["fields"]
        body = contact_import(syncActions=[{"action": "add", "destination": LIST}])
        one = {**body, "fields": {"emailAddress": fields["emailAddress"]}}
        two = {**body, "fields": dict.fromkeys(("emailAddress", "again"), fields["emailAddress"])}
        expect(site.client.create("/contacts/syncActions", one), 201)
        expect(site.client.create("/contacts/syncActions", two), 400)


@pytest.mark.clause("CNT-17", "DEF-10")
def test_an_account_import_matches_by_name(eloqua_target: Target) -> None:
    """`linkUsers` sent as text comes first, as a boolean; a known name is updated, an unknown one created."""
    body = {
        "name": "Account Import",
        "fields": {"Company": "{{Account.Field(M_CompanyName)}}", "Country": "{{Account.Field(M_Country)}}"},
        "identifierFieldName": "Company",
    }
    user = {"CRMId": "{{Account.User.Field(CRMOSCUserId)}}"}
    with own_site(eloqua_target) as site:
        linked = {**body, "fields": {**body["fields"], **user}, "linkUsers": "true"}  # type: ignore[dict-item]  # fields is a mapping
        made = expect(site.client.create("/accounts/imports", linked), 201).body
        assert (list(made)[:1], made["linkUsers"]) == (["linkUsers"], True)
        rows = [{"Company": "ABC", "Country": "Norway"}, {"Company": "New", "Country": "Peru"}]
        ended = run(site.client, "/accounts/imports", body, rows)
        assert (ended.counts["ELQ-00005"], ended.counts["ELQ-00023"]) == (1, 1)
        found = export(site.client, {"name": "Accounts", "fields": body["fields"]}, "/accounts/exports")
    assert {item["Company"]: item["Country"] for item in found} == {"ABC": "Norway", "XYZ": "", "New": "Peru"}


@pytest.mark.clause("CNT-18")
def test_lead_scores_cannot_be_imported(eloqua_target: Target) -> None:
    """A definition that names one is refused with a failure on `fields`."""
    models = [{"id": 1, "name": "Model1", "status": "Active"}]
    with own_site(eloqua_target, leadScoringModels=models) as site:
        score = {"score": "{{Contact.LeadScore.Model[1].Rating}}"}
        wrong = contact_import(fields={**contact_import()["fields"], **score})
        assert [f["field"] for f in expect(site.client.create(CONTACTS, wrong), 400).failures] == ["fields"]


@pytest.mark.clause("CNT-19")
def test_opportunities_know_no_sync_actions(eloqua_target: Target) -> None:
    """The property is ignored like any unknown one."""
    actions = [{"action": "add", "destination": LIST}]
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(bodies.OPPORTUNITIES, opportunity_import(syncActions=actions)), 201)
    assert "syncActions" not in made.body


@pytest.mark.clause("CNT-20")
def test_of_several_accounts_with_one_name_the_lowest_id_counts(eloqua_target: Target) -> None:
    """A contact has one account; of those that its company names it comes to the one with the lowest id."""
    twins = {30: "third", 10: "first", 20: "second"}
    accounts = [{"id": each, "fields": {"M_CompanyName": "Twin", "M_Country": twins[each]}} for each in twins]
    fields = {**contact_import()["fields"], "company": "{{Contact.Field(C_Company)}}"}
    shown = contact_export(fields={**contact_import()["fields"], "country": "{{Contact.Account.Field(M_Country)}}"})
    with own_site(eloqua_target, accounts=accounts, contacts=[]) as site:
        run(site.client, CONTACTS, contact_import(fields=fields), [{**person("new@x.example"), "company": "Twin"}])
        assert [item["country"] for item in export(site.client, shown)] == ["first"]


@pytest.mark.clause("CNT-20", "EXP-16")
def test_a_company_brings_its_contact_to_the_account(eloqua_target: Target) -> None:
    """The contact is exported with that account's name; a company that no account has leaves it where it was."""
    fields = {**contact_import()["fields"], "company": "{{Contact.Field(C_Company)}}"}
    shown = contact_export(fields={**contact_import()["fields"], "account": "{{Contact.Account.Field(M_CompanyName)}}"})
    with own_site(eloqua_target) as site:
        for company in ("XYZ", "Nobody"):
            rows = [{**person("contact1@abc.example"), "company": company}]
            run(site.client, CONTACTS, contact_import(fields=fields), rows)
            accounts = {item["emailAddress"]: item["account"] for item in export(site.client, shown)}
            assert accounts["contact1@abc.example"] == "XYZ"
