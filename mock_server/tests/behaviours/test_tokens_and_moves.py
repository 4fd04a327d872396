"""Tokens that expire and a site that moves: 401, and what a client must do about it. Faults at login too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mock_server.serving.server import Server
from mock_server.settings import Settings
from mock_server.tests.behaviours.struck import CLIENT, IMPORT, Struck
from mock_server.tests.in_process import InProcess, basic, site_of

REFRESH = {"grant_type": "refresh_token", "refresh_token": "test-refresh-token"}


def base(struck: Struck, **kwargs: Any) -> str:
    url: str = struck.ask("GET", "/id", **kwargs).json()["urls"]["base"]
    return url


def test_an_access_token_expires_with_the_struck_call(struck: Struck) -> None:
    """The struck call answers 401 and does nothing, and so do all later ones with its token; another token is good."""
    old, other = struck.token(), struck.token()
    struck.plan(method="POST", expireToken=True)
    assert struck.ask("POST", "/contacts/imports", IMPORT, authorization=old).status == 401
    assert struck.ask("GET", "/syncs", authorization=old).status == 401
    assert struck.ask("GET", "/id", authorization=old).body == b'"Not authenticated."'
    assert struck.ask("GET", "/syncs", authorization=other).status == 200
    assert struck.ask("GET", "/syncs", authorization=struck.token()).status == 200
    assert struck.how_many("/contacts/imports") == 0


def test_a_call_without_a_token_meets_no_token_fault(struck: Struck) -> None:
    """Basic credentials do not expire: the call passes and is not counted, so the plan is not used up by it."""
    struck.plan(expireToken=True)
    assert struck.ask("GET", "/syncs").status == 200
    assert struck.accounts() == [(0, 0, False)]


def test_a_moved_site_is_at_the_second_address(struck: Struck) -> None:
    """The struck call is the first 401 and does nothing. Discovery, at either address, names the second; what was made
    before is there, and what is made there counts. The first address answers 401, as the second did. [moved-site]"""
    first, second = struck.server.url, struck.server.second_url
    struck.ask("POST", "/contacts/imports", IMPORT)
    assert (base(struck), base(struck, second=True)) == (first, first)
    assert struck.ask("GET", "/syncs", second=True).status == 401
    struck.plan(method="POST", moveBase=True)
    assert struck.ask("POST", "/contacts/imports", IMPORT).status == 401
    assert struck.ask("GET", "/contacts/imports").status == 401
    assert (base(struck), base(struck, second=True)) == (second, second)
    made = struck.ask("POST", "/contacts/imports", IMPORT, second=True)
    assert (made.status, made.json()["uri"]) == (201, "/contacts/imports/2")
    assert struck.ask("GET", "/contacts/imports", second=True).json()["totalResults"] == 2
    assert struck.accounts() == [(1, 1, True)]


def test_tokens_are_good_at_both_addresses(struck: Struck) -> None:
    """Login is apart from the sites' addresses: a token from the first is good at the second."""
    token = struck.token()
    struck.plan(moveBase=True)
    assert struck.ask("GET", "/syncs", authorization=token).status == 401
    assert struck.ask("GET", "/syncs", authorization=token, second=True).status == 200
    assert struck.ask("POST", "/auth/oauth2/token", REFRESH, authorization=CLIENT).status == 200


def test_discovery_itself_may_find_the_site_moved(struck: Struck) -> None:
    """Struck at `/id`, the site has moved by the time it is answered: the answer names the second address."""
    struck.plan(path="/id", moveBase=True)
    assert base(struck) == struck.server.second_url
    assert struck.ask("GET", "/syncs").status == 401


def test_a_reset_brings_the_site_back(struck: Struck) -> None:
    """A site that is reset is at the first address again."""
    struck.plan(moveBase=True)
    struck.ask("GET", "/syncs")
    struck.control("POST", "/reset")
    assert base(struck) == struck.server.url
    assert struck.ask("GET", "/syncs").status == 200


def test_a_move_is_the_sites_own(serve: Callable[..., Server]) -> None:
    """Another site of the server stays where it is."""
    server = serve("small_b2b", "empty")
    moving, staying = Struck(server), Struck(server, "EmptyCompany")
    moving.plan(moveBase=True)
    moving.ask("GET", "/syncs")
    assert (base(moving), base(staying)) == (server.second_url, server.url)
    assert staying.ask("GET", "/syncs").status == 200
    assert staying.ask("GET", "/syncs", second=True).status == 401


