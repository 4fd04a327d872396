"""Histories: what one client does to one site, as data, to be carried out against any server or any model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st

from contract_tests.strategies.csv_dialects import CsvDialect, can_be_csv, csv_dialects
from contract_tests.strategies.definitions import import_definitions, linkage_definitions
from contract_tests.strategies.linkage_rows import linkage_rows
from contract_tests.strategies.opportunity_rows import opportunity_rows
from contract_tests.strategies.universes import Universe

Rows = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Create:
    """Make a definition. `number` names it in the steps that follow; imports and linkages count apart, from 1."""

    kind: str
    number: int
    definition: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Store:
    """Upload opportunities in some parts, each as JSON or in a CSV dialect, then sync the import of that number."""

    number: int
    uploads: tuple[tuple[Rows, CsvDialect | None], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The same with linkage rows."""

    number: int
    uploads: tuple[tuple[Rows, CsvDialect | None], ...]


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a definition; no later step uses it."""

    kind: str
    number: int


Step: TypeAlias = Create | Store | Link | Delete
History = tuple[Step, ...]

IMPORT, LINKAGE = "/opportunities/imports", "/opportunities/contacts/imports"


@st.composite
def histories(draw: st.DrawFn, universe: Universe, max_steps: int = 6) -> History:
    """Histories that begin with an import, a linkage and some opportunities, and go on with up to `max_steps` steps."""
    live: dict[str, dict[int, dict[str, Any]]] = {IMPORT: {}, LINKAGE: {}}
    made = {IMPORT: 0, LINKAGE: 0}
    steps: list[Step] = []

    def create(kind: str) -> None:
        made[kind] += 1
        definition = draw(import_definitions() if kind == IMPORT else linkage_definitions())
        live[kind][made[kind]] = definition
        steps.append(Create(kind, made[kind], definition))

    def upload(kind: str) -> None:
        if not live[kind]:
            create(kind)
        number = draw(st.sampled_from(sorted(live[kind])))
        parts = draw(st.lists(uploads(universe, kind, live[kind][number]), min_size=1, max_size=2))
        steps.append((Store if kind == IMPORT else Link)(number, tuple(parts)))

    create(IMPORT)
    create(LINKAGE)
    upload(IMPORT)
    for what in draw(st.lists(st.sampled_from(("store", "link", "link", "create", "delete")), max_size=max_steps)):
        kind = {"store": IMPORT, "link": LINKAGE}.get(what) or draw(st.sampled_from((IMPORT, LINKAGE)))
        if what == "create":
            create(kind)
        elif what == "delete" and live[kind]:
            number = draw(st.sampled_from(sorted(live[kind])))
            del live[kind][number]
            steps.append(Delete(kind, number))
        elif what != "delete":
            upload(kind)
    return tuple(steps)


@st.composite
def uploads(
    draw: st.DrawFn, universe: Universe, kind: str, definition: dict[str, Any]
) -> tuple[Rows, CsvDialect | None]:
    """Up to four rows for a definition of that kind, with the CSV dialect to write them in, or None for JSON.

    Rows that CSV cannot say as they are (a missing key, a lone surrogate) come as JSON.
    """
    row = opportunity_rows if kind == IMPORT else linkage_rows
    rows = tuple(draw(st.lists(row(universe, definition["fields"]), min_size=1, max_size=4)))
    whole = all(set(one) == set(definition["fields"]) for one in rows)
    dialect = draw(st.one_of(st.none(), csv_dialects()))
    return rows, dialect if dialect is not None and whole and can_be_csv(rows) else None
