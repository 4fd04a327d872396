"""Drives a client: the standard scenarios, then drawn ones, and for each broken rule the smallest that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contract_tests.client_check.adapter import METHODS, Factory
from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.judging import broken, findings
from contract_tests.client_check.driving.pasting import as_test
from contract_tests.client_check.driving.patience import REAL_SECONDS
from contract_tests.client_check.driving.playing import SETTINGS, Played, play
from contract_tests.client_check.driving.scenario import Scenario
from contract_tests.client_check.driving.standard import STANDARD
from contract_tests.client_check.evidence import Evidence, Settings
from contract_tests.client_check.rules.rule import Finding
from contract_tests.verdicts import Verdict
from contract_tests.waiting import Heard, nobody

if TYPE_CHECKING:
    from hypothesis import settings

DRAWN = 20
"""Scenarios that are drawn in the profile `default`."""
SURER = (Verdict.FAIL, Verdict.INDETERMINATE, Verdict.PASS, Verdict.NOT_EXERCISED)
"""What counts where several runs speak of one rule, the first that was said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of one rule, and the run that shows it; `test` is what a user can paste where it is broken."""

    finding: Finding
    played: Played | None = None
    test: str = ""


@dataclass(slots=True)
class Driven:
    """What came of a client that was driven. `stuck` are the plans of runs in which it did not come back, `unused`
    what was planned and did not come about, `raised` what it raised when all went well, `called` whether it called
    the site at all."""

    rules: dict[str, Shown] = field(default_factory=dict)
    runs: int = 0
    stuck: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    called: bool = False

    @property
    def broken(self) -> frozenset[str]:
        return frozenset(name for name, shown in self.rules.items() if shown.finding.verdict is Verdict.FAIL)

    def nothing(self) -> str:
        """One line about a client that called nothing."""
        why = self.raised or [f"{plan}: it did not come back in time" for plan in self.stuck]
        said = why[0] if why else f"these methods are called, as far as it has them: {', '.join(METHODS)}"
        return f"no verdict: the adapter made no request; {said}"


class Driver:
    """Plays scenarios with one client, and remembers how the client does when all goes well."""

    def __init__(
        self,
        factory: Factory,
        bench: Bench,
        rules: Iterable[str] = (),
        limit: float = REAL_SECONDS,
        settings: Settings = SETTINGS,
    ) -> None:
        self.factory, self.bench, self.rules, self.limit = factory, bench, tuple(rules), limit
        self.settings = settings
        self.driven = Driven()
        self._calm: dict[str, Evidence] = {}

    def judge(self, scenario: Scenario) -> tuple[Played, Mapping[str, Finding]]:
        """Play it, and what it says of the rules. Nothing is remembered."""
        played = play(scenario, self.factory, self.bench, self.limit, self.settings)
        return played, findings(played, self.contrast(scenario), self.rules)

    def contrast(self, scenario: Scenario) -> Evidence | None:
        """The same steps when all goes well; None where the rules do not ask for them."""
        calm = replace(scenario, plan="undisturbed", faults=(), courses=(), decoration="", wrong_password=False)
        if not scenario.decoration and not scenario.courses:
            return None
        key = repr(calm)
        if key not in self._calm:
            self._calm[key] = play(calm, self.factory, self.bench, self.limit, self.settings).evidence
        return self._calm[key]

    def take(self, scenario: Scenario) -> frozenset[str]:
        """Play it and remember what it says; the rules that it shows to be broken.

        A factory with `fixed_limits` makes clients that know the real limits only: small ones would be unfair.
        """
        if scenario.small and getattr(self.factory, "fixed_limits", False):
            return frozenset()
        played, found = self.judge(scenario)
        self.driven.runs += 1
        self.driven.called = self.driven.called or bool(played.evidence.exchanges)
        if played.evidence.is_undisturbed and not scenario.wrong_password:
            said = (f"{each.name} raised {each.raised}" for each in played.evidence.operations or () if each.raised)
            self.driven.raised += [each for each in said if each not in self.driven.raised]
        if played.stuck:
            self.driven.stuck.append(scenario.plan)
        if played.unused:
            self.driven.unused += [f"{scenario.plan}: {dict(each.outcome)}" for each in played.unused]
        for name, finding in found.items():
            known = self.driven.rules.get(name)
            if known is None or SURER.index(finding.verdict) < SURER.index(known.finding.verdict):
                self.driven.rules[name] = Shown(finding, played)
        return broken(found)

    def reduce(self, name: str, plays: int) -> None:
        """Replace the run that shows the rule broken by the smallest one that does."""
        from contract_tests.client_check.driving.reducing import reduce

        shown = self.driven.rules[name]
        assert shown.played is not None
        smallest = reduce(shown.played.scenario, lambda each: name in broken(self.judge(each)[1]), plays)
        played, found = self.judge(smallest)
        if name in broken(found):
            shown = Shown(found[name], played)
        assert shown.played is not None
        self.driven.rules[name] = replace(
            shown, test=as_test(shown.played.scenario, name, sentence(name), self.settings)
        )


def sentence(name: str) -> str:
    from contract_tests.clauses import ALL

    return ALL[name].sentence


def drive(
    factory: Factory,
    *,
    bench: Bench | None = None,
    rules: Iterable[str] = (),
    scenarios: Sequence[Scenario] = STANDARD,
    drawn: int = DRAWN,
    plays: int = 40,
    limit: float = REAL_SECONDS,
    settings: Settings = SETTINGS,
    heard: Heard = nobody,
) -> Driven:
    """Drive the client that `factory` makes, and judge it by `rules`, all where none is named.

    `drawn`: how many scenarios Hypothesis draws besides, in the profile `default`. `plays`: how many runs may be spent
    on making the scenario of each broken rule smaller. `limit`: real seconds that one call of the adapter may take.
    `settings`: what the judge goes by where no document gives a number. `heard` is told of each scenario, planned or
    drawn.

    Raises ValueError where the mock refuses a plan, MistakenAdapter where a method returns what it must not.
    """
    if bench is None:
        with Bench() as own:
            return _driven(Driver(factory, own, rules, limit, settings), scenarios, drawn, plays, heard)
    return _driven(Driver(factory, bench, rules, limit, settings), scenarios, drawn, plays, heard)


def _driven(driver: Driver, scenarios: Sequence[Scenario], drawn: int, plays: int, heard: Heard) -> Driven:
    for scenario in scenarios:
        driver.take(scenario)
        heard(1)
    if drawn:
        draw(driver, drawn, heard)
    if plays:
        for name in sorted(driver.driven.broken):
            driver.reduce(name, plays)
    return driver.driven


def draw(driver: Driver, number: int, heard: Heard = nobody) -> None:
    """Let Hypothesis draw. Nothing is raised and nothing shrunk: what is broken is remembered, and reduced later."""
    from hypothesis import given

    from contract_tests.client_check.driving.drawing import scenarios

    @_settings(number)
    @given(scenario=scenarios())
    def play_it(scenario: Scenario) -> None:
        driver.take(scenario)
        heard(1)

    play_it()


def _settings(number: int) -> settings:
    from hypothesis import Phase

    from contract_tests.profiles import examples

    return examples(number, phases=(Phase.generate,))
