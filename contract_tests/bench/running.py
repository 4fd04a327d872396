"""Groups run one after another, each in processes of its own that end with it: a fault or a hang costs its lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile

from contract_tests.bench.children import ROOT, environment
from contract_tests.bench.figures import Measured, Result
from contract_tests.bench.lines import Line
from contract_tests.bench.measuring import GROUPS

PROGRAM = "contract_tests.bench.group"
Tell = Callable[[str], None]
"""Is told what is being done, from time to time."""


def results_of(
    lines: Iterable[Line],
    runs: int | None,
    scale: float,
    tell: Tell,
    longest: float | None = None,
    program: str = PROGRAM,
) -> Iterator[Result]:
    """The results of `lines`, a group's when it has ended. `longest`: seconds for each group in place of its own.

    Where a fault of one line cost others of its group, each of these gets another try by itself.
    """
    wanted = list(lines)
    for group, seconds in GROUPS.items():
        of_group = [line for line in wanted if line.group == group]
        # More runs than a group thinks right may take longer.
        limit = longest if longest is not None else seconds * max(1.0, (runs or 1) / 3)
        together = list(run_group(of_group, runs, scale, limit, tell, program)) if of_group else []
        alone = sum(result.measured is None for result in together) > 1
        for result in together:
            if result.measured is None and alone:
                yield from run_group([result.line], runs, scale, limit, tell, program)
            else:
                yield result


def run_group(
    lines: list[Line], runs: int | None, scale: float, limit: float, tell: Tell, program: str = PROGRAM
) -> Iterator[Result]:
    """A result for each of `lines`, all of one group: what was measured of it, or why not. `limit` in seconds."""
    asked = {"group": lines[0].group, "lines": [line.id for line in lines], "runs": runs, "scale": scale}
    found: dict[str, Measured] = {}
    missing = ""
    with TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "-m", program, json.dumps(asked)],
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            env=environment(),
            cwd=ROOT,
            start_new_session=True,  # its own children are ended with it
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            _end(process)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            assert process.stdout is not None
            with process.stdout as heard:
                for line in heard:
                    missing = _hear(json.loads(line), found, tell) or missing
            process.wait()
        finally:
            timer.cancel()
            _end(process)
        if late.is_set():
            missing = f"stopped after {limit:.0f} s"
        elif process.returncode:
            told.seek(0)
            missing = _last_line(told.read()) or f"ended with code {process.returncode}"
    for wanted in lines:
        measured = found.get(wanted.id)
        yield Result(wanted, measured, "" if measured else missing or "not measured", scale)


def _hear(message: dict[str, object], found: dict[str, Measured], tell: Tell) -> str:
    """Take in one message of a group; the reason why the rest of its lines is missing, where that is what it says."""
    if "doing" in message:
        tell(str(message["doing"]))
    elif "line" in message:
        measured = Measured.from_json(message)
        found[measured.line] = measured
    return str(message.get("missing", ""))


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and what it started; nothing where all have ended."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
    process.wait(10)


def _last_line(told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
