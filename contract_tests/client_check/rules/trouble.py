"""Answers that never came, or came as refusals: what was doubled, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import KIND, LINKAGES, UPLOAD, History, but_for_the_name, lowered, synced
from contract_tests.client_check.rows import all_in, same_body
from contract_tests.client_check.rules.definitions import failures_of, fields_of, property_of
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
        again = [e for e in after if e.number < until and e.uri == call.uri and e in history.uploads and e.is_good]
        if again and all_in(call, again):
            return broken("the same rows are staged twice: the upload whose answer was lost had come", call, again[0])
    return kept(*lost) if lost else NOT_EXERCISED


def doubles_no_sync(history: History) -> Finding:
    lost = [each for each in lost_after(history) if each in history.sync_calls]
    for call in lost:
        after = history.after(call)
        uploaded = [e.number for e in after if e.uri == f"{synced(call)}/data" and e.verb == "POST" and e.is_good]
        until = min(uploaded, default=len(history.exchanges) + 1)
        made = [e for e in after if e in history.sync_calls and e.status == 201]
        again = [e for e in made if e.number < until and synced(e) == synced(call)]
        if again:
            return broken("a second sync is made: the call whose answer was lost had made one", call, again[0])
        if anew := next((e for e in made if _brings_the_same(history, call, e)), None):
            return broken("the same rows are synced again, under another definition", call, anew)
    return kept(*lost) if lost else NOT_EXERCISED


def _brings_the_same(history: History, lost: Exchange, later: Exchange) -> bool:
    """All that the lost sync took in was uploaded anew, to another definition of its kind, for the later one."""
    before, after = synced(lost), synced(later)
    if before == after or kind_of(before) != kind_of(after):
        return False
    given = [e for e in history.uploads_to(before) if e.is_good and e.number < lost.number]
    anew = [e for e in history.uploads_to(after) if e.is_good and lost.number < e.number < later.number]
    return bool(given) and all(all_in(each, anew) for each in given)


def kind_of(definition: str) -> str:
    """Where definitions of its kind are made."""
    return definition.rpartition("/")[0]


def loses_no_upload(history: History) -> Finding:
    struck = [each for each in history.uploads if history.evidence.fault_of(each) is not None and not each.is_good]
    judged = [each for each in struck if each.status in (0, 429, 502, 503)]
    seen: list[Exchange] = []
    for call in judged:
        definition = definition_of(call)
        last = max((e.number for e in history.syncs_asked(definition) if e.is_good or not e.status), default=0)
        if last < call.number:
            if _was_given_up_quietly(history, call):
                return broken("the rows of an upload that failed never came, and nothing that it shows says so", call)
            continue
        clearings = [e.number for e in history.bulk if e.verb == "DELETE" and e.uri == call.uri and e.is_good]
        begun = max((number for number in clearings if number < last), default=0)
        tried = [e for e in history.uploads_to(definition) if e.number < last]
        arrived = _arrived(history, definition, begun, last)
        for upload in tried:
            if not all_in(upload, arrived):
                return broken("the rows of an upload that failed are in no upload that was synced", upload, call)
        seen = [call, *history.repeats(call)[:1]]
    return kept(*seen) if seen else NOT_EXERCISED


def _arrived(history: History, definition: str, begun: int, last: int) -> list[Exchange]:
    """The uploads that were staged after the staging area was last emptied, or synced before that."""
    uploads = [e for e in history.uploads_to(definition) if e.number <= last]
    staged = [e for e in uploads if e.is_good or e in lost_after(history)]
    between = [e.number for e in history.syncs_asked(definition) if e.is_good or not e.status]
    return [e for e in staged if e.number > begun or any(e.number < sync < begun for sync in between)]


def _was_given_up_quietly(history: History, call: Exchange) -> bool:
    """Its rows came with no upload of the kind, and the user of a program that is done was shown nothing of it."""
    if history.evidence.was_killed or history.told_of_failure() or call in lost_after(history):
        return False
    kind = kind_of(definition_of(call))
    return not all_in(call, [e for e in history.uploads if e.is_good and kind_of(definition_of(e)) == kind])


def does_not_argue(history: History) -> Finding:
    refused = [each for each in history.exchanges if each.status == 400]
    for call in refused:
        again = [each for each in history.repeats(call) if same_body(each, call)]
        if again:
            return broken("a call that was refused with 400 is made again as it was", call, again[0])
        if renamed := _made_under_another_name(history, call):
            return broken("a definition that was refused with 400 is sent again with another name", call, renamed)
    return kept(*refused[:1]) if refused else NOT_EXERCISED


def _made_under_another_name(history: History, call: Exchange) -> Exchange | None:
    """The same definition but for its name, to which nobody objected, oftener than when all goes well."""
    if history.evidence.contrast is None or not (call.verb == "POST" and KIND.fullmatch(call.uri)):
        return None
    if any(str(failure.get("field")).lower() == "name" for failure in failures_of(call)):
        return None
    usual, again = _alike(History(history.evidence.contrast), call), _alike(history, call)
    later = [each for each in again if each.number > call.number]
    return later[0] if later and len(again) > len(usual) else None


def _alike(history: History, call: Exchange) -> list[Exchange]:
    wanted = but_for_the_name(call)
    return [each for each in history.defining if each.uri == call.uri and but_for_the_name(each) == wanted]


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
