"""Fixtures of the tests of what goes wrong by plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mock_server.serving.server import Server
from mock_server.tests.behaviours.struck import Struck


@pytest.fixture
def struck(serve: Callable[..., Server]) -> Struck:
    """The site of small_b2b over a socket."""
    return Struck(serve("small_b2b"))
