"""Exports: their definitions, filters, and the data of their syncs."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.laws.bodies import EXPORTS, contact_export
from contract_tests.laws.flow import any_site, define, expect, export, own_site, sync
from contract_tests.semantics import WIRE_QUESTIONS
from contract_tests.targets.target import Capability, Target, pages

FIRST = "{{Contact.Field(C_FirstName)}}"
LAST = "{{Contact.Field(C_LastName)}}"
ANSWER = [
    "name",
    "fields",
    "filter",
    "dataRetentionDuration",
    "uri",
    "createdBy",
    "createdAt",
    "updatedBy",
    "updatedAt",
]
KEYS = ["emailAddress", "firstName", "lastName"]


def firsts(target: Target, wanted: str, **described: Any) -> list[str]:
    """The first names of the contacts that a filter keeps, in order of the data."""
    with own_site(target, **described) as site:
        return [item["firstName"] for item in export(site.client, contact_export(filter=wanted))]


@pytest.mark.clause("EXP-01", "EXP-02")
@pytest.mark.parametrize("wanted", [None, f"'{FIRST}'  =  'Ada'"])
def test_an_export_is_answered_as_documented(eloqua_target: Target, wanted: str | None) -> None:
    """Properties in order, the filter's text unchanged, a retention that one of the two generations has."""
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(EXPORTS, contact_export(filter=wanted)), 201).body
        read = expect(site.client.get(made["uri"]), 200).body
    assert list(made) == [name for name in ANSWER if name != "filter" or wanted]
    assert made.get("filter") == read.get("filter") == wanted
    assert made["dataRetentionDuration"] in WIRE_QUESTIONS["exportRetention"]


@pytest.mark.clause("EXP-03", "EXP-10", "EXP-11")
def test_data_is_text_under_the_keys_of_the_definition(eloqua_target: Target) -> None:
    """One row a contact, keys in order, blanks as `""`, ids as text; the log counts the rows; pages partition them."""
    fields = {"id": "{{Contact.Id}}", **contact_export()["fields"]}
    with own_site(eloqua_target) as site:
        ended = sync(site.client, define(site.client, EXPORTS, contact_export(fields=fields)))
        path = f"{ended.sync['uri']}/data"
        page = expect(site.client.get(path), 200).body
        assert list(page) == ["items", "totalResults", "limit", "offset", "count", "hasMore"]
        assert [list(item) for item in page["items"]] == [["id", *KEYS]] * 3
        assert page["items"][0] == {
            "id": "1",
            "emailAddress": "contact1@abc.example",
            "firstName": "Ada",
            "lastName": "",
        }
        assert (page["limit"], page["totalResults"], page["hasMore"]) == (1000, 3, False)
        assert ended.counts["ELQ-00102"] == 3
        for limit in (1, 2, 3, 50_000):
            assert list(pages(site.client, path, limit)) == page["items"]
            assert expect(site.client.get(path, limit=limit), 200).body["hasMore"] is (limit < 3)
        assert {site.client.get(path, limit=limit).status for limit in (0, 50_001)} == {400}


@pytest.mark.clause("EXP-04")
def test_data_without_rows_has_no_items(eloqua_target: Target) -> None:
    """Only the counters come."""
    with own_site(eloqua_target, contacts=[]) as site:
        ended = sync(site.client, define(site.client, EXPORTS, contact_export()))
        page = expect(site.client.get(f"{ended.sync['uri']}/data"), 200).body
    assert page == {"totalResults": 0, "limit": 1000, "offset": 0, "count": 0, "hasMore": False}


@pytest.mark.clause("EXP-05", "LOG-16")
def test_data_comes_as_csv_when_asked(eloqua_target: Target) -> None:
    """A header of keys, then a line a row, values quoted where they need it."""
    contacts = [{"fields": {"C_EmailAddress": "a@x.example", "C_FirstName": 'A, "b"', "C_LastName": "L"}}]
    with own_site(eloqua_target, contacts=contacts) as site:
        ended = sync(site.client, define(site.client, EXPORTS, contact_export()))
        path = f"{ended.sync['uri']}/data"
        answer = expect(site.client.bulk("GET", path, headers={"Accept": "text/csv"}), 200)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines() == [",".join(KEYS), 'a@x.example,"A, ""b""",L']


@pytest.mark.clause("EXP-06", "EXP-12")
@pytest.mark.parametrize(
    ("term", "kept"),
    [
        (f"'{FIRST}' = 'Ada'", ["Ada"]),
        (f"'{FIRST}' = 'nobody'", []),
        (f"'{FIRST}' != 'Ada'", ["Ben", "Cid"]),
        (f"'{FIRST}' > 'Ada'", ["Ben", "Cid"]),
        (f"'{FIRST}' >= 'Ben' AND '{FIRST}' < 'Cid'", ["Ben"]),
        (f"'{FIRST}' = 'Ada' OR '{FIRST}' = 'Cid'", ["Ada", "Cid"]),
        (f"'{FIRST}' = 'Ada' OR '{FIRST}' = 'Ben' AND '{FIRST}' = 'Cid'", ["Ada"]),
        (f"('{FIRST}' = 'Ada' OR '{FIRST}' = 'Ben') AND '{FIRST}' = 'Cid'", []),
        (f"'{FIRST}' ~ '%d%'", ["Ada", "Cid"]),
        (f"'{FIRST}' ~ 'A%'", ["Ada"]),
        ("'{{Contact.Account.Field(M_CompanyName)}}' = 'ABC'", ["Ada", "Ben"]),
    ],
)
def test_a_filter_and_its_not_make_up_the_whole(eloqua_target: Target, term: str, kept: list[str]) -> None:
    """The filter keeps what it says, NOT the rest."""
    assert firsts(eloqua_target, term) == kept
    assert sorted(firsts(eloqua_target, f"NOT ({term})") + kept) == ["Ada", "Ben", "Cid"]


