"""Who waits for `serve` on a terminal sees how many records are read; a pipe and the log of a CI job see nothing."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mock_server import cli_waiting
from mock_server.app import create_mock
from mock_server.cli_waiting import reading
from mock_server.site_files import load_site_file
from mock_server.state_file import StateFile

CONTACTS, OPPORTUNITIES = 1500, 1200


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error, as a terminal; a site is large from 2000 records on."""
    shown = Terminal()
    monkeypatch.setattr(cli_waiting, "sys", SimpleNamespace(stderr=shown))
    monkeypatch.setattr(cli_waiting, "LARGE", 2000)
    return shown


def written(folder: Path, contacts: int = CONTACTS) -> str:
    """A site file."""
    opportunity = {"OpportunityName": "x", "OpportunityStageID": "A", "Amount": "1"}
    site: dict[str, Any] = {
        "version": 1,
        "name": "Big",
        "users": [{"username": "u", "password": "p"}],
        "opportunityStages": ["A"],
        "contacts": [{"fields": {"C_EmailAddress": f"c{n}@x.example"}} for n in range(contacts)],
        "opportunities": [{"fields": {**opportunity, "RemoteOpportunityID": str(n)}} for n in range(OPPORTUNITIES)],
    }
    file = folder / "big.json"
    file.write_text(json.dumps(site))
    return str(file)


def test_records_that_are_read_are_counted(terminal: Terminal, tmp_path: Path) -> None:
    """The bar goes from nothing to all records of the file, with those read a second."""
    load_site_file(written(tmp_path), reading)
    shares = [int(share) for share in re.findall(r"(\d+)%", terminal.getvalue())]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 100)
    assert len(set(shares)) > 2
    assert re.search(r"[1-9][0-9,]* records/s", terminal.getvalue())


def test_a_state_file_is_read_under_the_same_bar(terminal: Terminal, tmp_path: Path) -> None:
    """`serve --state` shows it for the sites it goes on with, for each as it was and as it is."""
    first = create_mock([load_site_file(written(tmp_path))])
    StateFile(tmp_path / "state.json", first.sites).write()
    assert terminal.getvalue() == ""
    again = create_mock([])
    assert StateFile(tmp_path / "state.json", again.sites, reading).load()
    assert terminal.getvalue().count("100%") == 2
    (state,) = again.sites.all()
    assert len(state.records.tables["contacts"]) == CONTACTS


def test_few_records_show_no_bar(terminal: Terminal, tmp_path: Path) -> None:
    """Nobody waits for a small site."""
    load_site_file(written(tmp_path, 100), reading)
    assert terminal.getvalue() == ""


def test_without_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a pipe, and in the log of a CI job, not even a label stands."""
    shown = io.StringIO()
    monkeypatch.setattr(cli_waiting, "sys", SimpleNamespace(stderr=shown))
    monkeypatch.setattr(cli_waiting, "LARGE", 2000)
    load_site_file(written(tmp_path), reading)
    assert shown.getvalue() == ""
