"""Which hosts are Eloqua's, and which are this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address

_ELOQUA = re.compile(r"login\.eloqua\.com|secure\.p[0-9]+\.eloqua\.com", re.IGNORECASE)


def is_eloqua(host: str) -> bool:
    """`login.eloqua.com`, and `secure.pNN.eloqua.com` of any pod."""
    return _ELOQUA.fullmatch(host.rstrip(".")) is not None


def is_this_machine(host: str) -> bool:
    name = host.strip("[]").rstrip(".").lower()
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
