"""Which tokens a mock gave out: secrets that a client must not show either."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

TOKEN = "/auth/oauth2/token"


class Granting:
    """A WSGI application whose token answers are read; `granted` are the tokens by a name for each."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.granted: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        pieces = self._app(environ, start_response)
        if str(environ.get("PATH_INFO", "")).lower().rstrip("/") != TOKEN:
            return pieces  # type: ignore[no-any-return]  # of an application that is not typed
        content = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        self._read(content)
        return [content]

    def _read(self, content: bytes) -> None:
        try:
            answer = json.loads(content)
        except ValueError:
            return
        for name in ("access_token", "refresh_token"):
            if isinstance(answer, dict) and isinstance(answer.get(name), str):
                number = sum(each.startswith(name.upper()) for each in self.granted) + 1
                self.granted[f"{name.upper()}_{number}"] = answer[name]
