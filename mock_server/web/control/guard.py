"""Who may use the control API: whoever has the admin token, else the loopback and nobody a web page could speak for."""

from __future__ import annotations

import re
from hmac import compare_digest
from ipaddress import ip_address

from flask import Request

from mock_server.domain.errors import Forbidden, NotAuthorized
from mock_server.settings import Settings

_FORWARDED = ("forwarded", "via")
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:,\s]+))(?::[0-9]{1,5})?")
"""A name or address with or without a port. Nothing else may be in a Host: what begins well may still lead away."""


def check_control_access(request: Request, settings: Settings) -> None:
    """Raises NotAuthorized for a wrong or missing admin token, Forbidden where there is none and the door is shut."""
    if settings.admin_token is not None:
        sent = request.headers.get("Authorization", "").encode("latin-1", "replace")  # WSGI: bytes as latin-1
        if not compare_digest(sent, f"Bearer {settings.admin_token}".encode()):
            raise NotAuthorized("the control API needs: Authorization: Bearer ADMIN-TOKEN")
        return
    if not _is_loopback(request.environ.get("REMOTE_ADDR", "")):
        raise Forbidden("without an admin token the control API answers the loopback only")
    for name, _ in request.headers:
        if name.lower() in _FORWARDED or name.lower().startswith("x-forwarded-"):
            raise Forbidden("a forwarded request needs an admin token")
    host = request.environ.get("HTTP_HOST", "")
    if not _is_own_host(host, settings.control_hosts):
        raise Forbidden("the Host is neither a loopback name nor one that --control-host names")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{request.scheme}://{host}".lower():
        raise Forbidden("a web page of another origin may not use the control API")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise Forbidden("a web page of another site may not use the control API")


def _is_own_host(host: str, allowed: tuple[str, ...]) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1] or found[2]
    return name.lower() == "localhost" or _is_loopback(name) or name.lower() in map(str.lower, allowed)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
