"""POST /syncs and looking at syncs."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from mock_server.domain.definitions import KINDS, Definition
from mock_server.domain.errors import Failure, NotFound, ValidationFailed
from mock_server.domain.syncs import Status, Sync
from mock_server.engine import unseen
from mock_server.engine.alarms import Alarm, set_alarm
from mock_server.engine.running import Running
from mock_server.engine.visits import Visit, at_work
from mock_server.store.site import SiteState


def create_sync(visit: Visit, uri: str, callback_url: str | None, running: Running, alarm: Alarm) -> Sync:
    """Sync the definition of `uri`. The sync as it was created: pending, whatever became of it meanwhile.

    Raises ValidationFailed where there is no such definition, or it no longer holds (20D).
    """
    with at_work(visit.state) as now:
        definition = _definition_to_sync(visit.state, uri)
        created = start(visit, definition, callback_url, running, now)
        set_alarm(visit.state, alarm, now)
        return created


def start(visit: Visit, definition: Definition, callback_url: str | None, running: Running, now: int) -> Sync:
    """Create a sync and begin it unless an older one of the same definition is unfinished. The lock is held."""
    state = visit.state
    sync = Sync(len(state.syncs) + 1, definition.uri, now, visit.username, callback_url, definition.kind.process)
    state.syncs[sync.id] = sync
    way = state.courses.start(definition.uri)
    if way is not None:
        state.under_way[sync.id] = way
    waiting = state.unfinished[definition.uri]
    waiting.append(sync)
    created = copy(sync)
    if waiting[0] is sync:
        running.begin(state, sync, now)
    return created


def _definition_to_sync(state: SiteState, uri: str) -> Definition:
    from mock_server.domain.checking import MUST_EXIST, check_definition  # only to look at syncs needs no checks

    path, _, number = uri.rpartition("/")
    canonical = {known.lower(): known for known in KINDS}.get(path.lower(), "")
    try:
        definition = state.definition(f"{canonical}/{number}")
    except NotFound:
        raise ValidationFailed([Failure("syncedInstanceUri", MUST_EXIST, uri, rests_on=("SYN-09",))]) from None
    faults = check_definition(definition.kind, definition.properties, state.as_checked)
    failures = [replace(one, rests_on=("SYN-14", *one.rests_on)) for one in faults]
    if failures:
        raise ValidationFailed(failures)
    return definition


def poll_sync(visit: Visit, sync_id: int, running: Running) -> Sync:
    """The sync as a GET sees it; at a pace of polls this is what moves it. Raises NotFound."""
    state = visit.state
    with at_work(state) as now:
        sync = _sync(state, sync_id)
        way = state.under_way.get(sync_id)
        if sync.is_final and state.unseen:
            unseen.look(state, sync_id=sync_id)
        polls = state.description.pace.polls
        has_its_turn = not sync.is_final and state.unfinished[sync.definition_uri][0] is sync
        if way is not None:
            from mock_server.engine import courses  # for few sites any is planned

            if has_its_turn and courses.poll(running, state, sync, way, now):
                state.idle.wait_for(lambda: sync.is_final or not state.running)
        elif polls and has_its_turn:
            sync.polls += 1
            if sync.polls > polls:
                running.complete(state, sync, now)
                # This GET shows it final. The lock is free while a large one is worked on.
                state.idle.wait_for(lambda: sync.is_final or not state.running)
            elif sync.polls > 1 and sync.status is Status.PENDING:
                running.activate(state, sync, now)
        return copy(sync)


def see_sync(visit: Visit, sync_id: int) -> Sync:
    """The sync without moving it: for its logs, rejects and data. Raises NotFound."""
    with at_work(visit.state):
        return copy(_sync(visit.state, sync_id))


def list_syncs(visit: Visit) -> list[Sync]:
    """All syncs in id order."""
    with at_work(visit.state):
        return [copy(sync) for sync in visit.state.syncs.values()]


def _sync(state: SiteState, sync_id: int) -> Sync:
    sync = state.syncs.get(sync_id)
    if sync is None:
        raise NotFound
    return sync
