"""Calling a sync's `callbackUrl` when it ends: off the request's thread, and a dead URL harms nobody.

CONFIRMED: it is called when the sync ends, perhaps before the answer to the POST. The payload, the sync as JSON, is
assumed (differences: callback-payload).
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from typing import Any
from urllib.parse import urlsplit

logger = logging.getLogger("mock_server")

Call = tuple[str, dict[str, Any]]


class Callbacks:
    """Threads that POST what is put before them. They come with the calls and go when all is done.

    `timeout` is in seconds, for each wait for the URL; one that drips can take longer. So each host has at most
    `threads` threads, and calls to another never wait for it.
    """

    def __init__(self, timeout: float = 5.0, threads: int = 8) -> None:
        self._timeout = timeout
        self._threads = threads
        self._calls: dict[str, deque[Call]] = {}
        self._at_work: Counter[str] = Counter()
        self._guard = threading.Lock()

    def __call__(self, url: str, payload: dict[str, Any]) -> None:
        """Have `payload` posted to `url` soon; returns at once and never raises."""
        host = urlsplit(url).netloc
        with self._guard:
            self._calls.setdefault(host, deque()).append((url, payload))
            if self._at_work[host] >= self._threads:
                return
            self._at_work[host] += 1
            try:
                threading.Thread(target=self._work, args=(host,), name="callbacks", daemon=True).start()
            except RuntimeError:  # the system gives no more threads; the next call tries again
                self._at_work[host] -= 1

    def _work(self, host: str) -> None:
        while (call := self._next(host)) is not None:
            self._post(*call)

    def _next(self, host: str) -> Call | None:
        with self._guard:
            if self._calls[host]:
                return self._calls[host].popleft()
            self._at_work[host] -= 1
            if not self._at_work[host]:
                del self._at_work[host], self._calls[host]
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
