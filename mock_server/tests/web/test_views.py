"""The views that `routes.py` names, which are loaded on first use."""

from __future__ import annotations

from importlib import import_module

import pytest

from mock_server.web import routes
from mock_server.web.routes import Route

EVERY = [*routes.bulk_routes(), *routes.login_routes(), *routes.control_routes(), routes.HEALTH]


@pytest.mark.parametrize("route", EVERY, ids=lambda route: f"{route.verb} {route.path}")
def test_every_route_has_its_view(route: Route) -> None:
    """What a route stands for is a function of the module that it says, by the name that it says."""
    module = import_module(route.view.__module__)
    view = getattr(module, route.view.__name__)
    assert view.__module__ == route.view.__module__
    assert view is not route.view
