"""Adding records and links to a site that runs, as if its site file had had them: no sync, no definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from mock_server.domain.entities import ACCOUNTS, CONTACTS, OPPORTUNITIES
from mock_server.domain.site_description import DescribedRecord
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState


class Known(NamedTuple):
    """What is on the site already, for new records to follow and new links to name."""

    last_ids: Mapping[str, int]
    """By plural: the highest id that was ever given."""
    account_ids: frozenset[int]
    contact_ids: frozenset[int]
    opportunities: Mapping[str, int]
    """Record ids by the text of `{{Opportunity.Id}}`."""


class Described(Protocol):
    """New records and links, as a site file describes them."""

    @property
    def accounts(self) -> Sequence[DescribedRecord]: ...
    @property
    def contacts(self) -> Sequence[DescribedRecord]: ...
    @property
    def opportunities(self) -> Sequence[DescribedRecord]: ...
    @property
    def links(self) -> Sequence[tuple[int, int]]: ...


def seed(state: SiteState, read: Callable[[Known], Described]) -> dict[str, list[int]]:
    """Add what `read` gives, all of it or nothing; the ids it got. The lock is held from reading to the end."""
    with at_work(state) as now:
        new = read(_known(state))
        records = {
            ACCOUNTS.plural: new.accounts,
            CONTACTS.plural: new.contacts,
            OPPORTUNITIES.plural: new.opportunities,
        }
        with state.records.changing(()):
            for plural, described in records.items():
                state.records.add_described(plural, described, now)
            state.records.place_contacts([each.id for each in new.contacts if each.account_id is None])
            state.records.place_contacts_of([each.id for each in new.accounts])
            state.links.add_all(new.links, None)
    return {plural: [each.id for each in described] for plural, described in records.items()}


def _known(state: SiteState) -> Known:
    tables = state.records.tables
    return Known(
        {plural: table.next_id() - 1 for plural, table in tables.items()},
        frozenset(record.id for record in tables[ACCOUNTS.plural]),
        frozenset(record.id for record in tables[CONTACTS.plural]),
        {record.values[0]: record.id for record in tables[OPPORTUNITIES.plural]},
    )
