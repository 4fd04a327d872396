"""An application that is asked under Eloqua's own names, so that discovery answers with such a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

SECURE_HOST = "secure.p01.eloqua.com"
PORTS = ("443", "8443")
"""Of that host: the usual one, and one more for sites that a planned fault moves."""
ADDRESSES = "eloqua_mock.addresses"


class AsEloqua:
    """Tells the application that it is `https://secure.p01.eloqua.com`, whatever carried the request here."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        port = environ.get("HTTP_HOST", "").rpartition(":")[2]
        port = port if port in PORTS else PORTS[0]
        environ |= {"wsgi.url_scheme": "https", "SERVER_NAME": SECURE_HOST, "SERVER_PORT": port, ADDRESSES: PORTS}
        return self._app(environ, start_response)
