"""The vacuity gate: what a run could have reached and did not.

Checks of the decision tables record the cells that they ran as the property `eloqua_cells` ("linkage: 1-24 49"); the
machines count their rules and outcomes in `machines.reached`. A group of which nothing ran is not reachable here: its
checks were deselected, or the target cannot do what they need, and both are told elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

PROPERTY = "eloqua_cells"


@dataclass
class Reached:
    """What was reached, in this process and in those that told it."""

    cells: dict[str, set[int]] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    capabilities: set[str] = field(default_factory=set)
    complete: bool = True
    """Every check of the suite was to run."""

    def note(self, properties: Iterable[tuple[str, object]]) -> None:
        """Take the cells from the properties of a report."""
        for name, value in properties:
            if name == PROPERTY:
                table, _, spans = str(value).partition(":")
                self.cells.setdefault(table.strip(), set()).update(_numbers(spans))

    def look(self) -> None:
        """Take what the machines of this process reached, where any ran."""
        if "contract_tests.machines.reached" in sys.modules:
            from contract_tests.machines.reached import REACHED

            self.labels |= {label for label, number in REACHED.items() if number}

    def as_output(self) -> dict[str, Any]:
        """For the way from a worker of xdist. Cells travel with the reports."""
        return {"labels": sorted(self.labels), "capabilities": sorted(self.capabilities), "complete": self.complete}

    def take(self, output: dict[str, Any]) -> None:
        self.labels |= set(output["labels"])
        self.capabilities |= set(output["capabilities"])
        self.complete = self.complete and output["complete"]

    def unreached(self) -> Iterator[str]:
        """What was not reached, a line a group."""
        for table, reached in sorted(self.cells.items()):
            if missing := _universe(table) - reached:
                from contract_tests.table import spans

                yield f"{len(missing)} cells of the {table} table: {spans(missing)}"
        if self.labels and (missed := self._missed_labels()):
            yield f"machines: {', '.join(missed)}"

    def _missed_labels(self) -> list[str]:
        from contract_tests.machines.reached import OUTCOMES, RULES

        wanted = {rule for rule, needed in RULES.items() if {str(each) for each in needed} <= self.capabilities}
        return sorted((wanted | OUTCOMES) - self.labels)


def _numbers(spans: str) -> Iterator[int]:
    for span in spans.split():
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _universe(table: str) -> set[int]:
    """The numbers of every cell of a table."""
    from contract_tests.import_table import import_groups
    from contract_tests.table import groups

    if table == "linkage":
        return {cell.number for group in groups() for cell in group}
    return {cell.number for group in import_groups() for cell in group}
