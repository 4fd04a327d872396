"""Applying a plan to a site's records, in one go and under the lock: what a sync does, once it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mock_server.clock import let_others_run
from mock_server.domain import status_codes as codes
from mock_server.domain.acting import ActionPlan
from mock_server.domain.actions import SyncAction, read_actions
from mock_server.domain.definitions import Definition
from mock_server.domain.entities import ACCOUNTS, CONTACTS, Entity
from mock_server.domain.exporting import ExportPlan
from mock_server.domain.importing import ImportPlan
from mock_server.domain.linking import LinkPlan
from mock_server.domain.logs import LogEntry, entry
from mock_server.domain.syncs import Sync
from mock_server.domain.uploads import SLICE
from mock_server.store.exports import ExportedData
from mock_server.store.site import SiteState

Plan = ImportPlan | LinkPlan | ExportPlan | ActionPlan

_ADDRESS, _IS_SUBSCRIBED = "C_EmailAddress", "Email.IsSubscribed"


def apply_plan(state: SiteState, sync: Sync, definition: Definition, plan: Plan, now: int) -> list[LogEntry]:
    """Do what the plan says, as a whole or not at all. The log entries of the sync actions that go with it."""
    if isinstance(plan, LinkPlan):
        state.links.add_all(plan.links, sync.id)
        return []
    actions = read_actions(definition.properties.get("syncActions", ()))
    changed = [str(action.destination) for action in actions if action.destination.entity != "GlobalSubscribe"]
    with state.records.changing(changed):
        if isinstance(plan, ActionPlan) and plan.addresses:
            return _unsubscribe_addresses(state, plan.addresses, now)
        logs = act_on(state, actions, _records_of(state, definition.kind.entity, plan, now), now)
    if isinstance(plan, ExportPlan):
        _keep_export(state, sync, definition, plan, now)
    return logs


def logs_of_actions(definition: Definition, plan: Plan) -> list[LogEntry]:
    """The entries of the sync actions that go with an import, of which nothing is done yet."""
    if not isinstance(plan, ImportPlan):
        return []
    number = len(plan.matched) + len(plan.created)
    actions = read_actions(definition.properties.get("syncActions", ()))
    return [entry(action.log_code, number, id=action.container_id) for action in actions]


def _records_of(state: SiteState, entity: Entity, plan: Plan, now: int) -> Sequence[int]:
    """Ids of the records that the sync's actions are done to, imported first where the plan says so."""
    if isinstance(plan, ExportPlan):
        return plan.exported
    if isinstance(plan, ActionPlan):
        return plan.matched
    assert isinstance(plan, ImportPlan), "links have no actions"
    return _import(state, entity, plan, now)


def _import(state: SiteState, entity: Entity, plan: ImportPlan, now: int) -> list[int]:
    """Ids of the records the import touched: matched ones, changed or not, and new ones."""
    table = state.records.tables[entity.plural]
    first = table.next_id()
    for record_id, values in plan.updated:
        old = table.get(record_id)
        heeded = _heeding_refusal(state, entity, old.values, values)
        table.replace(old._replace(values=state.records.completed(entity, heeded), updated_at=now))
    for start in range(0, len(plan.created), SLICE):
        if start:
            let_others_run()
        created = plan.created[start : start + SLICE]
        if state.records.unsubscribed_addresses:
            created = [_heeding_refusal(state, entity, None, values) for values in created]
        table.add_all(state.records.all_completed(entity, created), now)
    # The account linkage rule concerns those whose company, or whose name, a row set.
    watched = [record if record > 0 else first - record - 1 for record in plan.watched]
    if entity is CONTACTS:
        state.records.place_contacts(watched)
    elif entity is ACCOUNTS:
        state.records.place_contacts_of(watched)
    return [*plan.matched, *range(first, table.next_id())]


def _heeding_refusal(
    state: SiteState, entity: Entity, old: tuple[str, ...] | None, values: tuple[str, ...]
) -> tuple[str, ...]:
    """The values of a contact that gets an address: where that was unsubscribed before, so is the contact.

    A stored contact that is subscribed again takes the refusal of its address back.
    """
    refused = state.records.unsubscribed_addresses
    if entity is not CONTACTS or not refused:
        return values
    address, subscribed = _columns(state)
    folded = state.records.fold(values[address])
    if folded not in refused:
        return values
    if old is not None and (old[subscribed], values[subscribed]) == ("false", "true"):
        refused.discard(folded)
        return values
    if old is not None and state.records.fold(old[address]) == folded:
        return values
    return (*values[:subscribed], "false", *values[subscribed + 1 :])


def _columns(state: SiteState) -> tuple[int, int]:
    """Where a contact has its address, and whether it is subscribed."""
    fields = state.records.fields(CONTACTS)
    address, subscribed = fields.column_of_name(_ADDRESS), fields.column_of_name(_IS_SUBSCRIBED)
    assert address is not None, "every site's contacts have it"
    assert subscribed is not None, "every site's contacts have it"
    return address, subscribed


def _keep_export(state: SiteState, sync: Sync, definition: Definition, plan: ExportPlan, now: int) -> None:
    data = ExportedData(plan.keys, plan.rows, sync.created_by, sync.id, now + definition.retention)
    keep_exported(state, definition.uri, data)


def keep_exported(state: SiteState, definition_uri: str, data: ExportedData) -> None:
    """Keep what a sync of the definition exported until it expires."""
    state.exports.keep(data.sync_id, definition_uri, data)

    def expire(_: int) -> None:
        data.rows = None

    state.schedule(data.expires_at, expire)


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
    address, column = _columns(state)
    text = "true" if subscribed else "false"
    for contact_id in contact_ids:
        contact = table.get(contact_id)
        if contact.values[column] != text:
            values = (*contact.values[:column], text, *contact.values[column + 1 :])
            table.replace(contact._replace(values=values, updated_at=now))
        if subscribed:
            state.records.unsubscribed_addresses.discard(state.records.fold(contact.values[address]))


def _unsubscribe_addresses(state: SiteState, addresses: Sequence[str], now: int) -> list[LogEntry]:
    """CONFIRMED: any present or future contact with one of the addresses is globally unsubscribed."""
    find = state.records.finder(CONTACTS, _columns(state)[0], case_sensitive=False)
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
