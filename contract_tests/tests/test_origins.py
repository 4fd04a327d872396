"""Which server is asked: the one that stands in the address, however the address is spelled, and no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from click.testing import CliRunner

from contract_tests.commands import check_server
from contract_tests.commands_settle import settle
from contract_tests.targets.choosing import choose
from contract_tests.targets.guard import is_allowed
from contract_tests.targets.origin import OtherOrigin, RefusedAddress, read_origin
from contract_tests.targets.url import Credentials, UrlTarget

ASKED = [
    "http://127.0.0.2:{port}\\@127.0.0.1:1",
    "http://127.0.0.2:{port}/\\@127.0.0.1:1",
    "http://127.0.0.2:{port}#@127.0.0.1:1",
    "http://127.0.0.2:{port}?@127.0.0.1:1",
    "http://127.0.0.1:1@127.0.0.2:{port}",
    "http://127.0.0.2:{port}\t@127.0.0.1",
]
"""Origins of the loopback to one parser or another, each with a port at which somebody listens."""
NO_ORIGINS = [
    "http://[::1",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:0",
    "http://127.0.0.1#frag",
    "http://127.0.0.1/x",
]
NO_ORIGINS += [
    "http://127.0.0.1?q",
    "http://127.0.0.1 ",
    "http://127.0.0.1\n",
    "http://[:::1]",
    "http://l\u00f6calhost",
]
NO_ORIGINS += ["ftp://127.0.0.1", "127.0.0.1:8080", "", "http://", "http://a..b"]


@pytest.fixture
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on 127.0.0.2, and what arrived there."""
    arrived: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            arrived.append(self.rfile.readline().decode("latin-1"))
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.2", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port, arrived
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("url", ASKED)
@pytest.mark.parametrize("fake", [False, True])
def test_an_address_that_two_parsers_read_differently_is_refused(
    listening: tuple[int, list[str]], url: str, fake: bool
) -> None:
    """Before anything is sent, for fakes as well, by every way in; nothing that stands before an @ is printed."""
    port, arrived = listening
    spelled = url.format(port=port)
    with pytest.raises(RefusedAddress, match="no origin") as told:
        choose(spelled, "Acme", fake=fake)
    assert "@" not in str(told.value) and "\n" not in str(told.value)
    for command in (check_server, settle):
        result = CliRunner().invoke(command, [spelled, *(["--fake"] if fake else [])])
        assert result.exit_code == 2 and result.exception.__class__ is SystemExit, result.output
    assert arrived == []


@pytest.mark.parametrize("url", NO_ORIGINS)
@pytest.mark.parametrize("command", [check_server, settle])
def test_what_is_no_origin_is_said_in_one_line(url: str, command: object) -> None:
    """Exit code 2 and one line; no traceback."""
    result = CliRunner().invoke(command, [url, "--fake"])  # type: ignore[arg-type]
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit), result.output
    assert "origin" in result.output.splitlines()[-1]


def test_credentials_in_an_address_are_refused_and_not_printed() -> None:
    """On the loopback too: they come from the environment alone."""
    result = CliRunner().invoke(check_server, ["http://Acme:s3cret-w0rd@127.0.0.1:8080"])
    assert result.exit_code == 2 and "s3cret-w0rd" not in result.output, result.output


def test_an_origin_is_put_together_anew() -> None:
    """Scheme and host in lower case, a slash at its end left out."""
    for written, origin in (
        ("HTTP://LocalHost:80/", "http://localhost:80"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://fake.test", "https://fake.test"),
    ):
        assert str(read_origin(written)) == origin
    for host in ("127.0.0.1", "127.8.9.1", "localhost", "[::1]"):
        assert read_origin(f"http://{host}").is_loopback
    assert not read_origin("http://127.0.0.1.example").is_loopback


def test_a_session_of_the_kit_calls_no_other_server(listening: tuple[int, list[str]]) -> None:
    """Whatever a path or an answer makes of the address: nothing is sent to another host, port or scheme."""
    port, arrived = listening
    target = UrlTarget("http://127.0.0.1:1", Credentials("Acme", "ada", "password"))
    with target.site() as site:
        session = site.client.session
        for url in (f"http://127.0.0.2:{port}/", f"http://127.0.0.1:1@127.0.0.2:{port}/", f"http://127.0.0.1:{port}/"):
            with pytest.raises(OtherOrigin):
                session.get(url)
        with pytest.raises(requests.ConnectionError):
            session.get("http://127.0.0.1:1/")
    target.close()
    assert arrived == []


@pytest.mark.parametrize("tail", ["\\@127.0.0.1", "\\.evil.example", "@evil.example", " ", "\t", "/\\x", "#x", "/x y"])
def test_the_guard_reads_an_address_in_one_way(tail: str) -> None:
    """What two parsers could take for two hosts is on no allow-list."""
    assert is_allowed("https://login.eloqua.com/id?a=b@c") and not is_allowed("https://login.eloqua.com" + tail)
