"""Looking inside a site, for the control API and for discovery: copies, made under the lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_server.domain.entities import CONTACTS
from mock_server.domain.moments import as_timestamp
from mock_server.domain.records import Record
from mock_server.engine import unseen
from mock_server.engine.visits import at_work
from mock_server.store.links import Link
from mock_server.store.site import LINKS, SiteState

Json = dict[str, Any]
Page = tuple[list[Json], int]
"""Items, and how many there are in all."""


def page_of_records(state: SiteState, plural: str, offset: int, limit: int) -> Page:
    """Records in id order: `{id, fields, createdAt, updatedAt}`, a contact also `accountId`."""
    with at_work(state):
        if offset == 0:
            unseen.look(state, of=plural)
        table = state.records.tables[plural]
        shown = [(column, f.internal_name) for column, f in enumerate(table.fields) if not f.import_only]
        records = table.page(offset, limit)
        items = [_shown(record, shown, plural == CONTACTS.plural) for record in records]
        return items, len(table)


def _shown(record: Record, columns: Iterable[tuple[int, str]], has_account: bool) -> Json:
    shown: Json = {
        "id": record.id,
        "fields": {name: record.values[column] for column, name in columns},
        "createdAt": as_timestamp(record.created_at),
        "updatedAt": as_timestamp(record.updated_at),
    }
    if has_account:
        shown["accountId"] = record.account_id
    return shown


def page_of_links(state: SiteState, offset: int, limit: int) -> Page:
    """Links by opportunity, then contact: `{opportunityId, contactId, emailAddress, syncUri}`."""
    with at_work(state):
        if offset == 0:
            unseen.look(state, of=LINKS)
        return [_shown_link(state, link) for link in state.links.page(offset, limit)], len(state.links)


def _shown_link(state: SiteState, link: Link) -> Json:
    opportunity = state.records.tables["opportunities"].get(link.opportunity_id)
    contact = state.records.tables["contacts"].get(link.contact_id)
    shown: Json = {
        "opportunityId": opportunity.values[0],
        "contactId": contact.id,
        "emailAddress": contact.values[0],
    }
    if link.sync_id is not None:
        shown["syncUri"] = f"/syncs/{link.sync_id}"
    return shown


def page_of_containers(state: SiteState, offset: int, limit: int) -> Page:
    """Lists, segments, filters and email groups: `{statement, name, members}`, the members' ids in rising order."""
    with at_work(state):
        containers = state.containers
        items: list[Json] = [
            {"statement": c.statement, "name": c.name, "members": sorted(state.records.containers[c.statement])}
            for c in containers[offset : offset + limit]
        ]
        return items, len(containers)


def overview(state: SiteState) -> Json:
    """A site without its secrets, and how much there is of everything."""
    with at_work(state) as now:
        described = state.description
        counts = {plural: len(table) for plural, table in state.records.tables.items()}
        return {
            "name": described.name,
            "now": as_timestamp(now),
            "users": [user.username for user in described.users],
            "oauthClients": [client.client_id for client in described.clients],
            "opportunityStages": list(described.stages),
            "pace": described.pace.as_json(),
            "limits": described.limits.as_json(),
            "assumptions": described.assumptions.as_switches(),
            "counts": {
                **counts,
                "links": len(state.links),
                "definitions": sum(len(t.by_id) for t in state.definitions.values()),
                "syncs": len(state.syncs),
            },
        }
