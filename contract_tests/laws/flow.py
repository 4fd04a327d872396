"""The calls of an integration in their order: define, upload, sync, wait, read the evidence.

A step that a law merely stands on is asserted here, so that a law fails with the call that was
refused. An end that does not come in time raises Indeterminate.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from contract_tests.client import Answer, BulkClient
from contract_tests.laws import bodies
from contract_tests.targets.target import Capability, Indeterminate, Observed, Site, Target, Unsupported, needs, pages

FINAL = frozenset({"success", "warning", "error"})
PATIENCE = 120.0
"""Seconds that a sync may take. Syncs of the mock end at once, those of the service within two seconds."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sync ended: the sync as last read, its log entries and its rejects."""

    sync: Mapping[str, Any]
    logs: tuple[Mapping[str, Any], ...]
    rejects: tuple[Mapping[str, Any], ...]

    @property
    def status(self) -> str:
        return str(self.sync["status"])

    @property
    def counts(self) -> Counter[str]:
        """Status code -> count, summed over the log."""
        found: Counter[str] = Counter()
        for entry in self.logs:
            found[entry["statusCode"]] += entry["count"]
        return found

    @property
    def refused(self) -> Counter[str]:
        """Status code -> number of rejects."""
        return Counter(reject["statusCode"] for reject in self.rejects)

    def entry(self, code: str) -> Mapping[str, Any]:
        """The first line of the log with this status code."""
        for entry in self.logs:
            if entry["statusCode"] == code:
                return entry
        raise AssertionError(f"expected a log line {code}, got {[entry['statusCode'] for entry in self.logs]}")


def number_of(uri: str) -> int:
    """The number that a uri ends in."""
    number = uri.rsplit("/", 1)[-1]
    assert number.isascii() and number.isdigit(), f"expected a uri that ends in a number, got {uri!r}"
    return int(number)


def rank(status: str) -> int:
    """How far a sync is: 0 pending, 1 active, 2 final."""
    known = ("pending", "active", *FINAL)
    assert status in known, f"expected a status of a sync, got {status!r}"
    return min(known.index(status), 2)


def any_site(target: Target) -> AbstractContextManager[Site]:
    """A fresh site where the target can give one, else whatever site it has."""
    return target.site(bodies.site() if Capability.FRESH_SITE in target.capabilities else None)


def own_site(target: Target, *wanted: Capability, **changes: Any) -> AbstractContextManager[Site]:
    """A fresh site as `bodies.site` describes it with these changes, on a target that can do what is wanted."""
    needs(target, Capability.FRESH_SITE, *wanted)
    return target.site(bodies.site(**changes))


def expect(answer: Answer, *statuses: int) -> Answer:
    """The answer, where it has one of the statuses."""
    assert answer.status in statuses, (
        f"expected {statuses}, got {answer.status} {answer.reason}: {answer.content[:300]!r}"
    )
    return answer


def define(client: BulkClient, kind: str, definition: Row) -> str:
    """Creates a definition and gives its uri."""
    return str(expect(client.create(kind, definition), 201).body["uri"])


def wait(client: BulkClient, sync_uri: str) -> Mapping[str, Any]:
    """The sync, once it is final."""
    deadline, pause = time.monotonic() + PATIENCE, 0.0
    for poll in range(10_000):
        sync = expect(client.get(sync_uri), 200).body
        if sync["status"] in FINAL:
            return dict(sync)
        pause = min(2.0, pause + 0.1) if poll > 20 else 0.0
        if time.monotonic() + pause > deadline:
            break
        time.sleep(pause)
    raise Indeterminate(f"{sync_uri} did not end within {PATIENCE:g} seconds")


def evidence(client: BulkClient, sync_uri: str) -> Outcome:
    """Waits for the end of a sync and reads all of its evidence."""
    sync = wait(client, sync_uri)
    logs, rejects = (tuple(pages(client, f"{sync_uri}/{what}")) for what in ("logs", "rejects"))
    return Outcome(sync, logs, rejects)


def sync(client: BulkClient, uri: str) -> Outcome:
    """Syncs a definition and waits."""
    return evidence(client, expect(client.sync(uri), 201).body["uri"])


def load(client: BulkClient, uri: str, *uploads: Sequence[Row]) -> Outcome:
    """Uploads each sequence of rows as JSON, then syncs once."""
    for rows in uploads:
        expect(client.upload_json(uri, rows), 204)
    return sync(client, uri)


def run(client: BulkClient, kind: str, definition: Row, *uploads: Sequence[Row]) -> Outcome:
    """A definition of its own, the uploads, one sync."""
    return load(client, define(client, kind, definition), *uploads)


def export(client: BulkClient, definition: Row, kind: str = "/contacts/exports") -> list[dict[str, str]]:
    """The rows that an export gives."""
    ended = sync(client, define(client, kind, definition))
    assert ended.status in ("success", "warning"), ended
    return list(pages(client, f"{ended.sync['uri']}/data"))


def observed(site: Site) -> Observed | None:
    """Records and links where the target can show them; None leaves the sync's evidence to judge by."""
    try:
        return site.observe()
    except Unsupported:
        return None


def csv_text(keys: Sequence[str], rows: Sequence[Row], end: str = "\r\n") -> str:
    """Rows as RFC 4180 has them: every value quoted, quotes doubled."""
    lines = [keys, *([str(row.get(key, "")) for key in keys] for row in rows)]
    return "".join(",".join('"' + value.replace('"', '""') + '"' for value in line) + end for line in lines)
