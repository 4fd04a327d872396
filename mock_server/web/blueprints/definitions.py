"""Definitions of every kind: one set of views serves them all, the route says which kind."""

from __future__ import annotations

from flask import Response, request

from mock_server.domain.answers import definition_answer, sync_answer
from mock_server.domain.definitions import DefinitionKind
from mock_server.domain.moments import as_timestamp
from mock_server.engine import definitions, staging
from mock_server.web.bodies import CSV, JSON, media_type, read_body, read_object
from mock_server.web.paging import read_paging
from mock_server.web.responses import created, json_answer, no_content
from mock_server.web.rows import read_rows
from mock_server.web.schemas.definitions import read_definition
from mock_server.web.server import Call

TERMS = ("name", "uri", "createdAt", "createdBy", "updatedAt", "updatedBy")


def list_all(call: Call, kind: DefinitionKind) -> Response:
    paging = read_paging(request.args, TERMS)
    return json_answer(paging.envelope(definitions.list_definitions(call.visit, [kind]), definition_answer))


def list_several_kinds(call: Call, kinds: list[DefinitionKind]) -> Response:
    paging = read_paging(request.args, TERMS)
    found = definitions.list_definitions(call.visit, kinds)
    return json_answer(paging.envelope(found, definition_answer))


def create(call: Call, kind: DefinitionKind) -> Response:
    sent, failures = read_definition(kind, _object(call))
    definition = definitions.create_definition(call.visit, kind, sent, failures, call.server.running)
    return created(definition_answer(definition, as_timestamp))


def show(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    return json_answer(definition_answer(definitions.find_definition(call.visit, kind, definition_id)))


def replace(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    # 409 comes before anything else is judged (section 0.4, "A definition in use").
    definitions.require_idle(call.visit, kind, definition_id)
    sent, failures = read_definition(kind, _object(call))
    running = call.server.running
    new = definitions.replace_definition(call.visit, kind, definition_id, sent, failures, running)
    return json_answer(definition_answer(new, as_timestamp))


def delete(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    definitions.delete_definition(call.visit, kind, definition_id, call.server.running)
    return no_content()


def upload(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    definitions.find_definition(call.visit, kind, definition_id)  # 404 before the body is looked at
    sent_as = media_type(request, JSON, CSV)
    rows = read_rows(read_body(request, call.visit.oversized_status, call.visit.upload_bytes), sent_as)
    sync = staging.stage_upload(call.visit, kind, definition_id, rows, call.server.running)
    return no_content() if sync is None else created(sync_answer(sync, as_timestamp))


def clear(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    staging.clear_staging(call.visit, kind, definition_id)
    return no_content()


def _object(call: Call) -> dict[str, object]:
    media_type(request, JSON)
    return read_object(read_body(request, call.visit.oversized_status))
