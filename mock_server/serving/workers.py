"""Threads that come when a request needs one and go when none does."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from waitress.task import ThreadedTaskDispatcher

from mock_server.serving.log import logger


class Work(Protocol):
    def service(self) -> None: ...
    def cancel(self) -> None: ...


class Workers(ThreadedTaskDispatcher):
    """Waitress's fixed pool, made elastic.

    A fixed pool starves: thirty requests that wait for the lock of one site would leave no
    thread for the others. So a thread is started whenever fewer are idle than work waits.
    """

    def __init__(self, limit: int, idle_timeout: float = 10.0) -> None:
        self.limit = limit
        self.idle_timeout = idle_timeout
        self.alive: set[threading.Thread] = set()
        self.waiting: deque[Work] = deque()
        self._changed = threading.Condition()
        self._idle = 0
        self._stopping = False

    def add_task(self, task: Work) -> None:  # type: ignore[override]  # the stubs say Task
        with self._changed:
            self.waiting.append(task)
            if self._idle >= len(self.waiting):
                self._changed.notify()
            elif len(self.alive) < self.limit:
                self._start_thread()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While the worker that calls waits for time to pass: it does not count, and another may come in its place."""
        worker = threading.current_thread()
        if worker not in self.alive:  # the loop's, which will be relieved
            yield
            return
        with self._changed:
            self.alive.discard(worker)
            if self.waiting and not self._idle:
                self._start_thread()
        try:
            yield
        finally:
            with self._changed:
                self.alive.add(worker)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Send idle threads away; one that is still in a request ends after it."""
        with self._changed:
            self._stopping = True
            pending, self.waiting = (self.waiting, deque()) if cancel_pending else (deque(), self.waiting)
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self.alive, timeout)
        for task in pending:
            task.cancel()
        return bool(pending)

    def set_thread_count(self, count: int) -> None:
        self.limit = count

    def is_busy(self) -> bool:
        """Whether any worker is in a request, or will be at once."""
        return len(self.alive) > self._idle or bool(self.waiting)

    def is_worker(self) -> bool:
        return threading.current_thread() in self.alive

    def _start_thread(self) -> None:
        # Daemons: a request that never ends must not keep the process alive.
        thread = threading.Thread(target=self._run, name="mock_server worker", daemon=True)
        self.alive.add(thread)
        try:
            thread.start()
        except RuntimeError:  # the system gives no more: those there are will do
            self.alive.discard(thread)
            if not self.alive:
                raise

    def _run(self) -> None:
        while (task := self._next()) is not None:
            try:
                task.service()
            except BaseException:
                logger.exception("a worker could not finish its request")
            # Or the last request, and its body, would live on while this thread waits.
            del task

    def _next(self) -> Work | None:
        with self._changed:
            while not self.waiting:
                if self._stopping or not self._wait():
                    self.alive.discard(threading.current_thread())
                    self._changed.notify_all()
                    return None
            return self.waiting.popleft()

    def _wait(self) -> bool:
        self._idle += 1
        woken = self._changed.wait(self.idle_timeout)
        self._idle -= 1
        return woken or bool(self.waiting)
