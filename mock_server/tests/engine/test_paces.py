"""How a sync goes in time: the three paces of a site, and what a reader sees of each."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.syncs import TRANSITIONS, Status, Sync
from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import InProcess, site_of

PACES: list[Any] = ["immediate", {"polls": 0}, {"polls": 1}, {"polls": 3}, {"seconds": 0}, {"seconds": 5}]


def paced(pace: Any) -> InProcess:
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": pace}))


@pytest.mark.parametrize("pace", PACES, ids=str)
def test_post_shows_pending(pace: Any) -> None:
    """The answer to POST /syncs is `pending` at every pace, without times. [pace]"""
    mock = paced(pace)
    uri = mock.create_import()
    mock.upload(uri, [row(1)])
    answer = mock.call("POST", "/syncs", {"syncedInstanceUri": uri}).json
    assert answer is not None
    assert list(answer) == ["syncedInstanceUri", "status", "createdAt", "createdBy", "uri"]
    assert answer["status"] == "pending"


def test_immediate_is_final_at_the_first_look() -> None:
    """At the pace `immediate` the first GET after the POST shows the sync ended. [pace]"""
    mock = paced("immediate")
    assert mock.status(mock.run(mock.create_import(), [row(1)])) == "success"


@pytest.mark.parametrize(
    ("polls", "seen"),
    [
        (0, ["success", "success"]),
        (1, ["pending", "success"]),
        (2, ["pending", "active", "success"]),
        (4, ["pending", "active", "active", "active", "success", "success"]),
    ],
)
def test_polls_counts_the_gets(polls: int, seen: list[str]) -> None:
    """At `{"polls": n}` the first n GETs show the sync unfinished, first `pending`, then `active`; the next one
    shows it final. [pace]"""
    mock = paced({"polls": polls})
    sync = mock.run(mock.create_import(), [row(1)])
    assert [mock.status(sync) for _ in seen] == seen


def test_polls_counts_only_gets_of_the_sync() -> None:
    """Lists, logs, rejects and other syncs do not move a sync at a pace of polls. [pace]"""
    mock = paced({"polls": 1})
    first, second = (mock.run(mock.create_import(), [row(1)]) for _ in range(2))
    for path in ("/syncs", f"{first}/logs", f"{first}/rejects", second, second, second):
        mock.get(path)
    assert [mock.status(first), mock.status(first)] == ["pending", "success"]


def test_polls_ignores_the_clock() -> None:
    """At a pace of polls the clock moves nothing. [pace]"""
    mock = paced({"polls": 2})
    sync = mock.run(mock.create_import(), [row(1)])
    mock.clock.move(86_400)
    assert mock.status(sync) == "pending"


def test_a_large_sync_keeps_to_its_polls() -> None:
    """The GET after the n-th shows a sync of any size final: at a pace of polls nothing runs beside. [pace]"""
    from mock_server.settings import Settings

    site = site_of({"opportunityStages": ["Prospecting"], "pace": {"polls": 1}})
    mock = InProcess(site, settings=Settings(rows_beside=1))
    sync = mock.run(mock.create_import(), [row(n) for n in range(500)])
    assert [mock.status(sync), mock.status(sync)] == ["pending", "success"]


def test_seconds_counts_from_the_post() -> None:
    """At `{"seconds": n}` a sync is `active` at once and final n seconds after its POST, not sooner. [pace]"""
    mock = paced({"seconds": 5})
    sync = mock.run(mock.create_import(), [row(1)])
    seen = [mock.status(sync)]
    for step in (4.9999999, 0.0000001):
        mock.clock.move(step)
        seen.append(mock.status(sync))
    assert seen == ["active", "active", "success"]


def test_seconds_ignores_the_polls() -> None:
    """At a pace of seconds looking changes nothing. [pace]"""
    mock = paced({"seconds": 5})
    sync = mock.run(mock.create_import(), [row(1)])
    assert {mock.status(sync) for _ in range(20)} == {"active"}


def test_times_appear_with_the_states() -> None:
    """No time while pending, `syncStartedAt` while active, both when final. [sync-times-appear]"""
    mock = paced({"polls": 2})
    sync = mock.run(mock.create_import(), [row(1)])
    seen = [{"syncStartedAt", "syncEndedAt"} & mock.get(sync).keys() for _ in range(3)]
    assert seen == [set(), {"syncStartedAt"}, {"syncStartedAt", "syncEndedAt"}]


def test_an_end_nobody_saw_has_its_own_time() -> None:
    """A sync that ended by the clock ended at its moment, however much later somebody looks. [sync-times-appear]"""
    mock = paced({"seconds": 5})
    sync = mock.run(mock.create_import(), [row(1)])
    mock.clock.move(3600)
    seen = mock.get(sync)
    assert (seen["syncStartedAt"], seen["syncEndedAt"]) == (
        "2018-02-15T15:25:32.4730000Z",
        "2018-02-15T15:25:37.4730000Z",
    )


def test_final_states_lead_nowhere() -> None:
    """Status never goes back: every step that the table of states does not have is refused."""
    for status in Status:
        for step in set(Status) - TRANSITIONS[status]:
            sync = Sync(1, "/opportunities/imports/1", 0, "test.user", status=status)
            with pytest.raises(ValueError, match="does not go"):
                sync.move(step, 1)


@pytest.mark.parametrize("pace", PACES, ids=str)
def test_status_never_goes_back(pace: Any) -> None:
    """Seen from outside the states come in the order pending, active, final, and the final one stays."""
    order = {"pending": 0, "active": 1, "success": 2}
    mock = paced(pace)
    sync = mock.run(mock.create_import(), [row(1)])
    seen = []
    for _ in range(8):
        seen.append(order[mock.status(sync)])
        mock.clock.move(1)
    assert seen == sorted(seen)
    assert seen[-1] == 2


@pytest.mark.parametrize("number", ["0", "01", "9" * 19, "9" * 5000, "٣", "-1", "1.0", " 1", "1/", ""])
def test_what_names_no_definition_cannot_be_synced(number: str) -> None:
    """A `syncedInstanceUri` that is no definition's uri, of whatever length, answers 400 and names the property."""
    mock = paced("immediate")
    mock.create_import()
    answer = mock.call("POST", "/syncs", {"syncedInstanceUri": f"/opportunities/imports/{number}"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == ["syncedInstanceUri"]
