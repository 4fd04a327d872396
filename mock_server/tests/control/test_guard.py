"""Nobody gets in from outside: who may use the control API, judged request by request."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import InProcess

CALLS = [
    ("GET", "/_mock/sites"),
    ("POST", "/_mock/sites"),
    ("GET", "/_mock/sites/TestCompany"),
    ("DELETE", "/_mock/sites/TestCompany"),
    ("GET", "/_mock/sites/TestCompany/contacts"),
    ("GET", "/_mock/sites/TestCompany/links"),
    ("GET", "/_mock/sites/TestCompany/journal"),
    ("POST", "/_mock/sites/TestCompany/reset"),
    ("POST", "/_mock/sites/TestCompany/clock/advance"),
    ("GET", "/_mock/there-is-no-such-thing"),
    ("GET", "/_mock"),
]
TOKEN = Settings(admin_token="let-me-in")


def ask(mock: InProcess, peer: str = "127.0.0.1", path: str = "/_mock/sites", **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return mock.raw("GET", path, headers=sent, environ_base={"REMOTE_ADDR": peer}).status_code


def test_the_loopback_is_let_in(mock: InProcess) -> None:
    """Without a token a plain request from the loopback is answered."""
    assert ask(mock) == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_every_loopback_address_is_the_loopback(mock: InProcess, peer: str) -> None:
    """All of 127/8, ::1 and the IPv4 loopback seen through IPv6 count."""
    assert ask(mock, peer) == 200


@pytest.mark.parametrize(
    "peer",
    ["10.0.0.1", "192.168.1.7", "172.17.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "0.0.0.0", "::", "", "localhost"],
)
def test_another_peer_is_refused(mock: InProcess, peer: str) -> None:
    """A socket's peer that is not the loopback: 403, whatever its headers say."""
    assert ask(mock, peer) == 403
    assert ask(mock, peer, Host="localhost", X_Forwarded_For="127.0.0.1", Forwarded="for=127.0.0.1") == 403


@pytest.mark.parametrize(
    "name",
    ["Forwarded", "forwarded", "X-Forwarded-For", "X-Forwarded-Host", "x-forwarded-proto", "X-FORWARDED-ANY", "Via"],
)
@pytest.mark.parametrize("value", ["127.0.0.1", "", "for=127.0.0.1;host=localhost"])
def test_a_forwarded_request_is_refused(mock: InProcess, name: str, value: str) -> None:
    """`Forwarded`, any `X-Forwarded-*` or `Via`, even empty: 403, since the peer is then only the last proxy."""
    assert mock.raw("GET", "/_mock/sites", headers={name: value}).status_code == 403


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost", "localhost:8080", "127.0.0.1", "127.0.0.1:1", "127.1.2.3", "[::1]", "[::1]:65535"],
)
def test_loopback_names_are_let_in(mock: InProcess, host: str) -> None:
    """`Host` may be a loopback name or address, with or without a port."""
    assert ask(mock, Host=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io",
        "evil-localhost",
        "xlocalhost",
        "localhost@evil.example",
        "localhost:80@evil.example",
        "localhost:evil.example",
        "localhost:",
        "localhost:123456",
        "localhost, evil.example",
        "localhost:80, evil.example",
        "evil.example, localhost",
        "localhost evil.example",
        "[::1].evil.example",
        "[::1]evil.example:80",
        "[::1",
        "::1",
        "[::2]",
        "[::ffff:10.0.0.1]",
        "10.0.0.1",
        "0.0.0.0",
        "0.0.0.0:8080",
        "2130706433",
        "login.eloqua.com",
        "",
    ],
)
def test_other_hosts_are_refused(mock: InProcess, host: str) -> None:
    """Any other `Host`, however like a loopback name it begins or ends: 403. A name that an attacker lets point to
    127.0.0.1 (DNS rebinding) is such a name."""
    assert ask(mock, Host=host) == 403


