"""What the kit sent and was answered, kept so that a failure can be printed as a script and as curl lines.

The client notes every exchange with the recordings that are going on; a check's recording knows where each example of
a property begins, so that the last example is at hand when the smallest one has failed.
"""

from __future__ import annotations

import base64
import inspect
import os
import re
import shlex
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

ORIGIN = "http://127.0.0.1:8080"
"""Where the printed script and the curl lines look for the server when nothing else is said."""
LONG = 4000
"""Bytes of a body that a script shows as they are; longer ones are packed."""
KEPT = 8
"""Examples that a recording keeps: the smallest of so many distinct failures."""
HANDED_OUT = ("uri", "access_token", "refresh_token", "code")
"""What an answer calls something by, which later calls name."""
_FINAL = re.compile(rb'"status"\s*:\s*"(success|warning|error)"')
_SYNC = re.compile(r"/api/bulk/2\.0/syncs/\d+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer. `headers` are those that were sent besides the usual ones; `login` is a user with its
    password; `status` is None where no answer came."""

    verb: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    status: int | None = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    origin: str = ORIGIN


class Recording:
    """The exchanges of one check, by example where Hypothesis runs it."""

    def __init__(self) -> None:
        self._before: list[Exchange] = []
        self._examples: deque[list[Exchange]] = deque([self._before], maxlen=KEPT)
        self._example: object = None

    def note(self, exchange: Exchange) -> None:
        running = _running_example()
        if running is not None and running is not self._example:
            self._example = running
            self._examples.append(list(self._before))
        self._examples[-1].append(exchange)

    def anew(self) -> None:
        """Forget what came before: the smallest example begins here."""
        self._before = []
        self._examples.append(self._before)

    def last(self, back: int = 1) -> list[Exchange]:
        """The last example, or the one so many before its end; of a check without examples all that it did."""
        return list(self._examples[-back]) if back <= len(self._examples) else []


def _running_example() -> object:
    """What tells one example from the next; None outside of Hypothesis."""
    control = sys.modules.get("hypothesis.control")
    if control is None or not control.currently_in_test_context():
        return None
    return control.current_build_context()


_GOING_ON: list[Recording] = []


def note(exchange: Exchange) -> None:
    """Give an exchange to every recording that is going on."""
    for recording in _GOING_ON:
        recording.note(exchange)


def begin_anew() -> None:
    """What was recorded until now is no part of the smallest example."""
    for recording in _GOING_ON:
        recording.anew()


def begin(recording: Recording) -> None:
    _GOING_ON.append(recording)


def end(recording: Recording) -> None:
    _GOING_ON.remove(recording)


@contextmanager
def recorded() -> Iterator[Recording]:
    """A recording of what is called within the block."""
    recording = Recording()
    begin(recording)
    try:
        yield recording
    finally:
        end(recording)


def script(exchanges: Iterable[Exchange], found: str = "", origin: str = ORIGIN) -> str:
    """A Python script of its own that makes the calls again, says which are answered otherwise, and ends with what
    the check found: expected and got. It calls `origin` where it is told no other."""
    from contract_tests import replay

    hidden = _Hidden()
    source = inspect.getsource(replay).replace(inspect.getdoc(replay) or "", _HEAD.strip(), 1)
    calls = "\n".join(_call(one, hidden) for one in exchanges)
    said = "".join(f"\n    {f'{hidden(line)}{chr(10)}'!a}" for line in found.splitlines()) or '\n    ""'
    start = f"replay = Replay(sys.argv[1] if len(sys.argv) > 1 else {origin!r})"
    return f"{source.rstrip()}\n\n\n{start}\n\n{calls}\n\nFOUND = ({said}\n)\nreplay.end(FOUND)\n"


_HEAD = """
The calls of a failed check, made again: python failure.py [URL]. The calls are at the end.
"""


def _call(one: Exchange, hidden: _Hidden) -> str:
    from contract_tests.replay import answered, handed_out

    gives = {}
    for name in HANDED_OUT if one.status in (200, 201, 302) else ():
        if value := handed_out(name, one.answer_headers, one.content):
            gives[name] = value if name == "uri" else hidden.token(name, value)
    words = [ascii(one.verb), ascii(hidden(one.path))]
    if one.verb == "GET" or not one.path.startswith("/_mock/"):
        then = "no answer"
        if one.status is not None:
            then = answered(one.status, one.answer_headers, one.content, one.origin)
        words.append(ascii(hidden(then)))
    if one.body is not None:
        words.append(f"body={_bytes(hidden(one.body.decode('latin-1')).encode('latin-1'))}")
    if one.headers:
        sent = {name: hidden(value) for name, value in one.headers.items()}
        words.append(f"headers={sent!a}")
    if one.login is not None:
        words.append(f"login={hidden.login(one.login)!a}")
    if gives:
        words.append(f"gives={gives!a}")
    if one.verb == "GET" and _SYNC.fullmatch(one.path) and _FINAL.search(one.content):
        words.append("wait=True")
    whole = f"replay.call({', '.join(words)})"
    return whole if len(whole) <= 110 else "replay.call(\n    " + ",\n    ".join(words) + ",\n)"


def _bytes(body: bytes) -> str:
    if len(body) <= LONG:
        return repr(body)
    return f"unpacked({base64.b64encode(zlib.compress(body, 9)).decode()!r})"


def curl(exchanges: Iterable[Exchange], origin: str = ORIGIN) -> str:
    """The exchanges as curl lines for a shell. A body that a command line cannot carry is left to the script."""
    hidden = _Hidden()
    lines = [f"ELOQUA_URL={origin}"]
    for one in exchanges:
        words = ["curl", "-s", "-X", one.verb]
        if one.login is not None:
            words += ["-u", ":".join(hidden.login(one.login))]
        for name, value in one.headers.items():
            words += ["-H", f"{name}: {hidden(value)}"]
        if one.body is not None:
            if len(one.body) > LONG or b"\0" in one.body:
                lines.append(f"# The body of {len(one.body)} bytes is in the script.")
                words += ["--data-binary", "@body"]
            else:
                words += ["--data-binary", hidden(one.body.decode("utf-8", "replace"))]
        lines.append(" ".join([*map(_quoted, words), f'"$ELOQUA_URL"{shlex.quote(hidden(one.path))}']))
    return "\n".join(lines)


def _quoted(word: str) -> str:
    """For a shell; the credentials that stand in it come from the environment."""
    pieces = re.split(r"\{(ELOQUA_[A-Z]+)\}", word)
    if len(pieces) == 1:
        return shlex.quote(word)
    return "".join(
        f'"${piece}"' if number % 2 else shlex.quote(piece) if piece else "" for number, piece in enumerate(pieces)
    )


class _Hidden:
    """Takes credentials of the environment, and tokens that were handed out, out of texts."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._user = environ.get("ELOQUA_USER", "")
        self._password = environ.get("ELOQUA_PASSWORD", "")
        self._tokens: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        for value, name in self._tokens.items():
            text = text.replace(value, name)
        return text.replace(self._password, "{ELOQUA_PASSWORD}") if self._password else text

    def login(self, login: tuple[str, str]) -> tuple[str, str]:
        user = login[0].partition("\\")[2]
        if self._user and user == self._user and login[1] == self._password:
            return "{ELOQUA_SITE}\\{ELOQUA_USER}", "{ELOQUA_PASSWORD}"
        return self(login[0]), self(login[1])

    def token(self, kind: str, value: str) -> str:
        return self._tokens.setdefault(value, f"<{kind} {len(self._tokens) + 1}>")


def exchange_of(
    verb: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
    origin: str,
    authorization: str | None,
    answer: Any = None,
) -> Exchange:
    """As the client made it; `answer` is that of requests, None where there was none."""
    login, sent = _login(authorization), dict(headers)
    if login is None and authorization:
        sent["Authorization"] = authorization
    if answer is None:
        return Exchange(verb, path, body, sent, login, None, {}, b"", origin)
    return Exchange(verb, path, body, sent, login, answer.status_code, answer.headers, answer.content, origin)


def _login(authorization: str | None) -> tuple[str, str] | None:
    """User and password of a header of Basic authentication, where a script can send them again as they were."""
    kind, _, coded = (authorization or "").partition(" ")
    try:
        name, found, password = base64.b64decode(coded, validate=True).decode("ascii").partition(":")
    except ValueError:
        return None
    return (name, password) if kind == "Basic" and found else None
