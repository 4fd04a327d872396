"""Which texts are values of which type, and what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.identity import FOLDS, comparison
from mock_server.domain.values import is_blank, is_number, parse_date
from mock_server.tests.domain import traps
from mock_server.tests.domain.scanning import AMOUNT, GOOD, ID, ScannedSite, named, opportunity_import
from mock_server.tests.examples import examples


@pytest.mark.parametrize("text", traps.BLANKS, ids=ascii)
def test_white_space_alone_is_blank(text: str) -> None:
    """A value of white space alone, of whatever kind, is blank. [blank-values]"""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", " a ", "\u200b", "\x00", "null"], ids=ascii)
def test_anything_else_is_not_blank(text: str) -> None:
    """Zero, the text `null`, a zero-width space and NUL are values. [blank-values]"""
    assert not is_blank(text)


NUMBERS = ("0", "-1", "+1", "007", "12.50", "1.0000", "9" * 15, "-" + "9" * 15 + ".9999")
NO_NUMBERS = (
    "1" * 16,
    "1.00001",
    "1,000",
    "$1",
    "1e3",
    " 1",
    "1 ",
    "1.",
    ".5",
    "--1",
    "٣",
    "１",
    "NaN",
    "1\n",
    "0x1",
    "-",
)


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_kept_as_sent(text: str) -> None:
    """An optional sign, at most 15 digits, at most 4 decimals: a number, kept as sent. [number-format]"""
    plan = ScannedSite().import_(opportunity_import(), [{ID: "1", **GOOD, AMOUNT: text}])
    assert named(plan.created[0])["Amount"] == text


@pytest.mark.parametrize("text", NO_NUMBERS, ids=ascii)
def test_other_texts_are_no_numbers(text: str) -> None:
    """More digits or decimals, blanks, signs of currency, exponents, digits that are not ASCII. [number-format]"""
    assert not is_number(text)


DATES = {
    "2017-10-05": "2017-10-05 00:00:00",
    "2017/10/05": "2017-10-05 00:00:00",
    "2017.10.05": "2017-10-05 00:00:00",
    "10/05/2017": "2017-10-05 00:00:00",
    "2017-10-05 1:15": "2017-10-05 01:15:00",
    "2017/10/05 01:15:09": "2017-10-05 01:15:09",
    "2017.10.05 13:15:09.123": "2017-10-05 13:15:09",
    "10/05/2017 1:15 PM": "2017-10-05 13:15:00",
    "10/05/2017 01:15:09 am": "2017-10-05 01:15:09",
    "2017-10-05 12:00 AM": "2017-10-05 00:00:00",
    "2017-10-05 12:00 PM": "2017-10-05 12:00:00",
    "2017-10-05 11:59:59.9 PM": "2017-10-05 23:59:59",
    "2017-10-05T01:15:09Z": "2017-10-05 01:15:09",
    "2017-10-05T01:15:09.4730364Z": "2017-10-05 01:15:09",
    "2016-02-29": "2016-02-29 00:00:00",
    "0001-01-01": "0001-01-01 00:00:00",
    "9999-12-31 23:59:59.999": "9999-12-31 23:59:59",
}
NO_DATES = (
    "2017-13-01", "13/10/2017", "2017-02-29", "0000-01-01", "17-10-05", "2017-1-5", "1/5/2017", "2017-10/05",
    "2017-10-05 ", " 2017-10-05", "2017-10-05 25:00", "2017-10-05 24:00", "2017-10-05 1:60", "2017-10-05 1",
    "2017-10-05 1:5", "2017-10-05 13:00 PM", "2017-10-05 0:15 AM", "2017-10-05 1:15:09.1234", "2017-10-05T1:15:09Z",
    "2017-10-05T01:15:09", "2017-10-05T01:15:09+01:00", "2017-10-05Z", "٢٠١٧-١٠-٠٥", "20171005", "05 Oct 2017",
    "null", "2017-10-05\n",
)  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), DATES.items())
def test_dates_are_shown_in_one_form(text: str, shown: str) -> None:
    """Four orders of a date, with or without a time, are taken as UTC and kept as `YYYY-MM-DD HH:mm:ss`.

    [date-formats]
    """
    plan = ScannedSite().import_(opportunity_import(), [{ID: "1", **GOOD, "CloseDate": text}])
    assert named(plan.created[0])["CloseDate"] == shown


@pytest.mark.parametrize("text", NO_DATES, ids=ascii)
def test_other_texts_are_no_dates(text: str) -> None:
    """Days that are none, other orders and separators, one digit but in the hour, blanks around. [date-formats]"""
    assert parse_date(text) is None


FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y")
TIMES = (" %H:%M:%S", " %H:%M:%S.123", " %I:%M:%S %p", "T%H:%M:%SZ", "T%H:%M:%S.1234567Z")


@given(
    moment=st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59), timezones=st.just(UTC)),
    form=st.sampled_from(FORMS),
    time=st.sampled_from(TIMES),
)
@examples(150)
def test_every_moment_is_read_in_every_form(moment: datetime, form: str, time: str) -> None:
    """A moment written in any of the forms comes back as that moment, and what is kept reads as itself."""
    shown = moment.strftime("%Y-%m-%d %H:%M:%S")
    assert parse_date(moment.strftime(form + time)) == shown == parse_date(shown)


@given(st.text("0123456789/-.: TZAPM", max_size=22))
@examples(150)
def test_no_text_makes_the_judges_crash(text: str) -> None:
    """Whatever is asked, the answer is a date in the one form or none, a number or none."""
    parsed = parse_date(text)
    assert parsed is None or parse_date(parsed) == parsed
    assert is_number(text) in (True, False)


@pytest.mark.parametrize("fold", FOLDS)
@pytest.mark.parametrize("data_type", ["number", "date", "string", "emailAddress", "boolean"])
@given(texts=st.lists(traps.number_texts | traps.date_texts, min_size=2, max_size=2))
@examples(25)
def test_comparisons_treat_both_sides_alike(data_type: str, fold: str, texts: list[str]) -> None:
    """Numbers are alike by value and dates by moment, in fields of that type only; all else is alike as text."""
    one, other = texts
    key = comparison(data_type, FOLDS[fold])
    alike = FOLDS[fold](one) == FOLDS[fold](other)
    if data_type == "number" and is_number(one) and is_number(other):
        alike = float(one) == float(other)
    if data_type == "date" and parse_date(one) and parse_date(other):
        alike = parse_date(one) == parse_date(other)
    assert (key(one) == key(other)) == alike
