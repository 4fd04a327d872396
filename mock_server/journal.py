"""Which calls came to a site and how they were answered. Plain data, bounded. A leaf: imports nothing of ours."""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple


class Exchange(NamedTuple):
    """One request and its answer, without secrets: no header, no body. `at` is in ticks of the site's clock.

    `status` is 0 where a planned fault lost the answer.
    """

    at: int
    method: str
    path: str
    status: int
    user: str


class Journal:
    """The latest `capacity` exchanges of one site; it says how many older ones it dropped."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=capacity)
        self._guard = threading.Lock()
        self._seen = 0

    def note(self, exchange: Exchange) -> None:
        with self._guard:
            self._exchanges.append(exchange)
            self._seen += 1

    def read(self) -> tuple[list[Exchange], int]:
        """The exchanges, the oldest first, and the number of those that were dropped before them."""
        with self._guard:
            return list(self._exchanges), self._seen - len(self._exchanges)
