"""Exports: what a definition may say, and the data of its syncs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from mock_server.tests.in_process import CSV, JSON, InProcess, basic
from mock_server.tests.records.asking import counters, described, fields, import_contacts, mock_with, refused

CONTACTS = [described(n, email=f"{n}@x.com", first=f"N{n}", company="Acme") for n in range(1, 6)]
HOUR = 3600


@pytest.fixture
def mock() -> InProcess:
    """Five contacts at one account, two users."""
    users = [{"username": name, "password": "test-password"} for name in ("test.user", "other.user")]
    return mock_with(users=users, accounts=[described(1, name="Acme", country="DE")], contacts=CONTACTS)


def exported(mock: InProcess, keys: str = "email", entity: str = "contacts", **changes: Any) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in mock.export(entity, fields(keys), **changes)]


def page_of(mock: InProcess, uri: str, **query: Any) -> dict[str, Any]:
    answer = mock.raw_get(f"{uri}/data", {name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json or {}
    return page


# The definition.


def test_an_answer_shows_properties_in_order(mock: InProcess) -> None:
    """Name, fields, filter, retention, uri, who and when; what was not sent is left out, but for the retention."""
    plain = mock.get(mock.create_export("contacts", fields("email")))
    assert list(plain) == [
        "name",
        "fields",
        "dataRetentionDuration",
        "uri",
        "createdBy",
        "createdAt",
        "updatedBy",
        "updatedAt",
    ]
    assert (plain["uri"], plain["createdBy"]) == ("/contacts/exports/1", "test.user")
    text = "'{{Contact.Field(C_FirstName)}}' = 'N1'"
    full = mock.get(mock.create_export("contacts", fields("email"), filter=text, maxRecords=3))
    assert list(full)[:5] == ["name", "fields", "filter", "maxRecords", "dataRetentionDuration"]
    assert full["filter"] == text


@pytest.mark.parametrize(("switches", "retention"), [({}, "PT6H"), ({"exportRetention": "PT12H"}, "PT12H")])
def test_the_default_retention_is_a_switch(switches: dict[str, str], retention: str) -> None:
    """Six hours since 24A, twelve where the site says so; the data is gone then. [exportRetention]"""
    mock = mock_with(assumptions=switches, contacts=CONTACTS)
    uri = mock.create_export("contacts", fields("email"))
    assert mock.get(uri)["dataRetentionDuration"] == retention
    sync = mock.sync(uri)
    mock.clock.move(int(retention[2:-1]) * HOUR - 1)
    assert page_of(mock, sync)["count"] == 5
    mock.clock.move(1)
    for gone in (sync, uri):
        assert (
            mock.call("GET", f"{gone}/data").status == "410 Gone" or mock.call("GET", f"{gone}/data").status_code == 410
        )


@pytest.mark.parametrize(
    ("changes", "at_fault"),
    [
        ({"fields": {}}, "fields"),
        ({"fields": {"x": "{{Contact.Field(C_Nothing)}}"}}, "fields"),
        ({"fields": {"x": "{{Account.Field(M_CompanyName)}}"}}, "fields"),
        ({"fields": {"x": "{{Contact.Account.Field(M_Nothing)}}"}}, "fields"),
        ({"fields": {"x": "{{Contact.LeadScore.Model[9].Rating}}"}}, "fields"),
        ({"fields": {"x": 5}}, "fields"),
        ({"fields": {f"k{n}": "{{Contact.Id}}" for n in range(251)}}, "fields"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"maxRecords": 0}, "maxRecords"),
        ({"maxRecords": "many"}, "maxRecords"),
        ({"filter": "'{{Contact.Field(C_FirstName)}}' = "}, "filter"),
        ({"filter": "'{{Contact.Field(C_Nothing)}}' = 'x'"}, "filter"),
        ({"filter": "EXISTS('{{ContactList[9]}}')"}, "filter"),
        ({"filter": 5}, "filter"),
        ({"dataRetentionDuration": "PT59M"}, "dataRetentionDuration"),
        ({"dataRetentionDuration": "P15D"}, "dataRetentionDuration"),
        ({"autoDeleteDuration": "soon"}, "autoDeleteDuration"),
        ({"areSystemTimestampsInUTC": "maybe"}, "areSystemTimestampsInUTC"),
    ],
)
def test_an_export_that_cannot_be_is_refused(mock: InProcess, changes: dict[str, Any], at_fault: str) -> None:
    """400 that names the property, and no definition."""
    assert refused(mock, "/contacts/exports", {"name": "x", "fields": fields("email"), **changes}) == [at_fault]


def test_an_export_takes_250_fields(mock: InProcess) -> None:
    """One statement may stand under many keys, 250 in all."""
    uri = mock.create_export("contacts", {f"k{n}": "{{Contact.Id}}" for n in range(250)})
    (first, *_rest) = page_of(mock, mock.sync(uri))["items"]
    assert first == {f"k{n}": "1" for n in range(250)}


def test_what_is_missing_is_named(mock: InProcess) -> None:
    """An export needs a name and fields."""
    assert refused(mock, "/contacts/exports", {}) == ["name", "fields"]


def test_opportunities_have_no_exports(mock: InProcess) -> None:
    """404: no such path. And an export takes no upload: 405."""
    assert mock.call("POST", "/opportunities/exports", {"name": "x", "fields": {}}).status_code == 404
    uri = mock.create_export("contacts", fields("email"))
    assert mock.call("POST", f"{uri}/data", []).status_code == 405


# The data.


def test_an_export_gives_what_the_filter_keeps(mock: InProcess) -> None:
    """In id order, up to `maxRecords`, keys in the order of the definition, all values text."""
    text = "'{{Contact.Id}}' > '1'"
    assert exported(mock, "first email", filter=text, maxRecords=2) == [("N2", "2@x.com"), ("N3", "3@x.com")]
    assert exported(mock, "email", maxRecords=99) == [(f"{n}@x.com",) for n in range(1, 6)]
    assert exported(mock, "name country", "accounts") == [("Acme", "DE")]


def test_related_fields_and_attributes_are_read(mock: InProcess) -> None:
    """A contact shows its account's fields and id, empty where it has none; attributes and scores read as text."""
    statements = {
        "name": "{{Contact.Account.Field(M_CompanyName)}}",
        "id": "{{Contact.Account.Id}}",
        "subscribed": "{{Contact.Email.IsSubscribed}}",
        "own": "{{Contact.Id}}",
    }
    import_contacts(mock, "email", {"email": "alone@x.com"})
    rows = mock.export("contacts", statements)
    assert rows[0] == {"name": "Acme", "id": "1", "subscribed": "true", "own": "1"}
    assert rows[5] == {"name": "", "id": "", "subscribed": "true", "own": "6"}


