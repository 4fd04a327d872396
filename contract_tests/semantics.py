"""The open questions: what no document settles, one field each, with its candidate answers.

The names and values are those of the mock's `assumptions`; the type is the kit's own, and a test compares the lists.
Source: section 0.2 of the facts. The wire's two questions (`oversizedBody`, `exportRetention`) are clauses with two
admissible answers rather than semantics of rows, and stand in `WIRE_QUESTIONS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path

CANDIDATES: Mapping[str, tuple[str, ...]] = {
    "multipleSourceMatches": ("reject", "first", "all"),
    "multipleOpportunities": ("all", "reject", "first"),
    "accountWithoutContacts": ("accept", "reject"),
    "unknownStage": ("reject", "accept"),
    "duplicateSurvivor": ("last", "first"),
    "missingKey": ("keep", "clear"),
    "longText": ("reject", "cut"),
    "recordIndex": ("upload", "sync"),
    "textComparison": ("casefold", "lower", "upper", "ascii", "sql", "sql-accent"),
}
"""Question -> candidate answers, the default first."""

WIRE_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "oversizedBody": ("404", "413"),
    "exportRetention": ("PT6H", "PT12H"),
}

GROUPS: Mapping[str, tuple[str, ...]] = {
    "text": ("textComparison",),
    "duplicates": ("duplicateSurvivor", "recordIndex"),
    "multiple matches": ("multipleSourceMatches", "multipleOpportunities", "accountWithoutContacts"),
    "blanks and missing keys": ("missingKey", "unknownStage", "longText"),
}
"""A group is the set of questions that one kind of experiment can tell apart."""


@dataclass(frozen=True, slots=True)
class Semantics:
    """One answer to every open question. Field names are the questions' own."""

    multipleSourceMatches: str = "reject"  # noqa: N815  (the questions bear the mock's names)
    multipleOpportunities: str = "all"  # noqa: N815
    accountWithoutContacts: str = "accept"  # noqa: N815
    unknownStage: str = "reject"  # noqa: N815
    duplicateSurvivor: str = "last"  # noqa: N815
    missingKey: str = "keep"  # noqa: N815
    longText: str = "reject"  # noqa: N815
    recordIndex: str = "upload"  # noqa: N815
    textComparison: str = "casefold"  # noqa: N815

    def as_assumptions(self) -> dict[str, str]:
        """As the `assumptions` of a site file has it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


DEFAULT = Semantics()


def candidates_of(group: str, base: Semantics = DEFAULT) -> Iterator[Semantics]:
    """Every answer to the questions of one group, the others as in `base`."""
    names = GROUPS[group]
    for answers in product(*(CANDIDATES[name] for name in names)):
        yield replace(base, **dict(zip(names, answers, strict=True)))


def read_semantics(path: Path) -> Semantics:
    """Answers from a JSON file: an `assumptions` object as a site file has it, alone or under that name.

    Raises ValueError for an unknown answer to one of these questions; other names (the wire's questions) are passed by.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    given = found.get("assumptions", found) if isinstance(found, dict) else None
    if not isinstance(given, dict):
        raise ValueError(f"{path}: expected an object of answers.")
    known = {name: given[name] for name in CANDIDATES if name in given}
    for name, answer in known.items():
        if answer not in CANDIDATES[name]:
            raise ValueError(f"{path}: {name} must be one of {', '.join(CANDIDATES[name])}, not {answer!r}.")
    return replace(DEFAULT, **known)
