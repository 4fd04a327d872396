"""The lane `probe`: its checks fit into its budget, convict most of what they can, and alarm nobody falsely."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest

from contract_tests.targets.budget import LIMITS, Lane, Limits, probe_checks
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.checks import Check, all_checks
from contract_tests.zoo.probing import CHOICE, Cost, chosen, cost, in_turn, posing

CHOSEN = json.loads(CHOICE.read_text(encoding="utf-8"))
AT_LEAST = 35
"""Bugs that the lane convicts; `make probe` says how many it is."""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ELOQUA_PROFILE", "edit")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def checks() -> list[Check]:
    named = {check.name: check for check in all_checks()}
    return [named[name] for name in probe_checks()]


def test_the_lane_fits_into_its_budget() -> None:
    """All its checks in turn on a site that keeps its promises, each sync looked at twice before it ends: none is
    cut short, none fails, and 60 requests and 12 syncs are enough, with discovery and all deletions."""
    with posing(LIMITS[Lane.PROBE]) as target:
        for check in checks():
            check.run(target)
        spent = target.guard.budget
        assert spent.requests + spent.held <= 60 and spent.syncs <= 12
        assert (spent.requests + spent.held, spent.syncs, spent.rows) == tuple(
            CHOSEN[name] for name in ("requests", "syncs", "rows")
        ), "make probe"
    assert spent.requests <= 60 and target.guard.ledger.standing() == []


def test_the_lane_convicts_many_bugs() -> None:
    """As a run goes: one check after another on one site."""
    met = in_turn(probe_checks())
    assert len(met) >= max(AT_LEAST, CHOSEN["convicts"] - 3), f"{len(met)}: make probe"
    assert CHOSEN["bugs"] <= len(BUGS)


def test_the_choice_is_greedy_and_keeps_within_the_budget() -> None:
    """The most bugs not met yet, for each request or at once, whichever comes to more; what does not fit, or adds
    nothing, is left out."""
    costs = {"wide": Cost(20, 2, 9), "cheap": Cost(4, 1, 1), "costly": Cost(50, 1, 1), "same": Cost(4, 1, 1)}
    convicted = {name: frozenset(bugs) for name, bugs in zip(costs, ("abcdef", "abc", "abcdg", "ab"), strict=True)}
    assert chosen(costs, convicted, LIMITS[Lane.PROBE]) == ["cheap", "wide"]
    assert chosen(costs, convicted | {"costly": frozenset("abcdefgh")}, LIMITS[Lane.PROBE]) == ["costly"]
    assert chosen(costs, convicted, Limits(requests=10, syncs=1, rows=100, seconds=600)) == ["cheap"]


def test_no_check_that_the_guard_lets_pass_alarms_falsely() -> None:
    """A site that keeps its promises is convicted by none, though names bear a prefix there and syncs take their
    time. `cost` raises where one would."""
    assert sum(cost(check) is not None for check in all_checks()) >= 60


def test_pytest_takes_exactly_the_chosen_checks(pytester: pytest.Pytester) -> None:
    """The names that the choice has are those of the suite's tests."""
    words = ["--pyargs", "contract_tests.suite", "--eloqua-url=https://login.eloqua.com", "--eloqua-site=Acme"]
    words += ["--eloqua-lane=probe", "--eloqua-dry-run", "--collect-only", "-q", "-p", "no:cacheprovider"]
    result = pytester.runpytest_subprocess(*words, "-p", "no:xdist")
    found = [re.search(r"(test_\w+)\.py(::.*)", line) for line in result.outlines if ".py::" in line]
    assert [each[1] + each[2] for each in found if each] == probe_checks()


pytest_plugins = ["pytester"]
