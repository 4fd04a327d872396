"""How a moment (ticks of 100 ns since 1970, UTC) is written down.

Section 3.3 of the facts, OBSERVED: the answer to a POST or PUT shows real ticks; read back later the same
moment is a SQL Server `datetime`, whose last millisecond digit is 0, 3 or 7, padded with zeros.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

TICKS_PER_SECOND = 10_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_TICK = int((datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - _EPOCH).total_seconds()) * (TICKS_PER_SECOND)


def as_timestamp(ticks: int) -> str:
    """`2018-02-15T15:25:32.4730364Z`: what the answer to a POST or PUT shows."""
    seconds, fraction = divmod(min(ticks, _LAST_TICK), TICKS_PER_SECOND)
    return f"{_whole_second(seconds)}.{fraction:07d}Z"


@lru_cache(maxsize=256)
def _whole_second(seconds: int) -> str:
    """Remembered, since what is written down together mostly happened together."""
    return f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}"


def as_stored_timestamp(ticks: int) -> str:
    """The same moment as SQL Server keeps it: rounded to 1/300 s, shown in padded milliseconds."""
    three_hundredths = (ticks * 300 + TICKS_PER_SECOND // 2) // TICKS_PER_SECOND
    seconds, part = divmod(three_hundredths, 300)
    milliseconds = (part * 10 + 1) // 3
    return as_timestamp(seconds * TICKS_PER_SECOND + milliseconds * 10_000)


def as_date_value(ticks: int) -> str:
    """`2018-02-15 15:25:32`: a moment as the value of a date field."""
    whole = _EPOCH + timedelta(seconds=min(ticks, _LAST_TICK) // TICKS_PER_SECOND)
    return f"{whole:%Y-%m-%d %H:%M:%S}"
