"""List parameters and the envelope: limit, offset, q, orderBy, totalResults, links."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.tests.examples import examples
from mock_server.tests.in_process import InProcess, site_of
from mock_server.tests.web.asking import IMPORTS, failures, fields_at_fault

NAMES = ["Test List 1", "test list 10", "Other", 'a "quoted" name', "x=y", "ümlaut", "100%", "a*b"]
LISTS = [
    "/imports",
    "/opportunities/imports",
    "/opportunities/contacts/imports",
    "/opportunities/fields",
    "/contacts/fields",
    "/accounts/fields",
    "/imports/priorities",
    "/syncs",
    "/syncs/1/logs",
    "/syncs/1/rejects",
]


@pytest.fixture(scope="module")
def filled() -> InProcess:
    """A mock with a definition of each of the names, in id order, and one sync; the tests here only read it."""
    mock = InProcess()
    for name in NAMES:
        mock.create_import(name=name)
        mock.clock.move(86_400)
    mock.create_linkage()
    mock.run("/opportunities/imports/1", [{}, {"x": "y"}])
    return mock


def names(mock: InProcess, **query: str) -> list[str]:
    answer = mock.raw_get(IMPORTS, query)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return [item["name"] for item in answer.json["items"]]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_the_same_defaults(filled: InProcess, path: str) -> None:
    """CONFIRMED: limit 1000, offset 0, totals shown."""
    page = filled.get(path)
    assert (page["limit"], page["offset"], page["hasMore"]) == (1000, 0, False)
    assert page["totalResults"] == page["count"] == len(page["items"]) > 0


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "1001"),
        ("limit", "-1"),
        ("limit", "x"),
        ("limit", ""),
        ("limit", "1.0"),
        ("limit", "１"),
        ("limit", "9" * 5000),
        ("offset", "-1"),
        ("offset", "x"),
        ("offset", ""),
        ("offset", "9" * 19),
        ("totalResults", "maybe"),
        ("totalResults", ""),
        ("orderBy", "nothing"),
        ("orderBy", "name SIDEWAYS"),
        ("orderBy", ""),
        ("q", "nothing=1"),
        ("q", "name"),
        ("q", "=x"),
        ("q", ""),
    ],
)
def test_a_list_parameter_out_of_bounds_is_a_failure(filled: InProcess, path: str, name: str, value: str) -> None:
    """A number out of range, an unknown term or none at all is a 400 that names the parameter and its value.

    [list-parameters]
    """
    (found,) = failures(filled.raw_get(path, {name: value}))
    assert (found["field"], found["value"]) == (name, value)


def test_every_wrong_list_parameter_is_named_at_once(filled: InProcess) -> None:
    """All parameters of one request are judged together. [list-parameters]"""
    wrong = {"limit": "0", "offset": "x", "totalResults": "?", "q": "?", "orderBy": "?"}
    assert fields_at_fault(filled.raw_get(IMPORTS, wrong)) == list(wrong)


def test_a_wrong_value_is_told_as_it_was_sent(filled: InProcess) -> None:
    """The `value` of a failure is the text of the request, its case included."""
    assert failures(filled.raw_get(IMPORTS, {"totalResults": "Maybe"}))[0]["value"] == "Maybe"


@pytest.mark.parametrize(("limit", "has_more"), [(7, True), (8, False), (9, False)])
def test_has_more_is_exact_at_the_boundary(filled: InProcess, limit: int, has_more: bool) -> None:
    """`hasMore` says whether offset + count is less than the total: false on the page that ends with the last item."""
    page = filled.get(f"{IMPORTS}?limit={limit}")
    assert (page["hasMore"], page["count"], page["totalResults"]) == (has_more, min(limit, 8), 8)


def test_an_offset_behind_the_end_gives_an_empty_page(filled: InProcess) -> None:
    """An offset beyond the last item is no fault: no items, the true total, nothing more."""
    page = filled.get(f"{IMPORTS}?offset=999999999999999999")
    assert (page["items"], page["count"], page["totalResults"], page["hasMore"]) == ([], 0, 8, False)


@pytest.mark.parametrize("value", ["false", "False"])
def test_total_results_are_left_out_on_demand(filled: InProcess, value: str) -> None:
    """CONFIRMED: with `totalResults=false` the property is absent; `hasMore` stays right."""
    page = filled.get(f"{IMPORTS}?totalResults={value}&limit=3")
    assert list(page) == ["items", "limit", "offset", "count", "hasMore"]
    assert page["hasMore"] is True


@pytest.mark.parametrize("query", ["links=true", "links=", "unknown=1", "callback=x"])
def test_links_and_unknown_parameters_have_no_effect(filled: InProcess, query: str) -> None:
    """`links` is accepted without a visible effect, and so is any parameter nobody knows. [list-parameters]"""
    assert filled.get(f"{IMPORTS}?{query}") == filled.get(IMPORTS)


def test_parameter_names_are_taken_in_any_case(filled: InProcess) -> None:
    """`LIMIT`, `orderby` and the like are read as their canonical spelling. [list-parameters]"""
    found = filled.get(f"{IMPORTS}?LIMIT=2&orderby=name%20desc&Q=name%3Dtest*")
    assert [item["name"] for item in found["items"]] == ["test list 10", "Test List 1"]


@pytest.mark.parametrize(
    "q",
    [
        "name=Test List 1",
        '"name=Test List 1"',
        "'name=Test List 1'",
        'name="Test List 1"',
        "name='Test List 1'",
        ' name = "Test List 1" ',
        "\"name='Test List 1'\"",
        "NAME=test list 1",
    ],
)
def test_a_search_may_be_quoted_whole_or_in_its_value(filled: InProcess, q: str) -> None:
    """`q` may be quoted whole or in its value, with single or double quotes; case does not matter. [search-quoting]"""
    assert names(filled, q=q) == ["Test List 1"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("*List*", ["Test List 1", "test list 10"]),
        ("Test*List*1", ["Test List 1"]),
        ("Test*1*", ["Test List 1", "test list 10"]),
        ("*", NAMES),
        ("**", NAMES),
        ("*1", ["Test List 1"]),
        ("Test", []),
        ("x=y", ["x=y"]),
        ('a "quoted" name', ['a "quoted" name']),
        ("ÜMLAUT", ["ümlaut"]),
        ("100%", ["100%"]),
        ("a*b", ["a*b"]),
        ("T_st*", []),
        ("?ther", []),
        ("[O]ther", []),
        ("", []),
        ("Test List 1*1", []),
    ],
)
def test_an_asterisk_in_a_search_stands_for_anything(filled: InProcess, value: str, found: list[str]) -> None:
    """CONFIRMED wildcard `*`; no other character is special, and without one the whole value must agree."""
    assert names(filled, q=f"name={value}") == found


def test_a_search_can_exclude(filled: InProcess) -> None:
    """`!=` keeps what `=` would not. [search-operators]"""
    assert names(filled, q="name!=*list*") == [name for name in NAMES if "list" not in name.lower()]


@pytest.mark.parametrize(
    ("q", "number"),
    [
        ("createdAt<2018-02-17", 2),
        ("createdAt>2018-02-17", 6),
        ("createdAt<2018-02-15T15:25:32.4730000Z", 0),
        ("createdAt<=2018-02-15T15:25:32.4730000Z", 1),
        ("createdAt>=2018-02-22T15:25:32.4730000Z", 1),
    ],
)
def test_a_search_compares_times(filled: InProcess, q: str, number: int) -> None:
    """CONFIRMED by a notice: `q=createdAt<2025-07-01`; the times compared are those the list shows."""
    assert len(names(filled, q=q)) == number


@pytest.mark.parametrize(("q", "number"), [("recordIndex>1", 1), ("recordIndex=1", 1), ("recordIndex<10", 2)])
def test_a_search_compares_numbers_as_numbers(filled: InProcess, q: str, number: int) -> None:
    """A term that is a number compares as one. [search-operators]"""
    assert filled.raw_get("/syncs/1/rejects", {"q": q}).json["count"] == number  # type: ignore[index]


def test_a_search_changes_the_total_and_the_pages(filled: InProcess) -> None:
    """`totalResults` and `hasMore` count what the search found."""
    page = filled.get(f"{IMPORTS}?q=name=*list*&limit=1")
    assert (page["totalResults"], page["count"], page["hasMore"]) == (2, 1, True)


@pytest.mark.parametrize("order", ["name", "name ASC", "NAME asc", '"name ASC"', " name  asc "])
def test_a_list_is_ordered_by_a_term(filled: InProcess, order: str) -> None:
    """CONFIRMED: `orderBy=term ASC|DESC`, ascending by default; text without regard to case. [search-quoting]"""
    assert names(filled, orderBy=order) == sorted(NAMES, key=str.casefold)


def test_a_descending_list_is_the_ascending_one_turned_round(filled: InProcess) -> None:
    """DESC turns the order round."""
    assert names(filled, orderBy="createdAt DESC") == NAMES[::-1]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_ties_stay_in_id_order(filled: InProcess, direction: str) -> None:
    """Items that do not differ in the term stand in id order, in either direction. [list-ties]"""
    assert names(filled, orderBy=f"createdBy {direction}") == NAMES


def test_lists_are_in_id_order_unless_told_otherwise(filled: InProcess) -> None:
    """Definitions, fields and syncs come in the order of their ids."""
    assert names(filled) == NAMES
    uris = [int(item["uri"].rpartition("/")[2]) for item in filled.get("/contacts/fields")["items"]]
    assert uris == sorted(uris)


def test_q_and_order_by_hold_for_field_lists(filled: InProcess) -> None:
    """Field lists are searched and ordered like the others."""
    found = filled.raw_get("/opportunities/fields", {"q": "dataType=date", "orderBy": "name DESC"}).json
    assert found is not None
    assert [item["name"] for item in found["items"]] == ["Forecast To Close Date", "Created Date", "Close Date"]


@examples(60)
@given(
    limit=st.integers(1, 12),
    order=st.sampled_from(["", "&orderBy=name", "&orderBy=name DESC", "&orderBy=createdBy", "&q=name=*t*"]),
    totals=st.sampled_from(["", "&totalResults=false"]),
)
def test_pages_partition_a_list(limit: int, order: str, totals: str) -> None:
    """Following `hasMore` with any limit gives each item once, in the order of the whole list."""
    mock = _shared()
    pages: list[Any] = []
    while not pages or pages[-1]["hasMore"]:
        assert len(pages) < 20
        offset = sum(page["count"] for page in pages)
        pages.append(mock.get(f"{IMPORTS}?limit={limit}&offset={offset}{order}{totals}"))
    assert [item for page in pages for item in page["items"]] == mock.get(f"{IMPORTS}?{order}")["items"]
    assert all(page["count"] == len(page["items"]) == limit for page in pages[:-1])


_SHARED: list[InProcess] = []


def _shared() -> InProcess:
    """One mock for all examples, which only read it."""
    if not _SHARED:
        _SHARED.append(InProcess(site_of({})))
        for number in range(11):
            _SHARED[0].create_import(name=f"{'even' if number % 2 else 'Tenth'} {number % 3}")
    return _SHARED[0]
