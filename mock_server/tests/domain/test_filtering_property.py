"""Filters over small universes: what they keep is what a naive reading keeps, with and without indexes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.entities import ACCOUNTS, CONTACTS
from mock_server.domain.filter_testing import test_of as keeps_of
from mock_server.domain.filtering import FilterView
from mock_server.domain.identity import FOLDS
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.records import Record
from mock_server.eml.filters import parse_filter
from mock_server.tests.domain.counting import CITY, COLUMNS, COMPANY, COMPANY_COLUMN, DATE, EMPLOYEES, CountedSite
from mock_server.tests.examples import examples

# Values that collide, and what each means, written down by hand.

CITIES = {"": None, " ": None, "Rome": "rome", "ROME": "rome", "rome ": "rome ", "Oslo": "oslo", "straße": "strasse"}
NUMBERS = {
    "": None,
    "1": Fraction(1),
    "1.0": Fraction(1),
    "+2": Fraction(2),
    "10": Fraction(10),
    "2.5": Fraction(5, 2),
    "-1": Fraction(-1),
}
DATES = {
    "": None,
    "2019-11-03": datetime(2019, 11, 3),
    "2019-11-03 00:00:00": datetime(2019, 11, 3),
    "11/03/2019 1:30 AM": datetime(2019, 11, 3, 1, 30),
    "2019-11-03T01:59:59Z": datetime(2019, 11, 3, 1, 59, 59),
    "2019/11/03 02:00": datetime(2019, 11, 3, 2),
    "2019-03-10 1:59:59.9": datetime(2019, 3, 10, 1, 59, 59),
    "2019.03.10 02:30": datetime(2019, 3, 10, 2, 30),
    "03/10/2019 03:00:00": datetime(2019, 3, 10, 3),
}
PATTERNS = {
    "%": ".*",
    "r%": "r.*",
    "_OME": ".ome",
    "[r-s]%o%": "[rs].*o.*",
    "": "",
    "%1%": ".*1.*",
    "[^RO]%": "[^ro].*",
}
MOMENTS = [
    datetime(2019, 11, 3, hour, minute, second)
    for hour in (4, 5, 6, 7)
    for minute, second in ((0, 0), (30, 0), (59, 59))
] + [datetime(2019, 3, 10, hour, minute, second) for hour in (6, 7) for minute, second in ((0, 0), (30, 0), (59, 59))]
COMPANIES = ["Acme", "ACME", "Rome"]
STORED_DATES = {text: moment for text, moment in DATES.items() if moment is None or " " in text}

FIELDS: dict[str, dict[str, Any]] = {
    CITY: CITIES,
    EMPLOYEES: NUMBERS,
    DATE: DATES,
    "{{Contact.Id}}": {**NUMBERS, "3": Fraction(3), "7": Fraction(7)},
    "{{Contact.CreatedAt}}": DATES,
    "{{Contact.UpdatedAt}}": DATES,
    COMPANY: {"": None, "acme": "acme", "Rome": "rome", "x": "x"},
    "{{Contact.Account.Id}}": NUMBERS,
}
"""Statement -> values to compare with, and what they mean."""
OPERATORS = ["=", "=", "!=", "<", "<=", ">", ">=", "~"]

Tree = tuple[Any, ...]
"""`("term", statement, operator, value)`, `("exists",)`, `("not", tree)`, `("and"/"or", tree, …)`."""


def seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds())


def shown(ticks: int, in_utc: bool) -> datetime:
    moment = datetime(1970, 1, 1) + timedelta(seconds=ticks // TICKS_PER_SECOND)
    daylight = datetime(2019, 3, 10, 7) <= moment < datetime(2019, 11, 3, 6)
    return moment if in_utc else moment - timedelta(hours=4 if daylight else 5)


def stored(record: Record, statement: str, in_utc: bool) -> tuple[str, Any]:
    """The text of a record and what it means."""
    city, employees, date = (record.values[column or 0] for column in COLUMNS.values())
    account = record.account_id
    company = "" if account is None else COMPANIES[account - 1]
    created, updated = shown(record.created_at, in_utc), shown(record.updated_at, in_utc)
    return {
        CITY: (city, CITIES[city]),
        EMPLOYEES: (employees, NUMBERS[employees]),
        DATE: (date, DATES[date]),
        "{{Contact.Id}}": (str(record.id), Fraction(record.id)),
        "{{Contact.CreatedAt}}": (str(created), created),
        "{{Contact.UpdatedAt}}": (str(updated), updated),
        COMPANY: (company, company.lower() or None),
        "{{Contact.Account.Id}}": (str(account or ""), account),
    }[statement]


def holds(tree: Tree, record: Record, in_utc: bool) -> bool:
    """What the documents say, read naively."""
    if tree[0] == "exists":
        return record.id % 3 == 1
    if tree[0] == "not":
        return not holds(tree[1], record, in_utc)
    if tree[0] in ("and", "or"):
        return (all if tree[0] == "and" else any)([holds(inner, record, in_utc) for inner in tree[1:]])
    _, statement, operator, value = tree
    text, mine = stored(record, statement, in_utc)
    if operator == "~":
        return re.fullmatch(PATTERNS[value], text.casefold()) is not None
    other = FIELDS[statement][value]
    if operator in ("=", "!="):
        return (mine == other) is (operator == "=")
    if mine is None or other is None:
        return False
    return bool({"<": mine < other, "<=": mine <= other, ">": mine > other, ">=": mine >= other}[operator])


def written(tree: Tree) -> str:
    if tree[0] == "exists":
        return "EXISTS('{{ContactList[1]}}')"
    if tree[0] == "not":
        return f"NOT ({written(tree[1])})"
    if tree[0] in ("and", "or"):
        return f"({f' {tree[0]} '.join(map(written, tree[1:]))})"
    return f"'{tree[1]}' {tree[2]} '{tree[3]}'"


@st.composite
def terms(draw: st.DrawFn) -> Tree:
    statement = draw(st.sampled_from(list(FIELDS)))
    operator = draw(st.sampled_from(OPERATORS))
    return "term", statement, operator, draw(st.sampled_from(list(PATTERNS if operator == "~" else FIELDS[statement])))


def joints(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        inner.map(lambda tree: ("not", tree)),
        several.map(lambda trees: ("and", *trees)),
        several.map(lambda trees: ("or", *trees)),
    )


TREES = st.recursive(st.one_of(terms(), terms(), terms(), st.just(("exists",))), joints, max_leaves=5).filter(
    lambda tree: len(written(tree)) <= 1000
)
TIMES = st.sampled_from(MOMENTS).map(lambda moment: seconds(moment) * TICKS_PER_SECOND + 9_999_999)
VALUES = st.fixed_dictionaries(
    {
        COLUMNS["C_City"]: st.sampled_from(list(CITIES)),
        COLUMNS["C_Employees1"]: st.sampled_from(list(NUMBERS)),
        COLUMNS["date"]: st.sampled_from(list(STORED_DATES)),
    }
)
CONTACTS_TO_ADD = st.lists(st.tuples(VALUES, st.sampled_from([None, 1, 2, 3]), TIMES), min_size=1, max_size=8)
CHANGES = st.lists(st.tuples(st.integers(0, 99), VALUES, TIMES), max_size=8)


def agree(site: CountedSite, tree: Tree, in_utc: bool) -> None:
    text = written(tree)
    keeps = keeps_of(parse_filter(text), FilterView(CONTACTS, site, FOLDS["casefold"], in_utc))
    naive = [record.id for record in site.tables["contacts"] if holds(tree, record, in_utc)]
    assert [record.id for record in site.tables["contacts"] if keeps(record)] == naive
    assert site.keep(text, in_utc=in_utc) == naive


@examples(600)
@given(CONTACTS_TO_ADD, CHANGES, st.lists(TREES, min_size=1, max_size=3), st.booleans())
def test_with_and_without_indexes_the_same_are_kept(
    added: list[tuple[dict[int | None, str], int | None, int]],
    changes: list[tuple[int, dict[int | None, str], int]],
    trees: list[Tree],
    in_utc: bool,
) -> None:
    """Through indexes, by looking at every record, and by a naive reading: one answer, also after later changes."""
    site = CountedSite()
    for company in COMPANIES:
        site.add(ACCOUNTS, {COMPANY_COLUMN: company}, None, 0)
    for number, (values, account_id, time) in enumerate(added):
        site.add(CONTACTS, values, account_id, time)
        site.containers["{{ContactList[1]}}"] = set(range(1, number + 2, 3))
        if number == 0:
            agree(site, trees[0], in_utc)
    table = site.tables["contacts"]
    for place, values, time in changes:
        old = table.get(place % len(added) + 1)
        texts = tuple(values.get(column, text) for column, text in enumerate(old.values))
        table.replace(old._replace(values=texts, updated_at=time))
    for tree in trees:
        agree(site, tree, in_utc)
