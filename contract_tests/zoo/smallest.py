"""How small the smallest example of each planted bug is, in macro steps.

`python -m contract_tests.zoo.smallest docs/reference/smallest-examples.md [BUG …]` writes the page, in about half an
hour: the machine looks for each bug with a third of its examples in the profile `default`, and shrinks what it finds. A
bug that it does not meet is told by its own lane: the one cell of a table, a law's shrunken example, or the calls of a
check.

What a macro step is, is counted alike everywhere: the definitions made before the first row is sent are one step
(`begin`), uploads with the sync that takes them are one, any other call that writes is one. Reading is none.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import requests
from hypothesis import HealthCheck, Phase, settings

from contract_tests.client import BULK
from contract_tests.import_table import import_groups
from contract_tests.machines.disagreement import Disagreement
from contract_tests.machines.sites import machine_for, run
from contract_tests.semantics import DEFAULT
from contract_tests.table import groups
from contract_tests.table_run import Outcome, bring_in, link
from contract_tests.targets.mock import MockTarget, WsgiAdapter, in_process
from contract_tests.zoo import checks
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.planting import Bug
from contract_tests.zoo.running import checks_of, tried

EXAMPLES, STEPS = 40, 12
"""A third of the examples that the suite's machine has in the profile `default`, and as many steps in each."""
SHRINKING = (Phase.explicit, Phase.generate, Phase.shrink)

Call = tuple[str, str]
"""Verb and path below the Bulk API."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """`by` is `machine`, or the bug's own lane where the machine does not meet it. `steps` are macro steps, `calls`
    the calls of the example that write."""

    bug: str
    by: str
    steps: int
    calls: int


def smallest(bug: Bug) -> Smallest:
    """The bug's smallest example. Raises LookupError where nobody convicts it."""
    with bug.planted(), closing(in_process()) as target:
        with _recorded() as calls:
            found = _by_machine(bug, target)
            if found is not None:
                return found
            calls.clear()
            _by_own_lane(bug, target, calls)
        return Smallest(bug.id, bug.lane, macro_steps(calls), sum(verb != "GET" for verb, _ in calls))


def _by_machine(bug: Bug, target: MockTarget) -> Smallest | None:
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        phases=SHRINKING,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run(machine_for(target), how)
    except Disagreement as found:
        writes = sum(one.verb != "GET" and one.path.startswith(BULK) for one in found.exchanges)
        return Smallest(bug.id, "machine", len(found.steps), writes)
    return None


def _by_own_lane(bug: Bug, target: MockTarget, calls: list[Call]) -> None:
    """Leaves the calls of the smallest example in `calls`."""
    if bug.lane in ("linkage table", "import table"):
        for _ in _failing_cells(bug, target, calls):
            return
    else:
        for check in checks_of(bug.lane, bug.where):
            with _alone(check.name, calls):
                if tried(check, target):
                    return
    raise LookupError(f"{bug.suspects} acquits {bug.id}")


def _failing_cells(bug: Bug, target: MockTarget, calls: list[Call]) -> Iterator[Outcome]:
    """Single cells that differ, those of the named column first; `calls` holds those of the cell."""
    together: Sequence[tuple[str, Sequence[Any], Any]]
    if bug.lane == "linkage table":
        together = [(f"{group[0].entity}, {group[0].spelling}", group, link) for group in groups()]
    else:
        together = [(group[0].about, group, bring_in) for group in import_groups()]
    for column, group, play in together:
        if not column.startswith(bug.where) or not any(play(target, DEFAULT, group)[1:]):
            continue
        for cell in group:
            calls.clear()
            outcome = play(target, DEFAULT, [cell])
            if any(outcome[1:]):
                yield outcome


@contextmanager
def _alone(name: str, calls: list[Call]) -> Iterator[None]:
    """While it lasts `calls` begins anew with each example of the check; a property is shrunk."""
    file, _, function = name.partition("[")[0].partition("::")
    found = getattr(import_module(f"contract_tests.suite.{file}"), function)
    calls.clear()
    if not hasattr(found, "hypothesis"):
        yield
        return
    inner = found.hypothesis.inner_test

    def fresh(*values: Any, **named: Any) -> Any:
        calls.clear()
        return inner(*values, **named)

    with patch.object(found.hypothesis, "inner_test", fresh), patch.object(checks, "NO_SHRINKING", SHRINKING):
        yield


@contextmanager
def _recorded() -> Iterator[list[Call]]:
    """What is sent to the Bulk API of the mock in this process."""
    calls: list[Call] = []
    send = WsgiAdapter.send

    def noted(self: WsgiAdapter, request: requests.PreparedRequest, *more: Any, **named: Any) -> requests.Response:
        path = str(request.path_url).partition("?")[0]
        if path.startswith(BULK):
            calls.append((str(request.method), path.removeprefix(BULK)))
        return send(self, request, *more, **named)

    with patch.object(WsgiAdapter, "send", noted):
        yield calls


def macro_steps(calls: Sequence[Call]) -> int:
    """How many macro steps these calls are; at least one."""
    steps, beginning, uploading = 0, True, False
    for verb, path in calls:
        if verb == "GET":
            continue
        upload, sync = verb == "POST" and path.endswith("/data"), verb == "POST" and path == "/syncs"
        making = verb == "POST" and not upload and not sync
        if making and beginning:
            steps = 1
            continue
        beginning = False
        steps += not (uploading and (upload or sync))
        uploading = upload
    return max(steps, 1)


HEAD = """# The smallest examples of the planted bugs

The number of macro steps in the smallest example that the kit prints of each bug of
[the zoo](planted-bugs.md). The machine prints histories, `begin` among their steps; of a bug that it does not meet
within {examples} examples, the example of its own lane is counted: one cell of a table, a law's shrunken example, the
calls that a check has made by the time it fails. Written by `make smallest`.

| convicted by | bugs | median of macro steps | most |
| --- | --- | --- | --- |
{summary}

| bug | convicted by | macro steps | calls that write |
| --- | --- | --- | --- |
{rows}
"""


def page(found: Sequence[Smallest]) -> str:
    kinds = ["all of them", "machine", *sorted({each.by for each in found} - {"machine"})]
    summary = []
    for kind in kinds:
        steps = [each.steps for each in found if kind in (each.by, "all of them")]
        summary.append(f"| {kind} | {len(steps)} | {median(steps):g} | {max(steps)} |")
    rows = [f"| {each.bug} | {each.by} | {each.steps} | {each.calls} |" for each in found]
    return HEAD.format(examples=EXAMPLES, summary="\n".join(summary), rows="\n".join(rows))


def main(path: str, *names: str) -> None:
    logging.disable(logging.CRITICAL)
    found = []
    for name in names or BUGS:
        found.append(smallest(BUGS[name]))
        print(found[-1], flush=True)
    Path(path).write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
