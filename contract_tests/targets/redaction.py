"""What is taken out of evidence before anybody reads it: secrets, and addresses of people."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from typing import Any

ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
KEPT = ".example"
"""Addresses below this domain are nobody's and stay readable."""


class Redaction:
    """Replaces secrets by `<secret>` and each address by a digest: equal within a run, unlike between runs."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._salt = secrets.token_bytes(16)
        self._secrets: set[str] = set()
        self.know(*known)

    def know(self, *more: str) -> None:
        """Keep these out too, also where they are escaped as Python or JSON has them."""
        for each in more:
            escaped = repr(each)[1:-1], json.dumps(each)[1:-1], json.dumps(each, ensure_ascii=False)[1:-1]
            self._secrets |= {each, *escaped}
        self._secrets.discard("")

    def credentials(self, site: str, user: str, password: str) -> None:
        """Keep out the user, the password and the header that carries them."""
        pair = f"{site}\\{user}:{password}"
        self.know(user, password, *(base64.b64encode(pair.encode(code)).decode() for code in ("utf-8", "latin-1")))

    def __call__(self, text: str) -> str:
        for each in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(each, "<secret>")
        return ADDRESS.sub(self._digest, text)

    def of_report(self, report: Any) -> None:
        """Redact what a report of pytest shows, and the check that it carries."""
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            report.longrepr = (path, line, self(reason))
        elif report.longrepr is not None:
            report.longrepr = self(report.longreprtext)
        report.sections = [(name, self(text)) for name, text in report.sections]
        if spoken := getattr(report, "eloqua", None):
            spoken.update({name: self(spoken[name]) for name in ("reason", "found", "script", "curl")})

    def _digest(self, found: re.Match[str]) -> str:
        address = found[0]
        if address.lower().endswith(KEPT):
            return address
        return f"<address {hashlib.blake2b(address.lower().encode(), key=self._salt, digest_size=4).hexdigest()}>"
