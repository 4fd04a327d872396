"""Two threads take turns at running the loop: the one that answers a request itself is relieved where that takes long.

To hand each request to a worker and to be woken when it is done costs more than the answer to a small one. To answer it
in the loop's own thread costs nothing, but would make everybody wait for one that is slow, or waits for a lock. So a
second thread stands by, and goes on with the loop in the place of the first, who comes back as the one that stands by.
"""

import threading
from collections.abc import Callable
from threading import get_ident

from mock_server.serving.log import logger
from mock_server.serving.workers import Work

PATIENCE = 0.005
"""Seconds between two looks of who stands by: a request that is seen twice takes long."""
LOOKS = 20
"""So many looks without anything new, and who stands by sleeps until the next request."""


class Relay:
    """`lead` runs the loop for as long as the thread that calls it `leads`, or until the server is closed."""

    def __init__(self, lead: Callable[[], None]) -> None:
        self._lead = lead
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._leader: int | None = None
        self._answered = 0
        self._in_progress = 0
        """The number of the request that the leader answers just now, or 0."""
        self._stands_by = False
        self._sleeps = False
        self._over = False

    def run(self) -> None:
        """Lead, in the thread that calls; returns when it is over."""
        self._threads.append(threading.current_thread())
        self._leader = get_ident()
        self._take_part()

    def end(self) -> None:
        """Let both threads go."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def leads(self) -> bool:
        """Whether the thread that calls runs the loop."""
        return self._leader == get_ident()

    def is_answering(self) -> bool:
        """Whether the thread that calls leads, and is in a request: it will look at every socket after it anyway."""
        return self._in_progress != 0 and self._leader == get_ident()

    def has_part(self) -> bool:
        """Whether the thread that calls is one of the two."""
        return threading.current_thread() in self._threads

    def can_relieve(self) -> bool:
        """Whether somebody stands by. Where nobody ever did, somebody begins to."""
        if len(self._threads) == 1:
            # A daemon: a request that never ends must not keep the process alive.
            thread = threading.Thread(target=self._take_part, name="mock_server relief", daemon=True)
            self._threads.append(thread)
            self._stands_by = True
            try:
                thread.start()
            except RuntimeError:  # the system gives no more: then workers do it
                self._threads.remove(thread)
                self._stands_by = False
        return self._stands_by

    def answer(self, work: Work) -> None:
        """Do the work in the thread that calls, which leads until it is relieved. Somebody must stand by."""
        self._answered += 1
        self._in_progress = self._answered
        if self._sleeps:  # set before the other looks a last time whether there is anything
            with self._changed:
                self._changed.notify_all()
        try:
            work.service()
        except Exception:
            logger.exception("a request could not be finished")
        finally:
            with self._changed:
                if self._leader == get_ident():
                    self._in_progress = 0

    def _take_part(self) -> None:
        while not self._over:
            if self.leads():
                self._lead()
            else:
                self._stand_by()

    def _stand_by(self) -> None:
        with self._changed:
            self._stands_by = True
            seen, last, quiet = 0, -1, 0
            while not self._over:
                now = self._in_progress
                if now and now == seen:
                    self._leader, self._in_progress, self._stands_by = get_ident(), 0, False
                    return
                quiet = quiet + 1 if self._answered == last else 0
                seen, last = now, self._answered
                if quiet < LOOKS:
                    self._changed.wait(PATIENCE)
                    continue
                self._sleeps = True
                if not self._in_progress:
                    self._changed.wait()
                self._sleeps, quiet = False, 0
