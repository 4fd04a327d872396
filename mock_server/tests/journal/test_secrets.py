"""No secret is kept: a property over the places where a client may put one and the forms it may give it."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.journal.forms import decodings
from mock_server.tests.in_process import InProcess, basic, site_of

SITE = "TestCompany"
SHORTEST = 8
ODD = "&=+%/\\\"'<>:@#?; é€\U0001f600aZ09"
secrets = st.text(ODD + "xyzXYZ", min_size=SHORTEST, max_size=24).filter(lambda text: len(set(text)) > 5)

FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda s: s,
    "percent": lambda s: quote(s, safe=""),
    "percent in lower case": lambda s: quote(s, safe="").lower() if s.lower() == s else quote(s, safe=""),
    "some percent": lambda s: quote(s, safe="/:@&+"),
    "every byte percent": lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    "plus": quote_plus,
    "json": lambda s: json.dumps(s)[1:-1],
    "json in utf-8": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "every letter escaped": lambda s: "".join(f"\\u{ord(c):04X}" if ord(c) < 0x10000 else c for c in s),
    "html": escape,
    "base64": lambda s: b64encode(s.encode()).decode(),
    "base64 of credentials": lambda s: b64encode(f"{SITE}\\test.user:{s}".encode()).decode(),
    "url-safe base64": lambda s: urlsafe_b64encode(f"u:{s}".encode()).decode(),
    "percent of base64": lambda s: quote(b64encode(f"us:{s}".encode()).decode(), safe=""),
}
PLACES = ("query", "named query", "header", "named header", "json", "named json", "form", "address", "path")


def ascii_only(text: str) -> str:
    """As a header or a query can carry it."""
    return "".join(c if " " <= c < "\x7f" else quote(c) for c in text)


def call_with(mock: InProcess, place: str, text: str, authorization: str) -> None:
    """A call that carries `text` in `place`."""
    sent: dict[str, Any] = {"headers": {"Authorization": authorization}}
    path, query = "/api/bulk/2.0/contacts/imports", ""
    in_json = text if "\\u" in text else json.dumps(text)[1:-1]
    if "query" in place:
        query = f"q=name%3Dx&{'password' if 'named' in place else 'note'}={quote(ascii_only(text), safe='%+/=:@')}"
    elif "header" in place:
        sent["headers"]["X-Auth-Token" if "named" in place else "X-Note"] = ascii_only(text)
    elif "json" in place:
        name = "password" if "named" in place else "name"
        sent |= {"data": f'{{"{name}": "{in_json}"}}'.encode(), "content_type": "application/json"}
    elif place == "form":
        path = "/auth/oauth2/token"
        sent |= {"data": {"grant_type": "password", "username": f"{SITE}\\test.user", "password": text}}
    elif place == "address":
        path = "/api/bulk/2.0/syncs"
        body = f'{{"syncedInstanceUri": "/x", "callbackUrl": "https://me:{quote(text, safe="")}@host/"}}'
        sent |= {"data": body.encode(), "content_type": "application/json"}
    else:
        path += "/" + quote(text, safe="")
    verb = "POST" if "data" in sent else "GET"
    mock.raw(verb, path + (f"?{query}" if query else ""), **sent)


def shown_by(mock: InProcess) -> str:
    """All that the control API shows of the site and of no site, and all that the journals hold besides."""
    pages = [mock.control("GET", f"/sites/{SITE}/journal"), mock.control("GET", "/journal")]
    pages += [mock.control("GET", "/sites"), mock.control("GET", f"/sites/{SITE}"), mock.control("GET", "/health")]
    return json.dumps(pages, ensure_ascii=False)


def spells(text: str, secret: str) -> bool:
    """Whether a reader who unescapes `text` in the usual ways meets `secret`, as it is or in base64."""
    cores = [b64encode(bytes(pad) + secret.encode()).decode().rstrip("=")[4 if pad else 0 : -4] for pad in range(3)]
    wanted = [secret, *(core for core in cores if len(core) >= SHORTEST)]
    wanted += [core.replace("+", "-").replace("/", "_") for core in wanted[1:]]
    read = [text, unquote(text), unquote_plus(text), *decodings(text)]
    return any(one in reading for one in wanted for reading in read)


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=40, deadline=None)
@given(secret=secrets, form=st.sampled_from(sorted(FORMS)), known=st.booleans())
def test_no_secret_is_kept(place: str, secret: str, form: str, known: bool) -> None:
    """A password, the site's or a wrong one that was sent with the call, is nowhere in what the mock shows or keeps."""
    password = secret if known else "quite-another-one"
    mock = InProcess(site_of({"users": [{"username": "test.user", "password": password}]}))
    call_with(mock, place, FORMS[form](secret), basic(SITE, password=secret))
    shown = shown_by(mock)
    assert '"Authorization"' in shown
    for text in (shown, *texts(json.loads(shown))):
        assert not spells(text, secret), text


def texts(value: Any) -> list[str]:
    """Every text within a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    return [text for one in value for text in texts(one)] if isinstance(value, list) else []
