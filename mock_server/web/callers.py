"""Which site a call concerns, whether or not its credentials are good: the site whose journal it belongs to."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs

from flask import Request

from mock_server.domain.errors import NotAuthorized
from mock_server.engine.authenticating import by_access_token, by_password, grant_of, same_secret
from mock_server.engine.registry import Sites, SiteState
from mock_server.engine.visits import Visit
from mock_server.web.auth import read_basic

OAUTH = "/auth/oauth2/"


class Caller(NamedTuple):
    """`user` as sent (`Site\\User`), or the one an access token stands for; None at OAuth, where a client calls.

    `visit` where the credentials are good and a user's.
    """

    state: SiteState | None = None
    user: str | None = None
    authenticated: bool = False
    visit: Visit | None = None


NOBODY = Caller()


def caller_of(sites: Sites, request: Request) -> Caller:
    """What the header says and, at the authorization page, the query."""
    scheme, _, credentials = request.environ.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    is_login = request.path.startswith(OAUTH)
    if scheme.lower() == "basic":
        try:
            user, password = read_basic(credentials)
        except NotAuthorized:
            return NOBODY
        return _client(sites, user, password) if is_login else _user(sites, user, password)
    if scheme.lower() == "bearer":
        return _bearer(sites, credentials.strip())
    return _client(sites, request.args.get("client_id", ""), None) if is_login else NOBODY


def authenticate(caller: Caller) -> Visit:
    """The visit of a user whose credentials are good. Raises NotAuthorized."""
    visit = caller.visit
    if visit is None:
        raise NotAuthorized
    return visit


def _user(sites: Sites, user: str, password: str) -> Caller:
    visit = by_password(sites, user, password)
    if visit is not None:
        return Caller(visit.state, user, True, visit)
    site_name, separator, _ = user.partition("\\")
    return Caller(sites.find(site_name) if separator else None, user)


def _bearer(sites: Sites, token: str) -> Caller:
    visit = by_access_token(sites, token)
    if visit is not None:
        return Caller(visit.state, f"{visit.state.description.name}\\{visit.username}", True, visit)
    found = grant_of(sites, token)
    if found is None:
        return NOBODY
    state, grant = found  # it has expired
    return Caller(state, f"{state.description.name}\\{grant.username}")


def _client(sites: Sites, client_id: str, secret: str | None) -> Caller:
    found = sites.of_client(client_id)
    if found is None:
        return NOBODY
    state, client = found
    return Caller(state, authenticated=secret is not None and same_secret(client.client_secret, secret))


def caller_in_body(sites: Sites, body: str) -> Caller:
    """Whom a token request concerns that has no usable header: the client or the user that its form names."""
    said = parse_qs(body)
    caller = _client(sites, said.get("client_id", [""])[0], None)
    site_name = said.get("username", [""])[0].partition("\\")[0]
    return caller if caller.state is not None else Caller(sites.find(site_name))
