"""The barriers at which courses hold syncs: looked at, and opened."""

from __future__ import annotations

from typing import Any

from mock_server.behaviours.courses import UnderWay
from mock_server.domain.errors import NotFound
from mock_server.domain.syncs import Sync
from mock_server.engine import courses
from mock_server.engine.alarms import Alarm, set_alarm
from mock_server.engine.running import Running
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState

Json = dict[str, Any]


def _held(state: SiteState, barrier: str) -> list[tuple[Sync, UnderWay]]:
    ways = ((state.syncs[number], way) for number, way in state.under_way.items())
    return [(sync, way) for sync, way in ways if way.arrived and way.course.held_at == barrier and not sync.is_final]


def list_barriers(state: SiteState) -> list[Json]:
    """The barriers that courses named: `{name, open, held}`, the last the uris of the syncs that wait there."""
    with at_work(state):
        return [
            {"name": name, "open": is_open, "held": [sync.uri for sync, _ in _held(state, name)]}
            for name, is_open in state.courses.barriers()
        ]


def release(state: SiteState, barrier: str, running: Running, alarm: Alarm) -> Json:
    """Open a barrier for good: `{name, released}`. Returns once the syncs held there ended. Raises NotFound."""
    with at_work(state) as now:
        if not state.courses.open(barrier):
            raise NotFound(f"no course is held at a barrier named {barrier}")
        held = _held(state, barrier)
        for sync, way in held:
            courses.end(running, state, sync, way, now)
        while state.running:
            state.idle.wait()
        set_alarm(state, alarm, now)
        return {"name": barrier, "released": [sync.uri for sync, _ in held]}
