"""Runs cells of the decision tables on a target beside the reference model, and tells the differences by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from contract_tests.exchanges import begin_anew
from contract_tests.import_table import ImportCell, describe
from contract_tests.model.comparing import play, site_differences
from contract_tests.model.site import LINKAGES, OPPORTUNITIES, ModelSite
from contract_tests.semantics import DEFAULT, Semantics
from contract_tests.table import IMPORT, Cell, spans, together
from contract_tests.targets.target import Capability, Site, Target

SHOWN = 6
"""How many differences a failure prints, of the first group of cells that has any."""

SUSPECTS = 12
"""So many cells are tried by themselves."""

Outcome = tuple[Sequence[Cell | ImportCell], list[str], list[str]]
"""Cells that shared a site, how the evidence differed, how records and links differed."""


def link(target: Target, semantics: Semantics, group: list[Cell]) -> Outcome:
    """Import the opportunities of some cells, then link, each in two uploads."""
    scenario = together(group)
    model = ModelSite(semantics, scenario.description)
    with target.site(described(scenario.description, semantics)) as site:
        evidence = play(site, model, OPPORTUNITIES, IMPORT, halves(scenario.opportunity_rows))
        evidence += play(site, model, LINKAGES, scenario.linkage, halves(scenario.linkage_rows))
        return group, evidence, data(target, site, model)


def bring_in(target: Target, semantics: Semantics, group: list[ImportCell]) -> Outcome:
    """Import the rows of some cells in two uploads. The uploads part within a cell, where it has several rows."""
    description = describe(group)
    model = ModelSite(semantics, description)
    rows = [row for cell in group for row in cell.rows]
    with target.site(described(description, semantics)) as site:
        evidence = play(site, model, OPPORTUNITIES, group[0].definition, halves(rows))
        return group, evidence, data(target, site, model)


def smallest(
    play_them: Callable[[list[Any]], Outcome], outcome: Outcome, level: int
) -> tuple[Sequence[Any], list[str]]:
    """Of cells of which some differ, one that differs by itself, and how; all of them where none does.

    `level` is the place in an outcome that is looked at. What is played last is what was found.
    """
    cells, found = outcome[0], outcome[level]
    suspects = [cell for difference in found for cell in _own(str(difference), cells)]
    for cell in list({cell.number: cell for cell in [*suspects, *cells]}.values())[:SUSPECTS]:
        begin_anew()
        alone = play_them([cell])
        if alone[level]:
            return [cell], [str(text) for text in alone[level]]
    begin_anew()
    play_them(list(cells))
    return cells, [str(text) for text in found]


def described(description: Mapping[str, Any], semantics: Semantics) -> dict[str, Any]:
    """The site file, with the answers to the open questions where they are not the defaults."""
    return {**description, **({} if semantics == DEFAULT else {"assumptions": semantics.as_assumptions()})}


def halves(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    """Two uploads of one sync, where there is more than one row."""
    middle = len(rows) // 2
    return [rows[:middle], rows[middle:]] if middle else [rows]


def data(target: Target, site: Site, model: ModelSite) -> list[str]:
    """Differences in records and links, where the target can show them."""
    return site_differences(model, site.observe()) if Capability.READABLE_LINKS in target.capabilities else []


def reached(table: str, outcomes: Iterable[Outcome]) -> str:
    """The cells of a table that were run, by number."""
    return f"{table}: {spans(cell.number for cells, *_ in outcomes for cell in cells)}"


def told(cells: Sequence[Cell | ImportCell], found: list[str]) -> list[str]:
    """The differences, each under the names of the cells it speaks of: their texts and contacts bear their number."""
    among = f"in cell {cells[0].number}" if len(cells) == 1 else f"among {len(cells)} cells such as"
    lines = [f"{len(found)} differences from the reference model {among}: {cells[0].name}"]
    for difference in sorted(found, key=lambda text: not _own(text, cells))[:SHOWN]:
        lines += [f"cell {cell.number}: {cell.name}" for cell in _own(difference, cells)]
        lines.append(f"    {difference}")
    return lines


def _own(difference: str, cells: Sequence[Cell | ImportCell]) -> list[Cell | ImportCell]:
    numbers = set(re.findall(r"-([0-9]+)\b", difference))
    return [cell for cell in cells if str(cell.number) in numbers]
