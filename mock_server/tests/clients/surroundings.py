"""What surrounds a published client in these tests: where its built-in host leads, and how its waiting passes.

Nothing of a client is changed here, only the ground it stands on: requests' transport and the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

LOGIN = "https://login.eloqua.com"


class Redirecting(HTTPAdapter):
    """Carries what is meant for `LOGIN` to a mock, as a changed name resolution would: path and Host stay."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.headers["Host"] = LOGIN.removeprefix("https://")
        request.url = self._url + request.path_url
        return super().send(request, *args, **kwargs)


class Refusing(HTTPAdapter):
    """Fails the test of a client that goes anywhere else."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        raise AssertionError(f"the client left the mock: {request.method} {request.url}")


@dataclass
class Surroundings:
    """A mock at `url` that the whole process takes for Eloqua.

    `headers` are added to each request on its way, as a proxy may. `slept` are the seconds that the client slept; they
    passed on the clock of `site` alone.
    """

    url: str
    site: str
    headers: dict[str, str] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """In place of `time.sleep`: the site's clock is set forward instead."""
        self.slept.append(seconds)
        answer = requests.post(f"{self.url}/_mock/sites/{self.site}/clock/advance", json={"seconds": seconds})
        answer.raise_for_status()


def surround(monkeypatch: pytest.MonkeyPatch, url: str, site: str) -> Surroundings:
    """Every requests session from now on, those behind `requests.get` too, finds the mock behind `LOGIN`."""
    surroundings = Surroundings(url, site)
    usual = requests.Session.__init__

    def init(session: requests.Session) -> None:
        usual(session)
        session.trust_env = False
        session.headers.update(surroundings.headers)
        session.mount("https://", Refusing())
        session.mount(LOGIN, Redirecting(url))

    monkeypatch.setattr(requests.Session, "__init__", init)
    return surroundings
