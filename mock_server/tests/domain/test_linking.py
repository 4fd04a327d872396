"""Linking: the claims of section 0.3 one by one, and agreement with a naive reading of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.entities import ACCOUNTS, CONTACTS, Entity
from mock_server.domain.fields import ID_COLUMN
from mock_server.domain.linking import LinkPlan
from mock_server.domain.orders import LinkageDefinition
from mock_server.domain.uploads import MalformedRow, Row
from mock_server.tests.domain import traps
from mock_server.tests.domain.scanning import ID, TABLES, ScannedSite, linkage
from mock_server.tests.examples import examples

EMAIL = "a@b.example"
ROW: Row = {ID: "1", "Source": EMAIL}


def small_site() -> ScannedSite:
    """One opportunity `1`, one contact with the address."""
    site = ScannedSite()
    site.add_opportunity("1")
    site.add(CONTACTS, {"C_EmailAddress": EMAIL})
    return site


def refusals(plan: LinkPlan) -> list[tuple[str, tuple[str, ...]]]:
    return [(reject.status_code, reject.invalid_fields) for reject in plan.rejects]


# Rule 1: blanks


@pytest.mark.parametrize(
    "row", [{}, {ID: ""}, {"Source": "\t"}, {ID: " ", "Source": "\u3000"}, {"other": "1"}], ids=str
)
def test_an_all_blank_row_is_empty(row: Row) -> None:
    """A row without a value under any key of the definition is all blank: ELQ-00059, without invalid fields."""
    assert refusals(small_site().link(linkage(), [row])) == [("ELQ-00059", ())]


@pytest.mark.parametrize("blank", [None, *traps.BLANKS], ids=ascii)
@pytest.mark.parametrize("key", [ID, "Source"])
def test_a_blank_or_missing_value_is_a_missing_field(key: str, blank: str | None) -> None:
    """A match or a source value that is blank, of any white space, or missing: ELQ-00061 naming that key."""
    row = {k: v for k, v in {**ROW, key: blank}.items() if v is not None}
    assert refusals(small_site().link(linkage(), [row])) == [("ELQ-00061", (key,))]


def test_a_blank_never_matches_a_blank() -> None:
    """A blank source value links nothing, although a contact without a value in the source field is stored."""
    site = small_site()
    site.add(CONTACTS, {"C_FirstName": "Nobody"})
    plan = site.link(linkage(MultipleSourceMatches=True), [{ID: "1", "Source": ""}])
    assert plan.links == []


def test_a_csv_line_of_the_wrong_length_is_malformed() -> None:
    """A CSV line with the wrong number of values is ELQ-00032, without invalid fields."""
    assert refusals(small_site().link(linkage(), [MalformedRow(ROW)])) == [("ELQ-00032", ())]


# Rules 2 and 3


def test_a_row_that_knows_neither_side_has_no_opportunity() -> None:
    """A row of which neither side is known is rejected once, for the opportunity: ELQ-00084."""
    plan = small_site().link(linkage(), [{ID: "9", "Source": "nobody@b.example"}])
    assert refusals(plan) == [("ELQ-00084", (ID,))]


# Values are search values


@pytest.mark.parametrize("value", ["notanemail", "x" * 101, "'", "a\x00b", "\ud800"], ids=ascii)
def test_linkage_values_are_never_judged(value: str) -> None:
    """A source value that is no address, or too long, only matches nothing: ELQ-00085. [linkage-search-values]"""
    assert refusals(small_site().link(linkage(), [{ID: "1", "Source": value}])) == [("ELQ-00085", ("Source",))]


@pytest.mark.parametrize(("sent", "found"), [("7", True), ("007", False), ("7.0", False), ("+7", False), ("7 ", False)])
@pytest.mark.parametrize("case_sensitive", [True, False])
def test_opportunity_ids_compare_as_text(sent: str, found: bool, case_sensitive: bool) -> None:
    """`{{Opportunity.Id}}` is text: `007` is not `7`, with and without regard to case. [linkage-search-values]"""
    site = small_site()
    site.add_opportunity("7")
    plan = site.link(linkage(CaseSensitiveMatchField=case_sensitive), [{ID: sent, "Source": EMAIL}])
    assert plan.links == ([(2, 1)] if found else [])


@pytest.mark.parametrize("sent", ["7", "007", "7.0", "+7", "7.0000"])
@pytest.mark.parametrize("case_sensitive", [True, False])
@pytest.mark.parametrize(("word", "entity"), [("Contact", CONTACTS), ("Account", ACCOUNTS)])
def test_record_ids_compare_as_numbers(word: str, entity: Entity, sent: str, case_sensitive: bool) -> None:
    """`{{Opportunity.Contact.Id}}` and `{{Opportunity.Account.Id}}` compare as numbers: `007` is `7`.

    [linked-statements] [linkage-search-values]
    """
    site = ScannedSite()
    site.add_opportunity("1")
    site.add(entity, {}, record_id=7)
    contact = 7 if entity is CONTACTS else site.add(CONTACTS, {}, account_id=7, record_id=3)
    definition = linkage(f"{{{{Opportunity.{word}.Id}}}}", CaseSensitiveSourceField=case_sensitive)
    assert site.link(definition, [{ID: "1", "Source": sent}]).links == [(1, contact)]


@pytest.mark.parametrize("sent", ["8", "seven", "-7", " 7", "7 ", "٧", "7.00001"])
def test_another_id_or_no_number_finds_no_record(sent: str) -> None:
    """What is no number, or another one, matches no record's id: ELQ-00085."""
    site = small_site()
    site.add(CONTACTS, {}, record_id=7)
    plan = site.link(linkage("{{Opportunity.Contact.Id}}"), [{ID: "1", "Source": sent}])
    assert refusals(plan) == [("ELQ-00085", ("Source",))]


