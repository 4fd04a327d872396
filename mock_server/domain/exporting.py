"""An export: given a definition and a lookup, the rows it would give, as text in the order of its fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from mock_server.domain import status_codes as codes
from mock_server.domain.definitions import Definition
from mock_server.domain.filtering import FilterView, records_kept
from mock_server.domain.identity import Fold
from mock_server.domain.logs import LogEntry, entry
from mock_server.domain.lookup import Lookup
from mock_server.domain.reading import reader_of


@dataclass(slots=True)
class ExportPlan:
    """What an export gives: a text for each of `keys` in each of `rows`; `exported` are the records' ids."""

    keys: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    exported: list[int] = field(default_factory=list)
    logs: tuple[LogEntry, ...] = ()


def plan_export(definition: Definition, lookup: Lookup, fold: Fold) -> ExportPlan:
    """Read the records that the definition's filter keeps, in id order, up to its `maxRecords`."""
    sent = definition.properties
    entity = definition.kind.entity
    in_utc = bool(sent.get("areSystemTimestampsInUTC", False))
    readers = []
    for statement in definition.fields.values():
        reader = reader_of(statement, entity, lookup, in_utc=in_utc)
        if reader is None:
            raise LookupError(f"no field is named by {statement}")
        readers.append(reader.read)
    plan = ExportPlan(tuple(definition.fields))
    most = sent.get("maxRecords")
    for record in records_kept(sent.get("filter"), FilterView(entity, lookup, fold, in_utc)):
        if len(plan.rows) == most:
            break
        plan.rows.append(tuple(read(record) for read in readers))
        plan.exported.append(record.id)
    plan.logs = export_log(plan)
    return plan


def export_log(plan: ExportPlan) -> tuple[LogEntry, ...]:
    """CONFIRMED DOC-TRB: codes, order and counts; the size is that of the values in UTF-8, in whole kilobytes."""
    size = sum(len(text.encode("utf-8", "surrogatepass")) for row in plan.rows for text in row)
    return (
        entry(codes.EXPORTED, len(plan.rows)),
        entry(codes.STAGING_DELETED),
        entry(codes.CONVERTED, kb_used=-(-size // 1024)),
    )
