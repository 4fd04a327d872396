"""What a check found, taken out of what pytest printed of it."""

from __future__ import annotations

import re

LONGEST = 24
"""Lines of a message that a terminal shows; the other reports show everything."""

_MARGIN = re.compile(r"^E(?: {1,7}|$)", re.MULTILINE)
_EXAMPLE = re.compile(r"(?:Failing test case|Falsifying example|Falsifying explicit example):.*", re.DOTALL)
_ADVICE = re.compile(r"^\s*You can reproduce this (?:test case|example).*$", re.MULTILINE | re.DOTALL)


def message(found: str) -> str:
    """The message of the failure: expected and got, and the example; without the source around it."""
    lines = [_MARGIN.sub("", line) for line in found.splitlines() if _MARGIN.match(line)]
    return _ADVICE.sub("", "\n".join(lines) or found).strip()


def smallest_example(found: str) -> str:
    """What Hypothesis printed of the smallest example; empty where it printed none."""
    example = _EXAMPLE.search(message(found))
    return example[0].strip() if example else ""


def shortened(text: str, lines: int = LONGEST) -> list[str]:
    """The first and last lines of a long text, with the number of those between."""
    whole = text.splitlines()
    if len(whole) <= lines:
        return whole
    head, tail = lines * 2 // 3, lines // 3
    return [*whole[:head], f"... {len(whole) - head - tail} lines more, in the reports ...", *whole[-tail:]]
