"""What a person sees who waits for a command of the kit: a bar, on a terminal only."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TypeVar

import click

T = TypeVar("T")
Heard = Callable[[int], None]
"""Is told how much more is done."""

_PERCENT = re.compile(r"\[ *(\d+)%\]\s*$")


def nobody(_: int) -> None:
    """Nobody waits."""


@contextmanager
def bar(label: str, length: int) -> Iterator[Heard]:
    """A bar of that length on standard error; nothing where that is no terminal: in a pipe, in the log of a CI job."""
    if not sys.stderr.isatty():
        yield nobody
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as shown:
        yield shown.update


def watched(label: str, items: Collection[T]) -> Iterator[T]:
    """The items, one by one; the bar tells how many were worked on."""
    with bar(label, len(items)) as heard:
        for item in items:
            yield item
            heard(1)


def run_pytest(label: str, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run pytest, which must be verbose, with a bar that follows its own percentages. What it printed is returned."""
    with TemporaryFile("w+", encoding="utf-8") as errors, bar(label, 100) as heard:
        process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=errors, env=environment)
        printed, done = [], 0
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                printed.append(line)
                found = _PERCENT.search(line)
                if found and int(found[1]) > done:
                    heard(int(found[1]) - done)
                    done = int(found[1])
        code = process.wait()
        errors.seek(0)
        return subprocess.CompletedProcess(command, code, "".join(printed), errors.read())
