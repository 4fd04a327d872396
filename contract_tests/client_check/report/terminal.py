"""The page that a terminal shows of a client."""

from __future__ import annotations

from collections.abc import Iterable

from contract_tests.client_check.report.results import WORDS, ClientResults
from contract_tests.client_check.rules import RULES, Severity
from contract_tests.report.found import shortened
from contract_tests.report.terminal import deciding
from contract_tests.verdicts import Judged, Verdict, count

TOLD = (Verdict.FAIL, Verdict.ERROR, Verdict.STALE, Verdict.DEVIATION, Verdict.INDETERMINATE)


def tally(judged: Iterable[Judged]) -> str:
    counted = count(judged)
    return ", ".join(f"{counted[verdict]} {WORDS[verdict]}" for verdict in WORDS if counted[verdict])


def by_severity(judged: Iterable[Judged], verdict: Verdict) -> list[Judged]:
    """Those with the verdict, what costs most first."""
    order = tuple(Severity)
    chosen = [each for each in judged if each.verdict is verdict]
    return sorted(chosen, key=lambda each: (order.index(RULES[each.clause.id].severity), each.clause.id))


def brief(results: ClientResults) -> list[str]:
    return [
        f"Client check: {results.target} ({results.profile})",
        f"  {tally(results.judged())}",
        f"  {results.headline()}",
    ]


def page(results: ClientResults) -> list[str]:
    """The counts, the runs, then every rule that is not simply kept, with what shows it."""
    judged = results.judged()
    lines = [*brief(results), *runs(results), *(f"  {note}" for note in results.notes)]
    for verdict in TOLD:
        for each in by_severity(judged, verdict):
            lines += ["", *_told(each)]
    for verdict in (Verdict.PASS, Verdict.UNSUPPORTED):
        if ids := [each.clause.id for each in judged if each.verdict is verdict]:
            lines += ["", f"{WORDS[verdict]}: {' '.join(ids)}"]
    if idle := [each for each in judged if each.verdict is Verdict.NOT_EXERCISED]:
        lines += ["", "not exercised, and what would exercise it:"]
        lines += [f"  {each.clause.id}  {RULES[each.clause.id].exercised_by}" for each in idle]
    return lines


def runs(results: ClientResults) -> list[str]:
    """How the program ended in each run; that convicts nobody."""
    ended = ["killed at the limit" if run.exit is None else f"exit status {run.exit}" for run in results.runs]
    return [
        f"  {run.plan:<18} {run.calls:>4} calls  {run.seconds:>6.1f} s  {how}"
        for run, how in zip(results.runs, ended, strict=True)
    ]


def _told(each: Judged) -> list[str]:
    rule, check = RULES[each.clause.id], deciding(each)
    lines = [
        f"{WORDS[each.verdict].upper()}  {each.clause.id}  {each.clause.sentence}",
        f"  {rule.severity}; source: {each.clause.source} ({each.clause.mark})",
    ]
    if each.reason:
        lines.append(f"  {each.reason}")
    if check is None or each.verdict is not Verdict.FAIL:
        return lines
    lines += [f"  | {line}" for line in shortened(check.found)[1:]]
    if check.rerun:
        lines.append(f"  again: {check.rerun}")
    if check.script:
        lines += ["  as a test:", *(f"  | {line}" for line in check.script.rstrip().splitlines())]
    return lines
