"""Running syncs: one at a time on a site, each atomic to a reader.

The plan is made by the pure rules; only then, in one go under the lock, is it applied. A small sync runs on the
thread that set it off, so that the next call sees it ended. A large one runs beside: the plan is made without the
lock, which is safe because only a running sync changes records and only one runs. A plan for a sync that was ended
meanwhile (its definition deleted, its site reset) is thrown away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.clock import let_others_run
from mock_server.domain import status_codes as codes
from mock_server.domain.answers import sync_answer
from mock_server.domain.definitions import Definition, Process
from mock_server.domain.logs import LogEntry, any_warning, entry, with_actions
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.staged import Between, at_once
from mock_server.domain.syncs import Status, Sync
from mock_server.domain.uploads import Upload
from mock_server.store.site import LINKS, Progress, SiteState, Unseen

if TYPE_CHECKING:
    from mock_server.engine.effects import Plan

logger = logging.getLogger("mock_server")

Notify = Callable[[str, dict[str, Any]], None]
"""Calls a `callbackUrl` with a sync as JSON, some time, on a thread of its own; never raises."""


class Work(NamedTuple):
    """One sync about to run. `now` is the time it ends at, but for what the work itself takes."""

    state: SiteState
    sync: Sync
    definition: Definition
    uploads: list[Upload]
    now: int


class Running:
    """`notify` is called for each ended sync that has a callback; more than `rows_beside` rows run beside."""

    def __init__(self, notify: Notify, rows_beside: int = 20_000) -> None:
        self._notify = notify
        self._rows_beside = rows_beside

    # Steps of a sync. The lock is held by the caller in all of them.

    def begin(self, state: SiteState, sync: Sync, now: int) -> None:
        """Start the oldest unfinished sync of its definition: as its course says, else at the site's pace."""
        way = state.under_way.get(sync.id)
        if way is not None:
            from mock_server.engine import courses  # for few sites any is planned

            courses.begin(self, state, sync, way, now)
            return
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
        state.staging[sync.definition_uri].put_back(state.taken.pop(sync.id, ()), now)
        self._end(state, sync, Status.ERROR, (log,), (), now)

    def break_down(self, state: SiteState, sync: Sync, now: int) -> None:
        """End an active sync as one whose processing failed."""
        self.fail(state, sync, entry(codes.FAILED, type=sync.process.value), now)

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
        if sync.callback_url is not None and not state.retired:
            self._notify(sync.callback_url, sync_answer(sync))
        waiting = state.unfinished[sync.definition_uri]
        waiting.remove(sync)
        if not waiting:
            del state.unfinished[sync.definition_uri]
        elif waiting[0].status is Status.PENDING:
            self.begin(state, waiting[0], now)

    def _run_what_can(self, state: SiteState) -> None:
        """Run what may be run, the oldest first. Whoever is at work takes the next one too."""
        while state.runnable and not state.running:
            sync, now = state.runnable.popleft()
            if sync.is_final:
                continue  # overtaken: its definition was deleted
            uploads = [staged.upload for staged in state.taken[sync.id]]
            work = Work(state, sync, state.definition(sync.definition_uri), uploads, now)
            if state.unseen:
                _look_around(work)
            state.running = True
            state.progress = Progress(sync.id, sum(map(len, uploads)), state.clock.now())
            if not (self._may_run_beside(work) and self._start_beside(work)):
                self._finish(work, _plan_or_crash(work), now)

    def _may_run_beside(self, work: Work) -> bool:
        if work.definition.kind.process is Process.EXPORT:
            rows = len(work.state.records.tables[work.definition.kind.entity.plural])
        else:
            rows = sum(len(upload) for upload in work.uploads)
        return rows > self._rows_beside

    def _start_beside(self, work: Work) -> bool:
        # In a list, out of which it is taken: a thread holds its arguments to its end, and with them every row.
        thread = threading.Thread(target=self._beside, args=([work], work.state.clock.now()), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system gives no more threads
            return False
        return True

    def _beside(self, works: list[Work], begun: int) -> None:
        from mock_server.engine import allocator

        self._run_beside(works.pop(), begun)
        allocator.give_back()

    def _run_beside(self, work: Work, begun: int) -> None:
        state, progress = work.state, work.state.progress
        assert progress is not None, "a sync that runs has one"

        def between(done: int) -> None:
            progress.done = done
            let_others_run()

        plan = _plan_or_crash(work, between)
        with state.lock:
            try:
                took = state.clock.now() - begun
                self._finish(work, plan, work.now + took)
                self._run_what_can(state)
                state.carry_out_due(state.clock.now())
            finally:
                state.idle.notify_all()

    def _finish(self, work: Work, plan: Plan | None, now: int) -> None:
        try:
            if not (work.sync.is_final or work.state.retired):
                self._apply(work, plan, now)
        except Exception:
            logger.exception("%s could not be applied", work.sync.uri)
            if not work.sync.is_final:
                self.break_down(work.state, work.sync, now)
        finally:
            work.state.running = False

    def _apply(self, work: Work, plan: Plan | None, now: int) -> None:
        from mock_server.domain.exporting import ExportPlan
        from mock_server.engine.effects import apply_plan, logs_of_actions

        state, sync = work.state, work.sync
        if plan is None:
            self.break_down(state, sync, now)
            return
        before = state.records.moments()
        if _is_hidden(state, sync, plan):
            acted = logs_of_actions(work.definition, plan)
            state.unseen[sync.id] = Unseen(_written(work.definition), lambda: _write_late(work, now))
        else:
            acted = apply_plan(state, sync, work.definition, plan, now)
        logs = with_actions(plan.logs, acted)
        rejects = () if isinstance(plan, ExportPlan) else plan.rejects
        status = Status.WARNING if rejects or any_warning(logs) else Status.SUCCESS
        state.processed.keep(sync.id, work.definition, work.uploads, before, state.records.moments())
        self._end(state, sync, status, logs, rejects, now)


def _look_around(work: Work) -> None:
    """What the sync finds of those before it that a course hides: it looks, but what it writes itself comes after what
    they wrote there."""
    from mock_server.engine import unseen

    state = work.state
    if work.definition.kind.process is not Process.EXPORT:
        unseen.show_all(state, _written(work.definition))
    unseen.look(state)


def _is_hidden(state: SiteState, sync: Sync, plan: Plan) -> bool:
    """Whether what the sync writes is to be seen some looks after its end only."""
    from mock_server.domain.exporting import ExportPlan

    way = state.under_way.get(sync.id)
    return way is not None and way.course.visible_after_polls > 0 and not isinstance(plan, ExportPlan)


def _written(definition: Definition) -> str:
    """What of a site the sync of the definition writes."""
    kind = definition.kind
    return LINKS if kind.process is Process.LINK else kind.entity.plural


def _write_late(work: Work, now: int) -> None:
    """Do what the sync did, judged by what is there by now: others may have written meanwhile. Its log and rejects
    stay those of its end, and so do the times of its records."""
    from mock_server.engine.effects import apply_plan

    plan, state = _plan_or_crash(work), work.state
    before = state.records.moments()
    try:
        if plan is not None:
            apply_plan(state, work.sync, work.definition, plan, now)
            state.processed.keep_moments(work.sync.id, before, state.records.moments())
    except Exception:  # whoever looks must not suffer for it; nothing was applied
        logger.exception("%s could not be applied", work.sync.uri)


def _plan_or_crash(work: Work, between: Between = at_once) -> Plan | None:
    """The plan of the sync, or None where a row made the rules crash: then nothing is applied."""
    try:
        return plan_sync(work.state, work.sync, work.definition, work.uploads, between)
    except Exception:  # a fault of ours must end the sync, not the server
        logger.exception("%s of %s crashed; nothing of it was applied", work.sync.uri, work.sync.definition_uri)
        return None


def plan_sync(
    state: SiteState, sync: Sync, definition: Definition, uploads: list[Upload], between: Between = at_once
) -> Plan:
    """What the sync of the definition would do with `uploads`; `between` is called between slices of the work."""
    # A server that only starts needs none of the rules.
    from mock_server.domain.acting import plan_actions
    from mock_server.domain.exporting import plan_export
    from mock_server.domain.importing import plan_import
    from mock_server.domain.linking import plan_links
    from mock_server.domain.orders import as_import, as_linkage

    assert sync.started_at is not None, "a sync is planned once it is active"
    way = state.under_way.get(sync.id)
    refused = None if way is None or way.course.reject is None else way.course.reject.of_rows()
    rules = Rules(state.description.assumptions, state.description.stages, sync.started_at, refused)
    tables, records, kind = state.description.field_tables, state.records, definition.kind
    if kind.process is Process.EXPORT:
        return plan_export(definition, records, records.fold)
    if kind.process is Process.ACT:
        return plan_actions(definition, uploads, records, rules, between)
    if kind.process is Process.LINK:
        return plan_links(as_linkage(definition, tables), uploads, records, rules, between)
    order = as_import(definition, tables[kind.entity.plural])
    return plan_import(order, uploads, records, rules, records.linkage_column(kind.entity), between)
