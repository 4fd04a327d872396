"""Driving a client: its time is bounded, its failures are made small and can be pasted, what was meant is compared."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client_check.adapter import Connection, Rows
from contract_tests.client_check.driving import Scenario, Step
from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.checking import check_client, kept_of
from contract_tests.client_check.driving.driving import Driver, drive
from contract_tests.client_check.driving.pasting import laid_out
from contract_tests.client_check.driving.patience import Outcome, Sleeper, TimeIsUp, Worker
from contract_tests.client_check.driving.playing import play
from contract_tests.client_check.driving.reducing import reduce
from contract_tests.client_check.driving.standard import PLANS, large, opportunities
from contract_tests.client_check.faulty import FAULTY
from contract_tests.client_check.reference import ReferenceClient
from contract_tests.client_check.reference.client import Imported
from contract_tests.report.deviations import read_deviations
from contract_tests.verdicts import Verdict

pytest_plugins = ["pytester"]


class LosesQuietly(ReferenceClient):
    """Leaves out what it does not like, so that no call shows anything."""

    def import_opportunities(self, rows: Rows) -> Imported:
        return super().import_opportunities([row for row in rows if row["OpportunityID"] != "opp-2"])


class SendsTrue(ReferenceClient):
    def import_contacts(self, rows: Rows) -> Imported:
        return super().import_contacts([{**row, "IsSubscribed": "true"} for row in rows])


class Sleeps:
    """A client that sleeps for real, for longer than it may."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def import_opportunities(self, rows: Rows) -> None:
        time.sleep(3)


class OnlyImports:
    """An adapter of one method."""

    def __init__(self, connection: Connection) -> None:
        self._client = ReferenceClient(connection)

    def import_accounts(self, rows: Rows) -> Any:
        return self._client.wait(self._client.import_accounts(rows))


@pytest.mark.parametrize(
    ("factory", "rule", "said"),
    [(LosesQuietly, "CLI-24", "missing: .*opp-2"), (SendsTrue, "CLI-19", "IsSubscribed is true, not false")],
)
def test_what_no_call_shows_the_site_shows(factory: Any, rule: str, said: str, bench: Bench) -> None:
    """A row that never came and a flag that was turned round are found by comparing the site with what was meant."""
    scenario = Scenario(
        (
            opportunities(1, 2),
            Step("import_contacts", ({"EmailAddress": "ann@acme.example", "IsSubscribed": False},)),
        )
    )
    with pytest.raises(AssertionError, match=f"(?s){rule}: .*{said}"):
        check_client(factory, scenario, bench=bench)
    assert not check_client(ReferenceClient, scenario, bench=bench).broken


def test_a_client_that_hangs_is_left_behind(bench: Bench) -> None:
    """Its call ends at the limit, nothing more is asked of it, and no rule is said to be kept or broken for it."""
    begun = time.monotonic()
    driver = Driver(Sleeps, bench, limit=0.2)
    driver.take(Scenario((opportunities(1), opportunities(2))))
    assert time.monotonic() - begun < 3
    assert driver.driven.stuck == ["drawn"]
    verdicts = {shown.finding.verdict for shown in driver.driven.rules.values()}
    assert verdicts <= {Verdict.NOT_EXERCISED, Verdict.INDETERMINATE}


def test_sleeping_costs_no_time_and_has_an_end() -> None:
    advanced: list[float] = []
    sleeper = Sleeper(advanced.append, budget=100)
    sleeper(60)
    assert advanced == [60]
    assert sleeper.own_time(time.monotonic()) >= time.monotonic() + 59
    with pytest.raises(TimeIsUp):
        sleeper(60)
    sleeper.stop()
    with pytest.raises(TimeIsUp):
        sleeper(0.1)


def test_whatever_a_client_raises_is_told() -> None:
    """With what it was raised from, and an exit too: its user sees both."""

    def fails() -> None:
        try:
            raise ValueError("the cause")
        except ValueError as cause:
            raise SystemExit("the end") from cause

    outcome = Worker(5).call(fails)
    assert "the end" in outcome.raised
    assert "the cause" in outcome.raised
    assert Worker(5).call(lambda: 7) == Outcome(7)


def test_an_adapter_may_have_one_method_only(bench: Bench) -> None:
    """Rules that need the others are not exercised; the rest is judged."""
    driven = drive(OnlyImports, bench=bench, scenarios=[PLANS["undisturbed"], PLANS["several uploads"]], drawn=0)
    assert not driven.broken
    assert driven.rules["CLI-01"].finding.verdict is Verdict.PASS
    assert driven.rules["CLI-16"].finding.verdict is Verdict.NOT_EXERCISED


def test_a_planned_fault_that_did_not_come_about_fails(bench: Bench) -> None:
    """It is no proof of anything, unless it was declared optional."""
    fault = {"method": "PUT", "status": 503}
    with pytest.raises(AssertionError, match="planned, and did not come about"):
        check_client(ReferenceClient, Scenario((opportunities(1),), faults=(fault,)), bench=bench)
    check_client(ReferenceClient, Scenario((opportunities(1),), faults=({**fault, "optional": True},)), bench=bench)


def test_fixed_limits_are_respected(bench: Bench) -> None:
    """A client that knows the real limits only is not convicted on a site with small ones."""
    scenarios = [PLANS["several uploads"], PLANS["undisturbed"]]

    def make(connection: Connection) -> Any:
        return FAULTY["CLI-22"].make(connection)

    assert drive(make, bench=bench, scenarios=scenarios, drawn=0, plays=0).broken == {"CLI-22"}
    make.fixed_limits = True  # type: ignore[attr-defined]  # as a user writes it
    driven = drive(make, bench=bench, scenarios=scenarios, drawn=0, plays=0)
    assert not driven.broken
    assert driven.runs == 1