@pytest.mark.clause("EXP-07")
@pytest.mark.parametrize(
    "wrong",
    [
        f"'{FIRST}' = '" + "x" * 1000 + "'",
        f"'{FIRST}' = ",
        f"'{FIRST}' 'Ada'",
        "'{{Contact.Field(C_Nothing)}}' = 'Ada'",
        f"('{FIRST}' = 'Ada'",
        "EXISTS('{{ContactList[99999999]}}')",
        "nonsense",
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(eloqua_target: Target, wrong: str) -> None:
    """400 with a failure on `filter`; one of exactly 1000 characters passes."""
    with any_site(eloqua_target) as site:
        answer = expect(site.client.create(EXPORTS, contact_export(filter=wrong)), 400)
        assert [failure["field"] for failure in answer.failures] == ["filter"]
        start = f"'{FIRST}' = '"
        longest = start + "x" * (999 - len(start)) + "'"
        expect(site.client.create(EXPORTS, contact_export(filter=longest)), 201)


@pytest.mark.clause("EXP-08", "EXP-19")
def test_an_export_has_up_to_250_fields(eloqua_target: Target) -> None:
    """250 pass; 251, none, and an unknown one do not."""
    with any_site(eloqua_target) as site:
        many = [{f"key{index}": FIRST for index in range(number)} for number in (250, 251, 0)]
        answers = [site.client.create(EXPORTS, contact_export(fields=fields)) for fields in many]
        answers.append(site.client.create(EXPORTS, contact_export(fields={"a": "{{Contact.Field(C_Nothing)}}"})))
        answers.append(site.client.create(EXPORTS, contact_export(fields=None)))
    assert [answer.status for answer in answers] == [201, 400, 400, 400, 400]
    assert all("fields" in [failure["field"] for failure in answer.failures] for answer in answers[1:])


@pytest.mark.clause("EXP-09")
def test_opportunities_cannot_be_exported(eloqua_target: Target) -> None:
    """The paths do not exist, and no export names an opportunity's field."""
    with any_site(eloqua_target) as site:
        for path in ("/opportunities/exports", "/opportunities/contacts/exports"):
            expect(site.client.get(path), 404)
            expect(site.client.create(path, contact_export()), 404)
        expect(site.client.create(EXPORTS, contact_export(fields={"id": "{{Opportunity.Id}}"})), 400)


@pytest.mark.clause("EXP-13")
def test_exists_keeps_the_members(eloqua_target: Target) -> None:
    """Those on the list, and with AND those who also fit the rest."""
    lists = [{"id": 1, "name": "Newsletter", "members": [1, 3]}]
    exists = "EXISTS('{{ContactList[1]}}')"
    assert firsts(eloqua_target, exists, contactLists=lists) == ["Ada", "Cid"]
    assert firsts(eloqua_target, f"{exists} AND '{FIRST}' != 'Ada'", contactLists=lists) == ["Cid"]


@pytest.mark.clause("EXP-14")
def test_deleted_data_cannot_be_read(eloqua_target: Target) -> None:
    """204, then 404 or 410; a new sync has data again."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, EXPORTS, contact_export())
        path = f"{sync(site.client, uri).sync['uri']}/data"
        expect(site.client.get(path), 200)
        expect(site.client.bulk("DELETE", path), 204)
        expect(site.client.get(path), 404, 410)
        assert len(list(pages(site.client, f"{sync(site.client, uri).sync['uri']}/data"))) == 3


@pytest.mark.clause("EXP-15")
def test_data_ends_with_its_retention(eloqua_target: Target) -> None:
    """With PT1H it is there after 59 minutes and gone after 61."""
    with own_site(eloqua_target, Capability.CLOCK) as site:
        ended = sync(site.client, define(site.client, EXPORTS, contact_export(dataRetentionDuration="PT1H")))
        path = f"{ended.sync['uri']}/data"
        site.advance(59 * 60)
        expect(site.client.get(path), 200)
        site.advance(2 * 60)
        expect(site.client.get(path), 404, 410)


@pytest.mark.clause("EXP-17")
def test_max_records_bounds_the_rows(eloqua_target: Target) -> None:
    """Two of three contacts; more than there are gives them all."""
    with own_site(eloqua_target) as site:
        found = [len(export(site.client, contact_export(maxRecords=number))) for number in (2, 5)]
    assert found == [2, 3]


@pytest.mark.clause("EXP-18")
def test_a_quote_in_a_value_is_doubled(eloqua_target: Target) -> None:
    """The filter finds the name with a quote."""
    contacts = [{"fields": {"C_EmailAddress": "a@x.example", "C_FirstName": "Ann", "C_LastName": "O'Neill"}}]
    assert firsts(eloqua_target, f"'{LAST}' = 'O''Neill'", contacts=contacts) == ["Ann"]
