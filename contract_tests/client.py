"""The Bulk API over requests: one typed method a verb. No assertion, no retry: whoever calls judges the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from contract_tests.exchanges import exchange_of, note
from contract_tests.shapes import Headers, parsed

BULK = "/api/bulk/2.0"
JSON = "application/json"
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is the JSON object that it holds; where it holds none, reading that further fails as an
    assertion does."""

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
        asked = f"{path}?{urlencode(params)}" if params else path
        try:
            answer = self.session.request(
                verb,
                self.base_url + path,
                data=body,
                headers=sent,
                params=params,
                timeout=self.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            prepared = fault.request.headers if fault.request is not None else {}
            login = prepared.get("Authorization")
            note(exchange_of(verb, asked, body, sent, self.base_url, login))
            raise
        login = answer.request.headers.get("Authorization")
        note(exchange_of(verb, asked, body, sent, self.base_url, login, answer))
        headers = Headers(answer.headers)
        return Answer(answer.status_code, answer.reason, headers, answer.content, parsed(answer.content))

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
