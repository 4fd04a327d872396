"""Under which origin a client reaches this server: what discovery must name."""

from __future__ import annotations

import re

from flask import Request

LOGIN_HOST = "login.eloqua.com"
_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def base_url(request: Request, public_url: str | None) -> str:
    """The public URL where one is set, else the Host that was asked for.

    A client asked `login.eloqua.com` only because something redirects that name here: then the address listened on.
    """
    if public_url is not None:
        return public_url.rstrip("/")
    host = request.environ.get("HTTP_HOST", "")
    if not _HOST.fullmatch(host) or host.partition(":")[0].lower() == LOGIN_HOST:
        return listening_origin(request)
    return f"{request.scheme}://{host}"


def listening_origin(request: Request) -> str:
    """Scheme, address and port the server listens on; of a server that listens everywhere, the loopback."""
    name, port = request.environ["SERVER_NAME"], request.environ["SERVER_PORT"]
    name = _LOOPBACK_OF.get(str(name), str(name))
    shown = f"[{name}]" if ":" in name else name
    return f"{request.scheme}://{shown}:{port}"
