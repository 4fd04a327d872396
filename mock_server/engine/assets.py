"""What a site has besides records and definitions: fields, priorities, lists and the like.

All of it comes from the site file and stays; only who is in a container changes.
"""

from __future__ import annotations

from mock_server.domain.answers import Json, container_answer, lead_model_answer
from mock_server.domain.errors import NotFound
from mock_server.domain.fields import Field
from mock_server.domain.site_description import Container, ImportPriority, LeadModel
from mock_server.engine.visits import Visit, at_work


def list_fields(visit: Visit, plural: str) -> list[Field]:
    """The fields that the fields call shows; attributes are not among them (differences: listed-attributes)."""
    return list(visit.state.description.field_tables[plural].listed)


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


def list_containers(visit: Visit, word: str) -> list[Json]:
    """The containers of a kind (`ContactList`, `EmailGroup`, …) as answers, in id order."""
    found = (c for c in visit.state.containers if c.word == word)
    return [_shown(visit, container) for container in sorted(found, key=lambda c: c.id)]


def find_container(visit: Visit, word: str, container_id: int) -> Json:
    """Raises NotFound."""
    for container in visit.state.containers:
        if (container.word, container.id) == (word, container_id):
            return _shown(visit, container)
    raise NotFound


def _shown(visit: Visit, container: Container) -> Json:
    state = visit.state
    with at_work(state):
        count = len(state.records.containers[container.statement])
    return container_answer(container, count, _creator(visit), state.began_at)


def list_lead_models(visit: Visit) -> list[Json]:
    """In id order."""
    models = sorted(visit.state.description.lead_models, key=lambda model: model.id)
    return [_shown_model(visit, model) for model in models]


def find_lead_model(visit: Visit, model_id: int) -> Json:
    """Raises NotFound."""
    for model in visit.state.description.lead_models:
        if model.id == model_id:
            return _shown_model(visit, model)
    raise NotFound


def _shown_model(visit: Visit, model: LeadModel) -> Json:
    return lead_model_answer(model, _creator(visit), visit.state.began_at)


def _creator(visit: Visit) -> str:
    """Who made what the site file describes: its first user."""
    return visit.state.description.users[0].username
