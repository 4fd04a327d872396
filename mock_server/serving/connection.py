"""The handle by which the application breaks the connection it is answering on."""

import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.serving.channels import Channel

ENVIRON_KEY = "eloqua_mock.connection"


class Connection:
    """One request's connection. Both ways of breaking it also stop the answer being written."""

    def __init__(self, channel: "Channel") -> None:
        self._channel = channel

    def abort(self) -> None:
        """Reset: the client sees "connection reset by peer", at once."""
        self._channel.hang_up(reset=True)

    def cut(self) -> None:
        """Close in order after what was written so far, be the answer complete or not."""
        self._channel.hang_up(reset=False)


def reset_on_close(sock: socket.socket) -> None:
    """Let the close that follows send RST: lingering on, for no time."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
