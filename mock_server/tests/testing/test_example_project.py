"""The example project of the tutorial: its tests pass, in one process and on four workers, and can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3] / "docs" / "tutorial" / "example"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("workers", [0, 4])
def test_the_example_project_passes(workers: int) -> None:
    """Its tests use the fixture, a fault, the clock, a state diff and interception, with and without xdist."""
    text = (PROJECT / "test_sync_opportunities.py").read_text(encoding="utf-8")
    assert all(
        used in text for used in ("eloqua.fail_next", "eloqua.advance", "assert_only_changed", "eloqua.intercept")
    )
    done = run(PROJECT, "-n", str(workers))
    assert done.returncode == 0, done.stdout
    assert "8 passed" in done.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("Field(Amount)", "Field(Currency)", "POST /opportunities/imports -> 400"),
        ("(429, 503)", "(429,)", "503"),
        ("+ eloqua.run(", "+ (lambda *_: [])(", "should be, but is not: linked OPP-1 and contact1@abccompany.com"),
        ("https://login.eloqua.com", "https://login.eloqua.example", "refuses login.eloqua.example"),
    ],
)
def test_its_tests_see_a_mistake_in_the_program(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    """Writing another field, giving up when Eloqua is busy, linking nothing, calling elsewhere: each fails them."""
    folder = shutil.copytree(PROJECT, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__"))
    program = folder / "sync_opportunities.py"
    text = program.read_text(encoding="utf-8")
    assert right in text
    program.write_text(text.replace(right, wrong), encoding="utf-8")
    done = run(folder)
    assert done.returncode == 1, done.stdout
    assert told in done.stdout


def test_it_does_not_grow() -> None:
    """An example is read to its end only where it is short."""
    assert len((PROJECT / "sync_opportunities.py").read_text(encoding="utf-8").splitlines()) <= 120
