"""Single rows, each with its own trap, and what becomes of them: said here in words, where the tables ask the model."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from contract_tests.laws.bodies import (
    CONTACTS,
    EMAIL,
    ID,
    LINKAGES,
    OPPORTUNITIES,
    contact_import,
    linkage,
    opportunity_import,
    row,
    site,
)
from contract_tests.laws.flow import observed, own_site, run
from contract_tests.model.comparing import play, site_differences
from contract_tests.model.site import ModelSite
from contract_tests.semantics import Semantics
from contract_tests.targets.target import Capability, Site, Target

KEPT = ["０Ａ", "𝒜1", "👩\u200d👩\u200d👧", "a\u200fb", "a\u202eb", "caf\u00e9", "cafe\u0301"]
KEPT += ['a,"b"', "{{Opportunity.Id}}", "=1+1", "[1]", '{"a":1}', "a\nb"]
FOLDED = [("ς", "σ", "Σ"), ("ſ", "s", "S"), ("\u00b5", "\u03bc", "\u039c"), ("ﬁ", "fi", "FI"), ("ß", "ss", "ẞ")]
FOLDED += [("\u212a", "k", "K"), ("İ", "i", "ı")]
ADDRESSES = ["a+b@x.example", "ab@x.example", "a.b@x.example", "a@x.example", '"a"@x.example']


def link(target: Site, rows: list[dict[str, Any]], **changes: Any) -> Any:
    return run(target.client, LINKAGES, linkage(**changes), rows)


def links(target: Site) -> set[tuple[str, int]] | None:
    """The links, where the target can show them."""
    seen = observed(target)
    return None if seen is None else set(seen.links)


@pytest.mark.clause("OPP-17")
def test_the_tutorials_rows_are_imported(eloqua_target: Target) -> None:
    """Amounts as text, a one-digit hour, empty close dates: `success` without a reject."""
    with own_site(eloqua_target) as target:
        ended = run(target.client, OPPORTUNITIES, opportunity_import(), [row("1"), row("2", OpportunityName="XYZ")])
    assert (ended.status, ended.rejects) == ("success", ())


@pytest.mark.clause("OPP-23", "TXT-13")
def test_identifiers_are_text_compared_code_point_by_code_point(eloqua_target: Target) -> None:
    """`7` and `007`, `é` composed and not, are different opportunities under a case-sensitive import."""
    identifiers = ["7", "007", "7.0", "caf\u00e9", "cafe\u0301", "A1", "a1", "ß", "ss"]
    definition = opportunity_import(isIdentifierFieldCaseSensitive=True)
    with own_site(eloqua_target) as target:
        ended = run(target.client, OPPORTUNITIES, definition, [row(each) for each in identifiers])
        seen = observed(target)
    assert ended.rejects == ()
    assert seen is None or sorted(o["RemoteOpportunityID"] for o in seen.opportunities) == sorted(identifiers)


@pytest.mark.clause("OPP-16", "TXT-11")
def test_a_long_identifier_is_rejected_and_never_collides(eloqua_target: Target) -> None:
    """100 characters pass; 101, 250 and 32,000 are each rejected with ELQ-00125, though they begin alike."""
    identifiers = ["x" * length for length in (100, 101, 250, 32_000)]
    with own_site(eloqua_target) as target:
        ended = run(target.client, OPPORTUNITIES, opportunity_import(), [row(each) for each in identifiers])
        seen = observed(target)
    assert [(r["recordIndex"], r["statusCode"]) for r in ended.rejects] == [(n, "ELQ-00125") for n in (2, 3, 4)]
    assert seen is None or [o["RemoteOpportunityID"] for o in seen.opportunities] == identifiers[:1]


@pytest.mark.clause("OPP-21")
def test_null_is_empty_and_numbers_are_their_text(eloqua_target: Target) -> None:
    """null clears as empty text does; 12.5 and true are stored as they were sent."""
    with own_site(eloqua_target) as target:
        rows = [row("1"), row("2", Territory=None, Amount=12.5, OpportunityName=True)]
        run(target.client, OPPORTUNITIES, opportunity_import(), rows)
        ended = run(
            target.client, OPPORTUNITIES, opportunity_import(), [row("1", Territory=None), {"OpportunityID": None}]
        )
        seen = observed(target)
    assert ended.refused == {"ELQ-00059": 1}
    if seen is not None:
        first, second = sorted(seen.opportunities, key=lambda each: each["RemoteOpportunityID"])
        assert (first.get("Territory", ""), second.get("Territory", "")) == ("", "")
        assert (second["Amount"], second["OpportunityName"]) == ("12.5", "true")


@pytest.mark.clause("TXT-08", "TXT-12")
@pytest.mark.parametrize("value", KEPT)
def test_values_come_back_as_they_were_sent(value: str, eloqua_target: Target) -> None:
    """In the record, and in the reject of a row that is refused for another reason."""
    with own_site(eloqua_target) as target:
        rows = [row("1", Territory=value), row("2", Territory=value, OpportunityName="")]
        ended = run(target.client, OPPORTUNITIES, opportunity_import(), rows)
        seen = observed(target)
    assert [reject["fieldValues"]["Territory"] for reject in ended.rejects] == [value]
    assert seen is None or [each["Territory"] for each in seen.opportunities] == [value]


@pytest.mark.clause("TXT-05", "TXT-14")
@pytest.mark.parametrize("spellings", FOLDED, ids="".join)
def test_letters_match_as_the_model_says_whichever_side_is_stored(
    spellings: tuple[str, ...], eloqua_target: Target, eloqua_semantics: Semantics
) -> None:
    """Every spelling stored once, every spelling sent: both ways, and for equality without a gap."""
    needed = (Capability.FRESH_SITE, Capability.READABLE_LINKS)
    matched = set()
    for stored, sent in product(spellings, spellings):
        description = site(assumptions=eloqua_semantics.as_assumptions())
        model = ModelSite(eloqua_semantics, description)
        with own_site(eloqua_target, *needed, assumptions=description["assumptions"]) as target:
            different = play(target, model, OPPORTUNITIES, opportunity_import(), [[row(stored)]])
            asked = [{"OpportunityID": sent, "EmailAddress": "contact1@abc.example"}]
            different += play(target, model, LINKAGES, linkage(), [asked])
            seen = target.observe()
        assert different + site_differences(model, seen) == []
        matched |= {(stored, sent)} if seen.links else set()
    assert {(b, a) for a, b in matched} == matched
    assert {(a, c) for a, b in matched for x, c in matched if b == x} <= matched


@pytest.mark.clause("TXT-10")
@pytest.mark.parametrize("asked", ADDRESSES)
def test_addresses_are_compared_as_they_stand(asked: str, eloqua_target: Target) -> None:
    """Of addresses that some providers take for one, each links itself alone."""
    contacts = [{"id": n, "fields": {"C_EmailAddress": each}} for n, each in enumerate(ADDRESSES, start=1)]
    with own_site(eloqua_target, Capability.READABLE_LINKS, contacts=contacts) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        link(target, [{"OpportunityID": "1", "EmailAddress": asked.upper()}])
        assert links(target) == {("1", ADDRESSES.index(asked) + 1)}


@pytest.mark.clause("LNK-16")
@pytest.mark.parametrize("blank", ["", " ", "\t", None])
def test_a_blank_matches_no_blank(blank: str | None, eloqua_target: Target) -> None:
    """A blank or missing value is ELQ-00061 with its key, a row of blanks ELQ-00059; nobody is linked."""
    contacts = [{"id": 9, "fields": {"C_FirstName": "Nobody"}}]
    address = "contact1@abc.example"
    rows = [{"OpportunityID": "1", "EmailAddress": blank}, {"OpportunityID": blank, "EmailAddress": address}]
    rows += [{"OpportunityID": blank, "EmailAddress": blank}, {"OpportunityID": "1"}, {}]
    with own_site(eloqua_target, contacts=contacts) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        ended = link(target, rows)
        assert links(target) in (None, set())
    told = [(r["recordIndex"], r["statusCode"], r["invalidFields"]) for r in ended.rejects]
    assert [each[:2] for each in told] == [(n, f"ELQ-000{61 if n in (1, 2, 4) else 59}") for n in range(1, 6)]
    assert [told[n][2] for n in (0, 1, 3)] == [["EmailAddress"], ["OpportunityID"], ["EmailAddress"]]


@pytest.mark.clause("LNK-18", "LNK-19", "LNK-23")
def test_rows_that_repeat_themselves_are_each_accepted(eloqua_target: Target) -> None:
    """Also with the id as a number, and in a second sync: no ELQ-00026, and the links stay the same."""
    first, second = "contact1@abc.example", "contact2@abc.example"
    rows: list[dict[str, Any]] = [{"OpportunityID": "1", "EmailAddress": first}]
    rows += [{"OpportunityID": 1, "EmailAddress": first}]
    rows += [{"OpportunityID": "1", "EmailAddress": second}, {"OpportunityID": "1", "EmailAddress": first}]
    with own_site(eloqua_target) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        for _ in range(2):
            assert (link(target, rows).rejects, links(target)) in [((), None), ((), {("1", 1), ("1", 2)})]


@pytest.mark.clause("LNK-23")
def test_linking_again_leaves_the_link_to_the_sync_that_made_it(eloqua_target: Target) -> None:
    """Also from a row that finds the pair in another spelling."""
    with own_site(eloqua_target) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("a")])
        made = link(target, [{"OpportunityID": "a", "EmailAddress": "contact1@abc.example"}]).sync["uri"]
        link(target, [{"OpportunityID": "A", "EmailAddress": "CONTACT1@abc.example"}])
        seen = observed(target)
    assert seen is None or list(seen.made_by.values()) == [made]


@pytest.mark.clause("LNK-20")
@pytest.mark.parametrize("value", ["no address", "x" * 300, "[]", "\u0000"])
def test_values_of_a_linkage_are_searched_for_and_not_judged(value: str, eloqua_target: Target) -> None:
    """What is no address, or too long to be stored, is simply not found: ELQ-00085, or ELQ-00084 as an id."""
    rows = [{"OpportunityID": "1", "EmailAddress": value}, {"OpportunityID": value, "EmailAddress": value}]
    with own_site(eloqua_target) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        ended = link(target, rows)
    assert [reject["statusCode"] for reject in ended.rejects] == ["ELQ-00085", "ELQ-00084"]


@pytest.mark.clause("LNK-21")
def test_a_contact_without_an_account_is_never_linked_through_one(eloqua_target: Target) -> None:
    """Though its company bears the account's name."""
    contacts: list[dict[str, Any]] = [{"id": 1, "accountId": 1, "fields": {"C_EmailAddress": "a@x.example"}}]
    contacts.append({"id": 2, "fields": {"C_EmailAddress": "b@x.example"}})
    fields = {"Company": "{{Opportunity.Account.Field(M_CompanyName)}}", "OpportunityID": ID}
    changes = {"linkOpportunitiesEntityType": "Account", "linkOpportunitiesSourceField": "Company", "fields": fields}
    with own_site(eloqua_target, Capability.READABLE_LINKS, contacts=contacts) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        link(target, [{"OpportunityID": "1", "Company": "ABC"}], **changes)
        assert links(target) == {("1", 1)}


