"""Rows of contact imports that are found by one field and bear another: whose they are, and what is counted."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.laws.bodies import CONTACTS, ID, LINKAGES, contact_export, contact_import, linkage
from contract_tests.laws.flow import Outcome, export, own_site, run
from contract_tests.model.comparing import play
from contract_tests.model.site import ModelSite
from contract_tests.targets.target import Site, Target

BY_NAME = contact_import(identifierFieldName="lastName")
ADA = {"id": 1, "fields": {"C_EmailAddress": "ada@x.example", "C_FirstName": "Ada", "C_LastName": "One"}}
BEN = {"id": 2, "fields": {"C_EmailAddress": "ben@x.example", "C_FirstName": "Ben", "C_LastName": "Two"}}
TWIN = {"id": 3, "fields": {"C_EmailAddress": "ADA@x.example", "C_FirstName": "Amy", "C_LastName": "Three"}}


def row(last: str, address: str, first: str = "New") -> dict[str, str]:
    return {"emailAddress": address, "firstName": first, "lastName": last}


def names(site: Site) -> list[tuple[str, str, str]]:
    """Address, first and last name of every contact, in the order of their ids."""
    return [
        (item["emailAddress"], item["firstName"], item["lastName"]) for item in export(site.client, contact_export())
    ]


def refused(ended: Outcome) -> list[tuple[int, str, str, list[str]]]:
    return [(each["recordIndex"], each["statusCode"], each["message"], each["invalidFields"]) for each in ended.rejects]


def counted(ended: Outcome) -> tuple[int, int]:
    """Contacts created and updated, as the log has them."""
    return ended.counts["ELQ-00004"], ended.counts["ELQ-00022"]


SEVERAL = ("ELQ-00026", "Multiple matches.", ["lastName"])
NOBODYS = ("ada@x.example", "New", "New")


@pytest.mark.clause("CNT-05", "CNT-10")
@pytest.mark.parametrize(
    ("stored", "rows", "left", "rejects", "counts"),
    [
        pytest.param(
            [ADA, BEN],
            [row("New", "ADA@X.example")],
            [("ADA@X.example", "New", "New"), ("ben@x.example", "Ben", "Two")],
            [],
            (0, 1),
            id="nobody has the name and Ada the address: hers",
        ),
        pytest.param(
            [],
            [row("New", "new@x.example", "A"), row("Newer", "New@x.example", "B")],
            [("New@x.example", "B", "Newer")],
            [],
            (1, 0),
            id="the address of a contact that an earlier row made: its own",
        ),
        pytest.param(
            [ADA, BEN],
            [row("One", "ben@x.example")],
            [("ada@x.example", "Ada", "One"), ("ben@x.example", "Ben", "Two")],
            [(1, *SEVERAL)],
            (0, 0),
            id="Ada's name and Ben's address: refused",
        ),
        pytest.param(
            [ADA, BEN],
            [row("One", "Ada@x.example"), row("Two", "b@x.example")],
            [("Ada@x.example", "New", "One"), ("b@x.example", "New", "Two")],
            [],
            (0, 2),
            id="their own addresses, respelled and new: kept",
        ),
        pytest.param(
            [ADA, BEN],
            [row("Two", "b@x.example"), row("One", "ben@x.example")],
            [("ben@x.example", "New", "One"), ("b@x.example", "New", "Two")],
            [],
            (0, 2),
            id="an address that an earlier row gave up: free",
        ),
        pytest.param(
            [ADA],
            [row("New", "n@x.example"), row("One", "N@x.example")],
            [("ada@x.example", "Ada", "One"), ("n@x.example", "New", "New")],
            [(2, *SEVERAL)],
            (1, 0),
            id="Ada's name and the address of one that an earlier row made: refused",
        ),
        pytest.param(
            [ADA],
            [row("New", "ada@x.example", "A"), row("One", "other@x.example", "B")],
            [("ada@x.example", "A", "New"), ("other@x.example", "B", "One")],
            [],
            (1, 1),
            id="found by her address Ada takes the new name: the old one finds her no more",
        ),
        pytest.param(
            [ADA, TWIN],
            [row("New", "ada@x.example")],
            [("ada@x.example", "Ada", "One"), ("ADA@x.example", "Amy", "Three")],
            [(1, *SEVERAL)],
            (0, 0),
            id="two stored contacts share the address: refused",
        ),
        pytest.param(
            [ADA, TWIN],
            [row("One", "ada@x.EXAMPLE")],
            [("ada@x.EXAMPLE", "New", "One"), ("ADA@x.example", "Amy", "Three")],
            [],
            (0, 1),
            id="one of two that share it already: keeps it",
        ),
        pytest.param(
            [ADA],
            [row("New", "")],
            [("ada@x.example", "Ada", "One")],
            [(1, "ELQ-00061", "", ["emailAddress"])],
            (0, 0),
            id="a new contact without an address: refused",
        ),
    ],
)
def test_an_import_never_makes_a_second_contact_with_an_address(
    eloqua_target: Target,
    stored: list[dict[str, Any]],
    rows: list[dict[str, str]],
    left: list[tuple[str, str, str]],
    rejects: list[tuple[int, str, str, list[str]]],
    counts: tuple[int, int],
) -> None:
    """Of an import by last name: the contacts afterwards, the rejects, and those counted as created and updated."""
    with own_site(eloqua_target, contacts=stored) as site:
        ended = run(site.client, CONTACTS, BY_NAME, rows)
        assert names(site) == left
        assert [(*each[:2], each[3]) for each in refused(ended)] == [(*each[:2], each[3]) for each in rejects]
        assert [each[2] for each, wanted in zip(refused(ended), rejects, strict=True) if wanted[2]] == [
            wanted[2] for wanted in rejects if wanted[2]
        ]
        assert counted(ended) == counts
        assert ended.status == ("warning" if rejects else "success")


@pytest.mark.clause("CNT-08")
def test_import_rules_count_and_refuse_what_they_leave_out(eloqua_target: Target) -> None:
    """`updateOnly` counts unknown contacts in ELQ-00034 and rejects none; `createOnly` rejects each known one."""
    rows = [row("N", "new@x.example"), row("O", "ada@x.example"), row("P", "newer@x.example")]
    with own_site(eloqua_target, contacts=[ADA]) as site:
        ended = run(site.client, CONTACTS, contact_import(importRule="updateOnly"), rows)
        assert (ended.counts["ELQ-00034"], *counted(ended), ended.status) == (2, 0, 1, "success")
    with own_site(eloqua_target, contacts=[ADA]) as site:
        ended = run(site.client, CONTACTS, contact_import(importRule="createOnly"), rows)
        assert counted(ended) == (2, 0)
        assert [(index, fields) for index, _, _, fields in refused(ended)] == [(2, ["emailAddress"])]
        assert names(site)[0] == ("ada@x.example", "Ada", "One")


@pytest.mark.clause("CNT-05", "CNT-04")
def test_subscription_and_bounce_are_counted(eloqua_target: Target) -> None:
    """ELQ-00138, ELQ-00017 and ELQ-00016 count the rows that said so; what is neither true nor false is not taken."""
    statements = {"subscribed": "{{Contact.Email.IsSubscribed}}", "bounced": "{{Contact.Email.IsBounced}}"}
    body = contact_import(fields={**contact_import()["fields"], **statements})
    given = [("true", "true"), ("FALSE", "false"), ("True", "True"), ("maybe", "true"), ("", "")]
    rows = [
        {**row("L", f"{number}@x.example"), "subscribed": subscribed, "bounced": bounced}
        for number, (subscribed, bounced) in enumerate(given)
    ]
    rows.append(row("L", "unsaid@x.example"))
    with own_site(eloqua_target, contacts=[]) as site:
        ended = run(site.client, CONTACTS, body, rows)
        assert [ended.counts[code] for code in ("ELQ-00138", "ELQ-00017", "ELQ-00016")] == [2, 1, 3]
        assert [(index, code, fields) for index, code, _, fields in refused(ended)] == [
            (4, "ELQ-00040", ["subscribed"])
        ]
        assert counted(ended) == (6, 0)
        shown = export(site.client, contact_export(fields={**contact_export()["fields"], **statements}))
        assert [(item["subscribed"], item["bounced"]) for item in shown][:3] == [
            ("true", "true"),
            ("false", "false"),
            ("true", "true"),
        ]
        careful = {**body, "updateRule": "ifExistingIsNull"}
        kept = run(site.client, CONTACTS, careful, [{**rows[1], "bounced": "true"}])
        assert (kept.counts["ELQ-00016"], kept.counts["ELQ-00017"], counted(kept)) == (0, 1, (0, 1))


@pytest.mark.clause("CNT-05")
def test_a_field_of_ones_own_that_is_a_boolean_takes_any_text(eloqua_target: Target) -> None:
    """What counts as true there is its own affair: each value is kept as it was sent, also by an update."""
    own = {"name": "Opted in", "internalName": "C_Opted_In1", "dataType": "boolean"}
    body = contact_import(fields={**contact_import()["fields"], "opted": "{{Contact.Field(C_Opted_In1)}}"})
    given = ["true", "FALSE", "perhaps", "1", "Yes"]
    with own_site(eloqua_target, contacts=[], fields={"contacts": [own]}) as site:
        for values in (given, given[::-1]):
            rows = [{**row("L", f"{number}@x.example"), "opted": value} for number, value in enumerate(values)]
            assert refused(run(site.client, CONTACTS, body, rows)) == []
            shown = export(site.client, contact_export(fields=body["fields"]))
            assert [item["opted"] for item in shown] == values


CUSTOM = [
    {"name": "Number", "internalName": "C_Number1", "dataType": "number"},
    {"name": "Day", "internalName": "C_Day1", "dataType": "date"},
]


@pytest.mark.clause("CNT-05")
def test_an_identifier_that_is_a_number_compares_as_one(eloqua_target: Target) -> None:
    """With stored records and among the rows; what is no number is refused."""
    body = contact_import(
        fields={**contact_import()["fields"], "key": "{{Contact.Field(C_Number1)}}"}, identifierFieldName="key"
    )
    stored = [{**ADA, "fields": {**ADA["fields"], "C_Number1": "1.0"}}]  # type: ignore[dict-item]  # a mapping of texts
    rows = [
        {**row("L", address, address[0]), "key": key}
        for address, key in (("a@x.example", "1"), ("b@x.example", "1.5"), ("c@x.example", "1.50"))
    ]
    with own_site(eloqua_target, contacts=stored, fields={"contacts": CUSTOM}) as site:
        ended = run(site.client, CONTACTS, body, [*rows, {**row("L", "d@x.example"), "key": "one"}])
        assert [(address, first) for address, first, _ in names(site)] == [("a@x.example", "a"), ("c@x.example", "c")]
        assert [(index, code, fields) for index, code, _, fields in refused(ended)] == [
            (2, "ELQ-00026", ["key"]),
            (4, "ELQ-00040", ["key"]),
        ]
        assert counted(ended) == (1, 1)


@pytest.mark.clause("LNK-03")
@pytest.mark.parametrize("exactly", [False, True])
@pytest.mark.parametrize(
    ("field", "stored", "found", "unknown"),
    [
        ("C_Number1", "1.0", ["1", "1.00", "+1"], ["1.5", "one", ""]),
        ("C_Day1", "2020-01-02 00:00:00", ["01/02/2020", "2020.01.02 0:00"], ["2020-01-02 00:01", "soon"]),
    ],
)
def test_links_by_numbers_and_dates(
    eloqua_target: Target,
    eloqua_semantics: Any,
    field: str,
    stored: str,
    found: list[str],
    unknown: list[str],
    exactly: bool,
) -> None:
    """A source field that is a number or a date: what the reference model links is accepted, all else refused."""
    body = linkage(
        fields={"source": f"{{{{Opportunity.Contact.Field({field})}}}}", "id": ID},
        linkOpportunitiesMatchFieldName="id",
        linkOpportunitiesSourceField="source",
        linkOpportunitiesCaseSensitiveSourceField=exactly,
    )
    described = {
        "contacts": [{**ADA, "fields": {**ADA["fields"], field: stored}}],  # type: ignore[dict-item]  # a mapping of texts
        "fields": {"contacts": CUSTOM},
        "opportunities": [{"fields": {"RemoteOpportunityID": "1"}}],
    }
    model = ModelSite(eloqua_semantics, described)
    with own_site(eloqua_target, **described) as site:
        rows = [{"id": "1", "source": text} for text in (*found, *unknown)]
        assert play(site, model, LINKAGES, body, [rows]) == []


@pytest.mark.clause("CNT-20")
def test_only_a_company_that_was_set_moves_its_contact(eloqua_target: Target) -> None:
    """A contact that a site file put elsewhere stays there until an import sets its company, also as identifier."""
    company = {"company": "{{Contact.Field(C_Company)}}"}
    fields = contact_import()["fields"]
    shown = contact_export(fields={**fields, "account": "{{Contact.Account.Field(M_CompanyName)}}"})
    stored = [{**ADA, "accountId": 1, "fields": {**ADA["fields"], "C_Company": "XYZ"}}]  # type: ignore[dict-item]
    steps: list[tuple[dict[str, Any], dict[str, str], str]] = [
        (contact_import(), row("L", "ada@x.example"), "ABC"),
        (contact_import(fields={**fields, **company}), row("L", "ada@x.example"), "ABC"),
        (
            contact_import(fields={**fields, **company}, identifierFieldName="company"),
            {**row("L", "ada@x.example"), "company": "XYZ"},
            "XYZ",
        ),
    ]
    with own_site(eloqua_target, contacts=stored) as site:
        for body, sent, account in steps:
            assert run(site.client, CONTACTS, body, [sent]).counts["ELQ-00022"] == 1
            assert [item["account"] for item in export(site.client, shown)] == [account]


@pytest.mark.clause("CNT-20")
@pytest.mark.parametrize("missing", ["keep", "clear"])
@pytest.mark.parametrize("rule", ["always", "ifNewIsNotNull"])
def test_new_contacts_come_to_the_account_of_their_company(missing: str, rule: str, eloqua_target: Target) -> None:
    """Each to its own, and none that was there before moves; one whose company is blank, missing or unknown to none."""
    fields = {**contact_import()["fields"], "company": "{{Contact.Field(C_Company)}}"}
    body = contact_import(fields=fields, updateRule=rule)
    shown = contact_export(fields={**body["fields"], "account": "{{Contact.Account.Field(M_CompanyName)}}"})
    stored = [{**ADA, "accountId": 1}, {**BEN, "accountId": 2}]
    given = ["XYZ", "", "abc", None, "Elsewhere", "ABC"]
    rows = [
        {**row("L", f"{n}@x.example"), **({} if name is None else {"company": name})} for n, name in enumerate(given)
    ]
    with own_site(eloqua_target, contacts=stored, assumptions={"missingKey": missing}) as site:
        ended = run(site.client, CONTACTS, body, rows[:4], rows[4:])
        assert counted(ended) == (6, 0)
        found = [item["account"] for item in export(site.client, shown)]
    assert found == ["ABC", "XYZ", "XYZ", "", "ABC", "", "", "ABC"]


@pytest.mark.clause("CNT-05", "CNT-10")
def test_later_rows_see_what_earlier_ones_made(eloqua_target: Target) -> None:
    """Rows are told by last name. An address that an earlier row of the sync gave, to a contact that it made or to one
    that was there, finds that contact and no other, whatever stands between them."""
    rows = [
        row("N1", "n1@x.example", "First"),
        row("N2", "n2@x.example", "Second"),
        row("One", "moved@x.example", "Ada"),
        row("N3", "N1@x.example", "Third"),
        row("N4", "MOVED@x.example", "Fourth"),
        row("N5", "ada@x.example", "Fifth"),
    ]
    with own_site(eloqua_target, contacts=[ADA, BEN]) as site:
        ended = run(site.client, CONTACTS, BY_NAME, rows)
        assert refused(ended) == []
        found = {(address.lower(), first, last) for address, first, last in names(site)}
    assert found == {
        ("moved@x.example", "Fourth", "N4"),
        ("ben@x.example", "Ben", "Two"),
        ("n1@x.example", "Third", "N3"),
        ("n2@x.example", "Second", "N2"),
        ("ada@x.example", "Fifth", "N5"),
    }
