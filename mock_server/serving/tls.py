"""A connection that speaks TLS, without a thread that waits for its handshake."""

import socket as sockets
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.serving.channels import Channel

if TYPE_CHECKING:
    from waitress.adjustments import Adjustments
    from waitress.wasyncore import _SocketMap

    from mock_server.serving.loop import Loop


class TLSChannel(Channel):
    """The handshake happens inside the first reads: `recv` on a fresh socket carries it on."""

    socket: ssl.SSLSocket | None

    def __init__(
        self,
        server: "Loop",
        sock: sockets.socket,
        addr: tuple[str, int],
        adj: "Adjustments",
        map: "_SocketMap | None" = None,
    ) -> None:
        assert server.tls is not None
        sock.setblocking(False)
        wrapped = server.tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        # OpenSSL's state is one for both directions, and workers write while the loop reads.
        self._tls_lock = threading.Lock()
        self._read_wants_write = False
        super().__init__(server, wrapped, addr, adj, map)

    def receive(self, size: int) -> bytes | None:
        """All that is there: a record left inside OpenSSL would not wake the loop again."""
        pieces: list[bytes] = []
        with self._tls_lock:
            while sum(map(len, pieces)) < size or self._pending():
                piece = self._read(size)
                if not piece:
                    return b"".join(pieces) or piece
                pieces.append(piece)
        return b"".join(pieces)

    def send(self, data: bytes, do_close: bool = True) -> int:
        with self._tls_lock:
            if self.socket is None:
                return 0
            try:
                return self.socket.send(data)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return 0
            except OSError:
                self.will_close = True
        if do_close:
            self.handle_close()
        return 0

    def writable(self) -> bool:
        return self._read_wants_write or bool(super().writable())

    def handle_write(self) -> None:
        if self._read_wants_write:
            self._read_wants_write = False
            self.handle_read()
        if self.socket is not None:
            super().handle_write()

    def handle_close(self) -> None:
        with self._tls_lock, suppress(OSError, ValueError):
            if self.socket is not None and not self.resets:
                # Says goodbye (close_notify) and does not wait for the answer.
                self.socket.unwrap()
        super().handle_close()

    def _pending(self) -> bool:
        return self.socket is not None and self.socket.pending() > 0

    def _read(self, size: int) -> bytes | None:
        assert self.socket is not None
        try:
            return self.socket.recv(size)
        except ssl.SSLWantReadError:
            return None
        except ssl.SSLWantWriteError:
            self._read_wants_write = True
            return None
