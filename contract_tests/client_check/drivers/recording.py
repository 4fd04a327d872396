"""Run the drivers and write down what the judge found: what the verdict pages are made from.

What differs from run to run (times, dates, how often a poll came before the end) is left out, so that the same verdicts
make the same file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from contract_tests.client_check.drivers.published import PUBLISHED, Published
from contract_tests.client_check.evidence import Evidence, Settings
from contract_tests.client_check.judging import Found, judge_runs
from contract_tests.client_check.report.results import of_watched, shortest_first
from contract_tests.client_check.rules import RULES
from contract_tests.client_check.watching.plans import STANDARD, Plan
from contract_tests.client_check.watching.watching import Watching, watch
from contract_tests.verdicts import Verdict

FOUND: Final = Path(__file__).with_name("found.json")
LIMIT, PATIENCE = 45.0, 30.0
"""Seconds for one run, and from when on a wait counts as one without end: each was looked for in the source."""
SHOWN = (Verdict.FAIL, Verdict.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Told:
    """What was found of one rule: a verdict, and for one that is not simply kept the plan, the reason, the calls."""

    verdict: str
    plan: str = ""
    reason: str = ""
    calls: tuple[str, ...] = ()


def judged_by() -> str:
    """What the verdicts depend on: another text of a rule, a clause, a plan or a driver makes another word."""
    here = Path(__file__).parent
    kit = here.parents[1]
    files = [*(here.parent / "rules").glob("*.py"), *(kit / "clauses").glob("client_*.py"), *here.glob("*_*.py")]
    files += [here.parent / name for name in ("history.py", "rows.py", "watching/plans.py")]
    text = b"".join(path.read_bytes() for path in sorted(files, key=lambda path: path.name))
    return sha256(text).hexdigest()[:16]


def watched(client: Published, plans: Iterable[Plan] = STANDARD) -> dict[str, Told]:
    """Rule -> what was found. Raises ValueError where another version is installed than the page is about."""
    if client.package and version(client.package) != client.version:
        raise ValueError(f"{client.package} {version(client.package)} is installed, the page is about {client.version}")
    how = Watching(LIMIT, 4, Settings(patience=PATIENCE), eloqua_hosts=client.eloqua_hosts)
    command = [sys.executable, "-m", client.module]
    runs = watch(command, tuple(plans), how)
    found = {(each.rule.clause, each.run.plan): each for each in sorted(judge_runs(runs), key=shortest_first)}
    told = {}
    for each in of_watched(command, runs, callers=tuple(client.callers)).judged():
        check = next((check for check in each.checks if check.verdict is each.verdict), None)
        shown = found.get((each.clause.id, check.name)) if check is not None and each.verdict in SHOWN else None
        told[each.clause.id] = _told(shown) if shown is not None else Told(str(each.verdict))
    return told


def _told(found: Found) -> Told:
    return Told(str(found.finding.verdict), found.run.plan, _lasting(found.finding.reason), _calls(found))


def _lasting(reason: str) -> str:
    """Without what another run would have measured otherwise."""
    return re.sub(r"after \d+ s\b", f"after more than {PATIENCE:.0f} s", reason)


def _calls(found: Found) -> tuple[str, ...]:
    """The calls that show it, those that are alike in one line."""
    chosen = [each for each in found.run.exchanges if each.number in found.finding.entries]
    lines = [
        f"{each.verb} {each.path}{f'?{each.query}' if each.query else ''} -> {each.status or 'no answer'}"
        f"{_planned(found.run, each.fault)}"
        for each in chosen
    ]
    alike = [(line, len(list(group))) for line, group in groupby(lines)]
    return tuple(line if number == 1 else f"{line}, and so on" for line, number in alike)


def _planned(run: Evidence, fault: int | None) -> str:
    return " (planned)" if any(each.id == fault for each in run.faults) else ""


def record(clients: Iterable[Published] = PUBLISHED) -> None:
    """Run all plans with each client, some minutes, and write what was found."""
    kept = read() if FOUND.exists() else {}
    fresh = {client.page: {rule: asdict(told) for rule, told in watched(client).items()} for client in clients}
    whole = {"judgedBy": judged_by(), "clients": {**kept.get("clients", {}), **fresh}}
    FOUND.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FOUND.read_text(encoding="utf-8"))
    return found


def recorded(page: str) -> Mapping[str, Told]:
    """What was found of a client, rule by rule. Raises KeyError where nothing is written down of it."""
    said = read()["clients"][page]
    return {rule: Told(**{**each, "calls": tuple(each["calls"])}) for rule, each in said.items() if rule in RULES}
