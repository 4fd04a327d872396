"""Rows of opportunity linkages: an opportunity and a contact or account, each known, unknown or blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from contract_tests.strategies.spellings import LOOKALIKES
from contract_tests.strategies.universes import Universe

Row = dict[str, str]


@st.composite
def linkage_rows(draw: st.DrawFn, universe: Universe, fields: Mapping[str, str]) -> Row:
    """One row for a linkage with these `fields` (key -> statement). Five of six rows have both values."""
    whole = draw(st.sampled_from((True, True, True, True, True, False)))
    row: Row = {}
    for key, statement in fields.items():
        values: Sequence[str]
        if statement == "{{Opportunity.Id}}":
            values = (*universe.identifiers, *universe.identifiers, "no such opportunity")
        else:
            values = universe.sources(statement)
        if not whole:
            kind = draw(st.sampled_from(("good", "blank", "lookalike", "missing")))
            if kind == "missing":
                continue
            values = {"good": values, "blank": ("", "\t"), "lookalike": LOOKALIKES}[kind]
        row[key] = draw(st.sampled_from(values))
    return row
