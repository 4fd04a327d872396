"""Planned faults over the control API: `POST`, `GET` and `DELETE` of `/_mock/sites/{name}/faults`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from mock_server.behaviours.faults import Fault
from mock_server.behaviours.planning import read_fault
from mock_server.behaviours.reading import FaultyPlan, Flaw
from mock_server.web.control import planning
from mock_server.web.faults import abilities
from mock_server.web.origins import has_second
from mock_server.web.responses import no_content
from mock_server.web.server import Server


def plan(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    able = abilities(request.environ, has_second(request, server.settings.second_public_url))

    def read(said: Mapping[str, Any]) -> Fault:
        fault = read_fault(said)
        if fault.needs is not None and fault.needs not in able:
            name = next(name for name in fault.outcome.as_json())
            raise FaultyPlan([Flaw(name, f"Must not be planned here: this server cannot {fault.needs}.", said[name])])
        return fault

    return planning.plan(state.faults, read, "faults")


def show(server: Server, site: str) -> Response:
    return planning.show(server.sites.named(site).faults)


def clear(server: Server, site: str) -> Response:
    server.sites.named(site).faults.clear()
    return no_content()
