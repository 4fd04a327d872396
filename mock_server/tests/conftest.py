"""Fixtures of the mock's own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from mock_server.app import create_app
from mock_server.serving.server import Server
from mock_server.settings import Settings
from mock_server.site_files import load_site_file
from mock_server.tests.in_process import InProcess


@pytest.fixture
def mock() -> InProcess:
    """A mock in this process with the site of small_b2b and a manual clock."""
    return InProcess()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts mocks on free ports of the loopback: `serve("small_b2b", settings=…)`; stopped after the test."""
    running: list[Server] = []

    def start(*sites: str, settings: Settings | None = None) -> Server:
        described = [load_site_file(site) for site in sites or ("small_b2b",)]
        server = Server(create_app(described, settings))
        running.append(server)
        server.start()
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A requests session as `TestCompany\\test.user`, blind to proxies of the environment."""
    with requests.Session() as session:
        session.trust_env = False
        session.auth = ("TestCompany\\test.user", "test-password")
        yield session
