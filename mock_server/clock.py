"""Time, read here and nowhere else.

A moment is a whole number of ticks: 100 nanoseconds since 1970-01-01T00:00:00Z, the resolution that Eloqua's
timestamps show (seven fractional digits). A leaf: imports nothing of the project.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

TICKS_PER_SECOND = 10_000_000


class Clock(Protocol):
    """Anything that can say what time it is, in ticks."""

    def now(self) -> int: ...


def running_seconds() -> float:
    """The machine's running clock, in seconds from some moment: only differences mean anything."""
    return time.perf_counter()


_NAP = 0.00005
"""Seconds: asking for no time at all gives the interpreter back before another thread has woken."""
_DISTURBED = 0.00025
"""Seconds after which a nap was longer than the system makes it: somebody was at work."""
_NAPS = 6


def let_others_run() -> None:
    """Let go of the interpreter until no other thread has anything to do, or has had its share.

    To answer one call takes several threads one after the other: after the first of them this one must not go on yet.
    """
    for _ in range(_NAPS):
        began = time.perf_counter()
        time.sleep(_NAP)
        if time.perf_counter() - began < _DISTURBED:
            return


class SystemClock:
    """The machine's real time, UTC."""

    def now(self) -> int:
        return time.time_ns() // 100


class ManualClock:
    """A clock that stands still until a test moves it.

    `start` is in ticks; the default is the moment of the tutorial's first answer, 2018-02-15T15:25:32.4730364Z.
    """

    def __init__(self, start: int = 15_187_083_324_730_364) -> None:
        self._now = start

    def now(self) -> int:
        return self._now

    def move(self, seconds: float) -> None:
        """Move by `seconds`; a negative number turns the clock back, as a machine's clock may be."""
        self._now += round(seconds * TICKS_PER_SECOND)


class SiteClock:
    """One site's time: the clock below it plus what the site was advanced; it never runs backwards."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._advanced = 0
        self._latest = 0
        self._guard = threading.Lock()

    def now(self) -> int:
        with self._guard:
            self._latest = max(self._latest, self._clock.now() + self._advanced)
            return self._latest

    def go_on_from(self, now: int) -> None:
        """Let it be `now` on the site, whatever the time below is: for a saved site, whose time stood still."""
        with self._guard:
            self._advanced, self._latest = now - self._clock.now(), now

    def advance(self, ticks: int) -> None:
        """Set the site's time forward by `ticks`, which must not be negative."""
        with self._guard:
            self._advanced += ticks
