"""Setting a site's clock forward."""

from __future__ import annotations

from mock_server.engine.alarms import Alarm, set_alarm
from mock_server.store.site import SiteState


def advance(state: SiteState, ticks: int, alarm: Alarm) -> int:
    """Set the clock forward by `ticks` ≥ 0, carry out what falls due on the way, in order. The time it is then.

    Returns when all of it is done, that is not before a sync that runs beside.
    """
    with state.lock:
        state.clock.advance(ticks)
        now = state.clock.now()
        state.carry_out_due(now)
        while state.running:
            state.idle.wait()
            state.carry_out_due(now)
        state.alarm_at = None  # it was set for a moment that now comes sooner
        set_alarm(state, alarm, now)
        return state.clock.now()
