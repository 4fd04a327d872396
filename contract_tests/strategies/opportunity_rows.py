"""Rows of opportunity imports: mostly good ones, whose identifiers collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from contract_tests.strategies.spellings import LOOKALIKES
from contract_tests.strategies.universes import STAGES, Universe

Row = dict[str, str]

GOOD: Mapping[str, Sequence[str]] = {
    "{{Opportunity.Field(Name)}}": ("first", "second"),
    "{{Opportunity.Field(Stage)}}": STAGES,
    "{{Opportunity.Field(Amount)}}": ("1", "2.50", "-3", "007"),
    "{{Opportunity.Field(AccountName)}}": ("Acme", "Globex"),
    "{{Opportunity.CreatedAt}}": ("2017-10-05 1:15", "2024/02/29", "12/31/2020 11:59 PM"),
    "{{Opportunity.Field(CloseDate)}}": ("2020-01-01", "2020-01-01T10:00:00Z"),
    "{{Opportunity.Field(ForecastToCloseDate)}}": ("2020.06.30", "2020-06-30 23:59:59"),
}
ODD: Mapping[str, Sequence[str]] = {
    "{{Opportunity.Field(Stage)}}": ("prospecting", "No such stage"),
    "{{Opportunity.Field(Amount)}}": ("ten", "1e5", "1234567890123456", "1.00001", "$1"),
    "{{Opportunity.CreatedAt}}": ("soon", "2017-13-01", "31/12/2020"),
    "{{Opportunity.Field(CloseDate)}}": ("soon", "2021-02-29"),
    "{{Opportunity.Field(ForecastToCloseDate)}}": ("yesterday",),
}
BLANKS = ("", " ", "\u00a0")


@st.composite
def opportunity_rows(draw: st.DrawFn, universe: Universe, fields: Mapping[str, str]) -> Row:
    """One row for an import with these `fields` (key -> statement).

    Two of three rows are good in every field. Of the others each value may be odd, blank, a lookalike, or missing, and
    a key that the definition does not have may stand beside them.
    """
    good = draw(st.sampled_from((True, True, False)))
    row: Row = {}
    for key, statement in fields.items():
        values: Sequence[str] = (
            universe.identifiers if statement == "{{Opportunity.Id}}" else GOOD.get(statement, ("text", "other"))
        )
        if not good:
            kind = draw(st.sampled_from(("good", "good", "good", "odd", "blank", "lookalike", "missing")))
            if kind == "missing":
                continue
            values = {"good": values, "odd": ODD.get(statement, values), "blank": BLANKS, "lookalike": LOOKALIKES}[kind]
        row[key] = draw(st.sampled_from(values))
    if not good and draw(st.sampled_from((False, False, True))):
        row["Unasked"] = draw(st.sampled_from(LOOKALIKES))
    return row