def test_system_timestamps_are_in_the_server_s_time_or_utc(mock: InProcess) -> None:
    """US Eastern, or UTC with `areSystemTimestampsInUTC`; in `yyyy-MM-dd HH:mm:ss`. [server-time]"""
    statements = {"created": "{{Contact.CreatedAt}}", "updated": "{{Contact.UpdatedAt}}"}
    mock.clock.move(HOUR)
    import_contacts(mock, "email first", {"email": "1@x.com", "first": "New"})
    for in_utc, hour in (({}, 10), ({"areSystemTimestampsInUTC": True}, 15), ({"areSystemTimestampsInUTC": False}, 10)):
        row = mock.export("contacts", statements, **in_utc)[0]
        assert row == {"created": f"2018-02-15 {hour}:25:32", "updated": f"2018-02-15 {hour + 1}:25:32"}


def test_data_comes_in_pages(mock: InProcess) -> None:
    """`limit`, `offset` and `hasMore`, from the sync and from the definition alike; without `limit` 1000."""
    uri = mock.create_export("contacts", fields("email"))
    sync = mock.sync(uri)
    for source in (uri, sync):
        page = page_of(mock, source, limit=2, offset=1)
        assert [row["email"] for row in page.pop("items")] == ["2@x.com", "3@x.com"]
        assert list(page.items()) == [
            ("totalResults", 5),
            ("limit", 2),
            ("offset", 1),
            ("count", 2),
            ("hasMore", True),
        ]
        assert page_of(mock, source, limit=2, offset=3)["hasMore"] is False
        assert page_of(mock, source)["limit"] == 1000


@pytest.mark.parametrize("query", [{"limit": "50001"}, {"limit": "0"}, {"offset": "-1"}, {"limit": "x"}])
def test_a_page_out_of_range_is_refused(mock: InProcess, query: dict[str, str]) -> None:
    """Up to 50,000 rows a page; beyond, 400 that names the parameter. [list-parameters]"""
    sync = mock.sync(mock.create_export("contacts", fields("email")))
    assert page_of(mock, sync, limit=50_000)["limit"] == 50_000
    answer = mock.raw_get(f"{sync}/data", query)
    assert answer.status_code == 400
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == list(query)


def test_items_are_left_out_where_there_are_none(mock: InProcess) -> None:
    """An empty page has its counters only; as CSV it is the header."""
    sync = mock.sync(mock.create_export("contacts", fields("email first"), filter="'{{Contact.Id}}' = '99'"))
    assert page_of(mock, sync) == {"totalResults": 0, "limit": 1000, "offset": 0, "count": 0, "hasMore": False}
    assert mock.call("GET", f"{sync}/data", headers={"Accept": CSV}).text == "email,first\r\n"
    full = mock.sync(mock.create_export("contacts", fields("email")))
    assert "items" not in page_of(mock, full, offset=5)


@pytest.mark.parametrize(
    ("accept", "sent"),
    [(CSV, CSV), (f"{CSV}, {JSON};q=0.5", CSV), (JSON, JSON), ("*/*", JSON), (f"{JSON}, {CSV};q=0.5", JSON)],
)
def test_accept_chooses_json_or_csv(mock: InProcess, accept: str, sent: str) -> None:
    """CSV has a header of keys and pages like JSON."""
    sync = mock.sync(mock.create_export("contacts", fields("email first")))
    answer = mock.call("GET", f"{sync}/data?limit=1&offset=1", headers={"Accept": accept})
    assert answer.mimetype == sent
    if sent == CSV:
        assert list(csv.reader(io.StringIO(answer.text))) == [["email", "first"], ["2@x.com", "N2"]]


