"""The vendor's tutorial, call by call, over a socket: `fixtures/exchanges/opportunities_tutorial.json` is its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from mock_server.serving.server import Server

TUTORIAL = Path(__file__).parents[2] / "fixtures" / "exchanges" / "opportunities_tutorial.json"
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z")
TIMES = {"createdAt", "updatedAt", "syncStartedAt", "syncEndedAt"}
USERS = {"createdBy", "updatedBy"}


def play(base_url: str, session: requests.Session) -> None:
    """Send every request of the tutorial as written, but for the ids that earlier answers gave."""
    ids: dict[str, str] = {}
    for exchange in json.loads(TUTORIAL.read_text(encoding="utf-8"))["exchanges"]:
        request, expected = exchange["request"], exchange["answer"]
        path = with_ids(request["path"], ids)
        body = json.dumps(request.get("body"), indent=2).encode()
        answer = session.request(
            request["verb"],
            base_url + path,
            data=with_ids(body.decode(), ids).encode() if "body" in request else None,
            headers={"Content-Type": "application/json"} if "body" in request else {},
            timeout=10,
        )
        assert answer.status_code == expected["status"], (exchange["step"], answer.status_code, answer.text)
        if "body" not in expected:
            assert answer.content == b""
            continue
        got = answer.json()
        ids[expected["body"]["uri"]] = got["uri"]
        compare(got, expected["body"], ids)


def with_ids(text: str, ids: dict[str, str]) -> str:
    """The text with the tutorial's uris replaced by those this server gave."""
    for written, given in ids.items():
        text = re.sub(re.escape(written) + r"(?!\d)", given, text)
    return text


def compare(got: dict[str, Any], expected: dict[str, Any], ids: dict[str, str]) -> None:
    """Key by key and in key order; only ids, times and the user's name are free, and `syncEndedAt` may be there."""
    keys = list(expected)
    if "syncStartedAt" in keys:
        keys.insert(keys.index("syncStartedAt") + 1, "syncEndedAt")
    assert list(got) == keys
    for key, value in expected.items():
        if key in TIMES:
            assert TIMESTAMP.fullmatch(got[key])
        elif key in USERS:
            assert got[key] == "test.user"
        elif key in ("uri", "syncedInstanceUri"):
            assert got[key] == ids[value]
        else:
            assert json.dumps(got[key]) == json.dumps(value)


def test_the_tutorial_works_as_written(serve: Callable[..., Server], session: requests.Session) -> None:
    """The six calls and two polls of "Using the opportunities endpoints" give the documented answers.

    Afterwards opportunity 1 is linked to both contacts with the address contact1@abccompany.com ("all of my
    contacts with the email address"), opportunity 2 to the one with contact2@zyxcompany.com, and nothing was rejected.
    """
    server = serve("small_b2b")
    play(server.url, session)
    site = f"{server.url}/_mock/sites/TestCompany"
    links = session.get(f"{site}/links", timeout=10).json()["items"]
    assert [(link["opportunityId"], link["contactId"], link["emailAddress"]) for link in links] == [
        ("1", 1, "contact1@abccompany.com"),
        ("1", 2, "contact1@abccompany.com"),
        ("2", 3, "contact2@zyxcompany.com"),
    ]
    opportunities = session.get(f"{site}/opportunities", timeout=10).json()["items"]
    assert [record["fields"]["CreatedDate"] for record in opportunities] == [
        "2017-10-05 01:15:00",
        "2017-10-05 01:25:00",
    ]
    for sync in (1, 2):
        rejects = session.get(f"{server.url}/api/bulk/2.0/syncs/{sync}/rejects", timeout=10)
        assert len(rejects.content) == 79


def test_a_definitions_createdat_equals_its_updatedat(serve: Callable[..., Server], session: requests.Session) -> None:
    """`createdAt` and `updatedAt` are the identical instant on creation, for both kinds."""
    server = serve("small_b2b")
    for exchange in json.loads(TUTORIAL.read_text(encoding="utf-8"))["exchanges"]:
        if "updatedAt" in exchange["answer"].get("body", {}):
            request = exchange["request"]
            got = session.post(server.url + request["path"], json=request["body"], timeout=10).json()
            assert got["createdAt"] == got["updatedAt"]


def test_the_tutorial_plays_twice_on_one_site(serve: Callable[..., Server], session: requests.Session) -> None:
    """Played again, it updates instead of creating, and the link set stays the same: a link set is a set."""
    server = serve("small_b2b")
    play(server.url, session)
    play(server.url, session)
    site = f"{server.url}/_mock/sites/TestCompany"
    assert session.get(f"{site}/links", timeout=10).json()["totalResults"] == 3
    assert session.get(f"{site}/opportunities", timeout=10).json()["totalResults"] == 2
