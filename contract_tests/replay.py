"""What every printed script begins with: a failed check's calls, made again, beside what the check was answered.

The source of this file is pasted into each script, so that a script is whole in itself: it needs requests and nothing
else. The kit uses the same functions to write down what was answered.
"""

import base64
import os
import re
import sys
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import requests

SHOWN = ("Content-Type", "Location", "Retry-After", "WWW-Authenticate", "Allow", "Cache-Control", "Pragma")
"""Headers of an answer that are compared; the others tell of the connection, not of the API."""
TIME = re.compile(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d+)?")
LONGEST = 1500


def answered(status: int, headers: Mapping[str, str], content: bytes, origin: str) -> str:
    """An answer as text, without what differs from run to run: times, and the server's own address."""
    heads = [f"{name}: {headers[name]}" for name in SHOWN if name in headers]
    text = "\n".join([str(status), *heads, *([content.decode("utf-8", "backslashreplace")] if content else [])])
    text = re.sub(re.escape(origin) + r"(?![\w.:-])", "<server>", text)
    text = TIME.sub(r"<time>", text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({zlib.crc32(text.encode()):08x})"


def handed_out(name: str, headers: Mapping[str, str], content: bytes) -> str | None:
    """What an answer calls something by: a property of its JSON, or a parameter of its Location."""
    target = urlsplit(headers.get("Location", ""))
    for found in (parse_qs(target.query), parse_qs(target.fragment)):
        if name in found:
            return found[name][0]
    value = re.search(rb'"%s"\s*:\s*"([^"\\]*)"' % name.encode(), content)
    return value[1].decode() if value else None


def filled(text: str) -> str:
    """A text with the credentials that it leaves to the environment."""
    return re.sub(r"\{(ELOQUA_[A-Z]+)\}", lambda found: os.environ.get(found[1], ""), text)


def unpacked(packed: str) -> bytes:
    """A long body."""
    return zlib.decompress(base64.b64decode(packed))


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """All at once, so that no new name is taken for an old one."""
    if not names:
        return text
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"({known})(?!\d)", lambda found: names[found[1]], text)


class Replay:
    """Makes calls and prints each; what is answered otherwise than it was to the check is printed beside it."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False
        self.now: dict[str, str] = {}
        self.calls = self.otherwise = self.unanswered = 0
        self.sites: list[str] = []

    def call(
        self,
        verb: str,
        path: str,
        then: str | None = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
        gives: Mapping[str, str] | None = None,
        wait: bool = False,
    ) -> None:
        """One call. `then` is what the check was answered, `gives` what that answer called things by, which the
        calls to come name; with `wait` the call is repeated until a sync has ended."""
        name, word = map(filled, login or ("", ""))
        sent = {key: self._today(filled(value)) for key, value in (headers or {}).items()}
        for pause in range(20):
            try:
                answer = self.session.request(
                    verb,
                    self.url + self._today(path),
                    data=None if body is None else self._today(filled(body.decode("latin-1"))).encode("latin-1"),
                    headers=sent,
                    auth=None if login is None else (self._today(name), self._today(word)),
                    timeout=60,
                    allow_redirects=False,
                )
            except requests.ConnectionError:
                self.unanswered += 1
                self._compare(verb, path, then, "no answer")
                return
            if not (wait and re.search(rb'"status"\s*:\s*"(pending|active)"', answer.content)):
                break
            time.sleep(0.05 * pause)
        if (verb, path, answer.status_code) == ("POST", "/_mock/sites", 201):
            self.sites.append(handed_out("name", {}, body or b"") or "")
        for key, value in (gives or {}).items():
            self.now[value] = handed_out(key, answer.headers, answer.content) or value
        text = answer.content.decode("utf-8", "surrogateescape")
        content = self._then(text).encode("utf-8", "surrogateescape")
        heads = {key: self._then(answer.headers[key]) for key in SHOWN if key in answer.headers}
        self._compare(verb, path, then, answered(answer.status_code, heads, content, self.url))

    def _today(self, text: str) -> str:
        return _renamed(text, self.now)

    def _then(self, text: str) -> str:
        return _renamed(text, {current: value for value, current in self.now.items()})

    def _compare(self, verb: str, path: str, then: str | None, now: str) -> None:
        self.calls += 1
        print(f"{verb} {path}\n    got  {now}".replace("\n", "\n    "))
        if then is not None and now != then:
            self.otherwise += 1
            print(f"        the check got  {then}".replace("\n", "\n        "))

    def end(self, found: str) -> None:
        """Remove the sites that were made for this and say what the check had found. Exits with 1 where the server
        still answers as the check saw it, with 3 where it answers nothing, else with 0."""
        for site in self.sites:
            with suppress(requests.ConnectionError):
                self.session.delete(f"{self.url}/_mock/sites/{site}", timeout=60)
        print(f"\nThe check found:\n\n{found}\n")
        if self.calls and self.unanswered == self.calls:
            print(f"Nobody answers at {self.url}, so nothing is said of the server.")
            sys.exit(3)
        if self.otherwise:
            print(f"{self.otherwise} of {self.calls} calls are answered otherwise now.")
        else:
            print("The server still answers so.")
        sys.exit(0 if self.otherwise else 1)
