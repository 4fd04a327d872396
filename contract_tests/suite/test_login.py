"""Who may call, how they find out where, and what every answer carries."""

from __future__ import annotations

import itertools
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from requests import Session
from requests.auth import AuthBase

from contract_tests.client import Answer, BulkClient
from contract_tests.laws.bodies import OPPORTUNITIES, opportunity_import
from contract_tests.laws.flow import any_site, define, expect, own_site
from contract_tests.targets.target import Capability, Site, Target, Unsupported

TOKEN, AUTHORIZE = "/auth/oauth2/token", "/auth/oauth2/authorize"
REDIRECT = "https://client.example/callback"
SECRET = "kit-client-secret"
NOT_AUTHENTICATED = b'"Not authenticated."'
numbers = itertools.count(1)


class Bearer(AuthBase):
    """Sends a token."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def speaking_as(client: BulkClient, auth: Any) -> BulkClient:
    session = Session()
    session.trust_env = False
    session.adapters = client.session.adapters
    session.auth = auth
    return BulkClient(session, client.base_url, client.timeout)


def described_client() -> dict[str, str]:
    """An OAuth client that no other site of the server has."""
    return {"clientId": f"kit-client-{next(numbers)}", "clientSecret": SECRET, "redirectUri": REDIRECT}


def credentials(site: Site) -> tuple[str, str]:
    auth = site.client.session.auth
    if not isinstance(auth, tuple):
        raise Unsupported("this target's user has no password")
    return auth


def token(site: Site, client: dict[str, str], grant: dict[str, str], form: bool = False) -> Answer:
    """Asks the token endpoint, as the OAuth client."""
    body = urlencode(grant) if form else json.dumps(grant)
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    asking = speaking_as(site.client, (client["clientId"], client["clientSecret"]))
    return asking.call("POST", TOKEN, body=body.encode(), content_type=kind)


def password(site: Site) -> dict[str, str]:
    name, secret = credentials(site)
    return {"grant_type": "password", "scope": "full", "username": name, "password": secret}


@pytest.mark.clause("LOG-01", "LOG-04")
def test_discovery_tells_the_site_and_where_it_is(eloqua_target: Target) -> None:
    """Site, user and addresses in their recorded order; the Bulk API answers at the address of bulk."""
    with any_site(eloqua_target) as site:
        body = expect(site.client.identify(), 200).body
        assert list(body) == ["site", "user", "urls"]
        assert list(body["site"]) == ["id", "name"]
        assert list(body["user"]) == ["id", "username", "displayName", "firstName", "lastName", "emailAddress"]
        assert type(body["site"]["id"]) is type(body["user"]["id"]) is int
        assert body["site"]["name"] == site.name
        base, apis = body["urls"]["base"], body["urls"]["apis"]
        assert list(body["urls"]) == ["base", "apis"]
        assert {kind: list(found) for kind, found in apis.items()} == {
            "soap": ["standard", "dataTransfer", "email", "externalAction"],
            "rest": ["standard", "bulk"],
        }
        for address in (*apis["soap"].values(), *apis["rest"].values()):
            assert address.startswith(f"{base}/API/") and "{version}" in address
        path = urlsplit(apis["rest"]["bulk"].replace("{version}", "2.0")).path
        expect(site.client.call("GET", f"{path}opportunities/fields"), 200)


@pytest.mark.clause("LOG-02", "LOG-03")
def test_discovery_says_not_authenticated_with_200(eloqua_target: Target) -> None:
    """No, wrong or half credentials: 200 and twenty bytes of JSON."""
    with any_site(eloqua_target) as site:
        name, secret = credentials(site)
        alone = name.split("\\", 1)[-1]
        for auth in (
            None,
            (name, secret + "x"),
            (alone, secret),
            (f"nosite\\{alone}", secret),
            (f"{site.name}/{alone}", secret),
        ):
            answer = expect(speaking_as(site.client, auth).identify(), 200)
            assert answer.content == NOT_AUTHENTICATED
        assert expect(site.client.identify(), 200).body["user"]["username"] == alone


@pytest.mark.clause("LOG-05", "LOG-07")
@pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
def test_a_password_is_worth_a_token(eloqua_target: Target, form: bool) -> None:
    """Asked as a form or as JSON, the token has its recorded properties and opens discovery and the Bulk API."""
    client = described_client()
    with own_site(eloqua_target, oauthClients=[client]) as site:
        body = expect(token(site, client, password(site), form), 200).body
        assert list(body) == ["access_token", "token_type", "expires_in", "refresh_token"]
        assert (body["token_type"], body["expires_in"]) == ("bearer", 28800)
        bearer = speaking_as(site.client, Bearer(body["access_token"]))
        assert expect(bearer.identify(), 200).body == expect(site.client.identify(), 200).body
        expect(bearer.create(OPPORTUNITIES, opportunity_import()), 201)


@pytest.mark.clause("LOG-06", "LOG-17")
def test_a_refresh_token_changes_and_works_once(eloqua_target: Target) -> None:
    """Each refresh gives another one, which works; the old one answers 401."""
    client = described_client()
    with own_site(eloqua_target, oauthClients=[client]) as site:
        kept = [expect(token(site, client, password(site)), 200).body["refresh_token"]]
        for _ in range(2):
            grant = {
                "grant_type": "refresh_token",
                "refresh_token": kept[-1],
                "scope": "full",
                "redirect_uri": REDIRECT,
            }
            kept.append(expect(token(site, client, grant), 200).body["refresh_token"])
        assert len(set(kept)) == 3
        again = {"grant_type": "refresh_token", "refresh_token": kept[0], "scope": "full", "redirect_uri": REDIRECT}
        expect(token(site, client, again), 401)


@pytest.mark.clause("LOG-08")
def test_the_token_endpoint_says_what_is_wrong(eloqua_target: Target) -> None:
    """A wrong client, password, code or refresh token: 401 with the three properties."""
    client = described_client()
    with own_site(eloqua_target, oauthClients=[client]) as site:
        answers = [
            token(site, {**client, "clientSecret": "wrong"}, password(site)),
            token(site, {**client, "clientId": "nobody"}, password(site)),
            token(site, client, {**password(site), "password": "wrong"}),
            token(site, client, {"grant_type": "refresh_token", "refresh_token": "none"}),
            token(site, client, {"grant_type": "authorization_code", "code": "none", "redirect_uri": REDIRECT}),
        ]
    for answer in answers:
        body = expect(answer, 401).body
        assert set(body) == {"error", "error_code", "error_description"}
        assert isinstance(body["error_code"], int)


@pytest.mark.clause("LOG-09")
def test_a_code_is_worth_one_token(eloqua_target: Target) -> None:
    """302 to the client with `code` and the `state` it sent; the code gives a token once."""
    client = described_client()
    with own_site(eloqua_target, oauthClients=[client]) as site:
        asked = {"response_type": "code", "client_id": client["clientId"], "redirect_uri": REDIRECT, "state": "a b&c"}
        answer = expect(site.client.call("GET", AUTHORIZE, params=asked), 302)
        assert answer.headers["Location"].startswith(REDIRECT + "?")
        sent = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert sent["state"] == ["a b&c"]
        grant = {"grant_type": "authorization_code", "code": sent["code"][0], "redirect_uri": REDIRECT}
        given = expect(token(site, client, grant), 200).body["access_token"]
        assert expect(speaking_as(site.client, Bearer(given)).identify(), 200).body["site"]["name"] == site.name
        expect(token(site, client, grant), 401)


@pytest.mark.clause("LOG-10")
def test_authorize_answers_strangers_in_words(eloqua_target: Target) -> None:
    """Without a client, or with an unknown one: 200 and the documented sentence as text/html."""
    with any_site(eloqua_target) as site:
        missing = site.client.call("GET", AUTHORIZE, params={"response_type": "code"})
        unknown = site.client.call("GET", AUTHORIZE, params={"response_type": "code", "client_id": "kit-nobody"})
    assert b'The "client_id" parameter is required.' in expect(missing, 200).content
    assert b'The "client_id" value is not a' in expect(unknown, 200).content
    for answer in (missing, unknown):
        assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.clause("LOG-11")
def test_a_made_up_token_opens_nothing(eloqua_target: Target) -> None:
    """401 on Bulk calls, "Not authenticated." on /id."""
    with any_site(eloqua_target) as site:
        for made_up in ("none", "", "x" * 5000):
            client = speaking_as(site.client, Bearer(made_up))
            expect(client.get("/opportunities/fields"), 401)
            assert expect(client.identify(), 200).content == NOT_AUTHENTICATED


@pytest.mark.clause("LOG-12")
def test_a_token_ends_after_eight_hours(eloqua_target: Target) -> None:
    """A minute before the end it works, a minute after it does not; its refresh token still does."""
    client = described_client()
    with own_site(eloqua_target, Capability.CLOCK, oauthClients=[client]) as site:
        body = expect(token(site, client, password(site)), 200).body
        bearer = speaking_as(site.client, Bearer(body["access_token"]))
        site.advance(28800 - 60)
        expect(bearer.get("/opportunities/fields"), 200)
        site.advance(120)
        expect(bearer.get("/opportunities/fields"), 401)
        expect(token(site, client, {"grant_type": "refresh_token", "refresh_token": body["refresh_token"]}), 200)


@pytest.mark.clause("LOG-13", "LOG-14", "LOG-15")
def test_answers_carry_the_recorded_headers(eloqua_target: Target) -> None:
    """No storing, no sniffing, a request id of their own; no type on 204, no location on 201."""
    with any_site(eloqua_target) as site:
        made = expect(site.client.create(OPPORTUNITIES, opportunity_import()), 201)
        answers = [
            made,
            site.client.get(made.body["uri"]),
            site.client.create(OPPORTUNITIES, {}),
            site.client.get(f"{OPPORTUNITIES}/99999999"),
            expect(site.client.delete(made.body["uri"]), 204),
        ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Pragma"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
    assert "Content-Type" not in answers[-1].headers
    assert "Location" not in made.headers


@pytest.mark.clause("LOG-16")
@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/xml", "*/*", "nonsense"])
def test_whatever_is_accepted_the_answer_is_json(eloqua_target: Target, accept: str) -> None:
    """Lists and definitions are JSON under every `Accept`."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        for path in (uri, OPPORTUNITIES, "/opportunities/fields"):
            answer = expect(site.client.bulk("GET", path, headers={"Accept": accept}), 200)
            assert answer.headers["Content-Type"].startswith("application/json")
            assert answer.body
