"""A pytest plugin that takes the time of the fixture `eloqua`: its setup, and the teardown of the test it was for."""

from __future__ import annotations

import base64
import time
from collections.abc import Generator, Iterator
from statistics import median

import pytest

from contract_tests.bench.calling import BULK, Connection

GETS = 200


def ask(url: str, site: str, user: str, password: str) -> float:
    """Seconds of one GET over a connection that is kept, the median of many."""
    pair = base64.b64encode(f"{site}\\{user}:{password}".encode()).decode()
    connection = Connection(url, {"Authorization": f"Basic {pair}"})
    took = []
    for _ in range(GETS):
        began = time.perf_counter()
        status, content = connection.call("GET", f"{BULK}/opportunities/fields/38")
        took.append(time.perf_counter() - began)
        assert status == 200, content
    connection.close()
    return median(took)


class Watch:
    """Takes the times of a run in which every `sites` tests make a turn, the last of each asking the server."""

    def __init__(self, sites: int) -> None:
        self._sites = sites
        self._setups: list[float] = []
        self._teardowns: list[float] = []
        self._asked: list[float] = []

    @pytest.fixture
    def asked(self) -> list[float]:
        return self._asked

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        began = time.perf_counter()
        result = yield
        if fixturedef.argname == "eloqua":
            self._setups.append(time.perf_counter() - began)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        began = time.perf_counter()
        result = yield
        self._teardowns.append(time.perf_counter() - began)
        return result

    def turns(self) -> Iterator[tuple[float, float]]:
        """Of each turn: seconds of a fresh site, and of a GET. The last teardown of a turn is left out.

        After the very last test the server is stopped too.
        """
        assert len(self._setups) == len(self._teardowns) == len(self._asked) * self._sites
        for turn, asked in enumerate(self._asked):
            its = slice(turn * self._sites, (turn + 1) * self._sites - 1)
            yield median(map(sum, zip(self._setups[its], self._teardowns[its], strict=True))), asked