@pytest.mark.parametrize("case_sensitive", [True, False])
def test_number_fields_compare_as_numbers(case_sensitive: bool) -> None:
    """Number fields compare as numbers where the value is one: `12.50` finds `12.5`, whatever the case flag says."""
    site = small_site()
    site.add(CONTACTS, {"C_Employees1": "12.5"})
    definition = linkage("{{Opportunity.Contact.Field(C_Employees1)}}", CaseSensitiveSourceField=case_sensitive)
    assert site.link(definition, [{ID: "1", "Source": "+012.50"}]).links == [(1, 2)]


@pytest.mark.parametrize("case_sensitive", [True, False])
@pytest.mark.parametrize(
    "sent", ["2017-10-05 1:15", "10/05/2017 01:15:00 AM", "2017.10.05 1:15", "2017-10-05T01:15:00Z"]
)
def test_date_fields_compare_as_dates(sent: str, case_sensitive: bool) -> None:
    """Date fields compare as dates, in whatever form they are written and whatever the case flag says."""
    site = small_site()
    site.add(CONTACTS, {"C_DateCreated": "2017-10-05 01:15:00"})
    definition = linkage("{{Opportunity.Contact.Field(C_DateCreated)}}", CaseSensitiveSourceField=case_sensitive)
    assert site.link(definition, [{ID: "1", "Source": sent}]).links == [(1, 2)]


@pytest.mark.parametrize("name", ["C_Employees1", "C_DateCreated"])
@pytest.mark.parametrize(("case_sensitive", "found"), [(True, False), (False, True)])
def test_what_is_no_number_or_date_compares_as_text(name: str, case_sensitive: bool, found: bool) -> None:
    """In a number or date field, a value that is none compares as text, and the case flag concerns it."""
    site = small_site()
    site.add(CONTACTS, {name: "UNKNOWN"})
    definition = linkage(f"{{{{Opportunity.Contact.Field({name})}}}}", CaseSensitiveSourceField=case_sensitive)
    assert bool(site.link(definition, [{ID: "1", "Source": "unknown"}]).links) == found


def test_any_contact_field_can_be_the_source() -> None:
    """Contacts are found by any field of theirs, not only by email address."""
    site = small_site()
    site.add(CONTACTS, {"C_SFDCContactID": "003A"})
    definition = linkage("{{Opportunity.Contact.Field(C_SFDCContactID)}}")
    assert site.link(definition, [{ID: "1", "Source": "003a"}]).links == [(1, 2)]


# Many rows


