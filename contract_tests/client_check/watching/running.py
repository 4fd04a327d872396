"""Running a program for a limited time: in a process group of its own, so that nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from contract_tests.client_check.watching.leaks import LONGEST_FORM, leaked

LONGEST_OUTPUT = 1_000_000
"""Bytes of output that are kept: the first half and the last. All of it is searched for secrets."""
SLICE = 0.2
"""Seconds after which it is seen that a run is to be stopped."""
MARK = "ELOQUA_MOCK_RUN"
"""The environment variable by which what a program started is known, wherever it went."""
_RUNS = count(1)


class NoSuchCommand(ValueError):
    """The command cannot be started."""


class Stopped(Exception):
    """The run was stopped from outside, and all of it killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: `exit` is None where it was killed at the limit. `text` is output and error output as they came,
    `leaked` the names of the secrets in them."""

    text: str
    exit: int | None
    seconds: float
    at: float
    """When, in seconds of the machine's running clock."""
    leaked: tuple[str, ...] = ()


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    limit: float,
    *,
    secrets: Callable[[], Mapping[str, str]] = dict,
    stop: threading.Event | None = None,
) -> Ended:
    """Run it for `limit` seconds at most; then, and when it has ended, its whole process group is killed, and what it
    started outside of that as far as the system tells. Whatever interrupts the waiting kills them too.

    `secrets`, by name, are asked for at the end. Raises NoSuchCommand; Stopped where `stop` is set.
    """
    mark = f"{os.getpid()}-{next(_RUNS)}-{time.monotonic_ns()}"
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        try:
            process = subprocess.Popen(
                list(command),
                env={**environment, MARK: mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as fault:
            raise NoSuchCommand(f"{command[0]}: {getattr(fault, 'strerror', None) or fault}") from None
        try:
            code = _wait(process, began + limit, stop or threading.Event())
            ended = time.monotonic()
        finally:
            _kill(process, mark)
        text = _read(output.fileno())
        return Ended(text, code, ended - began, ended, _leaked(output.fileno(), secrets()))


def _wait(process: subprocess.Popen[bytes], until: float, stop: threading.Event) -> int | None:
    while not stop.is_set():
        left = until - time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(max(min(left, SLICE), 0.0))
        if left <= 0:
            return None
    raise Stopped


def _kill(process: subprocess.Popen[bytes], mark: str) -> None:
    """The group's number is the first process's; it stays taken while any process of the group lives."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for number in _marked(mark):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGKILL)


def _marked(mark: str) -> Iterator[int]:
    """The processes with the mark in their environment, where the system shows that (Linux)."""
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def _read(file: int) -> str:
    size, half = os.fstat(file).st_size, LONGEST_OUTPUT // 2
    if size <= LONGEST_OUTPUT:
        return os.pread(file, size, 0).decode("utf-8", "replace")
    first, last = os.pread(file, half, 0), os.pread(file, half, size - half)
    return f"{first.decode('utf-8', 'replace')}\n...\n{last.decode('utf-8', 'replace')}"


def _leaked(file: int, secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Piece by piece, each a little over the one before, so that no secret is cut."""
    size, found = os.fstat(file).st_size, dict[str, None]()
    for start in range(0, size, LONGEST_OUTPUT):
        piece = os.pread(file, LONGEST_OUTPUT + LONGEST_FORM, start)
        found |= dict.fromkeys(leaked(piece.decode("utf-8", "replace"), secrets))
    return tuple(found)
