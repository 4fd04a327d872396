"""A visit: one request by one user to one site's state, with the lock held and the clock caught up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mock_server.store.site import SiteState


@dataclass(frozen=True, slots=True)
class Visit:
    """The state is the one that was current when the request came in: after a reset it writes where nobody reads."""

    state: SiteState
    username: str

    @property
    def oversized_status(self) -> int:
        """The answer to a body over 32 MB on this site: the switch `oversizedBody`."""
        return int(self.state.description.assumptions.oversized_body)

    @property
    def upload_bytes(self) -> int:
        """The largest body of an upload on this site."""
        return self.state.description.limits.upload_bytes


@contextmanager
def at_work(state: SiteState) -> Iterator[int]:
    """Hold the site's lock, carry out what fell due, and give the time it is, in ticks."""
    with state.lock:
        now = state.clock.now()
        state.carry_out_due(now)
        yield now
