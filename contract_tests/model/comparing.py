"""The model beside a target: reads what a sync left there and tells the differences."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract_tests.client import BulkClient
from contract_tests.model.evidence import Evidence, LogLine, Rejected
from contract_tests.model.importing import CREATED, NOW
from contract_tests.model.site import ModelSite
from contract_tests.targets.target import Indeterminate, Observed, Site, pages

FINAL = ("success", "warning", "error")
THROTTLED = (429, 503)
STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def read_evidence(client: BulkClient, sync_uri: str, patience: float = 60.0) -> Evidence:
    """All that a target tells of a sync, once it is final. Raises Indeterminate where it does not end within
    `patience` seconds or throttles, AssertionError where it does not answer as a sync does."""
    status = _final_status(client, sync_uri, patience)
    logs = tuple(
        LogLine(str(item.get("statusCode")), int(item.get("count", 0)), str(item.get("severity")))
        for item in pages(client, f"{sync_uri}/logs")
    )
    rejects = tuple(
        Rejected(
            int(item.get("recordIndex", 0)),
            str(item.get("statusCode")),
            tuple(item.get("invalidFields", ())),
            dict(item.get("fieldValues", {})),
            str(item.get("message")),
        )
        for item in pages(client, f"{sync_uri}/rejects")
    )
    return Evidence(status, logs, rejects)


def _final_status(client: BulkClient, sync_uri: str, patience: float) -> str:
    gap, deadline = 0.0, time.monotonic() + patience
    while True:
        answer = client.get(sync_uri)
        if answer.status in THROTTLED:
            raise Indeterminate(f"throttled: GET {sync_uri} answered {answer.status}")
        assert answer.status == 200, f"GET {sync_uri}: expected 200, got {answer.status} {answer.content[:300]!r}"
        status = str(answer.body["status"])
        if status in FINAL:
            return status
        if time.monotonic() > deadline:
            raise Indeterminate(f"{sync_uri} was still {status} after {patience} seconds")
        time.sleep(gap)
        gap = min(gap * 2 or 0.05, 5.0)


def play(
    site: Site,
    model: ModelSite,
    kind: str,
    definition: Mapping[str, Any],
    uploads: Sequence[Sequence[Mapping[str, Any]]],
) -> list[str]:
    """Create a definition, upload, sync: on the site and on the model. How the evidence differs.

    A call that is not answered as an accepted one is a difference too, and ends the play.
    """
    expected = model.create(kind, definition)
    created = site.client.create(kind, definition)
    if created.status != 201:
        return [f"POST {kind}: expected 201, got {created.status} {created.body}"]
    uri = str(created.body["uri"])
    for rows in uploads:
        model.stage(expected, rows)
        if (uploaded := site.client.upload_json(uri, rows)).status != 204:
            return [f"POST {uri}/data: expected 204, got {uploaded.status} {uploaded.body}"]
    if (sync := site.client.sync(uri)).status != 201:
        return [f"POST /syncs: expected 201, got {sync.status} {sync.body}"]
    return differences(model.sync(expected), read_evidence(site.client, str(sync.body["uri"])))


def differences(expected: Evidence, got: Evidence) -> list[str]:
    """How two pieces of evidence differ, a sentence each; empty where they agree.

    The order of rejects, of `invalidFields` and of the warning lines of a log is not compared: no document promises
    one.
    """
    found = []
    if expected.status != got.status:
        found.append(f"status: expected {expected.status}, got {got.status}")
    found += _beside("log line", map(_log_text, expected.logs), map(_log_text, got.logs))
    unknown = {(reject.record_index, reject.code) for reject in expected.rejects if reject.field_values is None}
    found += _beside(
        "reject",
        (_reject_text(reject, unknown) for reject in expected.rejects),
        (_reject_text(reject, unknown) for reject in got.rejects),
    )
    return found


def site_differences(expected: ModelSite, got: Observed) -> list[str]:
    """How the records and links of a target differ from the model's; empty where they agree.

    A blank field and one that is not shown are the same. Created Date, where the model has `NOW`, may be any time.
    """
    stamped = {record["RemoteOpportunityID"] for record in expected.opportunities() if record.get(CREATED) == NOW}
    found = _beside(
        "opportunity",
        (_record_text(record, stamped) for record in expected.opportunities()),
        (_record_text(record, stamped) for record in got.opportunities),
    )
    return found + _beside("link", map(repr, expected.links()), map(repr, got.links))


def _beside(what: str, expected: Iterable[str], got: Iterable[str]) -> list[str]:
    """What only one side has, counted."""
    mine, theirs = Counter(expected), Counter(got)
    lost = [f"{what} expected, missing: {text}" for text in sorted((mine - theirs).elements())]
    return lost + [f"{what} not expected: {text}" for text in sorted((theirs - mine).elements())]


def _log_text(line: LogLine) -> str:
    return f"{line.code} {line.count} {line.severity}"


def _reject_text(reject: Rejected, unknown: set[tuple[int, str]]) -> str:
    """A reject in one line, without its values where the documents do not say them."""
    text = f"{reject.record_index} {reject.code} {sorted(reject.invalid_fields)} {reject.message!r}"
    if (reject.record_index, reject.code) in unknown:
        return text
    return f"{text} {sorted((reject.field_values or {}).items())}"


def _record_text(record: Mapping[str, str], stamped: set[str]) -> str:
    shown = {name: value for name, value in record.items() if value.strip()}
    if record.get("RemoteOpportunityID") in stamped and (
        shown.get(CREATED) == NOW or STAMP.fullmatch(shown.get(CREATED, ""))
    ):
        shown[CREATED] = NOW
    return repr(sorted(shown.items()))
