"""What an entry of the journal says, over HTTP; the shape others rely on."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import InProcess, basic

SITE = "/sites/TestCompany"
ENTRY = [
    *("number", "at", "began", "took", "method", "path", "query", "route", "host", "user", "authenticated"),
    *("request", "status", "answer", "fault", "failures", "secrets", "hint"),
]


def entries(mock: InProcess, path: str = f"{SITE}/journal") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = mock.control("GET", path)["items"]
    return items


def test_an_entry_says_what_came_and_went(mock: InProcess) -> None:
    """Call and answer with headers and bodies, the route that matched, who called, how long it took."""
    mock.call("POST", "/contacts/imports", {"name": "x", "fields": {"a": "{{Contact.Field(C_EmailAddress)}}"}})
    (entry,) = entries(mock)
    assert list(entry) == ENTRY
    assert entry["number"] == 1
    assert entry["at"] == "2018-02-15T15:25:32.4730364Z"
    assert entry["route"] == "POST /api/bulk/2.0/contacts/imports"
    assert (entry["user"], entry["authenticated"]) == ("TestCompany\\test.user", True)
    asked, answered = entry["request"], entry["answer"]
    assert asked["body"] == '{"name":"x","fields":{"a":"{{Contact.Field(C_EmailAddress)}}"}}'
    assert (asked["bytes"], asked["whole"]) == (len(asked["body"]), True)
    assert ["Content-Type", "application/json"] in asked["headers"]
    assert entry["status"] == 400
    assert answered["body"].startswith('{"failures":')
    assert ["Cache-Control", "no-store"] in answered["headers"]
    failures = entry["failures"]
    assert [failure["field"] for failure in failures] == ["identifierFieldName"]
    assert isinstance(entry["took"], float)
    assert entry["took"] > 0


def test_times_of_calls_can_be_compared(mock: InProcess) -> None:
    """A later call began later on the running clock than the one before it ended."""
    mock.get("/syncs")
    mock.get("/syncs")
    first, second = entries(mock)
    assert first["began"] + first["took"] <= second["began"]


def test_the_same_secret_has_the_same_mark(mock: InProcess) -> None:
    """A password is one mark wherever it is sent, a token that was given the one it is used under; on another server
    both have others."""

    def marks(here: InProcess) -> list[str]:
        credentials = {"grant_type": "password", "username": "TestCompany\\test.user", "password": "test-password"}
        given = here.raw("POST", "/auth/oauth2/token", json=credentials, auth=("test-client-id", "test-client-secret"))
        assert given.json is not None
        here.get("/syncs", headers={"Authorization": f"Bearer {given.json['access_token']}"})
        here.get("/syncs")
        login, by_token, by_password = entries(here)
        found = login["secrets"], by_token["secrets"], by_password["secrets"]
        assert [[(one["in"], one["name"]) for one in secrets] for secrets in found] == [
            [("header", "Authorization"), ("body", "password")],
            [("header", "Authorization")],
            [("header", "Authorization")],
        ]
        assert found[0][1]["mark"] == found[2][0]["mark"]
        assert found[1][0]["mark"] in login["answer"]["body"]
        return [found[0][0]["mark"], found[0][1]["mark"]]

    assert not set(marks(mock)) & set(marks(InProcess()))


def test_the_user_stays_readable(mock: InProcess) -> None:
    """Of Basic credentials the user is shown, the password masked."""
    mock.get("/syncs")
    (entry,) = entries(mock)
    (shown,) = [value for name, value in entry["request"]["headers"] if name == "Authorization"]
    assert shown.startswith("Basic TestCompany\\test.user:secret-")


@pytest.mark.parametrize(
    ("credentials", "user"),
    [
        (basic("TestCompany", password="wrong-password"), "TestCompany\\test.user"),
        (basic("TestCompany", "nobody"), "TestCompany\\nobody"),
    ],
)
def test_wrong_credentials_stand_in_the_journal_of_their_site(mock: InProcess, credentials: str, user: str) -> None:
    """A call whose credentials name the site but do not open it is noted there, as not authenticated."""
    mock.raw("GET", "/api/bulk/2.0/syncs", headers={"Authorization": credentials})
    (entry,) = entries(mock)
    assert (entry["user"], entry["authenticated"], entry["status"]) == (user, False, 401)


def test_an_expired_token_stands_in_the_journal_of_its_site(mock: InProcess) -> None:
    """A token that was given here and has expired names its site and user."""
    credentials = {"grant_type": "password", "username": "TestCompany\\test.user", "password": "test-password"}
    given = mock.raw("POST", "/auth/oauth2/token", json=credentials, auth=("test-client-id", "test-client-secret"))
    assert given.json is not None
    mock.clock.move(28_800)
    answer = mock.call("GET", "/syncs", headers={"Authorization": f"Bearer {given.json['access_token']}"})
    assert answer.status_code == 401
    _, entry = entries(mock)
    assert (entry["user"], entry["authenticated"]) == ("TestCompany\\test.user", False)


@pytest.mark.parametrize("credentials", [None, basic("Nowhere"), "Bearer unknown", "Basic !", "Digest x"])
def test_calls_of_no_site_have_a_journal_of_their_own(mock: InProcess, credentials: str | None) -> None:
    """Whoever names no site of this server is noted in `/_mock/journal`, and nowhere else."""
    mock.raw("GET", "/api/bulk/2.0/syncs", headers={} if credentials is None else {"Authorization": credentials})
    assert [entry["status"] for entry in entries(mock, "/journal")] == [401]
    assert entries(mock) == []


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("GET", "/api/bulk/2.0/nowhere", 404), ("PUT", "/api/bulk/2.0/syncs", 405), ("GET", "/elsewhere", 404)],
)
def test_paths_that_are_none_are_noted(mock: InProcess, verb: str, path: str, status: int) -> None:
    """A call to an unknown path, or of a wrong verb, stands in its site's journal, without a route."""
    mock.raw(verb, path, headers={"Authorization": basic("TestCompany")})
    (entry,) = entries(mock)
    assert (entry["path"], entry["route"], entry["status"], entry["authenticated"]) == (path, None, status, True)


