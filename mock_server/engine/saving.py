"""Saving a site: what it was described as, with what became of it, as one description that it can be made from again.

Left out are the journal, the rows of ended syncs that explanations need, planned faults and courses that no sync is
under, and whether the site moved to the second address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mock_server.behaviours.courses import UnderWay
from mock_server.domain.entities import ACCOUNTS, CONTACTS, OPPORTUNITIES
from mock_server.domain.saved_site import (
    SavedCourse,
    SavedExport,
    SavedLink,
    SavedState,
    SavedSync,
    SavedToken,
    SavedUpload,
)
from mock_server.domain.site_description import DescribedRecord, SiteDescription
from mock_server.domain.syncs import Sync
from mock_server.engine import unseen
from mock_server.store.site import SiteState
from mock_server.store.staging import StagedUpload
from mock_server.store.tokens import KINDS


def save(state: SiteState) -> SiteDescription:
    """The site as it stands between two syncs: one that is at work is waited for. Nothing of it is shared.

    What a course hides still is there from now on: a saved site has whole records alone.
    """
    with state.lock:
        now = state.clock.now()
        state.carry_out_due(now)
        while state.running:
            state.idle.wait()
            now = state.clock.now()
            state.carry_out_due(now)
        unseen.show_all(state)
        return replace(
            state.description,
            accounts=_records(state, ACCOUNTS.plural),
            contacts=_records(state, CONTACTS.plural),
            opportunities=_records(state, OPPORTUNITIES.plural),
            links=(),
            containers=tuple(
                replace(each, members=tuple(sorted(state.records.containers.get(each.statement, ()))))
                for each in state.description.containers
            ),
            saved=_saved(state, now),
        )


def _records(state: SiteState, plural: str) -> tuple[DescribedRecord, ...]:
    return tuple(
        DescribedRecord(record.id, record.values, record.account_id, record.created_at, record.updated_at)
        for record in state.records.tables[plural]
    )


def _saved(state: SiteState, now: int) -> SavedState:
    tables = state.definitions
    return SavedState(
        now=now,
        began_at=state.began_at,
        last_ids={path: table.last_id for path, table in tables.items()},
        definitions=[definition for table in tables.values() for definition in table.by_id.values()],
        staged=[_upload(uri, one) for uri, area in sorted(state.staging.items()) for one in area.staged()],
        syncs=[_sync(state, sync) for sync in state.syncs.values()],
        exports=[
            SavedExport(each.sync_id, each.keys, None if each.rows is None else tuple(each.rows), each.expires_at)
            for each in state.exports.by_sync.values()
        ],
        links=[SavedLink(*link) for link in state.links.page(0, len(state.links))],
        unsubscribed=sorted(state.records.unsubscribed_addresses),
        tokens=list(_tokens(state)),
        barriers=state.courses.barriers(),
        removed=sorted(state.removed),
    )


def _sync(state: SiteState, sync: Sync) -> SavedSync:
    taken = tuple(_upload(sync.definition_uri, one) for one in state.taken.get(sync.id, ()))
    way = state.under_way.get(sync.id)
    return SavedSync(replace(sync), taken, None if way is None else _course(way))


def _course(way: UnderWay) -> SavedCourse:
    return SavedCourse(way.course.as_json(), way.shown, way.arrived, way.asked_for_data, way.due)


def _upload(uri: str, staged: StagedUpload) -> SavedUpload:
    return SavedUpload(uri, staged.upload, staged.expires_at)


def _tokens(state: SiteState) -> Iterator[SavedToken]:
    for kind in KINDS:
        for digest, grant in state.tokens.of_kind(kind).by_digest.items():
            yield SavedToken(
                kind, digest, grant.username, grant.client_id, grant.expires_at, redirect_uri=grant.redirect_uri
            )
