"""The records of one site with what hangs on them: which contact is at which account, who is in which container.

This is what the rules see of a site (`domain.lookup.Lookup`), and what a plan is applied to.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager

from mock_server.domain.deriving import Deriving
from mock_server.domain.entities import ACCOUNTS, CONTACTS, ENTITIES, OPPORTUNITIES, Entity
from mock_server.domain.fields import FieldTable
from mock_server.domain.identity import FOLDS
from mock_server.domain.lookup import Finder
from mock_server.domain.records import Record
from mock_server.domain.site_description import CONTAINERS, DescribedRecord, SiteDescription
from mock_server.domain.values import is_blank
from mock_server.store.history import History, Moments, Past
from mock_server.store.tables import Table


class Records:
    """The tables of one site, filled from its description; `now` in ticks is when its records came to be."""

    def __init__(self, description: SiteDescription, now: int) -> None:
        self.fold = FOLDS[description.assumptions.text_comparison]
        self.tables = {plural: Table(description.field_tables[plural], self.fold) for plural in ENTITIES}
        self.containers: dict[str, set[int]] = {c.statement: set(c.members) for c in description.containers}
        """Ids of the members of lists, segments, filters and email groups, by their statement."""
        self.unsubscribed_addresses: set[str] = set()
        """Folded addresses that no contact need have: CONFIRMED, a future contact with one is unsubscribed."""
        self._linkage = description.account_linkage
        self._deriving = {
            plural: Deriving(entity, description.field_tables[plural]) for plural, entity in ENTITIES.items()
        }
        self._contacts_by_account: defaultdict[int, list[int]] = defaultdict(list)
        for entity, described in (
            (ACCOUNTS, description.accounts),
            (CONTACTS, description.contacts),
            (OPPORTUNITIES, description.opportunities),
        ):
            self._add(entity, described, now)
        if description.saved is None:
            self._place_described_contacts()
        else:
            self._count_contacts_at_accounts()
            self.unsubscribed_addresses.update(description.saved.unsubscribed)

    def _add(self, entity: Entity, described: Iterable[DescribedRecord], now: int) -> None:
        for record in sorted(described, key=lambda one: one.id):
            values = self.completed(entity, record.values)
            created = now if record.created_at is None else record.created_at
            updated = created if record.updated_at is None else record.updated_at
            self.tables[entity.plural].add(Record(record.id, values, created, updated, record.account_id))

    def add_described(self, plural: str, described: Sequence[DescribedRecord], now: int) -> None:
        """Add further records whose ids follow those that are there; contacts at no account are not placed yet."""
        self._add(ENTITIES[plural], described, now)
        for record in described:
            if record.account_id is not None:
                insort(self._contacts_by_account[record.account_id], record.id)

    @contextmanager
    def changing(self, containers: Iterable[str]) -> Iterator[None]:
        """What is changed inside is changed as a whole, or, where it raises, not at all.

        `containers` are the statements of those that may change.
        """
        first_ids = {plural: table.next_id() for plural, table in self.tables.items()}
        members = {statement: set(self.containers[statement]) for statement in containers}
        addresses = set(self.unsubscribed_addresses)
        for table in self.tables.values():
            table.replaced = []
        try:
            yield
        except BaseException:  # a fault of ours, or no memory left
            for plural, table in self.tables.items():
                table.undo(first_ids[plural])
            self.containers |= members
            self.unsubscribed_addresses = addresses
            self._count_contacts_at_accounts()
            raise
        finally:
            for table in self.tables.values():
                table.replaced = None

    # What they were like before.

    def keep_history(self, most: int) -> None:
        """Know from now on what the latest `most` records of each table were like that were replaced."""
        for table in self.tables.values():
            table.history = History(most)

    def moments(self) -> Moments:
        """This one, of each table."""
        return {plural: table.moment() for plural, table in self.tables.items()}

    def as_of(self, moments: Moments) -> Past | None:
        """The records as they were then; None where too many were replaced since."""
        changed = {plural: table.history.since(moments[plural]) for plural, table in self.tables.items()}
        known = {plural: found for plural, found in changed.items() if found is not None}
        return Past(self, self.fold, moments, known) if len(known) == len(changed) else None

    # What the rules see.

    def fields(self, entity: Entity) -> FieldTable:
        return self.tables[entity.plural].fields

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder:
        return self.tables[entity.plural].finder(column, case_sensitive=case_sensitive)

    def record(self, entity: Entity, record_id: int) -> Record:
        return self.tables[entity.plural].get(record_id)

    def all_records(self, entity: Entity) -> Iterable[Record]:
        return self.tables[entity.plural]

    def ids_between(self, entity: Entity, low: int, high: int) -> Sequence[int]:
        return self.tables[entity.plural].ids_between(low, high)

    def ids_changed_between(self, entity: Entity, low: int, high: int, *, updated: bool) -> Sequence[int]:
        return self.tables[entity.plural].ids_changed_between(low, high, updated=updated)

    def members(self, statement: str, entity: Entity) -> Set[int] | None:
        word = statement.strip("{}").partition("[")[0]
        if word not in CONTAINERS or CONTAINERS[word][0] != entity.plural:
            return None
        return self.containers.get(statement)

    def contacts_at(self, account_id: int) -> Sequence[int]:
        return self._contacts_by_account.get(account_id, ())

    def completed(self, entity: Entity, values: tuple[str, ...]) -> tuple[str, ...]:
        """Values of a record with those that follow from others."""
        return self._deriving[entity.plural].complete(values)

    def all_completed(self, entity: Entity, values: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
        """The same for many."""
        deriving = self._deriving[entity.plural]
        return [deriving.complete(one) for one in values] if deriving.derives else values

    # The account of a contact (section 0.4, "Contacts at accounts").

    @property
    def linkage_columns(self) -> tuple[int, int]:
        """The columns of contact and account whose values the site's account linkage rule compares."""
        contact = self.fields(CONTACTS).column_of_name(self._linkage.contact_field)
        account = self.fields(ACCOUNTS).column_of_name(self._linkage.account_field)
        assert contact is not None, "the site file's schema checks it"
        assert account is not None, "the site file's schema checks it"
        return contact, account

    def linkage_column(self, entity: Entity) -> int | None:
        """The column of the entity that the account linkage rule compares; None for those it does not concern."""
        return dict(zip((CONTACTS.plural, ACCOUNTS.plural), self.linkage_columns, strict=True)).get(entity.plural)

    def place_contacts(self, contact_ids: Iterable[int]) -> None:
        """Bring contacts to the account of the rule, the lowest id that matches; where none does they stay."""
        contact_column, account_column = self.linkage_columns
        find = self.finder(ACCOUNTS, account_column, case_sensitive=self._linkage.case_sensitive)
        table = self.tables[CONTACTS.plural]
        for contact_id in contact_ids:
            contact = table.get(contact_id)
            company = contact.values[contact_column]
            found = () if is_blank(company) else find(company)
            if found:
                self._move(contact, found[0])

    def place_contacts_of(self, account_ids: Iterable[int]) -> None:
        """Apply the rule to every contact whose company one of the accounts is called."""
        contact_column, account_column = self.linkage_columns
        find = self.finder(CONTACTS, contact_column, case_sensitive=self._linkage.case_sensitive)
        accounts = self.tables[ACCOUNTS.plural]
        for account_id in account_ids:
            name = accounts.get(account_id).values[account_column]
            if not is_blank(name):
                self.place_contacts(list(find(name)))

    def _move(self, contact: Record, account_id: int) -> None:
        if contact.account_id == account_id:
            return
        if contact.account_id is not None:
            self._contacts_by_account[contact.account_id].remove(contact.id)
        self.tables[CONTACTS.plural].replace(contact._replace(account_id=account_id))
        insort(self._contacts_by_account[account_id], contact.id)

    def _place_described_contacts(self) -> None:
        self._count_contacts_at_accounts()
        self.place_contacts([contact.id for contact in self.tables[CONTACTS.plural] if contact.account_id is None])

    def _count_contacts_at_accounts(self) -> None:
        self._contacts_by_account.clear()
        for contact in self.tables[CONTACTS.plural]:
            if contact.account_id is not None:
                self._contacts_by_account[contact.account_id].append(contact.id)
