"""Stands between the kit and a real site, below every session: what it does not let pass is not sent."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from contract_tests.client import BULK
from contract_tests.targets import reserved
from contract_tests.targets.budget import Budget, Lane
from contract_tests.targets.ledger import MADE, Entry, Ledger
from contract_tests.targets.target import Indeterminate, Unsupported

LOGIN = "login.eloqua.com"
POD = re.compile(r"secure\.p[0-9]{2}\.eloqua\.com", re.ASCII)
WRITTEN = re.compile(r"https://(?P<host>[a-z0-9.]+)(?::443)?(?:[/?][^\s\\\x00-\x1f#]*)?", re.ASCII)
BY_NAME = re.compile(r"(?:^|&)(?:q|orderBy)=[^&]*name", re.IGNORECASE)
LARGEST = 1_000_000
"""Bytes of an upload."""
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-HTTP-Status-Code-Override")


class RefusedCall(Exception):
    """A call that the kit must never make on a real site. A fault of the kit: it was not sent."""


def is_allowed(url: str) -> bool:
    """https, at the login host or a pod, at its own port, nothing before the host and nothing strange behind it."""
    found = WRITTEN.fullmatch(url)
    return found is not None and (found["host"] == LOGIN or POD.fullmatch(found["host"]) is not None)


class Guard(BaseAdapter):
    """An adapter for every session of a run. `outside` sends; `say`, of a dry run, hears each call instead of a site.

    `pod` is the origin that discovery named: None until it was asked, when only login may be called. While the guard
    `translates`, answers read as if it had put no prefix into what was sent. A call that
    checks may well want and that is not for a real site raises Unsupported; one over the budget Indeterminate; one to
    another host RefusedCall. An answer that redirects raises Indeterminate and is not followed.
    """

    def __init__(
        self,
        outside: BaseAdapter,
        lane: Lane,
        budget: Budget,
        ledger: Ledger,
        authorization: str,
        say: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self.lane, self.budget, self.ledger = lane, budget, ledger
        self.pod: str | None = None
        self.translates = True
        self._outside, self._authorization, self._say = outside, authorization, say
        self._definitions: dict[str, Mapping[str, Any]] = {}
        self._again: set[str] = set()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request = request.copy()
        if not is_allowed(str(request.url)):
            raise RefusedCall(f"{urlsplit(str(request.url)).hostname} is outside the allow-list")
        path = self._path(request)
        verb = str(request.method)
        if verb != "GET" and self.lane is Lane.READ:
            raise Unsupported(f"{verb} is not sent in the lane read")
        self._check_headers(request)
        if verb == "GET":
            if self.translates and BY_NAME.search(unquote(urlsplit(str(request.url)).query)):
                raise Unsupported("names bear the run's prefix on a real site, so lists are not asked by name")
            self.budget.take()
            return self._sent(request, *args, **kwargs)
        uri = path[len(BULK) :]
        if verb == "POST" and uri in reserved.KINDS:
            return self._create(uri, request, *args, **kwargs)
        if verb == "POST" and uri == "/syncs":
            self._sync(request)
        elif verb == "POST" and uri.endswith("/data"):
            self._upload(uri.removesuffix("/data"), request)
        elif verb == "PUT":
            self._replace(uri, request)
        elif verb == "DELETE":
            return self._delete(uri, request, *args, **kwargs)
        else:
            raise Unsupported(f"{verb} {path} is not sent to a real site")
        return self._sent(request, *args, **kwargs)

    def close(self) -> None:
        self._outside.close()

    def _path(self, request: requests.PreparedRequest) -> str:
        """The path below the pod, or `/id`, which is sent to login wherever it was asked."""
        parts = urlsplit(str(request.url))
        path = unquote(parts.path)
        if "/." in path or "//" in path or not re.fullmatch(r"[\w./-]+", path, re.ASCII):
            raise Unsupported(f"the path {path[:100]!r} is not sent to a real site")
        if path.lower() == "/id":
            request.url = urlunsplit(("https", LOGIN, "/id", "", ""))
            return "/id"
        if parts.hostname == LOGIN or self.pod is None or parts.hostname != urlsplit(self.pod).hostname:
            raise RefusedCall(f"{parts.hostname} is not the pod of this site")
        if not path.lower().startswith(BULK + "/"):
            raise Unsupported(f"{path[:100]} is outside the Bulk API, so it is not sent to a real site")
        return BULK + path[len(BULK) :]

    def _check_headers(self, request: requests.PreparedRequest) -> None:
        """One user, who must not be locked out; a GET that is no DELETE in disguise."""
        sent = request.headers.get("Authorization", "")
        if (sent.decode("latin-1") if isinstance(sent, bytes) else sent) != self._authorization:
            raise Unsupported("calls with other credentials, or none, are not sent to a real site")
        if any(name in request.headers for name in OVERRIDES):
            raise Unsupported("headers that override the method or the status are not sent to a real site")

    def _create(self, kind: str, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        body = _json(request)
        reserved.marked(kind, body, self.ledger.run + "-9999 ")
        self.budget.take(creation=True)
        entry = self.ledger.creating(kind)
        _put_json(request, reserved.marked(kind, body, entry.marker))
        answer = self._sent(request, *args, **kwargs)
        uri = _uri(answer)
        found = MADE.fullmatch(uri)
        if answer.status_code == 201 and found and found["kind"] == kind:
            self._definitions[uri] = body
            self.ledger.created(entry, uri)
        elif 400 <= answer.status_code < 500:
            self._settle(entry, "refused")
        return answer

    def _sync(self, request: requests.PreparedRequest) -> None:
        body = _json(request)
        if not isinstance(body, dict) or set(body) != {"syncedInstanceUri"}:
            raise Unsupported("a sync with more than its syncedInstanceUri, or less, is not sent to a real site")
        self._own(str(body["syncedInstanceUri"]))
        self.budget.take(syncs=1)
        self.ledger.syncing(body["syncedInstanceUri"])

    def _upload(self, uri: str, request: requests.PreparedRequest) -> None:
        entry = self._own(uri)
        definition = self._definitions[uri]
        if not str(request.headers.get("Content-Type", "")).lower().startswith("application/json"):
            raise Unsupported("only JSON is uploaded to a real site")
        if len(request.body or b"") > LARGEST:
            raise Unsupported(f"an upload of more than {LARGEST} bytes is not sent to a real site")
        rows = reserved.rows(entry.kind, definition["fields"], _json(request))
        self.budget.take(rows=len(rows), syncs=1 if definition.get("isSyncTriggeredOnImport") else 0)
        _put_json(request, rows)

    def _replace(self, uri: str, request: requests.PreparedRequest) -> None:
        entry, before = self._own(uri), self._definitions[uri]
        body = reserved.marked(entry.kind, _json(request), entry.marker)
        for name in ("fields", "identifierFieldName", "isSyncTriggeredOnImport"):
            if body.get(name) != before.get(name):
                raise Unsupported(f"{name} of a definition on a real site is not changed")
        self.budget.take()
        _put_json(request, body)

    def _delete(self, uri: str, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        entry = self._once_more(uri) or self._own(uri.removesuffix("/data"))
        self.budget.take(deletion=not uri.endswith("/data"))
        answer = self._sent(request, *args, **kwargs)
        if not uri.endswith("/data") and answer.status_code in (204, 404) and not entry.gone:
            self._settle(entry, "deleted")
        return answer

    def _own(self, uri: str) -> Entry:
        entry = self.ledger.named(uri)
        if entry is None:
            raise Unsupported(f"{uri[:100]} is not in this run's ledger, so nothing is written to it")
        if entry.gone:
            raise Unsupported(f"{uri[:100]} is deleted already, so nothing is written to it")
        return entry

    def _once_more(self, uri: str) -> Entry | None:
        """A definition that this run made and deleted may be deleted one more time, to be told that it is gone."""
        entry = self.ledger.named(uri)
        if entry is None or not entry.gone or uri not in self._definitions or uri in self._again:
            return None
        self._again.add(uri)
        return entry

    def _settle(self, entry: Entry, event: str) -> None:
        self.ledger.ended(entry, event)
        self.budget.held = max(self.budget.held - 1, 0)

    def _sent(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if self._say is not None:
            self._say(f"{request.method} {request.url}" + (f" {_text(request)}" if request.body else ""))
        answer = self._outside.send(request, *args, **kwargs)
        if 300 <= answer.status_code < 400:
            raise Indeterminate(f"{request.method} {request.url} was answered with a redirect; it is not followed")
        content = reserved.as_asked(answer.content, self.ledger.run) if self.translates else answer.content
        if content is not answer.content:
            answer._content, answer.raw = content, io.BytesIO(content)
            answer.headers = CaseInsensitiveDict({**answer.headers, "Content-Length": str(len(content))})
        return answer


def _text(request: requests.PreparedRequest) -> str:
    body = request.body
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")


def _json(request: requests.PreparedRequest) -> Any:
    if not isinstance(request.body, bytes | str):
        raise Unsupported("a body that is no JSON is not sent to a real site")
    try:
        return json.loads(request.body)
    except ValueError:
        raise Unsupported("a body that is no JSON is not sent to a real site") from None


def _put_json(request: requests.PreparedRequest, value: Any) -> None:
    request.body = json.dumps(value).encode()
    request.headers["Content-Length"] = str(len(request.body))


def _uri(answer: requests.Response) -> str:
    try:
        return str(answer.json()["uri"])
    except (ValueError, KeyError, TypeError):
        return ""
