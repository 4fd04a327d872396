"""Under which origin a client reaches this server: what discovery must name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Request

ADDRESSES = "eloqua_mock.addresses"
"""Where the server under the application names the ports of its addresses, the first and perhaps a second."""
LOGIN_HOST = "login.eloqua.com"
_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def came_to_second(request: Request, second_public_url: str | None) -> bool:
    """Whether the client came to the server's second address: to its port, or under its public name."""
    environ = request.environ
    ports = environ.get(ADDRESSES, ())
    if len(ports) > 1 and environ["SERVER_PORT"] == ports[1]:
        return True
    if second_public_url is None:
        return False
    return bool(environ.get("HTTP_HOST", "").lower() == urlsplit(second_public_url).netloc.lower())


def has_second(request: Request, second_public_url: str | None) -> bool:
    """Whether the server has a second address."""
    return second_public_url is not None or len(request.environ.get(ADDRESSES, ())) > 1


def home_url(request: Request, public_url: str | None, second_public_url: str | None, *, moved: bool) -> str:
    """Where a site is: at the first address, or, once it has `moved`, at the second."""
    known = second_public_url if moved else public_url
    if known is not None or came_to_second(request, second_public_url) is moved:
        return base_url(request, known)
    ports = request.environ.get(ADDRESSES, ())
    if len(ports) < 2:
        return listening_origin(request)
    origin = urlsplit(base_url(request, None))
    name = f"[{origin.hostname}]" if ":" in (origin.hostname or "") else origin.hostname
    return f"{origin.scheme}://{name}:{ports[moved]}"


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
    usual = {"http": "80", "https": "443"}[request.scheme]
    return f"{request.scheme}://{shown}" + ("" if port == usual else f":{port}")
