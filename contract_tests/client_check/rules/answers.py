"""Answers as they may come: in pages, with more or fewer properties, in another order."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from contract_tests.client_check.exchanges import FINAL, Exchange
from contract_tests.client_check.history import History, lowered, status_of
from contract_tests.client_check.rules.rejects import came_whole
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept

NULLS = "null written out"
"""The decoration that writes out what is left out because it is null."""


def lists(history: History) -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """Every page of a list that was read."""
    for each in history.bulk:
        if each.verb == "GET" and each.status == 200 and isinstance(got := each.got(), dict) and "hasMore" in got:
            yield each, got


def series(history: History) -> list[list[tuple[Exchange, dict[str, Any]]]]:
    """The pages of each list, in the order in which they were read; a page from the start begins a new series."""
    open_ones: dict[str, list[tuple[Exchange, dict[str, Any]]]] = {}
    found = []
    for call, got in lists(history):
        if int(got.get("offset") or 0) == 0 or call.uri not in open_ones:
            found.append(open_ones.setdefault(call.uri, []) if call.uri not in open_ones else [])
            open_ones[call.uri] = found[-1]
        open_ones[call.uri].append((call, got))
    return found


def holds_data(uri: str) -> bool:
    return uri.endswith(("/data", "/logs"))


def reads_to_the_end(history: History) -> Finding:
    """Whoever looks something up in a list of fields or definitions may stop where it stands: nobody can tell."""
    seen: list[Exchange] = []
    for pages in series(history):
        calls = [call for call, _ in pages]
        if not any(got["hasMore"] for _, got in pages):
            continue
        unread = pages[-1][1]["hasMore"]
        read_again = any(each.number > calls[-1].number and each.uri == calls[0].uri for each in history.bulk)
        if unread and holds_data(calls[0].uri) and not history.evidence.was_killed and not read_again:
            return broken("the last page that was read says that there are more", *calls[-2:])
        seen = calls if not unread and came_whole(calls) else seen
    return kept(*seen[:2]) if seen else NOT_EXERCISED


def steps_by_what_came(history: History) -> Finding:
    seen: list[Exchange] = []
    for pages in series(history):
        for (call, got), (following, after) in itertools.pairwise(pages):
            came, asked = int(got.get("count", 0)), int(got.get("limit", 0))
            start, following_start = int(got.get("offset") or 0), int(after.get("offset") or 0)
            if not got["hasMore"] or start == following_start:
                continue
            if following_start > start + came or start < following_start < start + came:
                ends = f"a page of {came} items ends at {start + came}, the next begins at {following_start}"
                return broken(ends, call, following)
            seen = [call, following] if came < asked else seen
    return kept(*seen) if seen else NOT_EXERCISED


def lives_without_items(history: History) -> Finding:
    empty = [call for call, got in lists(history) if "items" not in got]
    for call in empty:
        if history.stopped_at(call):
            return broken("the client dies of a page without `items`", call)
    return kept(*empty[:1]) if empty else NOT_EXERCISED


def survives_the_unknown(history: History) -> Finding:
    return _survives(history, "unknown property", "a property that it does not know")


def survives_any_order(history: History) -> Finding:
    return _survives(history, "key order", "another order of properties")


def _survives(history: History, decoration: str, what: str) -> Finding:
    """Broken only where nothing else was changed, so that the cause is known; kept where the client went on by it."""
    if decoration not in history.evidence.decorated:
        return NOT_EXERCISED
    told = [each for each in history.bulk if each.is_good and _is_object(each)]
    if history.evidence.decorated.strip(",") == decoration:
        contrast = history.evidence.contrast
        dies_anyway = contrast is not None and History(contrast).crashed
        for each in told:
            if not dies_anyway and history.stopped_at(each):
                return broken(f"the client dies of {what}", each)
        if (lost := _not_used(history, told)) is not None:
            return broken(f"with {what} the client does not go on with what it made", lost)
    used = [each for each in told if _goes_on(history, each)]
    died = any(history.stopped_at(each) for each in told)
    return kept(*used[:1]) if used and not died else NOT_EXERCISED


def _is_object(call: Exchange) -> bool:
    return isinstance(call.got(), dict)


def _not_used(history: History, told: list[Exchange]) -> Exchange | None:
    """The first definition or sync that was not asked for again, where in the plain run the same call's was.

    The same call is the one that comes as often before: a client may ask for several syncs and follow some of them.
    """
    contrast = history.evidence.contrast
    if contrast is None or history.evidence.was_killed:
        return None
    plain = History(contrast)
    posted = _in_turn([each for each in plain.bulk if each.verb == "POST" and each.is_good and _is_object(each)])
    went_on = {turn for turn, each in posted.items() if _goes_on(plain, each)}
    made = _in_turn([each for each in told if each.verb == "POST"])
    return next((each for turn, each in made.items() if turn in went_on and not _goes_on(history, each)), None)


def _in_turn(calls: list[Exchange]) -> dict[tuple[str, int], Exchange]:
    """Each call by its uri and how many went there before it."""
    turns: Counter[str] = Counter()
    found = {}
    for each in calls:
        found[each.uri, turns[each.uri]] = each
        turns[each.uri] += 1
    return found


def _goes_on(history: History, call: Exchange) -> bool:
    """A later call names what this answer named."""
    got = call.got()
    uri = lowered(got.get("uri")) if isinstance(got, dict) and got.get("uri") else ""
    after = history.after(call)
    return bool(uri) and any(each.uri == uri or each.uri.startswith(uri + "/") for each in after)


def survives_what_is_left_out(history: History) -> Finding:
    """Broken where the client goes on when it is told `null`, and dies where it is told nothing: that is the cause."""
    if history.evidence.decorated.strip(",") == NULLS:
        return _lives_by_nulls(history)
    worked = [poll for poll in unfinished(history) if "syncEndedAt" not in poll.got() and history.repeats(poll)]
    return kept(*worked[:1]) if worked else NOT_EXERCISED


def unfinished(history: History) -> list[Exchange]:
    """The polls that were answered with a status that is not final."""
    polls = [poll for sync in history.syncs for poll in sync.polls]
    return [poll for poll in polls if poll.is_good and status_of(poll) not in FINAL]


def _lives_by_nulls(history: History) -> Finding:
    contrast = history.evidence.contrast
    if contrast is None:
        return NOT_EXERCISED
    plain = History(contrast)
    died = {turn for turn, poll in _in_turn(unfinished(plain)).items() if plain.stopped_at(poll)}
    last = max((each.number for each in history.exchanges if each.verb != "DELETE"), default=0)
    went_on = [poll for turn, poll in _in_turn(unfinished(history)).items() if turn in died and poll.number < last]
    if went_on:
        return broken("told null it goes on from here; in the plain run, told nothing, it dies here", went_on[0])
    return NOT_EXERCISED


UNSETTLED = ("createdAt", "updatedAt")


def takes_times_as_they_come(history: History) -> Finding:
    """Broken only where nothing but times is other than it was, so that the cause is known."""
    seen: list[Exchange] = []
    for uri, made in history.made.items():
        first = made.got()
        for read in (each for each in history.after(made) if each.verb == "GET" and each.uri == uri and each.is_good):
            if not isinstance(got := read.got(), dict) or got.get("createdAt") == first.get("createdAt"):
                continue
            others = {name for name in {*got, *first} if got.get(name) != first.get(name)} - set(UNSETTLED)
            if not history.stopped_at(read):
                seen = [made, read]
            elif not others:
                return broken("the client dies of a `createdAt` that is another than at first", made, read)
    return kept(*seen) if seen else NOT_EXERCISED


RULES: Final = (
    Rule("CLI-45", Severity.LOSES_DATA, "a list of several pages: plan `short-pages`", reads_to_the_end),
    Rule("CLI-46", Severity.LOSES_DATA, "pages shorter than asked for: plan `short-pages`", steps_by_what_came),
    Rule("CLI-47", Severity.FRAGILE, "an export of nothing", lives_without_items),
    Rule("CLI-48", Severity.FRAGILE, "answers with an unknown property, and a call that follows", survives_the_unknown),
    Rule("CLI-49", Severity.FRAGILE, "answers in another order, and a call that follows", survives_any_order),
    Rule(
        "CLI-50", Severity.FRAGILE, "a sync that is not over at the first poll: plan `nulls`", survives_what_is_left_out
    ),
    Rule("CLI-51", Severity.FRAGILE, "a definition that is read again", takes_times_as_they_come),
)
