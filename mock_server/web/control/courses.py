"""Planned courses of syncs over the control API, and the barriers that syncs are held at."""

from __future__ import annotations

from flask import Response, request

from mock_server.behaviours.planning_courses import read_course
from mock_server.domain.status_codes import ROW_CODES
from mock_server.engine import barriers
from mock_server.web.control import planning
from mock_server.web.paging import read_paging
from mock_server.web.responses import json_answer, no_content
from mock_server.web.server import Server


def plan(server: Server, site: str) -> Response:
    return planning.plan(server.sites.named(site).courses, lambda said: read_course(said, ROW_CODES), "courses")


def show(server: Server, site: str) -> Response:
    return planning.show(server.sites.named(site).courses)


def clear(server: Server, site: str) -> Response:
    """Syncs under way go on as they were planned."""
    server.sites.named(site).courses.clear()
    return no_content()


def list_barriers(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    return json_answer(paging.envelope(barriers.list_barriers(state), lambda barrier: barrier))


def release(server: Server, site: str, barrier: str) -> Response:
    """Open a barrier: the syncs that are held there end, and those that come later are not held."""
    state = server.sites.named(site)
    return json_answer(barriers.release(state, barrier, server.running, server.alarm))
