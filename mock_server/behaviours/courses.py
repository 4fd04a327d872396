"""Planned courses of a site's syncs: how long each takes, where it is held, how it ends. Plain data. A leaf."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mock_server.behaviours.faults import glob
from mock_server.behaviours.register import Entry, Register

Json = dict[str, Any]


class End(StrEnum):
    """How a sync ends."""

    SUCCESS = "success"
    """It runs through; in `warning` where the rules, or the course, reject a row."""
    WARNING = "warning"
    """It runs through and rejects what the course says."""
    ERROR = "error"
    """Nothing is applied and what it took is staged again."""
    NEVER = "never"
    """It stays active."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The rows to reject with `code`: by number in the sync, from 0, or `every` so-many-th one."""

    code: str
    rows: tuple[int, ...] = ()
    every: int | None = None

    def of_rows(self) -> Callable[[int], str | None]:
        """The code for the number of a row, or None where it is not chosen."""
        rows, every, code = frozenset(self.rows), self.every, self.code
        if every is not None:
            return lambda number: None if (number + 1) % every else code
        return lambda number: code if number in rows else None

    def as_json(self) -> Json:
        chosen: Json = {"rows": list(self.rows)} if self.every is None else {"every": self.every}
        return {**chosen, "code": self.code}


@dataclass(frozen=True, slots=True)
class Course:
    """How the syncs of the definitions that the glob `definition` names go, in place of the site's pace.

    First pending, for so many polls (GETs of the sync that show it so) or seconds of the site's clock; then active,
    likewise; then held at the barrier `held_at` until it is opened; then the end. `visible_after_polls`: so many
    requests for the data of an export find none yet, although it has ended.
    """

    definition: str = "*"
    skip: int = 0
    times: int | None = 1
    optional: bool = False
    pending_polls: int | None = None
    pending_seconds: float | None = None
    active_polls: int | None = None
    active_seconds: float | None = None
    held_at: str | None = None
    end: End = End.SUCCESS
    reject: Rejected | None = None
    visible_after_polls: int = 0
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", glob(self.definition))

    def concerns(self, definition_uri: str) -> bool:
        """Rows are rejected, and data hidden, only where there are any: not of exports, and of exports alone."""
        is_export = "/exports/" in definition_uri
        if (self.reject is not None and is_export) or (self.visible_after_polls and not is_export):
            return False
        return self._pattern.fullmatch(definition_uri) is not None

    def as_json(self) -> Json:
        """As the control API takes it, defaults filled in."""
        said = {
            "definition": self.definition,
            "skip": self.skip,
            "times": "always" if self.times is None else self.times,
            "optional": self.optional,
            "pendingPolls": self.pending_polls,
            "pendingSeconds": self.pending_seconds,
            "activePolls": self.active_polls,
            "activeSeconds": self.active_seconds,
            "heldAt": self.held_at,
            "end": self.end.value,
            "reject": None if self.reject is None else self.reject.as_json(),
            "visibleAfterPolls": self.visible_after_polls,
        }
        return {name: value for name, value in said.items() if value is not None}


@dataclass(slots=True)
class UnderWay:
    """One sync under a course: how often its stage was shown, and whether its active time is over."""

    course: Course
    shown: int = 0
    arrived: bool = False
    asked_for_data: int = 0
    due: int | None = None
    """When the site's clock ends its stage, in ticks; None where it does not."""


class Courses(Register[Course]):
    """The courses planned for one site, and its barriers."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: set[str] = set()
        self._named: dict[str, None] = {}
        self._barriers = threading.Lock()

    def plan(self, plan: Course) -> int | None:
        number = super().plan(plan)
        if number is not None and plan.held_at is not None:
            with self._barriers:
                self._named[plan.held_at] = None
        return number

    def start(self, definition_uri: str) -> UnderWay | None:
        """The course that a new sync of the definition takes, if one is planned."""
        entry: Entry[Course] | None = self.take(lambda course: course.concerns(definition_uri))
        return None if entry is None else UnderWay(entry.plan)

    def is_open(self, barrier: str) -> bool:
        with self._barriers:
            return barrier in self._opened

    def open(self, barrier: str) -> bool:
        """Open a barrier for good; False where no course ever named it."""
        with self._barriers:
            if barrier not in self._named:
                return False
            self._opened.add(barrier)
            return True

    def restore(self, barriers: Iterable[tuple[str, bool]]) -> None:
        """Know the barriers of a saved site, by name and whether each is open."""
        with self._barriers:
            for name, is_open in barriers:
                self._named[name] = None
                if is_open:
                    self._opened.add(name)

    def barriers(self) -> list[tuple[str, bool]]:
        """The barriers in the order they were named, and whether each is open."""
        with self._barriers:
            return [(name, name in self._opened) for name in self._named]
