"""Large syncs run beside the request that set them off: atomic to a reader, and overtaken by DELETE and reset."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from mock_server.settings import Settings
from mock_server.tests.engine.rows import Gate, row, rows
from mock_server.tests.in_process import InProcess, site_of

BESIDE = Settings(rows_beside=1)


@pytest.fixture
def mock() -> InProcess:
    return InProcess(settings=BESIDE)


def settle(mock: InProcess) -> None:
    """Returns when nothing runs beside."""
    mock.control("POST", f"/sites/{mock.site}/clock/advance", {"seconds": 0})


def test_a_reader_sees_nothing_or_all(mock: InProcess, gate: Gate) -> None:
    """While a large sync is at work a reader gets answers, and they show nothing of it; afterwards all of it."""
    sync = mock.run(mock.create_import(), rows(1, 50))
    assert gate.reached.wait(10)
    assert (mock.status(sync), mock.records(), mock.logs(sync), mock.rejects(sync)) == ("active", [], [], [])
    gate.open.set()
    settle(mock)
    assert (mock.status(sync), len(mock.records())) == ("success", 50)


def test_readers_never_see_half(mock: InProcess) -> None:
    """Readers who look all the time see, of every large sync, no record or all its records, updates included."""
    uri = mock.create_import()
    halves: list[tuple[int, set[str]]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            records = mock.records()
            names = {record["fields"]["OpportunityName"] for record in records}
            if len(names) > 1 or len(records) not in (0, 200):
                halves.append((len(records), names))

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(8):
        mock.run(uri, rows(1, 200, f"turn {turn}"))
        settle(mock)
    done.set()
    reader.join()
    assert halves == []


def test_delete_discards_a_running_sync(mock: InProcess, gate: Gate) -> None:
    """A definition deleted while its large sync is at work: ELQ-00143, and the plan is thrown away.
    [definition-in-use]"""
    uri = mock.create_import()
    sync = mock.run(uri, rows(1, 50))
    waiting = mock.run(uri, rows(51, 60))
    assert gate.reached.wait(10)
    assert mock.call("DELETE", uri).status_code == 204
    assert [mock.status(sync), mock.status(waiting)] == ["error", "error"]
    gate.open.set()
    settle(mock)
    assert mock.records() == []
    assert [mock.logs(s) for s in (sync, waiting)] == [[("ELQ-00143", 0)]] * 2


@pytest.mark.parametrize("to", ["", "?to=empty"])
def test_reset_discards_a_running_sync(mock: InProcess, gate: Gate, to: str) -> None:
    """A site reset while a large sync is at work: nothing of it reaches the new state, whose syncs run."""
    mock.run(mock.create_import(), rows(1, 50))
    assert gate.reached.wait(10)
    mock.control("POST", f"/sites/TestCompany/reset{to}")
    assert mock.get("/syncs")["items"] == []
    assert mock.status(mock.run(mock.create_linkage(), [{"Opp": "1", "Source": "x"}])) == "warning"
    gate.open.set()
    settle(mock)
    assert mock.records() == []
    assert len(mock.get("/syncs")["items"]) == 1


def test_syncs_of_one_site_run_one_after_the_other(mock: InProcess, gate: Gate) -> None:
    """While one runs beside, a sync of another definition waits, and sees what the first one made."""
    mock.run(mock.create_import(), rows(1, 50))
    assert gate.reached.wait(10)
    linkage = mock.run(mock.create_linkage(), [{"Opp": "7", "Source": "carol.chen@globex.example"}])
    assert mock.status(linkage) == "active"
    gate.open.set()
    settle(mock)
    assert mock.status(linkage) == "success"
    assert mock.links() == {("7", 5)}


def test_a_large_sync_of_one_site_delays_no_other(gate: Gate) -> None:
    """Another site answers, imports and links while a large sync of this one is at work."""
    mock = InProcess("small_b2b", "ambiguous_matches", settings=BESIDE)
    mock.run(mock.create_import(), rows(1, 50))
    assert gate.reached.wait(10)
    before = len(mock.records(site="AmbiguousCompany"))
    linkage = {
        "name": "linkage",
        "fields": {"Source": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "Opp": "{{Opportunity.Id}}"},
        "linkOpportunitiesEntityType": "Contact",
        "linkOpportunitiesMatchFieldName": "Opp",
        "linkOpportunitiesSourceField": "Source",
    }
    site = "AmbiguousCompany"
    uri = mock.call("POST", "/opportunities/contacts/imports", linkage, site=site).json["uri"]  # type: ignore[index]
    mock.call("POST", f"{uri}/data", [{"Opp": "007", "Source": "taro@nihon.example"}], site=site)
    mock.call("POST", "/syncs", {"syncedInstanceUri": uri}, site=site)
    assert mock.get("/syncs/1", site=site)["status"] == "success"
    assert ("007", 11) in mock.links(site)
    assert len(mock.records(site=site)) == before
    gate.open.set()


def test_what_falls_due_waits_for_a_running_sync(gate: Gate) -> None:
    """What fell due after a sync happens after it: a definition that deletes itself after an hour does not undo
    its sync, which ended after ten minutes, only because that took long to apply."""
    site = site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 600}})
    mock = InProcess(site, settings=BESIDE)
    uri = mock.create_import(autoDeleteDuration="PT1H")
    sync = mock.run(uri, rows(1, 50))
    mock.clock.move(7200)
    assert mock.status(sync) == "active"
    assert gate.reached.wait(10)
    gate.open.set()
    settle(mock)
    assert mock.status(sync) == "success"
    assert mock.call("GET", uri).status_code == 404
    assert len(mock.records()) == 50


def test_advancing_the_clock_waits_for_large_syncs() -> None:
    """clock/advance answers when all that fell due on the way is done, large syncs included, each at its own time."""
    site = site_of({"opportunityStages": ["Prospecting"], "pace": {"seconds": 600}})
    mock = InProcess(site, settings=BESIDE)
    uri = mock.create_import(autoDeleteDuration="PT1H")
    first, second = mock.run(uri, rows(1, 50)), mock.run(uri, rows(40, 90))
    answer = mock.control("POST", "/sites/TestCompany/clock/advance", {"seconds": 7200})
    assert answer == {"now": "2018-02-15T17:25:32.4730364Z"}
    seen: list[dict[str, Any]] = [mock.get(sync) for sync in (first, second)]
    assert [s["status"] for s in seen] == ["success", "success"]
    assert [s["syncEndedAt"][11:16] for s in seen] == ["15:35", "15:45"]
    assert mock.call("GET", uri).status_code == 404


def test_a_row_more_makes_it_large(gate: Gate) -> None:
    """A sync runs beside from one row more than `rows_beside` on, counted over all its uploads."""
    mock = InProcess(settings=Settings(rows_beside=3))
    gate.open.set()
    uri = mock.create_import()
    threads: list[str] = []
    plan = gate._plan

    def note(*args: Any) -> Any:
        threads.append(threading.current_thread().name)
        return plan(*args)

    gate._plan = note
    mock.run(uri, rows(1, 3))
    mock.upload(uri, rows(1, 3))
    mock.run(uri, [row(4)])
    settle(mock)
    here = threading.current_thread().name
    assert threads[0] == here
    assert threads[1] != here
