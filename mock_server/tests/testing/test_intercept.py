"""`intercept`: clients with Eloqua's names built in reach the mock, nobody else is touched, and it comes undone."""

from __future__ import annotations

import asyncio
import socket
import threading
import warnings

import httpx
import pytest
import requests
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from mock_server import EloquaServer, MockEloqua
from mock_server.serving.hosts import is_eloqua, is_this_machine
from mock_server.testing.errors import MisuseError

LOGIN = "https://login.eloqua.com/id"
SECURE = "https://secure.p03.eloqua.com/api/bulk/2.0/syncs"


@pytest.fixture(autouse=True)
def _nobody_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is looked up, so that a call that is not intercepted fails at once."""

    def no_lookup(host: str, *args: object, **kwargs: object) -> object:
        if not is_this_machine(str(host)) and host != "0.0.0.0":
            raise socket.gaierror(f"not looked up in tests: {host}")
        return look_up(host, *args, **kwargs)  # type: ignore[arg-type]

    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", no_lookup)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def patched() -> list[object]:
    transports = (httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request)
    return [HTTPConnection.connect, HTTPSConnection.connect, HTTPConnection.request, *transports]


def test_requests_reaches_the_mock_under_eloquas_names(site: MockEloqua) -> None:
    """Discovery answers at login.eloqua.com and names an https address of Eloqua's; calls to that, or to any pod, work.

    No warning is raised about a certificate that nobody checked.
    """
    with site.intercept(), warnings.catch_warnings(), requests.Session() as session:
        warnings.simplefilter("error")
        session.auth = site.credentials
        found = session.get(LOGIN, timeout=10).json()
        assert found["urls"]["base"] == "https://secure.p01.eloqua.com"
        assert found["site"]["name"] == site.site_name
        bulk = found["urls"]["apis"]["rest"]["bulk"].format(version="2.0")
        assert session.get(f"{bulk}syncs", timeout=10).status_code == 200
        assert session.get(SECURE, timeout=10).status_code == 200
    assert [each.path for each in site.journal.of("GET", "/syncs")] == ["/api/bulk/2.0/syncs"] * 2


def test_urllib3_reaches_the_mock(site: MockEloqua) -> None:
    """So does urllib3 itself, with its pools, retries and headers."""
    headers = urllib3.make_headers(basic_auth=":".join(site.credentials))
    with site.intercept(), urllib3.PoolManager(headers=headers) as pool:
        site.fail_next(path="*/syncs", status=503, retry_after=0)
        retry = urllib3.Retry(2, status_forcelist=[503])
        assert pool.request("GET", SECURE, retries=retry, timeout=10).status == 200
        assert pool.request("GET", LOGIN, timeout=10).status == 200


def test_httpx_reaches_the_mock(site: MockEloqua) -> None:
    """So does httpx: a function, a client that is used twice, a stream, and the asynchronous client."""
    with site.intercept():
        assert httpx.get(LOGIN, auth=site.credentials).json()["urls"]["base"] == "https://secure.p01.eloqua.com"
        with httpx.Client(auth=site.credentials) as client:
            assert [client.get(SECURE).status_code for _ in range(2)] == [200, 200]
            with client.stream("GET", SECURE) as answer:
                assert b"items" in b"".join(answer.iter_bytes())
            assert str(answer.url) == SECURE

        async def ask() -> int:
            async with httpx.AsyncClient(auth=site.credentials) as client:
                return (await client.get(SECURE)).status_code

        assert asyncio.run(ask()) == 200


def test_broken_connections_reach_the_client(site: MockEloqua) -> None:
    """Connections are redirected, not imitated: an answer that is lost is one for requests and httpx alike."""
    with site.intercept():
        site.fail_next(path="*/syncs", answer="lost", times=2)
        with pytest.raises(requests.ConnectionError):
            requests.get(SECURE, auth=site.credentials, timeout=10)
        with pytest.raises(httpx.TransportError):
            httpx.get(SECURE, auth=site.credentials)


def test_a_proxy_of_the_environment_does_not_come_between(site: MockEloqua, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment names a proxy for https, Eloqua's hosts still reach the mock."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with site.intercept(only=True):
        assert requests.get(SECURE, auth=site.credentials, timeout=10).status_code == 200
        assert httpx.get(SECURE, auth=site.credentials).status_code == 200


def test_every_thread_is_intercepted(site: MockEloqua) -> None:
    """Libraries belong to the process: threads that were started before are intercepted too."""
    seen: list[int] = []
    begin = threading.Event()

    def ask() -> None:
        begin.wait(10)
        seen.append(requests.get(SECURE, auth=site.credentials, timeout=10).status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    with site.intercept():
        begin.set()
        for thread in threads:
            thread.join(10)
    assert seen == [200] * 4


def test_other_hosts_are_let_through_unless_only(site: MockEloqua) -> None:
    """Without `only` other hosts are not touched; with it outside hosts are refused, this machine is not."""
    with site.intercept():
        with pytest.raises(requests.ConnectionError, match="not looked up in tests"):
            requests.get("https://other.example/", timeout=5)
        with pytest.raises(httpx.ConnectError, match="not looked up in tests"):
            httpx.get("https://other.example/")
    with site.intercept(only=True):
        for url in (
            "https://other.example/",
            "http://other.example/",
            "https://eloqua.com/",
            "https://login.eloqua.com.evil.example/",
        ):
            with pytest.raises(requests.ConnectionError, match="refuses"):
                requests.get(url, timeout=5)
            with pytest.raises(httpx.ConnectError, match="refuses"):
                httpx.get(url)
        assert site.session.get(site.bulk_url + "/syncs", timeout=10).status_code == 200
        assert httpx.get(site.bulk_url + "/syncs", auth=site.credentials).status_code == 200


def test_it_comes_undone(site: MockEloqua) -> None:
    """After the block, by an exception too, everything is as before, and a pooled connection leads nowhere it led."""
    before = patched()
    with requests.Session() as session, httpx.Client() as client:
        with pytest.raises(ZeroDivisionError), site.intercept():  # noqa: PT012  (what follows is what matters)
            assert patched() != before
            assert session.get(SECURE, auth=site.credentials, timeout=10).status_code == 200
            assert client.get(SECURE, auth=site.credentials).status_code == 200
            1 / 0  # noqa: B018
        assert patched() == before
        with pytest.raises(requests.ConnectionError, match="not looked up in tests"):
            session.get(SECURE, timeout=5)
        with pytest.raises(httpx.ConnectError, match="not looked up in tests"):
            client.get(SECURE)


def test_interceptions_nest(server: EloquaServer) -> None:
    """The latest decides, also for a session connected to the earlier one; leaving it gives the earlier back.

    An outer `only` holds inside. They may end in any order.
    """
    with MockEloqua() as outer, MockEloqua() as inner, requests.Session() as session:
        first, second = outer.intercept(only=True), inner.intercept()
        first.__enter__()
        session.get(SECURE, auth=outer.credentials, timeout=10)
        second.__enter__()
        session.get(SECURE, auth=inner.credentials, timeout=10)
        with pytest.raises(requests.ConnectionError, match="refuses"):
            session.get("https://other.example/", timeout=5)
        first.__exit__(None, None, None)
        session.get(SECURE, auth=inner.credentials, timeout=10)
        second.__exit__(None, None, None)
        assert (len(outer.journal), len(inner.journal)) == (1, 2)
    with server.site() as one, server.site() as other, one.intercept():
        with other.intercept():
            assert requests.get(SECURE, auth=other.credentials, timeout=10).status_code == 200
        assert requests.get(SECURE, auth=one.credentials, timeout=10).status_code == 200


def test_intercepting_without_a_site_is_told() -> None:
    """Outside the `with` block of its site there is nothing to reach."""
    with pytest.raises(MisuseError, match="inside its `with` block"):
        MockEloqua().intercept()


@pytest.mark.parametrize(
    ("host", "eloquas"),
    [
        ("login.eloqua.com", True),
        ("LOGIN.Eloqua.com.", True),
        ("secure.p01.eloqua.com", True),
        ("secure.p123.eloqua.com", True),
        ("secure.eloqua.com", False),
        ("secure.p.eloqua.com", False),
        ("evil-login.eloqua.com", False),
        ("login.eloqua.com.evil.example", False),
        ("secure.p01.eloqua.com.evil.example", False),
        ("www.eloqua.com", False),
    ],
)
def test_which_hosts_are_eloquas(host: str, eloquas: bool) -> None:
    """The login host and the secure host of any pod, in any case; no other name, however alike."""
    assert is_eloqua(host) is eloquas
    assert not is_this_machine(host)


def test_which_hosts_are_this_machine() -> None:
    """The loopback by number and by name."""
    assert all(is_this_machine(host) for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "a.localhost"))
    assert not any(is_this_machine(host) for host in ("10.0.0.1", "localhost.example", "0.0.0.0"))
