"""Waking a site in real time, for what must happen although nobody asks: a callback at the end of a paced sync."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mock_server.domain.moments import TICKS_PER_SECOND

Alarm = Callable[[int, Callable[[], object]], None]
"""Calls the second argument some time after as many ticks as the first says."""


def timer_alarm(ticks: int, wake: Callable[[], object]) -> None:
    """An alarm on a thread of its own that does not keep the process alive."""
    # Longer waits than a thread can count are not worth an alarm: nobody leaves a mock running for a century.
    timer = threading.Timer(min(ticks / TICKS_PER_SECOND, threading.TIMEOUT_MAX / 2), wake)
    timer.daemon = True
    timer.start()
