"""What a machine sent and got, kept so that a failure can be printed as a script and as curl lines."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.client import Answer, BulkClient

ORIGIN = "http://127.0.0.1:8080"
"""Where the printed script and the curl lines look for the mock."""
PASSWORD = "kit-password"
USERNAME = "kit"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and what it got. `user` is the login name with its site, None for a call of the control API."""

    verb: str
    path: str
    body: bytes | None
    content_type: str | None
    user: str | None
    got: str


class RecordingClient(BulkClient):
    """A client that notes each exchange in a list it is given."""

    def __init__(self, plain: BulkClient, exchanges: list[Exchange], site: str) -> None:
        super().__init__(plain.session, plain.base_url, plain.timeout)
        self.exchanges, self._user = exchanges, f"{site}\\{USERNAME}"

    def call(self, verb: str, path: str, **more: Any) -> Answer:
        asked = path
        if more.get("params"):
            asked += "?" + "&".join(f"{name}={value}" for name, value in more["params"].items())
        got = "no answer"
        try:
            answer = super().call(verb, path, **more)
            got = _told(answer)
        finally:
            self.exchanges.append(Exchange(verb, asked, more.get("body"), more.get("content_type"), self._user, got))
        return answer


def control(verb: str, path: str, body: Mapping[str, Any]) -> Exchange:
    """A call of the control API, as the target made it."""
    return Exchange(verb, f"/_mock{path}", json.dumps(body).encode(), "application/json", None, "done")


def _told(answer: Answer) -> str:
    return f"{answer.status} {answer.content[:300].decode('utf-8', 'replace')}".strip()


def script(exchanges: Iterable[Exchange]) -> str:
    """The exchanges as a Python script; each call is followed by what it got, as a comment."""
    lines = [
        "import requests",
        "",
        "session = requests.Session()",
        "session.trust_env = False",
        "",
        "",
        "def call(verb, path, body=None, kind=None, user=None):",
        f"    auth = (user, {PASSWORD!r}) if user else None",
        '    headers = {"Content-Type": kind} if kind else {}',
        "    try:",
        f"        answer = session.request(verb, {ORIGIN!r} + path, data=body, headers=headers, auth=auth)",
        "        print(verb, path, answer.status_code, answer.text[:1000])",
        "    except requests.ConnectionError:",
        '        print(verb, path, "no answer")',
        "",
        "",
    ]
    for one in exchanges:
        lines.append(f"call({one.verb!r}, {one.path!r}, {one.body!r}, {one.content_type!r}, {one.user!r})")
        lines.append(f"# {one.got!r}")
    return "\n".join(lines)


def curl(exchanges: Iterable[Exchange]) -> str:
    """The exchanges as curl lines. A body that a shell cannot carry (NUL) is left to the script."""
    lines = []
    for one in exchanges:
        words = ["curl", "-s", "-X", one.verb]
        if one.user is not None:
            words += ["-u", f"{one.user}:{PASSWORD}"]
        if one.content_type is not None:
            words += ["-H", f"Content-Type: {one.content_type}"]
        if one.body is not None:
            words += ["--data-binary", one.body.decode("utf-8", "replace")]
        lines.append(shlex.join([*words, ORIGIN + one.path]))
    return "\n".join(lines)
