"""The data that exports gave: read, and deleted."""

from __future__ import annotations

from mock_server.domain.definitions import DefinitionKind, Process
from mock_server.domain.errors import Conflict, Failure, Forbidden, Gone, NotFound, ValidationFailed
from mock_server.engine import courses
from mock_server.engine.visits import Visit, at_work
from mock_server.store.exports import ExportedData
from mock_server.store.site import SiteState

Page = tuple[tuple[str, ...], list[tuple[str, ...]], int]
"""The keys, the rows of the page, and how many rows there are in all."""


def page_of_sync(visit: Visit, sync_id: int, offset: int, limit: int) -> Page:
    """Data of one export sync.

    Raises NotFound for an unknown sync or one without data yet, ValidationFailed for a sync that is no export,
    Forbidden for another user's, Gone once the data expired or was deleted.
    """
    with at_work(visit.state):
        data = _data_of_sync(visit.state, sync_id)
        return _page(visit, _visible(visit.state, data), offset, limit)


def page_of_definition(visit: Visit, kind: DefinitionKind, definition_id: int, offset: int, limit: int) -> Page:
    """Data of the latest finished sync of an export definition. Raises as `page_of_sync`."""
    with at_work(visit.state):
        definition = visit.state.definition(f"{kind.path}/{definition_id}")
        data = visit.state.exports.latest_for(definition.uri, visit.username)
        return _page(visit, _visible(visit.state, data), offset, limit)


def delete_of_sync(visit: Visit, sync_id: int) -> None:
    """Delete the data of one export sync. Raises as `page_of_sync`, and Conflict while it is unfinished (24B)."""
    with at_work(visit.state):
        sync = visit.state.syncs.get(sync_id)
        if sync is not None and sync.process is Process.EXPORT and not sync.is_final:
            raise Conflict(f"{sync.uri} is unfinished")
        _own(visit, _data_of_sync(visit.state, sync_id)).rows = None


def delete_of_definition(visit: Visit, kind: DefinitionKind, definition_id: int) -> None:
    """Delete the latest data of an export definition, if there is any.

    Raises NotFound, and Conflict while a sync of the definition is unfinished (24B).
    """
    with at_work(visit.state):
        definition = visit.state.definition(f"{kind.path}/{definition_id}")
        if definition.uri in visit.state.unfinished:
            raise Conflict(f"a sync of {definition.uri} is unfinished")
        data = visit.state.exports.latest_for(definition.uri, visit.username)
        if data is not None:
            _own(visit, data).rows = None


def _data_of_sync(state: SiteState, sync_id: int) -> ExportedData | None:
    sync = state.syncs.get(sync_id)
    if sync is None:
        raise NotFound
    if sync.process is not Process.EXPORT:
        # CONFIRMED: 400 for an import.
        raise ValidationFailed([Failure("syncedInstanceUri", "Must be an export.", sync.definition_uri, ("SYN-12",))])
    return state.exports.by_sync.get(sync_id)


def _visible(state: SiteState, data: ExportedData | None) -> ExportedData | None:
    """The data, or None while a planned course hides it."""
    return None if data is not None and courses.hides_data(state, data.sync_id) else data


def _own(visit: Visit, data: ExportedData | None) -> ExportedData:
    if data is None:
        raise NotFound
    if data.created_by != visit.username:
        # CONFIRMED DOC-TRB that another user gets an error; that it is a 403 is assumed (differences: export-owner).
        raise Forbidden("only the user who created the sync may read its data")
    return data


def _page(visit: Visit, data: ExportedData | None, offset: int, limit: int) -> Page:
    own = _own(visit, data)
    if own.rows is None:
        raise Gone
    return own.keys, own.rows[offset : offset + limit], len(own.rows)
