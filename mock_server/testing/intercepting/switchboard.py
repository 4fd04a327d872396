"""Where calls go while interceptions are on: the seams ask here, for every connection that a library makes.

The libraries' classes belong to the whole process, so this does too: it is the one state of the package that does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from mock_server.serving.hosts import is_eloqua, is_this_machine

Address = tuple[str, int]
Undo = Callable[[], None]


class OutsideHostError(ConnectionError):
    """A call to a host that an interception with `only` does not let through."""

    def __init__(self, host: str) -> None:
        known = "login.eloqua.com, secure.pNN.eloqua.com and this machine"
        super().__init__(f"intercept(only=True) refuses {host}: it lets through to {known} only")


class Interest(NamedTuple):
    """What one interception wants."""

    address: Address
    only: bool


class Switchboard:
    """The interceptions that are on; the latest decides. `install` puts the seams in, and gives what takes them out."""

    def __init__(self, install: Callable[[], list[Undo]]) -> None:
        self._install = install
        self._undo: list[Undo] = []
        self._on: list[Interest] = []
        self._guard = threading.RLock()

    def add(self, interest: Interest) -> None:
        with self._guard:
            if not self._on:
                self._undo = self._install()
            self._on.append(interest)

    def remove(self, interest: Interest) -> None:
        with self._guard:
            self._on = [each for each in self._on if each is not interest]
            if not self._on:
                undo, self._undo = self._undo, []
                for step in reversed(undo):
                    step()

    def target(self, host: str) -> Address | None:
        """Where a call to `host` goes; None: where it would go anyway. Raises OutsideHostError."""
        with self._guard:
            latest = self._on[-1] if self._on else None
            refused = any(each.only for each in self._on)
        if latest is not None and is_eloqua(host):
            return latest.address
        if refused and not is_this_machine(host):
            raise OutsideHostError(host)
        return None
