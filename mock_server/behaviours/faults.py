"""Planned faults of one site: the calls they concern, and what becomes of these. Plain data. A leaf."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import translate
from typing import Any, NamedTuple

Json = dict[str, Any]


class Phase(StrEnum):
    """When a fault comes between a call and its answer."""

    BEFORE = "before"
    """Nothing was done."""
    AFTER = "after"
    """The work is done; only its answer does not come as it should."""


class Ability(StrEnum):
    """What a server must be able to do for a fault to be carried out."""

    BREAKING = "break a connection"
    PACING = "hold back an answer"
    SECOND_ADDRESS = "be reached under a second address"


class Met(NamedTuple):
    """A call, as far as it matters to a criterion. `token` is the access token it came with."""

    method: str
    path: str
    body: bytes = b""
    token: str | None = None


def glob(text: str) -> re.Pattern[str]:
    """`*` for any text, slashes among it, `?` for one character, `[…]` for one of several."""
    return re.compile(translate(text), re.IGNORECASE)


def regex(text: str) -> re.Pattern[str]:
    """A regular expression for a whole path. Raises re.error."""
    return re.compile(text, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Which calls: of `method`, of a whole path that the glob `path` or the regular expression `path_regex` matches, in
    any case, of a body that contains the text; any where None.

    Of these calls the first `skip` pass, and the `times` that follow are struck, or all where it is None. Raises
    re.error where a pattern is none.
    """

    method: str | None = None
    path: str | None = None
    path_regex: str | None = None
    body_contains: str | None = None
    skip: int = 0
    times: int | None = 1
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.path is not None:
            object.__setattr__(self, "_pattern", glob(self.path))
        elif self.path_regex is not None:
            object.__setattr__(self, "_pattern", regex(self.path_regex))

    def concerns(self, call: Met) -> bool:
        if self.method is not None and self.method != call.method:
            return False
        if self._pattern is not None and self._pattern.fullmatch(call.path) is None:
            return False
        return self.body_contains is None or self.body_contains.encode() in call.body

    def as_json(self) -> Json:
        said = {
            "method": self.method,
            "path": self.path,
            "pathRegex": self.path_regex,
            "bodyContains": self.body_contains,
            "skip": self.skip,
            "times": "always" if self.times is None else self.times,
        }
        return {name: value for name, value in said.items() if value is not None}


# Outcomes: what a struck call gets. Each says in `as_json` how it is planned.


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer `status`, in Eloqua's own error shape; `retry_after` are the seconds of the header."""

    status: int
    retry_after: int | None = None
    phase: Phase = Phase.BEFORE

    def as_json(self) -> Json:
        retry = {} if self.retry_after is None else {"retryAfter": self.retry_after}
        return {"status": self.status, **retry, "phase": self.phase.value}


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ends in order, without a byte of the answer."""

    phase: Phase = Phase.BEFORE
    needs = Ability.BREAKING

    def as_json(self) -> Json:
        return {"answer": "lost", "phase": self.phase.value}


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset (RST)."""

    phase: Phase = Phase.BEFORE
    needs = Ability.BREAKING

    def as_json(self) -> Json:
        return {"answer": "reset", "phase": self.phase.value}


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends after `after_bytes` of the answer's body, half of it where None, never all of it."""

    after_bytes: int | None = None
    needs = Ability.PACING

    def as_json(self) -> Json:
        return {"answer": "cut", **({} if self.after_bytes is None else {"afterBytes": self.after_bytes})}


@dataclass(frozen=True, slots=True)
class Stalled:
    """Nothing comes for `seconds`, then the connection ends. With `after_bytes` so much of the body comes before."""

    seconds: float = 60
    after_bytes: int | None = None
    phase: Phase = Phase.BEFORE
    needs = Ability.PACING

    def as_json(self) -> Json:
        part = {} if self.after_bytes is None else {"afterBytes": self.after_bytes}
        return {"answer": "stalled", "seconds": self.seconds, **part, "phase": self.phase.value}


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer comes whole, so many bytes a second."""

    bytes_per_second: int
    needs = Ability.PACING

    def as_json(self) -> Json:
        return {"answer": "slow", "bytesPerSecond": self.bytes_per_second}


@dataclass(frozen=True, slots=True)
class Delay:
    """The answer comes `seconds` late; by `phase` the work is done after or before the waiting."""

    seconds: float
    phase: Phase = Phase.BEFORE
    needs = Ability.PACING

    def as_json(self) -> Json:
        return {"delay": self.seconds, "phase": self.phase.value}


@dataclass(frozen=True, slots=True)
class ExpireToken:
    """The access token the call came with expires, so that this call is the first to answer 401."""

    def as_json(self) -> Json:
        return {"expireToken": True}


@dataclass(frozen=True, slots=True)
class MoveBase:
    """The site moves to the server's second address."""

    needs = Ability.SECOND_ADDRESS

    def as_json(self) -> Json:
        return {"moveBase": True}


@dataclass(frozen=True, slots=True)
class PageAtMost:
    """The list that is answered holds `items` items at most; `hasMore` tells the truth."""

    items: int

    def as_json(self) -> Json:
        return {"pageAtMost": self.items}


Outcome = Refused | Lost | Reset | Cut | Stalled | Slow | Delay | ExpireToken | MoveBase | PageAtMost


@dataclass(frozen=True, slots=True)
class Fault:
    """A planned fault. One that is `optional` need not strike anybody."""

    criterion: Criterion
    outcome: Outcome
    optional: bool = False

    @property
    def skip(self) -> int:
        return self.criterion.skip

    @property
    def times(self) -> int | None:
        return self.criterion.times

    @property
    def needs(self) -> Ability | None:
        """What the server must be able to do."""
        return getattr(self.outcome, "needs", None)

    def concerns(self, call: Met) -> bool:
        """Tokens expire and pages shrink only where there are any: calls with a token, GETs."""
        if isinstance(self.outcome, ExpireToken) and call.token is None:
            return False
        if isinstance(self.outcome, PageAtMost) and call.method != "GET":
            return False
        return self.criterion.concerns(call)

    def as_json(self) -> Json:
        """As the control API takes it, defaults filled in."""
        return {**self.criterion.as_json(), **self.outcome.as_json(), "optional": self.optional}
