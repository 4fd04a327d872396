"""Time, for a driven client: a sleep that costs none, and limits that no client gets past."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 7200.0
"""Seconds that a client may wait for something that does not come, in its own time."""
LONGER = 600.0
"""Seconds beyond its patience after which a driven client is stopped."""
REAL_SECONDS = 20.0
"""Real seconds that one call of an adapter may take."""


class TimeIsUp(BaseException):
    """Ends a client that would wait for ever. No Exception, so that `except Exception` does not swallow it."""


@dataclass(slots=True)
class Sleeper:
    """`sleep` for a client: moves the site's clock, and passes in no time.

    After `budget` seconds, or when `stop` was called, it raises TimeIsUp. `slept` are pairs of a moment on the
    machine's running clock and the seconds slept then.
    """

    advance: Callable[[float], None]
    budget: float = PATIENCE + LONGER
    slept: list[tuple[float, float]] = field(default_factory=list)
    stopped: bool = False

    def __call__(self, seconds: float) -> None:
        if self.stopped or self.total() + seconds > self.budget:
            raise TimeIsUp(f"slept {self.total():.0f} seconds")
        if seconds > 0:
            self.slept.append((time.monotonic(), seconds))
            self.advance(seconds)

    def total(self) -> float:
        return sum(seconds for _, seconds in self.slept)

    def own_time(self, moment: float) -> float:
        """A moment of the machine's running clock in the client's time, in which sleeping takes as long as it says."""
        return moment + sum(seconds for at, seconds in self.slept if at < moment)

    def stop(self) -> None:
        self.stopped = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: `raised` is empty where it returned; `stuck` where it did neither in time."""

    returned: Any = None
    raised: str = ""
    stuck: bool = False


class Worker:
    """Calls one after another in a thread of its own, each within `limit` real seconds.

    A call that takes longer leaves the thread behind: it ends when it next sleeps or calls the site, which is gone.
    """

    def __init__(self, limit: float = REAL_SECONDS) -> None:
        self.limit = limit
        self.is_stuck = False

    def call(self, act: Callable[[], Any]) -> Outcome:
        found: list[Outcome] = []
        thread = threading.Thread(target=lambda: found.append(attempt(act)), daemon=True)
        thread.start()
        thread.join(self.limit)
        if not found:
            self.is_stuck = True
            return Outcome(raised="", stuck=True)
        self.is_stuck = found[0].stuck
        return found[0]


def attempt(act: Callable[[], Any]) -> Outcome:
    try:
        return Outcome(returned=act())
    except TimeIsUp:
        return Outcome(stuck=True)
    except BaseException as fault:  # a client may raise anything, and whatever it raises tells its user
        return Outcome(raised=f"{type(fault).__name__}: {fault}" + "".join(f" | {each!r}" for each in causes(fault)))


def causes(fault: BaseException) -> list[BaseException]:
    """What the fault was raised from: a traceback shows it to the user too."""
    found: list[BaseException] = []
    while (cause := fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)) is not None:
        if cause in found:
            break
        found.append(cause)
        fault = cause
    return found
