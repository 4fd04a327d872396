"""What a start may load and do, counted: `eloqua-mock serve` up to its first good answer."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import urllib.request
from base64 import b64encode
from pathlib import Path

import pytest
from werkzeug.routing import Map
from werkzeug.routing import rules as werkzeug_rules

from mock_server.serving.collections import SELDOM, without_collections
from mock_server.tests.command.test_serve import plain_environment
from mock_server.web import routing

NOT_AT_START = (
    # Libraries, each for one thing that the first answer does not do.
    *("apispec", "hypothesis", "isodate", "lark", "marshmallow", "msgspec", "prometheus_client", "proxy", "pytest"),
    *("requests", "trustme", "urllib3", "zoneinfo"),
    # The rules, and what reads definitions, plans and saved sites.
    *("mock_server.domain.checking", "mock_server.domain.importing", "mock_server.domain.linking"),
    *("mock_server.domain.saved_site", "mock_server.engine.restoring", "mock_server.state_file"),
    *("mock_server.web.blueprints.definitions", "mock_server.web.control.views", "mock_server.web.openapi"),
)
MOCK = Path(__file__).parents[2]
USER = b64encode(rb"TestCompany\test.user:test-password").decode()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every module that the process has loaded when it has answered `GET /syncs`."""
    told: Path = tmp_path_factory.mktemp("start") / "stderr"
    with told.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-X", "importtime", "-m", "mock_server", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=plain_environment(),
        )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("listening on ").strip()
        request = urllib.request.Request(f"{url}/api/bulk/2.0/syncs", headers={"Authorization": f"Basic {USER}"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            assert answer.status == 200
    finally:
        process.kill()
        process.communicate()
    names: list[str] = re.findall(r"^import time:.*\| +(\S+)$", told.read_text(), re.MULTILINE)
    return names


@pytest.mark.parametrize("module", NOT_AT_START)
def test_a_start_does_without(loaded: list[str], module: str) -> None:
    """The first good answer of a new process needs neither the libraries of other calls nor the rules of syncs."""
    assert "mock_server.web.routes" in loaded, "the list is of what the process loaded"
    assert not [name for name in loaded if name == module or name.startswith(f"{module}.")]


def test_a_start_loads_half_of_the_mock_at_the_most(loaded: list[str]) -> None:
    """Every module costs a start time: those of the mock itself are counted, up to the first good answer."""
    own = [name for name in loaded if name.startswith("mock_server.")]
    every = [path for path in MOCK.rglob("*.py") if "tests" not in path.relative_to(MOCK).parts]
    assert 20 < len(own) <= len(every) / 2


def test_paths_are_matched_and_never_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """werkzeug compiles no function for the paths: it would make two for each, in a third of what a start takes."""
    compiled: list[str] = []
    theirs = werkzeug_rules.Rule._get_func_code

    def noted(code: object, name: str) -> object:
        compiled.append(name)
        return theirs(code, name)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(werkzeug_rules.Rule, "_get_func_code", staticmethod(noted))
    Map([werkzeug_rules.Rule("/a")])
    assert len(compiled) == 2, "this is where werkzeug compiles them"
    routing._urls.__wrapped__()
    assert len(compiled) == 2


def test_a_start_collects_no_garbage_and_a_server_does() -> None:
    """Until the server listens nothing is collected; from then on it is, seldom, but for what was there by then."""
    usual = gc.get_threshold()
    try:
        with without_collections():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == SELDOM != usual
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


def test_a_start_that_fails_leaves_the_collector_as_it_was() -> None:
    """Whoever runs the command in a process of their own goes on with it."""
    usual = gc.get_threshold()

    def fail_to_start() -> None:
        with without_collections():
            raise ValueError("no start")

    with pytest.raises(ValueError, match="no start"):
        fail_to_start()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual
