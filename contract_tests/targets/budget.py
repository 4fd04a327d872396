"""What a run may spend on a real site. Asked before each call; nothing is sent that would overspend."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from importlib.resources import files

from contract_tests.targets.target import Indeterminate


class Lane(StrEnum):
    """How far a run goes on a real site."""

    READ = "read"
    """GET only."""
    PROBE = "probe"
    """Few checks, chosen from the kill matrix; at most 60 requests and 12 syncs, whatever budget is given."""
    SETTLE = "settle"
    """The experiments of `eloqua-mock settle`, for the checks of those alone."""
    FULL = "full"
    """Whatever a check asks for that the guard lets pass: for a sandbox of one's own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers that a run must not pass."""

    requests: int
    syncs: int
    rows: int
    seconds: int

    def __str__(self) -> str:
        return ", ".join(f"{getattr(self, each.name)} {each.name}" for each in fields(self))


LIMITS = {
    Lane.READ: Limits(requests=200, syncs=0, rows=0, seconds=600),
    Lane.PROBE: Limits(requests=60, syncs=12, rows=100, seconds=600),
    Lane.SETTLE: Limits(requests=240, syncs=20, rows=100, seconds=1800),
    Lane.FULL: Limits(requests=600, syncs=130, rows=2000, seconds=3600),
}


def limits(lane: Lane, text: str | None = None) -> Limits:
    """The lane's numbers, changed by a text such as `requests=30,syncs=2`. Those of `probe` can only be lowered.

    Raises ValueError where the text is none.
    """
    usual = LIMITS[lane]
    known = {each.name for each in fields(Limits)}
    changes = {}
    for part in (text or "").split(",") if text else ():
        name, equals, number = (word.strip() for word in part.partition("="))
        if name not in known or not equals or not (number.isascii() and number.isdecimal()):
            raise ValueError(f"{part!r} is no budget such as requests=30,syncs=2,rows=50,seconds=300.")
        changes[name] = min(int(number), getattr(usual, name)) if lane is Lane.PROBE else int(number)
    return replace(usual, **changes)


def probe_checks() -> list[str]:
    """The checks of the lane `probe`, in their order: `test_probe::test_…[…]`. `make probe` chooses them."""
    text = files("contract_tests.targets").joinpath("probe.json").read_text(encoding="utf-8")
    return list(json.loads(text)["checks"])


class Budget:
    """What is left of the limits. One request is held back for the deletion of each definition that still stands."""

    def __init__(self, most: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.requests = self.syncs = self.rows = self.held = 0
        self._clock, self._since = clock, clock()

    def take(self, *, syncs: int = 0, rows: int = 0, creation: bool = False, deletion: bool = False) -> None:
        """Spend one request with so many syncs and rows, or raise Indeterminate and spend nothing."""
        kept_back = 0 if deletion else self.held + creation
        wanted = {
            "requests": self.requests + 1 + kept_back,
            "syncs": self.syncs + syncs,
            "rows": self.rows + rows,
            "seconds": self._clock() - self._since,
        }
        for name, number in wanted.items():
            if number > getattr(self.most, name):
                raise Indeterminate(f"budget spent: {getattr(self.most, name)} {name}")
        self.requests, self.syncs, self.rows = self.requests + 1, self.syncs + syncs, self.rows + rows
        self.held += creation
