"""What is planned for one site, in order, with an account of what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar


class Counted(Protocol):
    """Something planned: the first `skip` occasions pass, the `times` that follow are used; all of them where None."""

    @property
    def skip(self) -> int: ...
    @property
    def times(self) -> int | None: ...


P = TypeVar("P", bound=Counted)


class Account(NamedTuple):
    """How far a plan has come: the occasions that met its criterion while it was not used up, and those it took.

    `used_up`: all `times` are taken; of a plan without an end, whether it was used at all.
    """

    met: int
    fired: int
    used_up: bool


@dataclass(slots=True)
class Entry(Generic[P]):
    """A plan with its number, from 1, and its counts."""

    id: int
    plan: P
    met: int = 0
    fired: int = 0

    @property
    def is_over(self) -> bool:
        return self.plan.times is not None and self.fired >= self.plan.times

    @property
    def account(self) -> Account:
        used_up = self.fired > 0 if self.plan.times is None else self.is_over
        return Account(self.met, self.fired, used_up)

    def meet(self) -> bool:
        """Count one occasion; whether the plan takes it."""
        self.met += 1
        if self.met <= self.plan.skip:
            return False
        self.fired += 1
        return True


class Register(Generic[P]):
    """The plans of one kind for one site, in the order they were planned."""

    CAPACITY = 1000

    def __init__(self) -> None:
        self._planned: dict[int, Entry[P]] = {}
        self._last_id = 0
        self._guard = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._planned)

    def plan(self, plan: P) -> int | None:
        """Add a plan; its id, from 1. None where the site has as many as it may have."""
        with self._guard:
            if len(self._planned) >= self.CAPACITY:
                return None
            self._last_id += 1
            self._planned[self._last_id] = Entry(self._last_id, plan)
            return self._last_id

    def take(self, concerned: Callable[[P], bool]) -> Entry[P] | None:
        """Which plan takes this occasion.

        Those that are not over are asked in the order they were planned; each that is concerned counts the occasion,
        until one takes it. At most one does, and those behind it do not count it.
        """
        if not self._planned:
            return None
        with self._guard:
            for entry in self._planned.values():
                if not entry.is_over and concerned(entry.plan) and entry.meet():
                    return entry
        return None

    def give_back(self, entry: Entry[P]) -> None:
        """The occasion that `entry` took turned out to be none: it is counted as met only."""
        with self._guard:
            entry.fired -= 1

    def read(self) -> list[tuple[int, P, Account]]:
        with self._guard:
            return [(entry.id, entry.plan, entry.account) for entry in self._planned.values()]

    def any(self, holds: Callable[[P], bool]) -> bool:
        """Whether a plan that is not over is such a one."""
        with self._guard:
            return any(holds(entry.plan) for entry in self._planned.values() if not entry.is_over)

    def clear(self) -> None:
        """Forget all of them. Ids go on."""
        with self._guard:
            self._planned.clear()
