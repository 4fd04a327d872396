"""From runs to a verdict: medians, ratios, targets, and how they are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_tests.bench.figures import Measured, Result, quantile, shown, work_of
from contract_tests.bench.lines import LINES, Line, Unit
from contract_tests.bench.table import markdown, plain, totals

AT_MOST = Line("few", "uploads", "work on {rows} rows", "reference", 2, rows=1000)
AT_LEAST = replace(AT_MOST, id="many", unit=Unit.PER_SECOND, at_least=True)


def result(line: Line, ours: tuple[float, ...], theirs: tuple[float, ...]) -> Result:
    return Result(line, Measured(line.id, ours, theirs))


def test_the_ratio_is_that_of_the_medians() -> None:
    """One run that went astray moves neither figure; the spread shows it."""
    found = result(AT_MOST, (3.0, 100.0, 4.0), (2.0, 2.0, 2.0))
    assert (found.ours, found.theirs, found.ratio) == (4.0, 2.0, 2.0)
    assert found.spread == (1.5, 50.0)


@pytest.mark.parametrize(
    ("line", "ours", "met"),
    [(AT_MOST, 4.0, True), (AT_MOST, 4.01, False), (AT_LEAST, 4.0, True), (AT_LEAST, 3.99, False)],
)
def test_a_target_is_met_up_to_itself(line: Line, ours: float, met: bool) -> None:
    """A time may be at most, a rate must be at least, the target's multiple of the reference's; no rounding first."""
    found = result(line, (ours,), (2.0,))
    assert found.met is met
    assert found.verdict == ("met" if met else "missed")


def test_a_line_without_a_target_has_no_verdict() -> None:
    """What is shown besides is neither met nor missed, and counted as neither."""
    found = result(replace(AT_MOST, target=None), (1.0,), (2.0,))
    assert (found.met, found.verdict) == (None, "")
    assert totals([found]) == "0 met, 0 missed."


def test_a_line_without_figures_is_not_available() -> None:
    """A line that could not be measured stands in the table, is counted, and its reason is shown."""
    absent = Result(AT_MOST, None, "moto is not installed")
    assert totals([absent, result(AT_MOST, (1.0,), (1.0,))]) == "1 met, 0 missed, 1 not available."
    assert "few: moto is not installed" in plain([absent], 1.0)
    assert "| – | reference | – | – | – | ≤ 2 × | not available |" in markdown([absent])


def test_a_quick_try_says_so() -> None:
    """At another scale than 1 the table says so, shows the rows there were, and puts the verdict in brackets."""
    quick = replace(result(AT_MOST, (1.0,), (1.0,)), scale=0.1)
    text = plain([quick], 0.1)
    assert "quick try at 0.1" in text
    assert "work on 100 rows" in text
    assert text.count("(met)") == 1


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0004, Unit.SECONDS, "0.4 ms"),
        (2.345, Unit.SECONDS, "2.35 s"),
        (2345.4, Unit.PER_SECOND, "2,345 /s"),
        (297.0, Unit.BYTES, "297 B"),
        (32_700_000.0, Unit.BYTES, "32.7 MB"),
        (10.23, Unit.TIMES, "10.2 ×"),
        (None, Unit.SECONDS, "–"),
    ],
)
def test_figures_are_shown_readably(value: float | None, unit: Unit, text: str) -> None:
    """Each unit in its own way, three digits at most but for rates."""
    assert shown(value, unit) == text


def test_quantiles_are_values_that_were_measured() -> None:
    """The p99 of a hundred values is the 99th, that of one is itself; of none there is none."""
    values = [float(number) for number in range(100, 0, -1)]
    assert (quantile(values, 0.99), quantile(values, 0.5), quantile([7.0], 0.95)) == (99.0, 50.0, 7.0)
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.95)


def test_the_work_names_its_rows() -> None:
    """`{rows}` becomes the number of rows there were; none is left."""
    assert work_of(AT_MOST, 1.0) == "work on 1,000 rows"
    assert not [line.id for line in LINES if "{rows}" in line.work and not line.rows]
