"""A site's syncs, rejects and staged rows over the control API: looked at, not moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from mock_server.engine import inspecting_syncs
from mock_server.engine.registry import SiteState
from mock_server.web.paging import read_paging
from mock_server.web.responses import json_answer
from mock_server.web.server import Server

PageOf = Callable[[SiteState, int, int], tuple[list[dict[str, Any]], int]]


def list_syncs(server: Server, site: str) -> Response:
    return _listed(server, site, inspecting_syncs.page_of_syncs)


def list_rejects(server: Server, site: str) -> Response:
    return _listed(server, site, inspecting_syncs.page_of_rejects)


def list_staging(server: Server, site: str) -> Response:
    return _listed(server, site, inspecting_syncs.page_of_staging)


def _listed(server: Server, site: str, page_of: PageOf) -> Response:
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    items, total = page_of(state, paging.offset, paging.limit)
    return json_answer(paging.page(items, total))
