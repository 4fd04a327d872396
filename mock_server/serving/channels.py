"""One client's connection, as the loop sees it: bytes in, requests out, deadlines."""

import socket
import threading
import time
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.utilities import BadRequest, Error

from mock_server.serving.answering import ApplicationAnswer, Refusal
from mock_server.serving.connection import reset_on_close
from mock_server.serving.log import logger
from mock_server.serving.pacing import Paced
from mock_server.serving.parsing import LatestFields, RequestParser

if TYPE_CHECKING:
    from collections.abc import Callable

    from waitress.adjustments import Adjustments

    from mock_server.serving.loop import Loop

# Large pieces for bodies; a request's head fits in the small one, which is cheap to allocate.
_BODY_PIECE = 256 * 1024
_HEAD_PIECE = 16 * 1024
_LITTLE = 64 * 1024


class RequestTimeout(BadRequest):
    code = 408
    reason = "Request Timeout"


class Channel(HTTPChannel):
    """Only who runs the loop reads, closes and looks at the clock; who answers a request writes.

    A request is answered once it is complete. So neither a silent client nor one that sends a
    byte a second can hold a worker, and a body that ends early never reaches the application.
    """

    server: "Loop"
    socket: socket.socket | None
    request: RequestParser | None
    requests: list[RequestParser]
    # Waitress has these, its stubs do not.
    requests_lock: threading.Lock
    _flush_some: "Callable[..., bool]"
    _flush_exception: "Callable[..., tuple[bool, bool]]"
    task_class = ApplicationAnswer
    error_task_class = Refusal
    logger = logger

    # The client was refused and may still be sending: let it read before the connection goes.
    linger = False
    # The connection ends in a reset, asked for by the application.
    resets = False
    # Which of the server's addresses the client came to, by its port.
    port = ""
    # The answer waits here and goes bit by bit: the loop sees to it.
    paced: Paced | None = None
    _deaf_since: float | None = None
    _timed: RequestParser | None = None
    _timed_since = 0.0

    @cached_property
    def parser_class(self) -> "Callable[[Adjustments], RequestParser]":  # type: ignore[override]  # here as waitress says
        latest = LatestFields()
        return lambda adj: RequestParser(adj, latest)

    def handle_read(self) -> None:
        in_body = self.request is not None and self.request.headers_finished
        try:
            data = self.receive(_BODY_PIECE if in_body else _HEAD_PIECE)
        except OSError as error:
            logger.debug("connection from %s lost: %s", self.addr, error)
            self.handle_close()
            return
        if data is None:
            return
        self.last_activity = time.time()
        if not data:
            self._input_ended()
        elif self._deaf_since is None and self.paced is None:
            self.received(data)
            self._note_start()

    def receive(self, size: int) -> bytes | None:
        """What has come: b"" at the end, None if nothing has come after all."""
        assert self.socket is not None
        try:
            return self.socket.recv(size)
        except BlockingIOError:
            return None

    def readable(self) -> bool:
        """While an answer is paced too, to see its client leave; what else it sends falls on deaf ears."""
        return (self.paced is not None and not self.will_close) or bool(super().readable())

    def writable(self) -> bool:
        return bool(self.total_outbufs_len or self.will_close or (self.close_when_flushed and self.paced is None))

    def handle_write(self) -> None:
        if self.paced is not None and not self.will_close:
            self._flush_exception(self._flush_some)
            if self.will_close:
                self.handle_close()
            return
        if not (self.linger and self.close_when_flushed) or self.will_close:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif self.socket is not None and not self.total_outbufs_len:
            self.close_when_flushed = False
            self._go_deaf()

    @property
    def asks_little(self) -> bool:
        """Whether the body of its first request is no more than a definition is."""
        body = self.requests[0].body_rcv
        return body is None or len(body) <= _LITTLE

    def expire(self, now: float) -> None:
        """Give up on a client that keeps us waiting; called every tick."""
        limits, silence = self.server.limits, now - self.last_activity
        if self.paced is not None and not self.total_outbufs_len:
            over = False
        elif self._deaf_since is not None:
            over = now - self._deaf_since > limits.linger
        elif self.total_outbufs_len:
            over = silence > limits.stall_timeout
        elif self.requests or self.close_when_flushed:
            over = False
        elif self.request is None or not self.request.begun:
            fresh = self.last_activity == self.creation_time
            over = silence > (limits.head_timeout if fresh else limits.keep_alive_timeout)
        else:
            over = False
            if self._too_slow(now):
                self._refuse(RequestTimeout("the request did not come to its end in time"))
        if over:
            self.handle_close()

    def pace(self, paced: Paced) -> None:
        """From a worker, when its answer is whole."""
        self.paced = paced
        self.server.pull_trigger(lambda: self.server.hold_back(self))

    def let_go(self) -> float | None:
        """Put out what is due of the answer; seconds until more is, or None once all is done. In the loop's thread."""
        if self.paced is None or not self.connected:
            return None
        piece = bytes(self.paced.due())
        if piece:
            with self.outbuf_lock:
                self.outbufs[-1].append(piece)
                self.current_outbuf_count += len(piece)
                self.total_outbufs_len += len(piece)
        if self.paced.is_over:
            self.paced = None
            return None
        return self.paced.next_look()

    def hang_up(self, *, reset: bool) -> None:
        """From a worker: break the connection; the loop does it, as it may be polling it."""
        with self.outbuf_lock:
            if self.socket is None:
                return
            if reset:
                reset_on_close(self.socket)
                self.resets = True
            else:
                self.close_when_flushed = True
            # From here on whatever the application writes raises ClientDisconnected.
            self.connected = False
        self.server.pull_trigger(self.handle_close if reset else None)

    def _input_ended(self) -> None:
        is_whole = self.request is None or not self.request.begun
        if not is_whole and self._deaf_since is None and self.paced is None:
            self._refuse(BadRequest("the connection ended before the request did"))
        else:
            self.handle_close()

    def _refuse(self, error: Error) -> None:
        with self.requests_lock:
            assert self.request is not None
            self.request.refuse(error)
            self.requests.append(self.request)
            self.request = None
        self.server.add_task(self)
        self.server.pull_trigger()  # or the loop, which is about to wait, would see to it only afterwards

    def _note_start(self) -> None:
        if self.request is not self._timed:
            self._timed, self._timed_since = self.request, self.last_activity

    def _too_slow(self, now: float) -> bool:
        assert self.request is not None
        limits, age = self.server.limits, now - self._timed_since
        if not self.request.headers_finished:
            return age > limits.head_timeout
        return age > limits.request_timeout or now - self.last_activity > limits.stall_timeout

    def _go_deaf(self) -> None:
        """Closing with unread bytes would send RST, which takes the refusal back with it."""
        assert self.socket is not None
        self._deaf_since = time.time()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
