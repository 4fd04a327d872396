"""Secrets in what a program prints: found in the forms in which programs write them, and masked."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

SHORTEST = 6
LONGEST_FORM = 4096
"""Characters that a secret takes at most, in any form."""
_HEADER = re.compile(r"\b(Basic|Bearer)\s+([A-Za-z0-9+/_=.~-]{12,})")
"""An Authorization header; tokens that the mock gave out are known by it alone."""

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def forms_of(secret: str) -> set[str]:
    """The secret as it is, percent-encoded, escaped, and in base64, alone or at the end of `name:secret`."""
    raw = secret.encode()
    forms = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), json.dumps(secret)[1:-1]}
    forms |= {repr(secret)[1:-1], raw.hex()}
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        core = text[-(-8 * before // 6) : 8 * (before + len(raw)) // 6]
        forms |= {core, core.replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= SHORTEST}


def leaked(text: str, secrets: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the secrets that stand in the text, in any of their forms."""
    narrow = text.replace("\0", "")  # what was written in UTF-16
    found = [name for name, secret in secrets.items() if any(form in narrow for form in forms_of(secret))]
    if _HEADER.search(text) and not found:
        found.append("an Authorization header")
    return tuple(found)


def masked(text: str, secrets: Mapping[str, str]) -> str:
    """The text without the secrets, each as its name, and without what would steer a terminal."""
    text = text.replace("\0", "")
    for name, secret in secrets.items():
        for form in sorted(forms_of(secret), key=len, reverse=True):
            text = text.replace(form, f"<{name}>")
    return _STEERING.sub("\ufffd", _HEADER.sub(r"\1 <secret>", text))
