"""ISO-8601 durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.durations import DAY, HOUR, parse_duration
from mock_server.tests.examples import examples

LENGTHS = {
    "PT1H": HOUR,
    "PT12H": 12 * HOUR,
    "P3D": 3 * DAY,
    "P7D": 7 * DAY,
    "P14D": 14 * DAY,
    "P1W": 7 * DAY,
    "P1DT1H": DAY + HOUR,
    "PT60M": HOUR,
    "PT3600S": HOUR,
    "PT1.5H": HOUR + HOUR // 2,
    "P1Y": 366 * DAY,  # counted from 2000
    "P1M": 31 * DAY,
    "P0D": 0,
    "-P1D": -DAY,
}
NO_DURATIONS = ("", "P", "PT", "P1DT", "7D", "P7", "P7d", "P7D ", " P7D", "P7D\n", "1 day", "PT1H1H", "P1D1Y", "P٧D")


@pytest.mark.parametrize(("text", "length"), LENGTHS.items())
def test_a_duration_has_its_length(text: str, length: int) -> None:
    """A duration's length is that of its parts; years and months are counted from the first day of 2000."""
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", NO_DURATIONS, ids=ascii)
def test_other_texts_are_no_durations(text: str) -> None:
    """Parts that are missing, out of order or twice, small letters, blanks and line ends around."""
    assert parse_duration(text) is None


@pytest.mark.parametrize("text", ["P99999Y", "P9999999999999D", "P" + "9" * 400 + "D", "PT" + "9" * 400 + "H"])
def test_an_endless_duration_is_none(text: str) -> None:
    """A duration beyond what a calendar holds is none, and no crash."""
    assert parse_duration(text) is None


@pytest.mark.parametrize(("text", "limit"), [("PT3599.6S", HOUR), ("P13DT23H59M59.7S", 14 * DAY)])
def test_a_fraction_short_of_a_limit_is_short_of_it(text: str, limit: int) -> None:
    """A fraction of a second below a limit is below it: a length is not rounded."""
    length = parse_duration(text)
    assert length is not None
    assert length < limit


def test_a_fraction_over_a_limit_is_over_it() -> None:
    """A fraction of a second above P14D is above it."""
    length = parse_duration("P14DT0.4S")
    assert length is not None
    assert length > 14 * DAY


@given(days=st.integers(0, 400), hours=st.integers(0, 23), minutes=st.integers(0, 59), seconds=st.integers(0, 59))
@examples(60)
def test_a_length_is_the_sum_of_its_parts(days: int, hours: int, minutes: int, seconds: int) -> None:
    """Days, hours, minutes and seconds add up."""
    text = f"P{days}DT{hours}H{minutes}M{seconds}S"
    assert parse_duration(text) == days * DAY + hours * HOUR + (minutes * 60 + seconds) * HOUR // 3600
