"""The guard where the peer is a socket's, and the request is what bytes on the wire say."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from mock_server.app import create_app
from mock_server.serving.server import Server
from mock_server.settings import Settings
from mock_server.site_files import load_site_file


def status(address: tuple[str, int], *lines: str, target: str = "/_mock/sites") -> int:
    """Send a GET with exactly these header lines; the status of the answer."""
    request = "\r\n".join([f"GET {target} HTTP/1.1", *lines, "Connection: close", "", ""])
    with socket.create_connection(address, timeout=10) as sock:
        sock.sendall(request.encode("latin-1"))
        answer = sock.makefile("rb").readline()
    return int(answer.split()[1])


def outside_address() -> str:
    """An address of this machine that is not the loopback. No packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has only the loopback")
        found: str = sock.getsockname()[0]
    if found.startswith("127."):
        pytest.skip("this machine has only the loopback")
    return found


def test_the_peer_is_the_sockets(serve: Callable[..., Server]) -> None:
    """A loopback peer is let in; a Host that says otherwise is not."""
    port = serve().port
    assert status(("127.0.0.1", port), f"Host: 127.0.0.1:{port}") == 200
    assert status(("127.0.0.1", port), f"Host: mock.example:{port}") == 403


def test_a_peer_from_outside_is_refused() -> None:
    """Who connects to another address than the loopback's comes from outside, whatever the Host and other headers
    claim; health answers, and the token opens."""
    outside = outside_address()
    sites = [load_site_file("small_b2b")]
    with Server(create_app(sites), host="0.0.0.0") as server:
        address = (outside, server.port)
        assert status(address, "Host: localhost") == 403
        assert status(address, "Host: localhost", "X-Real-IP: 127.0.0.1", "Client-IP: 127.0.0.1") == 403
        assert status(address, "Host: localhost", target="/_mock/health") == 200
        assert status(("127.0.0.1", server.port), "Host: localhost") == 200
    with Server(create_app(sites, Settings(admin_token="t")), host="0.0.0.0") as server:
        assert status((outside, server.port), "Host: x", "Authorization: Bearer t") == 200


def test_the_loopback_of_ipv6_is_let_in() -> None:
    """A server on ::1 lets its peer in, under `[::1]:port`."""
    try:
        server = Server(create_app([load_site_file("small_b2b")]), host="::1")
    except Exception:
        pytest.skip("this machine has no IPv6")
    with server:
        assert status(("::1", server.port), f"Host: [::1]:{server.port}") == 200
        assert status(("::1", server.port), "Host: [::2]") == 403


@pytest.mark.parametrize(
    "lines",
    [
        ("Host: localhost", "Host: evil.example"),
        ("Host: evil.example", "Host: localhost"),
        ("Host: localhost", "Origin: http://localhost", "Origin: http://evil.example"),
        ("Host: localhost", "Origin: http://localhost", "Origin: null"),
        ("Host: localhost", "via: 1.1 proxy"),
        ("Host: localhost", "X-FORWARDED-FOR:"),
        ("Host:",),
        ("Host: localhost", "Sec-Fetch-Site: cross-site"),
        ("Host: localhost", "Sec-Fetch-Site: same-site"),
    ],
    ids=" | ".join,
)
def test_doubled_and_odd_headers_do_not_get_in(serve: Callable[..., Server], lines: tuple[str, ...]) -> None:
    """A header sent twice, empty, or in another case is judged like the plain one: refused (400 or 403)."""
    assert status(("127.0.0.1", serve().port), *lines) in (400, 403)


def test_the_target_counts_before_the_host(serve: Callable[..., Server]) -> None:
    """The authority of an absolute target is the Host that counts (RFC 9112, 3.2.2)."""
    port = serve().port
    assert status(("127.0.0.1", port), "Host: localhost", target="http://evil.example/_mock/sites") == 403
    assert status(("127.0.0.1", port), "Host: localhost", target="http://localhost/_mock/sites") == 200


def test_the_listening_address_is_the_loopback_by_default(serve: Callable[..., Server]) -> None:
    """Nobody outside can even connect: the server listens on the loopback unless told otherwise."""
    server = serve()
    with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
        socket.create_connection((outside_address(), server.port), timeout=2)
