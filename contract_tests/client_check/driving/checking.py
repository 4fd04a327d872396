"""The fixture's way of driving: one call that fails as an assertion does where a rule is broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from contract_tests.client_check.adapter import Factory
from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.driving import DRAWN, Driven, Driver, drive, sentence
from contract_tests.client_check.driving.patience import REAL_SECONDS
from contract_tests.client_check.driving.playing import SETTINGS
from contract_tests.client_check.driving.scenario import Scenario
from contract_tests.client_check.evidence import Settings
from contract_tests.client_check.rules import RULES
from contract_tests.report.deviations import read_deviations
from contract_tests.verdicts import Deviation, Verdict


def check_client(
    factory: Factory,
    scenario: Scenario | None = None,
    *,
    rules: Iterable[str] = (),
    drawn: int = DRAWN,
    limit: float = REAL_SECONDS,
    settings: Settings = SETTINGS,
    bench: Bench | None = None,
    deviations: Path | None = None,
) -> Driven:
    """Drive the client that `factory` makes: through one scenario, or through the standard ones and `drawn` more.

    `rules` are the clauses to judge by, all where none is named; `limit` the real seconds that one call of the adapter
    may take; `settings` what the judge goes by where no document gives a number; `deviations` a file of those that are
    accepted. Raises AssertionError where a rule is broken and not listed, where a listed one is kept in all scenarios,
    or where what a given scenario plans did not come about and was not declared optional; ValueError where a rule is
    unknown, the list has a mistake or the mock refuses a plan.
    """
    if unknown := sorted(set(rules) - set(RULES)):
        raise ValueError(f"{', '.join(unknown)} is no rule for clients")
    listed = read_deviations(deviations) if deviations is not None else ()
    if scenario is None:
        driven = drive(factory, bench=bench, rules=rules, drawn=drawn, limit=limit, settings=settings)
        unused: list[str] = []
    else:
        driven, unused = _played(factory, scenario, rules, limit, settings, bench)
    stale = [] if scenario is not None else list(kept_of(driven, listed))
    if said := [*told(driven, listed), *stale, *unused]:
        raise AssertionError("\n\n".join(said))
    return driven


def _played(
    factory: Factory,
    scenario: Scenario,
    rules: Iterable[str],
    limit: float,
    settings: Settings,
    bench: Bench | None,
) -> tuple[Driven, list[str]]:
    if bench is None:
        with Bench() as own:
            return _played(factory, scenario, rules, limit, settings, own)
    driver = Driver(factory, bench, rules, limit, settings)
    for name in driver.take(scenario):
        driver.reduce(name, plays=0)
    return driver.driven, [f"planned, and did not come about: {plan}" for plan in driver.driven.unused]


def named(driven: Driven, listed: Iterable[Deviation]) -> set[str]:
    """The rules that are listed."""
    return {name for deviation in listed for name in driven.rules if deviation.names(name)}


def kept_of(driven: Driven, listed: Iterable[Deviation]) -> Iterator[str]:
    """What is listed and was kept."""
    for name in sorted(named(driven, listed)):
        if driven.rules[name].finding.verdict is Verdict.PASS:
            yield f"{name}: {sentence(name)}\nstale: it is among the accepted deviations, and is kept"


def told(driven: Driven, listed: Iterable[Deviation] = ()) -> Iterator[str]:
    """What is broken and not listed, a paragraph each, with the test to paste."""
    for name in sorted(driven.broken - named(driven, listed)):
        shown = driven.rules[name]
        plan = shown.played.scenario.plan if shown.played else ""
        yield f"{name}: {sentence(name)}\nbroken (scenario: {plan}): {shown.finding.reason}\n\n{shown.test}".rstrip()