# Life of the data.


def test_data_is_a_snapshot(mock: InProcess) -> None:
    """What is imported after the sync does not change what it gave; the next sync gives it."""
    uri = mock.create_export("contacts", fields("email first"))
    sync = mock.sync(uri)
    import_contacts(mock, "email first", {"email": "1@x.com", "first": "New"}, {"email": "6@x.com", "first": "N6"})
    assert [row["first"] for row in page_of(mock, sync)["items"]] == [f"N{n}" for n in range(1, 6)]
    again = mock.sync(uri)
    assert [row["first"] for row in page_of(mock, uri)["items"]] == ["New", *(f"N{n}" for n in range(2, 7))]
    assert page_of(mock, again)["count"] == 6
    assert page_of(mock, sync)["count"] == 5


def test_there_is_no_data_before_the_sync_ended() -> None:
    """404 for a sync that is not final, for a definition that was never synced, and for what does not exist."""
    mock = mock_with(pace={"seconds": 10}, contacts=CONTACTS)
    uri = mock.create_export("contacts", fields("email"))
    sync = mock.sync(uri)
    for path in (sync, uri, "/syncs/99", "/contacts/exports/99"):
        assert mock.call("GET", f"{path}/data").status_code == 404
    assert mock.call("DELETE", f"{uri}/data").status_code == 409
    mock.clock.move(10)
    assert page_of(mock, sync)["count"] == 5


def test_each_sync_s_data_expires_by_itself(mock: InProcess) -> None:
    """410 after the definition's retention, counted from each sync's end; the definition shows the latest."""
    uri = mock.create_export("contacts", fields("email"), dataRetentionDuration="PT1H")
    first = mock.sync(uri)
    mock.clock.move(HOUR // 2)
    second = mock.sync(uri)
    mock.clock.move(HOUR // 2)
    assert mock.call("GET", f"{first}/data").status_code == 410
    assert (page_of(mock, second)["count"], page_of(mock, uri)["count"]) == (5, 5)
    mock.clock.move(HOUR // 2)
    assert (mock.call("GET", f"{second}/data").status_code, mock.call("GET", f"{uri}/data").status_code) == (410, 410)


def test_deleted_data_is_gone(mock: InProcess) -> None:
    """DELETE answers 204, twice too, on the sync and on the definition; then the data is 410, other syncs' is not."""
    uri = mock.create_export("contacts", fields("email"))
    first, second = mock.sync(uri), mock.sync(uri)
    assert mock.call("DELETE", f"{first}/data").status_code == 204
    assert mock.call("DELETE", f"{first}/data").status_code == 204
    assert (mock.call("GET", f"{first}/data").status_code, page_of(mock, second)["count"]) == (410, 5)
    assert mock.call("DELETE", f"{uri}/data").status_code == 204
    assert mock.call("GET", f"{second}/data").status_code == 410


def test_data_outlives_its_definition(mock: InProcess) -> None:
    """A deleted definition is 404, the data of its sync is still there."""
    uri = mock.create_export("contacts", fields("email"))
    sync = mock.sync(uri)
    assert mock.call("DELETE", uri).status_code == 204
    assert mock.call("GET", f"{uri}/data").status_code == 404
    assert page_of(mock, sync)["count"] == 5


def test_only_who_made_the_sync_reads_its_data(mock: InProcess) -> None:
    """Another user of the site gets 403, on the sync and on the definition, and cannot delete. [export-owner]"""
    uri = mock.create_export("contacts", fields("email"))
    sync = mock.sync(uri)
    other = {"Authorization": basic(mock.site, "other.user")}
    for verb in ("GET", "DELETE"):
        for path in (sync, uri):
            assert mock.call(verb, f"{path}/data", headers=other).status_code == 403
    assert page_of(mock, sync)["count"] == 5


def test_an_import_has_no_data(mock: InProcess) -> None:
    """GET and DELETE of an import sync's data: 400. [import-data, sync-data-delete]"""
    sync = mock.run(mock.create_record_import("contacts", fields("email")), [{"email": "a@x.com"}])
    for verb in ("GET", "DELETE"):
        assert mock.call(verb, f"{sync}/data").status_code == 400


def test_the_log_of_an_export(mock: InProcess) -> None:
    """ELQ-00102 with the number of rows, then ELQ-00131 and ELQ-00106 with 0; success, no rejects."""
    sync = mock.sync(mock.create_export("contacts", fields("email"), maxRecords=3))
    assert mock.logs(sync) == [("ELQ-00102", 3), ("ELQ-00131", 0), ("ELQ-00106", 0)]
    assert (mock.status(sync), mock.rejects(sync)) == ("success", [])
    message = mock.get(f"{sync}/logs")["items"][2]["message"]
    assert message == "Successfully converted csv file to sqlite, taking 1 kb."
    assert counters(mock, mock.sync(mock.create_export("contacts", fields("email"))))["ELQ-00102"] == 5
