"""Scenarios as Hypothesis draws them: rows from small colliding universes, a server's moods, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from contract_tests.client_check.adapter import Row
from contract_tests.client_check.driving.scenario import SITE, Asked, Scenario, Step
from contract_tests.client_check.driving.standard import large
from contract_tests.strategies import (
    LINKAGE_STATEMENTS,
    OPPORTUNITY_STATEMENTS,
    Universe,
    linkage_rows,
    opportunity_rows,
    universes,
)

DATED: Mapping[str, str] = {
    **OPPORTUNITY_STATEMENTS,
    "CreatedDate": "{{Opportunity.CreatedAt}}",
    "CloseDate": "{{Opportunity.Field(CloseDate)}}",
}
LINKED: Mapping[Asked, Mapping[str, str]] = {
    "link_contacts": {"OpportunityID": "{{Opportunity.Id}}", "EmailAddress": LINKAGE_STATEMENTS["Contact"][0]},
    "link_accounts": {"OpportunityID": "{{Opportunity.Id}}", "CompanyName": LINKAGE_STATEMENTS["Account"][0]},
}
FURTHER: tuple[Asked, ...] = ("link_contacts", "link_accounts", "import_opportunities")
STRUCK = (
    ("POST", "*/imports"),
    ("POST", "*/imports/*/data"),
    ("POST", "*/syncs"),
    ("GET", "*/syncs/*"),
    ("GET", "*/fields"),
    ("GET", "*/rejects"),
    ("DELETE", "*"),
    ("GET", "/id"),
)
"""Calls that a fault may strike."""
OUTCOMES: tuple[Mapping[str, Any], ...] = (
    {"status": 503, "retryAfter": 20},
    {"status": 429, "retryAfter": 40},
    {"status": 500},
    {"answer": "lost", "phase": "before"},
    {"answer": "lost", "phase": "after"},
    {"answer": "reset", "phase": "after"},
    {"answer": "cut"},
    {"answer": "stalled", "seconds": 3},
    {"expireToken": True},
    {"moveBase": True},
)
ENDS = ("success", "success", "success", "error")


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario. What is planned may not come about, where the client never makes such a call."""
    universe = draw(universes())
    small = draw(st.sampled_from((False, False, False, True)))
    faults = draw(st.lists(planned_faults(), max_size=2))
    return Scenario(
        steps=(large(draw(st.integers(40, 250)), *draw(st.sets(st.integers(0, 39), max_size=4))),)
        if small
        else tuple(draw(steps(universe))),
        faults=tuple(faults),
        courses=tuple(draw(st.lists(planned_courses(), max_size=1))),
        site=dict(SITE) if small else {**universe.description(), "pace": {"polls": draw(st.integers(0, 2))}},
        oauth=draw(st.booleans()),
        small=small,
        decoration="" if faults else draw(st.sampled_from(("", "unknown property", "key order"))),
    )


@st.composite
def steps(draw: st.DrawFn, universe: Universe) -> list[Step]:
    """An import, then perhaps linkages and another import."""
    fields = draw(st.sampled_from((OPPORTUNITY_STATEMENTS, DATED)))
    found = [Step("import_opportunities", draw(imported(universe, fields)))]
    for asked in draw(st.lists(st.sampled_from(FURTHER), max_size=2)):
        rows = linked(universe, LINKED[asked]) if asked in LINKED else imported(universe, fields)
        found.append(Step(asked, draw(rows)))
    return found


def imported(universe: Universe, fields: Mapping[str, str]) -> st.SearchStrategy[tuple[Row, ...]]:
    rows = opportunity_rows(universe, fields).map(lambda row: asked_for(row, fields))
    return st.lists(rows, min_size=1, max_size=5).map(tuple)


def linked(universe: Universe, fields: Mapping[str, str]) -> st.SearchStrategy[tuple[Row, ...]]:
    rows = linkage_rows(universe, fields).map(lambda row: asked_for(row, fields))
    return st.lists(rows, min_size=1, max_size=4).map(tuple)


def asked_for(row: Row, fields: Mapping[str, str]) -> Row:
    """A row as a caller may give it, whatever it will be sent as: it has a value for each field and no other, and no
    text that is none (NUL, half a surrogate pair)."""
    return {key: NO_TEXT.sub("", row.get(key, "")) for key in fields}


NO_TEXT = re.compile("[\\0\ud800-\udfff]")


@st.composite
def planned_faults(draw: st.DrawFn) -> dict[str, Any]:
    method, path = draw(st.sampled_from(STRUCK))
    outcome = dict(draw(st.sampled_from(OUTCOMES)))
    return {
        "method": method,
        "path": path,
        "skip": draw(st.integers(0, 2)),
        "times": 1 if "moveBase" in outcome else draw(st.integers(1, 2)),
        "optional": True,
        **outcome,
    }


@st.composite
def planned_courses(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "pendingPolls": draw(st.integers(0, 2)),
        "activePolls": draw(st.integers(0, 2)),
        "end": draw(st.sampled_from(ENDS)),
        "skip": draw(st.integers(0, 1)),
        "optional": True,
    }
