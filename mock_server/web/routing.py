"""From routes to a Flask app: who is let in, and what is noted of each exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.routing import IntegerConverter

from mock_server.engine.visits import Visit
from mock_server.journal import Exchange
from mock_server.web import routes
from mock_server.web.auth import authenticate
from mock_server.web.control.guard import check_control_access
from mock_server.web.errors import register_errors
from mock_server.web.faults import answer_in_spite_of_faults
from mock_server.web.routes import Route
from mock_server.web.server import Call, Server

View = Callable[..., Response]


class _Id(IntegerConverter):
    """An id in a path: ASCII digits, where werkzeug's own takes digits of any script."""

    regex = r"[0-9]{1,18}"


def build_flask(server: Server) -> Flask:
    """A Flask app that serves every route of `routes.py` for `server`."""
    app = Flask("mock_server", static_folder=None)
    app.url_map.converters["int"] = _Id
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    for route in routes.bulk_routes():
        _add(app, route, _bulk_view(server, route))
    for route in (*routes.login_routes(), *routes.control_routes(), routes.HEALTH):
        _add(app, route, _plain_view(server, route))
    register_errors(app)
    app.before_request(lambda: _guard_control(server))
    app.after_request(_note)
    return app


def _add(app: Flask, route: Route, view: View) -> None:
    endpoint = f"{route.verb} {route.path}".replace(".", "_")
    app.add_url_rule(route.path, endpoint, view, methods=[route.verb], provide_automatic_options=False)


def _bulk_view(server: Server, route: Route) -> View:
    def view(**parameters: Any) -> Response:
        visit = authenticate(server.sites, request.headers.get("Authorization"))
        g.visit = visit
        call = Call(server, visit)
        return answer_in_spite_of_faults(visit, lambda: route.view(call, **parameters, **route.fixed))

    return view


def _plain_view(server: Server, route: Route) -> View:
    return lambda **parameters: route.view(server, **parameters, **route.fixed)


def _guard_control(server: Server) -> None:
    """Before routing is judged, so that an unknown control path says nothing to who may not ask."""
    if request.path.startswith(routes.CONTROL) and request.path != routes.HEALTH.path:
        check_control_access(request, server.settings)


def _note(answer: Response) -> Response:
    visit: Visit | None = g.get("visit")
    if visit is not None:
        state = visit.state
        status = 0 if g.get("answer_lost") else answer.status_code
        state.journal.note(Exchange(state.clock.now(), request.method, request.path, status, visit.username))
    return answer
