"""Answers that never came, or came as refusals: what was doubled, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import KIND, LINKAGES, UPLOAD, History, lowered, same_body, synced
from contract_tests.client_check.rules.definitions import fields_of, property_of
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept
from contract_tests.client_check.rules.uploads import definition_of


def lost_after(history: History) -> list[Exchange]:
    """The calls whose work was done and whose answer never came, or came as a refusal."""
    struck = [each for each in history.exchanges if (fault := history.evidence.fault_of(each)) and fault.is_after()]
    return [each for each in struck if not each.is_good]


def doubles_no_definition(history: History) -> Finding:
    lost = [each for each in lost_after(history) if each.verb == "POST" and KIND.fullmatch(each.uri)]
    for call in lost:
        sent = call.sent()
        kind = [
            each for each in history.evidence.end.definitions if lowered(each.get("uri")).startswith(call.uri + "/")
        ]
        alike = [each for each in kind if fields_of(each) == fields_of(sent)]
        orphans = [each for each in alike if not _was_used(history, each) and not _will_go(each)]
        again = [each for each in history.repeats(call) if each.status == 201]
        if again and orphans:
            return broken(f"{orphans[0].get('uri')} was made again, and is left without use", call, *again[:1])
    return kept(*lost) if lost else NOT_EXERCISED


def _was_used(history: History, definition: Mapping[str, Any]) -> bool:
    uri = lowered(definition.get("uri"))
    return any(each.uri.startswith(uri + "/") for each in history.bulk) or bool(history.syncs_asked(uri))


def _will_go(definition: Mapping[str, Any]) -> bool:
    return property_of(definition, "autoDeleteDuration") is not None


def stages_nothing_twice(history: History) -> Finding:
    lost = [each for each in lost_after(history) if each.verb == "POST" and UPLOAD.fullmatch(each.uri)]
    for call in lost:
        if call.uri.startswith(LINKAGES):
            continue
        after = history.after(call)
        ends = [e.number for e in after if e in history.sync_calls and synced(e) == definition_of(call) and e.is_good]
        ends += [e.number for e in after if e.verb == "DELETE" and e.uri == call.uri and e.is_good]
        until = min(ends, default=len(history.exchanges) + 1)
        again = [e for e in after if e.number < until and e.uri == call.uri and e.is_good and same_body(e, call)]
        if again:
            return broken("the same rows are staged twice: the upload whose answer was lost had come", call, again[0])
    return kept(*lost) if lost else NOT_EXERCISED


def doubles_no_sync(history: History) -> Finding:
    lost = [each for each in lost_after(history) if each in history.sync_calls]
    for call in lost:
        after = history.after(call)
        uploaded = [e.number for e in after if e.uri == f"{synced(call)}/data" and e.verb == "POST" and e.is_good]
        until = min(uploaded, default=len(history.exchanges) + 1)
        again = [e for e in after if e.number < until and e in history.sync_calls and synced(e) == synced(call)]
        made = [e for e in again if e.status == 201]
        if made:
            return broken("a second sync is made: the call whose answer was lost had made one", call, made[0])
    return kept(*lost) if lost else NOT_EXERCISED


def loses_no_upload(history: History) -> Finding:
    struck = [each for each in history.uploads if history.evidence.fault_of(each) is not None and not each.is_good]
    judged = [each for each in struck if each.status in (0, 429, 502, 503)]
    seen: list[Exchange] = []
    for call in judged:
        definition = definition_of(call)
        last = max((e.number for e in history.syncs_asked(definition) if e.is_good or not e.status), default=0)
        if last < call.number:
            continue
        clearings = [e.number for e in history.bulk if e.verb == "DELETE" and e.uri == call.uri and e.is_good]
        begun = max((number for number in clearings if number < last), default=0)
        tried = [e for e in history.uploads_to(definition) if e.number < last]
        for upload in tried:
            if not _arrived(history, upload, begun, last):
                return broken("the rows of an upload that failed are in no upload that was synced", upload, call)
        seen = [call, *history.repeats(call)[:1]]
    return kept(*seen) if seen else NOT_EXERCISED


def _arrived(history: History, upload: Exchange, begun: int, last: int) -> bool:
    """The same body was staged after the staging area was last emptied, or synced before that."""
    alike = [e for e in history.uploads if e.number <= last and e.uri == upload.uri and same_body(e, upload)]
    staged = [e for e in alike if e.is_good or e in lost_after(history)]
    between = [e.number for e in history.syncs_asked(definition_of(upload)) if e.is_good or not e.status]
    return any(e.number > begun or any(e.number < sync < begun for sync in between) for e in staged)


def does_not_argue(history: History) -> Finding:
    refused = [each for each in history.exchanges if each.status == 400]
    for call in refused:
        again = [each for each in history.repeats(call) if same_body(each, call)]
        if again:
            return broken("a call that was refused with 400 is made again as it was", call, again[0])
    return kept(*refused[:1]) if refused else NOT_EXERCISED


def failures_of(call: Exchange) -> list[Mapping[str, Any]]:
    """What the answer of a 400 lists."""
    got = call.got()
    found = got.get("failures") if isinstance(got, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def shows_failures(history: History) -> Finding:
    refused = [each for each in history.bulk if each.status == 400 and failures_of(each)]
    for call in refused:
        words = [str(failure.get("constraint") or failure.get("field") or "") for failure in failures_of(call)]
        if not history.told(words):
            return broken(f"nothing that it shows says why: {', '.join(filter(None, words[:2]))}", call)
    return kept(*refused[:1]) if refused else NOT_EXERCISED


RULES: Final = (
    Rule("CLI-59", Severity.WASTEFUL, "a lost answer to a definition: plan `lost-definition`", doubles_no_definition),
    Rule("CLI-60", Severity.DOUBLES_DATA, "a lost answer to an upload: plan `lost-upload`", stages_nothing_twice),
    Rule("CLI-61", Severity.DOUBLES_DATA, "a lost answer to a sync: plan `lost-sync`", doubles_no_sync),
    Rule(
        "CLI-62",
        Severity.LOSES_DATA,
        "an upload that fails, and a sync: plans `429`, `503`, `dropped-upload`",
        loses_no_upload,
    ),
    Rule("CLI-63", Severity.WASTEFUL, "a call that is refused with 400: plan `refused`", does_not_argue),
    Rule("CLI-64", Severity.FRAGILE, "a call that is refused with 400: plan `refused`", shows_failures),
)
