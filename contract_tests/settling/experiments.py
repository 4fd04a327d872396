"""Choose, run, strike out: the experiment that splits the surviving candidates best, until none splits them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract_tests.semantics import GROUPS, Semantics, candidates_of
from contract_tests.settling.given import given_pools
from contract_tests.settling.outcomes import Outcome, predictions, seen
from contract_tests.settling.pools import POOLS
from contract_tests.settling.scenarios import STAGE, Scenario
from contract_tests.targets.target import Capability, Indeterminate, Target, needs

MOST_EXPERIMENTS = 4
"""A group of questions takes no more than this many."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A scenario that was run, and what came of it. `struck` are the candidates that it spoke against.

    Where no surviving candidate explains the outcome it strikes out nothing, and `explained` is False.
    """

    scenario: Scenario
    outcome: Outcome
    struck: tuple[Semantics, ...]
    explained: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a group of questions. `fault` says why there is no answer, where the target gave none.

    `hidden` says that links and records, which were not read, would tell the survivors apart.
    """

    group: str
    survivors: tuple[Semantics, ...]
    experiments: tuple[Experiment, ...]
    fault: str = ""
    alike: bool = True
    hidden: bool = False

    @property
    def answered(self) -> bool:
        """Everything was explained, and no scenario of the pool tells the survivors apart."""
        return not self.fault and self.alike and all(experiment.explained for experiment in self.experiments)

    def answers(self, question: str) -> list[str]:
        """The answers that survive, in the order of the candidates."""
        return list(dict.fromkeys(getattr(candidate, question) for candidate in self.survivors))


def settle_target(target: Target, *, look: bool = True, groups: Iterable[str] = GROUPS) -> list[Finding]:
    """Every group in turn. Without `look` (or where the target shows neither) links and records are not read.

    Raises Unsupported where the target cannot have fresh sites.
    """
    needs(target, Capability.FRESH_SITE)
    return [settle_group(target, group, look=look) for group in groups]


def settle_given(target: Target, stage: str = STAGE, groups: Iterable[str] = GROUPS) -> list[Finding]:
    """The same on the one site that the target was given, which knows this stage. Only evidence can be read there."""
    pools = given_pools(stage)
    return [settle_group(target, group, look=False, pool=pools[group]) for group in groups]


def settle_group(target: Target, group: str, *, look: bool = True, pool: tuple[Scenario, ...] | None = None) -> Finding:
    """At most four experiments, of the group's own pool unless another is given, each on a site of its own if the
    target can have them."""
    pool = POOLS[group] if pool is None else pool
    look = look and Capability.READABLE_LINKS in target.capabilities
    tables = [
        {candidate: outcome if look else outcome.without_links() for candidate, outcome in table.items()}
        for table in predictions(group, pool)
    ]
    left = set(range(len(tables)))
    survivors = tuple(candidates_of(group))
    run: list[Experiment] = []
    fault = ""
    while len(run) < MOST_EXPERIMENTS:
        chosen = _best(pool, [(number, [tables[number][each] for each in survivors]) for number in sorted(left)])
        if chosen is None:
            break
        left.remove(chosen)
        scenario = pool[chosen]
        try:
            outcome = seen(scenario, target, look=look)
        except Indeterminate as reason:
            fault = str(reason)
            break
        kept = tuple(candidate for candidate in survivors if tables[chosen][candidate] == outcome)
        struck = tuple(candidate for candidate in survivors if kept and candidate not in kept)
        run.append(Experiment(scenario, outcome, struck, explained=bool(kept)))
        survivors = kept or survivors
    alike = not any(_splits(table[each] for each in survivors) for table in tables)
    hidden = alike and not look and any(_splits(row[each] for each in survivors) for row in predictions(group, pool))
    return Finding(group, survivors, tuple(run), fault, alike, hidden)


def _best(pool: Sequence[Scenario], outcomes: Sequence[tuple[int, list[Outcome]]]) -> int | None:
    """The scenario that leaves the fewest candidates on average, the cheapest of those; None where none splits."""
    scores = [
        (sum(number * number for number in Counter(found).values()), pool[at].cost, at)
        for at, found in outcomes
        if _splits(found)
    ]
    return min(scores)[2] if scores else None


def _splits(outcomes: Iterable[Outcome]) -> bool:
    return len(set(outcomes)) > 1
