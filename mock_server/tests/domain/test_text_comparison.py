"""What "case-insensitive" equates, under all six values of the switch, wherever the rules compare texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.assumptions import SWITCHES
from mock_server.domain.entities import CONTACTS
from mock_server.domain.identity import FOLDS, comparison, exact
from mock_server.tests.domain import traps
from mock_server.tests.domain.scanning import GOOD, ID, STAGE, ScannedSite, linkage, opportunity_import
from mock_server.tests.examples import examples

EVERY_VALUE = pytest.mark.parametrize("switch", SWITCHES["textComparison"])


@EVERY_VALUE
def test_sources_are_equated_as_the_switch_says(switch: str) -> None:
    """A source value finds exactly the contacts that the switch equates with it, whichever side it is on.

    [textComparison]
    """
    site = ScannedSite()
    site.add_opportunity("1")
    for text in traps.TRAPS:
        site.add(CONTACTS, {"C_FirstName": text})
    definition = linkage("{{Opportunity.Contact.Field(C_FirstName)}}", MultipleSourceMatches=True)
    for text in traps.TRAPS:
        plan = site.link(definition, [{ID: "1", "Source": text}], textComparison=switch)
        assert {traps.TRAPS[contact - 1] for _, contact in plan.links} == traps.equated(switch, text), ascii(text)


@EVERY_VALUE
def test_opportunities_are_equated_as_the_switch_says(switch: str) -> None:
    """A match value finds exactly the opportunities that the switch equates with it. [textComparison]"""
    site = ScannedSite()
    site.add(CONTACTS, {"C_EmailAddress": "a@b.example"})
    for text in traps.TRAPS:
        site.add_opportunity(text)
    for text in traps.TRAPS:
        plan = site.link(linkage(), [{ID: text, "Source": "A@B.EXAMPLE"}], textComparison=switch)
        assert {traps.TRAPS[opportunity - 1] for opportunity, _ in plan.links} == traps.equated(switch, text)


@EVERY_VALUE
def test_identifiers_are_equated_as_the_switch_says(switch: str) -> None:
    """An import updates exactly the opportunities whose identifier the switch equates with the row's.

    [textComparison]
    """
    site = ScannedSite()
    for text in traps.TRAPS:
        site.add_opportunity(text)
    definition = opportunity_import(isUpdatingMultipleMatchedRecords=True)
    for text in traps.TRAPS:
        plan = site.import_(definition, [{ID: text, **GOOD}], textComparison=switch)
        assert {update.values[0] for update in plan.updated} == traps.equated(switch, text), ascii(text)


@EVERY_VALUE
def test_duplicates_are_equated_as_the_switch_says(switch: str) -> None:
    """Rows of one sync are duplicates exactly where the switch equates their identifiers. [textComparison]"""
    rows = [{ID: text, **GOOD} for text in traps.TRAPS]
    plan = ScannedSite().import_(opportunity_import(), rows, textComparison=switch)
    lasts = {max(traps.equated(switch, text), key=traps.TRAPS.index) for text in traps.TRAPS}
    assert {values[0] for values in plan.created} == lasts


@EVERY_VALUE
def test_stages_are_equated_as_the_switch_says(switch: str) -> None:
    """A stage is known exactly where the switch equates it with one of the site's. [textComparison]"""
    for known in traps.TRAPS:
        rows = [{ID: str(number), **GOOD, STAGE: text} for number, text in enumerate(traps.TRAPS)]
        plan = ScannedSite().import_(opportunity_import(), rows, stages=[known], textComparison=switch)
        taken = {traps.TRAPS[int(values[0])] for values in plan.created}
        assert taken == traps.equated(switch, known), ascii(known)


@EVERY_VALUE
def test_case_sensitive_comparisons_ignore_the_switch(switch: str) -> None:
    """A case-sensitive comparison goes code point by code point: every trap matches itself alone. [textComparison]"""
    site = ScannedSite()
    for text in traps.TRAPS:
        site.add_opportunity(text)
        site.add(CONTACTS, {"C_FirstName": text})
    definition = linkage(
        "{{Opportunity.Contact.Field(C_FirstName)}}", CaseSensitiveMatchField=True, CaseSensitiveSourceField=True
    )
    rows = [{ID: text, "Source": text} for text in traps.TRAPS]
    plan = site.link(definition, rows, textComparison=switch)
    assert plan.links == [(number, number) for number in range(1, len(traps.TRAPS) + 1)]


def test_every_trap_stands_in_one_group_at_most() -> None:
    """The table of these tests is one: groups of a switch do not overlap and hold traps only."""
    for groups in traps.EQUATED.values():
        assert sum(map(len, groups)) == len(set().union(*groups))
        assert set().union(*groups) <= set(traps.TRAPS)


@EVERY_VALUE
@given(one=traps.short_texts, other=traps.short_texts)
@examples(100)
def test_any_texts_are_equated_as_the_plain_reading_has_it(switch: str, one: str, other: str) -> None:
    """Two texts have one key exactly where the plain reading of the switch makes them equal. [textComparison]"""
    key = comparison("string", FOLDS[switch])
    assert (key(one) == key(other)) == (traps.ALIKE[switch](one) == traps.ALIKE[switch](other))


@given(one=traps.short_texts, other=traps.short_texts)
@examples(50)
def test_exact_texts_are_equal_or_different(one: str, other: str) -> None:
    """Case-sensitive, two texts have one key exactly where they are the same code points."""
    assert (exact(one) == exact(other)) == (one == other)


@EVERY_VALUE
@given(blanks=st.text("\t\n\u00a0\u2003\u3000", min_size=1, max_size=2))
@examples(20)
def test_outer_white_space_but_the_trailing_space_counts(switch: str, blanks: str) -> None:
    """White space around a text makes another text of it; only `sql` ignores trailing spaces. [textComparison]"""
    fold = FOLDS[switch]
    assert fold("a") not in (fold(blanks + "a"), fold("a" + blanks), fold(" a"))
    assert (fold("a") == fold("a  ")) == switch.startswith("sql")
