"""Setting a site's clock forward."""

from __future__ import annotations

from mock_server.engine.syncs import catch_up
from mock_server.store.site import SiteState


def advance(state: SiteState, ticks: int) -> int:
    """Set the clock forward by `ticks` ≥ 0, carry out what falls due on the way, in order. The time it is then."""
    with state.lock:
        state.clock.advance(ticks)
        return catch_up(state)
