"""Child processes that answer questions: a line of JSON in, a line of JSON out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from contract_tests.bench.memory import ticks_worked

ROOT = Path(__file__).parents[2]
"""Where the packages lie that are measured: those beside this one, whatever else is installed."""


def environment() -> dict[str, str]:
    """This process's, with the packages beside this one first.

    What they are compiled to is kept, whatever this process was told: so it is where pip installed them, and so it is
    for the references. Else each start would compile ours, and only ours, anew.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": path}


class ChildFailed(Exception):
    """A child ended, or told of a fault, where it should have answered."""


class Child:
    """A program of `contract_tests.bench.programs` in a process of its own. It says one line when it is ready.

    It ends when its standard input does, so none is left behind. Raises ChildFailed.
    """

    def __init__(self, program: str, *arguments: Any) -> None:
        command = [sys.executable, "-m", f"contract_tests.bench.programs.{program}", json.dumps(arguments)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT
        )
        self.name = program
        try:
            self.ready = self._read()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        return self.process.pid

    def ask(self, question: Any) -> Any:
        """What the child answers."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
        except OSError as fault:
            raise ChildFailed(f"{self.name} is gone: {fault}") from None
        return self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise ChildFailed(f"{self.name} ended with code {self.process.wait(10)}")
        return json.loads(line)

    def settle(self, seconds: float = 10.0) -> None:
        """Return when the child has stopped working, at most after `seconds`: what it does must not delay another."""
        deadline = time.monotonic() + seconds
        before = ticks_worked(self.pid)
        while time.monotonic() < deadline:
            time.sleep(0.1)
            now = ticks_worked(self.pid)
            if now is None or before is None or now - before <= 1:
                return
            before = now

    def stop(self) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
