"""Who the client says it is: HTTP Basic as `Site\\User`, or a token that is refreshed when it is no longer good."""

from __future__ import annotations

import base64
from typing import Protocol

import requests

from contract_tests.client_check.adapter import Connection
from contract_tests.client_check.reference.failing import NotAuthenticated, Unanswered, retry_after


class Login(Protocol):
    def header(self) -> str:
        """The value of `Authorization`."""
        ...

    def renew(self) -> bool:
        """Get fresh credentials, where that can be. Raises NotAuthenticated, Unanswered."""
        ...


class Basic:
    """The user name has the site in front of it. There is nothing to renew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def header(self) -> str:
        return basic(f"{self._connection.site}\\{self._connection.user}", self._connection.password)

    def renew(self) -> bool:
        return False


class Token:
    """OAuth. Each refresh yields a new refresh token too, which replaces the one before it."""

    def __init__(self, connection: Connection, session: requests.Session) -> None:
        assert connection.refresh_token is not None
        self._connection, self._session = connection, session
        self._refresh_token = connection.refresh_token
        self._access_token: str | None = None

    def header(self) -> str:
        if self._access_token is None:
            self.renew()
        return f"Bearer {self._access_token}"

    def renew(self) -> bool:
        """Client and refresh token go into header and body: a URL ends in log files."""
        answer = self.asked()
        what = "POST /auth/oauth2/token"
        if answer.status_code in (400, 401, 403):
            raise NotAuthenticated(f"{what}: {answer.status_code} {answer.reason}")
        if answer.status_code != 200:
            raise Unanswered(what, f"{answer.status_code} {answer.reason}", retry_after(answer))
        try:
            granted = answer.json()
        except ValueError:
            raise Unanswered(what, "an answer that is no JSON") from None
        self._access_token = granted["access_token"]
        self.keep(granted.get("refresh_token") or self._refresh_token)
        return True

    def asked(self) -> requests.Response:
        there = self._connection
        try:
            return self._session.post(
                f"{there.url}/auth/oauth2/token",
                json={"grant_type": "refresh_token", "refresh_token": self._refresh_token, "scope": "full"},
                headers={"Authorization": basic(there.client_id or "", there.client_secret or "")},
                timeout=there.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise Unanswered("POST /auth/oauth2/token", type(fault).__name__) from None

    def keep(self, refresh_token: str) -> None:
        """From now on the new one counts; the old one may have stopped working."""
        self._refresh_token = refresh_token
        if self._connection.keep_refresh_token is not None:
            self._connection.keep_refresh_token(refresh_token)


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode("ascii")
