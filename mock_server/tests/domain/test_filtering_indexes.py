"""Filters through indexes: a filter that keeps few records reads few."""

from __future__ import annotations

import pytest

from mock_server.domain.entities import ACCOUNTS, CONTACTS
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.tests.domain.counting import CITY, COLUMNS, COMPANY, COMPANY_COLUMN, DATE, EMPLOYEES, CountedSite

MANY = 5000


@pytest.fixture(scope="module")
def large() -> CountedSite:
    """5000 contacts, created a second apart from 2019-01-01 on in UTC; ten at each account, ten in the list."""
    site = CountedSite()
    begin = 1_546_300_800
    for number in range(1, MANY // 10 + 1):
        site.add(ACCOUNTS, {COMPANY_COLUMN: f"Company {number}"}, None, 0)
    for number in range(1, MANY + 1):
        values = {COLUMNS["C_City"]: f"City {number // 10}", COLUMNS["C_Employees1"]: str(number // 10)}
        values[COLUMNS["date"]] = f"2019-01-{number % 2 + 1:02}"
        site.add(CONTACTS, values, (number + 9) // 10, (begin + number) * TICKS_PER_SECOND + number)
    table = site.tables["contacts"]
    for number in range(100, 110):
        table.replace(table.get(number)._replace(updated_at=(begin + 2 * MANY) * TICKS_PER_SECOND))
    site.containers["{{ContactList[1]}}"] = set(range(7, 17))
    return site


NEITHER = f"'{DATE}' != '2019-01-01'"
"""A term that no index helps with; half the contacts."""


@pytest.mark.parametrize(
    ("text", "kept", "read"),
    [
        (f"'{CITY}' = 'CITY 7'", 10, 10),
        (f"'{EMPLOYEES}' = '7.0'", 10, 10),
        ("'{{Contact.Id}}' = '7'", 1, 1),
        ("'{{Contact.Id}}' = '7.5'", 0, 2),
        ("'{{Contact.Id}}' <= '10'", 10, 10),
        ("'{{Contact.Id}}' > '2000' AND '{{Contact.Id}}' < '2011'", 10, 12),
        ("'{{Contact.Id}}' > '2000' AND ('{{Contact.Id}}' < '2011' AND '{{Contact.Id}}' < '3000')", 10, 12),
        (
            "'{{Contact.CreatedAt}}' >= '2019-01-01 00:10:00' AND '{{Contact.CreatedAt}}' < '2019-01-01 00:10:10'",
            10,
            11,
        ),
        ("'{{Contact.UpdatedAt}}' > '2019-01-01 02:00:00'", 10, 10),
        ("'{{Contact.UpdatedAt}}' = '2019-01-01 00:10:00'", 1, 1),
        (f"'{COMPANY}' = 'company 7'", 10, 10),
        ("'{{Contact.Account.Id}}' = '7'", 10, 10),
        ("EXISTS('{{ContactList[1]}}')", 10, 10),
        (f"EXISTS('{{{{ContactList[1]}}}}') AND {NEITHER}", 5, 10),
        (f"{NEITHER} AND '{CITY}' = 'City 7'", 5, 10),
        (f"{NEITHER} AND NOT '{CITY}' = 'City 9' AND '{{{{Contact.Id}}}}' < '11'", 5, 11),
        (f"'{CITY}' = 'City 7' OR '{CITY}' = 'City 9' OR '{{{{Contact.Id}}}}' = '70'", 20, 20),
        (f"{NEITHER} AND ('{CITY}' = 'City 7' OR '{EMPLOYEES}' = '9')", 10, 20),
        (f"'{{{{Contact.Id}}}}' > '50' AND '{CITY}' = 'City 7'", 10, 10),
    ],
)
def test_few_are_read_where_few_are_kept(large: CountedSite, text: str, kept: int, read: int) -> None:
    """A filter that keeps ten of many reads about ten."""
    assert len(large.keep(text)) == kept
    assert large.reads <= read


@pytest.mark.parametrize("text", [NEITHER, f"{NEITHER} OR '{CITY}' = 'City 7'", "NOT '{{Contact.Id}}' = '7'"])
def test_all_are_read_where_no_index_helps(large: CountedSite, text: str) -> None:
    """`!=`, NOT and an OR with one of them look at every record, each once."""
    large.keep(text)
    assert large.reads == MANY


def test_times_in_eastern_time_are_searched_as_narrowly(large: CountedSite) -> None:
    """Server time costs no reads more, away from the hours at which clocks change."""
    assert len(large.keep("'{{Contact.CreatedAt}}' <= '2018-12-31 19:00:10'", in_utc=False)) == 10
    assert large.reads == 10


def test_no_index_is_built_where_few_are_left(large: CountedSite) -> None:
    """An index of a field costs a look at every record once: it is not asked for beside ten candidates."""
    large.keep(f"'{CITY}' = 'City 1' AND '{{{{Contact.Id}}}}' < '20'")
    assert large.indexes == 0
