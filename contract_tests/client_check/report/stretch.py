"""The stretch of a journal that shows something: the calls that matter, how long after one another, what they said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.exchanges import Exchange, Message

LONGEST_BODY = 400
"""Characters of a body that are shown."""
LONGEST_LINE = 160
LAST_LINES = 6
_HIDDEN = re.compile(r"<(ELOQUA_[A-Z_]+|(ACCESS|REFRESH)_TOKEN_\d+|secret)>")
SHOWN_HEADERS = ("content-type", "retry-after", "x-http-method-override")


def stretch(run: Evidence, entries: tuple[int, ...]) -> str:
    """The calls with these numbers, in order; secrets are masked since the journal took them in."""
    chosen = [each for each in run.exchanges if each.number in entries]
    lines: list[str] = []
    before: Exchange | None = None
    for each in chosen:
        if before is not None:
            left_out = each.number - before.number - 1
            between = f", {left_out} calls between" if left_out else ""
            lines.append(f"    ... {max(each.began - before.ended, 0.0):.2f} s later{between} ...")
        lines += _told(run, each)
        before = each
    return "\n".join(lines)


def _told(run: Evidence, each: Exchange) -> Iterator[str]:
    query = f"?{each.query}" if each.query else ""
    yield f"#{each.number} {each.verb} {each.path}{query}"
    yield from _message("    ->", each.request)
    fault = run.fault_of(each)
    planned = f" (planned: {_outcome(fault.outcome)})" if fault is not None else ""
    yield f"    <- {each.status or 'no answer'} after {each.took:.2f} s{planned}"
    yield from _message("    <-", each.answer)


def _outcome(outcome: object) -> str:
    assert hasattr(outcome, "items")
    names = ("status", "retryAfter", "answer", "phase", "delay", "expireToken", "moveBase", "pageAtMost", "times")
    usual = (("times", 1), ("phase", "before"))
    said = [(name, value) for name, value in outcome.items() if name in names and (name, value) not in usual]
    return ", ".join(f"{name} {str(value).lower()}" for name, value in said if value is not None)


def _message(arrow: str, message: Message) -> Iterator[str]:
    for name, value in message.headers:
        if name.lower() in SHOWN_HEADERS:
            yield f"{arrow} {name}: {value}"[:LONGEST_LINE]
    text = message.text
    if text is None:
        yield f"{arrow} {message.size} bytes that are no text in UTF-8"
    elif text:
        cut = "" if len(text) <= LONGEST_BODY and message.whole else f" ... ({message.size} bytes)"
        yield f"{arrow} {' '.join(text[:LONGEST_BODY].split())}{cut}"


def printed(run: Evidence) -> str:
    """The lines of output in which a secret was masked, else the last ones."""
    lines = [line for line in (run.output.text if run.output else "").splitlines() if line.strip()]
    hidden = [line for line in lines if _HIDDEN.search(line)]
    return "\n".join(f"printed: {line[:LONGEST_LINE]}" for line in (hidden or lines)[-LAST_LINES:])
