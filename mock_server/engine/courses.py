"""The planned course of a sync, stage by stage: pending, active, held at a barrier, then its end.

A stage ends with a poll, at a moment of the site's clock, or at once. The lock is held by the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.behaviours.courses import End, UnderWay
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.syncs import Status, Sync
from mock_server.store.site import SiteState

if TYPE_CHECKING:
    from mock_server.engine.running import Running


def begin(running: Running, state: SiteState, sync: Sync, way: UnderWay, now: int) -> None:
    """The first stage of a sync whose turn has come."""
    if way.course.pending_seconds is not None:
        way.due = now + _ticks(way.course.pending_seconds)
        wait(running, state, sync, way)
    elif not way.course.pending_polls:
        activate(running, state, sync, way, now)


def activate(running: Running, state: SiteState, sync: Sync, way: UnderWay, now: int) -> None:
    if sync.status is not Status.PENDING:
        return  # overtaken: its definition was deleted
    running.activate(state, sync, now)
    way.shown, way.due = 0, None
    if way.course.active_seconds is not None:
        way.due = now + _ticks(way.course.active_seconds)
        wait(running, state, sync, way)
    elif not way.course.active_polls:
        arrive(running, state, sync, way, now)


def wait(running: Running, state: SiteState, sync: Sync, way: UnderWay) -> None:
    """Let the clock end the stage that the sync is in, where it is due to."""
    if way.due is not None:
        go_on = activate if sync.status is Status.PENDING else arrive
        state.schedule(way.due, lambda at: go_on(running, state, sync, way, at))


def arrive(running: Running, state: SiteState, sync: Sync, way: UnderWay, now: int) -> None:
    """The active time is over: go to the end, unless a barrier is in the way."""
    way.arrived, way.due = True, None
    barrier = way.course.held_at
    if way.course.end is not End.NEVER and (barrier is None or state.courses.is_open(barrier)):
        end(running, state, sync, way, now)


def end(running: Running, state: SiteState, sync: Sync, way: UnderWay, now: int) -> None:
    if sync.is_final:
        return  # overtaken
    if way.course.end is End.ERROR:
        running.break_down(state, sync, now)
    else:
        running.complete(state, sync, now)


def poll(running: Running, state: SiteState, sync: Sync, way: UnderWay, now: int) -> bool:
    """A GET of the sync, before it is answered. Whether it brought the sync to the end of its active time."""
    course, before = way.course, way.arrived
    if sync.status is Status.PENDING and course.pending_seconds is None:
        way.shown += 1
        if way.shown <= (course.pending_polls or 0):
            return False
        activate(running, state, sync, way, now)
    if sync.status is Status.ACTIVE and course.active_seconds is None and not way.arrived:
        way.shown += 1
        if way.shown > (course.active_polls or 0):
            arrive(running, state, sync, way, now)
    return way.arrived and not before


def runs_by_clock(way: UnderWay) -> bool:
    """Whether time alone brings the sync further: then it may have to call back although nobody asks."""
    course = way.course
    return not way.arrived and (course.pending_seconds is not None or course.active_seconds is not None)


def hides_data(state: SiteState, sync_id: int) -> bool:
    """A request for the data of an ended export: whether it comes too early by the sync's course."""
    way = state.under_way.get(sync_id)
    if way is None or way.asked_for_data >= way.course.visible_after_polls:
        return False
    way.asked_for_data += 1
    return True


def _ticks(seconds: float) -> int:
    return round(seconds * TICKS_PER_SECOND)
