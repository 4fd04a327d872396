"""Calls that may be repeated: after 429 and 503, after broken and silent connections; how often, and how fast."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import History, made_again
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

TOLERANCE = 0.05
"""Clocks differ, and a wait of a second may be a little shorter."""
SILENT = ("lost", "reset", "cut")
BLINK = 0.1
"""Seconds: a shorter wait between two calls is none."""
FAILING = (0, 429, 500, 502, 503)


def repeats_after_429(history: History) -> Finding:
    return _repeated(
        history, [e for e in history.evidence.struck(status=429) if e.status == 429], "was answered with 429"
    )


def repeats_after_503(history: History) -> Finding:
    struck = [each for each in history.evidence.struck(status=503) if each.status == 503]
    before = [each for each in struck if (fault := history.evidence.fault_of(each)) and not fault.is_after()]
    return _repeated(history, before, "was answered with 503")


def repeats_after_a_break(history: History) -> Finding:
    broke = [call for answer in SILENT for call in history.evidence.struck(answer=answer) if call.verb == "GET"]
    return _repeated(history, broke, "lost its connection")


def gives_up_waiting(history: History) -> Finding:
    stalled = [each for each in history.evidence.struck(answer="stalled") if each.verb == "GET"]
    patience = history.evidence.settings.patience
    if stalled and history.evidence.was_killed and not history.after(stalled[-1]):
        output = history.evidence.output
        waited = max(stalled[-1].took, output.ended - stalled[-1].began if output is not None else 0.0)
        if patience is not None and waited >= patience:
            return broken(f"still waiting for an answer after {waited:.0f} s", stalled[-1])
        return indeterminate(f"still waiting for an answer after {waited:.0f} s: {LONGER}", stalled[-1])
    return _repeated(history, stalled, "was given no answer")


def _repeated(history: History, struck: Sequence[Exchange], what: str) -> Finding:
    """Every struck call is made again; of a call that goes on failing, once is enough."""
    for call in struck:
        is_repeat = any(made_again(earlier, call) for earlier in struck if earlier.number < call.number)
        if history.repeats(call) or is_repeat or call.login.startswith("/auth"):
            continue
        if history.evidence.was_killed:
            return indeterminate("the client was stopped when its time was up", call)
        return broken(f"{call.verb} {call.path} {what} and is not made again", call, *history.after(call)[:1])
    return kept(struck[0], *history.repeats(struck[0])[:1]) if struck else NOT_EXERCISED


def honours_retry_after(history: History) -> Finding:
    seen: list[Exchange] = []
    for call in history.exchanges:
        wanted = call.answer.header("Retry-After") if call.status in (429, 503) else None
        again = history.repeats(call)[:1]
        if wanted is None or not wanted.strip().isdigit() or not again or int(wanted) == 0:
            continue
        waited = again[0].began - call.ended
        if waited < int(wanted) * (1 - TOLERANCE):
            return broken(f"told to wait {wanted.strip()} s, and waited {waited:.2f} s", call, again[0])
        seen = [call, again[0]]
    return kept(*seen) if seen else NOT_EXERCISED


def runs(history: History) -> list[list[Exchange]]:
    """Each call that failed several times in a row, with all its attempts."""
    found: list[list[Exchange]] = []
    for call in (each for each in history.exchanges if each.status in FAILING):
        alike = next((run for run in found if made_again(run[-1], call) and _in_a_row(history, run[-1], call)), None)
        if alike is None:
            found.append([call])
        else:
            alike.append(call)
    return [run for run in found if len(run) > 1]


def _in_a_row(history: History, one: Exchange, other: Exchange) -> bool:
    between = [each for each in history.after(one) if each.number < other.number and made_again(one, each)]
    return not any(each.is_good for each in between)


def stops_repeating(history: History) -> Finding:
    always = [fault.id for fault in history.evidence.faults if fault.outcome.get("times") == "always" and fault.fired]
    lasting = [run for run in runs(history) if run[-1].fault in always]
    most, patience = history.evidence.settings.attempts, history.evidence.settings.patience
    for run in lasting:
        lasted = run[-1].began - run[0].began
        if len(run) > most:
            return broken(f"{len(run)} attempts, where {most} are enough", run[0], *run[-2:])
        if history.evidence.was_killed:
            if patience is not None and lasted >= patience:
                return broken(f"still at it after {lasted:.0f} s", run[0], *run[-2:])
            return indeterminate(f"still at it after {lasted:.0f} s and {len(run)} attempts: {LONGER}", *run[-2:])
    return kept(lasting[0][0], lasting[0][-1]) if lasting else NOT_EXERCISED


def backs_off(history: History) -> Finding:
    pace = history.evidence.settings.pace
    seen: list[Exchange] = []
    for run in runs(history):
        gaps = [later.began - earlier.ended for earlier, later in itertools.pairwise(run)]
        if len(gaps) < 2 and gaps[0] >= BLINK:
            continue
        if max(gaps) < pace * (1 - TOLERANCE) and not _grow(gaps):
            told = ", ".join(f"{gap:.2f}" for gap in gaps[:5])
            return broken(f"the waits between attempts are {told} s", *run[:4])
        seen = run[:3] if len(gaps) > 1 else seen
    return kept(*seen) if seen else NOT_EXERCISED


def _grow(gaps: Sequence[float]) -> bool:
    """Longer each time, and longer than a slow machine makes them: no chance."""
    pairs = list(itertools.pairwise(gaps))
    return gaps[-1] >= BLINK and bool(pairs) and all(later >= earlier * 1.2 for earlier, later in pairs)


RULES: Final = (
    Rule("CLI-52", Severity.FRAGILE, "an answer 429: plan `429`", repeats_after_429),
    Rule("CLI-53", Severity.WASTEFUL, "429 or 503 with `Retry-After`, and a repeat", honours_retry_after),
    Rule("CLI-54", Severity.FRAGILE, "an answer 503: plan `503`", repeats_after_503),
    Rule("CLI-55", Severity.FRAGILE, "a reading call whose connection breaks: plan `dropped`", repeats_after_a_break),
    Rule("CLI-56", Severity.FRAGILE, "a reading call that is not answered: plan `stalled`", gives_up_waiting),
    Rule("CLI-57", Severity.FRAGILE, "a call that fails always, and is repeated: plan `unavailable`", stops_repeating),
    Rule("CLI-58", Severity.WASTEFUL, "a call that fails several times, and is repeated", backs_off),
)
