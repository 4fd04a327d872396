"""Sync actions by themselves: given a definition and rows, the records they name. What is done to them is the actions'.

Rows name records by one field; those that name none are counted (ELQ-00034), not rejected (differences:
sync-action-rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_server.domain import status_codes as codes
from mock_server.domain.definitions import Definition
from mock_server.domain.entities import EMAIL_ADDRESSES, Entity
from mock_server.domain.logs import LogEntry, entry, import_log
from mock_server.domain.lookup import Finder, RecordLookup
from mock_server.domain.reading import reader_of
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.staged import Between, StagedRows, at_once
from mock_server.domain.uploads import Upload
from mock_server.domain.values import is_blank, is_email


@dataclass(slots=True)
class ActionPlan:
    """`matched`: ids of the records to act on, each once. `addresses`: the email addresses, which have no records."""

    matched: list[int] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    rejects: tuple[Reject, ...] = ()
    logs: tuple[LogEntry, ...] = ()


def plan_actions(
    definition: Definition,
    uploads: Sequence[Upload],
    lookup: RecordLookup,
    rules: Rules,
    between: Between = at_once,
) -> ActionPlan:
    """Find the records that the rows name."""
    ((key, statement),) = definition.fields.items()
    rows = StagedRows([key], uploads, rules, between)
    is_address = definition.kind.entity is EMAIL_ADDRESSES
    find = None if is_address else _finder(definition.kind.entity, statement, lookup)
    matched: dict[int, None] = {}
    addresses: dict[str, str] = {}
    unmatched = 0
    for number, text, malformed in rows.remaining(key):
        if is_blank(text):
            rows.reject(number, codes.EMPTY_ROW)
        elif malformed:
            rows.reject(number, codes.MALFORMED)
        elif find is None:
            if is_email(text):
                addresses.setdefault(rules.fold(text), text)
            else:
                rows.reject(number, codes.INVALID_EMAIL, [key])
        elif found := find(text):
            matched.update(dict.fromkeys(found))
        else:
            unmatched += 1
    counters = [] if is_address else [entry(codes.UNMATCHED, unmatched)]
    logs = import_log([key], uploads, rows.counts, duplicates=0, counters=counters)
    return ActionPlan(list(matched), list(addresses.values()), rows.rejects(), logs)


def column_acted_on(statement: str, entity: Entity, lookup: RecordLookup) -> int:
    """The column that the rows of a sync action name records by."""
    reader = reader_of(statement, entity, lookup)
    assert reader is not None, "the definition was checked"
    assert reader.column is not None, "sync actions match by a field of their own entity"
    return reader.column


def _finder(entity: Entity, statement: str, lookup: RecordLookup) -> Finder:
    return lookup.finder(entity, column_acted_on(statement, entity, lookup), case_sensitive=False)
