from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mock_server.serving.server import Server
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire


@pytest.fixture
def app() -> Iterator[Application]:
    application = Application()
    yield application
    application.gate.set()


@pytest.fixture
def serve(app: Application) -> Iterator[Callable[..., Server]]:
    """Start servers that are stopped after the test."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Server(app, **options))


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[[], Wire]]:
    """Open connections that are closed after the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Wire(server.port))


@pytest.fixture
def server(serve: Callable[..., Any]) -> Server:
    started: Server = serve()
    return started


@pytest.fixture
def wire(connect: Callable[[], Wire]) -> Wire:
    return connect()
