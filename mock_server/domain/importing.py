"""An import: given a definition, rows and a lookup, what would be created, updated, rejected and logged.

Nothing is changed here; the engine applies the plan. Which rule judges a row first is section 0.4, "Judging a row of
an import".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.applying import Applying
from mock_server.domain.identity import comparison, exact
from mock_server.domain.judging import judge_of
from mock_server.domain.logs import LogEntry, import_log
from mock_server.domain.lookup import Lookup
from mock_server.domain.orders import ImportDefinition
from mock_server.domain.records import MalformedRow, Row, Upload
from mock_server.domain.rejects import Reject, Rejecting
from mock_server.domain.rules import Rules
from mock_server.domain.values import MAX_TEXT, is_blank


class Update(NamedTuple):
    """New values for a stored record; only made where they differ from the stored ones."""

    record_id: int
    values: tuple[str, ...]


@dataclass(slots=True)
class ImportPlan:
    """What an import would do. `created` are values of new records, in the order of their ids.

    `matched`: ids of the stored records that rows were applied to, changed by them or not. `watched`: records whose
    watched column a row set; new ones are -1, -2, … in the order of `created`.
    """

    created: list[tuple[str, ...]] = field(default_factory=list)
    updated: list[Update] = field(default_factory=list)
    matched: list[int] = field(default_factory=list)
    watched: list[int] = field(default_factory=list)
    rejects: tuple[Reject, ...] = ()
    logs: tuple[LogEntry, ...] = ()


class PlacedRow(NamedTuple):
    """A row with its number in the sync (from 0) and the `recordIndex` a reject of it has (from 1)."""

    place: tuple[int, int]
    row: Row


def placed(uploads: Sequence[Upload], record_index: str) -> Iterator[PlacedRow]:
    """All rows of a sync; `record_index` is the switch `recordIndex`: counted within the `upload` or the `sync`."""
    number = 0
    for upload in uploads:
        for index, row in enumerate(upload.rows, start=1):
            yield PlacedRow((number, number + 1 if record_index == "sync" else index), row)
            number += 1


def plan_import(
    definition: ImportDefinition,
    uploads: Sequence[Upload],
    lookup: Lookup,
    rules: Rules,
    watched: int | None = None,
) -> ImportPlan:
    """Judge every row of `uploads` and say what the import would do to the site behind `lookup`.

    `watched` is a column whose setting matters to the caller: that of the account linkage rule.
    """
    rejecting = Rejecting(definition.keys)
    rows = list(_screened(definition, uploads, lookup, rules, rejecting))
    survivors = _without_duplicates(definition, rows, lookup, rules, rejecting)
    applying = Applying(definition, lookup, rules, rejecting, watched)
    for place, row in survivors:
        applying.apply(place, row)
    return ImportPlan(
        created=applying.upserts.created,
        updated=[Update(record, values) for record, values in applying.upserts.updated.items()],
        matched=list(applying.matched),
        watched=list(applying.watched),
        rejects=rejecting.in_row_order(),
        logs=import_log(
            definition.keys,
            uploads,
            rejecting.counts,
            duplicates=len(rows) - len(survivors),
            counters=applying.counters(),
        ),
    )


def _screened(
    definition: ImportDefinition, uploads: Sequence[Upload], lookup: Lookup, rules: Rules, rejecting: Rejecting
) -> Iterator[PlacedRow]:
    """The rows that have an identifier to go by; the others are rejected."""
    key = definition.identifier.key
    judge = judge_of(lookup.fields(definition.entity)[definition.identifier.column], rules)
    for placed_row in placed(uploads, rules.assumptions.record_index):
        place, row = placed_row
        identifier = row.get(key, "")
        no_identifier = is_blank(identifier)
        if no_identifier and all(is_blank(row.get(k, "")) for k in definition.keys):
            rejecting.reject(place, row, codes.EMPTY_ROW)
        elif isinstance(row, MalformedRow):
            rejecting.reject(place, row, codes.MALFORMED)
        elif no_identifier:
            rejecting.reject(place, row, codes.MISSING_VALUE, [key])
        elif len(identifier) > MAX_TEXT:
            rejecting.reject(place, row, codes.CONSTRAINT, [key])
        elif fault := judge(identifier).fault:
            rejecting.reject(place, row, fault, [key])
        else:
            yield placed_row


def _without_duplicates(
    definition: ImportDefinition,
    rows: Sequence[PlacedRow],
    lookup: Lookup,
    rules: Rules,
    rejecting: Rejecting,
) -> Sequence[PlacedRow]:
    """One row for each identifier, compared as the definition says; the switch `duplicateSurvivor` says which."""
    key = definition.identifier.key
    data_type = lookup.fields(definition.entity).data_type(definition.identifier.column)
    same = comparison(data_type, exact if definition.case_sensitive else rules.fold)
    keeps_last = rules.assumptions.duplicate_survivor == "last"
    survivors: dict[object, PlacedRow] = {}
    for placed_row in rows:
        identity = same(placed_row.row[key])
        known = survivors.get(identity)
        if known is None:
            survivors[identity] = placed_row
            continue
        loser = known if keeps_last else placed_row
        if keeps_last:
            survivors[identity] = placed_row
        rejecting.reject(loser.place, loser.row, codes.DUPLICATE, [key])
    return sorted(survivors.values(), key=lambda placed_row: placed_row.place[0])
