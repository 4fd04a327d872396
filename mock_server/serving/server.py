"""A production WSGI server in a thread, or in a process of its own."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mock_server.serving.errors import ServingError
from mock_server.serving.limits import Limits
from mock_server.serving.listening import base_url, open_listener
from mock_server.serving.loop import Loop

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication


class Server:
    """Listens from the moment it is made; serves from `start` or `serve_forever` to `stop`."""

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        tls: "ssl.SSLContext | None" = None,
        second_port: int | None = 0,
    ) -> None:
        """`second_port` is that of a second address, to which sites can be moved: 0 for any free one, None for none."""
        listener = open_listener(host, port)
        try:
            second = None if second_port is None else open_listener(host, second_port)
        except ServingError:
            listener.close()
            raise
        self.host = host
        self.port: int = listener.getsockname()[1]
        self.url = base_url(host, self.port, secure=tls is not None)
        self.second_port: int | None = None if second is None else second.getsockname()[1]
        self.second_url = None if self.second_port is None else base_url(host, self.second_port, secure=tls is not None)
        self._loop = Loop(app, listener, limits or Limits(), tls, second)
        self._server_thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve from a background thread. The socket listens already, so nobody is turned away."""
        thread = threading.Thread(target=self.serve_forever, name="mock_server", daemon=True)
        self._server_thread = thread
        thread.start()

    def serve_forever(self) -> None:
        """Serve in this thread until `stop`."""
        self._server_thread = threading.current_thread()
        self._loop.run()

    def stop(self) -> None:
        """Stop serving, from any thread or a signal handler; twice does no harm.

        Returns when the sockets are closed, except to the threads that have to get on with it:
        the one that serves (a signal handler interrupts it) and one in the middle of a request.
        """
        self._loop.stopping = True
        if self._server_thread is None:
            self._loop.close_everything()
            return
        self._loop.pull_trigger()
        if threading.current_thread() is self._server_thread or self._loop.in_worker():
            return
        self._loop.closed.wait(self._loop.limits.grace + 5)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
