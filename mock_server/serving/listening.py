"""Take an address, or say in one line why not."""

import errno
import os
import socket

from mock_server.serving.errors import CannotListenError, PortInUseError, ServingError

_ANY_TO_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def open_listener(host: str, port: int) -> socket.socket:
    """Bind and listen: connections queue up from here on, before anybody serves them."""
    failure: ServingError = CannotListenError(host, "no such address")
    for family, kind, proto, _, address in _addresses(host, port):
        try:
            return _listen(family, kind, proto, address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                # Not on to the next family: two servers would share one name and port.
                raise PortInUseError(host, port) from error
            failure = CannotListenError(host, _reason(error))
    raise failure


def base_url(host: str, port: int, *, secure: bool) -> str:
    """The address to give to a client; nobody can connect to "any interface"."""
    name = _ANY_TO_LOOPBACK.get(host, host)
    scheme = "https" if secure else "http"
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def _addresses(
    host: str, port: int
) -> list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[object, ...]]]:
    if not 0 <= port <= 65535:
        raise CannotListenError(host, f"{port} is not a port")
    try:
        return list(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE))
    except socket.gaierror as error:
        raise CannotListenError(host, str(error.strerror)) from error
    except (UnicodeError, ValueError) as error:
        raise CannotListenError(host, "not a host name") from error


def _listen(
    family: socket.AddressFamily, kind: socket.SocketKind, proto: int, address: tuple[object, ...]
) -> socket.socket:
    sock = socket.socket(family, kind, proto)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # Or the peer of an IPv4 client would read ::ffff:127.0.0.1, no loopback to the eye.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
        sock.listen(1024)
    except OSError:
        sock.close()
        raise
    return sock


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).splitlines()[0].lower()