def test_logging_in_is_noted(mock: InProcess) -> None:
    """Discovery, a token request and an authorization stand in the journal of the site they concern."""
    mock.raw("GET", "/id", headers={"Authorization": basic("TestCompany")})
    form = {"grant_type": "password", "username": "TestCompany\\test.user", "password": "test-password"}
    mock.raw("POST", "/auth/oauth2/token", data=form, auth=("test-client-id", "test-client-secret"))
    mock.raw("POST", "/auth/oauth2/token", data={**form, "client_id": "test-client-id", "client_secret": "oh"})
    mock.raw("GET", "/auth/oauth2/authorize?response_type=code&client_id=test-client-id")
    noted = [(entry["path"], entry["status"], entry["authenticated"]) for entry in entries(mock)]
    assert noted == [
        ("/id", 200, True),
        ("/auth/oauth2/token", 200, True),
        ("/auth/oauth2/token", 401, False),
        ("/auth/oauth2/authorize", 200, False),
    ]


def test_the_control_api_is_not_noted(mock: InProcess) -> None:
    """Looking into the mock leaves no trace in a journal."""
    mock.control("GET", SITE)
    assert entries(mock) == entries(mock, "/journal") == []


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_long_body_is_cut(letter: str) -> None:
    """A body over the bound is kept to it, and the entry says so; its size is the whole one, and it was received."""
    mock = InProcess(settings=Settings(journal_body=1_000))
    body = f'[{{"OpportunityID": "1", "OpportunityName": "{letter * 50}"}}]'.encode() + b" " * 100_000
    mock.upload(mock.create_import(), body)
    entry = entries(mock)[-1]
    asked = entry["request"]
    assert (asked["bytes"], asked["whole"]) == (len(body), False)
    assert body.decode().startswith(asked["body"])
    assert 900 < len(asked["body"].encode()) <= 1_000
    assert entry["status"] == 204


def test_a_secret_across_the_bound_is_not_kept() -> None:
    """Where a body is cut within a secret, the part before the cut is masked too."""
    for before in range(980, 1_001):
        mock = InProcess(settings=Settings(journal_body=1_000))
        mock.call("POST", "/syncs", b"x" * before + b"test-password" + b"y" * 9_000)
        (entry,) = entries(mock)
        assert "test-pass" not in entry["request"]["body"]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", "test-password".encode("utf-16-le")])
def test_a_body_that_is_no_text_is_not_kept(mock: InProcess, body: bytes) -> None:
    """Of a body that is not UTF-8 the journal keeps the size."""
    mock.call("POST", "/syncs", body)
    (entry,) = entries(mock)
    shown = {**entry["request"]}
    del shown["headers"]
    assert shown == {"body": None, "bytes": len(body), "whole": True, "encoding": "binary"}


def test_a_body_nobody_wanted_is_noted(mock: InProcess) -> None:
    """The body of a call that was refused before it was read stands in the journal too."""
    mock.call("POST", "/contacts/imports/99/data", '[{"a": "b"}]')
    (entry,) = entries(mock)
    assert entry["status"] == 404
    assert entry["request"]["body"] == '[{"a": "b"}]'


def test_a_password_in_an_address_is_a_secret(mock: InProcess) -> None:
    """`https://user:password@host` in a body shows its user, not its password, and says so; a short one too."""
    mock.call("POST", "/syncs", {"syncedInstanceUri": "/x", "callbackUrl": "https://me:pw@host.example/"})
    (entry,) = entries(mock)
    _, secret = entry["secrets"]
    assert (secret["in"], secret["name"]) == ("body", "callbackUrl")
    assert f"https://me:{secret['mark']}@host.example/" in entry["request"]["body"]
