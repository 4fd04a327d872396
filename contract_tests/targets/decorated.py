"""The mock over a socket, whose answers look otherwise and say the same: an unknown property, another key order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

import requests

from contract_tests.targets.another_origin import served
from contract_tests.targets.mock import MockTarget

Change = Callable[[dict[str, Any]], dict[str, Any]]
BULK = "/api/bulk/"


class Addressed(NamedTuple):
    """A target and the origin under which others reach it."""

    target: MockTarget
    url: str


def with_unknown_property(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "addedInAnyRelease": {"by": "the vendor"}}


def in_another_order(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(answer.items()))


def with_nulls(answer: dict[str, Any]) -> dict[str, Any]:
    """A sync with the times that it has not yet, which are usually left out."""
    if "syncedInstanceUri" not in answer or "status" not in answer:
        return answer
    return {**answer, **{name: answer.get(name) for name in ("syncStartedAt", "syncEndedAt")}}


DECORATIONS: Mapping[str, Change | None] = {
    "": None,
    "unknown property": with_unknown_property,
    "key order": in_another_order,
    "null written out": with_nulls,
}
"""What may be done to every JSON object of an answer, as far as fields of rows and statements are not touched."""
LEFT_ALONE = ("fieldValues", "fields", "failures")


class Decorated:
    """A WSGI application whose JSON answers of the Bulk API are changed."""

    def __init__(self, app: Any, change: Change) -> None:
        self._app, self._change = app, change

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[Any] = []

        def noted(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
            told[:] = [status, headers]
            return lambda _: None

        pieces = self._app(environ, noted)
        if not str(environ.get("PATH_INFO", "")).lower().startswith(BULK) or not _is_json(told[1]):
            start_response(*told)
            return pieces  # type: ignore[no-any-return]  # of an application that is not typed
        content = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        content = self._changed(content)
        kept = [(name, value) for name, value in told[1] if name.lower() != "content-length"]
        start_response(told[0], [*kept, ("Content-Length", str(len(content)))])
        return [content]

    def _changed(self, content: bytes) -> bytes:
        try:
            return json.dumps(self._decorated(json.loads(content)), ensure_ascii=False, separators=(",", ":")).encode()
        except ValueError:
            return content

    def _decorated(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._decorated(each) for each in value]
        if not isinstance(value, dict):
            return value
        inner = {name: each if name in LEFT_ALONE else self._decorated(each) for name, each in value.items()}
        return inner if _is_row(value) else self._change(inner)


def _is_json(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("application/json") for name, value in headers)


def _is_row(value: Mapping[str, Any]) -> bool:
    """Exported data: its keys are the client's own."""
    return not any(name in value for name in ("uri", "statement", "hasMore", "statusCode", "status"))


def over_a_socket(change: Change | None = None) -> Addressed:
    """The mock over a socket of the loopback, in threads of this process, every answer changed; `/id` names another
    origin than the one that it is asked at."""
    from mock_server.app import create_app

    def make(settings: Any) -> Any:
        app = create_app([], settings)
        return app if change is None else Decorated(app, change)

    stack = ExitStack()
    server = stack.enter_context(served(make))
    session = requests.Session()
    session.trust_env = False
    return Addressed(MockTarget("mock over a socket", session, server.url, stack.close, prefix="driven"), server.url)
