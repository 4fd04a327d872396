"""An origin as the kit takes it: scheme, host and port, and nothing that two parsers could read differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter

WRITTEN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?",
    re.ASCII | re.IGNORECASE,
)
PORTS = {"http": 80, "https": 443}


class RefusedAddress(ValueError):
    """The address is real, or no origin at all."""


class OtherOrigin(Exception):
    """A call to another server than the one that is checked. A fault of the kit: it was not sent."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`host` in lower case, an IPv6 address without its brackets; `port` None where none was given."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port is None else f":{self.port}")

    @property
    def is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def address(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port or PORTS[self.scheme]


def read_origin(url: str) -> Origin:
    """The origin that `url` is, put together anew from its parts.

    Raises RefusedAddress where it has anything besides: a user, a path, a query, a fragment, a backslash, blanks; or
    where the library that sends would call another host than the one that stands here.
    """
    found = WRITTEN.fullmatch(url)
    if found is None:
        told = "it" if "@" in url else ascii(url)  # what stands before an @ is a secret
        raise RefusedAddress(f"{told} is no origin such as http://127.0.0.1:8080, with nothing before or behind.")
    port = None if found["port"] is None else int(found["port"])
    origin = Origin(found["scheme"].lower(), found["host"].lower().strip("[]"), port)
    try:
        if port is not None and not 0 < port < 65536:
            raise ValueError(f"there is no port {port}")
        if ":" in origin.host:
            ip_address(origin.host)
        sent = str(requests.Request("GET", f"{origin}/x").prepare().url)
    except (ValueError, requests.RequestException) as fault:
        raise RefusedAddress(f"{url} is no origin such as http://127.0.0.1:8080: {fault}.") from None
    if sent != f"{origin}/x":
        raise RefusedAddress(f"{url} would be sent to another place: {sent}.")
    return origin


class Bound(HTTPAdapter):
    """Sends to one origin alone; a call to any other raises OtherOrigin and is not sent. Without one, to any."""

    def __init__(self, origin: Origin | None = None) -> None:
        super().__init__()
        self._origin = origin

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if self._origin is not None and (told := _called(str(request.url))) != self._origin.address:
            raise OtherOrigin(f"a call to {told[1]}, which is not {self._origin}, was not sent")
        return super().send(request, *args, **kwargs)


def _called(url: str) -> tuple[str, str, int]:
    """Where the library that sends would send it."""
    from urllib3.util import parse_url

    parts = parse_url(url)
    scheme = parts.scheme or "http"
    return scheme, (parts.host or "").lower().strip("[]"), parts.port or PORTS.get(scheme, 0)
