"""The OpenAPI document: whole, valid, true to the schemas that read bodies, and fuzzed with without a server error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from mock_server.domain.definitions import KINDS
from mock_server.serving.server import Server
from mock_server.tests.examples import THOROUGH
from mock_server.tests.in_process import InProcess, basic
from mock_server.web import routes

FUZZ = Path(sys.prefix) / "fuzz"
"""Where `make test` puts schemathesis: apart, since its pytest plugin would load itself into every run."""


@pytest.fixture
def document(mock: InProcess) -> Any:
    return mock.control("GET", "/openapi.json")


def test_a_validator_accepts_it(document: Any) -> None:
    """It is a valid OpenAPI 3.0 document, and each operation has an id of its own."""
    validate(document)
    ids = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(set(ids)) == len(ids)


def test_every_route_is_in_it_and_nothing_else(document: Any) -> None:
    """Each verb on each path of the Bulk API, the login host and the control API, with each parameter of its path."""
    wanted = {
        (route.verb.lower(), re.sub(r"<(?:int:)?(\w+)>", r"{\1}", route.path))
        for each in (routes.bulk_routes(), routes.login_routes(), routes.control_routes(), [routes.HEALTH])
        for route in each
    }
    shown = {(verb, path) for path, verbs in document["paths"].items() for verb in verbs}
    assert shown == wanted
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            names = {each["name"] for each in operation["parameters"] if each["in"] == "path" and each["required"]}
            assert names == set(re.findall(r"\{(\w+)\}", path))


def test_definitions_have_the_properties_of_their_kind(document: Any) -> None:
    """The body of each kind of definition has its properties, the required ones marked."""
    for path, kind in KINDS.items():
        body = document["paths"][f"{routes.BULK}{path.lower()}"]["post"]["requestBody"]["content"]["application/json"]
        name = body["schema"]["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
        assert set(schema["properties"]) == set(kind.properties)
        assert {"name", "fields"} <= set(schema["required"])


def test_it_takes_no_library_before_it_is_asked_for() -> None:
    """A server that nobody asks for it never loads apispec."""
    code = "import sys; from mock_server.app import create_app; create_app([]); print('apispec' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == "False"


@pytest.mark.skipif(not FUZZ.is_dir(), reason="schemathesis is not there: `make test` installs it")
def test_schemathesis_finds_no_server_error(serve: Callable[..., Server], tmp_path: Path) -> None:
    """Calls made up from the document, over a socket, good ones and bad ones, never answer 5xx."""
    server = serve("small_b2b")
    options = ["--checks", "not_a_server_error", "--max-examples", "40" if THOROUGH else "2", "--seed", "7"]
    options += ["--phases", "coverage,fuzzing" if THOROUGH else "fuzzing"]
    options += ["--no-color", "--generation-database", "none"]
    options += ["--header", f"Authorization: {basic('TestCompany')}"]
    # Without the site there is little left to fuzz.
    options += ["--exclude-operation-id", "delete__mock_sites_site"]
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
            *("run", f"{server.url}/_mock/openapi.json", *options),
        ],
        capture_output=True,
        text=True,
        timeout=1800 if THOROUGH else 180,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(FUZZ), "NO_PROXY": "127.0.0.1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(r"\b[1-9]\d* generated", done.stdout), done.stdout[-2000:]
