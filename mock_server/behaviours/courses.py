"""Planned courses of a site's syncs: how long each takes, where it is held, how it ends. Plain data. A leaf."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mock_server.behaviours.faults import glob

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
    looks at what it brought about find nothing of it yet, although it has ended.
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
        """Rows are rejected, and data hidden, only where there are any: exports take no rows, sync actions write no
        record."""
        if self.reject is not None and "/exports/" in definition_uri:
            return False
        if self.visible_after_polls and "/syncactions/" in definition_uri.lower():
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
    """One sync under a course: how often its stage was shown, whether its active time is over, and how often somebody
    looked for what it brought about in vain."""

    course: Course
    shown: int = 0
    arrived: bool = False
    asked_for_data: int = 0
    due: int | None = None
    """When the site's clock ends its stage, in ticks; None where it does not."""
