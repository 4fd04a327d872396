"""Who is asking, and of which site: HTTP Basic credentials and access tokens."""

from __future__ import annotations

from hmac import compare_digest

from mock_server.engine.visits import Visit
from mock_server.store.site import SiteState
from mock_server.store.sites import Sites


def by_password(sites: Sites, site_and_user: str, password: str) -> Visit | None:
    """`Site\\User` and a password, both spelled exactly (differences: credentials-exact)."""
    site_name, separator, username = site_and_user.partition("\\")
    state = sites.find(site_name) if separator else None
    if state is None or not knows(state, username, password):
        return None
    return Visit(state, username)


def by_access_token(sites: Sites, token: str) -> Visit | None:
    """The user an access token was given to, while it is valid on the clock of the user's site."""
    for state in sites.all():
        grant = state.tokens.access.get(token)
        if grant is not None and state.clock.now() < grant.expires_at:
            return Visit(state, grant.username)
    return None


def knows(state: SiteState, username: str, password: str) -> bool:
    return any(user.username == username and same_secret(user.password, password) for user in state.description.users)


def same_secret(known: str, given: str) -> bool:
    """Compare in constant time: the habit, not a need, in a server for tests."""
    return compare_digest(known.encode(errors="surrogatepass"), given.encode(errors="surrogatepass"))
