"""From the verdicts of checks to those of clauses, two headline numbers and an exit code. Standard library only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from fnmatch import fnmatchcase

from contract_tests.clauses import Clause, Level

LEVELS: tuple[Level, ...] = ("wire", "sync evidence", "data")
"""From the least that can be read to the most."""


class Verdict(StrEnum):
    """What is said of a clause, or of one check. The worst comes first."""

    FAIL = "FAIL"
    """The target broke the promise."""
    ERROR = "ERROR"
    """The kit itself went wrong."""
    STALE = "STALE"
    """A deviation is listed and did not happen."""
    DEVIATION = "DEVIATION"
    """The promise is broken, as listed."""
    INDETERMINATE = "INDETERMINATE"
    """Timeout, throttle or transport: neither for nor against the target."""
    PASS = "PASS"
    """Tried and kept, at the level that stands beside it."""
    UNSUPPORTED = "UNSUPPORTED"
    """The target lacks a capability that every check of the clause needs."""
    NOT_EXERCISED = "NOT EXERCISED"
    """No check of the clause ran."""


TRIED = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.DEVIATION, Verdict.STALE})
BROKEN = frozenset({Verdict.FAIL, Verdict.DEVIATION})
_WORST_FIRST = tuple(Verdict)


class Exit(IntEnum):
    """What a run of the kit ends with."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    INDETERMINATE = 3
    ERROR = 4


@dataclass(frozen=True, slots=True)
class Check:
    """What one check said: a test of the suite, and the clauses that it cites.

    `found` is the whole of what the test printed when it failed: expected and got, and the smallest example, whose
    calls are in `script` (Python) and `curl` (lines for a shell). `rerun` is the command that repeats it.
    """

    name: str
    clauses: tuple[str, ...]
    verdict: Verdict
    reason: str = ""
    found: str = ""
    rerun: str = ""
    seconds: float = 0.0
    level: Level | None = None
    """The level at which it looks, where that is below its clauses' own."""
    script: str = ""
    curl: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A promise that this target is known not to keep. `clause` is an id or a pattern such as `TXT-*`."""

    clause: str
    reason: str

    def names(self, clause: str) -> bool:
        return fnmatchcase(clause, self.clause)


@dataclass(frozen=True, slots=True)
class Judged:
    """A clause and what its checks together say of it."""

    clause: Clause
    verdict: Verdict
    level: Level | None
    checks: tuple[Check, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The two numbers, over all clauses that bind a server, tried or not: the denominator is fixed."""

    clauses: int
    tried: int
    broken: int

    @property
    def coverage(self) -> float:
        return self.tried / self.clauses if self.clauses else 0.0

    @property
    def divergence(self) -> float:
        return self.broken / self.clauses if self.clauses else 0.0

    def __str__(self) -> str:
        return (
            f"coverage {self.coverage:.1%} ({self.tried} of {self.clauses} clauses tried), "
            f"divergence {self.divergence:.1%} ({self.broken} broken)"
        )


def binding(clauses: Mapping[str, Clause], *parties: str) -> list[Clause]:
    """The clauses that bind any of the parties."""
    return [clause for clause in clauses.values() if set(parties) & set(clause.parties)]


def judge(clauses: Iterable[Clause], checks: Sequence[Check], deviations: Sequence[Deviation] = ()) -> list[Judged]:
    """Every clause's verdict: the worst of its checks.

    A failing check is a deviation where every clause that it cites is listed. A listed deviation is stale where clauses
    that it names were tried and no check of any of them failed.
    """
    spoken = [_as_deviation(check, deviations) for check in checks]
    stale = [deviation for deviation in deviations if _is_stale(deviation, spoken)]
    return [_judge(clause, [check for check in spoken if clause.id in check.clauses], stale) for clause in clauses]


def _as_deviation(check: Check, deviations: Sequence[Deviation]) -> Check:
    reasons = [next((d.reason for d in deviations if d.names(clause)), None) for clause in check.clauses]
    if check.verdict is not Verdict.FAIL or not reasons or None in reasons:
        return check
    said = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
    return replace(check, verdict=Verdict.DEVIATION, reason=said)


def _is_stale(deviation: Deviation, checks: Sequence[Check]) -> bool:
    named = {check.verdict for check in checks if any(map(deviation.names, check.clauses))}
    return Verdict.PASS in named and not named & {*BROKEN, Verdict.ERROR, Verdict.INDETERMINATE}


def _judge(clause: Clause, checks: Sequence[Check], stale: Sequence[Deviation]) -> Judged:
    if not checks:
        return Judged(clause, Verdict.NOT_EXERCISED, None, ())
    worst = min((check.verdict for check in checks), key=_WORST_FIRST.index)
    deciding = [check for check in checks if check.verdict is worst]
    level = max((check.level or clause.level for check in deciding), key=LEVELS.index)
    if worst is Verdict.PASS:
        for deviation in stale:
            if deviation.names(clause.id):
                reason = f"listed and did not happen: {deviation.reason}"
                return Judged(clause, Verdict.STALE, level, tuple(checks), reason)
    shown = level if worst in TRIED else None
    return Judged(clause, worst, shown, tuple(checks), deciding[0].reason)


def headline(judged: Iterable[Judged]) -> Headline:
    """Coverage and divergence. Give it the clauses that bind a server, all of them."""
    counted = count(judged)
    tried = sum(counted[verdict] for verdict in TRIED)
    return Headline(sum(counted.values()), tried, sum(counted[verdict] for verdict in BROKEN))


def count(judged: Iterable[Judged]) -> Counter[Verdict]:
    return Counter(each.verdict for each in judged)


def exit_code(judged: Iterable[Judged]) -> Exit:
    """FAIL or STALE: 1. Else an error of the kit: 4. Else something indeterminate, or nothing tried: 3. Else 0."""
    found = {each.verdict for each in judged}
    if found & {Verdict.FAIL, Verdict.STALE}:
        return Exit.FAIL
    if Verdict.ERROR in found:
        return Exit.ERROR
    if Verdict.INDETERMINATE in found or not found & TRIED:
        return Exit.INDETERMINATE
    return Exit.PASS