def test_a_named_host_is_let_in() -> None:
    """A name given with --control-host is as good as a loopback name, in any case and with any port; its neighbours
    are not."""
    mock = InProcess(settings=Settings(control_hosts=("mock.test",)))
    assert [ask(mock, Host=host) for host in ("mock.test", "MOCK.test:99", "localhost")] == [200] * 3
    assert [ask(mock, Host=host) for host in ("a.mock.test", "mock.test.evil.example", "mock")] == [403] * 3
    assert ask(mock, "10.0.0.1", Host="mock.test") == 403


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "https://localhost:8080",
        "http://localhost",
        "http://localhost:8081",
        "http://127.0.0.1:8080",
        "http://localhost:8080.evil.example",
        "http://localhost:8080/",
        "http://localhost:8080, http://evil.example",
        "localhost:8080",
        "file://",
    ],
)
def test_other_origins_are_refused(mock: InProcess, origin: str) -> None:
    """Any `Origin` but the server's own, `null` and the same host on another port or scheme included: 403."""
    assert ask(mock, Host="localhost:8080", Origin=origin) == 403


def test_the_own_origin_is_let_in(mock: InProcess) -> None:
    """The server's own `Origin` is let in."""
    assert ask(mock, Host="localhost:8080", Origin="http://localhost:8080") == 200


@pytest.mark.parametrize(("verb", "path"), CALLS)
def test_every_control_path_is_guarded(mock: InProcess, verb: str, path: str) -> None:
    """The guard stands before every control path and verb, known or not: nothing is changed, nothing is told."""
    answer = mock.raw(verb, path, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "X-Eloqua-Mock-Nearest" not in answer.headers
    assert mock.control("GET", "/sites")["count"] == 1


@pytest.mark.parametrize("path", ["/_mock//sites", "/_mock/sites/", "/%5fmock/sites", "/_mock/%73ites"])
def test_no_spelling_gets_around_the_guard(mock: InProcess, path: str) -> None:
    """Double slashes, a slash at the end and escapes lead to the same guard."""
    assert ask(mock, path=path, Origin="http://evil.example") == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Host": "evil.example"}, {"Via": "x"}])
@pytest.mark.parametrize("settings", [Settings(), TOKEN], ids=["open", "token"])
def test_health_is_free_to_all(settings: Settings, headers: dict[str, str]) -> None:
    """Health is answered to any peer, Host and Origin, and without the token."""
    answer = InProcess(settings=settings).raw(
        "GET", "/_mock/health", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer let-me-i", "Bearer let-me-in2", "Basic let-me-in", "let-me-in"]
)
def test_the_token_must_be_right(sent: str | None) -> None:
    """With --admin-token a control request without the right `Authorization: Bearer TOKEN` is refused, the loopback's
    too. [control-token-401]"""
    headers: dict[str, Any] = {} if sent is None else {"Authorization": sent}
    assert InProcess(settings=TOKEN).raw("GET", "/_mock/sites", headers=headers).status_code == 401


def test_the_token_is_enough() -> None:
    """With the token a request may come from anywhere, through a proxy, under any name."""
    mock = InProcess(settings=TOKEN)
    assert (
        ask(
            mock,
            "10.0.0.1",
            Authorization="Bearer let-me-in",
            Host="mock.example",
            Via="proxy",
            X_Forwarded_For="1.2.3.4",
        )
        == 200
    )


def test_a_token_beyond_ascii_works() -> None:
    """A token is compared as the UTF-8 that was sent."""
    mock = InProcess(settings=Settings(admin_token="schlüssel"))
    sent = "Bearer schlüssel".encode().decode("latin-1")
    answer = mock.raw("GET", "/_mock/sites", environ_base={"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": sent})
    assert answer.status_code == 200


def test_credentials_of_a_site_do_not_open_the_control_api() -> None:
    """A site's user is nobody to the control API."""
    mock = InProcess(settings=TOKEN)
    assert mock.call("GET", "/syncs").status_code == 200
    assert mock.raw("GET", "/_mock/sites", auth=("TestCompany\\test.user", "test-password")).status_code == 401


@pytest.mark.parametrize("origin", ["http://localhost", "http://evil.example", "null"])
@pytest.mark.parametrize("path", ["/_mock/sites", "/_mock/health", "/api/bulk/2.0/syncs", "/id"])
def test_no_answer_gives_cors_permission(mock: InProcess, path: str, origin: str) -> None:
    """No answer carries an `Access-Control-…` header, to a request or to a preflight."""
    for verb in ("GET", "OPTIONS"):
        answer = mock.raw(verb, path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_a_refusal_says_why(mock: InProcess) -> None:
    """A 403 of the control API says in JSON what is wrong."""
    answer = mock.raw("GET", "/_mock/sites", headers={"Host": "evil.example"})
    assert answer.json is not None
    assert "--control-host" in answer.json["error"]
