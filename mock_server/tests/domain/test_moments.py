"""How a moment is written down. [sync-times]"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.moments import TICKS_PER_SECOND, as_date_value, as_stored_timestamp, as_timestamp
from mock_server.tests.domain.scanning import NOW
from mock_server.tests.examples import examples

END_OF_TIME = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) * TICKS_PER_SECOND
ticks = st.integers(0, END_OF_TIME + 10 * TICKS_PER_SECOND) | st.integers(0, TICKS_PER_SECOND)


def test_a_timestamp_shows_ticks() -> None:
    """The answer to a POST shows seven fractional digits and `Z`, as the tutorial does."""
    assert as_timestamp(NOW) == "2018-02-15T15:25:32.4730364Z"


def test_a_stored_timestamp_shows_padded_milliseconds() -> None:
    """Read back, the same moment is in milliseconds of a SQL Server `datetime`, padded with zeros."""
    assert as_stored_timestamp(NOW) == "2018-02-15T15:25:32.4730000Z"


def test_a_date_value_drops_the_fraction() -> None:
    """As the value of a date field a moment has seconds, cut."""
    assert as_date_value(NOW + 5_000_000) == "2018-02-15 15:25:32"


MILLISECONDS = {0: 0, 1: 0, 2: 3, 3: 3, 4: 3, 5: 7, 6: 7, 7: 7, 8: 7, 9: 10, 990: 990, 995: 997, 998: 997, 999: 1000}


@pytest.mark.parametrize(("sent", "kept"), MILLISECONDS.items())
def test_sql_server_rounds_to_0_3_and_7(sent: int, kept: int) -> None:
    """Milliseconds are rounded to those that end in 0, 3 or 7, up to the next second, as SQL Server documents."""
    assert as_stored_timestamp(sent * 10_000) == f"1970-01-01T00:00:0{kept // 1000}.{kept % 1000:03d}0000Z"


@given(ticks)
@examples(200)
def test_timestamps_have_one_form(moment: int) -> None:
    """Every moment has seven digits and a year of four, however late; read back, milliseconds end in 0, 3 or 7."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\."
    assert re.fullmatch(form + r"\d{7}Z", as_timestamp(moment))
    assert re.fullmatch(form + r"\d\d[037]0000Z", as_stored_timestamp(moment))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", as_date_value(moment))


@given(st.integers(0, END_OF_TIME - TICKS_PER_SECOND))
@examples(200)
def test_what_is_stored_is_within_two_milliseconds(moment: int) -> None:
    """Read back, a moment is at most 1/600 s (and the rounding to milliseconds) away from what it was."""
    text = as_stored_timestamp(moment)
    whole = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    stored = int(whole.timestamp()) * TICKS_PER_SECOND + int(text[20:27])
    assert abs(stored - moment) <= 20_001


@given(st.integers(0, END_OF_TIME), st.integers(0, 10**9))
@examples(100)
def test_a_later_moment_is_never_shown_earlier(moment: int, more: int) -> None:
    """Time does not run backwards in any of the three forms."""
    for show in (as_timestamp, as_stored_timestamp, as_date_value):
        assert show(moment) <= show(moment + more)


@pytest.mark.parametrize("moment", [END_OF_TIME, END_OF_TIME + TICKS_PER_SECOND - 1, 10**25])
def test_no_moment_overflows_the_year(moment: int) -> None:
    """A moment after the last second of 9999 is shown as that second."""
    for show in (as_timestamp, as_stored_timestamp):
        assert show(moment) == "9999-12-31T23:59:59.0000000Z"
    assert as_date_value(moment) == "9999-12-31 23:59:59"
