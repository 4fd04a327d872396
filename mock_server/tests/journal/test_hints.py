"""Hints: what usually is a mistake is said in the journal and in the log, never in an answer."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, basic, site_of

SITE = "/sites/TestCompany"
ROW = {"OpportunityID": "1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "5"}


def last_hint(mock: InProcess) -> Any:
    return mock.control("GET", f"{SITE}/journal")["items"][-1]["hint"]


def test_what_is_right_has_no_hint(mock: InProcess) -> None:
    """A client that does everything right is told nothing."""
    mock.status(mock.run(mock.create_import(), [ROW]))
    assert {entry["hint"] for entry in mock.control("GET", f"{SITE}/journal")["items"]} == {None}


def test_a_wrong_statement(mock: InProcess) -> None:
    """A statement that names nothing: the one that was probably meant."""
    fields = {**OPPORTUNITY_FIELDS, "Stage": "{{Opportunity.Field(stages)}}"}
    mock.call("POST", "/opportunities/imports", {"name": "i", "fields": fields, "identifierFieldName": "OpportunityID"})
    assert last_hint(mock) == "{{Opportunity.Field(stages)}} names nothing here; {{Opportunity.Field(Stage)}} does."


def test_a_sync_that_is_not_there(mock: InProcess) -> None:
    """Polling a sync there is not: whether there are any."""
    mock.call("GET", "/syncs/7")
    assert "none was created" in last_hint(mock)
    mock.sync(mock.create_import())
    mock.call("GET", "/syncs/7/logs")
    assert last_hint(mock) == "There is no sync 7: the last one is /syncs/1."


def test_rows_that_were_never_synced(mock: InProcess) -> None:
    """Deleting a definition, or its data, with rows that no sync took."""
    uri = mock.create_import()
    mock.upload(uri, [ROW])
    mock.call("DELETE", f"{uri}/data")
    assert last_hint(mock) == "1 rows were uploaded and never synced: they are cleared."
    mock.upload(uri, [ROW, ROW])
    mock.call("DELETE", uri)
    assert last_hint(mock) == "2 rows were uploaded and never synced: they are deleted with its definition."


def test_a_sync_of_nothing(mock: InProcess) -> None:
    """A sync that finds nothing staged."""
    mock.sync(mock.create_import())
    assert "upload its rows before" in last_hint(mock)


def test_an_upload_that_comes_too_late() -> None:
    """Rows for a definition whose sync has taken what there was."""
    mock = InProcess(site_of({"pace": {"seconds": 60}, "opportunityStages": ["Prospecting"]}))
    uri = mock.create_import()
    sync = mock.run(uri, [ROW])
    mock.upload(uri, [ROW])
    assert last_hint(mock) == f"{sync} of this definition is under way: these rows wait for another sync."


def test_wrong_credentials(mock: InProcess) -> None:
    """A wrong password for a site there is."""
    mock.raw("GET", "/api/bulk/2.0/syncs", headers={"Authorization": basic("TestCompany", password="wrong")})
    assert "TestCompany is here" in last_hint(mock)


def test_each_call_in_one_line(mock: InProcess, caplog: pytest.LogCaptureFixture) -> None:
    """With the log of calls on, each is one line with verb, path, status, sizes, user and hint, without secrets."""
    with caplog.at_level(logging.INFO, "mock_server.calls"):
        mock.raw("GET", "/api/bulk/2.0/syncs/7?password=hush", headers={"Authorization": basic("TestCompany")})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "mock_server.calls"]
    assert line.startswith("GET /api/bulk/2.0/syncs/7?password=secret-")
    assert " 404 in " in line
    assert "0 B for 0 B, TestCompany\\test.user [hint: There is no sync 7" in line
    assert "\n" not in line
    assert "hush" not in line
