"""A definition after it was created: replaced, in use, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import CSV, OPPORTUNITY_FIELDS, InProcess
from mock_server.tests.web.asking import (
    IMPORT,
    IMPORTS,
    LINKAGE,
    LINKAGES,
    ROW,
    failures,
    fields_at_fault,
    keys,
    never_ending,
    staged_rows,
)


def test_a_put_replaces_the_whole_definition(mock: InProcess) -> None:
    """What the body of a PUT leaves out is gone: nothing of the old definition is merged in."""
    uri = mock.create_import(
        updateRule="ifNewIsNotNull", autoDeleteDuration="P30D", isIdentifierFieldCaseSensitive=True
    )
    answer = mock.call("PUT", uri, IMPORT | {"name": "another"})
    assert answer.json is not None and answer.json["name"] == "another"
    assert not {"updateRule", "autoDeleteDuration", "isIdentifierFieldCaseSensitive"} & set(keys(answer))


@pytest.mark.parametrize(("path", "body"), [(IMPORTS, IMPORT), (LINKAGES, LINKAGE)])
def test_a_put_keeps_uri_and_creation_and_renews_the_update(mock: InProcess, path: str, body: Any) -> None:
    """A PUT keeps `uri`, `createdAt` and `createdBy`, and renews `updatedAt`, even with an unchanged body."""
    before = mock.get(mock.create(path, body))
    mock.clock.move(10)
    assert mock.call("PUT", before["uri"], body).status_code == 200
    after = mock.get(before["uri"])
    assert {name for name in before if before[name] != after[name]} == {"updatedAt"}


def test_a_put_is_judged_by_the_same_rules(mock: InProcess) -> None:
    """A PUT names every failure like a POST, and leaves the definition as it was."""
    uri = mock.create_import()
    before = mock.get(uri)
    assert fields_at_fault(mock.call("PUT", uri, {})) == ["name", "fields", "identifierFieldName"]
    assert mock.get(uri) == before


@pytest.mark.parametrize("body", [b"", b"{", b'{"name": 1e999}', b"\xff"])
def test_a_put_that_is_no_json_changes_nothing(mock: InProcess, body: bytes) -> None:
    """A malformed PUT answers 400 with `failures` and leaves the definition as it was."""
    uri = mock.create_import()
    before = mock.get(uri)
    assert failures(mock.call("PUT", uri, body))
    assert mock.get(uri) == before


def test_a_put_leaves_staged_data_alone(mock: InProcess) -> None:
    """Rows staged before a PUT are in the next sync."""
    uri = mock.create_import()
    mock.upload(uri, [ROW])
    mock.call("PUT", uri, IMPORT)
    assert staged_rows(mock, uri) == 1


@pytest.mark.parametrize(
    ("body", "content_type"), [(IMPORT, "application/json"), ({}, "application/json"), (b"{", CSV), (None, None)]
)
def test_a_put_of_a_definition_in_use_is_409_whatever_it_says(body: Any, content_type: str | None) -> None:
    """409 comes before anything else is judged: body, Content-Type, rules."""
    mock = never_ending()
    uri = mock.create_import()
    mock.sync(uri)
    answer = mock.call("PUT", uri, body, content_type=content_type)
    assert (answer.status, answer.data) == ("409 There was a conflict.", b"")


def test_a_definition_is_free_again_when_its_sync_has_ended() -> None:
    """The 409 lasts as long as the sync is pending or active."""
    mock = never_ending()
    uri = mock.create_import()
    mock.sync(uri)
    mock.clock.move(3600)
    assert mock.call("PUT", uri, IMPORT).status_code == 200


def test_a_sync_of_one_definition_does_not_block_another() -> None:
    """In use is the definition of the sync alone, not another one with the same number."""
    mock = never_ending()
    mock.sync(mock.create_import())
    assert mock.call("PUT", mock.create_linkage(), LINKAGE).status_code == 200


def test_deleting_a_definition_in_use_ends_its_sync_in_error() -> None:
    """DELETE answers 204 also while a sync runs; the sync ends `error` with ELQ-00143 and nothing is applied."""
    mock = never_ending()
    uri = mock.create_import()
    sync = mock.run(uri, [ROW])
    assert mock.call("DELETE", uri).status_code == 204
    assert mock.status(sync) == "error"
    assert mock.logs(sync) == [("ELQ-00143", 0)]
    assert mock.records() == []


def test_clearing_the_data_of_a_definition_in_use_is_409() -> None:
    """CONFIRMED (24B): deleting data while a sync uses it answers `409 There was a conflict.`."""
    mock = never_ending()
    uri = mock.create_import()
    mock.sync(uri)
    assert mock.call("DELETE", f"{uri}/data").status == "409 There was a conflict."


def test_clearing_data_drops_what_is_staged(mock: InProcess) -> None:
    """DELETE on `/data` empties the staging area."""
    uri = mock.create_import()
    mock.upload(uri, [ROW])
    assert mock.call("DELETE", f"{uri}/data").status_code == 204
    assert staged_rows(mock, uri) == 0


def test_uploading_to_a_definition_in_use_is_staged_for_the_next_sync() -> None:
    """An upload during a sync is neither refused nor taken by it."""
    mock = never_ending()
    uri = mock.create_import()
    first = mock.run(uri, [ROW])
    mock.upload(uri, [ROW, ROW])
    second = mock.sync(uri)
    mock.clock.move(7200)
    assert [mock.logs(sync)[0][1] for sync in (first, second)] == [1, 2]


def test_a_deleted_definition_is_gone_from_the_lists(mock: InProcess) -> None:
    """After a DELETE neither its own list nor `/imports` shows it."""
    uri = mock.create_import()
    kept = mock.create_linkage()
    mock.call("DELETE", uri)
    assert mock.get(IMPORTS)["items"] == []
    assert [item["uri"] for item in mock.get("/imports")["items"]] == [kept]


def test_rejects_and_logs_outlive_the_definition(mock: InProcess) -> None:
    """OBSERVED: a client deletes the definition and reads the rejects afterwards."""
    uri = mock.create_import()
    sync = mock.run(uri, [{}])
    before = mock.rejects(sync), mock.logs(sync)
    mock.call("DELETE", uri)
    assert (mock.rejects(sync), mock.logs(sync)) == before
    assert before[0] == [(1, "ELQ-00059")]


def test_the_imports_list_holds_both_kinds(mock: InProcess) -> None:
    """CONFIRMED: `GET /imports` lists definitions of all entities together."""
    uris = {mock.create_import(), mock.create_linkage()}
    assert {item["uri"] for item in mock.get("/imports")["items"]} == uris


def test_a_list_shows_a_definition_as_it_shows_itself(mock: InProcess) -> None:
    """An item of a list is what GET of its uri answers."""
    uri = mock.create_import(updateRule="always")
    assert mock.get(IMPORTS)["items"] == mock.get("/imports")["items"] == [mock.get(uri)]


def test_auto_delete_removes_the_definition_on_the_sites_clock(mock: InProcess) -> None:
    """CONFIRMED: a definition is deleted `autoDeleteDuration` after its creation, and not before."""
    uri = mock.create_import(autoDeleteDuration="PT2H")
    mock.clock.move(7199)
    assert mock.call("GET", uri).status_code == 200
    mock.clock.move(1)
    assert mock.call("GET", uri).status_code == 404


def test_staged_data_ages_by_the_retention(mock: InProcess) -> None:
    """Each upload is dropped when it is as old as `dataRetentionDuration`."""
    uri = mock.create_import(dataRetentionDuration="PT1H")
    mock.upload(uri, [ROW])
    mock.clock.move(1800)
    mock.upload(uri, [ROW, ROW])
    mock.clock.move(1800)
    assert staged_rows(mock, uri) == 2


@pytest.mark.parametrize("path", [IMPORTS, LINKAGES])
def test_the_two_kinds_do_not_see_each_other(mock: InProcess, path: str) -> None:
    """A linkage is no import under `/opportunities/imports`, nor the other way round."""
    other = LINKAGES if path == IMPORTS else IMPORTS
    mock.create(path, IMPORT if path == IMPORTS else LINKAGE)
    assert mock.call("GET", f"{other}/1").status_code == 404


def test_a_definition_is_echoed_as_text_and_not_resolved(mock: InProcess) -> None:
    """Statements come back as they were sent."""
    assert mock.get(mock.create_import())["fields"] == OPPORTUNITY_FIELDS
