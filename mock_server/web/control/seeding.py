"""`POST /_mock/sites/{name}/records`: further records and links for a site that runs."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.engine.seeding import Known, seed
from mock_server.web.bodies import JSON, media_type, read_object
from mock_server.web.responses import created
from mock_server.web.schemas.site_records import RecordReader, SiteRecords
from mock_server.web.server import Server

PARTS = ("accounts", "contacts", "opportunities", "links")


def add_records(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    media_type(request, JSON)
    body = read_object(request.stream.read())
    described = state.description

    def read(known: Known) -> SiteRecords:
        failures = [
            Failure(name, f"Must be one of: {', '.join(PARTS)}.", body[name]) for name in body if name not in PARTS
        ]
        reader = RecordReader(described.field_tables, described.assumptions, described.stages, failures)
        records = reader.read(_parts(body), known)
        if failures:
            raise ValidationFailed(failures)
        return records

    return created(seed(state, read))


def _parts(body: dict[str, Any]) -> dict[str, Any]:
    """A null counts as not sent."""
    return {name: body[name] for name in PARTS if body.get(name) is not None}
