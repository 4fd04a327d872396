"""Rejects: partial success, all pages of them, each mapped back to its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from contract_tests.client_check.evidence import Operation
from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import LINKAGES, History, Sync, lowered
from contract_tests.client_check.rows import Key, counted, key_of, rows_of
from contract_tests.client_check.rules.definitions import property_of
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept


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
    return NOT_EXERCISED if history.evidence.operations is not None else _maps_by_what_comes_again(history, several)


def _maps_by_what_comes_again(history: History, several: bool) -> Finding:
    """Where the client was watched: who brings some rows again after a warning means those that were rejected.

    Judged by their identifiers, since it may have mended them; not where it makes as many uploads when all goes well.
    """
    for sync in with_warning(history):
        assert sync.final is not None
        kind, contrast = sync.definition.rpartition("/")[0], history.evidence.contrast
        uploads = [e for e in history.uploads_to(sync.definition) if e.is_good and e.number < sync.asked.number]
        again = [e for e in _uploads_of(history, kind) if e.number > sync.final.number]
        if (len(uploads) > 1) is not several or kind == LINKAGES or not again or contrast is None:
            continue
        if len(_uploads_of(history, kind)) <= len(_uploads_of(History(contrast), kind)):
            continue
        key = _identifier(history, sync.definition)
        all_of_them, brought = _values(uploads, key), _values(again, key)
        rejected = {str((each.get("fieldValues") or {}).get(key, "")) for each in _rejects_of(history, sync)}
        if not brought or not rejected < all_of_them or not brought < all_of_them:
            continue
        if wrong := sorted(brought - rejected):
            told = f"{', '.join(sorted(rejected))} was rejected, and {', '.join(wrong)} is brought again"
            return broken(told, *uploads[:2], sync.final, again[0])
        return kept(*uploads[:2], again[0])
    return NOT_EXERCISED


def _identifier(history: History, definition: str) -> str:
    made = history.made.get(definition)
    sent = made.sent() if made is not None else None
    return str(property_of(sent, "identifierFieldName")) if isinstance(sent, dict) else ""


def _values(uploads: Sequence[Exchange], key: str) -> set[str]:
    return {row[key] for each in uploads for row in rows_of(each) if row.get(key)}


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


RULES: Final = (
    Rule("CLI-37", Severity.DOUBLES_DATA, "rejected rows: plan `rejected`", takes_a_warning_for_partial_success, True),
    Rule("CLI-38", Severity.LOSES_DATA, "rejected rows: plan `rejected`", reads_rejects, True),
    Rule("CLI-39", Severity.LOSES_DATA, "rejects on several pages: plan `rejected`", reads_all_rejects),
    Rule(
        "CLI-40",
        Severity.WRONG_RESULT,
        "rejects that the client maps to rows: an adapter with `rejects`, a program that brings rejected rows again",
        maps_rejects,
    ),
    Rule("CLI-41", Severity.WRONG_RESULT, "the same over several uploads", maps_rejects_of_several),
)
