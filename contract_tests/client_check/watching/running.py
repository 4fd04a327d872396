"""Running a program for a limited time: in a process group of its own, so that nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

LONGEST_OUTPUT = 1_000_000
"""Bytes of output that are kept: the first half and the last."""


class NoSuchCommand(ValueError):
    """The command cannot be started."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: `exit` is None where it was killed at the limit. `text` is output and error output as they came."""

    text: str
    exit: int | None
    seconds: float
    at: float
    """When, in seconds of the machine's running clock."""


def run(command: Sequence[str], environment: Mapping[str, str], limit: float) -> Ended:
    """Run it for `limit` seconds at most; then, and when it has ended, its whole process group is killed.

    Raises NoSuchCommand.
    """
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        try:
            process = subprocess.Popen(
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as fault:
            raise NoSuchCommand(f"{command[0]}: {fault.strerror or fault}") from None
        code: int | None = None
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(limit)
        ended = time.monotonic()
        _kill(process)
        return Ended(_read(output.fileno()), code, ended - began, ended)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The group's number is the first process's; it stays taken while any process of the group lives."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(file: int) -> str:
    size, half = os.fstat(file).st_size, LONGEST_OUTPUT // 2
    if size <= LONGEST_OUTPUT:
        return os.pread(file, size, 0).decode("utf-8", "replace")
    first, last = os.pread(file, half, 0), os.pread(file, half, size - half)
    return f"{first.decode('utf-8', 'replace')}\n...\n{last.decode('utf-8', 'replace')}"
