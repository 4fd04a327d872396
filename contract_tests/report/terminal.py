"""The page that a terminal shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract_tests.report.found import message, shortened
from contract_tests.report.results import Results
from contract_tests.verdicts import Check, Judged, Verdict, count

TOLD = (Verdict.FAIL, Verdict.ERROR, Verdict.STALE, Verdict.DEVIATION, Verdict.INDETERMINATE)
"""What is told clause by clause, in this order."""
ALIKE = 3
"""So many clauses with one and the same reason are told each; more are told together."""
LONGEST_LINE = 160
SCRIPTS = 2
"""So many smallest examples are printed whole; the others stand in the reports."""
GROUPS = 12
"""So many reasons of one verdict are told; of the others, the clauses alone."""


def brief(results: Results) -> list[str]:
    """Against what, the counts, the two numbers."""
    return [
        "",
        f"Eloqua contract: {results.target}, profile {results.profile}",
        f"  {tally(results.judged())}",
        f"  {results.headline()}",
        *([f"  stopped, for there is nobody to ask: {results.stopped}"] if results.stopped else []),
        *(f"  {'VACUOUS, ' * results.is_vacuous()}not reached: {_cut(line)}" for line in results.unreached),
    ]


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} ... (all in the results file)"


def tally(judged: Iterable[Judged]) -> str:
    """Every verdict that occurs, with its number."""
    counted = count(judged)
    return ", ".join(f"{counted[verdict]} {verdict}" for verdict in Verdict if counted[verdict])


def page(results: Results) -> list[str]:
    """The whole summary: what is broken or without a verdict, reason by reason, then what could not be tried."""
    judged = results.judged()
    lines = brief(results)[1:]
    for verdict in TOLD:
        reasons = _by_reason(judged, verdict)
        reasons.pop(results.stopped or None, None)  # told above, once
        groups = list(reasons.values())
        for group in groups[:GROUPS]:
            lines += ["", *_told(group)]
        if rest := [each for group in groups[GROUPS:] for each in group]:
            lines += ["", f"{verdict} too, see the reports: {_ids(rest)}"]
    for verdict in (Verdict.UNSUPPORTED, Verdict.NOT_EXERCISED):
        for reason, group in _by_reason(judged, verdict).items():
            if not reason and verdict is Verdict.NOT_EXERCISED and len(group) > GROUPS:
                lines += ["", f"{verdict}: no check of {len(group)} more clauses ran; the reports list them."]
                continue
            lines += ["", f"{verdict}{f' ({reason})' if reason else ''}: {_ids(group)}"]
    return [*lines, *_scripts(judged)]


def _by_reason(judged: Iterable[Judged], verdict: Verdict) -> dict[str | None, list[Judged]]:
    found: dict[str | None, list[Judged]] = {}
    for each in judged:
        if each.verdict is verdict:
            found.setdefault(each.reason, []).append(each)
    return found


def _told(group: Sequence[Judged]) -> list[str]:
    """Clauses with one reason: each promise, or many by their ids; what was found; how to see it again."""
    verdict = group[0].verdict
    if len(group) > ALIKE:
        lines = [f"{verdict}  {len(group)} clauses: {_ids(group)}"]
    else:
        lines = [line for each in group for line in _promise(each)]
    check = deciding(group[0])
    if check is None or verdict is Verdict.INDETERMINATE or len(group) > ALIKE:
        lines.append(f"  {group[0].reason}")
    else:
        lines += [f"  | {line}" for line in shortened(message(check.found))]
    if verdict is Verdict.DEVIATION:
        lines.append(f"  listed: {group[0].reason}")
    if check is not None and check.rerun:
        lines.append(f"  again: {check.rerun}")
    return lines


def _scripts(judged: Iterable[Judged]) -> list[str]:
    """The smallest examples of the first checks that failed, to be copied as they stand."""
    failed = [each for verdict in TOLD for each in judged if each.verdict is verdict]
    checks = {check.name: check for each in failed if (check := deciding(each)) is not None and check.script}
    lines = []
    for check in list(checks.values())[:SCRIPTS]:
        lines += ["", f"----- {check.name} as a script: python failure.py URL -----", *check.script.splitlines()]
        lines += ["", f"----- {check.name} with curl -----", *check.curl.splitlines()]
    if more := len(checks) - SCRIPTS if len(checks) > SCRIPTS else 0:
        lines += ["", f"The examples of {more} more checks are in the reports (--report FOLDER)."]
    return lines


def _promise(each: Judged) -> list[str]:
    at = f" at {each.level}" if each.level else ""
    return [f"{each.verdict}{at}  {each.clause.id}  {each.clause.sentence}", f"  source: {each.clause.source}"]


def _ids(group: Iterable[Judged]) -> str:
    return " ".join(each.clause.id for each in group)


def deciding(each: Judged) -> Check | None:
    """The check that decided: the first with the clause's own verdict; a stale one has none."""
    return next((check for check in each.checks if check.verdict is each.verdict), None)
