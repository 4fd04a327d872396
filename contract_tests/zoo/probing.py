"""Which checks the lane `probe` sends to a real site: few enough for its budget, together convicting the most bugs.

`python -m contract_tests.zoo.probing` tries every check that the guard lets pass against every bug, on a mock that
poses as a real site whose syncs take two looks, and writes the choice to `targets/probe.json`: greedily, each time the
check that adds the most bugs, while the budget lasts.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from contract_tests.clauses import ALL
from contract_tests.laws import bodies
from contract_tests.targets import real
from contract_tests.targets.budget import LIMITS, Budget, Lane, Limits
from contract_tests.targets.ledger import Ledger
from contract_tests.targets.mock import WsgiAdapter
from contract_tests.targets.target import Indeterminate, Unsupported
from contract_tests.targets.url import Credentials
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.checks import Check, all_checks
from contract_tests.zoo.running import tried

CHOICE = Path(__file__).parents[1] / "targets" / "probe.json"
PLENTY = Limits(requests=10_000, syncs=1_000, rows=100_000, seconds=3600)
DISCOVERY = 1
"""Requests that a run makes before its first check."""
PACE = {"polls": 2}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a check spends; its definitions' deletions are among the requests."""

    requests: int
    syncs: int
    rows: int

    def plus(self, other: Cost) -> Cost:
        return Cost(self.requests + other.requests, self.syncs + other.syncs, self.rows + other.rows)


@contextmanager
def posing(most: Limits = PLENTY) -> Iterator[real.RealTarget]:
    """A mock in this process that poses as a real site behind the guard. Waiting costs looks but no time."""
    from mock_server.app import create_app
    from mock_server.settings import Settings
    from mock_server.site_files import parse_site_file

    given = Credentials("Acme", "ada", "password")
    users = [{"username": given.user, "password": given.password}]
    text = json.dumps(bodies.site(version=1, name=given.site, users=users, pace=PACE))
    adapter = WsgiAdapter(create_app([parse_site_file(text, given.site)], Settings(public_url=real.DRY_POD)))
    ledger = Ledger(None, given.site, "eloqua-kit-00000000")
    session, guard = real.guarded(given, Lane.FULL, Budget(most), ledger, adapter)
    guard.pod = real.DRY_POD
    guard.budget.requests = DISCOVERY
    target = real.RealTarget(session, guard, given.site, lambda _: None)
    target._site.pause = lambda _: None
    try:
        yield target
    finally:
        target.close()


def cost(check: Check) -> Cost | None:
    """What a check spends on a site that keeps its promises; None where it is not for a real site."""
    with posing() as target:
        try:
            check.run(target)
        except (Unsupported, Indeterminate):
            return None
        except BaseException as fault:
            if type(fault).__name__ == "Skipped":
                return None
            raise AssertionError(f"{check.name} would fail on a real site that keeps its promises") from fault
        spent = target.guard.budget
        return Cost(spent.requests - DISCOVERY + spent.held, spent.syncs, spent.rows)


def convicted_by(checks: Sequence[Check]) -> Mapping[str, frozenset[str]]:
    """Check -> the bugs that it convicts on such a site, each check on a site of its own."""
    found: dict[str, set[str]] = {check.name: set() for check in checks}
    for bug in BUGS.values():
        with bug.planted():
            for check in checks:
                with posing() as target, suppress(Unsupported, Indeterminate):
                    if tried(check, target, strict=False):
                        found[check.name].add(bug.id)
    return {name: frozenset(bugs) for name, bugs in found.items()}


def fits_alone(each: Cost) -> bool:
    return each.requests + DISCOVERY <= LIMITS[Lane.PROBE].requests


def binds_servers(check: Check) -> bool:
    """Some of its clauses bind more than the mock; else the check is skipped on a real site."""
    return any(ALL[clause].parties != ("mock",) for clause in check.clauses)


def is_name_of_a_test(name: str) -> bool:
    """pytest calls it the same: a parameter that is a mapping or a list has a number there."""
    return not set(name) & set("{}'") and name.isascii()


def chosen(costs: Mapping[str, Cost], convicted: Mapping[str, frozenset[str]], most: Limits) -> list[str]:
    """The names of the checks, in the order in which they were chosen: greedily by the bugs that a check adds for each
    request, and by the bugs that it adds; the better of the two."""

    def met(names: Sequence[str]) -> int:
        return len(frozenset(bug for name in names for bug in convicted[name]))

    thrifty = _greedily(costs, convicted, most, lambda bugs, requests: bugs / requests)
    large = _greedily(costs, convicted, most, lambda bugs, requests: bugs - requests / 1000)
    return max((thrifty, large), key=met)


def _greedily(
    costs: Mapping[str, Cost],
    convicted: Mapping[str, frozenset[str]],
    most: Limits,
    worth: Callable[[int, int], float],
) -> list[str]:
    names: list[str] = []
    met: frozenset[str] = frozenset()
    spent = Cost(DISCOVERY, 0, 0)
    while left := [
        name for name in costs if name not in names and convicted[name] - met and _fits(spent.plus(costs[name]), most)
    ]:
        best = max(left, key=lambda name: (worth(len(convicted[name] - met), costs[name].requests), name))
        names.append(best)
        met |= convicted[best]
        spent = spent.plus(costs[best])
    return names


def _fits(spent: Cost, most: Limits) -> bool:
    return spent.requests <= most.requests and spent.syncs <= most.syncs and spent.rows <= most.rows


def in_turn(names: Sequence[str]) -> frozenset[str]:
    """The bugs that these checks convict as a run does: one after another on one site, within the lane's budget."""
    checks = [next(check for check in all_checks() if check.name == name) for name in names]
    return frozenset(bug.id for bug in BUGS.values() if _met(bug.id, checks))


def _met(bug: str, checks: Sequence[Check]) -> bool:
    with BUGS[bug].planted(), posing(LIMITS[Lane.PROBE]) as target:
        for check in checks:
            with suppress(Unsupported, Indeterminate):
                if tried(check, target, strict=False):
                    return True
    return False


def main() -> None:
    logging.disable(logging.CRITICAL)
    with patch.dict("os.environ", {"ELOQUA_PROFILE": "edit"}):
        costs = {
            check.name: each for check in all_checks() if binds_servers(check) and (each := cost(check)) is not None
        }
        costs = {name: each for name, each in costs.items() if fits_alone(each) and is_name_of_a_test(name)}
        print(f"{len(costs)} checks are for a real site", file=sys.stderr)
        convicted = convicted_by([check for check in all_checks() if check.name in costs])
        names = chosen(costs, convicted, LIMITS[Lane.PROBE])
        together = in_turn(names)
    spent = Cost(
        DISCOVERY + sum(costs[name].requests for name in names),
        sum(costs[name].syncs for name in names),
        sum(costs[name].rows for name in names),
    )
    value = {
        "checks": names,
        "convicts": len(together),
        "bugs": len(BUGS),
        "requests": spent.requests,
        "syncs": spent.syncs,
        "rows": spent.rows,
    }
    CHOICE.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(value, indent=2))
    everything = frozenset(bug for bugs in convicted.values() for bug in bugs)
    print(f"all {len(costs)} checks together convict {len(everything)}", file=sys.stderr)


if __name__ == "__main__":
    main()
