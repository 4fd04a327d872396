"""Which calls came to a site and how they were answered. Bounded in entries and in bytes."""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple

Headers = tuple[tuple[str, str], ...]

ENTRY_BYTES = 1_000
"""What an entry is counted as besides the texts it carries."""


class Message(NamedTuple):
    """A request or an answer. `size` is the body's in bytes; `whole` is false where `body` is only its beginning.

    `body` is None where it is no text in UTF-8.
    """

    headers: Headers
    body: str | None
    size: int
    whole: bool


NOTHING = Message((), "", 0, True)


class Secret(NamedTuple):
    """Where a request carried a secret: in a `header`, the `url` or the `body`, and under which name."""

    place: str
    name: str
    mark: str


class Exchange(NamedTuple):
    """One request and its answer. `at`: ticks of the site's clock. `began`, `took`: seconds of the machine's.

    `number` counts the calls in the order they came. `status` is 0 where a planned fault lost the answer.
    """

    number: int
    at: int
    began: float
    took: float
    method: str
    path: str
    query: str
    route: str | None
    host: str
    user: str | None
    authenticated: bool
    request: Message
    status: int
    answer: Message
    fault: int | None
    failures: tuple[tuple[str, str], ...]
    secrets: tuple[Secret, ...]
    hint: str | None = None


class Bounds(NamedTuple):
    """How much a journal keeps: entries, bytes in all, bytes of one body."""

    entries: int = 10_000
    bytes: int = 33_554_432
    body: int = 65_536


class Journal:
    """The latest exchanges of one site, within `bounds`; it says how many older ones it dropped."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._kept: deque[tuple[int, Exchange]] = deque()
        self._guard = threading.Lock()
        self._bytes = 0
        self._dropped = 0
        self._last_number = 0

    def next_number(self) -> int:
        """The number of a call that has just come."""
        with self._guard:
            self._last_number += 1
            return self._last_number

    def note(self, exchange: Exchange) -> None:
        size = _size(exchange)
        with self._guard:
            self._kept.append((size, exchange))
            self._bytes += size
            while len(self._kept) > self.bounds.entries or (self._bytes > self.bounds.bytes and len(self._kept) > 1):
                self._bytes -= self._kept.popleft()[0]
                self._dropped += 1

    def counts(self) -> tuple[int, int]:
        """How many exchanges are kept, and how many were dropped."""
        with self._guard:
            return len(self._kept), self._dropped

    def read(self) -> tuple[list[Exchange], int]:
        """The exchanges in the order they came, and the number of those that were dropped."""
        with self._guard:
            kept, dropped = [exchange for _, exchange in self._kept], self._dropped
        kept.sort(key=lambda exchange: exchange.number)
        return kept, dropped


def _size(exchange: Exchange) -> int:
    size = ENTRY_BYTES + len(exchange.path) + len(exchange.query)
    for message in (exchange.request, exchange.answer):
        size += len(message.body or "")
        for _, value in message.headers:
            size += len(value)
    return size
