"""The calls that came to a site, as a test reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from mock_server.testing.control import Control, SiteControl
from mock_server.testing.records import Listing

BULK = "/api/bulk/2.0"
LATEST = 100
"""Calls that concern no site, of which so many are told at most."""
SHOWN_BODY = 300
"""Characters of a body, where a call is shown with it."""


class Exchange:
    """One call and its answer. `as_json` is all that the control API tells of it; see docs/reference/control-api.md."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        self.as_json = item
        self.number: int = item.get("number", 0)
        self.at: str = item["at"]
        self.method: str = item["method"]
        self.path: str = item["path"]
        self.query: str = item.get("query") or ""
        self.status: int = item["status"]
        """0 where the answer was lost."""
        self.user: str | None = item["user"]
        self.fault: int | None = item.get("fault")
        """The id of the planned fault that struck it."""

    @property
    def request_body(self) -> str | None:
        """Text, secrets masked; None where it was none or not kept."""
        return _body(self.as_json.get("request"))

    @property
    def answer_body(self) -> str | None:
        return _body(self.as_json.get("answer"))

    @property
    def failures(self) -> Sequence[Mapping[str, str]]:
        """What the mock found wrong with it: `{field, constraint}` each."""
        return tuple(self.as_json.get("failures") or ())

    @property
    def hint(self) -> str | None:
        """What the mock would like to say about it: what usually is a mistake."""
        found: str | None = self.as_json.get("hint")
        return found

    @property
    def short_path(self) -> str:
        """The path without that of the Bulk API."""
        return self.path.removeprefix(BULK)

    def matches(self, method: str | None = None, path: str | None = None) -> bool:
        """Whether it is of that method and path: a glob in any case, of the whole path or of what follows the Bulk
        API's."""
        if method is not None and method.upper() != self.method:
            return False
        wanted = None if path is None else path.lower()
        return wanted is None or any(fnmatchcase(known.lower(), wanted) for known in (self.path, self.short_path))

    def __repr__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        status = self.status or "no answer"
        struck = f", by fault {self.fault}" if self.fault is not None else ""
        return f"<{self.method} {self.short_path}{query} -> {status}{struck}>"

    def lines(self) -> Iterator[str]:
        """How a person reads it: one line, and why it failed where it did."""
        yield f"{self.at[11:23]} {repr(self)[1:-1]}"
        for failure in self.failures:
            yield f"    {failure.get('field')}: {failure.get('constraint')}"
        if self.hint:
            yield f"    hint: {self.hint}"
        if not 200 <= self.status < 400:
            for name, body in (("sent", self.request_body), ("got", self.answer_body)):
                if body:
                    yield f"    {name} {body[:SHOWN_BODY]}{'…' if len(body) > SHOWN_BODY else ''}"


class Journal(Listing[Exchange]):
    """Exchanges in the order they came. `dropped` older ones are no longer kept."""

    def __init__(self, items: Sequence[Exchange], dropped: int = 0) -> None:
        super().__init__("calls", items)
        self.dropped = dropped

    def of(self, method: str | None = None, path: str | None = None) -> Journal:
        """Those of that method and path; see `Exchange.matches`."""
        return Journal([each for each in self._items if each.matches(method, path)])

    def text(self, latest: int = 50) -> str:
        """The latest calls as a person reads them."""
        shown = self._items[-latest:] if latest else ()
        left_out = self.dropped + len(self) - len(shown)
        head = [f"({left_out} earlier calls)"] if left_out else []
        return "\n".join([*head, *(line for each in shown for line in each.lines())])


def read_journal(control: SiteControl) -> Journal:
    dropped = control.call("GET", "/journal", query="limit=1").get("dropped", 0)
    return Journal([Exchange(item) for item in control.all("journal")], dropped)


def read_stray(control: Control, after: int) -> Journal:
    """The calls that concern no site of the server and came after that many others; the latest of them."""
    kept = control.call("GET", "/journal", query="limit=1")
    offset = max(0, after - kept["dropped"], kept["totalResults"] - LATEST)
    items = control.call("GET", "/journal", query=f"limit={LATEST}&offset={offset}")["items"]
    return Journal([Exchange(item) for item in items])


def _body(message: Mapping[str, Any] | None) -> str | None:
    return message.get("body") if message else None
