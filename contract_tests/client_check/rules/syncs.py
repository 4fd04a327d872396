"""Syncs, their rejects, and exported data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import (
    LINKAGES,
    OPPORTUNITIES,
    UPLOAD,
    History,
    Sync,
    lowered,
    status_of,
    synced,
)
from contract_tests.client_check.rows import rows_of
from contract_tests.client_check.rules.definitions import IDENTIFIER, fields_of
from contract_tests.client_check.rules.rule import (
    LONGER,
    NOT_EXERCISED,
    Finding,
    Rule,
    Severity,
    broken,
    indeterminate,
    kept,
)


def endless(history: History) -> set[str]:
    """The definitions whose syncs were planned never to end, if such a course happened; else none."""
    ends = [course for course in history.evidence.courses if course.outcome.get("end") == "never" and course.fired]
    return {sync.definition for sync in history.syncs if sync.final is None} if ends else set()


def _is_calm(history: History) -> bool:
    """No call was struck; courses of syncs may have been planned."""
    return not any(history.evidence.fault_of(each) for each in history.exchanges)


def polls_to_the_end(history: History) -> Finding:
    if history.evidence.was_killed or history.crashed or not _is_calm(history):
        return NOT_EXERCISED
    open_ones = [sync for sync in history.syncs if sync.definition not in endless(history)]
    for sync in open_ones:
        called_back = isinstance(sent := sync.asked.sent(), dict) and any(
            name.lower() == "callbackurl" for name in sent
        )
        if sync.final is None and not called_back:
            seen = status_of(sync.polls[-1]) if sync.polls else ""
            return broken(f"{sync.uri} was last seen {seen or 'when it was asked for'}", sync.asked, *sync.polls[-1:])
    ended = [sync for sync in open_ones if sync.final is not None and len(sync.polls) > 1]
    return kept(ended[0].asked, *ended[0].polls) if ended else NOT_EXERCISED


def polls_at_a_pace(history: History) -> Finding:
    pace, seen = history.evidence.settings.pace, []
    for sync in history.syncs:
        polls = [poll for poll in sync.polls if sync.final is None or poll.number <= sync.final.number]
        if len(polls) < 3:
            continue
        mean = (polls[-1].began - polls[0].began) / (len(polls) - 1)
        if mean < pace * 0.95:
            return broken(f"{len(polls)} polls, {mean:.2f} s apart on average, where {pace:g} s are sane", *polls[:4])
        seen = polls[:3]
    return kept(*seen) if seen else NOT_EXERCISED


def stops_polling(history: History) -> Finding:
    open_ones = [sync for sync in history.syncs if sync.final is None and sync.polls]
    if not any(course.outcome.get("end") == "never" and course.fired for course in history.evidence.courses):
        return NOT_EXERCISED
    patience = history.evidence.settings.patience
    for sync in open_ones:
        lasted = sync.polls[-1].began - sync.asked.ended
        if patience is not None and lasted >= patience:
            return broken(f"still polling after {lasted:.0f} s", sync.asked, *sync.polls[-3:])
        if history.evidence.was_killed and history.exchanges[-1].uri == sync.uri:
            return indeterminate(f"still polling when its time was up, after {lasted:.0f} s: {LONGER}")
    if not open_ones:
        return NOT_EXERCISED
    if history.evidence.was_killed:
        return indeterminate("it was stopped when its time was up, no longer polling")
    return kept(open_ones[0].asked, *open_ones[0].polls[-1:])


def one_sync_at_a_time(history: History) -> Finding:
    seen = []
    for call in history.sync_calls:
        others = [s for s in history.syncs if s.definition == synced(call) and s.asked.number < call.number]
        if open_one := next((sync for sync in others if sync.was_open_at(call.began)), None):
            return broken("a second sync of a definition whose first has not been seen to end", open_one.asked, call)
        seen += [call] if others else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def links_afterwards(history: History) -> Finding:
    imports = [sync for sync in history.syncs if sync.definition.startswith(OPPORTUNITIES)]
    seen = []
    for call in (each for each in history.sync_calls if synced(each).startswith(LINKAGES)):
        before = [sync for sync in imports if sync.asked.number < call.number]
        if open_one := next((sync for sync in before if sync.was_open_at(call.began)), None):
            return broken("a linkage is synced before the sync of its opportunities has ended", open_one.asked, call)
        if not before and (late := _imported_later(history, call, imports)):
            return broken("a linkage is synced before its opportunities are imported", call, late.asked)
        seen += [call] if before else []
    return kept(*seen[:1]) if seen else NOT_EXERCISED


UNKNOWN_OPPORTUNITY = "ELQ-00084"


def _imported_later(history: History, linkage: Exchange, imports: Sequence[Sync]) -> Sync | None:
    """The first later import of an opportunity that the linkage named and, as its rejects say, did not find."""
    made = linkage.got() if linkage.is_good else None
    uri = lowered(made.get("uri")) if isinstance(made, dict) else ""
    rejects = [each for at, found in history.evidence.end.rejects.items() if lowered(at) == uri for each in found]
    if not any(each.get("statusCode") == UNKNOWN_OPPORTUNITY for each in rejects):
        return None
    wanted = _identifiers(history, synced(linkage))
    later = [sync for sync in imports if sync.asked.number > linkage.number]
    return next((sync for sync in later if wanted & _identifiers(history, sync.definition)), None)


def _identifiers(history: History, definition: str) -> set[str]:
    """The opportunities that the uploads to a definition name."""
    made = history.made.get(definition)
    keys = [key for key, said in fields_of(made.sent()).items() if said == IDENTIFIER] if made else []
    rows = [row for each in history.uploads_to(definition) for row in rows_of(each)]
    return {row[key] for row in rows for key in keys if row.get(key)}


def takes_an_error_for_failure(history: History) -> Finding:
    failed = [sync for sync in history.syncs if sync.status == "error"]
    for sync in failed:
        assert sync.final is not None
        onward = [
            each
            for each in history.after(sync.final)
            if each in history.sync_calls and each.is_good and _depends(synced(each), sync.definition)
        ]
        if onward:
            return broken("goes on with what depends on a sync that ended in `error`", sync.final, onward[0])
    contrast = history.evidence.contrast
    would = contrast is None or _would_go_on(History(contrast), failed)
    return kept(*(sync.final for sync in failed[:1] if sync.final)) if failed and would else NOT_EXERCISED


def _depends(definition: str, failed: str) -> bool:
    """A linkage on an import of opportunities; and whatever is brought next by the same kind of definition does not."""
    return definition.startswith(LINKAGES) and failed.startswith(OPPORTUNITIES)


def _would_go_on(history: History, failed: Sequence[Sync]) -> bool:
    kinds = {sync.definition for sync in history.syncs}
    return any(_depends(each, sync.definition) for each in kinds for sync in failed)


def tells_of_an_error(history: History) -> Finding:
    failed = [sync for sync in history.syncs if sync.status == "error"]
    for sync in failed:
        assert sync.final is not None
        if not history.told_of_failure(sync.uri):
            return broken("a sync ended in `error`, and nothing that it shows says so", sync.final)
    return kept(*(sync.final for sync in failed[:1] if sync.final)) if failed else NOT_EXERCISED


def reads_data_from_the_sync(history: History) -> Finding:
    reading = [each for each in history.bulk if each.verb == "GET" and UPLOAD.fullmatch(each.uri)]
    if reading:
        return broken("exported data are read from the definition", *reading[:1])
    right = [
        each
        for each in history.bulk
        if each.verb == "GET" and each.uri.startswith("/syncs/") and each.uri.endswith("/data")
    ]
    return kept(*right[:1]) if right else NOT_EXERCISED


RULES: Final = (
    Rule("CLI-32", Severity.WRONG_RESULT, "a sync that is not over at the first poll", polls_to_the_end, True),
    Rule("CLI-33", Severity.WASTEFUL, "a sync that takes several polls", polls_at_a_pace, True),
    Rule("CLI-34", Severity.FRAGILE, "a sync that never ends: plan `never-ends`", stops_polling, True),
    Rule("CLI-35", Severity.LOSES_DATA, "several syncs of one definition", one_sync_at_a_time, True),
    Rule("CLI-36", Severity.LOSES_DATA, "an import and a linkage", links_afterwards, True),
    Rule(
        "CLI-42",
        Severity.LOSES_DATA,
        "a failed import before a linkage: plan `error`",
        takes_an_error_for_failure,
        True,
    ),
    Rule("CLI-43", Severity.LOSES_DATA, "a sync that ends in `error`: plan `error`", tells_of_an_error),
    Rule("CLI-44", Severity.LOSES_DATA, "exported data", reads_data_from_the_sync),
)
