"""The Bulk API over requests: one typed method a verb. No assertion, no retry: whoever calls judges the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests

BULK = "/api/bulk/2.0"
JSON = "application/json"
CSV = "text/csv"


class Document(dict[str, Any]):
    """A JSON object of an answer. Asking it for what it lacks speaks against the server, not against whoever asks."""

    def __missing__(self, key: object) -> Any:
        raise AssertionError(f"the answer has no {key!r}: {dict(self)!r}"[:500])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is the parsed JSON, objects as Documents; None where there is no JSON."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes
    body: Any

    @property
    def failures(self) -> list[dict[str, Any]]:
        """The `failures` of a 400; empty where there are none."""
        found = self.body.get("failures", []) if isinstance(self.body, dict) else []
        return found if isinstance(found, list) else []


class BulkClient:
    """Calls to one site. `base_url` is an origin; `timeout` in seconds bounds each call.

    Raises requests.RequestException where no answer comes.
    """

    def __init__(self, session: requests.Session, base_url: str, timeout: float = 30.0) -> None:
        self.session = session
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout

    def call(
        self,
        verb: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Answer:
        """Any call to any path below the origin."""
        sent = dict(headers or {})
        if content_type is not None:
            sent["Content-Type"] = content_type
        answer = self.session.request(
            verb,
            self.base_url + path,
            data=body,
            headers=sent,
            params=params,
            timeout=self.timeout,
            allow_redirects=False,
        )
        try:
            parsed = json.loads(answer.content, object_hook=Document) if answer.content else None
        except ValueError:
            parsed = None
        return Answer(answer.status_code, answer.reason, answer.headers, answer.content, parsed)

    def bulk(self, verb: str, path: str, value: Any = None, **more: Any) -> Answer:
        """A Bulk call; `path` follows the version. A `value` is sent as JSON."""
        if value is not None:
            more = {"body": json.dumps(value).encode(), "content_type": JSON, **more}
        return self.call(verb, BULK + path, **more)

    def identify(self) -> Answer:
        return self.call("GET", "/id")

    def fields(self, entity: str, **params: str | int) -> Answer:
        return self.bulk("GET", f"/{entity}/fields", params=params)

    def create(self, kind: str, definition: Mapping[str, Any]) -> Answer:
        """POST a definition; `kind` is a path such as `/opportunities/imports`."""
        return self.bulk("POST", kind, dict(definition))

    def definitions(self, kind: str, **params: str | int) -> Answer:
        return self.bulk("GET", kind, params=params)

    def get(self, uri: str, **params: str | int) -> Answer:
        """GET whatever a `uri` of the API names."""
        return self.bulk("GET", uri, params=params)

    def replace(self, uri: str, definition: Mapping[str, Any]) -> Answer:
        return self.bulk("PUT", uri, dict(definition))

    def delete(self, uri: str) -> Answer:
        return self.bulk("DELETE", uri)

    def upload_json(self, uri: str, rows: Sequence[Mapping[str, Any]]) -> Answer:
        return self.bulk("POST", f"{uri}/data", body=json.dumps(list(rows)).encode(), content_type=JSON)

    def upload_csv(self, uri: str, text: str) -> Answer:
        return self.bulk("POST", f"{uri}/data", body=text.encode("utf-8", "surrogatepass"), content_type=CSV)

    def clear(self, uri: str) -> Answer:
        """DELETE the staged data of a definition."""
        return self.bulk("DELETE", f"{uri}/data")

    def sync(self, uri: str, **more: str) -> Answer:
        return self.bulk("POST", "/syncs", {"syncedInstanceUri": uri, **more})

    def sync_logs(self, sync_uri: str, **params: str | int) -> Answer:
        return self.bulk("GET", f"{sync_uri}/logs", params=params)

    def sync_rejects(self, sync_uri: str, **params: str | int) -> Answer:
        return self.bulk("GET", f"{sync_uri}/rejects", params=params)
