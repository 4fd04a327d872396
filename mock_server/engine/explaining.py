"""Why? For any row of an ended sync that took rows: what it named, what it nearly named, which rule decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from mock_server.domain.acting import column_acted_on
from mock_server.domain.answers import reject_answer
from mock_server.domain.definitions import Definition, Process
from mock_server.domain.entities import EMAIL_ADDRESSES
from mock_server.domain.errors import Failure, NotFound, ValidationFailed
from mock_server.domain.explaining import (
    Explained,
    ExplainedLinkage,
    Explanation,
    RecordChange,
    Side,
    by_plan,
    explain_action_row,
    explain_address_row,
    rejected,
)
from mock_server.domain.explaining_imports import ExplainedImport
from mock_server.domain.grounds import NOTHING, Ground, of_reject
from mock_server.domain.orders import as_import, as_linkage
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.staged import placed_rows
from mock_server.domain.syncs import Status, Sync
from mock_server.domain.uploads import Row
from mock_server.engine.visits import at_work
from mock_server.store.processed import Processed
from mock_server.store.site import SiteState

Json = dict[str, Any]
Explain = Callable[[int, Row, Reject | None], Explanation]
"""Of the number of a row, from 0, the row, and its reject."""


def explain_sync(
    state: SiteState, sync_id: int, offset: int, limit: int, holds: Sequence[str] = ()
) -> tuple[list[Json], int, Json]:
    """Explanations of a page of the sync's rows, how many rows there are, and what is to be said of the sync.

    With `holds` only of rows that have all these values, under whatever key, in any case and blanks aside. Where its
    rows are no longer kept, the rejects are explained as far as they tell. Raises NotFound for a sync there is not,
    ValidationFailed for one that is not ended or has no rows.
    """
    with at_work(state):
        sync = state.syncs.get(sync_id)
        if sync is None:
            last = max(state.syncs, default=0)
            raise NotFound(f"there is no sync {sync_id}; " + (f"the last is {last}" if last else "there is none yet"))
        if not sync.is_final or sync.process is Process.EXPORT:
            raise ValidationFailed([Failure("sync", "Must be an ended sync, and not of an export.", sync.uri)])
        kept = state.processed.of(sync_id)
        if kept is None:
            rejects = [reject for reject in sync.rejects if not holds or _has_all(reject.row, holds)]
            page = [_of_reject(reject) for reject in rejects[offset : offset + limit]]
            says = f"The rows of {sync.uri} are not kept; its rejects are."
            if sync.status is Status.ERROR:
                says = f"{sync.uri} ended in error: nothing was made of its rows."
            return page, len(rejects), {"status": sync.status, "kept": False, "says": says}
        record_index = state.description.assumptions.record_index
        rows, many = islice(placed_rows(kept.uploads, record_index, offset), limit), kept.rows
        if holds:
            found = [placed for placed in placed_rows(kept.uploads, record_index) if _has_all(placed[2], holds)]
            rows, many = islice(found, offset, offset + limit), len(found)
        page = _page(state, sync, kept, rows)
        return page, many, {"status": sync.status, "kept": True, "says": _summed_up(sync, kept)}


def _has_all(row: Row, values: Sequence[str]) -> bool:
    had = {text.strip().casefold() for text in row.values()}
    return all(value.strip().casefold() in had for value in values)


def _page(state: SiteState, sync: Sync, kept: Processed, rows: Iterable[tuple[int, int, Row]]) -> list[Json]:
    rows = list(rows)
    if not rows:
        return []
    assert sync.started_at is not None, "what was processed was started"
    assumed = state.description.assumptions
    way = state.under_way.get(sync.id)
    refused = None if way is None or way.course.reject is None else way.course.reject.of_rows()
    rules = Rules(assumed, state.description.stages, sync.started_at, refused)
    explain = _explainer(state, kept, rules)
    rejects = {reject.number: reject for reject in sync.rejects}
    switches = assumed.as_switches()
    items = []
    for number, record_index, row in rows:
        reject = rejects.get(number)
        shown: Json = {"row": number + 1, "recordIndex": record_index, "values": row}
        if reject is not None:
            shown |= {"statusCode": reject.status_code, "message": reject.message}
            shown["invalidFields"] = list(reject.invalid_fields)
        is_planned = reject is not None and refused is not None and refused(number) is not None
        explanation = by_plan(reject) if reject is not None and is_planned else explain(number, row, reject)
        items.append({**shown, **_shown(explanation, switches)})
    return items


def _explainer(state: SiteState, kept: Processed, rules: Rules) -> Explain:
    """What explains rows of the sync, by the records as they were when it began, where these are still known."""
    definition, kind, tables = kept.definition, kept.definition.kind, state.description.field_tables
    past = state.records.as_of(kept.before)
    site = Explained(past or state.records, rules, then=past is not None)
    if kind.process is Process.LINK:
        linkage = ExplainedLinkage(as_linkage(definition, tables), site)
        key = linkage.match_key
        return lambda _, row, reject: linkage.explain(row, reject, _ground(definition, reject, key))
    if kind.process is Process.ACT:
        return _explainer_of_actions(definition, site)
    order = as_import(definition, tables[kind.entity.plural])
    afterwards = state.records.as_of(kept.after)

    def values_afterwards(record_id: int) -> tuple[str, ...] | None:
        return None if afterwards is None else afterwards.record(kind.entity, record_id).values

    last_id = kept.before[kind.entity.plural].last_id
    made_again = ExplainedImport(order, kept.uploads, site, last_id, values_afterwards)
    key = order.identifier.key
    return lambda number, row, reject: made_again.explain(number, row, reject, _ground(definition, reject, key))


def _ground(definition: Definition, reject: Reject | None, key: str) -> Ground:
    return NOTHING if reject is None else of_reject(definition.kind, reject, key)


def _explainer_of_actions(definition: Definition, site: Explained) -> Explain:
    ((key, statement),) = definition.fields.items()
    entity = definition.kind.entity
    if entity is EMAIL_ADDRESSES:
        return lambda _, row, reject: explain_address_row(key, row, reject)
    column = column_acted_on(statement, entity, site.lookup)
    return lambda _, row, reject: explain_action_row(
        site.looked_for(entity, key, column, row, case_sensitive=False), reject
    )


def _of_reject(reject: Reject) -> Json:
    answered = reject_answer(reject)
    shown = {name: answered[name] for name in ("recordIndex", "statusCode", "message", "invalidFields")}
    says = f"{rejected(reject)} (The rows of this sync are not kept, so that no more can be told.)"
    return {"row": None, "values": answered["fieldValues"], "outcome": "rejected", **shown, "says": says}


def _shown(explanation: Explanation, switches: Json) -> Json:
    return {
        "outcome": explanation.outcome,
        "looked": [_shown_side(side) for side in explanation.sides],
        "links": [{"opportunity": opportunity, "contact": contact} for opportunity, contact in explanation.links],
        "changes": [_shown_change(change) for change in explanation.changes],
        "clauses": list(explanation.ground.clauses),
        "assumptions": {name: switches[name] for name in explanation.ground.switches},
        "says": explanation.says,
    }


def _shown_change(change: RecordChange) -> Json:
    fields = [
        {
            "key": one.key,
            "field": one.field,
            "sent": one.sent,
            "updateRule": one.update_rule,
            "before": one.before,
            "after": one.after,
            "why": one.why or None,
        }
        for one in change.fields
    ]
    return {"record": change.record_id, "new": change.is_new, "fields": fields}


def _shown_side(side: Side) -> Json:
    return {
        "entity": side.entity.plural,
        "key": side.key,
        "value": side.value,
        "comparison": side.comparison,
        "matched": side.total,
        "records": [{"id": record_id, "value": value} for record_id, value in side.records],
        "nearMisses": [
            {"id": miss.record_id, "value": miss.value, "differsIn": list(miss.differs_in)} for miss in side.near
        ],
    }


def _summed_up(sync: Sync, kept: Processed) -> str:
    rejected = len({reject.number for reject in sync.rejects})
    return f"{sync.uri} of {sync.definition_uri} ended in {sync.status}: {kept.rows} rows, {rejected} of them rejected."
