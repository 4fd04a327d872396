"""How long the server waits, and how much it takes, before it gives up on a connection."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes."""

    # From the first byte of a request (or from connecting) to the end of its headers.
    head_timeout: float = 15.0
    # Without a single byte moving, in a body or in an answer that nobody reads.
    stall_timeout: float = 30.0
    # For a whole request, however steadily it drips.
    request_timeout: float = 300.0
    # Between two requests of one connection.
    keep_alive_timeout: float = 75.0
    # For requests that are being answered when the server stops.
    grace: float = 1.0
    # How long a refused client may go on sending, so that it gets to read the refusal.
    linger: float = 5.0

    max_head: int = 64 * 1024
    # Far above the 32 MB of the Bulk API: those are the application's to refuse.
    max_body: int = 256 * 1024 * 1024
    # Below the usual limit of 1024 open files: each request may also own a temporary file.
    max_connections: int = 800
    max_threads: int = 512
    # Answers on their way that were asked to be late or slow; each holds its connection.
    max_held_back: int = 400

    @property
    def tick(self) -> float:
        """How often the times above are looked at."""
        shortest = min(self.head_timeout, self.stall_timeout, self.request_timeout, self.keep_alive_timeout)
        return min(1.0, shortest / 4)
