"""From runs to verdicts: every rule over every run, then the kit's own way from checks to clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.exchanges import Unreadable
from contract_tests.client_check.history import History
from contract_tests.client_check.rules import RULES, Finding, Rule
from contract_tests.client_check.rules.rule import NOT_EXERCISED, indeterminate
from contract_tests.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """What one run said of one rule."""

    rule: Rule
    run: Evidence
    finding: Finding


def judge_run(run: Evidence, rules: Iterable[Rule] = RULES.values()) -> list[Found]:
    """Every rule over one run. A planned fault that never struck leaves the rules that need it without a verdict."""
    history = History(run)
    return [Found(rule, run, judge_rule(rule, history)) for rule in rules]


def judge_rule(rule: Rule, history: History) -> Finding:
    """What the journal dropped or cut makes a rule that needs it indeterminate."""
    try:
        finding = rule.judge(history)
    except Unreadable as fault:
        return indeterminate(str(fault))
    if history.evidence.dropped and finding.verdict is not Verdict.INDETERMINATE:
        return indeterminate(f"the journal dropped {history.evidence.dropped} calls")
    return finding


def judge_runs(runs: Sequence[Evidence], rules: Iterable[Rule] = RULES.values()) -> list[Found]:
    """Every rule over every run in which it was exercised."""
    chosen = tuple(rules)
    return [found for run in runs for found in judge_run(run, chosen) if found.finding != NOT_EXERCISED]


def untouched(runs: Sequence[Evidence]) -> list[str]:
    """The planned faults that never happened and were not declared optional, a line each."""
    return [
        f"{run.plan}: {what} {planned.id} did not happen as planned"
        for run in runs
        for what, all_planned in (("fault", run.faults), ("course", run.courses))
        for planned in all_planned
        if not planned.happened and not planned.outcome.get("optional")
    ]
