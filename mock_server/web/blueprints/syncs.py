"""Syncs: created, polled, their logs and rejects read."""

from __future__ import annotations

from flask import Response, request

from mock_server.domain.answers import log_answer, reject_answer, sync_answer
from mock_server.domain.moments import as_timestamp
from mock_server.engine import syncs
from mock_server.web.bodies import JSON, media_type, read_body, read_object
from mock_server.web.paging import read_paging
from mock_server.web.responses import created, json_answer
from mock_server.web.server import Call

TERMS = ("syncedInstanceUri", "syncStartedAt", "syncEndedAt", "status", "createdAt", "createdBy", "uri")
LOG_TERMS = ("syncUri", "count", "severity", "statusCode", "message", "createdAt")
REJECT_TERMS = ("message", "statusCode", "recordIndex")


def create(call: Call) -> Response:
    from mock_server.web.schemas.definitions import read_sync  # with marshmallow: not for a server that only starts

    media_type(request, JSON)
    body = read_object(read_body(request, call.visit.oversized_status))
    uri, callback_url = read_sync(body)
    sync = syncs.create_sync(call.visit, uri, callback_url, call.server.running, call.server.alarm)
    return created(sync_answer(sync, as_timestamp))


def list_all(call: Call) -> Response:
    paging = read_paging(request.args, TERMS)
    return json_answer(paging.envelope(syncs.list_syncs(call.visit), sync_answer))


def show(call: Call, sync_id: int) -> Response:
    sync = syncs.poll_sync(call.visit, sync_id, call.server.running)
    if call.server.settings.names_clauses:
        from mock_server.web.naming import rest_on_sync  # few servers name them

        rest_on_sync(sync)
    return json_answer(sync_answer(sync))


def logs(call: Call, sync_id: int) -> Response:
    paging = read_paging(request.args, LOG_TERMS)
    sync = syncs.see_sync(call.visit, sync_id)
    page = paging.envelope(sync.logs, lambda entry: log_answer(sync, entry))
    if call.server.settings.names_clauses:
        from mock_server.web.naming import rest_on_log  # as above

        rest_on_log(sync, page)
    return json_answer(page)


def rejects(call: Call, sync_id: int) -> Response:
    paging = read_paging(request.args, REJECT_TERMS)
    sync = syncs.see_sync(call.visit, sync_id)
    page = paging.envelope(sync.rejects, reject_answer)
    if call.server.settings.names_clauses:
        from mock_server.web.naming import rest_on_rejects  # as above

        rest_on_rejects(sync, page)
    return json_answer(page)
