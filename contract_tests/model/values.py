"""Numbers, dates and texts as an opportunity field takes them (facts 0.4, "Values")."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

LONGEST_TEXT = 100
"""Facts 11: text is at most 100 characters long. Lengths count code points (0.4)."""

NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,4})?")

DAY = (
    r"(?P<year>[0-9]{4})(?P<between>[-/.])(?P<month>[0-9]{2})(?P=between)(?P<day>[0-9]{2})",
    r"(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<year>[0-9]{4})",
)
TIME = (
    r"",
    r" (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})([.][0-9]{1,3})?)?( ?(?P<half>[AaPp][Mm]))?",
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})([.][0-9]{1,7})?Z",
)


def number_of(text: str) -> Decimal | None:
    """The number a text stands for: optional sign, at most 15 digits and 4 decimals. None where it is no number."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


def date_of(text: str) -> datetime | None:
    """The instant (UTC, whole seconds) a text stands for; None where it is no date.

    `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYY.MM.DD`, `MM/DD/YYYY`, each with an optional time `H:mm[:ss[.fff]]`, `AM`/`PM`
    allowed, or in ISO form with `T` and `Z`, as the API writes times. Blanks as they are shown there: one before the
    time, one or none before the half of the day.
    """
    for day in DAY:
        for time in TIME:
            found = re.fullmatch(day + time, text)
            if found:
                return _instant(found.groupdict())
    return None


def _instant(part: dict[str, str | None]) -> datetime | None:
    hour = int(part.get("hour") or 0)
    half = (part.get("half") or "").upper()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        return datetime(
            int(part["year"] or 0),
            int(part["month"] or 0),
            int(part["day"] or 0),
            hour,
            int(part.get("minute") or 0),
            int(part.get("second") or 0),
        )
    except ValueError:
        return None


def shown(date: datetime) -> str:
    """Facts 0.4: dates are shown `YYYY-MM-DD HH:mm:ss`."""
    return date.isoformat(sep=" ", timespec="seconds")


def is_valid(text: str, data_type: str) -> bool:
    """Whether a text that is not blank is a value of the data type."""
    if data_type == "number":
        return number_of(text) is not None
    if data_type == "date":
        return date_of(text) is not None
    return True


def kept(text: str, data_type: str) -> str:
    """A valid value as the record shows it: dates in one form, numbers and texts as sent, a blank as `""`."""
    if text.strip() == "":
        return ""
    date = date_of(text) if data_type == "date" else None
    return shown(date) if date else text
