"""The table as data: every line is measured by somebody, found by its name, and stands on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_tests.bench.figures import work_of
from contract_tests.bench.lines import LINES, chosen
from contract_tests.bench.measuring import GROUPS, measure_of
from contract_tests.bench.missed import WHY

ROOT = Path(__file__).parents[3]


def test_every_line_has_a_name_of_its_own_and_a_group() -> None:
    """Ids are unique, and every line's group is one that is run; every group measures something."""
    assert len({line.id for line in LINES}) == len(LINES)
    assert {line.group for line in LINES} == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_measures(group: str) -> None:
    """Every group has its measurement, which names each of its lines."""
    measure = measure_of(group)
    source = Path(measure.__code__.co_filename).read_text(encoding="utf-8")
    for line in (line for line in LINES if line.group == group):
        first, _, clients = line.id.partition("-")
        built = f'"{first}-{{clients}}' in source and clients
        assert f'"{line.id}"' in source or built, line.id


def test_a_name_means_a_line_and_what_begins_with_it() -> None:
    """`upload` means upload, upload-sync and upload-csv; a whole id only itself; a glob what it matches."""
    assert [line.id for line in chosen(["upload"])] == ["upload", "upload-sync", "upload-csv"]
    assert [line.id for line in chosen(["get-8", " start-memory"])] == ["get-8", "get-8-moto", "start-memory"]
    assert [line.id for line in chosen(["*-moto"])] == ["get-1-moto", "get-8-moto", "start-moto"]
    assert chosen([]) == list(LINES)


def test_explanations_are_of_lines() -> None:
    """What explains a missed target names a line that there is."""
    assert set(WHY) <= {line.id for line in LINES}


def test_the_page_shows_every_line() -> None:
    """docs/reference/benchmarks.md has a row for each line, in their order: written since the lines last changed."""
    page = (ROOT / "docs" / "reference" / "benchmarks.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| (.+) \|$", page, re.MULTILINE)][2:]
    shown = [(re.sub(r"[\d,]+", "N", row[0]), row[2]) for row in rows]
    assert shown == [(re.sub(r"[\d,]+", "N", work_of(line, 1.0)), line.reference) for line in LINES]
