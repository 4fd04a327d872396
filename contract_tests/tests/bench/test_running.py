"""The bench goes on: a group that crashes, hangs or cannot be measured costs its own lines only."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract_tests.bench.children import environment
from contract_tests.bench.command import bench
from contract_tests.bench.figures import Result
from contract_tests.bench.lines import LINES
from contract_tests.bench.running import results_of, run_group

ODD = "contract_tests.tests.bench.odd_group"


def run_odd(group: str, limit: float) -> tuple[list[Result], list[str]]:
    """Two lines, the first of which is measured; and what was told meanwhile."""
    told: list[str] = []
    lines = [replace(line, group=group) for line in LINES[:2]]
    return list(run_group(lines, 1, 1.0, limit, told.append, ODD)), told


@pytest.mark.parametrize(
    ("group", "limit", "why"),
    [
        ("crashes", 30.0, "ValueError: a fault of the line's own"),
        ("hangs", 1.5, "stopped after 2 s"),
        ("refuses", 30.0, "there is none"),
    ],
)
def test_what_was_measured_before_a_fault_is_kept(group: str, limit: float, why: str) -> None:
    """Of a group that crashes, hangs or refuses, the lines it had measured have figures, the others the reason."""
    (kept, lost), _ = run_odd(group, limit)
    assert (kept.ratio, kept.missing) == (0.5, "")
    assert (lost.ratio, lost.verdict, lost.missing) == (None, "not available", why)


def test_a_fault_of_one_line_does_not_lose_the_others() -> None:
    """Lines that a fault left without figures are tried again, each by itself."""
    lines = [line for line in LINES if line.group == "uploads"]
    assert len(lines) == 3
    assert [result.ratio for result in results_of(lines, 1, 1.0, lambda _: None, 30.0, ODD)] == [0.5, 0.5, 0.5]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
@pytest.mark.parametrize("group", ["hangs", "refuses"])
def test_no_process_is_left(group: str) -> None:
    """What a group started is ended with it, whether it was stopped or ended by itself."""
    _, told = run_odd(group, 1.5)
    for _ in range(100):
        try:
            os.kill(int(told[0]), 0)
        except ProcessLookupError:
            return
        if _state(int(told[0])) == "Z":  # ended, and nobody asks for it
            return
        time.sleep(0.05)
    raise AssertionError(f"process {told[0]} is still there")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_lines_are_measured_and_written(tmp_path: Path) -> None:
    """A small run measures what it is asked for, ours beside the reference's, and writes the page, which says how."""
    page = tmp_path / "page.md"
    asked = ["--only", "link-account,thread", "--runs", "2", "--scale", "0.001", "--json", "--write", str(page)]
    done = CliRunner().invoke(bench, asked)
    assert done.exit_code == 0, done.output
    lines = {line["line"]: line for line in json.loads(done.stdout)["lines"]}
    assert set(lines) == {"link-account", "link-account-links", "thread", "thread-fixture"}
    for line in lines.values():
        assert line["ours"] > 0 and line["theirs"] > 0, line
        assert len(line["runs"]["ours"]) == len(line["runs"]["theirs"]) == 2
    assert "linkage by account, 100 rows" in page.read_text(encoding="utf-8")
    assert "quick try at 0.001" in page.read_text(encoding="utf-8")


def test_an_unknown_line_is_refused_with_those_there_are() -> None:
    """`--only` with a name that is no line's says so, and names the lines."""
    done = CliRunner().invoke(bench, ["--only", "uplaod"])
    assert done.exit_code == 2
    assert "no line 'uplaod'; there are upload, upload-sync, " in done.output


def test_no_start_compiles_the_mock_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this process may write no bytecode, those that are measured may: the references have theirs from pip."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OTHER", "kept")
    assert "PYTHONDONTWRITEBYTECODE" not in environment()
    assert environment()["OTHER"] == "kept"
