"""The decision table of linkage: every combination that the documents tell apart, constructed and never hoped for.

A cell is a scenario with one linkage row: what the site holds, which opportunities are imported first, which linkage
is defined, which row is uploaded. What should come of it, the reference model says under the target's semantics.
Cells use texts and ids of their own, so that any number of them can share a site: `together` merges them, and
`cell_of` tells whose a link or a reject is.

Axes: entity type, `linkOpportunitiesMultipleSourceMatches`, both case flags, how many opportunities match, how many
contacts or accounts match, how many contacts are at those accounts, how the uploaded spelling relates to the stored
one, and on which side (the opportunity's id, the contact's or account's value, or both) it does so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

STAGE = "Prospecting"

IMPORT: dict[str, Any] = {
    "name": "Opportunities of the table",
    "fields": {
        "id": "{{Opportunity.Id}}",
        "name": "{{Opportunity.Field(Name)}}",
        "stage": "{{Opportunity.Field(Stage)}}",
        "amount": "{{Opportunity.Field(Amount)}}",
    },
    "identifierFieldName": "id",
    "isIdentifierFieldCaseSensitive": True,
}
"""Case-sensitive, so that ids which differ only in case can exist."""

MATCH, SOURCE = "opportunity", "value"

SPELLINGS: dict[str, tuple[str, str, str]] = {
    "same": ("Alpha", "Alpha", "aLPHA"),
    "other case": ("Alpha", "ALPHA", "alpha"),
    "sharp s": ("Stra\u00dfe", "STRASSE", "stra\u00dfe"),
    "capital sharp s": ("Stra\u00dfe", "Stra\u1e9ee", "STRA\u00dfE"),
    "decomposed": ("Caf\u00e9", "Cafe\u0301", "CAF\u00c9"),
    "no accent": ("Caf\u00e9", "Cafe", "CAF\u00c9"),
    "dotless i": ("\u0131l\u0131k", "ILIK", "\u0131L\u0131k"),
    "Kelvin sign": ("Kilo", "\u212ailo", "KILO"),
    "blank after": ("Alpha", "Alpha", "alpha"),
    "blank before": ("Alpha", "Alpha", "alpha"),
    "different": ("Alpha", "Beta", "alpha"),
}
"""Relation -> the stored spelling, the uploaded one, and the spelling of a second record that is stored beside it."""

SIDES = ("both", "opportunity", "source")

OPPORTUNITIES = ("none", "one", "two spellings")
ENTITIES = ("none", "one", "twins", "two spellings")
"""How many records hold the stored spelling: twins hold the very same text."""
SOURCE_FIELDS = {"Contact": ("C_EmailAddress", "C_LastName"), "Account": ("M_CompanyName", "M_Country")}
"""Entity type -> the field that is searched, and the one in its place where only the source side differs."""
CONTACTS_AT = ("no contact", "one contact", "two contacts", "contact at the second only")
"""How many contacts are at each of the accounts that hold the spelling."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a cell, or several together, brings to a site."""

    description: dict[str, Any]
    opportunity_rows: list[dict[str, str]]
    linkage: dict[str, Any]
    linkage_rows: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table. `number` counts over the whole table and makes its texts and ids its own."""

    number: int
    entity: str
    multiple: bool
    match_case: bool
    source_case: bool
    spelling: str
    side: str
    opportunities: str
    entities: str
    contacts_at: str

    @property
    def name(self) -> str:
        """The cell in words: what stands in reports and in the list of what was reached."""
        at = f" with {self.contacts_at}" if self.entity == "Account" and self.entities != "none" else ""
        return (
            f"{self.entity}, multiple {_yes(self.multiple)}, case-sensitive match {_yes(self.match_case)}, "
            f"case-sensitive source {_yes(self.source_case)}, {self.spelling} on {self.side}, "
            f"opportunities {self.opportunities}, {self.entity.lower()}s {self.entities}{at}"
        )

    @property
    def definition(self) -> dict[str, Any]:
        """The linkage definition."""
        return {
            "name": "Linkage of the table",
            "fields": {
                SOURCE: f"{{{{Opportunity.{self.entity}.Field({self.source_field})}}}}",
                MATCH: "{{Opportunity.Id}}",
            },
            "linkOpportunitiesMatchFieldName": MATCH,
            "linkOpportunitiesSourceField": SOURCE,
            "linkOpportunitiesEntityType": self.entity,
            "linkOpportunitiesCaseSensitiveMatchField": self.match_case,
            "linkOpportunitiesCaseSensitiveSourceField": self.source_case,
            "linkOpportunitiesMultipleSourceMatches": self.multiple,
        }

    @property
    def source_field(self) -> str:
        """The contact's or account's field that is searched: where the spelling differs on that side alone, not the
        first field of the entity."""
        usual = SOURCE_FIELDS[self.entity]
        return usual[1] if self.side == "source" else usual[0]

    def scenario(self) -> Scenario:
        """What the site holds, the opportunities to import, the linkage, and the one row of it."""
        accounts, contacts = self._accounts_and_contacts()
        description = {"opportunityStages": [STAGE], "accounts": accounts, "contacts": contacts}
        stored = _stored(self.opportunities, self._texts("opportunity"))
        rows = [{"id": text, "name": "Any", "stage": STAGE, "amount": "1"} for text in stored]
        row = {MATCH: self._uploaded("opportunity"), SOURCE: self._uploaded("source")}
        return Scenario(description, rows, self.definition, [row])

    def _texts(self, side: str) -> tuple[str, str]:
        """The stored spelling and the second one."""
        stored, _, second = SPELLINGS[self.spelling if self.side in ("both", side) else "same"]
        return self._own(stored, side), self._own(second, side)

    def _uploaded(self, side: str) -> str:
        relation = self.spelling if self.side in ("both", side) else "same"
        text = self._own(SPELLINGS[relation][1], side)
        return {"blank after": f"{text} ", "blank before": f" {text}"}.get(relation, text)

    def _own(self, text: str, side: str) -> str:
        """The text with the cell's number; an address where it is a contact's."""
        address = "@example.com" if side == "source" and self.source_field == "C_EmailAddress" else ""
        return f"{text}-{self.number}{address}"

    def _accounts_and_contacts(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The records that hold the source value, the highest id first: the lowest is not the first of the file.

        Beside them one contact that holds the value in another field, which must never be linked.
        """
        texts = _stored(self.entities, self._texts("source"))
        decoy = {"id": self.number * 10, "fields": {"C_FirstName": self._texts("source")[0]}}
        if self.entity == "Contact":
            found = [
                {"id": self.number * 10 + place, "fields": {self.source_field: text}}
                for place, text in enumerate(texts, start=1)
            ]
            return [], [decoy, *reversed(found)]
        ids = [self.number * 10 + place for place in range(1, len(texts) + 1)]
        accounts = [
            {"id": account, "fields": {self.source_field: text}} for account, text in zip(ids, texts, strict=True)
        ]
        contacts = [
            {"id": account * 10 + place, "accountId": account, "fields": {"C_Title": "Any"}}
            for account, place in self._seats(ids)
        ]
        return accounts[::-1], [decoy, *reversed(contacts)]

    def _seats(self, accounts: list[int]) -> list[tuple[int, int]]:
        """Account and place of each contact at one."""
        if self.contacts_at == "contact at the second only":
            return [(account, 1) for account in accounts[1:]]
        each = CONTACTS_AT.index(self.contacts_at)
        return [(account, place) for account in accounts for place in range(1, each + 1)]


