"""A fault of the mock itself, or a definition that no longer holds: the sync ends, the site stays whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from mock_server.clock import ManualClock
from mock_server.domain import merging
from mock_server.domain.definitions import IMPORT_OPPORTUNITIES
from mock_server.domain.errors import ValidationFailed
from mock_server.domain.uploads import Upload
from mock_server.engine import definitions, effects, staging, syncs
from mock_server.engine.running import Running
from mock_server.engine.visits import Visit
from mock_server.settings import Settings
from mock_server.store.sites import Sites
from mock_server.tests.engine.rows import row, rows
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The handler of a row crashes at the row whose name is `crash`."""
    fill = merging._Step.fill

    def crash(self: merging._Step, rule: str, text: str | None, stored: str) -> Any:
        if text == "crash":
            raise RuntimeError("a planted fault")
        return fill(self, rule, text, stored)

    monkeypatch.setattr(merging._Step, "fill", crash)
    monkeypatch.setattr(merging, "keeps_all", lambda *_: False)  # so that every value is filled in
    return monkeypatch


@pytest.mark.usefixtures("crashing")
@pytest.mark.parametrize("settings", [Settings(), Settings(rows_beside=1)], ids=["here", "beside"])
def test_a_crash_leaves_the_site_as_it_was(settings: Settings) -> None:
    """A crash of a row handler, after many rows went well, leaves every record as it was and ends the sync in `error`,
    logged ELQ-00107, without rejects. [sync-crash]"""
    mock = InProcess(settings=settings)
    uri = mock.create_import()
    mock.run(uri, rows(1, 3, "before"))
    mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 1})
    before = mock.records()
    sync = mock.run(uri, [*rows(1, 9, "after"), row(10, "crash")])
    mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 0})
    assert mock.status(sync) == "error"
    assert mock.logs(sync) == [("ELQ-00107", 0)]
    assert mock.rejects(sync) == []
    assert mock.records() == before


def test_a_crash_does_not_stop_the_site(crashing: pytest.MonkeyPatch) -> None:
    """After a crash the site goes on: what the sync took is staged again, and the next sync applies it.
    [sync-crash]"""
    mock = InProcess()
    uri = mock.create_import()
    mock.run(uri, [row(1), row(2, "crash")])
    crashing.undo()
    assert mock.status(mock.sync(uri)) == "success"
    assert len(mock.records()) == 2


@pytest.mark.usefixtures("crashing")
def test_what_expired_during_a_crashed_sync_is_gone() -> None:
    """What a crashed sync had taken goes back without what expired meanwhile. [sync-crash] [upload-ages]"""
    site = site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 7200}})
    mock = InProcess(site)
    uri = mock.create_import(dataRetentionDuration="PT1H")
    sync = mock.run(uri, [row(1, "crash")])
    mock.clock.move(7200)
    assert mock.status(sync) == "error"
    again = mock.sync(uri)
    mock.clock.move(7200)
    assert mock.logs(again)[0] == ("ELQ-00130", 0)


def test_without_threads_a_large_sync_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system gives no thread for a large sync it runs all the same, and the site is not left waiting."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    mock = InProcess(settings=Settings(rows_beside=1))
    uri = mock.create_import()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        sync = mock.run(uri, rows(1, 9))
    assert mock.status(sync) == "success"


def test_a_fault_while_applying_does_not_hold_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a fault while a plan is applied does not leave the site waiting for a sync that will never end."""
    mock = InProcess()
    with monkeypatch.context() as patched:
        patched.setattr(effects, "apply_plan", lambda *_: 1 / 0)
        uri = mock.create_import()
        mock.upload(uri, [row(1)])
        sync = mock.sync(uri)
    assert mock.status(sync) == "error"
    assert mock.status(mock.run(mock.create_import(), [row(2)])) == "success"


def test_a_definition_that_no_longer_holds_is_refused() -> None:
    """POST /syncs checks the definition again: where a priority or a field that it names is gone, 400 with failures,
    no sync is made, and what is staged stays."""
    site = site_of({"opportunityStages": ["Prospecting"], "importPriorities": [{"id": 1, "name": "High"}]})
    visit = Visit(Sites(ManualClock()).add(site), "test.user")
    runs = Running(lambda *_: None)
    sent = {
        "name": "import",
        "fields": OPPORTUNITY_FIELDS,
        "identifierFieldName": "OpportunityID",
        "importPriorityUri": "/imports/priorities/1",
    }
    definition = definitions.create_definition(visit, IMPORT_OPPORTUNITIES, sent, [], runs)
    staging.stage_upload(visit, IMPORT_OPPORTUNITIES, 1, Upload.of([row(1)]), runs)
    visit.state.description = replace(site, priorities=())
    with pytest.raises(ValidationFailed) as refused:
        syncs.create_sync(visit, definition.uri, None, runs, lambda *_: None)
    assert [failure.field for failure in refused.value.failures] == ["importPriorityUri"]
    assert syncs.list_syncs(visit) == []
    visit.state.description = site
    syncs.create_sync(visit, definition.uri, None, runs, lambda *_: None)
    assert len(visit.state.records.tables["opportunities"]) == 1
