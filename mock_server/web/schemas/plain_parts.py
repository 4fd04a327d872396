"""The small parts of a site file whose form is known to be right, without marshmallow: to load it and to make its
schemas takes as long as all else that a server does at its start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_server.domain.site_description import ImportPriority, OAuthClient, User
from mock_server.web.schemas.site_containers import PARTS

_NAMES = {
    "oauthClients": "clients",
    "opportunityStages": "stages",
    "importPriorities": "priorities",
    **{written: loaded for loaded, written in PARTS.values()},
}
"""Of the keys that are called otherwise once they are loaded."""


def _client(part: Mapping[str, str]) -> OAuthClient:
    return OAuthClient(
        part["clientId"], part["clientSecret"], part.get("redirectUri", ""), part.get("refreshToken", "")
    )


_MADE: Mapping[str, Callable[[Any], Any]] = {
    "users": lambda part: User(**part),
    "oauthClients": _client,
    "importPriorities": lambda part: ImportPriority(**part),
}
"""What becomes of each of the key's parts."""


def plain_parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """What `SiteFileSchema` loads of `data`, of the keys that the shipped sites have (a test compares)."""
    return {
        _NAMES.get(key, key): [_MADE[key](part) for part in value] if key in _MADE else value
        for key, value in data.items()
    }
