"""The control API under `/_mock`: what a test may do to the mock that it could not do to Eloqua.

Documented in docs/reference/control-api.md.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mock_server.domain.errors import ABSENT, Failure, ValidationFailed
from mock_server.domain.moments import TICKS_PER_SECOND, as_timestamp
from mock_server.engine import inspecting, registry, removing, saving, site_clock
from mock_server.web.bodies import JSON, malformed, media_type, read_object
from mock_server.web.paging import read_paging
from mock_server.web.responses import JSON_TYPE, created, json_answer, no_content
from mock_server.web.schemas.site_file import read_site_file
from mock_server.web.server import Server
from mock_server.web.site_writing import site_file

LONGEST_ADVANCE = 1000 * 366 * 86_400
"""Seconds; a thousand years. Far beyond, dates have no year to be written with."""


def health(_: Server) -> Response:
    """The site files were loaded before the server was made."""
    return json_answer({"status": "ok"})


def metrics(server: Server) -> Response:
    from mock_server.web.metrics import CONTENT_TYPE, as_prometheus  # a library that most servers never need

    return Response(as_prometheus(server.sites, server.recorder.calls), content_type=CONTENT_TYPE)


def openapi(server: Server, groups: Any) -> Response:
    from mock_server.web.openapi import show  # a library that most servers never need

    return show(server, groups)


def list_sites(server: Server) -> Response:
    paging = read_paging(request.args, ("name",))
    return json_answer(paging.envelope(server.sites.all(), inspecting.overview))


def create_site(server: Server) -> Response:
    media_type(request, JSON)
    state = server.sites.add(read_site_file(read_object(_body())))
    return created(inspecting.overview(state))


def show_site(server: Server, site: str) -> Response:
    return json_answer(inspecting.overview(server.sites.named(site)))


def save_site(server: Server, site: str) -> Response:
    return Response(site_file(saving.save(server.sites.named(site))), content_type=JSON_TYPE)


def delete_site(server: Server, site: str) -> Response:
    server.sites.remove(site)
    server.recorder.calls.forget(site)
    return no_content()


def list_records(server: Server, site: str, entity: str) -> Response:
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    items, total = inspecting.page_of_records(state, entity, paging.offset, paging.limit)
    return json_answer(paging.page(items, total))


def list_links(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    items, total = inspecting.page_of_links(state, paging.offset, paging.limit)
    return json_answer(paging.page(items, total))


def list_containers(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    items, total = inspecting.page_of_containers(state, paging.offset, paging.limit)
    return json_answer(paging.page(items, total))


def delete_container(server: Server, site: str, word: str, container_id: int) -> Response:
    removing.remove_container(server.sites.named(site), word, container_id)
    return no_content()


def reset_site(server: Server, site: str) -> Response:
    to = request.args.get("to", "site-file")
    if to not in ("site-file", "empty"):
        raise ValidationFailed([Failure("to", "Must be empty or site-file.", to)])
    state = registry.reset_site(server.sites, site, to_empty=to == "empty")
    return json_answer(inspecting.overview(state))


def advance_clock(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    media_type(request, JSON)
    seconds: Any = read_object(_body()).get("seconds", ABSENT)
    if type(seconds) not in (int, float) or not 0 <= seconds <= LONGEST_ADVANCE:
        constraint = f"Must be a number of seconds from 0 to {LONGEST_ADVANCE}."
        raise ValidationFailed([Failure("seconds", constraint, seconds)])
    now = site_clock.advance(state, round(seconds * TICKS_PER_SECOND), server.alarm)
    return json_answer({"now": as_timestamp(now)})


def _body() -> bytes:
    """A body of any length the server lets through: a site file may be larger than an upload."""
    body: bytes = request.stream.read()
    if request.content_length is not None and len(body) < request.content_length:
        malformed("Must be as long as its Content-Length says.")
    return body
