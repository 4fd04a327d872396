"""The smallest scenario that still shows it: parts are left out, one after the other, as long as the rule stays broken.

Every candidate is played. Scenarios that were drawn and those of the standard set are reduced alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from contract_tests.client_check.adapter import Row
from contract_tests.client_check.driving.meaning import REQUIRED
from contract_tests.client_check.driving.scenario import SITE, Scenario, Step

T = TypeVar("T")


def reduce(scenario: Scenario, shows: Callable[[Scenario], bool], most: int = 60) -> Scenario:
    """The smallest scenario found in `most` plays. `shows`: whether a scenario shows what this one shows."""
    tried = 0
    smaller = True
    while smaller:
        smaller = False
        for candidate in candidates(scenario):
            if tried >= most:
                return scenario
            tried += 1
            if shows(candidate):
                scenario, smaller = candidate, True
                break
    return scenario


def candidates(scenario: Scenario) -> Iterator[Scenario]:
    """Scenarios with less in them, the greatest step first."""
    for index in range(len(scenario.steps)):
        if len(scenario.steps) > 1:
            yield replace(scenario, steps=without(scenario.steps, index))
    for index in range(len(scenario.faults)):
        yield replace(scenario, faults=without(scenario.faults, index))
    for index in range(len(scenario.courses)):
        yield replace(scenario, courses=without(scenario.courses, index))
    for change in ({"decoration": ""}, {"oauth": False}, {"small": False}, {"site": dict(SITE)}):
        changed = replace(scenario, **change)
        if changed != scenario:
            yield changed
    for index, step in enumerate(scenario.steps):
        for rows in (*fewer(step.rows), *plainer(step)):
            yield replace(
                scenario, steps=(*scenario.steps[:index], Step(step.asked, rows), *scenario.steps[index + 1 :])
            )
    for index, fault in enumerate(scenario.faults):
        for name, usual in (("skip", 0), ("times", 1)):
            if fault.get(name, usual) != usual:
                simpler = {**fault, name: usual}
                yield replace(scenario, faults=(*scenario.faults[:index], simpler, *scenario.faults[index + 1 :]))


def plainer(step: Step) -> Iterator[tuple[Row, ...]]:
    """The rows without what an import of opportunities need not have, then with plain values for that which it must."""
    if step.asked != "import_opportunities":
        return
    needed = tuple({key: value for key, value in row.items() if key in REQUIRED} for row in step.rows)
    plain = tuple({**row, "OpportunityName": "Opportunity", "Amount": "1"} for row in needed)
    for rows in (plain, needed):
        if rows != tuple(map(dict, step.rows)):
            yield rows


def without(items: tuple[T, ...], index: int) -> tuple[T, ...]:
    return items[:index] + items[index + 1 :]


def fewer(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """Half of the rows, a quarter less, …, one less."""
    size = len(rows) // 2
    while size:
        for begin in range(0, len(rows), size):
            if kept := rows[:begin] + rows[begin + size :]:
                yield kept
        size //= 2
