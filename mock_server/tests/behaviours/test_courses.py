"""The course of a sync as data: its stages, where it is held, how it ends, and the account of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from werkzeug.test import Client

from mock_server.app import create_app
from mock_server.settings import Settings
from mock_server.site_files import load_site_file
from mock_server.tests.behaviours.coursing import ROWS, SITE, accounts, ids, plan, polls, release
from mock_server.tests.in_process import InProcess, site_of


def started(mock: InProcess, rows: Any = ROWS, **changes: Any) -> str:
    """An opportunity import under way: the uri of its sync."""
    return mock.run(mock.create_import(**changes), rows)


@pytest.mark.parametrize(
    ("course", "shown"),
    [
        ({}, ["success"]),
        ({"pendingPolls": 2}, ["pending", "pending", "success"]),
        ({"activePolls": 2}, ["active", "active", "success"]),
        ({"pendingPolls": 1, "activePolls": 2}, ["pending", "active", "active", "success"]),
        ({"pendingPolls": 0, "activePolls": 0}, ["success"]),
        ({"pendingPolls": 1, "end": "error"}, ["pending", "error"]),
        ({"end": "error"}, ["error"]),
        ({"end": "never", "pendingPolls": 1}, ["pending", "active", "active", "active"]),
    ],
)
def test_polls_move_a_sync(mock: InProcess, course: dict[str, Any], shown: list[str]) -> None:
    """Each stage is shown by as many GETs as planned; then the next one follows, the last for good."""
    plan(mock, **course)
    sync = started(mock)
    assert polls(mock, sync, len(shown) + 1) == [*shown, shown[-1]]


def test_looking_elsewhere_moves_nothing(mock: InProcess) -> None:
    """Only GETs of the sync itself are polls: lists, logs and rejects are none."""
    plan(mock, pendingPolls=1)
    sync = started(mock)
    for path in ("/syncs", f"{sync}/logs", f"{sync}/rejects"):
        mock.get(path)
    assert polls(mock, sync, 2) == ["pending", "success"]


def test_seconds_move_a_sync_by_the_sites_clock(mock: InProcess) -> None:
    """Stages in seconds end at their moment, polled or not, and the sync's times tell them."""
    plan(mock, pendingSeconds=10, activeSeconds=30)
    sync = started(mock)
    assert polls(mock, sync, 5) == ["pending"] * 5
    mock.clock.move(10)
    assert mock.status(sync) == "active"
    mock.clock.move(29.5)
    assert mock.status(sync) == "active"
    assert ids(mock) == []
    mock.clock.move(0.5)
    assert mock.status(sync) == "success"
    shown = mock.get(sync)
    moment = [shown[name][14:19] for name in ("createdAt", "syncStartedAt", "syncEndedAt")]
    assert moment == ["25:32", "25:42", "26:12"]


def test_polls_and_seconds_mix(mock: InProcess) -> None:
    """A stage of polls may be followed by one of seconds, and the other way round."""
    plan(mock, pendingPolls=1, activeSeconds=5)
    sync = started(mock)
    assert polls(mock, sync, 3) == ["pending", "active", "active"]
    mock.clock.move(5)
    assert mock.status(sync) == "success"


@pytest.mark.parametrize("pace", [{"polls": 5}, {"seconds": 100}])
def test_a_course_overrides_the_pace(pace: dict[str, int]) -> None:
    """A site that takes its time does not for a sync with a course, and does again for the next one."""
    mock = InProcess(site_of({"pace": pace, "opportunityStages": ["Prospecting"]}))
    plan(mock, pendingSeconds=1, activePolls=1)
    sync = started(mock)
    assert polls(mock, sync, 3) == ["pending"] * 3
    mock.clock.move(1)
    assert polls(mock, sync, 2) == ["active", "success"]
    assert polls(mock, started(mock), 2)[1] == "active"


