"""The ledger of a run: JSON lines, each on the disk before what it announces is sent. The only source of deletions."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

KIND = re.compile(r"(?:/[a-zA-Z]+)+/imports", re.ASCII)
RUN = re.compile(r"eloqua-kit-[0-9a-f]{8}")
MADE = re.compile(r"(?P<kind>(?:/[a-zA-Z]+)+/imports)/[0-9]{1,18}", re.ASCII)
"""The uri of what a run can make."""


class RefusedLedger(ValueError):
    """The file is no ledger, or already one."""


@dataclass(slots=True)
class Entry:
    """One definition that the run made or set out to make. Without a `uri` nobody knows whether it stands."""

    number: int
    kind: str
    marker: str
    """What its name begins with; no other definition's does."""
    uri: str | None = None
    gone: bool = False


def _event(line: str) -> dict[str, Any]:
    event = json.loads(line)
    if not isinstance(event, dict):
        raise ValueError(f"{line[:60]!r} is no line of one")
    return event


class Ledger:
    """What one run made on one site. Without a path it is in memory alone: for runs that write nothing."""

    def __init__(self, path: Path | None, site: str, run: str) -> None:
        self.path, self.site, self.run = path, site, run
        self.entries: list[Entry] = []
        self._file: IO[str] | None = None
        if path is not None:
            try:
                self._file = path.open("x", encoding="utf-8")
            except OSError as fault:
                raise RefusedLedger(f"{path} cannot be a new ledger: {fault.strerror}.") from fault
            self._write({"event": "run", "version": 1, "site": site, "run": run})

    def creating(self, kind: str) -> Entry:
        """Note that a definition is about to be made. On the disk when this returns."""
        number = len(self.entries) + 1
        entry = Entry(number, kind, f"{self.run}-{number} ")
        self._write({"event": "creating", "number": number, "kind": kind, "marker": entry.marker})
        self.entries.append(entry)
        return entry

    def syncing(self, uri: str) -> None:
        """Note that a sync is about to be made. A sync cannot be deleted."""
        self._write({"event": "syncing", "uri": uri})

    def created(self, entry: Entry, uri: str) -> None:
        entry.uri = uri
        self._write({"event": "created", "number": entry.number, "uri": uri})

    def ended(self, entry: Entry, event: str) -> None:
        """It was refused, or is deleted: nothing of it stands."""
        entry.gone = True
        self._write({"event": event, "number": entry.number})

    def standing(self) -> list[Entry]:
        """What is not known to be gone."""
        return [entry for entry in self.entries if not entry.gone]

    def named(self, uri: str) -> Entry | None:
        """The entry that bears this uri, standing or not."""
        return next((entry for entry in self.entries if entry.uri == uri), None)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _write(self, event: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(event) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """The ledger of an earlier run, open for what becomes of its entries. A torn last line is left out.

        Raises RefusedLedger where a line is not as this class writes it.
        """
        try:
            text = path.read_text(encoding="utf-8")
            whole = text[: text.rfind("\n") + 1]
            first, *events = [_event(line) for line in whole.splitlines()] or [{}]
            if first.get("event") != "run" or first.get("version") != 1:
                raise ValueError("it does not begin as one")
            if not RUN.fullmatch(first["run"]):
                raise ValueError(f"{first['run']!r} is no run")
            ledger = cls(None, str(first["site"]), first["run"])
            for event in events:
                ledger._replay(event)
            if whole != text:
                os.truncate(path, len(whole.encode()))
            ledger.path, ledger._file = path, path.open("a", encoding="utf-8")
        except (OSError, ValueError, KeyError, TypeError, IndexError) as fault:
            raise RefusedLedger(f"{path} is no ledger: {fault}") from fault
        return ledger

    def _replay(self, event: dict[str, Any]) -> None:
        if event["event"] == "syncing":
            return
        if event["event"] == "creating":
            if not KIND.fullmatch(event["kind"]):
                raise ValueError(f"{event['kind']!r} is no kind of definition")
            entry = self.creating(event["kind"])
            if entry.number != event["number"] or entry.marker != event["marker"]:
                raise ValueError(f"entry {event['number']} is out of its order")
            return
        entry = self.entries[event["number"] - 1]
        if event["event"] == "created":
            found = MADE.fullmatch(event["uri"])
            if found is None or found["kind"] != entry.kind:
                raise ValueError(f"{event['uri']!r} is no uri of {entry.kind}")
            entry.uri = event["uri"]
        elif event["event"] in ("refused", "deleted"):
            entry.gone = True
        else:
            raise ValueError(f"unknown event {event['event']!r}")
