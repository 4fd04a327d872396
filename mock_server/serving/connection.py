"""The handle by which the application decides what becomes of the connection it is answering on."""

import socket
import struct
from typing import TYPE_CHECKING

from mock_server.serving.pacing import Delivery

if TYPE_CHECKING:
    from mock_server.serving.channels import Channel

ENVIRON_KEY = "eloqua_mock.connection"
ADDRESSES_KEY = "eloqua_mock.addresses"
"""The ports of the server's two addresses, first and second, as texts like `SERVER_PORT`, which is the one asked."""


class Connection:
    """One request's connection. Both ways of breaking it also stop the answer being written."""

    def __init__(self, channel: "Channel") -> None:
        self._channel = channel
        self.delivery: Delivery | None = None

    def abort(self) -> None:
        """Reset: the client sees "connection reset by peer", at once."""
        self._channel.hang_up(reset=True)

    def cut(self) -> None:
        """Close in order after what was written so far, be the answer complete or not."""
        self._channel.hang_up(reset=False)

    def deliver(
        self,
        *,
        wait: float = 0.0,
        bytes_per_second: float | None = None,
        is_part: bool = False,
        body_bytes: int | None = None,
        silent: bool = False,
        hold: float = 0.0,
    ) -> None:
        """Have the answer that the application is about to give leave as `pacing.Delivery` says. It waits nowhere."""
        self.delivery = Delivery(wait, bytes_per_second, is_part, body_bytes, silent, hold)

    def sit_out(self, seconds: float) -> bool:
        """Wait in the thread that calls, which counts as none of the server's meanwhile; False if the server stops."""
        return self._channel.server.sit_out(seconds)


def reset_on_close(sock: socket.socket) -> None:
    """Let the close that follows send RST: lingering on, for no time."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