def test_a_sync_that_ends_in_error_has_done_nothing(mock: InProcess) -> None:
    """No row is applied, one log entry says that it failed, there are no rejects, and the next sync takes the data."""
    plan(mock, end="error", activePolls=1)
    uri = mock.create_import()
    sync = mock.run(uri, ROWS)
    assert polls(mock, sync, 2) == ["active", "error"]
    assert (ids(mock), mock.logs(sync), mock.rejects(sync)) == ([], [("ELQ-00107", 0)], [])
    mock.upload(uri, [{**ROWS[0], "OpportunityID": "later"}])
    again = mock.sync(uri)
    assert mock.status(again) == "success"
    assert ids(mock) == [*(row["OpportunityID"] for row in ROWS), "later"]


def test_a_failed_export_gives_no_data(mock: InProcess) -> None:
    """An export that ends in error says so, and has no data."""
    plan(mock, end="error")
    sync = mock.sync(mock.create_export("contacts", {"a": "{{Contact.Field(C_EmailAddress)}}"}))
    assert mock.status(sync) == "error"
    assert mock.call("GET", f"{sync}/data").status_code == 404
    assert mock.get(f"{sync}/logs")["items"][0]["message"] == "There was an error processing the export."


def test_a_barrier_holds_until_it_is_released(mock: InProcess) -> None:
    """A held sync stays active however often it is asked; released, it ends before the release is answered."""
    plan(mock, heldAt="gate", pendingPolls=1)
    sync = started(mock)
    assert polls(mock, sync, 4) == ["pending", "active", "active", "active"]
    assert mock.control("GET", f"{SITE}/barriers")["items"] == [{"name": "gate", "open": False, "held": [sync]}]
    assert release(mock, "gate") == {"name": "gate", "released": [sync]}
    assert ids(mock) == [row["OpportunityID"] for row in ROWS]
    assert mock.status(sync) == "success"
    assert mock.control("GET", f"{SITE}/barriers")["items"] == [{"name": "gate", "open": True, "held": []}]


def test_a_large_held_sync_has_ended_when_its_release_is_answered() -> None:
    """A release waits for syncs that run beside their request: what is asked next finds them ended and applied."""
    mock = InProcess(settings=Settings(rows_beside=2))
    plan(mock, heldAt="gate", times=2)
    syncs = [started(mock), started(mock)]
    assert release(mock, "gate")["released"] == syncs
    assert {item["status"] for item in mock.get("/syncs")["items"]} == {"success"}
    assert len(ids(mock)) == 6


def test_an_open_barrier_holds_nobody(mock: InProcess) -> None:
    """A barrier that was released before a sync comes to it lets it pass."""
    plan(mock, heldAt="gate", times=2, end="error")
    assert release(mock, "gate") == {"name": "gate", "released": []}
    assert mock.status(started(mock)) == "error"


def test_barriers_are_apart_and_known(mock: InProcess) -> None:
    """A release lets those of its own name go, and a name that no course named is a 404."""
    plan(mock, heldAt="one")
    plan(mock, heldAt="two")
    first, second = started(mock), started(mock)
    assert release(mock, "two")["released"] == [second]
    assert (mock.status(first), mock.status(second)) == ("active", "success")
    assert mock.raw("POST", f"/_mock{SITE}/barriers/three/release").status_code == 404


def test_two_syncs_end_out_of_order(mock: InProcess) -> None:
    """Syncs of different definitions end as their courses say, whichever began first."""
    first, second = mock.create_import(name="first"), mock.create_import(name="second")
    plan(mock, definition=first, activePolls=3)
    plan(mock, definition=second, activePolls=1)
    one, two = mock.run(first, ROWS[:3]), mock.run(second, ROWS[3:])
    assert [(mock.status(one), mock.status(two)) for _ in range(4)] == [
        ("active", "active"),
        ("active", "success"),
        ("active", "success"),
        ("success", "success"),
    ]
    assert ids(mock) == ["3", "4", "5", "0", "1", "2"]


def test_a_second_sync_of_a_definition_waits_for_the_first(mock: InProcess) -> None:
    """A sync behind a held one of the same definition is pending, and its course begins with its turn."""
    plan(mock, heldAt="gate")
    plan(mock, pendingPolls=1)
    uri = mock.create_import()
    first = mock.run(uri, ROWS[:3])
    second = mock.run(uri, ROWS[3:])
    assert polls(mock, second, 3) == ["pending"] * 3
    release(mock, "gate")
    assert mock.status(first) == "success"
    assert polls(mock, second, 2) == ["pending", "success"]
    assert len(ids(mock)) == 6


