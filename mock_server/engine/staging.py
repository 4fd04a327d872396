"""Uploading data to a definition, and clearing it."""

from __future__ import annotations

from mock_server.domain.definitions import DefinitionKind
from mock_server.domain.errors import Conflict, Failure, ValidationFailed
from mock_server.domain.syncs import Sync
from mock_server.domain.uploads import Upload
from mock_server.engine.running import Running
from mock_server.engine.syncs import start
from mock_server.engine.visits import Visit, at_work
from mock_server.store.site import SiteState
from mock_server.store.staging import StagedUpload


def stage_upload(
    visit: Visit, kind: DefinitionKind, definition_id: int, upload: Upload, running: Running
) -> Sync | None:
    """Stage an upload untouched; where the definition triggers syncs, the sync it made.

    Raises NotFound, and ValidationFailed for one upload too many. An upload without rows stages nothing.
    """
    state = visit.state
    with at_work(state) as now:
        definition = state.definition(f"{kind.path}/{definition_id}")
        if not len(upload):
            return None
        area = state.staging[definition.uri]
        most = state.description.limits.uploads_per_sync
        if len(area) >= most:
            raise ValidationFailed(
                [Failure("data", f"Must be at most {most} uploads for one sync.", rests_on=("UPL-17",))]
            )
        stage(state, definition.uri, StagedUpload(upload, now + definition.retention))
        return start(visit, definition, None, running, now) if definition.triggers_sync else None


def stage(state: SiteState, uri: str, staged: StagedUpload) -> None:
    """Put an upload into the staging area of the definition of that uri, until it expires."""
    state.staging[uri].add(staged)
    expire_staged(state, uri, staged.expires_at)


def expire_staged(state: SiteState, uri: str, expires_at: int) -> None:
    """Look at a moment to come for what has expired in the staging area of the definition of that uri."""

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
