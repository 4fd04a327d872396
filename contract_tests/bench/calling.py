"""Calls over a connection that is kept, through `http.client`, and the few of the Bulk API that the bench needs."""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from contract_tests.bench.sites import PASSWORD, USERNAME

BULK = "/api/bulk/2.0"
JSON, CSV = "application/json", "text/csv"


class WrongAnswer(Exception):
    """An answer that the bench cannot go on with: it measures no work that was not done."""


class Connection:
    """A connection to `url`, kept alive and made again where the server closed it. `headers` go with each call."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None, timeout: float = 300.0) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._http = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        self._headers = dict(headers or {})

    def call(self, method: str, path: str, body: bytes | None = None, kind: str = JSON) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        headers = self._headers if body is None else {"Content-Type": kind, **self._headers}
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self._http.close()


def credentials(site: str) -> dict[str, str]:
    """The header that says who calls."""
    pair = base64.b64encode(f"{site}\\{USERNAME}:{PASSWORD}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


class BenchSite:
    """A site of a mock, called over one connection. Raises WrongAnswer for an answer it did not expect."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name
        self.connection = Connection(url, credentials(name))

    def expect(self, status: int, method: str, path: str, body: bytes | None = None, kind: str = JSON) -> bytes:
        got, content = self.connection.call(method, path, body, kind)
        if got != status:
            raise WrongAnswer(f"{method} {path} answered {got}: {content[:300]!r}")
        return content

    def create(self, path: str, definition: Mapping[str, Any]) -> str:
        """The uri of a new definition."""
        answer = json.loads(self.expect(201, "POST", BULK + path, json.dumps(definition).encode()))
        return str(answer["uri"])

    def upload(self, uri: str, body: bytes, kind: str = JSON) -> None:
        self.expect(204, "POST", f"{BULK}{uri}/data", body, kind)

    def sync(self, uri: str) -> str:
        """The uri of a sync just begun."""
        body = json.dumps({"syncedInstanceUri": uri}).encode()
        return str(json.loads(self.expect(201, "POST", f"{BULK}/syncs", body))["uri"])

    def wait(self, sync: str) -> None:
        """Poll until the sync has succeeded, every hundredth of the time it took so far, at most every 50 ms."""
        began = time.perf_counter()
        while True:
            status = json.loads(self.expect(200, "GET", BULK + sync))["status"]
            if status not in ("pending", "active"):
                break
            time.sleep(min(0.05, max(0.001, (time.perf_counter() - began) / 100)))
        if status != "success":
            raise WrongAnswer(f"{sync} ended with {status}: {self.expect(200, 'GET', f'{BULK}{sync}/logs')[:500]!r}")

    def run(self, uri: str) -> float:
        """Sync the definition; seconds until its success was seen."""
        began = time.perf_counter()
        self.wait(self.sync(uri))
        return time.perf_counter() - began

    def reset(self) -> None:
        self.expect(200, "POST", f"/_mock/sites/{self.name}/reset")

    def total(self, what: str) -> int:
        """How many records, or links, the site has."""
        return int(json.loads(self.expect(200, "GET", f"/_mock/sites/{self.name}/{what}?limit=1"))["totalResults"])

    def check_total(self, what: str, number: int) -> None:
        if (found := self.total(what)) != number:
            raise WrongAnswer(f"{self.name} has {found} {what} in place of {number}")