def test_linkage_has_no_duplicates() -> None:
    """Every row is judged by itself: rows that repeat an opportunity, or each other, are no duplicates.

    [linkage-no-duplicates]
    """
    site = small_site()
    site.add(CONTACTS, {"C_EmailAddress": "c@d.example"})
    plan = site.link(linkage(), [ROW, ROW, {ID: "1", "Source": "c@d.example"}])
    assert (set(plan.links), plan.rejects) == ({(1, 1), (1, 2)}, ())
    assert [entry.status_code for entry in plan.logs] == ["ELQ-00130", "ELQ-00137", "ELQ-00101", "ELQ-00001"]


def test_an_account_links_all_its_contacts_as_one_match() -> None:
    """One account with ten contacts is one match: all ten are linked although the flag is false.

    [account-multiplicity]
    """
    site = small_site()
    account = site.add(ACCOUNTS, {"M_CompanyName": "ABC"})
    contacts = [site.add(CONTACTS, {}, account_id=account) for _ in range(10)]
    plan = site.link(linkage("{{Opportunity.Account.Field(M_CompanyName)}}"), [{ID: "1", "Source": "abc"}])
    assert plan.links == [(1, contact) for contact in contacts]


@pytest.mark.parametrize(("switch", "second"), [("upload", 1), ("sync", 3)])
def test_reject_indexes_count_as_record_index_says(switch: str, second: int) -> None:
    """A reject's index counts from 1 within its own upload, or on over all uploads of the sync. [recordIndex]"""
    unknown = {**ROW, ID: "9"}
    plan = small_site().link(linkage(), [ROW, unknown], [unknown, ROW], recordIndex=switch)
    assert [reject.record_index for reject in plan.rejects] == [2, second]


def test_rejects_show_every_key_of_the_definition() -> None:
    """`fieldValues` has the definition's keys in its order, absent ones as empty text, unknown ones left out."""
    (reject,) = small_site().link(linkage(), [{"id": "x", ID: "9"}]).rejects
    assert list(reject.field_values.items()) == [("Source", ""), (ID, "9")]


# A naive reading of the section


