"""Sites for the tests of what a test suite gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_server.testing.eloqua import MockEloqua
from mock_server.testing.eloqua_server import EloquaServer


@pytest.fixture(scope="module")
def server() -> Iterator[EloquaServer]:
    with EloquaServer() as server:
        yield server


@pytest.fixture
def site(server: EloquaServer) -> Iterator[MockEloqua]:
    """A fresh site, whatever is planned on it and never fires."""
    eloqua = MockEloqua(server=server)
    eloqua.__enter__()
    yield eloqua
    eloqua.close()
