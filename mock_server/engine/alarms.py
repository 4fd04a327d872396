"""Waking a site in real time, for what must happen although nobody asks: a callback at the end of a paced sync."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState

Alarm = Callable[[int, Callable[[], object]], None]
"""Calls the second argument some time after as many ticks as the first says."""

SHORTEST_WAIT = TICKS_PER_SECOND // 20
"""Between two looks at what should have happened, while a sync runs beside or two clocks do not quite agree."""


def timer_alarm(ticks: int, wake: Callable[[], object]) -> None:
    """An alarm on a thread of its own that does not keep the process alive."""
    # Longer waits than a thread can count are not worth an alarm: nobody leaves a mock running for a century.
    timer = threading.Timer(min(ticks / TICKS_PER_SECOND, threading.TIMEOUT_MAX / 2), wake)
    timer.daemon = True
    timer.start()


def set_alarm(state: SiteState, alarm: Alarm, now: int) -> None:
    """Have the site woken when next something falls due, as long as a paced sync with a callback is unfinished.

    One alarm at a time for a site: each sets the next. The lock is held.
    """
    if not _must_call_back(state):
        return
    due = state.next_due()
    at = now + SHORTEST_WAIT if due is None or state.running else max(due, now + SHORTEST_WAIT)
    if state.alarm_at is not None and state.alarm_at <= at:
        return
    state.alarm_at = at

    def wake() -> None:
        with at_work(state) as woken:
            if state.alarm_at == at:  # else it was overtaken by an earlier one
                state.alarm_at = None
            set_alarm(state, alarm, woken)

    alarm(at - now, wake)


def _must_call_back(state: SiteState) -> bool:
    if state.retired:
        return False
    return any(
        sync.callback_url is not None and _runs_by_clock(state, waiting[0].id)
        for waiting in state.unfinished.values()
        for sync in waiting
    )


def _runs_by_clock(state: SiteState, sync_id: int) -> bool:
    """Whether time alone brings the sync, the oldest of its definition, to its end."""
    way = state.under_way.get(sync_id)
    if way is None:
        return state.description.pace.ticks is not None
    from mock_server.engine import courses  # for few sites any is planned

    return courses.runs_by_clock(way)
