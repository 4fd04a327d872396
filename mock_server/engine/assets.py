"""Fields and import priorities of a site. They come from its site file and never change, so no lock is needed."""

from __future__ import annotations

from mock_server.domain.errors import NotFound
from mock_server.domain.fields import Field
from mock_server.domain.site_description import ImportPriority
from mock_server.engine.visits import Visit


def list_fields(visit: Visit, plural: str) -> list[Field]:
    return list(visit.state.description.field_tables[plural])


def find_field(visit: Visit, plural: str, field_id: int) -> Field:
    """Raises NotFound."""
    field = visit.state.description.field_tables[plural].with_id(field_id)
    if field is None:
        raise NotFound
    return field


def list_priorities(visit: Visit) -> list[ImportPriority]:
    return sorted(visit.state.description.priorities, key=lambda priority: priority.id)


def find_priority(visit: Visit, priority_id: int) -> ImportPriority:
    """Raises NotFound."""
    for priority in visit.state.description.priorities:
        if priority.id == priority_id:
            return priority
    raise NotFound
