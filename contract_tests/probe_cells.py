"""Cells for a site that was given: a few rows each that meet as many promises as one or two syncs can.

They name reserved identifiers alone and do not depend on what stands on the site: opportunities and contacts that a
cell needs it stores first, and what must be unknown nothing ever stores. Only evidence is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from contract_tests.laws.bodies import CONTACTS, LINKAGES, OPPORTUNITIES
from contract_tests.laws.bodies import linkage as linkage_of
from contract_tests.laws.bodies import opportunity_import as import_of
from contract_tests.laws.bodies import row as complete
from contract_tests.targets.reserved import ADDRESSES, ADDRESSES_ASKED_FOR, CONTACT

Row = Mapping[str, Any]
STAGE = "Prospecting"
RESPELLED, NOBODY = ADDRESSES_ASKED_FOR
LONG = "x" * 101


@dataclass(frozen=True, slots=True)
class Sync:
    """One definition, its uploads and its sync. What is not `compared` only stores what the cell needs."""

    kind: str
    definition: Mapping[str, Any]
    uploads: tuple[Sequence[Row], ...]
    compared: bool = True


@dataclass(frozen=True, slots=True)
class ProbeCell:
    """`name` is also the check's parameter."""

    name: str
    syncs: tuple[Sync, ...]


def probe_cells() -> Iterator[ProbeCell]:
    """Imports, which need nothing beforehand, and linkages under each pair of case flags, that of the match field
    first."""
    plain = import_of(identifierFieldName="OpportunityID", isIdentifierFieldCaseSensitive=False)
    exact = import_of(isIdentifierFieldCaseSensitive=True)
    yield ProbeCell("bad values", (Sync(OPPORTUNITIES, exact, (_spoilt(),)),))
    yield ProbeCell("bad values in two uploads", (Sync(OPPORTUNITIES, exact, (_spoilt()[:5], _spoilt()[5:])),))
    for name, definition in (("without regard to case", plain), ("by case", exact)):
        rows = [complete(identifier) for identifier in ("a", "A", "1", "1", "b")]
        yield ProbeCell(f"duplicates {name}", (Sync(OPPORTUNITIES, definition, (rows, rows[3:])),))
    everything = (_spoilt(), [complete(identifier) for identifier in ("a", "A", "1", "1", "")])
    yield ProbeCell("bad values and duplicates", (Sync(OPPORTUNITIES, plain, everything),))
    flags = {False: "any case", True: "exact"}
    for match, source in product(flags, flags):
        yield _linking(f"linkage, {flags[match]} then {flags[source]}", (match, source))
    yield _linking("linkages, any case and exact", (False, False), (True, True))


def _spoilt() -> list[Row]:
    """Rows of which each has one thing wrong, if anything, and an identifier of its own."""
    without_name = {key: value for key, value in complete("3").items() if key != "OpportunityName"}
    return [
        complete(""),
        dict.fromkeys(complete(""), ""),
        complete("2", Amount="1e5"),
        complete("4", CloseDate="2017-02-30"),
        complete("5", CreatedDate="10/25/2017 1:15 PM", CloseDate="25/10/2017"),
        complete("6", Stage="A stage of the kit"),
        complete("7", Territory=LONG),
        complete("8", OpportunityName=""),
        complete("9", Stage=STAGE.upper(), Surplus="?", Amount="0.1234"),
        {**without_name, "OpportunityName": "Named", "Amount": "0.12345"},
    ]


def _linking(name: str, *flags: tuple[bool, bool]) -> ProbeCell:
    """A linkage for each pair of flags, on what is stored once."""
    stored = [complete(identifier) for identifier in ("a", "A", "1", "b")]
    people = {"name": "Contacts of the probe", "fields": {"address": CONTACT}, "identifierFieldName": "address"}
    addresses = [{"address": address} for address in ADDRESSES[:2]]
    before = (
        Sync(CONTACTS, people, (addresses,), compared=False),
        Sync(OPPORTUNITIES, import_of(isIdentifierFieldCaseSensitive=True), (stored,), compared=False),
    )
    return ProbeCell(name, (*before, *(_linkage(match, source) for match, source in flags)))


def _linkage(match: bool, source: bool) -> Sync:
    pairs = [
        ("1", ADDRESSES[0]),
        ("a", ADDRESSES[0]),
        ("B", ADDRESSES[1]),
        ("1", RESPELLED),
        ("nowhere", ADDRESSES[0]),
        ("1", NOBODY),
        ("nowhere", NOBODY),
        ("", ADDRESSES[0]),
        ("1", " \t"),
        ("", ""),
        ("1", ADDRESSES[0]),
    ]
    rows: list[Row] = [{"OpportunityID": identifier, "EmailAddress": address} for identifier, address in pairs]
    definition = linkage_of(
        linkOpportunitiesCaseSensitiveMatchField=match,
        linkOpportunitiesCaseSensitiveSourceField=source,
        linkOpportunitiesMultipleSourceMatches=False,
    )
    return Sync(LINKAGES, definition, (rows[:6], rows[6:]))


def described() -> dict[str, Any]:
    """The site that the cells may count on: what they store themselves, and the stage."""
    contacts = [
        {"id": number, "fields": {"C_EmailAddress": address}} for number, address in enumerate(ADDRESSES[:2], start=1)
    ]
    return {"opportunityStages": [STAGE], "contacts": contacts}