def test_an_unknown_rule_is_named(bench: Bench) -> None:
    with pytest.raises(ValueError, match="CLI-99 is no rule"):
        check_client(ReferenceClient, Scenario((opportunities(1),)), rules=["CLI-99"], bench=bench)


def test_a_scenario_is_made_small(bench: Bench) -> None:
    """Of a large scenario only what shows the fault is left."""
    scenario = Scenario((opportunities(1, 2, 3), *PLANS["undisturbed"].steps), oauth=True)
    driver = Driver(FAULTY["CLI-16"].make, bench, rules=["CLI-16"])
    driver.take(scenario)
    driver.reduce("CLI-16", 40)
    played = driver.driven.rules["CLI-16"].played
    assert played is not None
    left = played.scenario
    assert not left.oauth
    assert len(left.steps) == 1
    assert [len(step.rows) for step in left.steps] == [1]


def test_reducing_ends_and_keeps_what_shows_it() -> None:
    """The number of plays is bounded, and what is returned was seen to show it."""
    plays: list[Scenario] = []

    def shows(scenario: Scenario) -> bool:
        plays.append(scenario)
        return any(row["OpportunityID"] == "opp-37" for step in scenario.steps for row in step.rows)

    smallest = reduce(Scenario((large(100),), small=True), shows, most=60)
    assert [row["OpportunityID"] for row in smallest.steps[0].rows] == ["opp-37"]
    assert not smallest.small
    plays.clear()
    reduce(Scenario((large(100),), small=True), shows, most=3)
    assert len(plays) == 3


def test_a_small_scenario_is_plain() -> None:
    """What a row need not have goes, values that show nothing become plain, and a fault strikes once and at once."""
    fault = {"method": "POST", "path": "*/imports", "status": 503, "skip": 2, "times": 2}
    smallest = reduce(Scenario((large(3),), faults=(fault,)), lambda each: bool(each.faults), most=60)
    assert [dict(row) for row in smallest.steps[0].rows] == [
        {"OpportunityID": "opp-2", "OpportunityName": "Opportunity", "Stage": "Prospecting", "Amount": "1"}
    ]
    assert smallest.faults == ({**fault, "skip": 0, "times": 1},)


@pytest.mark.parametrize("plan", PLANS)
def test_a_scenario_is_laid_out_as_python_reads_it(plan: str) -> None:
    """In lines that people can read."""
    text = laid_out(PLANS[plan])
    assert eval(text, {"Scenario": Scenario, "Step": Step}) == PLANS[plan]
    assert max(map(len, text.splitlines())) <= 140  # a value of ninety characters


def test_the_same_scenario_says_the_same_twice(bench: Bench) -> None:
    """Nothing of one run is left for the next."""
    first, second = (play(PLANS["undisturbed"], ReferenceClient, bench) for _ in range(2))
    assert [(each.method, each.status) for each in first.evidence.exchanges] == [
        (each.method, each.status) for each in second.evidence.exchanges
    ]


def test_a_broken_rule_comes_as_a_test_to_paste(bench: Bench, pytester: pytest.Pytester) -> None:
    """Pasted into a suite it fails for the client that breaks the rule, and passes for one that keeps it."""
    driven = drive(
        FAULTY["CLI-33"].make, bench=bench, rules=["CLI-33"], scenarios=[PLANS["a long sync"]], drawn=0, plays=10
    )
    test = driven.rules["CLI-33"].test
    assert "Scenario(" in test
    faulty = "from contract_tests.client_check.faulty.syncs import Hammers as my_factory\n"
    good = "from contract_tests.client_check.reference import ReferenceClient as my_factory\n"
    pytester.makepyfile(test_faulty=faulty + test, test_good=good + test)
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", timeout=60)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*CLI-33*", "FAILED test_faulty.py*"])


def test_the_fixture_accepts_deviations(bench: Bench, tmp_path: Path) -> None:
    """A listed rule that is broken does not fail; one that is kept in all scenarios does, in a single one it may be."""
    listed = tmp_path / "accepted.toml"
    listed.write_text('[[deviation]]\nclause = "CLI-12"\nreason = "an old library"\n')
    scenario = Scenario((opportunities(1),))
    assert check_client(FAULTY["CLI-12"].make, scenario, rules=["CLI-12"], bench=bench, deviations=listed).broken
    check_client(ReferenceClient, scenario, rules=["CLI-12"], bench=bench, deviations=listed)
    driven = drive(ReferenceClient, bench=bench, rules=["CLI-12"], scenarios=[scenario], drawn=0)
    assert [each.partition("\n")[2] for each in kept_of(driven, read_deviations(listed))] == [
        "stale: it is among the accepted deviations, and is kept"
    ]
    with pytest.raises(AssertionError, match="CLI-12"):
        check_client(FAULTY["CLI-12"].make, scenario, rules=["CLI-12"], bench=bench)


def test_the_fixture_drives(eloqua_check_client: Any) -> None:
    """`eloqua_check_client` fails with the rule's sentence and the test to paste."""
    with pytest.raises(AssertionError, match=r"(?s)CLI-12: Sends `Content-Type`.*def test_cli_12"):
        eloqua_check_client(FAULTY["CLI-12"].make, rules=["CLI-12"], drawn=0)
