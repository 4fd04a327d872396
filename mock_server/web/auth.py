"""The `Authorization` header of a call: HTTP Basic as `Site\\User:Password`, or a Bearer token."""

from __future__ import annotations

import base64
import binascii

from mock_server.domain.errors import NotAuthorized
from mock_server.engine.authenticating import by_access_token, by_password
from mock_server.engine.registry import Sites
from mock_server.engine.visits import Visit


def authenticate(sites: Sites, header: str | None) -> Visit:
    """Who the header's credentials belong to. Raises NotAuthorized."""
    scheme, _, credentials = (header or "").strip().partition(" ")
    visit = None
    if scheme.lower() == "basic":
        user, password = read_basic(credentials)
        visit = by_password(sites, user, password)
    elif scheme.lower() == "bearer":
        visit = by_access_token(sites, credentials.strip())
    if visit is None:
        raise NotAuthorized
    return visit


def bearer_token(header: str | None) -> str | None:
    """The access token of the header, if it carries one."""
    scheme, _, credentials = (header or "").strip().partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def read_basic(credentials: str) -> tuple[str, str]:
    """User and password of Basic credentials, UTF-8. Raises NotAuthorized."""
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise NotAuthorized from None
    user, _, password = decoded.partition(":")
    return user, password
