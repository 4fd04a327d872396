"""What may happen to a program that is watched: each plan one run on a fresh site, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

LIMIT = 60.0
"""Seconds that one run may take."""
DEFINING = ("*/imports", "*/exports")
UPLOADING, SYNCING, POLLING = "*/imports/*/data", "*/syncs", "*/syncs/*"
DOING = (UPLOADING, SYNCING)
BOTH = ("unknown property", "key order")


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. `faults` and `courses` are what the control API takes; `decorations` names of ways to write answers.

    `refuses_login`: the program gets credentials that are wrong. A stall lasts as long as the run: the watcher fills it
    in.
    """

    name: str
    about: str
    faults: tuple[Mapping[str, Any], ...] = ()
    courses: tuple[Mapping[str, Any], ...] = ()
    decorations: tuple[str, ...] = ()
    refuses_login: bool = False


def _fault(method: str, path: str, **outcome: Any) -> Mapping[str, Any]:
    """Optional: whether a program makes such a call is its own affair; the rules look at what was struck."""
    return {"method": method, "path": path, "optional": True, **outcome}


def _each_once(posted: Sequence[str] = (*DEFINING, *DOING), **outcome: Any) -> tuple[Mapping[str, Any], ...]:
    """One of each kind of call: a definition, an upload, a sync, a poll."""
    posts = tuple(_fault("POST", path, **outcome) for path in posted)
    return (*posts, _fault("GET", POLLING, **outcome))


def _lost(*paths: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(_fault("POST", path, answer="lost", phase="after") for path in paths)


def _course(**course: Any) -> tuple[Mapping[str, Any], ...]:
    """Over after two polls, as every sync of a watched run."""
    return ({"optional": True, "pendingPolls": 1, "activePolls": 1, **course},)


PLAIN: Final = Plan("plain", "nothing out of the ordinary")
UNDISTURBED: Final = Plan(
    "undisturbed", "syncs take two polls, answers have an unknown property and another order", decorations=BOTH
)
STANDARD: Final = (
    PLAIN,
    UNDISTURBED,
    Plan("unknown-property", "answers have a property that nobody documented", decorations=BOTH[:1]),
    Plan("key-order", "answers have their properties in another order", decorations=BOTH[1:]),
    Plan("nulls", "a sync's times that are not there yet are written as null", decorations=("null written out",)),
    Plan(
        "429",
        "one call of each kind is answered with 429, a definition with a longer `Retry-After`",
        (
            *(_fault("POST", path, status=429, retryAfter=3) for path in DEFINING),
            *_each_once(DOING, status=429, retryAfter=1),
        ),
    ),
    Plan("503", "one call of each kind is answered with 503 before anything is done", _each_once(status=503)),
    Plan("lost-definition", "a definition is made, and its answer is lost", _lost(*DEFINING)),
    Plan("lost-upload", "an upload is taken, and its answer is lost", _lost(UPLOADING)),
    Plan("lost-sync", "a sync is made, and its answer is lost", _lost(SYNCING)),
    Plan("dropped", "the connection of a poll breaks", (_fault("GET", POLLING, answer="reset"),)),
    Plan(
        "dropped-upload",
        "the connection of an upload breaks before anything is done",
        (_fault("POST", UPLOADING, answer="lost", phase="before"),),
    ),
    Plan("stalled", "a poll gets no answer", (_fault("GET", POLLING, answer="stalled"),)),
    Plan("moved", "the site moves to another address", ({"path": "/api/bulk/*", "optional": True, "moveBase": True},)),
    Plan("error", "the first sync ends in error", courses=_course(end="error")),
    Plan("never-ends", "the first sync never ends", courses=_course(end="never")),
    Plan(
        "rejected",
        "the first three rows of every sync are rejected, and their list comes in pages of one",
        (_fault("GET", "*/rejects", pageAtMost=1, times="always"),),
        _course(definition="*/imports/*", reject={"rows": [0, 1, 2], "code": "ELQ-00040"}, times="always"),
    ),
    Plan(
        "short-pages",
        "lists come in shorter pages than were asked for",
        (
            _fault("GET", "*/fields", pageAtMost=10, times="always"),
            *(_fault("GET", path, pageAtMost=2, times="always") for path in ("*/data", "*/logs")),
        ),
    ),
    Plan(
        "expired",
        "the access token expires twice",
        (
            {"path": "/api/bulk/*", "optional": True, "expireToken": True},
            {"path": "/api/bulk/*", "optional": True, "expireToken": True, "skip": 2},
        ),
    ),
    Plan("unavailable", "polls are answered with 503 for good", (_fault("GET", POLLING, status=503, times="always"),)),
    Plan(
        "refused",
        "a definition is refused with 400",
        tuple(_fault("POST", path, status=400) for path in DEFINING),
    ),
    Plan("refused-login", "the credentials are wrong", refuses_login=True),
)
"""In the order in which they are reported."""


def chosen(patterns: Sequence[str] = (), plans: Sequence[Plan] = STANDARD) -> tuple[Plan, ...]:
    """The plans that any of the patterns names, all where there is none. The plain one is always among them: it shows
    what the program does when all goes well. Raises ValueError for a pattern that names none."""
    for pattern in patterns:
        if not any(fnmatchcase(plan.name, pattern) for plan in plans):
            raise ValueError(f"{pattern} names no plan; there are {', '.join(plan.name for plan in plans)}")
    named = [p for p in plans if not patterns or p is PLAIN or any(fnmatchcase(p.name, each) for each in patterns)]
    return tuple(named)
