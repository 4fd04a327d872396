"""Rows of the register of differences about contacts and exports that no other test settles."""

from __future__ import annotations

import socket
from collections.abc import Callable

from mock_server.serving.server import Server
from mock_server.tests.in_process import InProcess
from mock_server.tests.records.asking import described, fields, mock_with, sync_contacts

EMAIL = {"email": "{{Contact.Field(C_EmailAddress)}}"}


def test_derived_fields_follow_the_others() -> None:
    """Date Created and Date Modified are the record's times, the address domain and the first and last name follow
    their fields, in exports and in filters; a definition cannot set them. [derived-fields]"""
    mock = mock_with()
    sync_contacts(mock, "email first last", {"email": "a@b.example", "first": "Ann", "last": "Lee"})
    mock.clock.move(3600)
    sync_contacts(mock, "email last", {"email": "a@b.example", "last": "Poe"})
    names = ("C_DateCreated", "C_DateModified", "C_EmailAddressDomain", "C_FirstAndLastName")
    statements = {name: f"{{{{Contact.Field({name})}}}}" for name in names}
    (row,) = mock.export("contacts", statements, areSystemTimestampsInUTC=True)
    assert row == {
        "C_DateCreated": "2018-02-15 15:25:32",
        "C_DateModified": "2018-02-15 16:25:32",
        "C_EmailAddressDomain": "b.example",
        "C_FirstAndLastName": "Ann Poe",
    }
    for filter_text, kept in (
        ("'{{Contact.Field(C_DateModified)}}' >= '2018-02-15 16:00:00'", 1),
        ("'{{Contact.Field(C_DateModified)}}' > '2018-02-15 17:00:00'", 0),
        ("'{{Contact.Field(C_EmailAddressDomain)}}' = 'B.EXAMPLE'", 1),
    ):
        rows = mock.export("contacts", EMAIL, filter=filter_text, areSystemTimestampsInUTC=True)
        assert len(rows) == kept, filter_text


def test_attributes_are_not_listed(mock: InProcess) -> None:
    """The fields call lists fields, no attributes and no system attributes; exports read them all the same.
    [listed-attributes]"""
    listed = {field["statement"] for field in mock.get("/contacts/fields")["items"]}
    attributes = {"id": "{{Contact.Id}}", "subscribed": "{{Contact.Email.IsSubscribed}}"}
    assert not listed & set(attributes.values())
    assert mock.export("contacts", attributes, maxRecords=1) == [{"id": "1", "subscribed": "true"}]


def test_segments_filters_and_groups_look_like_lists() -> None:
    """All containers have the shape of a list; who is in them is what the site file says. [containers]"""
    part = [{"id": 3, "name": "Some", "members": [1]}]
    mock = mock_with(
        contacts=[described(1, email="a@b.example")], contactSegments=part, contactFilters=part, emailGroups=part
    )
    for path, word in (
        ("/contacts/segments", "ContactSegment"),
        ("/contacts/filters", "ContactFilter"),
        ("/emailGroups", "EmailGroup"),
    ):
        (item,) = mock.get(path)["items"]
        assert list(item) == [
            "name", "count", "statement", "uri", "createdBy", "createdAt", "updatedBy", "updatedAt",
        ]  # fmt: skip
        assert (item["count"], item["statement"], item["uri"]) == (1, f"{{{{{word}[3]}}}}", f"{path}/3")
        assert mock.get(item["uri"]) == item


def test_exported_data_has_a_life_of_its_own() -> None:
    """404 before the sync has ended, then the data, of the definition the latest; 410 after it was deleted.
    [export-data]"""
    mock = mock_with(contacts=[described(1, email="a@b.example")], pace={"seconds": 5})
    uri = mock.create_export("contacts", EMAIL)
    sync = mock.sync(uri)
    assert [mock.call("GET", f"{what}/data").status_code for what in (sync, uri)] == [404, 404]
    mock.clock.move(5)
    assert [mock.get(f"{what}/data")["totalResults"] for what in (sync, uri)] == [1, 1]
    assert mock.call("DELETE", f"{sync}/data").status_code == 204
    assert [mock.call("GET", f"{what}/data").status_code for what in (sync, uri)] == [410, 410]


def test_an_export_logs_its_rows_and_its_size(mock: InProcess) -> None:
    """ELQ-00102 counts the rows, ELQ-00106 tells the size of the values in whole kilobytes. [export-log]"""
    sync = mock.sync(mock.create_export("contacts", EMAIL))
    assert mock.logs(sync) == [("ELQ-00102", 10), ("ELQ-00131", 0), ("ELQ-00106", 0)]
    assert mock.get(f"{sync}/logs")["items"][2]["message"].endswith("taking 1 kb.")


def test_csv_has_a_header_and_quotes_what_needs_it() -> None:
    """A header of keys, commas, CRLF, quotes around values with commas, quotes and line ends. [export-csv]"""
    mock = mock_with(contacts=[described(1, email="a@b.example", first='say "a, b"', last="c\nd")])
    sync = mock.sync(mock.create_export("contacts", fields("email first last")))
    answer = mock.call("GET", f"{sync}/data", headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text == 'email,first,last\r\na@b.example,"say ""a, b""","c\nd"\r\n'


def test_an_action_counts_the_records_it_was_done_to() -> None:
    """Adding one contact twice counts it twice, though it changes the list once. [sync-action-counts]"""
    lists = [{"id": 1, "name": "List"}]
    mock = mock_with(contacts=[described(1, email="a@b.example")], contactLists=lists)
    action = [{"action": "add", "destination": "{{ContactList[1]}}"}]
    uri = mock.create_record_import("contacts", EMAIL, syncActions=action)
    for _ in range(2):
        assert ("ELQ-00119", 1) in mock.logs(mock.run(uri, [{"email": "a@b.example"}]))
    assert mock.members("{{ContactList[1]}}") == [1]


def test_a_huge_body_is_refused_by_the_server(serve: Callable[..., Server]) -> None:
    """A body announced as larger than 256 MB answers 413, without waiting for it. [huge-bodies]"""
    server = serve("small_b2b")
    with socket.create_connection((server.host, server.port), timeout=10) as wire:
        wire.sendall(
            b"POST /api/bulk/2.0/opportunities/imports/1/data HTTP/1.1\r\nHost: mock\r\n"
            b"Content-Type: application/json\r\nContent-Length: 300000000\r\n\r\n"
        )
        assert wire.recv(4096).startswith(b"HTTP/1.1 413 ")
