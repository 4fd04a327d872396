"""From what a planner said to a typed fault, or every reason why it is none: one reading for all doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_server.behaviours.faults import (
    Criterion,
    Cut,
    Delay,
    ExpireToken,
    Fault,
    Lost,
    MoveBase,
    Outcome,
    PageAtMost,
    Phase,
    Refused,
    Reset,
    Slow,
    Stalled,
    glob,
    regex,
)
from mock_server.behaviours.reading import FaultyPlan, Said

METHODS = ("GET", "POST", "PUT", "DELETE")
STATUSES = (400, 401, 403, 404, 409, 410, 412, 413, 429, 500, 502, 503)
"""That the Bulk API documents."""
DEFAULT_RETRY_AFTER = {429: 1, 503: 1}

CRITERION = ("method", "path", "pathRegex", "bodyContains", "skip", "times", "optional")
OUTCOMES = ("status", "answer", "delay", "expireToken", "moveBase", "pageAtMost")
"""Of which a fault has exactly one."""
DETAILS = ("retryAfter", "phase", "afterBytes", "seconds", "bytesPerSecond")
PROPERTIES = (*CRITERION, *OUTCOMES, *DETAILS)


def read_fault(said: Mapping[str, Any]) -> Fault:
    """The fault that properties of `POST /_mock/sites/{name}/faults` describe. Raises FaultyPlan."""
    reader = Said(said, PROPERTIES)
    criterion = _criterion(reader)
    optional = reader.flag("optional")
    outcome = _outcome(reader)
    if isinstance(outcome, MoveBase) and criterion is not None and criterion.times != 1:
        reader.refuse("times", "Must be 1 where the site moves: it moves once.")
    if reader.flaws or criterion is None or outcome is None:
        raise FaultyPlan(reader.flaws)
    return Fault(criterion, outcome, optional)


def _criterion(said: Said) -> Criterion | None:
    method = said.word("method", METHODS)
    if "path" in said and "pathRegex" in said:
        said.refuse("pathRegex", "Must not stand beside path.")
    path, path_regex = said.pattern("path", glob), said.pattern("pathRegex", regex)
    body_contains = said.text("bodyContains")
    skip = said.whole("skip", 0)
    times = said.times()
    if said.flaws:
        return None
    return Criterion(method, path, path_regex, body_contains, skip or 0, times)


def _outcome(said: Said) -> Outcome | None:
    named = [name for name in OUTCOMES if name in said]
    if len(named) != 1:
        said.refuse(named[1] if named else "status", f"Must be exactly one of {', '.join(OUTCOMES)}.")
        return None
    kind = named[0]
    if kind == "answer":
        word = said.word("answer", ANSWERS)
        return None if word is None else _read(said, *ANSWERS[word])
    return _read(said, *PLAIN[kind])


Reader = Callable[[Said], Outcome | None]


def _read(said: Said, reader: Reader, details: tuple[str, ...]) -> Outcome | None:
    """The outcome; a detail that says nothing about it is a flaw."""
    for name in DETAILS:
        if name in said and name not in details:
            said.refuse(name, f"Must not be given here: {_belonging(name)}.")
    return reader(said)


def _belonging(detail: str) -> str:
    kinds = [name for name, (_, details) in (*PLAIN.items(), *ANSWERS.items()) if detail in details]
    return f"it belongs to {', '.join(kinds)}"


def _phase(said: Said) -> Phase:
    return Phase(said.word("phase", tuple(Phase)) or Phase.BEFORE)


def _refused(said: Said) -> Outcome | None:
    status = said.whole("status", 100, 599)
    if status is not None and status not in STATUSES:
        said.refuse("status", f"Must be one of: {', '.join(map(str, STATUSES))}.")
    retry_after = said.whole("retryAfter", 0)
    if status is None:
        return None
    return Refused(status, DEFAULT_RETRY_AFTER.get(status) if retry_after is None else retry_after, _phase(said))


def _stalled(said: Said) -> Outcome:
    seconds, after_bytes = said.seconds("seconds"), said.whole("afterBytes", 0)
    phase = _phase(said)
    if after_bytes is not None and "phase" in said and phase is Phase.BEFORE:
        said.refuse("phase", "Must be after where part of the answer is sent: the work is done then.")
    return Stalled(60 if seconds is None else seconds, after_bytes, phase if after_bytes is None else Phase.AFTER)


def _slow(said: Said) -> Outcome | None:
    if "bytesPerSecond" not in said:
        said.refuse("bytesPerSecond", "Must be given where the answer is slow.")
    rate = said.whole("bytesPerSecond", 1)
    return None if rate is None else Slow(rate)


def _delay(said: Said) -> Outcome | None:
    seconds = said.seconds("delay")
    phase = _phase(said)
    return None if seconds is None else Delay(seconds, phase)


def _page_at_most(said: Said) -> Outcome | None:
    items = said.whole("pageAtMost", 1)
    return None if items is None else PageAtMost(items)


PLAIN: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "status": (_refused, ("retryAfter", "phase")),
    "delay": (_delay, ("phase",)),
    "expireToken": (lambda said: ExpireToken() if said.only_true("expireToken") else None, ()),
    "moveBase": (lambda said: MoveBase() if said.only_true("moveBase") else None, ()),
    "pageAtMost": (_page_at_most, ()),
}
ANSWERS: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "lost": (lambda said: Lost(_phase(said)), ("phase",)),
    "reset": (lambda said: Reset(_phase(said)), ("phase",)),
    "cut": (lambda said: Cut(said.whole("afterBytes", 0)), ("afterBytes",)),
    "stalled": (_stalled, ("seconds", "afterBytes", "phase")),
    "slow": (_slow, ("bytesPerSecond",)),
}
