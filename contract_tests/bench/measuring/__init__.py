"""What measures the lines: a module a group, each with `measure`, which yields the lines of the group as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from contract_tests.bench.figures import Measured, scaled

GROUPS = {
    "uploads": 300,
    "linkage": 900,
    "accounts": 300,
    "memory": 300,
    "requests": 300,
    "starting": 200,
    "fixture": 120,
    "threads": 120,
    "resetting": 300,
    "presence": 300,
    "growth": 1800,
}
"""Each group, in the order of the table, and the seconds it may take with its own number of runs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured: these lines, so many `runs` (None: as many as the group thinks right), at this scale."""

    lines: frozenset[str]
    runs: int | None = None
    scale: float = 1.0

    def size(self, number: int) -> int:
        """So many rows at full scale."""
        return scaled(number, self.scale)

    def wants(self, *lines: str) -> bool:
        return not self.lines.isdisjoint(lines)

    def each(self, runs: int, doing: str) -> Iterator[int]:
        """The runs, counted from 0 and told to whoever watches."""
        wanted = runs if self.runs is None else self.runs
        for number in range(wanted):
            print(json.dumps({"doing": f"{doing}, run {number + 1} of {wanted}"}), flush=True)
            yield number


class NotAvailable(Exception):
    """The line cannot be measured here; its text says why, in a few words."""


Measure = Callable[[Order], Iterator[Measured]]


def measure_of(group: str) -> Measure:
    found: Measure = import_module(f"contract_tests.bench.measuring.{group}").measure
    return found


class Pairs:
    """Runs of one line, ours and the reference's."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.ours: list[float] = []
        self.theirs: list[float] = []

    def add(self, ours: float, theirs: float) -> None:
        self.ours.append(ours)
        self.theirs.append(theirs)

    def measured(self, note: str = "") -> Measured:
        return Measured(self.line, tuple(self.ours), tuple(self.theirs), note)
