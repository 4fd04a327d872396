"""Every cell of "One linkage row, decided": what one row does, by everything that can bear on it.

A cell is: the entity type, the multiple flag, both case flags, which opportunities, which records of the entity type
and which contacts at the accounts are stored, and the three switches. The row is always `Deal` and `Acme`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest

from mock_server.domain.entities import ACCOUNTS, CONTACTS
from mock_server.domain.linking import LinkPlan
from mock_server.domain.orders import LinkageDefinition
from mock_server.tests.domain.scanning import ID, ScannedSite, linkage

# What is stored -> the places (from 1) of what `Deal` or `Acme` matches, without and with regard to case.
OPPORTUNITIES = {
    (): ([], []),
    ("Deal",): ([1], [1]),
    ("DEAL",): ([1], []),
    ("DEAL", "Deal"): ([1, 2], [2]),
    ("DEAL", "Deal", "deal"): ([1, 2, 3], [2]),
}
SOURCES = {
    (): ([], []),
    ("Acme",): ([1], [1]),
    ("ACME",): ([1], []),
    ("ACME", "Acme"): ([1, 2], [2]),
    ("Acme", "Acme"): ([1, 2], [1, 2]),
    ("ACME", "Acme", "Acme"): ([1, 2, 3], [2, 3]),
}
# Name -> which of the accounts (by place) the contacts 1, 2, … are at. In `last` the lowest account has none.
CONTACTS_AT = {"none": [], "last": [-1], "three": [0, -1, 0]}

SWITCHES = [
    {"multipleSourceMatches": sources, "multipleOpportunities": opportunities, "accountWithoutContacts": without}
    for sources, opportunities, without in product(
        ("reject", "first", "all"), ("all", "reject", "first"), ("accept", "reject")
    )
]


class Cell(NamedTuple):
    entity: str
    multiple: bool
    match_case: bool
    source_case: bool
    opportunities: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def definition(self) -> LinkageDefinition:
        field = "Contact.Field(C_FirstName)" if self.entity == "Contact" else "Account.Field(M_CompanyName)"
        return linkage(
            f"{{{{Opportunity.{field}}}}}",
            MultipleSourceMatches=self.multiple,
            CaseSensitiveMatchField=self.match_case,
            CaseSensitiveSourceField=self.source_case,
        )


CELLS = [
    Cell(*cell)
    for cell in product(("Contact", "Account"), (True, False), (True, False), (True, False), OPPORTUNITIES, SOURCES)
]
Outcome = tuple[set[tuple[int, int]], list[tuple[str, str, tuple[str, ...]]]]


def site_of(cell: Cell, contacts_at: list[int]) -> ScannedSite:
    site = ScannedSite()
    for text in cell.opportunities:
        site.add_opportunity(text)
    for text in cell.sources:
        if cell.entity == "Contact":
            site.add(CONTACTS, {"C_FirstName": text})
        else:
            site.add(ACCOUNTS, {"M_CompanyName": text})
    if cell.entity == "Account" and cell.sources:
        for place in contacts_at:
            account = site.records["accounts"][place].id
            site.add(CONTACTS, {"C_FirstName": "Someone"}, account_id=account)
    return site


def expected(cell: Cell, contacts_at: list[int], switches: dict[str, str]) -> Outcome:
    """The six rules of section 0.3, read off for the one row."""
    opportunities = OPPORTUNITIES[cell.opportunities][cell.match_case]
    sources = SOURCES[cell.sources][cell.source_case]
    if not opportunities:
        return set(), [("ELQ-00084", "Opportunity does not exist.", (ID,))]
    if not sources:
        return set(), [("ELQ-00085", "Contact does not exist.", ("Source",))]
    if len(opportunities) > 1 and switches["multipleOpportunities"] == "reject":
        return set(), [("ELQ-00026", "Multiple matches.", (ID,))]
    if switches["multipleOpportunities"] == "first":
        opportunities = opportunities[:1]
    if len(sources) > 1 and not cell.multiple:
        if switches["multipleSourceMatches"] == "reject":
            return set(), [("ELQ-00026", "Multiple matches.", ("Source",))]
        if switches["multipleSourceMatches"] == "first":
            sources = sources[:1]
    contacts = sources
    if cell.entity == "Account":
        places = [place % len(cell.sources) + 1 for place in contacts_at]
        contacts = [number for number, account in enumerate(places, start=1) if account in sources]
        if not contacts and switches["accountWithoutContacts"] == "reject":
            return set(), [("ELQ-00085", "Contact does not exist.", ("Source",))]
    return set(product(opportunities, contacts)), []


def outcome(plan: LinkPlan) -> Outcome:
    return set(plan.links), [(r.status_code, r.message, r.invalid_fields) for r in plan.rejects]


def contacts_of(cell: Cell) -> Iterator[list[int]]:
    yield from CONTACTS_AT.values() if cell.entity == "Account" else ([],)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_row_is_decided_by_the_first_rule_that_applies(cell: Cell) -> None:
    """One row does what the first applying rule of section 0.3 says, under every value of the switches.

    [multipleSourceMatches] [multipleOpportunities] [accountWithoutContacts] [linkage-row]
    """
    for contacts_at, switches in product(contacts_of(cell), SWITCHES):
        plan = site_of(cell, contacts_at).link(cell.definition, [{ID: "Deal", "Source": "Acme"}], **switches)
        assert outcome(plan) == expected(cell, contacts_at, switches), (contacts_at, switches)