@pytest.mark.clause("LNK-22")
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        (EMAIL, "contact2@abc.example"),
        ("{{Opportunity.Contact.Field(C_FirstName)}}", "ben"),
        ("{{Opportunity.Contact.Id}}", "2"),
        ("{{Opportunity.Contact.Id}}", "002"),
    ],
)
def test_contacts_are_found_by_any_of_their_fields(statement: str, value: str, eloqua_target: Target) -> None:
    """Text without regard to case, the contact's id as a number."""
    with own_site(eloqua_target) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1")])
        fields = {"EmailAddress": statement, "OpportunityID": ID}
        ended = link(target, [{"OpportunityID": "1", "EmailAddress": value}], fields=fields)
        assert (ended.rejects, links(target)) in [((), None), ((), {("1", 2)})]


@pytest.mark.clause("LNK-22", "LNK-02")
def test_contacts_are_found_by_what_they_have_now(eloqua_target: Target) -> None:
    """Not by what an import replaced since they were last looked for, whether others have the value or had it too."""
    fields = {"EmailAddress": "{{Opportunity.Contact.Field(C_LastName)}}", "OpportunityID": ID}
    named = [(1, "Smith"), (2, "Smith"), (3, "Smith"), (4, "Jones")]
    contacts = [{"id": n, "fields": {"C_EmailAddress": f"{n}@x.example", "C_LastName": name}} for n, name in named]
    with own_site(eloqua_target, contacts=contacts) as target:
        has = dict(named)
        for step, (contact, name) in enumerate([(1, "Smith"), (1, "Jones"), (3, "Gray"), (2, ""), (1, "Smith")]):
            renamed = [{"emailAddress": f"{contact}@x.example", "firstName": "F", "lastName": name}]
            run(target.client, CONTACTS, contact_import(), renamed)
            has[contact] = name
            names = ("Smith", "Jones", "Gray")
            looked_for = [row(f"{step} {each}") for each in names]
            run(target.client, OPPORTUNITIES, opportunity_import(), looked_for)
            rows = [{"OpportunityID": f"{step} {each}", "EmailAddress": each} for each in names]
            ended = link(target, rows, fields=fields)
            assert [reject["statusCode"] for reject in ended.rejects] == ["ELQ-00085"] * sum(
                each not in has.values() for each in names
            )
            seen = links(target)
            wanted = {(f"{step} {each}", number) for number, each in has.items() if each}
            assert seen is None or {pair for pair in seen if pair[0].startswith(f"{step} ")} == wanted


