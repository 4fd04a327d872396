"""A server at an address: ours with its control API, or anybody's without."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from contract_tests.client import BulkClient
from contract_tests.targets.mock import MockTarget
from contract_tests.targets.origin import Bound, Origin, RefusedAddress, read_origin
from contract_tests.targets.target import (
    Capability,
    Indeterminate,
    Observed,
    Site,
    Target,
    Unreachable,
    Unsupported,
)

__all__ = ["Credentials", "GivenSite", "GivenTarget", "RefusedAddress", "UrlTarget", "at", "check_address"]
TIMEOUT = 10.0
"""Seconds that a foreign server has for one answer."""
PATIENCE = 3
"""Connections in a row that may fail before the run says that the server is gone."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the kit is on a server whose sites it cannot make. Without a user it sends no credentials."""

    site: str = ""
    user: str = ""
    password: str = ""

    def apply(self, session: requests.Session) -> None:
        if self.user:
            session.auth = (f"{self.site}\\{self.user}", self.password)


def check_address(url: str, fake: bool) -> str:
    """The origin, without a slash at its end. Every address that is not the loopback is real unless `fake` is said.

    Raises RefusedAddress for a real one and for what is no origin.
    """
    origin = read_origin(url)
    if not fake and not origin.is_loopback:
        raise RefusedAddress(
            f"{origin.host} is not the loopback, so it is taken for a real site. If it is a fake, say so: "
            "--eloqua-fake (check-server: --fake)."
        )
    return str(origin)


class Patient(Bound):
    """Says Indeterminate where a server is too slow or gone, so that nothing is shrunk towards that."""

    def __init__(self, origin: Origin | None = None) -> None:
        super().__init__(origin)
        self._failed = 0

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            answer = super().send(*args, **kwargs)
        except requests.Timeout as fault:
            raise Indeterminate(f"no answer in time: {fault}") from fault
        except requests.ConnectionError as fault:
            self._failed += 1
            if self._failed >= PATIENCE:
                raise Unreachable(f"nobody answers any more: {fault}") from fault
            raise
        self._failed = 0
        return answer


class Unthrottled(Patient):
    """Says Indeterminate to 429 and 503 as well: for servers that were not asked for them."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(*args, **kwargs)
        if answer.status_code in (429, 503):
            raise Indeterminate(f"throttled: {answer.status_code} {answer.reason}")
        return answer


@dataclass(slots=True)
class GivenSite:
    """The one site of a server that the kit did not make. Only the Bulk API can be asked."""

    client: BulkClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def observe(self) -> Observed:
        raise Unsupported("records and links of this server cannot be read back")

    def advance(self, seconds: float) -> None:
        raise Unsupported("the clock of this server cannot be moved")

    def reject_rows(self, definition_uri: str, rows: Sequence[int], code: str) -> None:
        raise Unsupported("the syncs of this server take no planned course")

    def delete_list(self, number: int) -> None:
        raise Unsupported("lists of this server cannot be deleted")


class GivenTarget:
    """A server with one given site and nothing besides the Bulk API."""

    def __init__(self, name: str, site: GivenSite) -> None:
        self.capabilities: frozenset[Capability] = frozenset()
        self.name, self._site = name, site

    def __repr__(self) -> str:
        """Stands in what Hypothesis prints of a failure."""
        return f"<{self.name}>"

    @contextmanager
    def site(self, description: dict[str, Any] | None = None) -> Iterator[Site]:
        if description is not None:
            raise Unsupported(f"{self.name} has no {Capability.FRESH_SITE}")
        yield self._site


class UrlTarget(GivenTarget):
    """Such a server at an address, asked without a guard."""

    def __init__(self, url: str, credentials: Credentials) -> None:
        self._session = _session(Unthrottled(read_origin(url)))
        credentials.apply(self._session)
        super().__init__(url, GivenSite(BulkClient(self._session, url, TIMEOUT), credentials.site))

    def close(self) -> None:
        self._session.close()


def at(url: str, credentials: Credentials, *, fake: bool = False) -> Target:
    """The server at an origin: with every capability where it is this mock, else with none.

    Sites that it makes on a mock bear the number of this process, so that several runs can share one.

    Raises RefusedAddress for a real one, Unreachable where nobody answers.
    """
    origin = check_address(url, fake)
    session = _session(Patient(read_origin(origin)))
    try:
        mock = _is_this_mock(session, origin)
    except (requests.RequestException, Indeterminate) as fault:
        session.close()
        cause = fault.__cause__ if isinstance(fault, Indeterminate) else fault
        raise Unreachable(f"nobody answers at {origin} ({type(cause).__name__})") from fault
    if mock:
        return MockTarget(f"mock at {origin}", session, origin, prefix=f"kit{os.getpid()}x")
    session.close()
    return UrlTarget(origin, credentials)


def _is_this_mock(session: requests.Session, origin: str) -> bool:
    """It answers as the mock's control API does, and would make a site: asked with a body that it must refuse."""
    control = BulkClient(session, origin, TIMEOUT)
    if control.call("GET", "/_mock/health").body != {"status": "ok"}:
        return False
    refused = control.call("POST", "/_mock/sites", body=b"{}", content_type="application/json")
    return refused.status == 400 and bool(refused.failures)


def _session(adapter: HTTPAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
