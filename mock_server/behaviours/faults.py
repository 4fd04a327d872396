"""Planned faults of one site: the calls they concern, what becomes of these, and an account of what was used up.

Plain data and a register. A leaf: imports nothing of ours.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from typing import NamedTuple


class Phase(StrEnum):
    """When a fault comes between a call and its answer."""

    BEFORE = "before"
    """Nothing was done."""
    AFTER = "after"
    """The work is done; only its answer does not come."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Which calls: of `method` (any where None) whose whole path `pattern` matches (any where None), in any case.

    Of these calls the first `skip` pass, and the `times` that follow are struck.
    """

    method: str | None = None
    pattern: re.Pattern[str] | None = None
    skip: int = 0
    times: int = 1

    def concerns(self, method: str, path: str) -> bool:
        if self.method is not None and self.method != method:
            return False
        return self.pattern is None or self.pattern.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a struck call gets: the answer `status`, or no answer at all where it is None."""

    status: int | None = None
    retry_after: int | None = None
    phase: Phase = Phase.BEFORE


class Account(NamedTuple):
    """How far a fault has come: the calls that met its criterion while it was not used up, and those it struck."""

    met: int
    fired: int
    used_up: bool


def glob(text: str) -> re.Pattern[str]:
    """`*` for any text, slashes among it, `?` for one character, `[…]` for one of several."""
    return re.compile(translate(text), re.IGNORECASE)


def regex(text: str) -> re.Pattern[str]:
    """A regular expression for a whole path. Raises re.error."""
    return re.compile(text, re.IGNORECASE)


class Fault:
    """A planned fault. `as_sent` is how its planner described it, kept to be shown."""

    def __init__(self, criterion: Criterion, outcome: Outcome, as_sent: dict[str, object]) -> None:
        self.criterion, self.outcome, self.as_sent = criterion, outcome, as_sent
        self._met = 0

    def account(self) -> Account:
        fired = min(max(self._met - self.criterion.skip, 0), self.criterion.times)
        return Account(self._met, fired, fired == self.criterion.times)

    def meet(self) -> bool:
        """Count one call that meets the criterion; whether it is struck."""
        self._met += 1
        return self._met > self.criterion.skip


class Faults:
    """The faults planned for one site, in the order they were planned."""

    CAPACITY = 1000

    def __init__(self) -> None:
        self._planned: dict[int, Fault] = {}
        self._last_id = 0
        self._guard = threading.Lock()

    def plan(self, fault: Fault) -> int | None:
        """Add a fault; its id, from 1. None where the site has as many as it may have."""
        with self._guard:
            if len(self._planned) >= self.CAPACITY:
                return None
            self._last_id += 1
            self._planned[self._last_id] = fault
            return self._last_id

    def strike(self, method: str, path: str) -> Outcome | None:
        """What becomes of this call.

        The faults that are not used up are asked in the order they were planned; each whose criterion the call meets
        counts it, until one strikes. A call is struck by one fault at most, and those behind do not count it.
        """
        if not self._planned:
            return None
        with self._guard:
            for fault in self._planned.values():
                if not fault.account().used_up and fault.criterion.concerns(method, path) and fault.meet():
                    return fault.outcome
        return None

    def read(self) -> list[tuple[int, Fault, Account]]:
        with self._guard:
            return [(number, fault, fault.account()) for number, fault in self._planned.items()]

    def clear(self) -> None:
        """Forget all of them. Ids go on."""
        with self._guard:
            self._planned.clear()
