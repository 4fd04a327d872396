"""The public strategies make what they say, and importing them touches nobody's Hypothesis settings."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from contract_tests import strategies
from contract_tests.strategies import (
    LOOKALIKES,
    OPPORTUNITY_STATEMENTS,
    SPELLINGS,
    Create,
    CsvDialect,
    Delete,
    Link,
    Store,
    Universe,
)
from contract_tests.strategies.csv_dialects import can_be_csv
from contract_tests.targets.mock import MockSite, in_process

QUICK = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
TARGET = in_process()
FIND = settings(max_examples=2000, database=None, derandomize=True)


@pytest.fixture(scope="module")
def site() -> Iterator[MockSite]:
    with TARGET.site({}) as site:
        yield site


def test_families_hold_traps_and_fit_a_text_field() -> None:
    """Every family has spellings that differ, each storable: neither blank nor longer than a hundred characters."""
    for family in SPELLINGS.values():
        assert len(set(family)) == len(family) > 1
        assert all(text.strip() and len(text) <= 100 for text in family)


@pytest.mark.parametrize("trap", ["ß", "\u1e9e", "ı", "İ", "ς", "σ", "\u212a", "\u00e9", "e\u0301", "\u00a0", "+"])
def test_the_known_traps_are_among_the_spellings(trap: str) -> None:
    """Each letter that separates foldings, normal forms and trimmings stands in some spelling."""
    assert any(trap in text for family in SPELLINGS.values() for text in family)


def test_lookalikes_are_on_both_sides_of_the_longest_text() -> None:
    """Among the lookalikes are texts of a hundred and of a hundred and one characters, a NUL and a lone surrogate."""
    assert {100, 101} <= {len(text) for text in LOOKALIKES}
    assert any("\x00" in text for text in LOOKALIKES)
    assert any("\ud800" in text for text in LOOKALIKES)


@QUICK
@given(universe=strategies.universes())
def test_universes_describe_sites(universe: Universe) -> None:
    """The site of every universe is one that the mock takes."""
    with TARGET.site(universe.description()) as site:
        assert site.client.bulk("GET", "/syncs").status == 200


def test_universes_collide() -> None:
    """Several contacts with addresses that differ in case alone are found at once: that is what universes are for."""
    universe = find(
        strategies.universes(traps=False),
        lambda universe: len({address.lower() for address, _ in universe.contacts}) < len(universe.contacts) - 1,
        settings=FIND,
    )
    assert len(universe.contacts) >= 3


@pytest.mark.parametrize("kind", ["/opportunities/imports", "/opportunities/contacts/imports"])
def test_definitions_are_accepted(site: MockSite, kind: str) -> None:
    """Every definition of the accepting strategies is answered 201."""
    made = strategies.import_definitions() if kind == "/opportunities/imports" else strategies.linkage_definitions()

    @QUICK
    @given(definition=made)
    def check(definition: dict[str, Any]) -> None:
        answer = site.client.create(kind, definition)
        assert answer.status == 201, answer.content

    check()


@pytest.mark.parametrize("kind", ["/opportunities/imports", "/opportunities/contacts/imports"])
def test_spoilt_definitions_are_refused_for_what_they_say(site: MockSite, kind: str) -> None:
    """Every spoilt definition is answered 400, and all its failures are of the property that was spoilt."""
    spoilt = (
        strategies.refused_import_definitions()
        if kind == "/opportunities/imports"
        else strategies.refused_linkage_definitions()
    )

    @settings(QUICK, max_examples=200)
    @given(refused=spoilt)
    def check(refused: strategies.Refused) -> None:
        answer = site.client.create(kind, refused.definition)
        assert answer.status == 400, refused
        assert {failure["field"] for failure in answer.failures} == {refused.field}, (refused, answer.failures)

    check()


@QUICK
@given(data=st.data(), universe=strategies.universes(), dialect=strategies.csv_dialects())
def test_dialects_say_the_rows(data: st.DataObject, universe: Universe, dialect: CsvDialect) -> None:
    """What a dialect writes a CSV reader reads back as the same rows, a missing key as an empty value."""
    rows = data.draw(st.lists(strategies.opportunity_rows(universe, OPPORTUNITY_STATEMENTS), min_size=1, max_size=3))
    rows = [{key: value for key, value in row.items() if key != "Unasked"} for row in rows]
    if not can_be_csv(rows):
        return
    text = dialect.write(rows, list(OPPORTUNITY_STATEMENTS)).removeprefix("\ufeff")
    read = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert read == [{key: row.get(key, "") for key in OPPORTUNITY_STATEMENTS} for row in rows]


def test_a_dialect_refuses_what_it_has_no_column_for() -> None:
    """A key without a column is an error rather than a value that falls away."""
    with pytest.raises(ValueError, match="no column"):
        CsvDialect().write([{"a": "1", "b": "2"}], ["a"])


@QUICK
@given(data=st.data(), universe=strategies.universes())
def test_histories_use_only_what_stands(data: st.DataObject, universe: Universe) -> None:
    """A history creates each definition before it uses it and never uses it after deleting it."""
    live: set[tuple[str, int]] = set()
    kinds = {Store: "/opportunities/imports", Link: "/opportunities/contacts/imports"}
    for step in data.draw(strategies.histories(universe)):
        if isinstance(step, Create):
            live.add((step.kind, step.number))
        elif isinstance(step, Delete):
            live.remove((step.kind, step.number))
        else:
            assert (kinds[type(step)], step.number) in live
            assert step.uploads


@pytest.mark.parametrize("variable", ["", "CI"])
def test_importing_strategies_changes_no_setting(variable: str) -> None:
    """A user's Hypothesis settings are the same before and after the import, where `CI` is set too."""
    code = (
        "from hypothesis import settings; before = settings.get_current_profile_name(), repr(settings());"
        "import contract_tests.strategies, contract_tests.machines.sites;"
        "assert before == (settings.get_current_profile_name(), repr(settings()))"
    )
    environment = {variable: "true"} if variable else {}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=60)
