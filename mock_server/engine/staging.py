"""Uploading data to a definition, and clearing it."""

from __future__ import annotations

from mock_server.domain.definitions import Definition, DefinitionKind
from mock_server.domain.errors import Conflict, Failure, ValidationFailed
from mock_server.domain.records import Upload
from mock_server.domain.syncs import Sync
from mock_server.engine.running import Running
from mock_server.engine.syncs import start
from mock_server.engine.visits import Visit, at_work
from mock_server.store.site import SiteState
from mock_server.store.staging import StagedUpload

MAX_UPLOADS = 500
"""Uploads ("files") that one sync takes. CONFIRMED R24D: the next answers 400."""


def stage_upload(
    visit: Visit, kind: DefinitionKind, definition_id: int, upload: Upload, running: Running
) -> Sync | None:
    """Stage an upload untouched; where the definition triggers syncs, the sync it made.

    Raises NotFound, and ValidationFailed for one upload too many. An upload without rows stages nothing.
    """
    state = visit.state
    with at_work(state) as now:
        definition = state.definition(f"{kind.path}/{definition_id}")
        if not upload.rows:
            return None
        area = state.staging[definition.uri]
        if len(area) >= MAX_UPLOADS:
            raise ValidationFailed([Failure("data", f"Must be at most {MAX_UPLOADS} uploads for one sync.")])
        _stage(state, definition, upload, now)
        return start(visit, definition, None, running, now) if definition.triggers_sync else None


def _stage(state: SiteState, definition: Definition, upload: Upload, now: int) -> None:
    expires_at = now + definition.retention
    state.staging[definition.uri].add(StagedUpload(upload, expires_at))
    uri = definition.uri

    def drop_expired(at: int) -> None:
        # By its uri, not the area itself: one that was cleared or deleted must not live on until its uploads expire.
        if uri in state.staging:
            state.staging[uri].drop_expired(at)

    state.schedule(expires_at, drop_expired)


def clear_staging(visit: Visit, kind: DefinitionKind, definition_id: int) -> None:
    """Drop what is staged. Raises NotFound, and Conflict while a sync of the definition is unfinished (24B)."""
    state = visit.state
    with at_work(state):
        definition = state.definition(f"{kind.path}/{definition_id}")
        if definition.uri in state.unfinished:
            raise Conflict(f"a sync of {definition.uri} is unfinished")
        state.staging.pop(definition.uri, None)
