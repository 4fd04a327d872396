"""Which texts are values of which type, and in what form they are kept (section 0.4, "Values")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

MAX_TEXT = 100
"""Characters (code points) of a text field. CONFIRMED for contacts and accounts; what happens beyond: `longText`."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,4})?")

_DATE = re.compile(
    r"(?: (?P<year>\d{4}) (?P<sep>[-/.]) (?P<month>\d{2}) (?P=sep) (?P<day>\d{2})"
    r"  | (?P<us_month>\d{2}) / (?P<us_day>\d{2}) / (?P<us_year>\d{4}) )"
    r"(?: [ ] (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:\.\d{1,3})? )?"
    r"    (?: [ ]? (?P<half>[AaPp][Mm]) )?"
    r"  | T (?P<iso_hour>\d{2}) : (?P<iso_minute>\d{2}) : (?P<iso_second>\d{2}) (?:\.\d{1,7})? Z )?",
    re.VERBOSE | re.ASCII,
)


def is_blank(text: str) -> bool:
    """Empty, or white space alone."""
    return not text or text.isspace()


def none_blank(texts: Collection[str]) -> bool:
    """Whether none of them is."""
    return all(texts) and not any(map(str.isspace, texts))


def is_number(text: str) -> bool:
    """An optional sign, at most 15 digits and at most 4 decimals; no blanks, no currency sign, ASCII digits."""
    return _NUMBER.fullmatch(text) is not None


def are_numbers(texts: Iterable[str]) -> bool:
    """Whether each of them is one."""
    return all(map(_NUMBER.fullmatch, texts))


_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")


def is_email(text: str) -> bool:
    """Something before one `@`, a dotted name behind it, no white space.

    OBSERVED: plus-tags are valid, a word without `@` is not; the rest is assumed (differences: email-format).
    """
    return _EMAIL.fullmatch(text) is not None


def parse_date(text: str) -> str | None:
    """`text` as `YYYY-MM-DD HH:mm:ss` (UTC, fractions dropped), or None where it is no date.

    `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYY.MM.DD`, `MM/DD/YYYY`, each with an optional time `H:mm[:ss[.fff]]`, with
    AM or PM or without, or in ISO form with `T` and `Z`. The tutorial's `2017-10-05 1:15` is one of them: only the
    hour may have one digit. One blank stands before the time, one or none before AM and PM (differences:
    date-formats).
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    part = found.groupdict()
    hour = _hour(part["hour"] or part["iso_hour"] or "0", part["half"])
    try:
        moment = datetime(
            int(part["year"] or part["us_year"]),
            int(part["month"] or part["us_month"]),
            int(part["day"] or part["us_day"]),
            hour,
            int(part["minute"] or part["iso_minute"] or 0),
            int(part["second"] or part["iso_second"] or 0),
        )
    except ValueError:
        return None
    return moment.isoformat(sep=" ")


def _hour(text: str, half: str | None) -> int:
    hour = int(text)
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return -1  # no such hour on a twelve-hour clock: datetime refuses it
    return hour % 12 + (12 if half.lower() == "pm" else 0)
