"""How an answer leaves when it shall not leave as it should: late, slowly, in part, or not at all.

The bytes wait beside the connection, and the loop lets them go when their time comes: no thread waits with them.
"""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """What becomes of one complete answer. It is the last on its connection.

    `wait`: seconds before its first byte. `bytes_per_second`: how fast it goes, None for as fast as may be.
    `is_part`: only so many bytes of the body, `body_bytes`, go at all, or half of it where that is None, and never all
    of them; of an answer without a body half the head. `silent`: not a byte goes. `hold`: seconds for which the
    connection stays open after what went.
    """

    wait: float = 0.0
    bytes_per_second: float | None = None
    is_part: bool = False
    body_bytes: int | None = None
    silent: bool = False
    hold: float = 0.0

    def chosen(self, head: bytes, body: bytes) -> bytes:
        """The bytes of the answer that go."""
        if self.silent:
            return b""
        if not self.is_part:
            return head + body
        if not body:
            return head[: len(head) // 2]
        half = len(body) // 2
        return head + body[: half if self.body_bytes is None else min(self.body_bytes, len(body) - 1)]


class Paced:
    """Bytes on their way: how many are due by now, and when to look again."""

    SHORTEST_STEP = 0.02

    def __init__(self, delivery: Delivery, data: bytes) -> None:
        self._data = memoryview(data)
        self._gone = 0
        self._rate = delivery.bytes_per_second
        self._since = time.monotonic() + delivery.wait
        self._hold = delivery.hold
        self._sent_at: float | None = None

    def due(self) -> memoryview:
        """What may go now and has not gone yet; to be asked by one thread only."""
        elapsed = time.monotonic() - self._since
        most = len(self._data)
        if elapsed < 0:
            most = 0
        elif self._rate is not None:
            most = min(most, 1 + int(self._rate * elapsed))
        piece = self._data[self._gone : most]
        self._gone = max(self._gone, most)
        if self._sent_at is None and self._gone == len(self._data) and elapsed >= 0:
            self._sent_at = time.monotonic()
        return piece

    @property
    def is_over(self) -> bool:
        return self._sent_at is not None and time.monotonic() >= self._sent_at + self._hold

    def next_look(self) -> float:
        """Seconds until something may change."""
        now = time.monotonic()
        if self._sent_at is not None:
            return max(0.0, self._sent_at + self._hold - now)
        if now < self._since:
            return self._since - now
        return self.SHORTEST_STEP if self._rate is None else max(self.SHORTEST_STEP, 1 / self._rate)