def test_the_name_asked_for_is_the_name_told(struck: Struck) -> None:
    """A client that came as `localhost` is sent to the other port of `localhost`, not to the number behind it."""
    struck.plan(moveBase=True)
    struck.ask("GET", "/syncs")
    request = struck.request("GET", "/id").replace(b"Host: 127.0.0.1", b"Host: localhost")
    with struck.wire() as wire:
        told = wire.send(request).answer().json()["urls"]["base"]
    assert told == f"http://localhost:{struck.server.second_port}"


def test_public_addresses(serve: Callable[..., Server]) -> None:
    """Where public URLs are set discovery names them, before the move and after it."""
    settings = Settings(public_url="https://one.test", second_public_url="https://two.test")
    struck = Struck(serve("small_b2b", settings=settings))
    assert base(struck) == "https://one.test"
    struck.plan(moveBase=True)
    struck.ask("GET", "/syncs")
    assert base(struck) == base(struck, second=True) == "https://two.test"


def test_a_second_public_name_is_a_second_address() -> None:
    """Without sockets the Host decides: a mock behind something that answers for two names can be moved too."""
    mock = InProcess(settings=Settings(second_public_url="https://two.test"))
    authorization = {"Authorization": basic("TestCompany")}
    there = {"Host": "two.test", **authorization}
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=there).status_code == 401
    told = mock.raw("GET", "/id", headers=there).json
    assert told is not None
    assert told["urls"]["base"].startswith("http://localhost")
    mock.control("POST", "/sites/TestCompany/faults", {"moveBase": True})
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=authorization).status_code == 401
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=there).status_code == 200


@pytest.mark.parametrize(
    ("path", "verb", "body", "authorization"),
    [("/id", "GET", None, None), ("/auth/oauth2/token", "POST", REFRESH, CLIENT)],
)
def test_login_calls_are_struck(struck: Struck, path: str, verb: str, body: Any, authorization: str | None) -> None:
    """Discovery and token calls of the site's users and clients meet its faults: a status, and a lost answer."""
    for fault in ({"status": 503}, {"answer": "lost"}):
        struck.plan(path=path, **fault)
    assert struck.ask(verb, path, body, authorization=authorization).status == 503
    with struck.wire() as wire:
        assert wire.send(struck.request(verb, path, body, authorization=authorization)).rest() == b""
    assert struck.ask(verb, path, body, authorization=authorization).status == 200
    assert struck.accounts() == [(1, 1, True), (1, 1, True)]


def test_strangers_at_login_meet_no_fault(struck: Struck) -> None:
    """Credentials that are no good belong to no site whose faults could strike: the answer is the usual one."""
    struck.plan(status=503, times="always")
    assert struck.ask("GET", "/id", authorization=basic("TestCompany", password="x")).status == 200
    wrong = "Basic dGVzdC1jbGllbnQtaWQ6eA=="
    assert struck.ask("POST", "/auth/oauth2/token", REFRESH, authorization=wrong).status == 401
    assert struck.accounts() == [(0, 0, False)]


def test_a_token_that_was_given_but_lost_counts(struck: Struck) -> None:
    """A refresh token that was used up in a call whose answer was lost is used up: the phase `after` at login."""
    first = struck.ask("POST", "/auth/oauth2/token", REFRESH, authorization=CLIENT).json()["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": first}
    struck.plan(path="/auth/*", answer="lost", phase="after")
    with struck.wire() as wire:
        assert wire.send(struck.request("POST", "/auth/oauth2/token", again, CLIENT)).rest() == b""
    assert struck.ask("POST", "/auth/oauth2/token", again, authorization=CLIENT).status == 401


def test_sites_share_no_plans_of_moves_and_tokens() -> None:
    """A token fault of one site leaves the tokens of another alone."""
    users = [{"username": "test.user", "password": "test-password"}]
    client = {"clientId": "c", "clientSecret": "s", "refreshToken": "r"}
    mock = InProcess(site_of({}), site_of({"name": "Other", "users": users, "oauthClients": [client]}))
    mock.control("POST", "/sites/TestCompany/faults", {"expireToken": True, "times": "always"})
    sent = {"grant_type": "refresh_token", "refresh_token": "r"}
    answer = mock.raw("POST", "/auth/oauth2/token", json=sent, headers={"Authorization": "Basic Yzpz"})
    assert answer.json is not None
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=bearer).status_code == 200
