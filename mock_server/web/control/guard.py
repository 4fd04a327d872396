"""Who may use the control API: whoever has the admin token, else the loopback and nobody a web page could speak for."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address

from flask import Request

from mock_server.domain.errors import Forbidden, NotAuthorized
from mock_server.settings import Settings

_FORWARDED = ("forwarded", "via")


def check_control_access(request: Request, settings: Settings) -> None:
    """Raises NotAuthorized for a wrong or missing admin token, Forbidden where there is none and the door is shut."""
    if settings.admin_token is not None:
        sent = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.admin_token}"
        if not compare_digest(sent.encode("utf-8", "replace"), wanted.encode()):
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
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    return name.lower() == "localhost" or _is_loopback(name) or name.lower() in map(str.lower, allowed)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
