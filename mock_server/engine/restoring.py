"""Making a site go on from where it was saved.

Nothing moves by being restored: what is unfinished goes on by the clock, by polls and by barriers as it would have.
Before that it is checked that what refers to something refers to something that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mock_server.behaviours.courses import UnderWay
from mock_server.behaviours.planning_courses import read_course
from mock_server.domain.checking import check_definition
from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.domain.saved_site import SavedState, SavedSync, SavedUpload
from mock_server.domain.status_codes import ROW_CODES
from mock_server.domain.syncs import Status, Sync
from mock_server.engine import courses
from mock_server.engine.alarms import Alarm, set_alarm
from mock_server.engine.definitions import schedule_auto_delete
from mock_server.engine.effects import keep_exported
from mock_server.engine.running import Running
from mock_server.engine.staging import expire_staged, stage
from mock_server.store.exports import ExportedData
from mock_server.store.links import Link
from mock_server.store.site import SiteState
from mock_server.store.staging import StagedUpload
from mock_server.store.tokens import Grant


def restore(state: SiteState, running: Running, alarm: Alarm) -> None:
    """Fill a new state with what its description saved. Raises ValidationFailed where a definition does not hold."""
    saved = state.description.saved
    assert saved is not None, "only a saved site is restored"
    failures = list(_failures(state, saved))
    if failures:
        raise ValidationFailed(failures)
    with state.lock:
        for statement in saved.removed:  # only now: what names one was whole when it was made
            state.remove_container(statement)
        state.clock.go_on_from(saved.now)
        state.began_at = saved.began_at
        state.links.restore(Link(*link) for link in saved.links)
        state.courses.restore(saved.barriers)
        for token in saved.tokens:
            grant = Grant(token.username, token.client_id, token.expires_at, token.redirect_uri)
            state.tokens.of_kind(token.kind).by_digest[token.digest] = grant
        _restore_definitions(state, saved, running)
        for one in saved.staged:
            stage(state, one.definition_uri, StagedUpload(one.upload, one.expires_at))
        _restore_exports(state, saved)
        for each in saved.syncs:
            _restore_sync(state, each)
        for waiting in state.unfinished.values():
            _go_on(state, waiting[0], running, saved.now)
        set_alarm(state, alarm, saved.now)


def _failures(state: SiteState, saved: SavedState) -> Iterator[Failure]:
    for number, definition in enumerate(saved.definitions):
        for fault in check_definition(definition.kind, definition.properties, state.as_checked):
            yield Failure(f"saved.definitions[{number}].properties.{fault.field}", fault.constraint, fault.value)


def _restore_definitions(state: SiteState, saved: SavedState, running: Running) -> None:
    for path, last_id in saved.last_ids.items():
        state.definitions[path].last_id = last_id
    for definition in saved.definitions:
        state.definitions[definition.kind.path].by_id[definition.id] = definition
        schedule_auto_delete(state, definition, running)


def _restore_exports(state: SiteState, saved: SavedState) -> None:
    for export in saved.exports:
        sync = saved.syncs[export.sync_id - 1].sync
        rows = None if export.rows is None else list(export.rows)
        data = ExportedData(export.keys, rows, sync.created_by, sync.id, export.expires_at)
        keep_exported(state, sync.definition_uri, data)


def _restore_sync(state: SiteState, saved: SavedSync) -> None:
    sync = replace(saved.sync)
    state.syncs[sync.id] = sync
    if not sync.is_final:
        state.unfinished[sync.definition_uri].append(sync)
    if sync.status is Status.ACTIVE:
        state.taken[sync.id] = [_taken(state, one) for one in saved.taken]
    if saved.course is not None:
        course = read_course(saved.course.said, ROW_CODES)
        way = UnderWay(course, saved.course.shown, saved.course.arrived, saved.course.asked_for_data, saved.course.due)
        state.under_way[sync.id] = way


def _taken(state: SiteState, saved: SavedUpload) -> StagedUpload:
    """What a sync took may be staged again, and expires then as it would have."""
    expire_staged(state, saved.definition_uri, saved.expires_at)
    return StagedUpload(saved.upload, saved.expires_at)


def _go_on(state: SiteState, sync: Sync, running: Running, now: int) -> None:
    """Let the clock bring the sync on, where it does: the oldest unfinished one of its definition."""
    way = state.under_way.get(sync.id)
    pace = state.description.pace
    if way is not None:
        courses.wait(running, state, sync, way)
    elif pace.ticks is not None:
        # None is pending at this pace, unless the file was edited.
        ends_at = (now if sync.started_at is None else sync.started_at) + pace.ticks
        state.schedule(ends_at, lambda at: running.complete(state, sync, at))
    elif not pace.polls:
        # Nor unfinished at this one.
        state.schedule(now, lambda at: running.complete(state, sync, at))
