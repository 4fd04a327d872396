"""The scenarios for a site that was given: a real one, on which nothing can be laid out beforehand and nothing deleted.

They name reserved identifiers alone, and none depends on what an earlier run left there: each stores what it needs, and
what the answers turn on are rows of one sync. What needs accounts, or contacts that share a value, is not among them:
that the kit cannot make there. So `multipleSourceMatches` and `accountWithoutContacts` stay open on a real site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.settling.pools import LONG, some
from contract_tests.settling.scenarios import IMPORTS, LINKAGES, STAGE, Row, Scenario, Step
from contract_tests.targets.reserved import ADDRESSES, CONTACT, CONTACT_OF_LINK, ID

TRAPS: Mapping[str, tuple[str, str]] = {
    "case of an accented letter": ("\u00c9", "\u00e9"),
    "sharp s": ("\u00df", "SS"),
    "Kelvin sign": ("\u212a", "K"),
    "a trailing blank": ("x", "x "),
    "an accent left out": ("\u00c9", "e"),
}
"""What differs -> the identifier that is stored and the one that is asked for, which nothing ever stores."""
NOWHERE = "A stage of the kit"
"""A stage that no site has."""
LAYOUTS = ("B A A", "A A", "AB A", "A B A", "BA A")


def given_pools(stage: str = STAGE) -> Mapping[str, tuple[Scenario, ...]]:
    """Group -> its scenarios, for a site that knows this stage."""
    return {
        "text": tuple(_text(stage)),
        "duplicates": tuple(_duplicates(stage)),
        "multiple matches": (_two_opportunities(stage),),
        "blanks and missing keys": tuple(_blanks(stage)),
    }


def _text(stage: str) -> Iterator[Scenario]:
    """Links regardless of case: ELQ-00084 where the identifier asked for is not the stored one."""
    for names in (tuple(TRAPS), *some(tuple(TRAPS), 2)):
        stored = dict.fromkeys(TRAPS[name][0] for name in names)
        step = _importing([_row(stage, identifier) for identifier in stored])
        title = f"links identifiers that differ by {', '.join(names)}"
        yield _linking(stage, title, step, [TRAPS[name][1] for name in names])


def _duplicates(stage: str) -> Iterator[Scenario]:
    for layout in LAYOUTS:
        rows: list[list[Row]] = []
        for number, upload in enumerate(layout.split()):
            identifiers = ({"A": "1", "B": "2"}[letter] for letter in upload)
            rows.append([_row(stage, identifier, Name=f"Upload {number}") for identifier in identifiers])
        yield _scenario(stage, f"imports {layout!r} (a letter a row and its identifier)", _importing(*rows))


def _two_opportunities(stage: str) -> Scenario:
    """Opportunities `a` and `A`, and a row that may mean either."""
    stored = _importing([_row(stage, "a"), _row(stage, "A")])
    return _linking(stage, "links an identifier that two opportunities have in different case", stored, ["a"])


def _linking(stage: str, title: str, stored: Step, identifiers: list[str]) -> Scenario:
    """Rows linked regardless of case to one contact, which is made beforehand."""
    contact = {"name": "An open question: a contact", "fields": {"address": CONTACT}, "identifierFieldName": "address"}
    linkage = {
        "name": "An open question: links",
        "fields": {"opportunity": ID, "source": CONTACT_OF_LINK},
        "linkOpportunitiesMatchFieldName": "opportunity",
        "linkOpportunitiesSourceField": "source",
        "linkOpportunitiesEntityType": "Contact",
        "linkOpportunitiesCaseSensitiveSourceField": False,
        "linkOpportunitiesCaseSensitiveMatchField": False,
        "linkOpportunitiesMultipleSourceMatches": False,
    }
    rows = tuple({"opportunity": identifier, "source": ADDRESSES[0]} for identifier in identifiers)
    return Scenario(
        title,
        {"opportunityStages": [stage], "contacts": [{"id": 1, "fields": {"C_EmailAddress": ADDRESSES[0]}}]},
        (stored, Step(LINKAGES, linkage, (rows,))),
        before=(Step("/contacts/imports", contact, (({"address": ADDRESSES[0]},),)),),
    )


def _blanks(stage: str) -> Iterator[Scenario]:
    """Stored complete, then updated by rows of which each lacks a key, or has an unknown stage or too long a text."""
    missing = {key: value for key, value in _row(stage, "1").items() if key != "Name"}
    traps: Mapping[str, Row] = {
        "without a required key": missing,
        "put to an unknown stage": _row(NOWHERE, "2"),
        "with 101 characters": _row(stage, "3", Territory=LONG),
    }
    for names in (tuple(traps), *some(tuple(traps), 2)):
        stored = _importing([_row(stage, identifier) for identifier in "1234"])
        rows = [_row(stage, "4"), *(traps[name] for name in names)]
        title = f"imports complete rows, then one {', one '.join(names)}"
        yield _scenario(stage, title, stored, _importing(rows))


def _scenario(stage: str, title: str, *steps: Step) -> Scenario:
    return Scenario(title, {"opportunityStages": [stage]}, steps)


def _importing(*uploads: list[Row]) -> Step:
    names = ("Name", "Stage", "Amount", "Territory")
    definition: dict[str, Any] = {
        "name": "An open question",
        "fields": {"id": ID, **{name: f"{{{{Opportunity.Field({name})}}}}" for name in names}},
        "identifierFieldName": "id",
        "isIdentifierFieldCaseSensitive": True,
    }
    return Step(IMPORTS, definition, tuple(map(tuple, uploads)))


def _row(stage: str, identifier: str, **more: str) -> Row:
    values = {"id": identifier, "Name": "Kit", "Stage": stage, "Amount": "10", "Territory": "West"}
    return {**values, **more}
