"""Lists and pages: the same rules for definitions, fields, syncs, log entries and rejects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from contract_tests.client import Answer
from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES, linkage, opportunity_import
from contract_tests.laws.flow import any_site, define, expect, load, own_site, run
from contract_tests.shapes import Document
from contract_tests.targets.target import Site, Target, pages

ENVELOPE = ["items", "totalResults", "limit", "offset", "count", "hasMore"]
LISTS = [OPPORTUNITIES, LINKAGES, "/opportunities/fields", "/contacts/fields", "/syncs", "/imports"]
PUBLISHED = [
    ("Opportunity ID", "RemoteOpportunityID", "string", "{{Opportunity.Id}}", "/opportunities/fields/38"),
    ("Opportunity Name", "OpportunityName", "string", "{{Opportunity.Field(Name)}}", "/opportunities/fields/39"),
    ("Created Date", "CreatedDate", "date", "{{Opportunity.CreatedAt}}", "/opportunities/fields/40"),
    ("Stage", "OpportunityStageID", "string", "{{Opportunity.Field(Stage)}}", "/opportunities/fields/41"),
]


@contextmanager
def furnished(target: Target) -> Iterator[tuple[Site, list[str]]]:
    """A site with five definitions of each kind, three syncs, and the paths of its lists, evidence included."""
    with any_site(target) as site:
        for number in range(5):
            define(site.client, OPPORTUNITIES, opportunity_import(name=f"Import {number}"))
            define(site.client, LINKAGES, linkage(name=f"Link {number}"))
        rejected = [bodies.row("", AccountName=str(number)) for number in range(5)]
        ended = [run(site.client, LINKAGES, linkage()) for _ in range(2)]
        ended.append(run(site.client, OPPORTUNITIES, opportunity_import(), rejected))
        yield site, [*LISTS, f"{ended[-1].sync['uri']}/logs", f"{ended[-1].sync['uri']}/rejects"]


def page(site: Site, path: str, **params: str | int) -> dict[str, Any]:
    body = expect(site.client.get(path, **params), 200).body
    assert body["count"] == len(body["items"])
    return dict(body)


@pytest.mark.clause("PAG-01", "PAG-02", "PAG-06", "PAG-14", "PAG-07")
def test_pages_partition_every_list(eloqua_target: Target) -> None:
    """Pages of any size make the list up in order; counters and `hasMore` are right on each, and past the end."""
    with furnished(eloqua_target) as (site, paths):
        for path in paths:
            whole = page(site, path)
            items, total = whole["items"], whole["totalResults"]
            assert list(whole) == ENVELOPE
            assert (len(items), whole["hasMore"]) == (total, False), path
            assert len(items) >= 3, path
            for limit in (1, 2, 3, total, total + 1):
                if limit == 1 and total > 40:
                    continue
                found, offset = [], 0
                while offset < total:
                    part = page(site, path, limit=limit, offset=offset)
                    found += part["items"]
                    offset += part["count"]
                    assert (part["limit"], part["totalResults"]) == (limit, total), path
                    assert part["count"] and part["hasMore"] is (offset < total), (path, limit, offset)
                assert found == items, (path, limit)
            for offset in (total, total + 5):
                past = page(site, path, limit=2, offset=offset)
                assert (past["items"], past["totalResults"], past["hasMore"]) == ([], total, False), path


@pytest.mark.clause("PAG-03", "PAG-08")
def test_the_total_may_be_left_out(eloqua_target: Target) -> None:
    """With `totalResults=false` the property is missing and the rest is as with it; the defaults are 1000 and 0."""
    with furnished(eloqua_target) as (site, paths):
        for path in paths:
            for params in ({}, {"limit": 2}, {"limit": 2, "offset": 2}):
                told = page(site, path, **params)
                untold = page(site, path, **params, totalResults="false")
                assert "totalResults" not in untold
                assert untold == {name: value for name, value in told.items() if name != "totalResults"}
                assert page(site, path, **params, totalResults="true") == told
            whole = page(site, path)
            assert (whole["limit"], whole["offset"]) == (1000, 0)


@pytest.mark.clause("PAG-04")
def test_bounds_of_limit_and_offset_are_those_of_all_lists(eloqua_target: Target) -> None:
    """Out of range or no number: 400 in every list; 1000 passes."""
    wrong = [{"limit": 0}, {"limit": 1001}, {"limit": -1}, {"limit": "x"}, {"offset": -1}, {"offset": "x"}]
    with furnished(eloqua_target) as (site, paths):
        for path in paths:
            answers: list[Answer] = [site.client.get(path, **params) for params in wrong]  # type: ignore[arg-type]  # a mapping of text and numbers
            assert [answer.status for answer in answers] == [400] * len(wrong), path
            assert page(site, path, limit=1000)["limit"] == 1000


@pytest.mark.clause("PAG-05")
@pytest.mark.parametrize(
    ("path", "term"), [(OPPORTUNITIES, "name"), ("/opportunities/fields", "internalName"), (LINKAGES, "name")]
)
def test_descending_is_ascending_reversed(eloqua_target: Target, path: str, term: str) -> None:
    """Over items that differ in the term, ASC is sorted and DESC its reverse."""
    with any_site(eloqua_target) as site:
        for name in ("beta", "alpha", "gamma"):
            define(site.client, OPPORTUNITIES, opportunity_import(name=name))
            define(site.client, LINKAGES, linkage(name=name))
        rising = [item[term] for item in page(site, path, orderBy=f"{term} ASC")["items"]]
        falling = [item[term] for item in page(site, path, orderBy=f"{term} DESC")["items"]]
    assert rising == sorted(rising, key=str.casefold)
    assert len(set(rising)) < len(rising) or falling == rising[::-1]
    assert sorted(rising) == sorted(falling)


@pytest.mark.clause("PAG-10")
def test_a_search_and_its_complement_make_up_the_list(eloqua_target: Target) -> None:
    """`name=` with and without `*` finds what it says, `name!=` the rest, in the order of the list."""
    names = ["Test List 1", "Test List 2", "Best List 1", "Other"]
    wanted = {
        "name=Test*": names[:2],
        "name=*List*1": [names[0], names[2]],
        "name=Test*List*1": names[:1],
        "name=Other": names[3:],
        "name=Nothing": [],
    }
    with any_site(eloqua_target) as site:
        for name in names:
            define(site.client, OPPORTUNITIES, opportunity_import(name=name))
        whole = [item["name"] for item in page(site, OPPORTUNITIES)["items"]]
        for q, expected in wanted.items():
            found = page(site, OPPORTUNITIES, q=q)
            assert [name for name in (item["name"] for item in found["items"]) if name in names] == expected, q
            assert found["totalResults"] == found["count"]
            rest = page(site, OPPORTUNITIES, q=q.replace("=", "!="))["items"]
            assert sorted([item["name"] for item in [*found["items"], *rest]]) == sorted(whole), q


@pytest.mark.clause("PAG-09")
def test_one_list_has_the_imports_of_all_entities(eloqua_target: Target) -> None:
    """GET /imports is the lists of the kinds put together."""
    with any_site(eloqua_target) as site:
        kinds = {OPPORTUNITIES: opportunity_import(), LINKAGES: linkage(), bodies.CONTACTS: bodies.contact_import()}
        made = [define(site.client, kind, body) for kind, body in kinds.items()]
        listed = Document({item["uri"]: item for item in pages(site.client, "/imports")})
        assert set(made) <= set(listed)
        for kind in kinds:
            for item in pages(site.client, kind):
                assert listed[item["uri"]] == item


@pytest.mark.clause("PAG-11", "PAG-15")
def test_opportunity_fields_are_those_published(eloqua_target: Target) -> None:
    """The first four are as published, without times; every statement of the tutorial is there."""
    with any_site(eloqua_target) as site:
        items = page(site, "/opportunities/fields")["items"]
    names = ("name", "internalName", "dataType", "statement", "uri")
    assert [tuple(item[name] for name in names) for item in items[:4]] == PUBLISHED
    for item in items[:4]:
        flags = [item[f"has{what}Constraint"] for what in ("ReadOnly", "NotNull", "Uniqueness")]
        assert flags == [False, True, False]
        assert not {"createdAt", "createdBy", "updatedAt", "updatedBy"} & set(item)
    assert set(bodies.FIELDS.values()) <= {item["statement"] for item in items}


@pytest.mark.clause("PAG-12")
def test_a_listed_uri_answers_what_is_listed(eloqua_target: Target) -> None:
    """Each item of each list is what a GET of its `uri` answers."""
    with furnished(eloqua_target) as (site, _):
        for path in (OPPORTUNITIES, LINKAGES, "/opportunities/fields", "/syncs"):
            for item in page(site, path)["items"]:
                assert expect(site.client.get(item["uri"]), 200).body == item


@pytest.mark.clause("PAG-13")
def test_no_rejects_are_an_empty_list_of_79_bytes(eloqua_target: Target) -> None:
    """The recorded answer for a sync without rejects, byte by byte."""
    with own_site(eloqua_target) as site:
        ended = load(site.client, define(site.client, OPPORTUNITIES, opportunity_import()), [bodies.row("1")])
        answer = expect(site.client.sync_rejects(ended.sync["uri"]), 200)
    assert answer.content == b'{"items":[],"totalResults":0,"limit":1000,"offset":0,"count":0,"hasMore":false}'
    assert len(answer.content) == 79
