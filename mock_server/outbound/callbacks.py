"""Calling a sync's `callbackUrl` when it ends: off the request's thread, and a dead URL harms nobody.

CONFIRMED: it is called when the sync ends, perhaps before the answer to the POST. The payload, the sync as JSON, is
assumed (differences: callback-payload).
"""

from __future__ import annotations

import logging
import queue
import threading
from typing import Any

logger = logging.getLogger("mock_server")

Call = tuple[str, dict[str, Any]]


class Callbacks:
    """A few threads, started at the first call, that POST what is put before them. `timeout` in seconds."""

    def __init__(self, timeout: float = 5.0, threads: int = 4) -> None:
        self._timeout = timeout
        self._threads = threads
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._started = 0

    def __call__(self, url: str, payload: dict[str, Any]) -> None:
        """Have `payload` posted to `url` soon; returns at once."""
        self._calls.put((url, payload))
        with self._guard:
            if self._started < self._threads:
                self._started += 1
                threading.Thread(target=self._work, name="callbacks", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._post(*self._calls.get())

    def _post(self, url: str, payload: dict[str, Any]) -> None:
        import requests  # on first use: most servers never call anybody

        try:
            answer = requests.post(url, json=payload, timeout=self._timeout, allow_redirects=False, stream=True)
            answer.close()
        except (requests.RequestException, ValueError) as fault:
            logger.warning("callback to %s failed: %s", url, fault)
