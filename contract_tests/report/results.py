"""The results file: what every report is made from. JSON, one object."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from contract_tests.clauses import ALL, Clause
from contract_tests.verdicts import (
    Check,
    Deviation,
    Exit,
    Headline,
    Judged,
    Verdict,
    binding,
    exit_code,
    headline,
    judge,
)

VERSION = 1


def server_clauses() -> list[Clause]:
    """The fixed denominator: every clause that binds a server."""
    return binding(ALL, "mock", "server")


@dataclass(frozen=True, slots=True)
class Results:
    """One run: against what, how hard, what each check said, and which deviations were listed."""

    target: str
    profile: str
    checks: tuple[Check, ...]
    deviations: tuple[Deviation, ...] = ()
    complete: bool = False
    """Every check of the suite was to run."""
    unreached: tuple[str, ...] = ()
    """Cells and rules that the target could have reached and that no check did."""
    stopped: str = ""
    """Why the run ended before its checks did: nobody answers."""
    untried: tuple[str, ...] = ()
    """The clauses whose checks were to come then."""

    def is_vacuous(self) -> bool:
        """A complete run, not of the profile `edit`, that left something out. Then the kit did not do its work."""
        return self.complete and self.profile != "edit" and bool(self.unreached) and not self.stopped

    def judged(self, clauses: Iterable[Clause] | None = None) -> list[Judged]:
        found = judge(server_clauses() if clauses is None else clauses, self.checks, self.deviations)
        untried = set(self.untried) if self.stopped else set()
        return [
            replace(each, verdict=Verdict.INDETERMINATE, reason=self.stopped) if each.clause.id in untried else each
            for each in found
        ]

    def headline(self) -> Headline:
        return headline(self.judged())

    def exit_code(self) -> Exit:
        found = exit_code(self.judged())
        return Exit.ERROR if self.is_vacuous() and found in (Exit.PASS, Exit.INDETERMINATE) else found

    def write(self, path: Path) -> None:
        """The checks, and for readers of the file alone also the verdicts and the headline that follow from them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=True) + "\n", encoding="utf-8")

    def as_json(self) -> dict[str, Any]:
        numbers = self.headline()
        return {
            "version": VERSION,
            "target": self.target,
            "profile": self.profile,
            "headline": {
                **asdict(numbers),
                "coverage": round(numbers.coverage, 4),
                "divergence": round(numbers.divergence, 4),
            },
            "complete": self.complete,
            "unreached": list(self.unreached),
            "stopped": self.stopped,
            "untried": list(self.untried),
            "exit": int(self.exit_code()),
            "clauses": [
                {
                    "id": each.clause.id,
                    "verdict": str(each.verdict),
                    "level": each.level,
                    "reason": each.reason,
                    "checks": [check.name for check in each.checks],
                }
                for each in self.judged()
            ],
            "checks": [{**asdict(check), "verdict": str(check.verdict)} for check in self.checks],
            "deviations": [asdict(deviation) for deviation in self.deviations],
        }


def read_results(path: Path) -> Results:
    """Raises ValueError for a file that is no results file of this version."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise ValueError(f"{path} is no results file of version {VERSION}.")
    checks = tuple(
        Check(**{**each, "clauses": tuple(each["clauses"]), "verdict": Verdict(each["verdict"])})
        for each in found["checks"]
    )
    deviations = tuple(Deviation(**each) for each in found["deviations"])
    ended = (tuple(found["unreached"]), found.get("stopped", ""), tuple(found.get("untried", ())))
    return Results(found["target"], found["profile"], checks, deviations, found["complete"], *ended)
