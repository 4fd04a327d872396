"""Planning what shall go wrong, and the account of it. The properties are those of docs/reference/control-api.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypedDict

from mock_server.testing.control import SiteControl
from mock_server.testing.errors import RefusedError

Answer = Literal["lost", "reset", "cut", "stalled", "slow"]
Phase = Literal["before", "after"]
Times = int | Literal["always"]


class Fault(TypedDict, total=False):
    """The keywords of `fail_next`: which calls, and what becomes of them."""

    method: str
    path: str
    path_regex: str
    body_contains: str
    skip: int
    times: Times
    optional: bool
    status: int
    retry_after: int
    phase: Phase
    answer: Answer
    after_bytes: int
    seconds: float
    bytes_per_second: int
    delay: float
    expire_token: bool
    move_base: bool
    page_at_most: int


class Course(TypedDict, total=False):
    """The keywords of `plan_course`: which syncs, and how they go."""

    definition: str
    skip: int
    times: Times
    optional: bool
    pending_polls: int
    pending_seconds: float
    active_polls: int
    active_seconds: float
    held_at: str
    end: Literal["success", "warning", "error", "never"]
    reject: Mapping[str, Any]
    visible_after_polls: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault or a course that was planned, and how far it has come."""

    control: SiteControl
    kind: str
    """`faults` or `courses`."""
    id: int

    @property
    def as_json(self) -> Mapping[str, Any]:
        """As the control API shows it now. Raises RefusedError where it was forgotten."""
        for item in self.control.all(self.kind):
            if item["id"] == self.id:
                return item
        raise RefusedError(f"{self.kind}: {self.id} was cleared")

    @property
    def met(self) -> int:
        """How many calls, or syncs, met its criterion."""
        return int(self.as_json["met"])

    @property
    def fired(self) -> int:
        """How many of these it struck."""
        return int(self.as_json["fired"])


def plan(control: SiteControl, kind: str, wanted: Mapping[str, Any]) -> Planned:
    """Raises RefusedError for what cannot be planned, with the property that is wrong."""
    __tracebackhide__ = True
    known = (Fault if kind == "faults" else Course).__annotations__
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise RefusedError(
                f"{kind}: there is no {name}; {'perhaps' if near else 'only'} {', '.join(near or known)}"
            )
    try:
        made = control.call("POST", f"/{kind}", {_camel(name): value for name, value in wanted.items()})
    except RefusedError as fault:
        raise RefusedError(f"{kind}: {fault}") from None
    return Planned(control, kind, made["id"])


def never_fired(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """What was planned, must happen, and did not: a line each."""
    return [_told(item) for item in items if not item["fired"] and not item.get("optional", False)]


def _told(item: Mapping[str, Any]) -> str:
    counted = ("id", "met", "fired", "usedUp")
    said = ", ".join(f"{name}={value!r}" for name, value in item.items() if name not in counted)
    met = f"{item['met']} met its criterion" if item["met"] else "none met its criterion"
    return f"{said} ({met})"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
