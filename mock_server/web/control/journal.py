"""The journal over the control API: what is noted as it came is rendered here, when somebody asks."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mock_server.domain.moments import as_timestamp
from mock_server.journal.entries import Exchange, Headers, Journal, Message
from mock_server.web.paging import read_paging
from mock_server.web.responses import BULK_HEADERS, json_answer
from mock_server.web.server import Server

Json = dict[str, Any]


def of_site(server: Server, site: str) -> Response:
    return _page(server.sites.named(site).journal)


def of_no_site(server: Server) -> Response:
    return _page(server.recorder.elsewhere)


def _page(journal: Journal) -> Response:
    paging = read_paging(request.args, ())
    exchanges, dropped = journal.read()
    items = [shown(exchange) for exchange in exchanges[paging.offset : paging.offset + paging.limit]]
    return json_answer({**paging.page(items, len(exchanges)), "dropped": dropped})


def shown(exchange: Exchange) -> Json:
    """One entry, in the order of its properties in docs/reference/control-api.md."""
    return {
        "number": exchange.number,
        "at": as_timestamp(exchange.at),
        "began": round(exchange.began, 6),
        "took": round(exchange.took, 6),
        "method": exchange.method,
        "path": exchange.path,
        "query": exchange.query,
        "route": exchange.route,
        "host": exchange.host,
        "user": exchange.user,
        "authenticated": exchange.authenticated,
        "request": _message(exchange.request, _as_sent(exchange.request.headers)),
        "status": exchange.status,
        "answer": _message(exchange.answer, _with_those_of_all(exchange.answer.headers)),
        "fault": exchange.fault,
        "failures": [{"field": field, "constraint": constraint} for field, constraint in exchange.failures],
        "secrets": [{"in": place, "name": name, "mark": mark} for place, name, mark in exchange.secrets],
        "hint": exchange.hint,
    }


def _message(message: Message, headers: list[list[str]]) -> Json:
    shown: Json = {"headers": headers, "body": message.body, "bytes": message.size, "whole": message.whole}
    return shown if message.body is not None else {**shown, "encoding": "binary"}


def _as_sent(headers: Headers) -> list[list[str]]:
    """The names as clients usually write them: WSGI knows them in capitals only."""
    return [["-".join(word.capitalize() for word in name.split("_")), value] for name, value in headers]


def _with_those_of_all(headers: Headers) -> list[list[str]]:
    """With the headers that every answer carries and the journal therefore need not keep."""
    return [*map(list, headers), *map(list, BULK_HEADERS.items())] if headers else []
