"""ISO-8601 durations such as `PT12H`, `P7D`, read by the library isodate."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from mock_server.domain.moments import TICKS_PER_SECOND

HOUR = 3600 * TICKS_PER_SECOND
DAY = 24 * HOUR
TICKS_PER_MICROSECOND = TICKS_PER_SECOND // 1_000_000

# Years and months have no length of their own; they are counted from this day.
_COUNTED_FROM = datetime(2000, 1, 1)


@lru_cache(maxsize=256)
def parse_duration(text: str) -> int | None:
    """The length of `text` in ticks, or None where it is no ISO-8601 duration (or longer than 9999 years)."""
    if text.endswith(("T", "\n")):
        return None  # isodate takes a `T` that no time follows, and a line end
    import isodate  # no site needs it before its first definition

    try:
        parsed = isodate.parse_duration(text)
        length = parsed if isinstance(parsed, timedelta) else (_COUNTED_FROM + parsed) - _COUNTED_FROM
    except (isodate.ISO8601Error, OverflowError, ValueError, ArithmeticError):
        return None
    return length // timedelta(microseconds=1) * TICKS_PER_MICROSECOND
