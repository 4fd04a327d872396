"""OAuth tokens and codes of one site. Lifetimes in ticks of the site's clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from mock_server.domain.durations import HOUR
from mock_server.domain.moments import TICKS_PER_SECOND

ACCESS_LIFETIME = 8 * HOUR
"""OBSERVED: 28,800 seconds."""
REFRESH_LIFETIME = 365 * 24 * HOUR
"""Assumed (differences: oauth-lifetimes)."""
CODE_LIFETIME = 60 * TICKS_PER_SECOND
"""Assumed (differences: oauth-lifetimes)."""


KINDS = ("access", "refresh", "code")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or code stands for. `redirect_uri` is set for codes."""

    username: str
    client_id: str
    expires_at: int
    redirect_uri: str = ""


class Grants:
    """Grants by token. Only digests are kept: of a token that nobody can guess, nobody can tell it from its digest.

    So a saved site can keep what was given out without showing a secret.
    """

    def __init__(self) -> None:
        self.by_digest: dict[str, Grant] = {}
        """By SHA-256 in hex digits, in the order in which they were given."""

    def __bool__(self) -> bool:
        return bool(self.by_digest)

    def __contains__(self, token: str) -> bool:
        return self.get(token) is not None

    def __setitem__(self, token: str, grant: Grant) -> None:
        self.by_digest[_digest(token)] = grant

    def __delitem__(self, token: str) -> None:
        del self.by_digest[_digest(token)]

    def get(self, token: str) -> Grant | None:
        return self.by_digest.get(_digest(token)) if self.by_digest else None


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class Tokens:
    access: Grants = field(default_factory=Grants)
    refresh: Grants = field(default_factory=Grants)
    codes: Grants = field(default_factory=Grants)

    def of_kind(self, kind: str) -> Grants:
        """`kind` is one of KINDS."""
        return {"access": self.access, "refresh": self.refresh, "code": self.codes}[kind]

    def knows(self, text: str) -> bool:
        """Whether `text` is a token or code that was given out here and not used up."""
        return text in self.access or text in self.refresh or text in self.codes

    def any_given(self) -> bool:
        return bool(self.access or self.refresh or self.codes)
