"""Calling a sync's `callbackUrl` when it ends: off the request's thread, and a dead URL harms nobody.

CONFIRMED: it is called when the sync ends, perhaps before the answer to the POST. The payload, the sync as JSON, is
assumed (differences: callback-payload).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import Any

logger = logging.getLogger("mock_server")

Call = tuple[str, dict[str, Any]]


class Callbacks:
    """Threads that POST what is put before them; they come with the calls, at most `threads`, and go when all is done.

    `timeout` is in seconds. There are many threads since each may wait that long for a URL that does not answer, and
    the callbacks of one site must not wait for those of another.
    """

    def __init__(self, timeout: float = 5.0, threads: int = 64) -> None:
        self._timeout = timeout
        self._threads = threads
        self._calls: deque[Call] = deque()
        self._guard = threading.Lock()
        self._at_work = 0

    def __call__(self, url: str, payload: dict[str, Any]) -> None:
        """Have `payload` posted to `url` soon; returns at once and never raises."""
        with self._guard:
            self._calls.append((url, payload))
            if self._at_work == self._threads:
                return
            self._at_work += 1
            try:
                threading.Thread(target=self._work, name="callbacks", daemon=True).start()
            except RuntimeError:  # the system gives no more threads; the next call tries again
                self._at_work -= 1

    def _work(self) -> None:
        while (call := self._next()) is not None:
            self._post(*call)

    def _next(self) -> Call | None:
        with self._guard:
            if self._calls:
                return self._calls.popleft()
            self._at_work -= 1
            return None

    def _post(self, url: str, payload: dict[str, Any]) -> None:
        import requests  # on first use: most servers never call anybody

        try:
            with requests.Session() as session:
                # Straight to the URL, which is mostly on this machine, whatever proxy the environment names.
                session.trust_env = False
                session.post(url, json=payload, timeout=self._timeout, allow_redirects=False, stream=True).close()
        except Exception as fault:  # whatever a URL makes requests raise, it is the URL's fault
            logger.warning("callback to %s failed: %s", url, fault)
