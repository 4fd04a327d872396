"""Faults in discovery, credentials and secrets."""

from __future__ import annotations

from typing import Any

from contract_tests.client_check.faulty.faulty_client import FaultyClient, calling, showing
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.reference.failing import EloquaError
from contract_tests.client_check.reference.login import Basic, Token, basic
from contract_tests.client_check.reference.transport import BULK, Transport


class KnowsTheBase(Transport):
    def base(self) -> str:
        return self._base or f"{self.connection.url}/{BULK}"


class StaysWhereItWas(Transport):
    def log_in_again(self) -> None:
        self.repeatedly(self.login.renew)


class AsksEachTime(Transport):
    def base(self) -> str:
        return self.discover()


class TakesTheSentenceForGranted(Transport):
    """Goes on although discovery said `Not authenticated.`"""

    def discover(self) -> str:
        try:
            return super().discover()
        except EloquaError:
            self._refused = False
            self._base = f"{self.connection.url}/{BULK}"
            return self._base


class LeavesOutTheSite(Basic):
    def header(self) -> str:
        return basic(self._connection.user, self._connection.password)


class KnocksOn(Transport):
    def identity(self) -> Any:
        for _ in range(4):
            if isinstance(identity := super().identity(), dict):
                break
            self.connection.sleep(5)
        return identity


class RefreshesOnce(Token):
    def renew(self) -> bool:
        return super().renew() if self._access_token is None else False


class KeepsTheFirst(Token):
    def keep(self, refresh_token: str) -> None:
        """The first one for ever."""


class RefreshesForEachCall(Token):
    def header(self) -> str:
        self.renew()
        return super().header()


class SecretInTheUrl(Transport):
    def identity(self) -> Any:
        there = self.connection
        secret = {"refresh_token": there.refresh_token} if there.refresh_token else {"password": there.password}
        answer = self.answer("GET", f"{there.url}/id", {}, params=secret)
        return self.parsed("GET /id", answer)


class PrintsThePassword(ReferenceClient):
    def close(self) -> None:
        print(f"done as {self.connection.site}\\{self.connection.user}:{self.connection.password}")
        super().close()


FAULTY = (
    FaultyClient("CLI-01", "builds the base URL itself", calling(KnowsTheBase), plan="400 to a definition"),
    FaultyClient("CLI-02", "does not ask where its site is after a 401", calling(StaysWhereItWas), plan="a moved site"),
    FaultyClient("CLI-03", "asks /id before every call", calling(AsksEachTime), plan="400 to a definition"),
    FaultyClient(
        "CLI-04",
        "goes on after Not authenticated",
        calling(TakesTheSentenceForGranted),
        ("CLI-01",),
        "whoever is refused at /id is told no base URL",
        plan="wrong password",
    ),
    FaultyClient(
        "CLI-05", "sends the user's name without the site", showing(basic=LeavesOutTheSite), plan="wrong password"
    ),
    FaultyClient("CLI-06", "asks again and again with refused credentials", calling(KnocksOn), plan="wrong password"),
    FaultyClient("CLI-07", "never refreshes its access token", showing(token=RefreshesOnce), plan="an expired token"),
    FaultyClient(
        "CLI-08",
        "refreshes with its first refresh token for ever",
        showing(token=KeepsTheFirst),
        plan="an expired token",
    ),
    FaultyClient(
        "CLI-09",
        "gets a token for every call",
        showing(token=RefreshesForEachCall),
        ("CLI-07",),
        "the calls after one that expired get tokens too",
        plan="undisturbed, OAuth",
    ),
    FaultyClient("CLI-10", "sends a secret in the URL", calling(SecretInTheUrl), plan="wrong password"),
    FaultyClient("CLI-11", "prints its password", PrintsThePassword, plan="400 to a definition"),
)
