"""Fixtures: a mock that the clients take for Eloqua, and pyeloqua logged in to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyeloqua import Bulk

from mock_server.serving.server import Server
from mock_server.tests.clients.driving import SITE
from mock_server.tests.clients.surroundings import Surroundings, surround


@pytest.fixture
def eloqua(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Surroundings:
    """A mock with SITE that the client takes for Eloqua; while the client sleeps, only the site's time passes."""
    path = tmp_path / "site.json"
    path.write_text(json.dumps(SITE), encoding="utf-8")
    surroundings = surround(monkeypatch, serve(str(path)).url, "TestCompany")
    monkeypatch.setattr("pyeloqua.bulk.sleep", surroundings.sleep)
    monkeypatch.setattr("pyeloqua.pyeloqua.time", SimpleNamespace(sleep=surroundings.sleep))
    return surroundings


@pytest.fixture
def login(eloqua: Surroundings) -> Callable[..., Any]:  # noqa: ARG001  (what leads the client to the mock)
    """Logs in, with the right credentials unless others are given."""

    def make(username: str = "test.user", password: str = "test-password", company: str = "TestCompany") -> Any:
        return Bulk(username=username, password=password, company=company)

    return make


@pytest.fixture
def bulk(login: Callable[..., Any]) -> Any:
    """A client that is logged in."""
    return login()
