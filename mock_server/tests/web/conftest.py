"""One app for all tests of the wire: building its routes takes longer than most of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_server.clock import TICKS_PER_SECOND
from mock_server.tests.in_process import InProcess


@pytest.fixture(scope="session")
def built_once() -> InProcess:
    return InProcess()


@pytest.fixture
def mock(built_once: InProcess) -> Iterator[InProcess]:
    """A mock with the site of small_b2b as its file has it, and a manual clock at its start."""
    built_once.control("POST", "/sites/TestCompany/reset")
    start = built_once.clock.now()
    yield built_once
    built_once.clock.move((start - built_once.clock.now()) / TICKS_PER_SECOND)
