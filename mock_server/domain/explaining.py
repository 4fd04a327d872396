"""Why a row of a sync became what it did: which records it named, which it nearly named, which rule decided.

Nothing is decided here. What matches is what `Lookup.finder` finds, what a linkage row calls for is what
`linking.Linking` says; the clause ids are the contract kit's, as plain texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.entities import ACCOUNTS, CONTACTS, OPPORTUNITIES, Entity
from mock_server.domain.fields import ID_COLUMN
from mock_server.domain.linking import OPPORTUNITY_ID_COLUMN, Linking, Refusal
from mock_server.domain.lookup import Lookup
from mock_server.domain.orders import ImportDefinition, LinkageDefinition
from mock_server.domain.records import Record
from mock_server.domain.rejects import Reject
from mock_server.domain.resembling import NearMiss, Resembling
from mock_server.domain.rules import Rules
from mock_server.domain.uploads import Row
from mock_server.domain.values import is_blank

MOST_NEAR_MISSES = 5
MOST_SHOWN = 20
"""Records that one side of an explanation names; the rest is counted."""


class Ground(NamedTuple):
    """What a decision rests on: clauses of the contract kit, switches of the site."""

    clauses: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()


# Status code -> what it rests on.
_OF_LINKAGE: Mapping[str, Ground] = {
    codes.NO_OPPORTUNITY: Ground(("LNK-03",)),
    codes.NO_CONTACT: Ground(("LNK-03",)),
    codes.MISSING_VALUE: Ground(("LNK-16",)),
    codes.EMPTY_ROW: Ground(("LNK-16",)),
    codes.MALFORMED: Ground(("UPL-20",)),
    codes.DUPLICATE: Ground(("LNK-06", "LNK-14"), ("multipleSourceMatches", "multipleOpportunities")),
}
_OF_IMPORT: Mapping[str, Ground] = {
    codes.MISSING_VALUE: Ground(("OPP-06", "OPP-19")),
    codes.EMPTY_ROW: Ground(("OPP-06", "OPP-19")),
    codes.UNKNOWN_STAGE: Ground(("OPP-14",), ("unknownStage",)),
    codes.INVALID_VALUE: Ground(("OPP-07",)),
    codes.CONSTRAINT: Ground(("OPP-15", "OPP-16"), ("longText",)),
    codes.DUPLICATE: Ground(("OPP-02",), ("duplicateSurvivor",)),
    codes.MALFORMED: Ground(("UPL-20",)),
}
_OF_CONTACTS: Mapping[str, Ground] = {
    codes.INVALID_EMAIL: Ground(("CNT-02",)),
    codes.DUPLICATE: Ground(("CNT-06",), ("duplicateSurvivor",)),
    codes.CONTACT_EXISTS: Ground(("CNT-08",)),
    codes.CONSTRAINT: Ground((), ("longText",)),
    codes.MALFORMED: Ground(("UPL-20",)),
}
_SEVERAL_CONTACTS = Ground(("CNT-09",))
_CONTACT_IMPORTED = Ground(("CNT-05",))
_SEVERAL_STORED = Ground(("OPP-24",))
_LINKED = Ground(("LNK-01",))
_LINKED_BY_ACCOUNT = Ground(("LNK-07",))
_EMPTY_ACCOUNT = Ground(("LNK-15",), ("accountWithoutContacts",))
_IMPORTED = Ground(("OPP-01", "OPP-10"))


def grounds() -> tuple[Ground, ...]:
    """All that explanations cite."""
    several = (_SEVERAL_STORED, _LINKED, _LINKED_BY_ACCOUNT, _EMPTY_ACCOUNT, _IMPORTED)
    of_contacts = (*_OF_CONTACTS.values(), _SEVERAL_CONTACTS, _CONTACT_IMPORTED)
    return (*_OF_LINKAGE.values(), *_OF_IMPORT.values(), *several, *of_contacts)


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a row that records were looked for with. `records` are (id, stored value)."""

    entity: Entity
    key: str
    value: str
    comparison: str
    records: tuple[tuple[int, str], ...]
    total: int
    near: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`outcome`: linked, imported or rejected. `says`: all of it in plain words."""

    outcome: str
    sides: tuple[Side, ...]
    ground: Ground
    says: str
    links: tuple[tuple[int, int], ...] = field(default=())


class Explained:
    """The site behind some explanations: what was made for one of them serves the next."""

    def __init__(self, lookup: Lookup, rules: Rules) -> None:
        self.lookup = lookup
        self.rules = rules
        self._resembling: dict[tuple[Entity, int], Resembling] = {}

    def resembling(self, entity: Entity, column: int) -> Resembling:
        if (entity, column) not in self._resembling:
            stored = ((record.id, _value(record, column)) for record in self.lookup.all_records(entity))
            self._resembling[entity, column] = Resembling(stored)
        return self._resembling[entity, column]


def explain_linkage_row(definition: LinkageDefinition, row: Row, reject: Reject | None, site: Explained) -> Explanation:
    """A row of a linkage that was rejected with `reject`, or linked."""
    match = _side(OPPORTUNITIES, definition.match_key, OPPORTUNITY_ID_COLUMN, definition.case_sensitive_match)
    source = _side(
        definition.linked_entity, definition.source_key, definition.source_column, definition.case_sensitive_source
    )
    sides = tuple(_looked_for(side, row, site) for side in (match, source))
    decided = Linking(definition, site.lookup, site.rules).judge(row)
    if reject is not None:
        found_account = definition.linked_entity is ACCOUNTS and bool(sides[1].records)
        ground = _OF_LINKAGE.get(reject.status_code, Ground())
        if reject.status_code == codes.NO_CONTACT and found_account:
            ground = _EMPTY_ACCOUNT
        changed = "" if isinstance(decided, Refusal) and decided.code == reject.status_code else _TODAY
        return Explanation("rejected", sides, ground, f"{_rejected(reject)} {_told(sides)}{changed}")
    if isinstance(decided, Refusal):
        says = f"The row was accepted. {_told(sides)}{_TODAY}"
        return Explanation("linked", sides, _LINKED, says)
    links = tuple((opportunity, contact) for opportunity in decided[0] for contact in decided[1])
    ground = _LINKED_BY_ACCOUNT if definition.linked_entity is ACCOUNTS else _LINKED
    many = f"It calls for {len(links)} {'link' if len(links) == 1 else 'links'}."
    return Explanation("linked", sides, ground, f"The row was accepted. {_told(sides)} {many}", links[:MOST_SHOWN])


def explain_import_row(definition: ImportDefinition, row: Row, reject: Reject | None, site: Explained) -> Explanation:
    """A row of an import that was rejected with `reject`, or taken."""
    identifier = definition.identifier
    side = _looked_for(
        _side(definition.entity, identifier.key, identifier.column, definition.case_sensitive), row, site
    )
    ground = _ground_of_import(definition.entity, reject)
    if reject is None:
        return Explanation("imported", (side,), ground, f"The row was taken. {_told((side,))}")
    partly = _PARTLY if reject.status_code == codes.INVALID_VALUE else ""
    return Explanation("rejected", (side,), ground, f"{_rejected(reject)}{partly} {_told((side,))}")


def by_plan(reject: Reject) -> Explanation:
    """A row that a planned course of the sync rejects, whatever it says."""
    return Explanation("rejected", (), Ground(), f"{_rejected(reject)} A planned course rejects this row.")


def _ground_of_import(entity: Entity, reject: Reject | None) -> Ground:
    of_opportunities = entity is OPPORTUNITIES
    if reject is None:
        return _IMPORTED if of_opportunities else _CONTACT_IMPORTED if entity is CONTACTS else Ground()
    if reject.message == codes.MULTIPLE_MATCHES:
        return _SEVERAL_STORED if of_opportunities else _SEVERAL_CONTACTS
    return (_OF_IMPORT if of_opportunities else _OF_CONTACTS).get(reject.status_code, Ground())


_PARTLY = " Where the field is not required only this value falls away, and the rest of the row is taken."
_TODAY = " The site has changed since: today the row would be decided otherwise."


class _Side(NamedTuple):
    entity: Entity
    key: str
    column: int
    case_sensitive: bool


_side = _Side


def _looked_for(side: _Side, row: Row, site: Explained) -> Side:
    lookup, rules = site.lookup, site.rules
    value = row.get(side.key, "")
    fold = f"without regard to case (textComparison: {rules.assumptions.text_comparison})"
    comparison = "exactly as it is written" if side.case_sensitive else fold
    if is_blank(value):
        return Side(side.entity, side.key, value, comparison, (), 0, ())
    found = lookup.finder(side.entity, side.column, case_sensitive=side.case_sensitive)(value)
    shown = tuple((one, _value(lookup.record(side.entity, one), side.column)) for one in found[:MOST_SHOWN])
    near = tuple(islice(site.resembling(side.entity, side.column).near_misses(value, found), MOST_NEAR_MISSES))
    return Side(side.entity, side.key, value, comparison, shown, len(found), near)


def _value(record: Record, column: int) -> str:
    return str(record.id) if column == ID_COLUMN else record.values[column]


def _rejected(reject: Reject) -> str:
    at = f" at {', '.join(reject.invalid_fields)}" if reject.invalid_fields else ""
    return f"Rejected with {reject.status_code}{at}: {reject.message}"


def _told(sides: tuple[Side, ...]) -> str:
    return " ".join(_told_of(side) for side in sides)


def _told_of(side: Side) -> str:
    if is_blank(side.value):
        return f"{side.key} is blank, and a blank matches nothing."
    found = ", ".join(str(record) for record, _ in side.records) + ("…" if side.total > len(side.records) else "")
    plural = side.entity.plural
    matched = f"{side.total} of the {plural} (id {found})" if side.total else f"none of the {plural}"
    near = "".join(
        f" {miss.value!r} (id {miss.record_id}) differs in {' and '.join(miss.differs_in)} only." for miss in side.near
    )
    return f"{side.key} {side.value!r}, compared {side.comparison}, matches {matched} as they are now.{near}"
