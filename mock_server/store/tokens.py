"""OAuth tokens and codes of one site. Lifetimes in ticks of the site's clock."""

from __future__ import annotations

from dataclasses import dataclass, field

from mock_server.domain.durations import HOUR
from mock_server.domain.moments import TICKS_PER_SECOND

ACCESS_LIFETIME = 8 * HOUR
"""OBSERVED: 28,800 seconds."""
REFRESH_LIFETIME = 365 * 24 * HOUR
"""Assumed (differences: oauth-lifetimes)."""
CODE_LIFETIME = 60 * TICKS_PER_SECOND
"""Assumed (differences: oauth-lifetimes)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or code stands for. `redirect_uri` is set for codes."""

    username: str
    client_id: str
    expires_at: int
    redirect_uri: str = ""


@dataclass(slots=True)
class Tokens:
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
