"""What was found of a client: the value that every report is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from shlex import join
from typing import TYPE_CHECKING, Any

from contract_tests.clauses import ALL, Clause
from contract_tests.client_check.evidence import Evidence, Settings
from contract_tests.client_check.judging import Found, judge_runs, untouched
from contract_tests.client_check.report.stretch import printed, stretch
from contract_tests.client_check.rules import RULES
from contract_tests.client_check.watching.plans import LIMIT
from contract_tests.report.results import Results
from contract_tests.verdicts import Check, Deviation, Judged, Verdict, binding, judge

if TYPE_CHECKING:
    from contract_tests.client_check.driving.driving import Driven

SHOWING_OUTPUT = ("CLI-11", "CLI-43", "CLI-64")
"""Rules about what a program prints."""
CALLERS = "the caller's: this library leaves it to the program that uses it"


def client_clauses() -> list[Clause]:
    """The fixed denominator: every clause that binds a client."""
    return binding(ALL, "client")


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a watched program: how many calls it made, and how it ended (`exit` None: killed at the limit)."""

    plan: str
    calls: int
    exit: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class ClientResults(Results):
    """As the results of a server's check, over the clauses that bind a client. `target` is the client."""

    runs: tuple[Ran, ...] = ()
    notes: tuple[str, ...] = ()

    def judged(self, clauses: Iterable[Clause] | None = None) -> list[Judged]:
        return judge(client_clauses() if clauses is None else clauses, self.checks, self.deviations)

    def as_json(self) -> dict[str, Any]:
        found = Results.as_json(self)
        for each in found["clauses"]:
            each["severity"] = str(RULES[each["id"]].severity)
        return {**found, "runs": [asdict(run) for run in self.runs], "notes": list(self.notes)}


def of_watched(
    command: Sequence[str],
    runs: Sequence[Evidence],
    deviations: Sequence[Deviation] = (),
    callers: Sequence[str] = (),
    rules: Iterable[str] = (),
    *,
    eloqua_hosts: bool = False,
    limit: float = LIMIT,
) -> ClientResults:
    """Judge the runs of a program. `callers` are patterns of clauses that are not charged to it.

    `eloqua_hosts`, `limit`: how it was run, and so must be whatever shows a broken rule again.
    """
    again = Again(command, eloqua_hosts, limit)
    chosen = [RULES[name] for name in rules] or list(RULES.values())
    found = sorted(judge_runs(runs, chosen), key=shortest_first)
    checks = tuple(_uncharged(_check(each, again), callers) for each in found)
    ran = tuple(
        Ran(run.plan, len(run.exchanges), run.output.exit, round(run.output.seconds, 1)) for run in runs if run.output
    )
    return ClientResults(join(command), "watched", checks, tuple(deviations), runs=ran, notes=tuple(untouched(runs)))


def shortest_first(found: Found) -> tuple[int, int]:
    """The shortest stretch comes first: it is the one that is shown."""
    entries = found.finding.entries
    return (max(entries) - min(entries) if entries else 0, len(entries))


@dataclass(frozen=True, slots=True)
class Again:
    """What shows a rule broken again: the same command, run in the same way."""

    command: Sequence[str]
    eloqua_hosts: bool = False
    limit: float = LIMIT

    def as_command(self, run: Evidence) -> str:
        usual, said = Settings(), run.settings
        options = [f"--limit {self.limit:g}"] * (self.limit != LIMIT)
        options += [f"--pace {said.pace:g}"] * (said.pace != usual.pace)
        options += [f"--patience {said.patience:g}"] if said.patience is not None else []
        options += [f"--attempts {said.attempts}"] * (said.attempts != usual.attempts)
        words = ["--eloqua-hosts"] * self.eloqua_hosts + [f"--plans {run.plan}", *options]
        return f"eloqua-mock check-client {' '.join(words)} -- {join(self.command)}"

    def as_test(self, rule: str, run: Evidence) -> str:
        """Source of a pytest test that runs the program with the plan and fails while the rule is broken."""
        from contract_tests.client_check.driving.pasting import shown

        more = ", eloqua_hosts=True" * self.eloqua_hosts + f", limit={self.limit:g}" * (self.limit != LIMIT)
        is_usual = run.settings == Settings()
        more += "" if is_usual else f", settings={shown(run.settings)}"
        imported = "" if is_usual else "from contract_tests.client_check.evidence import Settings\n\n\n"
        name = re.sub(r"\W", "_", f"{rule}_{run.plan}").lower()
        return (
            f"{imported}def test_{name}(eloqua_watch_client):\n"
            f'    """{rule}: {ALL[rule].sentence}"""\n'
            f'    eloqua_watch_client({list(self.command)!r}, plans=["{run.plan}"], rules=["{rule}"]{more})\n'
        )


def _check(found: Found, again: Again) -> Check:
    rule, run, finding = found.rule.clause, found.run, found.finding
    shown = finding.verdict is not Verdict.PASS
    evidence = [finding.reason, stretch(run, finding.entries), printed(run) if rule in SHOWING_OUTPUT else ""]
    return Check(
        name=run.plan,
        clauses=(rule,),
        verdict=finding.verdict,
        reason=f"plan {run.plan}: {finding.reason}" if finding.reason else "",
        found="\n".join(filter(None, evidence)) if shown else "",
        rerun=again.as_command(run) if shown else "",
        script=again.as_test(rule, run) if finding.verdict is Verdict.FAIL else "",
    )


def _uncharged(check: Check, callers: Sequence[str]) -> Check:
    if not any(fnmatchcase(clause, pattern) for clause in check.clauses for pattern in callers):
        return check
    return Check(check.name, check.clauses, Verdict.UNSUPPORTED, CALLERS)


def of_driven(
    client: str, driven: Driven, deviations: Sequence[Deviation] = (), callers: Sequence[str] = ()
) -> ClientResults:
    """What driving an adapter showed. `client` is MODULE:FACTORY, from which a test to paste gets it too."""
    from contract_tests.client_check.driving.pasting import naming

    checks = []
    for name, shown in sorted(driven.rules.items()):
        finding, played = shown.finding, shown.played
        if finding.verdict is Verdict.NOT_EXERCISED or played is None:
            continue
        failed = finding.verdict is not Verdict.PASS
        found = f"{finding.reason}\n{stretch(played.evidence, finding.entries)}" if failed else ""
        plan = played.scenario.plan
        reason = f"plan {plan}: {finding.reason}" if finding.reason else ""
        checks.append(
            _uncharged(
                Check(
                    plan,
                    (name,),
                    finding.verdict,
                    reason,
                    found.rstrip(),
                    script=shown.test and naming(client) + shown.test,
                ),
                callers,
            )
        )
    notes = [f"{plan}: the client did not come back in time" for plan in driven.stuck]
    notes += [f"all going well, {said}" for said in driven.raised]
    notes += [f"planned, and did not come about: {plan}" for plan in driven.unused]
    return ClientResults(client, "driven", tuple(checks), tuple(deviations), notes=tuple(notes))


WORDS: Mapping[Verdict, str] = {
    Verdict.FAIL: "broken",
    Verdict.ERROR: "error of the kit",
    Verdict.STALE: "stale",
    Verdict.DEVIATION: "accepted",
    Verdict.INDETERMINATE: "indeterminate",
    Verdict.PASS: "kept",
    Verdict.UNSUPPORTED: "the caller's",
    Verdict.NOT_EXERCISED: "not exercised",
}
"""How each verdict is shown of a client."""
