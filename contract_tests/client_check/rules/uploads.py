"""Uploads: within limits, whole, acknowledged, synced."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import UPLOAD, History, Sync, lowered, synced
from contract_tests.client_check.rows import all_in, as_text, rows_of, same_body
from contract_tests.client_check.rules.definitions import fields_of
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]|\\u[0-9a-fA-F]{4}")


def definition_of(upload: Exchange) -> str:
    found = UPLOAD.fullmatch(upload.uri)
    return found[1] if found else ""


def by_definition(uploads: Sequence[Exchange]) -> dict[str, list[Exchange]]:
    found: dict[str, list[Exchange]] = {}
    for each in uploads:
        found.setdefault(definition_of(each), []).append(each)
    return found


def batches(history: History, definition: str) -> Iterator[list[Exchange]]:
    """The uploads to a definition that one sync takes in, for each sync; those after the last sync too."""
    ends = [each.number for each in history.syncs_asked(definition) if each.status in (0, 201)]
    ends += [each.number for each in history.uploads_to(definition) if each.status == 201]
    clearings = [e.number for e in history.bulk if e.verb == "DELETE" and e.uri == f"{definition}/data" and e.is_good]
    bounds = sorted({0, *ends, *clearings, len(history.exchanges) + 1})
    for start, end in itertools.pairwise(bounds):
        if found := [each for each in history.uploads_to(definition) if start < each.number <= end]:
            yield found


def keeps_uploads_small(history: History) -> Finding:
    most = history.evidence.settings.upload_bytes
    large = [each for each in history.uploads if each.request.size > most]
    if large:
        return broken(f"an upload of {large[0].request.size} bytes, where {most} are the limit", *large[:2])
    for uploads in by_definition(history.uploads).values():
        if sum(each.request.size for each in uploads) > most:
            return kept(*uploads[:2])
    return NOT_EXERCISED


def keeps_uploads_few(history: History) -> Finding:
    most = history.evidence.settings.uploads_per_sync
    for definition, uploads in by_definition([each for each in history.uploads if each.is_good]).items():
        for batch in batches(history, definition):
            tried = [each for each in batch if each.is_good or each.status == 400]
            if len(tried) > most:
                return broken(f"{len(tried)} uploads for one sync, where {most} are the limit", *tried[most : most + 2])
        if len(uploads) > most:
            return kept(*uploads[:1], *uploads[-1:])
    return NOT_EXERCISED


def loses_no_row(history: History) -> Finding:
    """Judged by what was meant where the client was driven, else by the rows of uploads that were too large."""
    for operation in history.evidence.operations or ():
        uploads = [e for e in history.uploads if operation.first <= e.number <= operation.last and e.is_good]
        if not operation.rows or operation.raised or operation.stuck or len(uploads) < 2:
            continue
        sent = [row for each in uploads for row in rows_of(each)]
        if (place := first_difference(operation.rows, sent)) is not None:
            return broken(f"{operation.name}: row {place} did not arrive as it was given", *uploads[:2], uploads[-1])
        return kept(*uploads[:2])
    return _refused_rows(history) if history.evidence.operations is None else NOT_EXERCISED


def first_difference(meant: Sequence[Mapping[str, Any]], sent: Sequence[Mapping[str, str]]) -> int | None:
    """The index of the first row whose values are not sent, in order; rows that came again in order do not matter."""
    wanted = [sorted(filter(None, map(as_text, row.values()))) for row in meant]
    came = [sorted(filter(None, row.values())) for row in sent]
    place = 0
    for index, row in enumerate(wanted):
        while place < len(came) and came[place] != row:
            place += 1
        if place == len(came):
            return index
        place += 1
    return None


def _refused_rows(history: History) -> Finding:
    limit = history.evidence.settings.upload_bytes
    refused = [each for each in history.uploads if each.request.size > limit and each.status in (404, 413)]
    for each in refused:
        later = [e for e in history.after(each) if e in history.uploads and e.is_good]
        if not later:
            continue
        missing = first_difference(rows_of(each), [row for e in later for row in rows_of(e)])
        if missing is not None:
            return broken(
                f"row {missing} of an upload that was too large never came in a smaller one", each, *later[:2]
            )
        return kept(each, *later[:2])
    return NOT_EXERCISED


def sends_utf8(history: History) -> Finding:
    """The journal keeps no body with NUL either, which is text: no server that refuses what is no UTF-8 takes it."""
    seen = []
    sending = [each for each in history.bulk if each.verb in ("POST", "PUT") and each.request.size]
    for each in sending:
        kind = (each.request.header("Content-Type") or "").lower()
        charset = re.search(r"charset=\"?([\w-]+)", kind)
        if charset and charset[1] not in ("utf-8", "utf8"):
            return broken(f"a body in {charset[1]}", each)
        if each.request.text is None and each.status == 400 and ("json" in kind or "csv" in kind or not kind):
            return broken("a body that is no text in UTF-8", each)
        seen += [each] if each.request.text and BEYOND_ASCII.search(each.request.text) else []
    return kept(*seen[:2]) if seen else NOT_EXERCISED


def quotes(history: History) -> Finding:
    sent = [each for each in history.uploads if "csv" in (each.request.header("Content-Type") or "").lower()]
    made = {uri: fields_of(call.sent()) for uri, call in history.made.items()}
    for each in sent:
        lines = list(csv.reader(io.StringIO(each.sent_text().removeprefix("\ufeff"), newline="")))
        header = lines[0] if lines else []
        uneven = [number for number, line in enumerate(lines[1:], 2) if line and len(line) != len(header)]
        if uneven:
            return broken(f"line {uneven[0]} has {len(lines[uneven[0] - 1])} values, the header {len(header)}", each)
        keys = made.get(definition_of(each))
        if keys and (strange := [name for name in header if name not in keys]):
            return broken(f"the first line names what is no key of the definition: {', '.join(strange)}", each)
    return kept(*sent[:1]) if sent else NOT_EXERCISED


def leaves_an_active_sync_alone(history: History) -> Finding:
    seen = []
    for definition, uploads in by_definition(history.uploads).items():
        syncs = [sync for sync in history.syncs if sync.definition == definition]
        for upload in uploads:
            if open_one := next((sync for sync in syncs if sync.was_open_at(upload.began)), None):
                return broken("an upload to a definition whose sync has not been seen to end", open_one.asked, upload)
            seen += [upload] if any(sync.asked.number < upload.number for sync in syncs) else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def syncs_what_was_acknowledged(history: History) -> Finding:
    seen = []
    for call in (each for each in history.sync_calls if each.is_good or each.status == 0):
        definition = synced(call)
        before = [each for each in history.uploads_to(definition) if each.began <= call.began]
        for upload in before:
            if upload.ended > call.began:
                return broken("a sync is asked for while an upload is under way", upload, call)
            again = [e for e in before if e.number > upload.number and same_body(e, upload) and e.is_good]
            cleared = [e for e in history.after(upload) if e.verb == "DELETE" and e.uri == upload.uri]
            done = upload.is_good or (upload.status == 0 and _was_done(history, upload))
            # What was refused may come with another sync: too many uploads for one are, for instance.
            if upload.status == 400:
                again = [e for e in history.after(upload) if e in history.uploads and e.is_good]
                done = bool(again) and all_in(upload, again)
            if not done and not again and not any(e.number < call.number for e in cleared):
                return broken("a sync is asked for although an upload was not acknowledged", upload, call)
        seen += [call] if before else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def _was_done(history: History, call: Exchange) -> bool:
    """Its answer was lost after the work: only what came of it counts."""
    fault = history.evidence.fault_of(call)
    return fault is not None and fault.is_after()


def leaves_nothing_staged(history: History) -> Finding:
    if history.evidence.was_killed or not history.uploads:
        return NOT_EXERCISED
    fine = [each for each in history.uploads if each.status in (200, 204)]
    for upload in fine:
        definition = definition_of(upload)
        later = history.after(upload)
        followed = [e for e in later if e in history.sync_calls and synced(e) == definition and _was_made(history, e)]
        removed = [e for e in later if e.verb == "DELETE" and e.uri in (definition, upload.uri) and e.is_good]
        triggered = [e for e in later if e.uri == upload.uri and e.status == 201]
        if not followed and not triggered and not _emptied(removed, upload):
            if history.crashed or (_asked_in_vain(history, upload) and history.told_of_failure()):
                return NOT_EXERCISED
            return broken("what this upload staged is never synced", upload)
    return kept(*fine[:1]) if fine else NOT_EXERCISED


def _was_made(history: History, call: Exchange) -> bool:
    return call.is_good or (call.status == 0 and history.evidence.fault_of(call) is None) or _was_done(history, call)


def _asked_in_vain(history: History, upload: Exchange) -> bool:
    return any(each.number > upload.number for each in history.syncs_asked(definition_of(upload)))


def _emptied(removed: Sequence[Exchange], upload: Exchange) -> bool:
    """The staged data were deleted on purpose; deleting the definition alone loses them."""
    return any(each.uri == upload.uri for each in removed)


def takes_204(history: History) -> Finding:
    seen = []
    for upload in (each for each in history.uploads if each.status == 204):
        if history.stopped_at(upload):
            return broken("the client dies of an answer without a body", upload)
        later = history.after(upload)
        syncs = [e.number for e in later if e in history.sync_calls and synced(e) == definition_of(upload)]
        until = min(syncs, default=len(history.exchanges) + 1)
        cleared = [e.number for e in later if e.verb == "DELETE" and e.uri == upload.uri]
        again = [e for e in later if e.number < until and e.uri == upload.uri and same_body(e, upload)]
        if again and not cleared and upload.sent_text().strip():
            return broken("an upload that was acknowledged with 204 is made again", upload, again[0])
        seen += [upload] if syncs else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def takes_201(history: History) -> Finding:
    triggered = [sync for sync in history.syncs if UPLOAD.fullmatch(sync.asked.uri)]
    seen = []
    for sync in triggered:
        if history.stopped_at(sync.asked):
            return broken("the client dies of an answer 201", sync.asked)
        second = _asked_without_uploads(history, sync)
        if second:
            return broken("another sync is asked for beside the one that the upload started", sync.asked, second)
        seen += [sync.asked] if sync.polls else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def _asked_without_uploads(history: History, sync: Sync) -> Exchange | None:
    """A later call for a sync of the same definition, to which nothing was uploaded in between."""
    for call in history.after(sync.asked):
        if call.uri == f"{sync.definition}/data" and call.verb == "POST":
            return None
        if call in history.sync_calls and synced(call) == lowered(sync.definition):
            return call
    return None


RULES: Final = (
    Rule("CLI-22", Severity.LOSES_DATA, "rows of more bytes than one upload may have", keeps_uploads_small),
    Rule("CLI-23", Severity.LOSES_DATA, "more uploads than one sync may take", keeps_uploads_few),
    Rule("CLI-24", Severity.LOSES_DATA, "rows that need several uploads, given by the kit", loses_no_row),
    Rule("CLI-25", Severity.WRONG_RESULT, "rows with characters beyond ASCII", sends_utf8),
    Rule("CLI-26", Severity.WRONG_RESULT, "an upload of CSV", quotes),
    Rule(
        "CLI-27",
        Severity.LOSES_DATA,
        "several uploads to a definition that is synced",
        leaves_an_active_sync_alone,
        True,
    ),
    Rule("CLI-28", Severity.LOSES_DATA, "a sync of something uploaded", syncs_what_was_acknowledged, True),
    Rule("CLI-29", Severity.LOSES_DATA, "an upload", leaves_nothing_staged, True),
    Rule("CLI-30", Severity.DOUBLES_DATA, "an upload that is answered with 204", takes_204),
    Rule("CLI-31", Severity.WASTEFUL, "an upload with `isSyncTriggeredOnImport`, answered with 201", takes_201),
)
