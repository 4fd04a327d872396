"""Why? What the mock says of the rows of a sync."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of

ROW = {"OpportunityID": "OPP-1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "5"}
CONTACTS = [
    {"fields": {"C_EmailAddress": "ann@example.com"}},
    {"fields": {"C_EmailAddress": "zoé@example.com"}},
    {"fields": {"C_EmailAddress": "twin@example.com"}},
    {"fields": {"C_EmailAddress": "twin@example.com"}},
]


@pytest.fixture
def mock() -> InProcess:
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"], "contacts": CONTACTS}))
    mock.run(mock.create_import(), [ROW])
    return mock


def explained(mock: InProcess, sync: str, query: str = "") -> Any:
    return mock.control("GET", f"/sites/{mock.site}{sync}/explain{query}")


def linked(mock: InProcess, *rows: dict[str, str], **changes: Any) -> list[dict[str, Any]]:
    """Link `rows`; what is said of each."""
    items: list[dict[str, Any]] = explained(mock, mock.run(mock.create_linkage(**changes), list(rows)))["items"]
    return items


@pytest.mark.parametrize(
    ("source", "near", "differs_in"),
    [
        ("Ann@Example.com", "ann@example.com", ["case"]),
        ("ann@ example.com", "ann@example.com", ["blanks"]),
        ("zoe@example.com", "zoé@example.com", ["accents"]),
        ("ZOE@example.com", "zoé@example.com", ["case", "accents"]),
    ],
)
def test_a_near_miss_is_named(mock: InProcess, source: str, near: str, differs_in: list[str]) -> None:
    """A contact that differs in case, blanks or accents only is named with what it differs in, as data and in words."""
    (item,) = linked(mock, {"Opp": "OPP-1", "Source": source}, linkOpportunitiesCaseSensitiveSourceField=True)
    assert (item["outcome"], item["statusCode"]) == ("rejected", "ELQ-00085")
    opportunity, contact = item["looked"]
    assert [one["value"] for one in opportunity["records"]] == ["OPP-1"]
    assert contact["matched"] == 0
    assert [(miss["value"], miss["differsIn"]) for miss in contact["nearMisses"]] == [(near, differs_in)]
    assert f"{near!r}" in item["says"]
    assert f"differs in {' and '.join(differs_in)} only" in item["says"]
    assert item["clauses"] == ["LNK-03"]


def test_what_is_wholly_different_is_no_near_miss(mock: InProcess) -> None:
    """A contact that nobody resembles is said to match none, and none is proposed."""
    (item,) = linked(mock, {"Opp": "OPP-1", "Source": "nobody@example.com"})
    assert item["looked"][1]["nearMisses"] == []


def test_a_link_names_both_sides(mock: InProcess) -> None:
    """An accepted row says which opportunity and contact matched, how they were compared, and what it calls for."""
    (item,) = linked(mock, {"Opp": "opp-1", "Source": "ANN@example.com"})
    assert item["outcome"] == "linked"
    assert item["links"] == [{"opportunity": 1, "contact": 1}]
    assert [[one["id"] for one in side["records"]] for side in item["looked"]] == [[1], [1]]
    assert "textComparison: casefold" in item["looked"][0]["comparison"]
    assert item["says"].startswith("The row was accepted.")


def test_an_assumption_is_named_with_the_sites_answer(mock: InProcess) -> None:
    """A row that several contacts match names the switch that decided."""
    (item,) = linked(mock, {"Opp": "OPP-1", "Source": "twin@example.com"})
    assert item["statusCode"] == "ELQ-00026"
    assert item["looked"][1]["matched"] == 2
    assert item["assumptions"]["multipleSourceMatches"] == "reject"


def test_an_import_is_explained_row_by_row(mock: InProcess) -> None:
    """Each row of an import says whether it was taken, or with which code it was rejected at which field."""
    rows = [{**ROW, "OpportunityID": "A"}, {**ROW, "OpportunityID": "B", "Stage": "Nope"}, {**ROW, "OpportunityID": ""}]
    page = explained(mock, mock.run(mock.create_import(), rows))
    assert [item["outcome"] for item in page["items"]] == ["imported", "rejected", "rejected"]
    assert page["items"][1]["assumptions"] == {"unknownStage": "reject"}
    assert page["items"][2]["clauses"] == ["OPP-06", "OPP-19"]
    assert [item["values"] for item in page["items"]] == rows
    assert (page["kept"], page["status"], page["totalResults"]) == (True, "warning", 3)


def test_one_row_can_be_asked_for(mock: InProcess) -> None:
    """`?row=n` gives that row alone, counted over the uploads of the sync; outside of them 404, nonsense 400."""
    uri = mock.create_import()
    mock.upload(uri, [{**ROW, "OpportunityID": "A"}])
    mock.upload(uri, [{**ROW, "OpportunityID": "B"}, {**ROW, "OpportunityID": "C"}])
    sync = mock.sync(uri)
    assert [explained(mock, sync, f"?row={n}")["values"]["OpportunityID"] for n in (1, 2, 3)] == ["A", "B", "C"]
    assert explained(mock, sync, "?row=3")["recordIndex"] == 2
    assert [item["row"] for item in explained(mock, sync, "?offset=1&limit=1")["items"]] == [2]
    path = f"/_mock/sites/{mock.site}{sync}/explain"
    for query, status in (("row=4", 404), ("row=0", 400), ("row=x", 400), ("limit=0", 400)):
        assert mock.raw("GET", f"{path}?{query}").status_code == status


def test_rows_are_kept_within_bounds() -> None:
    """Of syncs whose rows are too many the rejects are explained, and it is said that the rest is not kept."""
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"]}), settings=Settings(rows_kept=2))
    uri = mock.create_import()
    first = mock.run(uri, [ROW, {**ROW, "OpportunityID": "2", "Stage": "Nope"}])
    assert explained(mock, first)["kept"]
    second = mock.run(uri, [{**ROW, "OpportunityID": "3"}])
    page = explained(mock, first)
    assert not page["kept"]
    assert "not kept" in page["says"]
    assert [(item["row"], item["statusCode"]) for item in page["items"]] == [(None, "ELQ-00039")]
    assert explained(mock, second)["kept"]
    assert mock.raw("GET", f"/_mock/sites/{mock.site}{first}/explain?row=1").status_code == 404
    assert not explained(mock, mock.run(uri, [ROW] * 3))["kept"]
    assert explained(mock, second)["kept"]


def test_what_cannot_be_explained_is_refused(mock: InProcess) -> None:
    """A sync there is not: 404; one of an export: 400."""
    assert mock.raw("GET", f"/_mock/sites/{mock.site}/syncs/99/explain").status_code == 404
    export = mock.sync(mock.create_export("contacts", {"a": "{{Contact.Id}}"}))
    assert mock.raw("GET", f"/_mock/sites/{mock.site}{export}/explain").status_code == 400


def test_a_duplicate_is_explained_by_the_row_that_lost(mock: InProcess) -> None:
    """Of rows that repeat an identifier the one that fell away says so, the survivor was imported."""
    uri = mock.create_import(fields=OPPORTUNITY_FIELDS)
    page = explained(mock, mock.run(uri, [{**ROW, "Amount": "1"}, {**ROW, "Amount": "2"}]))
    assert [item["outcome"] for item in page["items"]] == ["rejected", "imported"]
    assert page["items"][0]["assumptions"] == {"duplicateSurvivor": "last"}


def test_rows_can_be_asked_for_by_what_they_hold(mock: InProcess) -> None:
    """`?holds=` gives the rows that have all the values, in any case, page by page, and of rejects alone the same."""
    rows = [{**ROW, "OpportunityID": f"N{n}", "OpportunityName": "x y" if n % 2 else "z"} for n in range(4)]
    sync = mock.run(mock.create_import(), rows)
    assert [item["row"] for item in explained(mock, sync, "?holds=X+Y")["items"]] == [2, 4]
    page = explained(mock, sync, "?holds=X+Y&offset=1")
    assert ([item["row"] for item in page["items"]], page["totalResults"]) == ([4], 2)
    assert [item["row"] for item in explained(mock, sync, "?holds=x+y&holds=n1")["items"]] == [2]
    assert explained(mock, sync, "?holds=nobody")["items"] == []
    little = InProcess(site_of({"opportunityStages": ["Prospecting"]}), settings=Settings(rows_kept=0))
    sync = little.run(little.create_import(), [{**row, "Stage": "Nope"} for row in rows])
    (item,) = explained(little, sync, "?holds=n3")["items"]
    assert item["says"].startswith("Rejected with ELQ-00039 at Stage: ")