def test_which_syncs_take_a_course(mock: InProcess) -> None:
    """By the definition's uri, after those that are skipped, as often as planned; all of it in the account."""
    plan(mock, definition="/opportunities/imports/*", skip=1, times=1, end="error", optional=True)
    plan(mock, definition="/contacts/*", end="error")
    got = [mock.status(started(mock)) for _ in range(3)]
    assert got == ["success", "error", "success"]
    assert accounts(mock) == [(2, 1, True), (0, 0, False)]
    assert [c["optional"] for c in mock.control("GET", f"{SITE}/courses")["items"]] == [True, False]


def test_a_triggered_sync_takes_a_course(mock: InProcess) -> None:
    """A sync that an upload sets off goes as planned, like any other."""
    plan(mock, end="error")
    uri = mock.create_import(isSyncTriggeredOnImport=True)
    answer = mock.call("POST", f"{uri}/data", ROWS)
    assert answer.json is not None
    assert mock.status(answer.json["uri"]) == "error"


def test_courses_are_the_sites_own() -> None:
    """Another site's syncs meet no course of this one."""
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"]}), site_of({"name": "Other"}))
    mock.control("POST", "/sites/Other/courses", {"end": "error", "times": "always"})
    assert mock.status(started(mock)) == "success"
    assert mock.control("GET", "/sites/Other/courses")["items"][0]["met"] == 0


def test_forgetting_courses_leaves_those_under_way(mock: InProcess) -> None:
    """After DELETE no further sync takes a course; one that is held can still be released. A reset forgets all."""
    plan(mock, heldAt="gate", times="always")
    held = started(mock)
    mock.control("DELETE", f"{SITE}/courses")
    assert accounts(mock) == []
    assert mock.status(started(mock)) == "success"
    assert release(mock, "gate")["released"] == [held]
    mock.control("POST", f"{SITE}/reset")
    assert mock.control("GET", f"{SITE}/barriers")["items"] == []


def test_a_deleted_definition_ends_a_held_sync(mock: InProcess) -> None:
    """Deleting the definition ends its held sync in error, as ever; a later release finds nothing to end."""
    plan(mock, heldAt="gate")
    uri = mock.create_import()
    sync = mock.run(uri, ROWS)
    assert mock.call("DELETE", uri).status_code == 204
    assert mock.status(sync) == "error"
    assert release(mock, "gate")["released"] == []
    assert (ids(mock), mock.logs(sync)) == ([], [("ELQ-00143", 0)])


def test_a_definition_in_use_stays_in_use(mock: InProcess) -> None:
    """While a course keeps its sync unfinished, a definition refuses a PUT, and uploads wait for the next sync."""
    plan(mock, end="never")
    uri = mock.create_import()
    mock.run(uri, ROWS[:1])
    assert mock.call("PUT", uri, {}).status_code == 409
    assert mock.call("DELETE", f"{uri}/data").status_code == 409
    mock.upload(uri, ROWS[1:])


EMAIL = {"a": "{{Contact.Field(C_EmailAddress)}}"}


@pytest.mark.parametrize("of", ["sync", "definition"])
def test_data_may_be_visible_later_than_the_success(mock: InProcess, of: str) -> None:
    """Of an export that has ended so many requests for data find none, as before its end; then it is there."""
    plan(mock, visibleAfterPolls=2)
    uri = mock.create_export("contacts", EMAIL)
    sync = mock.sync(uri)
    assert mock.status(sync) == "success"
    path = f"{sync}/data" if of == "sync" else f"{uri}/data"
    assert [mock.call("GET", path).status_code for _ in range(4)] == [404, 404, 200, 200]
    assert mock.get(path)["items"]


def test_what_an_import_wrote_may_be_visible_later_than_the_success(mock: InProcess) -> None:
    """So many lists of its records show none of it, though its log and rejects are there; then all of it is."""
    plan(mock, visibleAfterPolls=2, reject={"rows": [0], "code": "ELQ-00040"})
    sync = started(mock)
    assert len(mock.get(f"{sync}/rejects")["items"]) == 1
    assert [len(ids(mock)) for _ in range(4)] == [0, 0, len(ROWS) - 1, len(ROWS) - 1]
    assert mock.status(sync) == "warning"
    assert accounts(mock) == [(1, 1, True)]


