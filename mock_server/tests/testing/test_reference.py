"""docs/reference/testing.md names all that a test suite may use, and docs/reference/command.md the proxy's options."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_server.cli_proxy import proxy
from mock_server.testing import pytest_plugin
from mock_server.testing.eloqua import MockEloqua
from mock_server.testing.faults import Course, Fault

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (REFERENCE / "testing.md").read_text(encoding="utf-8")
INNER = {"host", "control", "is_running", "close", "reports"}
"""Members that other parts of the project use."""


def test_every_member_is_documented() -> None:
    """Each public member of MockEloqua stands in the reference's table."""
    named = set(
        re.findall(r"\w+", " ".join(line.split(" | ")[0] for line in PAGE.splitlines() if line.startswith("| `")))
    )
    members = {name for name in dir(MockEloqua) if not name.startswith("_")} - INNER
    assert members
    assert not members - named


def test_every_plugin_option_is_documented() -> None:
    """Each option, fixture and marker of the pytest plugin stands there."""
    parser = pytest.Parser(_ispytest=True)
    pytest_plugin.pytest_addoption(parser)
    named = [name for group in parser._groups for option in group.options for name in option.names()]
    assert len(named) == 2
    for name in (*named, "eloqua_server", "eloqua_site"):
        assert f"`{name}" in PAGE or f"@pytest.mark.{name}" in PAGE


def test_every_option_of_the_proxy_is_documented() -> None:
    """Each option of `eloqua-mock proxy` stands in command.md with its environment variable."""
    page = (REFERENCE / "command.md").read_text(encoding="utf-8")
    for option in proxy.params:
        assert f"| `{option.opts[0]}` | `{option.envvar}` |" in page


def test_every_keyword_of_a_plan_is_a_property_of_the_control_api() -> None:
    """The typed keywords of `fail_next` and `plan_course` are properties that the control API takes."""
    page = (REFERENCE / "control-api.md").read_text(encoding="utf-8")
    for keyword in (*Fault.__annotations__, *Course.__annotations__):
        first, *others = keyword.split("_")
        assert re.search(rf"\b{first + ''.join(map(str.capitalize, others))}\b", page), keyword
