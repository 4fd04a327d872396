"""An import: given a definition, rows and a lookup, what would be created, updated, rejected and logged.

Nothing is changed here; the engine applies the plan. Which rule judges a row first is section 0.4, "Judging a row of
an import".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.applying import Applying
from mock_server.domain.logs import LogEntry, import_log
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.orders import ImportDefinition
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.screening import Screening
from mock_server.domain.staged import Between, StagedRows, at_once
from mock_server.domain.uploads import Upload


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


def plan_import(
    definition: ImportDefinition,
    uploads: Sequence[Upload],
    lookup: RecordLookup,
    rules: Rules,
    watched: int | None = None,
    between: Between = at_once,
) -> ImportPlan:
    """Judge every row of `uploads` and say what the import would do to the site behind `lookup`.

    `watched` is a column whose setting matters to the caller: that of the account linkage rule.
    """
    rows = StagedRows(definition.keys, uploads, rules, between, passes=2)
    screening = Screening(definition, rows, lookup, rules)
    applying = Applying(definition, rows, lookup, rules, watched)
    for placed in rows:
        screening.screen(placed)
        applying.prepare(placed)
    duplicates = rows.counts.get(codes.DUPLICATE, 0)
    for placed in rows:
        applying.apply_block(placed)
    return ImportPlan(
        created=applying.upserts.created,
        updated=[Update(record, values) for record, values in applying.upserts.updated.items()],
        matched=list(applying.matched),
        watched=list(applying.watched),
        rejects=rows.rejects(),
        logs=import_log(
            definition.keys,
            uploads,
            rows.counts,
            duplicates=duplicates,
            counters=applying.counters(),
        ),
    )
