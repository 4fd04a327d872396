"""The `Authorization` header of a call: HTTP Basic as `Site\\User:Password`, or a Bearer token."""

from __future__ import annotations

import base64
import binascii

from mock_server.domain.errors import NotAuthorized


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