@pytest.mark.clause("OPP-13")
def test_of_stages_that_are_equal_the_one_that_was_written_is_meant(eloqua_target: Target) -> None:
    """Else the first of them."""
    given = {"1": "Won", "2": "WON", "3": "won", "4": "Lost"}
    with own_site(eloqua_target, Capability.READABLE_LINKS, opportunityStages=["Won", "WON", "Lost"]) as target:
        ended = run(target.client, OPPORTUNITIES, opportunity_import(), [row(n, Stage=s) for n, s in given.items()])
        assert ended.rejects == ()
        assert [each["OpportunityStageID"] for each in target.observe().opportunities] == ["Won", "WON", "Won", "Lost"]


@pytest.mark.clause("OPP-09")
def test_an_update_with_the_stored_values_is_no_change(eloqua_target: Target) -> None:
    """When an opportunity was changed stays as it was, though the row is accepted; other values change it, and it
    alone."""
    with own_site(eloqua_target, Capability.READABLE_LINKS, Capability.CLOCK) as target:
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1"), row("2")])
        made = target.observe()
        target.advance(60)
        again = run(target.client, OPPORTUNITIES, opportunity_import(), [row("1"), row("2")])
        assert (again.status, again.rejects) == ("success", ())
        same = target.observe()
        assert (same, same.updated) == (made, made.updated)
        target.advance(60)
        run(target.client, OPPORTUNITIES, opportunity_import(), [row("1", Amount="2"), row("2")])
        changed = target.observe()
    assert [after == before for after, before in zip(changed.updated, made.updated, strict=True)] == [False, True]
