"""How many calls of which outcome came, for the metrics. It costs a call one addition."""

from __future__ import annotations

import threading
from typing import NamedTuple

_VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})


def verb_of(method: str) -> str:
    """A client may send any word as a verb; each would be counted for ever."""
    return method if method in _VERBS else "other"


class Outcome(NamedTuple):
    """`site` is empty for a call of none, `status` 0 where the answer was lost."""

    site: str
    verb: str
    status: int


class Calls:
    """Calls that were answered since the server was made: how many, and how long they took in seconds."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._counted: dict[Outcome, tuple[int, float]] = {}

    def count(self, outcome: Outcome, seconds: float) -> None:
        with self._guard:
            count, took = self._counted.get(outcome, (0, 0.0))
            self._counted[outcome] = count + 1, took + seconds

    def forget(self, site: str) -> None:
        """Drop what was counted for a site that was removed: a server may see thousands of them."""
        with self._guard:
            self._counted = {outcome: told for outcome, told in self._counted.items() if outcome.site != site}

    def read(self) -> list[tuple[Outcome, int, float]]:
        with self._guard:
            return [(outcome, *told) for outcome, told in sorted(self._counted.items())]
