"""A gate before the rules of an import, for tests of what goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_server.domain import importing
from mock_server.tests.engine.rows import Gate


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(importing, "plan_import", gate)
    yield gate
    gate.open.set()
