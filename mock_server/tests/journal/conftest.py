from __future__ import annotations

import pytest

from mock_server.tests.in_process import InProcess


@pytest.fixture
def mock() -> InProcess:
    return InProcess()
