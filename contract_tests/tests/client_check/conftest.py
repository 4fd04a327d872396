"""One bench for all tests that drive clients: its servers start once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.client_check.driving.bench import Bench


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    with Bench() as started:
        yield started
