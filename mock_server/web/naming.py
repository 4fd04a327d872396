"""Naming, in a header of each answer, what it rests on: only where the server was told to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, g, request

from mock_server.domain.definitions import KINDS, DefinitionKind
from mock_server.domain.syncs import Sync
from mock_server.web.grounds import HEADER, as_header, grounds_of, of_log, of_rejects, of_sync


def name_grounds(answer: Response) -> None:
    """What was said that the answer rests on (`g.rests_on`); else what its route, status and failures tell."""
    rule = request.url_rule
    route = None if rule is None else f"{request.method} {rule.rule}"
    said: Iterable[str] | None = g.get("rests_on")
    if said is None:
        answer.headers[HEADER] = grounds_of(route, answer.status_code, g.get("failures", ()))
    else:
        answer.headers[HEADER] = as_header(said)


def rest_on_sync(sync: Sync) -> None:
    """The answer shows the sync."""
    g.rests_on = tuple(of_sync(sync))


def rest_on_log(sync: Sync, page: Mapping[str, Any]) -> None:
    """The answer is a page of the sync's log."""
    g.rests_on = tuple(of_log(sync, _kind(sync), page["items"]))


def rest_on_rejects(sync: Sync, page: Mapping[str, Any]) -> None:
    """The answer is a page of the sync's rejects."""
    g.rests_on = tuple(of_rejects(sync, _kind(sync), page["items"]))


def _kind(sync: Sync) -> DefinitionKind:
    return KINDS[sync.definition_uri.rpartition("/")[0]]