def test_polls_after_the_end_look_for_the_records_too(mock: InProcess) -> None:
    """A client that asks for the sync a few times more waits for them; the GET that shows the end does not count."""
    plan(mock, pendingPolls=1, visibleAfterPolls=2)
    sync = started(mock)
    assert polls(mock, sync, 5) == ["pending", "success", "success", "success", "success"]
    assert len(ids(mock)) == len(ROWS)


def test_who_links_at_once_does_not_find_what_is_not_visible_yet(mock: InProcess) -> None:
    """The sync of a linkage is a look like any other: its rows are rejected, and a later one finds them."""
    plan(mock, definition="/opportunities/imports/*", visibleAfterPolls=1)
    started(mock)
    linkage = mock.create_linkage(linkOpportunitiesMultipleSourceMatches=True)
    rows = [{"Source": "contact1@abccompany.com", "Opp": ROWS[0]["OpportunityID"]}]
    first, second = (mock.run(linkage, rows) for _ in range(2))
    assert [mock.status(each) for each in (first, second)] == ["warning", "success"]
    assert [each["statusCode"] for each in mock.get(f"{first}/rejects")["items"]] == ["ELQ-00084"]


def test_links_may_be_visible_later_than_the_success(mock: InProcess) -> None:
    """As the records of an import; other lists do not count as looks for them."""
    started(mock)
    plan(mock, definition="/opportunities/contacts/imports/*", visibleAfterPolls=1)
    linkage = mock.create_linkage(linkOpportunitiesMultipleSourceMatches=True)
    mock.run(linkage, [{"Source": "contact1@abccompany.com", "Opp": ids(mock)[0]}])
    assert len(ids(mock)) == len(ROWS)
    assert [bool(mock.links()) for _ in range(3)] == [False, True, True]


def test_a_later_import_comes_after_the_one_that_is_hidden(mock: InProcess) -> None:
    """What is written late does not write over what was brought later, nor is a record made twice."""
    plan(mock, visibleAfterPolls=9)
    uri = mock.create_import()
    mock.run(uri, ROWS[:1])
    mock.run(uri, [{**ROWS[0], "OpportunityName": "The newer name"}])
    shown = mock.records()
    assert [each["fields"]["OpportunityName"] for each in shown] == ["The newer name"]


def test_a_saved_site_hides_nothing(mock: InProcess) -> None:
    """What is written late is written before a site is saved, so that nothing of it is lost."""
    plan(mock, visibleAfterPolls=9)
    started(mock)
    assert len(mock.control("GET", f"{SITE}/saved")["opportunities"]) == len(ROWS)


def test_sync_actions_have_nothing_to_hide(mock: InProcess) -> None:
    """They write no record: a course that hides some is not used up by them."""
    plan(mock, visibleAfterPolls=1)
    action = {"action": "add", "destination": "{{ContactList[1]}}"}
    fields = {"email": "{{Contact.Field(C_EmailAddress)}}"}
    body = {"name": "act", "fields": fields, "identifierFieldName": "email", "syncActions": [action]}
    mock.sync(mock.create("/contacts/syncActions", body))
    assert accounts(mock) == [(0, 0, False)]


def test_a_timed_course_calls_back_in_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync with a callback whose course is in seconds calls back although nobody polls; a held one when let go."""
    calls: list[str] = []
    monkeypatch.setattr(
        "mock_server.outbound.callbacks.Callbacks.__call__", lambda _, __, sync: calls.append(sync["status"])
    )
    mock = InProcess()
    mock._client = Client(create_app([load_site_file("small_b2b")]))
    plan(mock, activeSeconds=0.1)
    plan(mock, heldAt="gate")
    for _ in range(2):
        body = {"syncedInstanceUri": mock.create_import(), "callbackUrl": "http://client.example/done"}
        assert mock.call("POST", "/syncs", body).status_code == 201
    for _ in range(100):
        if calls:
            break
        time.sleep(0.02)
    assert calls == ["warning"]
    release(mock, "gate")
    assert calls == ["warning", "warning"]
