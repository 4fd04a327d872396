"""Applying a plan to a site's records, in one go and under the lock: what a sync does, once it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mock_server.domain import status_codes as codes
from mock_server.domain.acting import ActionPlan
from mock_server.domain.actions import SyncAction, read_actions
from mock_server.domain.definitions import Definition
from mock_server.domain.entities import ACCOUNTS, CONTACTS, Entity
from mock_server.domain.exporting import ExportPlan
from mock_server.domain.importing import ImportPlan
from mock_server.domain.linking import LinkPlan
from mock_server.domain.logs import LogEntry, entry
from mock_server.domain.records import Record
from mock_server.domain.syncs import Sync
from mock_server.store.exports import ExportedData
from mock_server.store.site import SiteState

Plan = ImportPlan | LinkPlan | ExportPlan | ActionPlan

_IS_SUBSCRIBED = "Email.IsSubscribed"


def apply_plan(state: SiteState, sync: Sync, definition: Definition, plan: Plan, now: int) -> list[LogEntry]:
    """Do what the plan says. The log entries of the sync actions that go with it."""
    actions = read_actions(definition.properties.get("syncActions", ()))
    entity = definition.kind.entity
    if isinstance(plan, LinkPlan):
        state.links.add_all(plan.links, sync.id)
        return []
    if isinstance(plan, ActionPlan) and plan.addresses:
        return _unsubscribe_addresses(state, plan.addresses, now) if actions else []
    if isinstance(plan, ExportPlan):
        _keep_export(state, sync, definition, plan, now)
        return act_on(state, actions, plan.exported, now)
    if isinstance(plan, ActionPlan):
        return act_on(state, actions, plan.matched, now)
    touched = _import(state, entity, plan, now)
    _place(state, entity, definition, touched)
    return act_on(state, actions, touched, now)


def _import(state: SiteState, entity: Entity, plan: ImportPlan, now: int) -> list[int]:
    """Ids of the records the import touched: matched ones, changed or not, and new ones."""
    table = state.records.tables[entity.plural]
    first = table.next_id()
    replaced = [table.get(record_id) for record_id, _ in plan.updated]
    try:
        for record_id, values in plan.updated:
            old = table.get(record_id)
            if values[0] != old.values[0]:
                values = _with_known_refusal(state, entity, values)
            table.replace(old._replace(values=state.records.completed(entity, values), updated_at=now))
        for values in plan.created:
            completed = state.records.completed(entity, _with_known_refusal(state, entity, values))
            table.add(Record(table.next_id(), completed, now, now))
    except BaseException:  # no memory left, say: a plan is applied as a whole, or not
        table.undo(replaced, first)
        raise
    return [*plan.matched, *range(first, table.next_id())]


def _with_known_refusal(state: SiteState, entity: Entity, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a record that gets an address: a contact whose address was unsubscribed before is unsubscribed."""
    unsubscribed = state.records.unsubscribed_addresses
    if entity is not CONTACTS or not unsubscribed or state.records.fold(values[0]) not in unsubscribed:
        return values
    column = state.records.fields(CONTACTS).column_of_name(_IS_SUBSCRIBED)
    assert column is not None, "every site's contacts have it"
    return (*values[:column], "false", *values[column + 1 :])


def _place(state: SiteState, entity: Entity, definition: Definition, touched: Sequence[int]) -> None:
    """Apply the account linkage rule where the import set what it compares."""
    contact_column, account_column = state.records.linkage_columns
    columns = {state.records.fields(entity).column_of_statement(s) for s in definition.fields.values()}
    if entity is CONTACTS and contact_column in columns:
        state.records.place_contacts(touched)
    elif entity is ACCOUNTS and account_column in columns:
        state.records.place_contacts_of(touched)


def _keep_export(state: SiteState, sync: Sync, definition: Definition, plan: ExportPlan, now: int) -> None:
    data = ExportedData(plan.keys, plan.rows, sync.created_by)
    state.exports.keep(sync.id, definition.uri, data)

    def expire(_: int) -> None:
        data.rows = None

    state.schedule(now + definition.retention, expire)


def act_on(state: SiteState, actions: Iterable[SyncAction], record_ids: Sequence[int], now: int) -> list[LogEntry]:
    """Do each action to the records; an entry for each, counting them."""
    logs = []
    for action in actions:
        if action.destination.entity == "GlobalSubscribe":
            _set_subscribed(state, record_ids, action.status == "subscribed", now)
        else:
            members = state.records.containers[str(action.destination)]
            if action.action == "remove" or action.status == "unsubscribed":
                members.difference_update(record_ids)
            else:
                members.update(record_ids)
        logs.append(entry(action.log_code, len(record_ids), id=action.container_id))
    return logs


def _set_subscribed(state: SiteState, contact_ids: Iterable[int], subscribed: bool, now: int) -> None:
    table = state.records.tables[CONTACTS.plural]
    column = table.fields.column_of_name(_IS_SUBSCRIBED)
    assert column is not None, "every site's contacts have it"
    text = "true" if subscribed else "false"
    for contact_id in contact_ids:
        contact = table.get(contact_id)
        if contact.values[column] != text:
            values = (*contact.values[:column], text, *contact.values[column + 1 :])
            table.replace(contact._replace(values=values, updated_at=now))
        if subscribed:
            state.records.unsubscribed_addresses.discard(state.records.fold(contact.values[0]))


def _unsubscribe_addresses(state: SiteState, addresses: Sequence[str], now: int) -> list[LogEntry]:
    """CONFIRMED: any present or future contact with one of the addresses is globally unsubscribed."""
    find = state.records.finder(CONTACTS, 0, case_sensitive=False)
    known = state.records.unsubscribed_addresses
    folded = [state.records.fold(address) for address in addresses]
    created = sum(address not in known for address in folded)
    known.update(folded)
    _set_subscribed(state, [contact for address in addresses for contact in find(address)], False, now)
    return [
        entry(codes.ADDRESSES_CREATED, created),
        entry(codes.ADDRESSES_UPDATED, len(addresses) - created),
        entry(codes.UNSUBSCRIBED, len(addresses)),
    ]
