"""What is planned for one site: its faults, its courses, their barriers. What a plan is, is loaded with the first."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mock_server.behaviours.register import Entry, Register

if TYPE_CHECKING:
    from mock_server.behaviours.courses import Course, UnderWay
    from mock_server.behaviours.faults import Fault  # noqa: F401  (ruff does not read the quoted name below)


class Faults(Register["Fault"]):
    """The faults planned for one site."""

    @property
    def read_bodies(self) -> bool:
        """Whether a fault that may still strike looks into bodies."""
        return bool(self) and self.any(lambda fault: fault.criterion.body_contains is not None)


class Courses(Register["Course"]):
    """The courses planned for one site, and its barriers."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: set[str] = set()
        self._named: dict[str, None] = {}
        self._barriers = threading.Lock()

    def plan(self, plan: Course) -> int | None:
        number = super().plan(plan)
        if number is not None and plan.held_at is not None:
            with self._barriers:
                self._named[plan.held_at] = None
        return number

    def start(self, definition_uri: str) -> UnderWay | None:
        """The course that a new sync of the definition takes, if one is planned."""
        entry: Entry[Course] | None = self.take(lambda course: course.concerns(definition_uri))
        if entry is None:
            return None
        from mock_server.behaviours.courses import UnderWay

        return UnderWay(entry.plan)

    def is_open(self, barrier: str) -> bool:
        with self._barriers:
            return barrier in self._opened

    def open(self, barrier: str) -> bool:
        """Open a barrier for good; False where no course ever named it."""
        with self._barriers:
            if barrier not in self._named:
                return False
            self._opened.add(barrier)
            return True

    def restore(self, barriers: Iterable[tuple[str, bool]]) -> None:
        """Know the barriers of a saved site, by name and whether each is open."""
        with self._barriers:
            for name, is_open in barriers:
                self._named[name] = None
                if is_open:
                    self._opened.add(name)

    def barriers(self) -> list[tuple[str, bool]]:
        """The barriers in the order they were named, and whether each is open."""
        with self._barriers:
            return [(name, name in self._opened) for name in self._named]
