"""The loop that watches every socket, answers what is small, and hands all else to the workers."""

import socket
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.trigger import trigger

from mock_server.serving.answering import SERVER_NAME
from mock_server.serving.channels import Channel
from mock_server.serving.log import logger
from mock_server.serving.relay import Relay
from mock_server.serving.tls import TLSChannel
from mock_server.serving.workers import Workers

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication

    from mock_server.serving.limits import Limits


class Loop(TcpWSGIServer):
    """Waitress's server with its loop made to end when asked, and its timeouts made finer."""

    channel_class: type[Channel] = Channel
    active_channels: dict[int, Channel]  # type: ignore[assignment]  # the stubs say one channel
    task_dispatcher: Workers
    trigger: "trigger"  # type: ignore[assignment]  # the stubs say int
    _map: dict[int, socket.socket]
    logger = logger

    def __init__(
        self,
        app: "WSGIApplication",
        listener: socket.socket,
        limits: "Limits",
        tls: "ssl.SSLContext | None",
        second: socket.socket | None = None,
    ) -> None:
        """`second` listens for a second address of the same server."""
        self.limits = limits
        self._tick = limits.tick
        self.tls = tls
        if tls is not None:
            self.channel_class = TLSChannel
        self.stopping = False
        self.ending = threading.Event()
        self.finished = threading.Event()
        self.closed = threading.Event()
        # Reentrant: a signal handler may come in while this very thread holds it.
        self._trigger_guard = threading.RLock()
        super().__init__(
            app,
            _sock=listener,
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            dispatcher=Workers(limits.max_threads),
            adj=_adjustments(limits, listener.getsockname()[0], secure=tls is not None),
        )
        self._relay = Relay(self._lead)
        self._ready: deque[Channel] = deque()
        """Whose request is complete."""
        self._held_back: dict[Channel, None] = {}
        self.ports = [str(listener.getsockname()[1])]
        self._second: SecondListener | None = None
        if second is not None:
            self.ports.append(str(second.getsockname()[1]))
            self._second = SecondListener(self, second)

    def handle_accept(self) -> None:
        self.welcome(self.accept, self.ports[0])

    def welcome(self, accept: "Callable[[], tuple[socket.socket, Any] | None]", port: str) -> None:
        """Take a client that came to `port`, if it is still there."""
        try:
            accepted = accept()
            if accepted is None:
                return
            client, address = accepted
            self.set_socket_options(client)
        except OSError:  # it has gone again
            return
        channel = self.channel_class(self, client, address, self.adj, map=self._map)
        channel.port = port

    def hold_back(self, channel: Channel) -> None:
        """Let the paced answer of the channel go as its time comes. The oldest must leave where there are too many."""
        self._held_back[channel] = None
        while len(self._held_back) > self.limits.max_held_back:
            oldest = next(iter(self._held_back))
            del self._held_back[oldest]
            oldest.handle_close()

    def sit_out(self, seconds: float) -> bool:
        """For a worker: wait so long, without being counted as one; False if the server stops meanwhile."""
        with self.task_dispatcher.aside():
            return not self.ending.wait(seconds)

    def run(self) -> None:
        """Serve until all is closed."""
        try:
            self._relay.run()
        except BaseException:
            self.stopping = True
            self.pull_trigger()
            raise

    def _lead(self) -> None:
        """Run the loop, until another thread does or the server is to stop."""
        try:
            self._hand_out()
            while self._relay.leads() and not self.stopping:
                self._turn(min(self._tick, self._let_go()))
            if self._relay.leads():
                self._wind_down()
        finally:
            if self._relay.leads():
                self.close_everything()

    def add_task(self, task: Channel) -> None:  # type: ignore[override]  # the stubs say Task
        """Have the first request of the channel answered; the leader does it after this turn, others at once."""
        if not self._relay.leads():
            self.task_dispatcher.add_task(task)
            return
        self._ready.append(task)
        if not self._relay.leads():  # relieved just now: the other may have looked already
            self.pull_trigger()

    def _hand_out(self) -> None:
        """Answer what is small in this thread, where nobody is at work and somebody could relieve it."""
        while self._ready and self._relay.leads():
            channel = self._ready.popleft()
            if self._is_for_workers(channel):
                self.task_dispatcher.add_task(channel)
            else:
                self._relay.answer(channel)

    def _is_for_workers(self, channel: Channel) -> bool:
        return (
            self.stopping or self.task_dispatcher.is_busy() or not channel.asks_little or not self._relay.can_relieve()
        )

    def pull_trigger(self, thunk: "Callable[[], None] | None" = None) -> None:
        """Wake the loop, also from a signal handler; let it call `thunk` in its own thread.

        A late worker must not write its byte to a pipe that is closed: the number may by then
        belong to somebody else's file.
        """
        if thunk is None and self._relay.is_answering():
            return
        with self._trigger_guard:
            if not self.finished.is_set():
                self.trigger.pull_trigger(thunk)  # type: ignore[arg-type]  # the stubs give it an argument

    def _let_go(self) -> float:
        """Put out what is due of the answers that are held back; seconds until more is."""
        soonest = self._tick
        for channel in list(self._held_back):
            wait = channel.let_go()
            if wait is None:
                del self._held_back[channel]
            else:
                soonest = min(soonest, wait)
        return soonest

    def close_everything(self) -> None:
        self.ending.set()
        with self._trigger_guard:
            self.finished.set()
        for channel in list(self.active_channels.values()):
            # Unlike close, this wakes a worker that waits for its client to read.
            channel.handle_close()
        wasyncore.close_all(self._map, ignore_all=True)
        self.task_dispatcher.shutdown(timeout=0.1)
        self._relay.end()
        self.closed.set()

    def in_worker(self) -> bool:
        """Whether the thread that calls answers requests."""
        return self._relay.has_part() or self.task_dispatcher.is_worker()

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            channel.expire(now)

    def _turn(self, timeout: float) -> None:
        wasyncore.loop(timeout, use_poll=True, map=self._map, count=1)
        self._hand_out()

    def _wind_down(self) -> None:
        """Take no more; let what is being answered have a moment. What is held back waits for nothing here."""
        self.ending.set()
        wasyncore.dispatcher.close(self)
        if self._second is not None:
            self._second.close()
        deadline = time.monotonic() + self.limits.grace
        while self._close_idle() and (left := deadline - time.monotonic()) > 0:
            self._turn(min(left, 0.05))

    def _close_idle(self) -> bool:
        """Close whoever waits for nothing; whether anybody is left."""
        for channel in list(self.active_channels.values()):
            if not (channel.requests or channel.total_outbufs_len):
                channel.handle_close()
        return bool(self.active_channels)


class SecondListener(wasyncore.dispatcher):
    """A second address of the same server: its clients are the loop's like all others."""

    def __init__(self, loop: Loop, listener: socket.socket) -> None:
        super().__init__(listener, map=loop._map)
        self._loop = loop
        self.accepting = True

    def readable(self) -> bool:
        return not self._loop.in_connection_overflow

    def writable(self) -> bool:
        return False

    def handle_accept(self) -> None:
        self._loop.welcome(self.accept, self._loop.ports[1])


def _adjustments(limits: "Limits", address: str, *, secure: bool) -> Adjustments:
    settings = Adjustments(
        sockets=[],
        ident=SERVER_NAME,
        server_name=address,
        url_scheme="https" if secure else "http",
        connection_limit=limits.max_connections,
        max_request_header_size=limits.max_head,
        max_request_body_size=limits.max_body,
        # The application refuses requests that came through a proxy: let it see them.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )
    settings.cleanup_interval = limits.tick  # type: ignore[assignment]  # whole seconds by rule
    return settings
