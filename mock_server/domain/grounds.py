"""On what a decision about a row rests: clauses of the contract kit and switches of the site, as plain texts.

The ids stand here beside the status codes that the rules give; a test of the kit checks that each exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.definitions import DefinitionKind, Process
from mock_server.domain.entities import CONTACTS, OPPORTUNITIES
from mock_server.domain.rejects import Reject


class Ground(NamedTuple):
    """What a decision rests on: clauses of the contract kit, switches of the site."""

    clauses: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()


NOTHING = Ground()
_SEVERAL_OPPORTUNITIES = Ground(("LNK-14",), ("multipleOpportunities",))
_SEVERAL_SOURCES = Ground(("LNK-06",), ("multipleSourceMatches",))
# Status code -> what it rests on.
_OF_LINKAGE: Mapping[str, Ground] = {
    codes.NO_OPPORTUNITY: Ground(("LNK-03",)),
    codes.NO_CONTACT: Ground(("LNK-03",)),
    codes.MISSING_VALUE: Ground(("LNK-16",)),
    codes.EMPTY_ROW: Ground(("LNK-16",)),
    codes.MALFORMED: Ground(("UPL-20",)),
    codes.DUPLICATE: Ground(("LNK-06", "LNK-14"), ("multipleSourceMatches", "multipleOpportunities")),
}
_LONG_IDENTIFIER = Ground(("OPP-16",))
_OF_OPPORTUNITIES: Mapping[str, Ground] = {
    codes.MISSING_VALUE: Ground(("OPP-06", "OPP-19")),
    codes.EMPTY_ROW: Ground(("OPP-06", "OPP-19")),
    codes.UNKNOWN_STAGE: Ground(("OPP-14",), ("unknownStage",)),
    codes.INVALID_VALUE: Ground(("OPP-07",)),
    codes.CONSTRAINT: Ground(("OPP-15",), ("longText",)),
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
_SEVERAL_STORED = Ground(("OPP-24",))

LINKED = Ground(("LNK-01",))
LINKED_BY_ACCOUNT = Ground(("LNK-07",))
LINKED_TO_SEVERAL = Ground(("LNK-17",))
EMPTY_ACCOUNT = Ground(("LNK-15",), ("accountWithoutContacts",))
FOLDED = Ground((), ("textComparison",))
OPPORTUNITY_IMPORTED = Ground(("OPP-01", "OPP-10"))
CONTACT_IMPORTED = Ground(("CNT-05",))
BY_UPDATE_RULE = Ground(("OPP-05",))
CLEARED = Ground(("OPP-11",))
KEY_MISSING = Ground(("OPP-12",), ("missingKey",))
VALUE_DROPPED = Ground(("OPP-07",))
BY_IMPORT_RULE = Ground(("CNT-08",))


def grounds() -> tuple[Ground, ...]:
    """All that is cited."""
    accepted = (LINKED, LINKED_BY_ACCOUNT, LINKED_TO_SEVERAL, EMPTY_ACCOUNT, FOLDED, OPPORTUNITY_IMPORTED)
    merged = (CONTACT_IMPORTED, BY_UPDATE_RULE, CLEARED, KEY_MISSING, VALUE_DROPPED, BY_IMPORT_RULE)
    several = (_SEVERAL_OPPORTUNITIES, _SEVERAL_SOURCES, _SEVERAL_CONTACTS, _SEVERAL_STORED, _LONG_IDENTIFIER)
    return (*_OF_LINKAGE.values(), *_OF_OPPORTUNITIES.values(), *_OF_CONTACTS.values(), *accepted, *merged, *several)


def together(found: Iterable[Ground]) -> Ground:
    """All of them, each clause and switch once."""
    every = list(found)
    return Ground(
        tuple(dict.fromkeys(chain.from_iterable(one.clauses for one in every))),
        tuple(dict.fromkeys(chain.from_iterable(one.switches for one in every))),
    )


def of_reject(kind: DefinitionKind, reject: Reject, key: str | None) -> Ground:
    """What a reject rests on. `key` is the definition's match key, or its identifier's: None where it is not known."""
    if kind.process is Process.LINK:
        return _of_linkage(reject, key)
    several = reject.message == codes.MULTIPLE_MATCHES
    if kind.entity is OPPORTUNITIES:
        if reject.status_code == codes.CONSTRAINT and reject.invalid_fields == (key,):
            return _LONG_IDENTIFIER
        return _SEVERAL_STORED if several else _OF_OPPORTUNITIES.get(reject.status_code, NOTHING)
    if several and kind.entity is CONTACTS:
        return _SEVERAL_CONTACTS
    return _OF_CONTACTS.get(reject.status_code, NOTHING)


def _of_linkage(reject: Reject, match_key: str | None) -> Ground:
    if reject.status_code == codes.DUPLICATE and match_key is not None:
        return _SEVERAL_OPPORTUNITIES if reject.invalid_fields == (match_key,) else _SEVERAL_SOURCES
    return _OF_LINKAGE.get(reject.status_code, NOTHING)


def of_matches(opportunities: int, sources: int, *, fans_out: bool) -> Iterator[Ground]:
    """What an accepted linkage row rests on besides: so many opportunities and source records matched."""
    if opportunities > 1:
        yield _SEVERAL_OPPORTUNITIES
    if sources > 1:
        yield LINKED_TO_SEVERAL if fans_out else _SEVERAL_SOURCES
