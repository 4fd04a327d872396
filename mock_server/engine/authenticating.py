"""Who is asking, and of which site: HTTP Basic credentials and access tokens."""

from __future__ import annotations

from hmac import compare_digest

from mock_server.engine.visits import Visit
from mock_server.store.site import SiteState
from mock_server.store.sites import Sites
from mock_server.store.tokens import Grant


def by_password(sites: Sites, site_and_user: str, password: str) -> Visit | None:
    """`Site\\User` and a password, both spelled exactly (differences: credentials-exact)."""
    site_name, separator, username = site_and_user.partition("\\")
    state = sites.find(site_name) if separator else None
    if state is None or not knows(state, username, password):
        return None
    return Visit(state, username)


def by_access_token(sites: Sites, token: str) -> Visit | None:
    """The user an access token was given to, while it is valid on the clock of the user's site."""
    found = grant_of(sites, token)
    if found is None or found[0].clock.now() >= found[1].expires_at:
        return None
    return Visit(found[0], found[1].username)


def grant_of(sites: Sites, token: str) -> tuple[SiteState, Grant] | None:
    """What an access token was given for and by which site, be it still valid or not."""
    for state in sites.all():
        grant = state.tokens.access.get(token)
        if grant is not None:
            return state, grant
    return None


def knows(state: SiteState, username: str, password: str) -> bool:
    return any(user.username == username and same_secret(user.password, password) for user in state.description.users)


def same_secret(known: str, given: str) -> bool:
    """Compare in constant time: the habit, not a need, in a server for tests."""
    return compare_digest(known.encode(errors="surrogatepass"), given.encode(errors="surrogatepass"))
