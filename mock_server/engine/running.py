"""Running syncs: one at a time on a site, each atomic to a reader.

The plan is made by the pure rules; only then, in one go under the lock, is it applied. A small sync runs on the
thread that set it off, so that the next call sees it ended. A large one runs beside: the plan is made without the
lock, which is safe because only a running sync changes records and only one runs. A plan for a sync that was ended
meanwhile (its definition deleted) is thrown away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from mock_server.domain import status_codes as codes
from mock_server.domain.answers import sync_answer
from mock_server.domain.definitions import Definition, as_import, as_linkage
from mock_server.domain.importing import ImportPlan, plan_import
from mock_server.domain.linking import LinkPlan, plan_links
from mock_server.domain.logs import LogEntry, any_warning, entry
from mock_server.domain.records import Record, Upload
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.syncs import Status, Sync
from mock_server.store.site import SiteState

logger = logging.getLogger("mock_server")

Notify = Callable[[str, dict[str, Any]], None]
"""Calls a `callbackUrl` with a sync as JSON, some time, on a thread of its own; never raises."""
Plan = ImportPlan | LinkPlan


class Running:
    """`notify` is called for each ended sync that has a callback; more than `rows_beside` rows run beside."""

    def __init__(self, notify: Notify, rows_beside: int = 20_000) -> None:
        self._notify = notify
        self._rows_beside = rows_beside

    # Steps of a sync. The lock is held by the caller in all of them.

    def begin(self, state: SiteState, sync: Sync, now: int) -> None:
        """Start the oldest unfinished sync of its definition, at the site's pace."""
        pace = state.description.pace
        if pace.ticks is not None:
            self.activate(state, sync, now)
            state.schedule(now + pace.ticks, lambda at: self.complete(state, sync, at))
        elif not pace.polls:
            self.complete(state, sync, now)

    def activate(self, state: SiteState, sync: Sync, now: int) -> None:
        """Go from pending to active, and take what is staged."""
        sync.move(Status.ACTIVE, now)
        state.taken[sync.id] = state.staging[sync.definition_uri].take()

    def complete(self, state: SiteState, sync: Sync, now: int) -> None:
        """Do the work of the sync as soon as no other sync of the site is at work."""
        if sync.is_final:
            return  # overtaken: its definition was deleted
        if sync.status is Status.PENDING:
            self.activate(state, sync, now)
        state.runnable.append((sync, now))
        self._run_what_can(state)

    def fail(self, state: SiteState, sync: Sync, log: LogEntry, now: int) -> None:
        """End the sync in error with nothing applied; what it took is staged again."""
        state.staging[sync.definition_uri].put_back(state.taken.pop(sync.id, ()))
        self._end(state, sync, Status.ERROR, (log,), (), now)

    def _end(
        self,
        state: SiteState,
        sync: Sync,
        status: Status,
        logs: tuple[LogEntry, ...],
        rejects: tuple[Reject, ...],
        now: int,
    ) -> None:
        state.taken.pop(sync.id, None)
        sync.logs, sync.rejects = logs, rejects
        sync.move(status, now)
        if sync.callback_url is not None:
            self._notify(sync.callback_url, sync_answer(sync))
        waiting = state.unfinished[sync.definition_uri]
        waiting.remove(sync)
        if not waiting:
            del state.unfinished[sync.definition_uri]
        elif waiting[0].status is Status.PENDING:
            self.begin(state, waiting[0], now)

    def _run_what_can(self, state: SiteState) -> None:
        if state.running:
            return  # whoever runs takes the next one too
        while state.runnable:
            sync, now = state.runnable.popleft()
            if sync.is_final:
                continue
            uploads = [staged.upload for staged in state.taken[sync.id]]
            definition = state.definition(sync.definition_uri)
            state.running = True
            if sum(len(upload.rows) for upload in uploads) > self._rows_beside:
                work = (state, sync, definition, uploads, now)
                threading.Thread(target=self._run_beside, args=work, daemon=True).start()
                return
            self._apply(state, sync, _plan_or_crash(state, sync, definition, uploads), now)
            state.running = False

    def _run_beside(
        self, state: SiteState, sync: Sync, definition: Definition, uploads: list[Upload], now: int
    ) -> None:
        plan = _plan_or_crash(state, sync, definition, uploads)
        with state.lock:
            if not sync.is_final:
                self._apply(state, sync, plan, max(now, state.clock.now()))
            state.running = False
            self._run_what_can(state)

    def _apply(self, state: SiteState, sync: Sync, plan: Plan | None, now: int) -> None:
        if plan is None:
            self.fail(state, sync, entry(codes.FAILED, type="import"), now)
            return
        if isinstance(plan, LinkPlan):
            state.links.add_all(plan.links, sync.id)
        else:
            _apply_import(state, sync, plan, now)
        status = Status.WARNING if plan.rejects or any_warning(plan.logs) else Status.SUCCESS
        self._end(state, sync, status, plan.logs, plan.rejects, now)


def _plan_or_crash(state: SiteState, sync: Sync, definition: Definition, uploads: list[Upload]) -> Plan | None:
    """The plan of the sync, or None where a row made the rules crash: then nothing is applied."""
    try:
        return plan_sync(state, sync, definition, uploads)
    except Exception:  # a fault of ours must end the sync, not the server
        logger.exception("%s of %s crashed; nothing of it was applied", sync.uri, sync.definition_uri)
        return None


def plan_sync(state: SiteState, sync: Sync, definition: Definition, uploads: list[Upload]) -> Plan:
    """What the sync of the definition would do with `uploads`."""
    assert sync.started_at is not None, "a sync is planned once it is active"
    rules = Rules(state.description.assumptions, state.description.stages, sync.started_at)
    tables = state.description.field_tables
    if definition.kind.links:
        return plan_links(as_linkage(definition, tables), uploads, state, rules)
    return plan_import(as_import(definition, tables[definition.kind.entity.plural]), uploads, state, rules)


def _apply_import(state: SiteState, sync: Sync, plan: ImportPlan, now: int) -> None:
    definition = state.definition(sync.definition_uri)
    table = state.tables[definition.kind.entity.plural]
    for record_id, values in plan.updated:
        table.replace(table.get(record_id)._replace(values=values, updated_at=now))
    for values in plan.created:
        table.add(Record(table.next_id(), values, now, now))
