"""Reading a statement from a record: what an export shows and a filter compares.

A statement names a field of the record, its id, one of its system timestamps, or the same of a related record that is
one: a contact's account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mock_server.domain.deriving import DATE_CREATED, DATE_MODIFIED
from mock_server.domain.entities import ACCOUNTS, CONTACTS, Entity
from mock_server.domain.fields import CREATED_COLUMN, ID_COLUMN, UPDATED_COLUMN
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.records import Record
from mock_server.domain.server_time import as_export_time

Read = Callable[[Record], str]

# Two date fields of contacts are the record's own times (differences: derived-fields).
_TIMES = {DATE_CREATED: "{{Contact.CreatedAt}}", DATE_MODIFIED: "{{Contact.UpdatedAt}}"}


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` gives the text of a record, `""` for none; `data_type` says how it compares.

    `entity` and `column` say where it stands: not always in the entity that is read, see above.
    """

    read: Read
    data_type: str
    entity: Entity
    column: int


def reader_of(statement: str, entity: Entity, lookup: RecordLookup, *, in_utc: bool = False) -> Reader | None:
    """How to read `statement` from records of `entity`, or None where it names nothing there.

    `in_utc` is `areSystemTimestampsInUTC`: else system timestamps are in the server's time.
    """
    own = _own_reader(statement, entity, lookup, in_utc)
    prefix = f"{{{{{entity.word}."
    if own is not None or entity is not CONTACTS or not statement.startswith(f"{prefix}{ACCOUNTS.word}."):
        return own
    related = _own_reader("{{" + statement.removeprefix(prefix), ACCOUNTS, lookup, in_utc)
    if related is None:
        return None
    return Reader(_through_account(related.read, lookup), related.data_type, ACCOUNTS, related.column)


def _own_reader(statement: str, entity: Entity, lookup: RecordLookup, in_utc: bool) -> Reader | None:
    table = lookup.fields(entity)
    column = table.column_of_statement(statement)
    if column is not None and table[column].import_only:
        return None
    if statement in _TIMES:
        return _own_reader(_TIMES[statement], entity, lookup, in_utc)
    if column is not None:
        return Reader(_field_read(column), table.data_type(column), entity, column)
    if statement == entity.id_statement:
        return Reader(lambda record: str(record.id), "number", entity, ID_COLUMN)
    if statement == f"{{{{{entity.word}.CreatedAt}}}}":
        return Reader(lambda record: as_export_time(record.created_at, in_utc=in_utc), "date", entity, CREATED_COLUMN)
    if statement == f"{{{{{entity.word}.UpdatedAt}}}}":
        return Reader(lambda record: as_export_time(record.updated_at, in_utc=in_utc), "date", entity, UPDATED_COLUMN)
    return None


def _field_read(column: int) -> Read:
    return lambda record: record.values[column]


def _through_account(read: Read, lookup: RecordLookup) -> Read:
    def read_related(record: Record) -> str:
        return "" if record.account_id is None else read(lookup.record(ACCOUNTS, record.account_id))

    return read_related
