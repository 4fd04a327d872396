"""A site for tests of filters: tables with their indexes, and a count of what is read."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence, Set

from mock_server.domain.entities import CONTACTS, ENTITIES, Entity
from mock_server.domain.fields import FieldTable
from mock_server.domain.filtering import FilterView, records_kept
from mock_server.domain.identity import FOLDS
from mock_server.domain.lookup import Finder
from mock_server.domain.records import Record
from mock_server.store.tables import Table
from mock_server.tests.domain.scanning import TABLES

CITY, EMPLOYEES = "{{Contact.Field(C_City)}}", "{{Contact.Field(C_Employees1)}}"
DATE = "{{Contact.Field(C_LastModifiedByExtIntegrateSystem)}}"
COMPANY = "{{Contact.Account.Field(M_CompanyName)}}"
COLUMNS = {name: TABLES["contacts"].column_of_name(name) for name in ("C_City", "C_Employees1")}
COLUMNS["date"] = TABLES["contacts"].column_of_name("C_LastModifiedByExtIntegrateSystem")
COMPANY_COLUMN = TABLES["accounts"].column_of_name("M_CompanyName")


class CountedSite:
    """A site of tables with their indexes; counts the contacts read and the indexes of fields asked for."""

    def __init__(self) -> None:
        self.tables = {plural: Table(TABLES[plural], FOLDS["casefold"]) for plural in ENTITIES}
        self.containers: dict[str, Set[int]] = {}
        self.linked: dict[int, list[int]] = {}
        self.reads = 0
        self.indexes = 0

    def add(self, entity: Entity, values: dict[int | None, str], account_id: int | None, created: int) -> None:
        table = self.tables[entity.plural]
        texts = list(table.fields.blank)
        for column, text in values.items():
            assert column is not None
            texts[column] = text
        record = Record(table.next_id(), tuple(texts), created, created, account_id)
        table.add(record)
        if account_id is not None:
            insort(self.linked.setdefault(account_id, []), record.id)

    def keep(self, text: str, *, in_utc: bool = True) -> list[int]:
        self.reads = self.indexes = 0
        return [record.id for record in records_kept(text, FilterView(CONTACTS, self, FOLDS["casefold"], in_utc))]

    # Lookup

    def fields(self, entity: Entity) -> FieldTable:
        return TABLES[entity.plural]

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder:
        self.indexes += 1
        return self.tables[entity.plural].finder(column, case_sensitive=case_sensitive)

    def record(self, entity: Entity, record_id: int) -> Record:
        self.reads += entity is CONTACTS
        return self.tables[entity.plural].get(record_id)

    def all_records(self, entity: Entity) -> Iterator[Record]:
        for record in self.tables[entity.plural]:
            self.reads += entity is CONTACTS
            yield record

    def ids_between(self, entity: Entity, low: int, high: int) -> Sequence[int]:
        return self.tables[entity.plural].ids_between(low, high)

    def ids_changed_between(self, entity: Entity, low: int, high: int, *, updated: bool) -> Sequence[int]:
        return self.tables[entity.plural].ids_changed_between(low, high, updated=updated)

    def members(self, statement: str, entity: Entity) -> Set[int] | None:
        return self.containers.get(statement) if entity is CONTACTS else None

    def contacts_at(self, account_id: int) -> Sequence[int]:
        return self.linked.get(account_id, ())
