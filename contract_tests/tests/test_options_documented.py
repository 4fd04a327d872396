"""Every option of the plugin and of the kit's commands stands in docs/reference."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from contract_tests.commands import check_server
from contract_tests.commands_clean import clean
from contract_tests.commands_settle import settle

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "contract-kit.md").read_text(encoding="utf-8")


def documented(heading: str) -> set[str]:
    """The options that stand below a heading of the page, in code."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"`(--[a-z-]+)", section))


@pytest.mark.parametrize("command", [check_server, settle, clean], ids=lambda command: str(command.name))
def test_every_option_of_a_command_is_documented(command: click.Command) -> None:
    """Each of its options and no other stands below the command's heading."""
    options = {name for option in command.params for name in option.opts if name.startswith("--")}
    assert documented(str(command.name)) == options


def test_every_option_of_the_plugin_is_documented() -> None:
    """Each option that begins with --eloqua-, and no other."""
    from contract_tests import plugin

    parser = pytest.Parser(_ispytest=True)
    plugin.pytest_addoption(parser)
    (group,) = [group for group in parser._groups if group.name == "eloqua"]
    options = {name for option in group.options for name in option.names() if name.startswith("--")}
    assert all(name.startswith("--eloqua-") for name in options)
    assert documented("The pytest plugin") == options


def test_the_how_to_knows_the_plugins_options() -> None:
    """The page that most people read names every option too, so that none is only in the reference."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "check-a-server.md").read_text(encoding="utf-8")
    assert documented("The pytest plugin") <= set(re.findall(r"--eloqua-[a-z-]+", page))
