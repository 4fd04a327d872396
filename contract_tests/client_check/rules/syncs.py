"""Syncs, their rejects, and exported data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from contract_tests.client_check.evidence import Operation
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
from contract_tests.client_check.rows import Key, counted, key_of, rows_of
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


def with_warning(history: History) -> list[Sync]:
    """The syncs that the client saw end with `warning`."""
    return [sync for sync in history.syncs if sync.status == "warning" and _rejected(history, sync) is not False]


def _rejected(history: History, sync: Sync) -> bool | None:
    """Whether rows were rejected; None where nobody knows."""
    known = {lowered(uri): bool(found) for uri, found in history.evidence.end.rejects.items()}
    return known.get(sync.uri)


def takes_a_warning_for_partial_success(history: History) -> Finding:
    warned = with_warning(history)
    seen = []
    for sync in warned:
        assert sync.final is not None
        if history.stopped_at(sync.final):
            return broken("the client stops at `warning` as at a failure", sync.asked, sync.final)
        before = [e for e in history.uploads_to(sync.definition) if e.is_good and e.number < sync.asked.number]
        accepted = _accepted(history, sync, before)
        if not accepted:
            continue
        kind = sync.definition.rpartition("/")[0]
        later = [e for e in _uploads_of(history, kind) if e.number > sync.final.number]
        if accepted <= counted(later) and not _is_usual(history, kind, accepted):
            return broken(
                "rows that were accepted are uploaded again after a warning", *before[:1], sync.final, later[0]
            )
        seen += [sync.final]
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def _uploads_of(history: History, kind: str) -> list[Exchange]:
    return [each for each in history.uploads if each.is_good and each.uri.startswith(kind + "/")]


def _accepted(history: History, sync: Sync, uploads: Sequence[Exchange]) -> Counter[Key]:
    """The rows of the uploads without those that the sync rejected."""
    rows = [row for each in uploads for row in rows_of(each)]
    for reject in _rejects_of(history, sync):
        values = reject.get("fieldValues") or {}
        fits = (
            index for index, row in enumerate(rows) if all(row.get(key, "") == said for key, said in values.items())
        )
        if (found := next(fits, None)) is not None:
            del rows[found]
    return Counter(map(key_of, rows))


def _is_usual(history: History, kind: str, rows: Counter[Key]) -> bool:
    """When all goes well the client uploads these rows as often."""
    if history.evidence.contrast is None:
        return False
    plain, now = (counted(_uploads_of(each, kind)) for each in (History(history.evidence.contrast), history))
    return all(now[each] <= plain[each] for each in rows)


def rejects_calls(history: History, sync: Sync) -> list[Exchange]:
    return [each for each in history.bulk if each.uri == f"{sync.uri}/rejects" and each.status == 200]


def reads_rejects(history: History) -> Finding:
    warned = with_warning(history)
    for sync in warned:
        assert sync.final is not None
        if not rejects_calls(history, sync):
            if history.evidence.was_killed or history.stopped_at(sync.final):
                return NOT_EXERCISED
            return broken("a sync ended with `warning`, and its rejects were not read", sync.asked, sync.final)
    return kept(*rejects_calls(history, warned[0])[:1]) if warned else NOT_EXERCISED


def came_whole(pages: Sequence[Exchange]) -> bool:
    """As many items came as there are, where the list says how many there are: no page was stepped over."""
    found = [got for each in pages if isinstance(got := each.got(), dict)]
    totals = [int(got["totalResults"]) for got in found if "totalResults" in got]
    return not totals or sum(int(got.get("count", 0)) for got in found) >= totals[-1]


def reads_all_rejects(history: History) -> Finding:
    seen: list[Exchange] = []
    for sync in history.syncs:
        pages = rejects_calls(history, sync)
        more = [each for each in pages if isinstance(got := each.got(), dict) and got.get("hasMore")]
        if not more:
            continue
        if pages[-1] in more and not history.evidence.was_killed:
            return broken("the last page of rejects that was read says that there are more", *pages)
        seen = pages if came_whole(pages) else seen
    return kept(*seen[:2]) if seen else NOT_EXERCISED


def maps_rejects(history: History) -> Finding:
    return _maps(history, several=False)


def maps_rejects_of_several(history: History) -> Finding:
    return _maps(history, several=True)


def _maps(history: History, several: bool) -> Finding:
    """Where the client was driven: the pairs that it returned against what the site rejected."""
    operations = history.evidence.operations or ()
    for operation in (each for each in operations if each.name == "rejects" and each.about is not None):
        brought = operations[operation.about or 0]
        if operation.raised or operation.stuck or operation.returned is None:
            continue
        syncs = [sync for sync in history.syncs if brought.first <= sync.asked.number <= brought.last]
        uploads = [e for e in history.uploads if brought.first <= e.number <= brought.last and e.is_good]
        rejects = [each for sync in syncs for each in _rejects_of(history, sync)]
        if not rejects or (len(uploads) > 1) is not several:
            continue
        wrong = _mismatch(brought, operation, rejects, uploads)
        calls = [each for each in history.bulk if each.uri.endswith("/rejects") and each.number <= operation.last]
        return broken(wrong, *uploads[:2], *calls[-1:]) if wrong else kept(*uploads[:2], *calls[-1:])
    return NOT_EXERCISED


def _rejects_of(history: History, sync: Sync) -> Sequence[Mapping[str, Any]]:
    ends = {lowered(uri): found for uri, found in history.evidence.end.rejects.items()}
    return ends.get(sync.uri, ())


def _mismatch(
    brought: Operation, told: Operation, rejects: Sequence[Mapping[str, Any]], uploads: Sequence[Exchange]
) -> str:
    """What of the pairs that were told is wrong; empty where each reject is told of a row that it can be of."""
    left = Counter((int(index), str(code)) for index, code in told.returned)
    starts: list[int] = []
    rows: list[Mapping[str, str]] = []
    for upload in uploads:
        starts.append(len(rows))
        rows += rows_of(upload)
    for reject in rejects:
        code = str(reject["statusCode"])
        fits = [
            start + reject["recordIndex"] - 1
            for start in starts
            if _is_row(rows, start + reject["recordIndex"] - 1, reject["fieldValues"])
        ]
        found = next((index for index in fits if left[index, code] > 0), None)
        if found is None:
            return f"{brought.name}: {code} of row {' or '.join(map(str, fits))} was told of {_told(told, code)}"
        left[found, code] -= 1
    extra = +left
    return f"{brought.name}: a reject was told that there is not: {next(iter(extra))}" if extra else ""


def _is_row(rows: Sequence[Mapping[str, str]], index: int, values: Mapping[str, str]) -> bool:
    return 0 <= index < len(rows) and all(rows[index].get(key, "") == value for key, value in values.items())


def _told(told: Operation, code: str) -> str:
    rows = [str(index) for index, each in told.returned if each == code]
    return f"row {', '.join(rows)}" if rows else "no row"


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
    Rule("CLI-37", Severity.DOUBLES_DATA, "rejected rows: plan `rejected`", takes_a_warning_for_partial_success, True),
    Rule("CLI-38", Severity.LOSES_DATA, "rejected rows: plan `rejected`", reads_rejects, True),
    Rule("CLI-39", Severity.LOSES_DATA, "rejects on several pages: plan `rejected`", reads_all_rejects),
    Rule(
        "CLI-40", Severity.WRONG_RESULT, "rejects that the client maps to rows: an adapter with `rejects`", maps_rejects
    ),
    Rule("CLI-41", Severity.WRONG_RESULT, "the same over several uploads", maps_rejects_of_several),
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