def number_of(text: str) -> Decimal | None:
    """`text` as a number of at most 15 digits and 4 decimals."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    whole, _, decimals = digits.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 15):
        return None
    try:
        return Decimal(text) if len(decimals) <= 4 else None
    except InvalidOperation:
        return None


def date_of(text: str) -> datetime | None:
    """`text` as a date, of the forms that occur in these tests."""
    for form in ("%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M:%S", "%Y.%m.%d", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def are_alike(one: str, other: str, data_type: str, case_sensitive: bool, switch: str) -> bool:
    """Whether two values match, as 0.2, 0.3 and 0.4 put it."""
    if not one.strip() or not other.strip():
        return False
    of_type = {"number": number_of, "date": date_of}.get(data_type)
    if of_type is not None and (of_type(one) is not None or of_type(other) is not None):
        return of_type(one) == of_type(other)
    return one == other if case_sensitive else traps.ALIKE[switch](one) == traps.ALIKE[switch](other)


def naive_row(site: ScannedSite, definition: LinkageDefinition, row: Row, switches: dict[str, str]) -> Any:
    """A set of links, or a code and the keys at fault."""
    match, source = row.get(ID, ""), row.get("Source", "")
    if not match.strip() and not source.strip():
        return "ELQ-00059", ()
    if not match.strip() or not source.strip():
        return "ELQ-00061", ((ID,) if source.strip() else ("Source",))
    comparing = switches["textComparison"]
    opportunities = [
        o.id
        for o in site.records["opportunities"]
        if are_alike(o.values[0], match, "string", definition.case_sensitive_match, comparing)
    ]
    plural, column = definition.linked_entity.plural, definition.source_column
    data_type = "number" if column == ID_COLUMN else TABLES[plural][column].data_type
    sources = [
        r.id
        for r in site.records[plural]
        if are_alike(
            str(r.id) if column == ID_COLUMN else r.values[column],
            source,
            data_type,
            definition.case_sensitive_source,
            comparing,
        )
    ]
    if not opportunities:
        return "ELQ-00084", (ID,)
    if not sources:
        return "ELQ-00085", ("Source",)
    if len(opportunities) > 1 and switches["multipleOpportunities"] != "all":
        if switches["multipleOpportunities"] == "reject":
            return "ELQ-00026", (ID,)
        opportunities = [min(opportunities)]
    if not definition.multiple_source_matches and len(sources) > 1 and switches["multipleSourceMatches"] != "all":
        if switches["multipleSourceMatches"] == "reject":
            return "ELQ-00026", ("Source",)
        sources = [min(sources)]
    contacts = sources if plural == "contacts" else []
    if plural == "accounts":
        contacts = [c.id for c in site.records["contacts"] if c.account_id in sources]
        if not contacts and switches["accountWithoutContacts"] == "reject":
            return "ELQ-00085", ("Source",)
    return {(o, c) for o in opportunities for c in contacts}


TEXTS = traps.trap_texts | traps.short_texts | traps.long_texts
SOURCE_FIELDS = {
    "Contact.Field(C_EmailAddress)": ("C_EmailAddress", TEXTS),
    "Contact.Field(C_Employees1)": ("C_Employees1", traps.number_texts),
    "Contact.Field(C_DateCreated)": ("C_DateCreated", traps.date_texts),
    "Contact.Id": ("", traps.number_texts),
    "Account.Field(M_CompanyName)": ("M_CompanyName", TEXTS),
    "Account.Id": ("", traps.number_texts),
}


@st.composite
def linkings(draw: st.DrawFn) -> tuple[ScannedSite, LinkageDefinition, list[Row], dict[str, str]]:
    """A site, a linkage, rows and switches, over universes so small that values collide."""
    statement = draw(st.sampled_from(sorted(SOURCE_FIELDS)))
    name, values = SOURCE_FIELDS[statement]
    few = draw(st.lists(values | traps.blank_texts, min_size=1, max_size=5))
    if values is TEXTS:
        few = draw(traps.families) + few[:1]
    usable = TEXTS.filter(lambda text: bool(text.strip()))
    ids = draw(traps.families | st.lists(usable, min_size=1, max_size=4, unique=True))
    site = ScannedSite()
    for text in ids:
        site.add_opportunity(text)
    flags = draw(st.fixed_dictionaries(dict.fromkeys(BOOLEANS, st.booleans())))
    for text in draw(st.lists(st.sampled_from(few), min_size=1, max_size=4)):
        site.add(ACCOUNTS, {"M_CompanyName": text})
    account_ids = st.none() | st.sampled_from([r.id for r in site.records["accounts"]])
    for text in draw(st.lists(st.sampled_from(few), min_size=1, max_size=5)):
        number = len(site.records["contacts"]) + 6
        values_of = {name: text} if name.startswith("C_") else {}
        site.add(CONTACTS, values_of, draw(account_ids), number)
    any_row = st.fixed_dictionaries(
        {}, optional={ID: st.sampled_from(ids) | TEXTS, "Source": st.sampled_from(few) | values}
    )
    row = any_row | st.fixed_dictionaries({ID: st.sampled_from(ids), "Source": st.sampled_from(few)})
    switches = draw(
        st.fixed_dictionaries(
            {
                "textComparison": traps.comparisons,
                "multipleSourceMatches": st.sampled_from(["reject", "first", "all"]),
                "multipleOpportunities": st.sampled_from(["reject", "first", "all"]),
                "accountWithoutContacts": st.sampled_from(["accept", "reject"]),
            }
        )
    )
    return site, linkage(f"{{{{Opportunity.{statement}}}}}", **flags), draw(st.lists(row, max_size=6)), switches


BOOLEANS = ("CaseSensitiveMatchField", "CaseSensitiveSourceField", "MultipleSourceMatches")


@given(linkings())
@examples(300)
def test_links_agree_with_a_naive_reading(
    linking: tuple[ScannedSite, LinkageDefinition, list[Row], dict[str, str]],
) -> None:
    """Whatever is stored and sent, links and rejects are those of a reading that scans everything for every row."""
    site, definition, rows, switches = linking
    plan = site.link(definition, rows, **switches)
    wanted = [naive_row(site, definition, row, switches) for row in rows]
    assert set(plan.links) == set().union(*(links for links in wanted if isinstance(links, set)))
    assert [(r.record_index, r.status_code, r.invalid_fields) for r in plan.rejects] == [
        (index, *refusal) for index, refusal in enumerate(wanted, start=1) if not isinstance(refusal, set)
    ]
