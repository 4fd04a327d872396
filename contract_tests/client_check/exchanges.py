"""The mock's journal as typed values: one exchange is a call and its answer, secrets masked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BULK = "/api/bulk/2.0"
FINAL = ("success", "warning", "error")
"""The statuses that a sync ends with."""


class Unreadable(Exception):
    """A rule needs what the journal cut off or could not keep as text: no verdict from this history."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the journal does not hold the whole body of entry {number}")


@dataclass(frozen=True, slots=True)
class Message:
    """Headers and body of one side. `text` is None where the body was no UTF-8, `whole` False where it was cut."""

    headers: tuple[tuple[str, str], ...] = ()
    text: str | None = ""
    size: int = 0
    whole: bool = True

    def header(self, name: str) -> str | None:
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stood, and its mark: the same secret has the same mark."""

    place: str
    name: str
    mark: str


@dataclass(frozen=True)
class Exchange:
    """A call and its answer. `began` and `took` are seconds of the machine's running clock; status 0: no answer."""

    number: int
    method: str
    path: str
    query: str = ""
    status: int = 200
    began: float = 0.0
    took: float = 0.0
    route: str | None = ""
    host: str = ""
    user: str | None = None
    authenticated: bool = False
    request: Message = field(default_factory=Message)
    answer: Message = field(default_factory=Message)
    fault: int | None = None
    failures: tuple[Mapping[str, Any], ...] = ()
    secrets: tuple[Secret, ...] = ()

    @property
    def ended(self) -> float:
        return self.began + self.took

    @cached_property
    def verb(self) -> str:
        """The method that counts: that of `X-HTTP-Method-Override` where it is sent."""
        return (self.request.header("X-HTTP-Method-Override") or self.method).strip().upper()

    @cached_property
    def uri(self) -> str:
        """The path below the version, in lower case and without a slash at its end; empty outside the Bulk API."""
        path = re.sub("/{2,}", "/", unquote(self.path)).lower().rstrip("/")
        return path.removeprefix(BULK) if path.startswith(BULK + "/") else ""

    @cached_property
    def login(self) -> str:
        """`/id` or a path below `/auth/oauth2`; empty elsewhere."""
        path = re.sub("/{2,}", "/", self.path).lower().rstrip("/")
        return path if path == "/id" or path.startswith("/auth/oauth2/") else ""

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in parse_qsl(self.query, keep_blank_values=True)}

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def sent(self) -> Any:
        """The JSON of the call; None where it is none. Raises Unreadable."""
        return _parsed(self.number, self.request)

    def got(self) -> Any:
        """The JSON of the answer; None where it is none. Raises Unreadable."""
        return _parsed(self.number, self.answer)

    def sent_text(self) -> str:
        """The body of the call. Raises Unreadable where it was cut or is no text."""
        if self.request.text is None or not self.request.whole:
            raise Unreadable(self.number)
        return self.request.text

    def mark(self, name: str = "authorization") -> str | None:
        """The mark of a secret that the call carried."""
        return next((secret.mark for secret in self.secrets if secret.name.lower() == name), None)


def _parsed(number: int, message: Message) -> Any:
    if message.text is None:
        return None
    try:
        return json.loads(message.text) if message.text.strip() else None
    except ValueError:
        if not message.whole:
            raise Unreadable(number) from None
        return None


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def read(*journals: Sequence[Mapping[str, Any]]) -> tuple[Exchange, ...]:
    """The items of one or more journals, in the order in which the calls began, numbered anew from 1."""
    items = sorted((item for journal in journals for item in journal), key=lambda item: float(item["began"]))
    return tuple(replace(_exchange(item), number=number) for number, item in enumerate(items, 1))


def _exchange(item: Mapping[str, Any]) -> Exchange:
    return Exchange(
        number=item["number"],
        method=item["method"],
        path=item["path"],
        query=item.get("query") or "",
        status=item["status"],
        began=float(item["began"]),
        took=float(item.get("took") or 0.0),
        route=item.get("route"),
        host=item.get("host") or "",
        user=item.get("user"),
        authenticated=bool(item.get("authenticated")),
        request=_message(item.get("request") or {}),
        answer=_message(item.get("answer") or {}),
        fault=item.get("fault"),
        failures=tuple(item.get("failures") or ()),
        secrets=tuple(_secret(secret) for secret in item.get("secrets") or ()),
    )


def _message(found: Mapping[str, Any]) -> Message:
    headers: Iterable[Sequence[str]] = found.get("headers") or ()
    return Message(
        tuple((each[0], each[1]) for each in headers),
        found.get("body", ""),
        int(found.get("bytes") or 0),
        bool(found.get("whole", True)),
    )


def _secret(found: Mapping[str, Any]) -> Secret:
    return Secret(found["in"], found["name"], found["mark"])
