"""Calls to the Bulk API: discovery, fresh credentials, patience with an overloaded server, and no blind repetition."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from contract_tests.client_check.adapter import Connection
from contract_tests.client_check.reference.failing import (
    EloquaError,
    GaveUp,
    NotAuthenticated,
    Refused,
    Unanswered,
    failures_of,
    retry_after,
)
from contract_tests.client_check.reference.login import Basic, Login, Token

LOGGER = logging.getLogger(__name__)
T = TypeVar("T")
VERSION = "2.0"
BULK = f"API/Bulk/{VERSION}"
"""Below the base of every site that was ever seen. Discovery names the whole URL, and that is what counts."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a call sends, and as what."""

    content: bytes
    content_type: str = "application/json"


def as_json(value: Any) -> Body:
    """In UTF-8."""
    return Body(json.dumps(value, ensure_ascii=False).encode())


class Transport:
    """One session with one site."""

    attempts = 6
    """How often a call is tried at most."""
    page = 1000
    """Items of a list to ask for; exported data may come fifty times as many at once, but need not."""
    first_pause, longest_pause = 1.0, 60.0
    """Seconds between tries, doubled each time. (Eloqua asks for nothing more exact than `Retry-After`.)"""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.session = requests.Session()
        self.login = self.log_in()
        self._base: str | None = None
        self._refused = False

    def log_in(self) -> Login:
        return Token(self.connection, self.session) if self.connection.refresh_token else Basic(self.connection)

    def close(self) -> None:
        self.session.close()

    # Calls

    def get(self, path: str, **params: str | int) -> dict[str, Any]:
        """The JSON of a GET, which may be repeated at will."""
        return dict(self.repeatedly(lambda: self.call("GET", path, params=params)) or {})

    def delete(self, path: str) -> None:
        """What is gone already need not be deleted."""
        try:
            self.repeatedly(lambda: self.call("DELETE", path))
        except Refused as refused:
            if refused.status not in (404, 410):
                raise

    def post(self, path: str, body: Body) -> Any:
        """The JSON of the answer, or None (204). Raises Unanswered: who posts must then look if it was done."""
        return self.call("POST", path, body=body)

    def pages(self, path: str, **params: str | int) -> Iterator[dict[str, Any]]:
        """Every item of a list. A page may be shorter than was asked for, and an empty one may have no `items`."""
        offset = 0
        while True:
            page = self.get(path, limit=self.page, offset=offset, **params)
            items = page.get("items") or []
            yield from items
            offset += len(items)
            if not page.get("hasMore") or not items:
                return

    def repeatedly(self, act: Callable[[], T]) -> T:
        """Do what may be done twice, until it is answered."""
        return self.until_certain(act, lambda: None)

    def until_certain(self, act: Callable[[], T], look: Callable[[], T | None]) -> T:
        """Do what must be done once: where no answer came, `look` for its result before doing it again."""
        for pause in self.pauses():
            try:
                return act()
            except Unanswered as lost:
                why = lost
                self.rest(pause, lost)
            found = look()
            if found is not None:
                return found
        raise GaveUp(f"after {self.attempts} tries: {why}") from why

    def rest(self, pause: float, lost: Unanswered) -> None:
        """As long as Eloqua asked for, where it did."""
        seconds = pause if lost.retry_after is None else lost.retry_after
        LOGGER.warning("%s; looking again in %g seconds", lost, seconds)
        self.connection.sleep(seconds)

    def pauses(self) -> Iterator[float]:
        for attempt in range(self.attempts):
            yield min(self.first_pause * 2**attempt, self.longest_pause)

    # One call

    def call(self, verb: str, path: str, *, body: Body | None = None, params: Mapping[str, Any] | None = None) -> Any:
        """One call. A 401 asks for fresh credentials and the base URL, once: such a call was not carried out.

        Raises Refused, NotAuthenticated, GaveUp, Unanswered.
        """
        answer = self.sent(verb, path, body, params)
        if answer.status_code == 401:
            self.log_in_again()
            answer = self.sent(verb, path, body, params)
        return self.read(f"{verb} {path}", answer)

    def log_in_again(self) -> None:
        """The token may have expired, or the site has moved: discovery finds out about both."""
        self.discover()

    def read(self, what: str, answer: requests.Response) -> Any:
        if answer.status_code == 401:
            self._refused = True
            raise NotAuthenticated(f"{what}: 401 {answer.reason}")
        if self.is_passing(answer.status_code):
            raise Unanswered(what, f"{answer.status_code} {answer.reason}", retry_after(answer), answer.status_code)
        if answer.status_code >= 300:
            raise self.refusal(what, answer)
        return self.parsed(what, answer)

    def is_passing(self, status: int) -> bool:
        """Whether the same call may be answered otherwise later."""
        return status == 429 or status >= 500

    def refusal(self, what: str, answer: requests.Response) -> EloquaError:
        return Refused(what, answer.status_code, answer.reason, failures_of(answer))

    def parsed(self, what: str, answer: requests.Response) -> Any:
        """An upload is answered with 204 and nothing, or with 201 and a body."""
        try:
            return answer.json() if answer.content else None
        except ValueError:
            raise Unanswered(what, "an answer that is no JSON") from None

    def sent(self, verb: str, path: str, body: Body | None, params: Mapping[str, Any] | None) -> requests.Response:
        content = None if body is None else body.content
        return self.answer(verb, self.base() + path, self.headers(body), content, params)

    def headers(self, body: Body | None) -> dict[str, str]:
        """`Content-Type` is mandatory where there is a body."""
        return {"Accept": "application/json"} | ({} if body is None else {"Content-Type": body.content_type})

    def answer(
        self,
        verb: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> requests.Response:
        """Raises Unanswered where none comes. Refused credentials are not tried again."""
        if self._refused:
            raise NotAuthenticated("these credentials were refused before")
        try:
            return self.session.request(
                verb,
                url,
                data=content,
                params=params,
                headers={**headers, "Authorization": self.login.header()},
                timeout=self.connection.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise self.unanswered(f"{verb} {urlsplit(url).path}", fault) from None

    def unanswered(self, what: str, fault: requests.RequestException) -> EloquaError:
        """The connection broke, was never made, or nothing came in time. The fault itself may name what is secret."""
        return Unanswered(what, type(fault).__name__)

    # Discovery

    def base(self) -> str:
        """Where the site's Bulk API is: asked for once."""
        return self._base or self.discover()

    def discover(self) -> str:
        """Ask where the Bulk API is. Wrong or stale credentials are answered with 200 and a sentence."""
        identity = self.repeatedly(self.identity)
        if not isinstance(identity, dict) and self.repeatedly(self.login.renew):
            identity = self.repeatedly(self.identity)
        if not isinstance(identity, dict):
            self._refused = True
            raise NotAuthenticated(f"{self.connection.url}/id: {identity}")
        self._base = identity["urls"]["apis"]["rest"]["bulk"].replace("{version}", VERSION).rstrip("/")
        return self._base

    def identity(self) -> Any:
        answer = self.answer("GET", f"{self.connection.url}/id", {"Accept": "application/json"})
        if answer.status_code != 200:
            raise Unanswered("GET /id", f"{answer.status_code} {answer.reason}", retry_after(answer))
        return self.parsed("GET /id", answer)
