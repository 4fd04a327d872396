"""Waiting for what a client in another thread or process does: never longer than a limit, and without sleeping."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mock_server.testing.access import Access
from mock_server.testing.journal import Exchange

T = TypeVar("T")
LOOK_AGAIN = 0.02
"""Seconds between two looks where no call wakes the wait: a large sync ends on a thread of its own."""


@dataclass(frozen=True, slots=True)
class SyncSeen:
    """A sync as it was when it was looked at."""

    uri: str
    definition_uri: str
    status: str
    is_final: bool


class Waiting(Access):
    """Waits of a test. Each wakes with every call the server answers, and looks again every 20 ms besides."""

    def wait_for_sync(self, uri: str | None = None, *, limit: float = 5.0) -> SyncSeen:
        """Wait until the sync `uri` has ended; without one, until there is a sync and all of them have. The last one.

        Looking moves no sync: where the site's pace is counted in polls or seconds, somebody has to poll or advance.
        Raises AssertionError after `limit` seconds, with what became of the syncs.
        """
        __tracebackhide__ = True

        def ended() -> SyncSeen | None:
            found = [each for each in self.syncs if uri is None or each.uri == uri]
            return found[-1] if found and all(each.is_final for each in found) else None

        def told() -> str:
            seen = "".join(f"\n  {each.uri} of {each.definition_uri}: {each.status}" for each in self.syncs)
            return f"{uri or 'every sync'} to end; the syncs are:{seen or ' none'}"

        return self._wait(ended, limit, told)

    def wait_for_request(
        self, method: str | None = None, path: str | None = None, *, times: int = 1, limit: float = 5.0
    ) -> Exchange:
        """Wait until the site has answered `times` calls of that method and path, earlier ones counted. The last one.

        `path` is a glob, in any case, of the whole path or of what follows `/api/bulk/2.0`. Raises AssertionError
        after `limit` seconds, with the calls that came.
        """
        __tracebackhide__ = True

        def came() -> Exchange | None:
            found = self.journal.of(method, path)
            return found[times - 1] if len(found) >= times else None

        def told() -> str:
            return f"{times} x {method or 'any'} {path or '*'}; the calls were:\n{self._calls()}"

        if times < 1:
            raise ValueError("times must be at least 1")
        return self._wait(came, limit, told)

    @property
    def syncs(self) -> list[SyncSeen]:
        """Every sync of the site, the oldest first. Looking at them moves none."""
        return [_seen(item) for item in self._all("syncs")]

    def _wait(self, look: Callable[[], T | None], limit: float, told: Callable[[], str]) -> T:
        __tracebackhide__ = True
        deadline = time.monotonic() + limit
        while (found := look()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited {limit:g} s for {told()}")
            self.host.app.wait(min(left, LOOK_AGAIN))
        return found


def _seen(item: dict[str, Any]) -> SyncSeen:
    return SyncSeen(item["uri"], item["syncedInstanceUri"], item["status"], item["isFinal"])
