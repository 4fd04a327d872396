"""Looking at a site's syncs without moving them: their status, what they rejected, what still waits to be synced."""

from __future__ import annotations

from itertools import islice
from typing import Any

from mock_server.domain.answers import reject_answer, sync_answer
from mock_server.domain.moments import as_timestamp
from mock_server.domain.syncs import Sync
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState

Json = dict[str, Any]
Page = tuple[list[Json], int]
"""Items, and how many there are in all."""


def page_of_syncs(state: SiteState, offset: int, limit: int) -> Page:
    """Syncs in id order as the Bulk API shows them, whether each `isFinal`, and the `progress` of the one at work."""
    with at_work(state):
        syncs = islice(state.syncs.values(), offset, offset + limit)
        return [_shown(state, sync) for sync in syncs], len(state.syncs)


def _shown(state: SiteState, sync: Sync) -> Json:
    shown = {**sync_answer(sync), "isFinal": sync.is_final}
    at = state.progress
    if at is not None and at.sync_id == sync.id and at.rows and not sync.is_final:
        shown["progress"] = {"rows": at.rows, "done": at.done, "since": as_timestamp(at.since)}
    return shown


def page_of_rejects(state: SiteState, offset: int, limit: int) -> Page:
    """Rejects of all syncs, the first sync's first: as the Bulk API shows them, behind their `syncUri`."""
    with at_work(state):
        every = ((sync, reject) for sync in state.syncs.values() for reject in sync.rejects)
        shown = islice(every, offset, offset + limit)
        total = sum(len(sync.rejects) for sync in state.syncs.values())
        return [{"syncUri": sync.uri, **reject_answer(reject)} for sync, reject in shown], total


def page_of_staging(state: SiteState, offset: int, limit: int) -> Page:
    """Rows that were uploaded and wait for a sync, or for the end of theirs, by definition: `{definitionUri, row}`."""
    with at_work(state):
        staged = {uri: area.staged() for uri, area in state.staging.items()}
        for sync_id, taken in state.taken.items():
            uri = state.syncs[sync_id].definition_uri
            staged[uri] = (*taken, *staged.get(uri, ()))
        total = sum(len(one.upload) for uploads in staged.values() for one in uploads)
        every = ((uri, row) for uri, uploads in sorted(staged.items()) for one in uploads for row in one.upload)
        return [{"definitionUri": uri, "row": row} for uri, row in islice(every, offset, offset + limit)], total
