"""System timestamps as exports show them: UTC, or the server's time, US Eastern.

CONFIRMED: `areSystemTimestampsInUTC` chooses, and the server's time is US Eastern. That it follows daylight saving, and
that the timestamps in a filter are in the same zone, is assumed. [server-time]
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from mock_server.domain.moments import TICKS_PER_SECOND, as_date_value

_LAST_MOMENT = datetime(9999, 12, 30, tzinfo=UTC)
"""A text from here on may mean any later moment: none is shown as later than 9999."""


def as_export_time(ticks: int, *, in_utc: bool) -> str:
    """`YYYY-MM-DD HH:mm:ss`."""
    return as_date_value(ticks) if in_utc else _as_server_time(ticks // TICKS_PER_SECOND)


@lru_cache(maxsize=65_536)
def _as_server_time(seconds: int) -> str:
    moment = datetime.fromisoformat(as_date_value(seconds * TICKS_PER_SECOND)).replace(tzinfo=UTC)
    return moment.astimezone(_server_zone()).replace(tzinfo=None).isoformat(sep=" ")


def ticks_of(date_value: str, *, in_utc: bool) -> tuple[int, int]:
    """The first and the last tick that could be shown as the date value.

    They lie an hour apart, and more than a second, only where clocks are set back (one text, two moments) or forward
    (a text that no clock shows). What is shown as less, or as more, lies before the last tick or after the first one.
    """
    shown = datetime.fromisoformat(date_value)
    zone = UTC if in_utc else _server_zone()
    seconds = [int(shown.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)]
    if max(seconds) >= _LAST_MOMENT.timestamp():
        return int(_LAST_MOMENT.timestamp()) * TICKS_PER_SECOND, 2**63
    return min(seconds) * TICKS_PER_SECOND, (max(seconds) + 1) * TICKS_PER_SECOND - 1


@lru_cache(maxsize=1)
def _server_zone() -> ZoneInfo:
    return ZoneInfo("America/New_York")
