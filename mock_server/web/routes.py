"""Every URL of the mock on one page.

Bulk routes are written in lower case: paths are matched in any case (section 1.1) by lowering them first, in
`edge.py`. Answers name paths in their canonical case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Response

from mock_server.domain.definitions import KINDS, DefinitionKind, kinds_in
from mock_server.domain.entities import ENTITIES
from mock_server.domain.site_description import CONTAINERS
from mock_server.web.on_first_use import Views

if TYPE_CHECKING:
    from mock_server.web.blueprints import assets, definitions, discovery, exports, oauth, syncs
    from mock_server.web.control import courses, explaining, faults, journal, seeding
    from mock_server.web.control import syncs as control_syncs
    from mock_server.web.control import views as control
else:  # the same, each loaded when it is first called
    _BLUEPRINTS, _CONTROL = "mock_server.web.blueprints", "mock_server.web.control"
    assets, definitions = Views(f"{_BLUEPRINTS}.assets"), Views(f"{_BLUEPRINTS}.definitions")
    discovery, exports = Views(f"{_BLUEPRINTS}.discovery"), Views(f"{_BLUEPRINTS}.exports")
    oauth, syncs = Views(f"{_BLUEPRINTS}.oauth"), Views(f"{_BLUEPRINTS}.syncs")
    courses, explaining = Views(f"{_CONTROL}.courses"), Views(f"{_CONTROL}.explaining")
    faults, journal, seeding = Views(f"{_CONTROL}.faults"), Views(f"{_CONTROL}.journal"), Views(f"{_CONTROL}.seeding")
    control_syncs, control = Views(f"{_CONTROL}.syncs"), Views(f"{_CONTROL}.views")

BULK = "/api/bulk/2.0"
CONTROL = "/_mock"
SITE = f"{CONTROL}/sites/<site>"


@dataclass(frozen=True, slots=True)
class Route:
    """One verb on one path. `fixed` are arguments of the view that the path does not carry."""

    verb: str
    path: str
    view: Callable[..., Response]
    fixed: dict[str, Any] = field(default_factory=dict)


def bulk_routes() -> Iterator[Route]:
    """The Bulk API: credentials needed, the view takes a Call."""
    for entity in ENTITIES:
        yield Route("GET", f"{BULK}/{entity}/fields", assets.list_fields, {"entity": entity})
        yield Route("GET", f"{BULK}/{entity}/fields/<int:field_id>", assets.show_field, {"entity": entity})
    for word, (entity, part) in CONTAINERS.items():
        path = f"{BULK}/{entity}/{part}" if part else f"{BULK}/emailgroups"
        yield Route("GET", path, assets.list_containers, {"word": word})
        yield Route("GET", f"{path}/<int:container_id>", assets.show_container, {"word": word})
    yield Route("GET", f"{BULK}/contacts/scoring/models", assets.list_lead_models)
    yield Route("GET", f"{BULK}/contacts/scoring/models/<int:model_id>", assets.show_lead_model)
    for kind in KINDS.values():
        yield from _definition_routes(kind)
    for overall in ("imports", "exports", "syncActions"):
        kinds = {"kinds": kinds_in(overall)}
        yield Route("GET", f"{BULK}/{overall.lower()}", definitions.list_several_kinds, kinds)
    yield Route("GET", f"{BULK}/imports/priorities", assets.list_priorities)
    yield Route("GET", f"{BULK}/imports/priorities/<int:priority_id>", assets.show_priority)
    yield Route("GET", f"{BULK}/syncs", syncs.list_all)
    yield Route("POST", f"{BULK}/syncs", syncs.create)
    yield Route("GET", f"{BULK}/syncs/<int:sync_id>", syncs.show)
    yield Route("GET", f"{BULK}/syncs/<int:sync_id>/logs", syncs.logs)
    yield Route("GET", f"{BULK}/syncs/<int:sync_id>/rejects", syncs.rejects)
    yield Route("GET", f"{BULK}/syncs/<int:sync_id>/data", exports.show_of_sync)
    yield Route("DELETE", f"{BULK}/syncs/<int:sync_id>/data", exports.delete_of_sync)


def _definition_routes(kind: DefinitionKind) -> Iterator[Route]:
    path = f"{BULK}{kind.path.lower()}"
    one = f"{path}/<int:definition_id>"
    fixed = {"kind": kind}
    yield Route("GET", path, definitions.list_all, fixed)
    yield Route("POST", path, definitions.create, fixed)
    yield Route("GET", one, definitions.show, fixed)
    yield Route("PUT", one, definitions.replace, fixed)
    yield Route("DELETE", one, definitions.delete, fixed)
    if kind.process.takes_uploads:
        yield Route("POST", f"{one}/data", definitions.upload, fixed)
        yield Route("DELETE", f"{one}/data", definitions.clear, fixed)
    else:
        yield Route("GET", f"{one}/data", exports.show, fixed)
        yield Route("DELETE", f"{one}/data", exports.delete, fixed)


def login_routes() -> Iterator[Route]:
    """What `login.eloqua.com` answers, on whatever host the mock has; the view takes the Server."""
    yield Route("GET", "/id", discovery.identify)
    yield Route("POST", "/auth/oauth2/token", oauth.token)
    yield Route("GET", "/auth/oauth2/authorize", oauth.authorize)


def control_routes() -> Iterator[Route]:
    """The control API; the view takes the Server."""
    yield Route("GET", f"{CONTROL}/sites", control.list_sites)
    yield Route("POST", f"{CONTROL}/sites", control.create_site)
    yield Route("GET", SITE, control.show_site)
    yield Route("DELETE", SITE, control.delete_site)
    yield Route("GET", f"{SITE}/saved", control.save_site)
    for entity in ENTITIES:
        yield Route("GET", f"{SITE}/{entity}", control.list_records, {"entity": entity})
    yield Route("GET", f"{SITE}/links", control.list_links)
    yield Route("GET", f"{SITE}/containers", control.list_containers)
    for word, (entity, part) in CONTAINERS.items():
        path = f"{SITE}/{entity}/{part}" if part else f"{SITE}/emailGroups"
        yield Route("DELETE", f"{path}/<int:container_id>", control.delete_container, {"word": word})
    yield Route("POST", f"{SITE}/records", seeding.add_records)
    yield Route("GET", f"{SITE}/syncs", control_syncs.list_syncs)
    yield Route("GET", f"{SITE}/rejects", control_syncs.list_rejects)
    yield Route("GET", f"{SITE}/staging", control_syncs.list_staging)
    yield Route("GET", f"{SITE}/syncs/<int:sync_id>/explain", explaining.explain)
    yield Route("GET", f"{SITE}/journal", journal.of_site)
    yield Route("GET", f"{CONTROL}/metrics", control.metrics)
    yield Route("GET", f"{CONTROL}/openapi.json", control.openapi, {"groups": groups})
    yield Route("GET", f"{CONTROL}/journal", journal.of_no_site)
    yield Route("POST", f"{SITE}/reset", control.reset_site)
    yield Route("POST", f"{SITE}/clock/advance", control.advance_clock)
    yield Route("POST", f"{SITE}/faults", faults.plan)
    yield Route("GET", f"{SITE}/faults", faults.show)
    yield Route("DELETE", f"{SITE}/faults", faults.clear)
    yield Route("POST", f"{SITE}/courses", courses.plan)
    yield Route("GET", f"{SITE}/courses", courses.show)
    yield Route("DELETE", f"{SITE}/courses", courses.clear)
    yield Route("GET", f"{SITE}/barriers", courses.list_barriers)
    yield Route("POST", f"{SITE}/barriers/<barrier>/release", courses.release)


HEALTH = Route("GET", f"{CONTROL}/health", control.health)
"""Free to all."""


def groups() -> list[tuple[str, list[Route]]]:
    """Every route, by what it belongs to."""
    return [
        ("bulk", list(bulk_routes())),
        ("login", list(login_routes())),
        ("control", [*control_routes(), HEALTH]),
    ]
