"""OAuth 2: tokens for a site's users (section 1.4), on the site's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mock_server.domain.errors import EloquaError
from mock_server.domain.site_description import OAuthClient
from mock_server.engine.authenticating import knows, same_secret
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState
from mock_server.store.sites import Sites
from mock_server.store.tokens import ACCESS_LIFETIME, CODE_LIFETIME, REFRESH_LIFETIME, Grant

NewToken = Callable[[], str]
"""A source of texts nobody can guess; passed in, so that a test can foresee them."""


class OAuthError(EloquaError):
    """A refused token request: `error` and the description of RFC 6749, the HTTP status it is answered with."""

    def __init__(self, error: str, description: str, status: int = 401) -> None:
        super().__init__(description)
        self.error = error
        self.status = status


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: str
    refresh_token: str
    expires_in: int = 28_800


def client_with(sites: Sites, client_id: str, client_secret: str) -> tuple[SiteState, OAuthClient]:
    """The client, authenticated, and its site. Raises OAuthError."""
    found = sites.of_client(client_id)
    if found is None or not same_secret(found[1].client_secret, client_secret):
        raise OAuthError("invalid_client", "The client id or the client secret is wrong.")
    return found


def grant_by_password(
    state: SiteState, client: OAuthClient, site_and_user: str, password: str, new_token: NewToken
) -> TokenPair:
    """The resource owner password grant: `username` is `Site\\User`. Raises OAuthError."""
    site_name, _, username = site_and_user.partition("\\")
    if site_name != state.description.name or not knows(state, username, password):
        raise OAuthError("invalid_grant", "The user name or the password is wrong.")
    with at_work(state) as now:
        return _issue(state, client, username, now, new_token)


def grant_by_refresh_token(state: SiteState, client: OAuthClient, refresh_token: str, new_token: NewToken) -> TokenPair:
    """A refresh token rotates at each use; the client's standing one always works. Raises OAuthError."""
    with at_work(state) as now:
        if client.refresh_token and same_secret(client.refresh_token, refresh_token):
            return _issue(state, client, state.description.users[0].username, now, new_token)
        grant = state.tokens.refresh.get(refresh_token)
        if grant is None or grant.client_id != client.client_id or now >= grant.expires_at:
            raise OAuthError("invalid_grant", "The refresh token is unknown, was used, or has expired.")
        del state.tokens.refresh[refresh_token]
        return _issue(state, client, grant.username, now, new_token)


def grant_by_code(
    state: SiteState, client: OAuthClient, code: str, redirect_uri: str, new_token: NewToken
) -> TokenPair:
    """The authorization code grant: a code works once, within a minute, for the redirect it was made for."""
    with at_work(state) as now:
        grant = state.tokens.codes.get(code)
        if (
            grant is None
            or grant.client_id != client.client_id
            or grant.redirect_uri != redirect_uri
            or now >= grant.expires_at
        ):
            raise OAuthError("invalid_grant", "The code is unknown, was used, has expired, or its redirect differs.")
        del state.tokens.codes[code]
        return _issue(state, client, grant.username, now, new_token)


def authorize(state: SiteState, client: OAuthClient, redirect_uri: str, new_token: NewToken) -> str:
    """A code: the first user of the client's site consents at once."""
    with at_work(state) as now:
        code = new_token()
        username = state.description.users[0].username
        state.tokens.codes[code] = Grant(username, client.client_id, now + CODE_LIFETIME, redirect_uri)
        return code


def authorize_implicitly(state: SiteState, client: OAuthClient, new_token: NewToken) -> TokenPair:
    """The implicit grant's access token, for the first user of the client's site."""
    with at_work(state) as now:
        return _issue(state, client, state.description.users[0].username, now, new_token)


def expire_access_token(state: SiteState, token: str) -> None:
    """Let an access token be over by now, if there is one; its refresh token stays good."""
    with at_work(state) as now:
        grant = state.tokens.access.get(token)
        if grant is not None:
            state.tokens.access[token] = replace(grant, expires_at=now)


def _issue(state: SiteState, client: OAuthClient, username: str, now: int, new_token: NewToken) -> TokenPair:
    pair = TokenPair(new_token(), new_token())
    state.tokens.access[pair.access_token] = Grant(username, client.client_id, now + ACCESS_LIFETIME)
    state.tokens.refresh[pair.refresh_token] = Grant(username, client.client_id, now + REFRESH_LIFETIME)
    return pair
