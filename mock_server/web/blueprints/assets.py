"""What a site has besides definitions and syncs: fields and import priorities. Read only."""

from __future__ import annotations

from flask import Response, request

from mock_server.domain.answers import field_answer, priority_answer
from mock_server.domain.entities import ENTITIES
from mock_server.engine import assets
from mock_server.web.paging import read_paging
from mock_server.web.responses import json_answer
from mock_server.web.server import Call

FIELD_TERMS = ("name", "internalName", "dataType", "statement", "uri", "createdAt", "updatedAt")
PRIORITY_TERMS = ("name", "uri")


def list_fields(call: Call, entity: str) -> Response:
    paging = read_paging(request.args, FIELD_TERMS)
    found = assets.list_fields(call.visit, entity)
    return json_answer(paging.envelope(found, lambda field: field_answer(ENTITIES[entity], field)))


def show_field(call: Call, entity: str, field_id: int) -> Response:
    return json_answer(field_answer(ENTITIES[entity], assets.find_field(call.visit, entity, field_id)))


def list_priorities(call: Call) -> Response:
    paging = read_paging(request.args, PRIORITY_TERMS)
    return json_answer(paging.envelope(assets.list_priorities(call.visit), priority_answer))


def show_priority(call: Call, priority_id: int) -> Response:
    return json_answer(priority_answer(assets.find_priority(call.visit, priority_id)))


CONTAINER_TERMS = ("name", "count", "statement", "uri", "createdBy", "createdAt", "updatedBy", "updatedAt")
MODEL_TERMS = ("name", "status", "id", "uri", "createdBy", "createdAt", "updatedBy", "updatedAt")


def list_containers(call: Call, word: str) -> Response:
    paging = read_paging(request.args, CONTAINER_TERMS)
    return json_answer(paging.envelope(assets.list_containers(call.visit, word), lambda shown: shown))


def show_container(call: Call, word: str, container_id: int) -> Response:
    return json_answer(assets.find_container(call.visit, word, container_id))


def list_lead_models(call: Call) -> Response:
    paging = read_paging(request.args, MODEL_TERMS)
    return json_answer(paging.envelope(assets.list_lead_models(call.visit), lambda shown: shown))


def show_lead_model(call: Call, model_id: int) -> Response:
    return json_answer(assets.find_lead_model(call.visit, model_id))