def cells() -> Iterator[Cell]:
    """Every cell, neighbours sharing all but the three numbers of records."""
    number = 0
    flags = (False, True)
    for where in product(("Contact", "Account"), flags, flags, flags, SPELLINGS, SIDES):
        entity, *_, spelling, side = where
        if spelling == "same" and side != "both":
            continue
        for opportunities, entities, contacts_at in product(OPPORTUNITIES, ENTITIES, CONTACTS_AT):
            if _exists(entity, entities, contacts_at):
                number += 1
                yield Cell(number, *where, opportunities, entities, contacts_at)


def _exists(entity: str, entities: str, contacts_at: str) -> bool:
    """Whether the combination makes sense: contacts sit at accounts only, and at the second where there are two."""
    if entity == "Contact" or entities == "none":
        return contacts_at == "no contact"
    return contacts_at != "contact at the second only" or entities != "one"


def groups() -> Iterator[list[Cell]]:
    """The cells in groups that can share a site and a definition: they differ in the numbers of records alone."""
    for _, group in groupby(cells(), key=lambda cell: (cell.definition, cell.spelling, cell.side)):
        yield list(group)


def together(group: Iterable[Cell]) -> Scenario:
    """One scenario of several cells with one linkage definition; row by row in their order."""
    scenarios = [cell.scenario() for cell in group]
    return Scenario(
        {
            "opportunityStages": [STAGE],
            "accounts": [item for each in scenarios for item in each.description["accounts"]],
            "contacts": [item for each in scenarios for item in each.description["contacts"]],
        },
        [row for each in scenarios for row in each.opportunity_rows],
        scenarios[0].linkage,
        [row for each in scenarios for row in each.linkage_rows],
    )


def _stored(how_many: str, texts: tuple[str, str]) -> list[str]:
    stored, second = texts
    return {"none": [], "one": [stored], "twins": [stored, stored], "two spellings": [stored, second]}[how_many]


def spans(numbers: Iterable[int]) -> str:
    """Numbers of cells in short, such as `1-24 49`: how a run says which cells it reached."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return " ".join("-".join(map(str, run)) for run in runs)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
