"""From routes to a Flask app: who is let in, and what is noted of each exchange."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.routing import IntegerConverter, Map, Rule

from mock_server.domain.errors import NotAuthorized
from mock_server.engine.registry import SiteState
from mock_server.web import routes
from mock_server.web.application import Application, Paths
from mock_server.web.callers import authenticate
from mock_server.web.control.guard import check_control_access
from mock_server.web.errors import register_errors
from mock_server.web.origins import came_to_second
from mock_server.web.routes import Route
from mock_server.web.server import Call, Server

View = Callable[..., Response]


class _Id(IntegerConverter):
    """An id in a path: ASCII digits, where werkzeug's own takes digits of any script."""

    regex = r"[0-9]{1,18}"


class _Rule(Rule):
    """A path that is matched and never built: werkzeug would compile two functions for each to build URLs with, in ten
    times the time that all else about the paths takes. Where it has no such method, it compiles them."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        return _not_built


def _not_built(*_: object, **__: object) -> tuple[str, str]:
    raise NotImplementedError("the mock builds no URLs from routes")


def build_flask(server: Server) -> Flask:
    """A Flask app that serves every route of `routes.py` for `server`."""
    app = Application("mock_server", static_folder=None)
    app.paths, app.all_urls = _paths(), _urls
    for route in routes.bulk_routes():
        _add(app, route, _bulk_view(server, route))
    for route in routes.login_routes():
        _add(app, route, _login_view(server, route))
    for route in (*routes.control_routes(), routes.HEALTH):
        _add(app, route, _plain_view(server, route))
    register_errors(app)
    app.before_request(lambda: _guard_control(server))
    server.recorder.register(app)
    return app


@cache
def _urls() -> Map:
    """The paths of all routes. Every app shares them: to compile them takes a hundred times as long as all the rest."""
    return Map(_rules(), strict_slashes=True, merge_slashes=False, converters={"int": _Id})


@cache
def _paths() -> Paths:
    return Paths(_rules())


def _rules() -> list[Rule]:
    everything = (*routes.bulk_routes(), *routes.login_routes(), *routes.control_routes(), routes.HEALTH)
    return [_Rule(route.path, methods=[route.verb], endpoint=_endpoint(route)) for route in everything]


def _endpoint(route: Route) -> str:
    return f"{route.verb} {route.path}"


def _add(app: Flask, route: Route, view: View) -> None:
    app.view_functions[_endpoint(route)] = view


def _bulk_view(server: Server, route: Route) -> View:
    def view(**parameters: Any) -> Response:
        visit = authenticate(g.arrival.caller)
        _refuse_at_other_address(server, visit.state)
        call = Call(server, visit)
        return _in_spite_of_faults(visit.state, lambda: route.view(call, **parameters, **route.fixed))

    return view


def _login_view(server: Server, route: Route) -> View:
    """A call whose credentials are good concerns a site, whose faults may strike it."""
    plain = _plain_view(server, route)

    def view(**parameters: Any) -> Response:
        caller = g.arrival.caller
        if caller.state is None or not caller.authenticated:
            return plain(**parameters)
        return _in_spite_of_faults(caller.state, lambda: plain(**parameters), is_login=True)

    return view


def _plain_view(server: Server, route: Route) -> View:
    return lambda **parameters: route.view(server, **parameters, **route.fixed)


def _refuse_at_other_address(server: Server, state: SiteState) -> None:
    """A site answers under one address: the first, or, once it has moved, the second. Raises NotAuthorized.

    CONFIRMED: a client that gets a 401 should ask discovery again, since the site may have moved.
    """
    if came_to_second(request, server.settings.second_public_url) is not state.moved:
        g.hint = "The site is at the server's other address: ask /id."
        raise NotAuthorized


def _in_spite_of_faults(state: SiteState, work: Callable[[], Response], *, is_login: bool = False) -> Response:
    if not state.faults:
        return work()
    from mock_server.web.faults import answer_in_spite_of_faults  # for few sites any is planned

    return answer_in_spite_of_faults(state, work, is_login=is_login)


def _guard_control(server: Server) -> None:
    """Before routing is judged, so that an unknown control path says nothing to who may not ask."""
    path = request.path
    if path.startswith(routes.CONTROL) and path != routes.HEALTH.path:
        check_control_access(request, server.settings)
