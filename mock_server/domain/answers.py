"""What an answer shows of a value: the property names of the wire, in the documented order, nulls left out.

`when` writes a moment down: `as_timestamp` in the answer to a POST or PUT, `as_stored_timestamp` when read back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mock_server.domain.definitions import Definition
from mock_server.domain.entities import SYSTEM_FIELD_CREATED, Entity
from mock_server.domain.fields import Field
from mock_server.domain.logs import LogEntry
from mock_server.domain.moments import as_stored_timestamp
from mock_server.domain.rejects import Reject
from mock_server.domain.site_description import Container, ImportPriority, LeadModel
from mock_server.domain.standard_fields import LEAD_SCORES
from mock_server.domain.syncs import Sync

When = Callable[[int], str]
Json = dict[str, Any]


def definition_answer(definition: Definition, when: When = as_stored_timestamp) -> Json:
    """Order CONFIRMED by the tutorial for both kinds of opportunity imports."""
    return {
        **definition.properties,
        "uri": definition.uri,
        "createdBy": definition.created_by,
        "createdAt": when(definition.created_at),
        "updatedBy": definition.updated_by,
        "updatedAt": when(definition.updated_at),
    }


def sync_answer(sync: Sync, when: When = as_stored_timestamp) -> Json:
    """Order OBSERVED; the place of `callbackUrl` assumed (differences: property-order)."""
    answer: Json = {"syncedInstanceUri": sync.definition_uri}
    if sync.callback_url is not None:
        answer["callbackUrl"] = sync.callback_url
    if sync.started_at is not None:
        answer["syncStartedAt"] = when(sync.started_at)
    if sync.ended_at is not None:
        answer["syncEndedAt"] = when(sync.ended_at)
    answer["status"] = str(sync.status)
    answer["createdAt"] = when(sync.created_at)
    answer["createdBy"] = sync.created_by
    answer["uri"] = sync.uri
    return answer


def log_answer(sync: Sync, entry: LogEntry) -> Json:
    """Order OBSERVED. Entries are made when the sync ends."""
    assert sync.ended_at is not None, "a sync has no log before it ends"
    return {
        "syncUri": sync.uri,
        "count": entry.count,
        "severity": entry.severity,
        "statusCode": entry.status_code,
        "message": entry.message,
        "createdAt": as_stored_timestamp(sync.ended_at),
    }


def reject_answer(reject: Reject) -> Json:
    """Order OBSERVED."""
    return {
        "fieldValues": reject.field_values,
        "message": reject.message,
        "statusCode": reject.status_code,
        "recordIndex": reject.record_index,
        "invalidFields": list(reject.invalid_fields),
    }


def field_answer(entity: Entity, field: Field) -> Json:
    """Order OBSERVED; opportunity fields carry no times, contact fields do."""
    answer: Json = {
        "name": field.name,
        "internalName": field.internal_name,
        "dataType": field.data_type,
        "hasReadOnlyConstraint": field.read_only,
        "hasNotNullConstraint": field.not_null,
        "hasUniquenessConstraint": field.unique,
        "statement": field.statement,
        "uri": f"/{entity.plural}/fields/{field.id}",
    }
    if entity.dated_fields:
        answer["createdAt"] = answer["updatedAt"] = SYSTEM_FIELD_CREATED
    return answer


def container_answer(container: Container, count: int, created_by: str, created_at: int) -> Json:
    """A list, segment, filter or email group. Order OBSERVED for lists, assumed for the others."""
    when = as_stored_timestamp(created_at)
    return {
        "name": container.name,
        "count": count,
        "statement": container.statement,
        "uri": container.uri,
        "createdBy": created_by,
        "createdAt": when,
        "updatedBy": created_by,
        "updatedAt": when,
    }


def lead_model_answer(model: LeadModel, created_by: str, created_at: int) -> Json:
    """Order OBSERVED."""
    when = as_stored_timestamp(created_at)
    return {
        "name": model.name,
        "status": model.status,
        "id": model.id,
        "fields": [
            {"name": name, "statement": f"{{{{Contact.LeadScore.Model[{model.id}].{name}}}}}", "dataType": data_type}
            for name, data_type in LEAD_SCORES.items()
        ],
        "uri": model.uri,
        "createdBy": created_by,
        "updatedBy": created_by,
        "createdAt": when,
        "updatedAt": when,
    }


def priority_answer(priority: ImportPriority) -> Json:
    """Shape assumed (differences: import-priorities)."""
    return {"name": priority.name, "uri": priority.uri}
