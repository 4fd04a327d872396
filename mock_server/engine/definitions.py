"""Definitions: created, replaced, deleted, looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from mock_server.domain import status_codes as codes
from mock_server.domain.checking import check_definition
from mock_server.domain.definitions import UNSHOWN_RETENTION, Definition, DefinitionKind, with_defaults
from mock_server.domain.durations import parse_duration
from mock_server.domain.errors import Conflict, Failure, ValidationFailed
from mock_server.domain.logs import entry
from mock_server.engine.running import Running
from mock_server.engine.visits import Visit, at_work
from mock_server.store.site import SiteState


def create_definition(
    visit: Visit, kind: DefinitionKind, sent: Mapping[str, Any], failures: Sequence[Failure], running: Running
) -> Definition:
    """Create a definition from the properties `sent`; `failures` are those already found in their types.

    Raises ValidationFailed with every fault, and creates nothing then.
    """
    with at_work(visit.state) as now:
        _refuse_faults(visit.state, kind, sent, failures)
        table = visit.state.definitions[kind.path]
        table.last_id += 1
        definition = _definition(visit.state, kind, table.last_id, sent, visit.username, now, visit.username, now)
        table.by_id[definition.id] = definition
        schedule_auto_delete(visit.state, definition, running)
        return definition


def find_definition(visit: Visit, kind: DefinitionKind, definition_id: int) -> Definition:
    """Raises NotFound."""
    with at_work(visit.state):
        return visit.state.definition(f"{kind.path}/{definition_id}")


def require_idle(visit: Visit, kind: DefinitionKind, definition_id: int) -> None:
    """Raises NotFound, or Conflict while a sync of the definition is unfinished."""
    with at_work(visit.state):
        _refuse_in_use(visit.state, visit.state.definition(f"{kind.path}/{definition_id}"))


def replace_definition(
    visit: Visit,
    kind: DefinitionKind,
    definition_id: int,
    sent: Mapping[str, Any],
    failures: Sequence[Failure],
    running: Running,
) -> Definition:
    """Put a whole new definition in the place of the old: only id and creation stay. Staged data is left alone.

    Raises NotFound, Conflict while it is in use, ValidationFailed.
    """
    with at_work(visit.state) as now:
        old = visit.state.definition(f"{kind.path}/{definition_id}")
        _refuse_in_use(visit.state, old)
        _refuse_faults(visit.state, kind, sent, failures)
        new = _definition(visit.state, kind, old.id, sent, old.created_by, old.created_at, visit.username, now)
        visit.state.definitions[kind.path].by_id[old.id] = new
        schedule_auto_delete(visit.state, new, running)
        return new


def delete_definition(visit: Visit, kind: DefinitionKind, definition_id: int, running: Running) -> None:
    """Delete a definition with what is staged for it; its unfinished syncs end in error (ELQ-00143).

    Raises NotFound.
    """
    with at_work(visit.state) as now:
        _delete(visit.state, visit.state.definition(f"{kind.path}/{definition_id}"), running, now)


def list_definitions(visit: Visit, kinds: Sequence[DefinitionKind]) -> list[Definition]:
    """The definitions of the kinds, in id order; of several kinds in the order of `kinds`."""
    with at_work(visit.state):
        tables = [visit.state.definitions[kind.path].by_id for kind in kinds]
        return list(chain.from_iterable(table.values() for table in tables))


def _refuse_faults(
    state: SiteState, kind: DefinitionKind, sent: Mapping[str, Any], failures: Sequence[Failure]
) -> None:
    found = [*failures, *check_definition(kind, sent, state.as_checked)]
    if found:
        raise ValidationFailed(found)


def _refuse_in_use(state: SiteState, definition: Definition) -> None:
    if definition.uri in state.unfinished:
        raise Conflict(f"a sync of {definition.uri} is unfinished")


def _definition(
    state: SiteState,
    kind: DefinitionKind,
    definition_id: int,
    sent: Mapping[str, Any],
    created_by: str,
    created_at: int,
    updated_by: str,
    updated_at: int,
) -> Definition:
    properties = with_defaults(kind, sent, state.description.assumptions)
    retention = parse_duration(properties.get("dataRetentionDuration", UNSHOWN_RETENTION))
    assert retention is not None, "the schema refuses what is no duration"
    return Definition(kind, definition_id, properties, retention, created_by, created_at, updated_by, updated_at)


def schedule_auto_delete(state: SiteState, definition: Definition, running: Running) -> None:
    """`autoDeleteDuration` counts from creation. A PUT in between overtakes the event."""
    duration = definition.properties.get("autoDeleteDuration")
    length = None if duration is None else parse_duration(duration)
    if length is None:
        return

    def delete(at: int) -> None:
        if state.definitions[definition.kind.path].by_id.get(definition.id) is definition:
            _delete(state, definition, running, at)

    state.schedule(definition.created_at + length, delete)


def _delete(state: SiteState, definition: Definition, running: Running, now: int) -> None:
    gone = entry(codes.DEFINITION_DELETED, type=definition.kind.product, id=definition.id)
    # The youngest first: none may begin only because the one before it is gone.
    for sync in reversed(list(state.unfinished.get(definition.uri, ()))):
        running.fail(state, sync, gone, now)
    del state.definitions[definition.kind.path].by_id[definition.id]
    state.staging.pop(definition.uri, None)
