"""What is said of a fault or a course, and what it is read as: one reading for every door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.behaviours import planning, planning_courses
from mock_server.behaviours.courses import Course, End, Rejected
from mock_server.behaviours.faults import (
    Criterion,
    Cut,
    Delay,
    ExpireToken,
    Fault,
    Lost,
    Met,
    MoveBase,
    PageAtMost,
    Phase,
    Refused,
    Reset,
    Slow,
    Stalled,
)
from mock_server.behaviours.planning import read_fault
from mock_server.behaviours.planning_courses import read_course
from mock_server.behaviours.reading import FaultyPlan
from mock_server.domain.status_codes import ROW_CODES
from mock_server.tests.examples import examples
from mock_server.tests.in_process import InProcess

SITE = "/sites/TestCompany"

FAULTS = [
    ({"status": 503}, Refused(503, 1)),
    ({"status": 400, "phase": "after"}, Refused(400, None, Phase.AFTER)),
    ({"status": 429, "retryAfter": 0}, Refused(429, 0)),
    ({"answer": "lost"}, Lost()),
    ({"answer": "reset", "phase": "after"}, Reset(Phase.AFTER)),
    ({"answer": "cut"}, Cut()),
    ({"answer": "cut", "afterBytes": 0}, Cut(0)),
    ({"answer": "stalled"}, Stalled(60)),
    ({"answer": "stalled", "seconds": 0.5, "phase": "after"}, Stalled(0.5, None, Phase.AFTER)),
    ({"answer": "stalled", "afterBytes": 3}, Stalled(60, 3, Phase.AFTER)),
    ({"answer": "slow", "bytesPerSecond": 10}, Slow(10)),
    ({"delay": 2}, Delay(2)),
    ({"expireToken": True}, ExpireToken()),
    ({"moveBase": True}, MoveBase()),
    ({"pageAtMost": 2}, PageAtMost(2)),
]


@pytest.mark.parametrize(("said", "outcome"), FAULTS, ids=[str(said) for said, _ in FAULTS])
def test_an_outcome_is_read_and_shown_alike(said: dict[str, Any], outcome: Any) -> None:
    """What is said becomes that value, and the value says itself in words that are read as the same value."""
    fault = read_fault(said)
    assert fault == Fault(Criterion(), outcome)
    assert read_fault(fault.as_json()) == fault
    assert said.items() <= fault.as_json().items()


def test_a_criterion_is_read_and_shown_alike() -> None:
    """Method, path, body, skip and times make the criterion; `always` has no end; a null counts as not said."""
    said = {
        "method": "POST",
        "path": "*/data",
        "pathRegex": None,
        "bodyContains": "x",
        "skip": 2,
        "times": "always",
        "optional": True,
        "status": 500,
    }
    fault = read_fault(said)
    assert fault == Fault(Criterion("POST", "*/data", None, "x", 2, None), Refused(500), True)
    assert read_fault(fault.as_json()) == fault


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, ["status"]),
        ({"status": 500, "delay": 1}, ["delay"]),
        ({"answer": "gone"}, ["answer"]),
        ({"answer": ["lost"]}, ["answer"]),
        ({"answer": "lost", "retryAfter": 1}, ["retryAfter"]),
        ({"answer": "cut", "phase": "after"}, ["phase"]),
        ({"answer": "cut", "afterBytes": -1}, ["afterBytes"]),
        ({"answer": "stalled", "seconds": 3601}, ["seconds"]),
        ({"answer": "stalled", "seconds": True}, ["seconds"]),
        ({"answer": "stalled", "seconds": float("nan")}, ["seconds"]),
        ({"answer": "stalled", "afterBytes": 1, "phase": "before"}, ["phase"]),
        ({"answer": "slow"}, ["bytesPerSecond"]),
        ({"answer": "slow", "bytesPerSecond": 0}, ["bytesPerSecond"]),
        ({"delay": "1"}, ["delay"]),
        ({"delay": -1}, ["delay"]),
        ({"delay": 1, "seconds": 1}, ["seconds"]),
        ({"expireToken": False}, ["expireToken"]),
        ({"expireToken": 1}, ["expireToken"]),
        ({"moveBase": "yes"}, ["moveBase"]),
        ({"moveBase": True, "times": 2}, ["times"]),
        ({"moveBase": True, "times": "always"}, ["times"]),
        ({"pageAtMost": 0}, ["pageAtMost"]),
        ({"status": 500, "times": "often"}, ["times"]),
        ({"status": 500, "times": 0, "skip": -1, "method": "PATCH"}, ["method", "skip", "times"]),
        ({"status": 500, "optional": "no"}, ["optional"]),
        ({"status": 500, "bodyContains": ""}, ["bodyContains"]),
        ({"status": 500, "bodyContains": "x" * 201}, ["bodyContains"]),
        ({"status": 500, "path": "*", "pathRegex": "("}, ["pathRegex", "pathRegex"]),
        ({"status": 299, "colour": "red", "times": 0.5}, ["colour", "times", "status"]),
    ],
)
def test_every_flaw_of_a_fault_is_told(said: dict[str, Any], fields: list[str]) -> None:
    """What plans no fault is refused with a flaw for each property at fault."""
    with pytest.raises(FaultyPlan) as refused:
        read_fault(said)
    assert [flaw.field for flaw in refused.value.flaws] == fields


@pytest.mark.parametrize(
    ("said", "course"),
    [
        ({}, Course()),
        ({"definition": "/contacts/*", "pendingPolls": 2, "activeSeconds": 30}, None),
        ({"heldAt": "gate-1", "end": "error", "times": "always", "skip": 1, "optional": True}, None),
        ({"pendingSeconds": 0.5, "activePolls": 0, "end": "never"}, None),
        (
            {"reject": {"rows": [0, 3], "code": "ELQ-00040"}},
            Course(end=End.WARNING, reject=Rejected("ELQ-00040", (0, 3))),
        ),
        ({"end": "warning", "reject": {"every": 5, "code": "ELQ-00026"}}, None),
        ({"visibleAfterPolls": 2}, None),
        ({"visibleAfterPolls": 2, "end": "warning", "reject": {"rows": [0], "code": "ELQ-00040"}}, None),
    ],
)
def test_a_course_is_read_and_shown_alike(said: dict[str, Any], course: Course | None) -> None:
    """What is said becomes a course, and the course says itself in words that are read as the same course."""
    read = read_course(said, ROW_CODES)
    assert course is None or read == course
    assert read_course(read.as_json(), ROW_CODES) == read
    assert said.items() <= read.as_json().items()


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"pendingPolls": -1}, ["pendingPolls"]),
        ({"pendingPolls": 1, "pendingSeconds": 1}, ["pendingSeconds"]),
        ({"activePolls": 1, "activeSeconds": 1}, ["activeSeconds"]),
        ({"activeSeconds": -0.1}, ["activeSeconds"]),
        ({"end": "done"}, ["end"]),
        ({"end": []}, ["end"]),
        ({"end": "warning"}, ["reject"]),
        ({"end": "success", "reject": {"rows": [0], "code": "ELQ-00040"}}, ["end"]),
        ({"end": "never", "heldAt": "x"}, ["heldAt"]),
        ({"heldAt": "a/b"}, ["heldAt"]),
        ({"heldAt": 1}, ["heldAt"]),
        ({"reject": []}, ["reject"]),
        ({"reject": {}}, ["reject.rows", "reject.code"]),
        ({"reject": {"rows": [0], "every": 2, "code": "ELQ-00040"}}, ["reject.rows"]),
        ({"reject": {"rows": [-1], "code": "ELQ-00040"}}, ["reject.rows"]),
        ({"reject": {"rows": [], "code": "ELQ-00040"}}, ["reject.rows"]),
        ({"reject": {"rows": [True], "code": "ELQ-00040"}}, ["reject.rows"]),
        ({"reject": {"every": 0, "code": "ELQ-00040"}}, ["reject.every"]),
        ({"reject": {"rows": [0], "code": "ELQ-00001"}}, ["reject.code"]),
        ({"reject": {"rows": [0], "code": "ELQ-00124"}}, ["reject.code"]),
        ({"reject": {"rows": [0], "code": "ELQ-00040", "colour": 1}}, ["reject.colour"]),
        ({"definition": ""}, ["definition"]),
        ({"skip": 1.5, "times": None, "optional": 0, "colour": 1}, ["colour", "skip", "optional"]),
        ({"visibleAfterPolls": "2"}, ["visibleAfterPolls"]),
    ],
)
def test_every_flaw_of_a_course_is_told(mock: InProcess, said: dict[str, Any], fields: list[str]) -> None:
    """What plans no course is refused with a flaw for each property at fault; over HTTP as `failures`."""
    with pytest.raises(FaultyPlan) as refused:
        read_course(said, ROW_CODES)
    assert [flaw.field for flaw in refused.value.flaws] == fields
    answer = mock.raw("POST", f"/_mock{SITE}/courses", json=said)
    assert answer.status_code == 400
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == fields


TEXT = st.text(alphabet="ab(*1", max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)


def objects(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from((*names, "other")), JSON, max_size=5)


@examples(200)
@given(objects(planning.PROPERTIES))
def test_whatever_is_said_is_a_fault_or_flaws(said: Mapping[str, Any]) -> None:
    """Any JSON object is either a fault or refused with flaws of properties that were said, or of what is missing."""
    try:
        read_fault(said)
    except FaultyPlan as refused:
        assert refused.flaws
        assert {flaw.field for flaw in refused.flaws} <= {*said, "status", "bytesPerSecond"}


@examples(200)
@given(objects(planning_courses.PROPERTIES))
def test_whatever_is_said_is_a_course_or_flaws(said: Mapping[str, Any]) -> None:
    """Any JSON object is either a course or refused with flaws."""
    try:
        read_course(said, ROW_CODES)
    except FaultyPlan as refused:
        assert refused.flaws


def test_bodies_are_looked_into() -> None:
    """`bodyContains` is a part of the body as it was sent, in UTF-8, in its own case."""
    criterion = Criterion(body_contains="Grüße")
    assert criterion.concerns(Met("POST", "/x", '["Grüße!"]'.encode()))
    assert not criterion.concerns(Met("POST", "/x", '["grüße"]'.encode()))
    assert not criterion.concerns(Met("POST", "/x"))


def test_a_pattern_that_is_none_is_no_criterion() -> None:
    """In Python a bad regular expression is refused where the criterion is made."""
    with pytest.raises(re.error):
        Criterion(path_regex="(")


def test_a_body_that_was_looked_into_is_there_for_the_work(mock: InProcess) -> None:
    """A fault that looks into bodies strikes those that contain its text; the others arrive whole."""
    mock.control("POST", f"{SITE}/faults", {"bodyContains": "poison", "status": 500})
    uri = mock.create_import()
    row = {"OpportunityID": "1", "OpportunityName": "n", "Stage": "Prospecting", "Amount": "1"}
    mock.upload(uri, [row])
    assert mock.call("POST", f"{uri}/data", [{**row, "OpportunityName": "poison"}]).status_code == 500
    mock.upload(uri, [{**row, "OpportunityID": "2", "OpportunityName": "poison"}])
    mock.sync(uri)
    assert [r["fields"]["OpportunityName"] for r in mock.records()] == ["n", "poison"]


@pytest.mark.parametrize(
    "said", [{"answer": "lost"}, {"answer": "reset"}, {"answer": "cut"}, {"delay": 1}, {"moveBase": True}]
)
def test_what_a_server_cannot_do_is_not_planned(mock: InProcess, said: dict[str, Any]) -> None:
    """Where the application runs without a server of ours, what needs one is refused and not ignored."""
    answer = mock.raw("POST", f"/_mock{SITE}/faults", json=said)
    assert answer.status_code == 400
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == list(said)
    assert "cannot" in answer.json["failures"][0]["constraint"]
    assert mock.control("GET", f"{SITE}/faults")["items"] == []


def test_an_always_fault_never_ends_and_says_whether_it_struck(mock: InProcess) -> None:
    """Planned for always it strikes every call, and is used up, for the account, with the first; `optional` is told."""
    mock.control("POST", f"{SITE}/faults", {"status": 500, "times": "always", "skip": 1, "optional": True})
    got = []
    for _ in range(4):
        mock.call("GET", "/syncs")
        (fault,) = mock.control("GET", f"{SITE}/faults")["items"]
        got.append((fault["met"], fault["fired"], fault["usedUp"]))
    assert got == [(1, 0, False), (2, 1, True), (3, 2, True), (4, 3, True)]
    assert (fault["times"], fault["optional"]) == ("always", True)
