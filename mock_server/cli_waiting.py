"""What a person sees who waits for the command line: a bar, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from mock_server.clock import running_seconds

LARGE = 20_000
"""Records from which on reading them takes long enough to wait for: a fifth of a second."""


@contextmanager
def reading(number: int) -> Iterator[Callable[[int], None]]:
    """A bar for so many records of a site file (`site_files.Watch`), with those read a second.

    It stands on standard error; nothing is shown where that is no terminal, and for few records.
    """
    if number < LARGE or not sys.stderr.isatty():
        yield lambda _: None
        return
    began, done = running_seconds(), 0

    def rate(_: object) -> str:
        return f"{done / max(running_seconds() - began, 0.001):,.0f} records/s"

    with click.progressbar(length=number, label="reading records", file=sys.stderr, item_show_func=rate) as bar:

        def heard(more: int) -> None:
            nonlocal done
            done += more
            bar.update(more)

        yield heard
