"""The Flask application, without the steps of a request that nothing here makes use of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Flask, Request, Response, request
from flask.ctx import RequestContext
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import Map, MapAdapter, Rule

from mock_server.web.responses import Answer

Environ = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Any])

_ID = re.compile(r"/([0-9]{1,18})(?=/|$)")
_ID_IN_RULE = re.compile(r"/<int:(\w+)>")


class Paths:
    """The routes whose paths have no parameters but ids: each is found by one look instead of part by part."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._known: dict[tuple[str, str], tuple[Rule, list[str]]] = {}
        for rule in rules:
            path, names = _ID_IN_RULE.sub("/#", rule.rule), _ID_IN_RULE.findall(rule.rule)
            if "<" not in path:
                # Werkzeug adds HEAD to GET.
                self._known |= {(verb, path): (rule, names) for verb in rule.methods or ()}

    def find(self, verb: str, path: str) -> tuple[Rule, dict[str, int]] | None:
        """The route and its parameters; None where werkzeug has to say what becomes of the call."""
        found = self._known.get((verb, _ID.sub("/#", path)))
        if found is None:
            return None
        rule, names = found
        if not names:
            return rule, {}
        ids = _ID.findall(path)
        if len(ids) != len(names):  # a path that has a "#" itself
            return None
        return rule, dict(zip(names, map(int, ids), strict=True))


class _NoSession(SessionInterface):
    """Flask's default makes an object for each request where there is no secret key."""

    _session = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self._session


class _Context(RequestContext):
    """Looks for the route in `Paths` first; only for what is not there the map is bound to the request."""

    app: Application

    def push(self) -> None:
        super().push()  # which matches nothing: there is no adapter yet
        found = self.app.paths.find(self.request.method, self.request.path)
        if found is None:
            self.app.url_map = self.app.all_urls()
            self.url_adapter = Flask.create_url_adapter(self.app, self.request)
            self.match_request()
        else:
            self.request.url_rule, self.request.view_args = found


class Application(Flask):
    """Flask without signals, sessions, blueprints, async views and teardown functions. Every view gives a Response.

    These cost as much as a small answer. What they are for must not be used here: nothing would call it.
    """

    response_class = Answer
    session_interface = _NoSession()
    paths: Paths
    all_urls: Callable[[], Map]
    """Gives the map of werkzeug, which takes its time to be made: where the first call needs it."""

    def ensure_sync(self, func: F) -> F:
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        return None

    def request_context(self, environ: Environ) -> _Context:
        return _Context(self, environ)

    def full_dispatch_request(self) -> Response:
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # what stands behind the proxy
        try:
            for before in self.before_request_funcs[None]:
                before()
            answer = self._viewed(asked)
        except Exception as fault:
            answer = self.make_response(self.handle_user_exception(fault))
        return self.process_response(answer)

    def _viewed(self, asked: Request) -> Response:
        if asked.routing_exception is not None:
            self.raise_routing_exception(asked)
        assert asked.url_rule is not None, "a request without a route has an exception that says so"
        view = self.view_functions[asked.url_rule.endpoint]
        return view(**asked.view_args or {})  # type: ignore[return-value]  # the stubs allow what none of ours gives

    def process_response(self, response: Response) -> Response:
        for after in self.after_request_funcs[None]:
            response = after(response)  # type: ignore[assignment]  # the stubs think of async functions too
        return response

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        return

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        return
