"""Whoever waits for a command of the kit on a terminal sees a bar; a pipe and the log of a CI job see nothing."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from contract_tests import commands, waiting
from contract_tests.client_check.driving.driving import drive
from contract_tests.client_check.driving.standard import PLANS
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.watching.plans import PLAIN, chosen
from contract_tests.client_check.watching.watching import Watching, watch
from contract_tests.commands_settle import on_a_mock
from contract_tests.semantics import GROUPS
from contract_tests.targets.instrumented import instrumented
from contract_tests.tests.client_check.programs import CARELESS, python


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[True, False], ids=["terminal", "pipe"])
def shown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error."""
    stream = Terminal() if request.param else io.StringIO()
    monkeypatch.setattr(waiting, "sys", SimpleNamespace(stderr=stream))
    return stream


def grows_to_the_end(shown: io.StringIO, label: str, steps: int) -> bool:
    """Whether a bar went from nothing to all in so many steps at least; where there is no terminal, whether nothing is
    shown at all."""
    if not shown.isatty():
        return shown.getvalue() == ""
    shares = [int(share) for share in re.findall(rf"{label}.*?(\d+)%", shown.getvalue())]
    return shares == sorted(shares) and (shares[0], shares[-1]) == (0, 100) and len(set(shares)) > steps


def test_items_are_counted_as_they_are_worked_on(shown: io.StringIO) -> None:
    """An item counts when the next one is asked for."""
    watched = waiting.watched("items", "abcd")
    seen = [(item, re.findall(r"(\d+)%", shown.getvalue())[-1:]) for item in watched]
    assert "".join(item for item, _ in seen) == "abcd"
    assert [share for _, share in seen] == ([["0"], ["25"], ["50"], ["75"]] if shown.isatty() else [[]] * 4)
    assert grows_to_the_end(shown, "items", 4)


def test_check_server_shows_how_far_its_checks_are(shown: io.StringIO, tmp_path: Path) -> None:
    """The bar follows the checks, and what pytest printed is there as ever, its errors too."""
    run = commands.run_suite(["--eloqua-clause=SYN-0*", "-k", "not machine", "-W", "nonesuch"], tmp_path, verbose=False)
    assert run.returncode == 4
    assert "nonesuch" in run.stderr
    run = commands.run_suite(["--eloqua-clause=SYN-26"], tmp_path, verbose=False)
    assert (run.returncode, "passed" in run.stdout) == (0, True), run.stdout + run.stderr
    assert shown.isatty() is ("100%" in shown.getvalue())


def test_settle_shows_how_many_groups_are_settled(shown: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """A group of questions is a step; what was found is told behind the bar."""
    with instrumented(()) as mock:
        findings = on_a_mock(mock.url, True, {}, False)
    assert len(findings) == len(GROUPS)
    assert grows_to_the_end(shown, "settling", len(GROUPS) - 1)
    assert capsys.readouterr().err


def test_check_client_counts_runs(shown: io.StringIO) -> None:
    """Each run of the program is a step, the plain one too."""
    plans = chosen(["key-order", "short-pages"])
    with waiting.bar("watching", 1 + sum(plan is not PLAIN for plan in plans)) as heard:
        runs = watch(python(CARELESS), plans, Watching(limit=15), heard)
    assert grows_to_the_end(shown, "watching", len(runs))


def test_check_client_counts_scenarios(shown: io.StringIO) -> None:
    """Each scenario that a client is driven through is a step, drawn ones too."""
    with waiting.bar("driving", 3) as heard:
        drive(ReferenceClient, scenarios=[PLANS["undisturbed"]], drawn=2, plays=0, heard=heard)
    assert grows_to_the_end(shown, "driving", 2)
