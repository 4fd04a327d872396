"""What kind of change a mutant is, told from its diff: the kinds that survivors are listed by."""

from __future__ import annotations

import io
import tokenize
from contextlib import suppress
from difflib import SequenceMatcher

COMPARISONS = {"<", "<=", ">", ">=", "==", "!=", "in", "is", "not"}
KINDS = {
    "default": "a parameter's default value",
    "comparison": "a comparison",
    "condition": "`and`, `or`, `not`, or a part of a condition forced to be true or false",
    "number": "a number by the next one, or its sign",
    "text": "a text by another",
    "none": "a value or an argument by None",
    "dropped": "an argument left out",
    "flow": "break, continue, return or a whole statement",
    "other": "anything else",
    "any": "any change",
}
"""Kind -> what is changed."""


def kind_of(change: str) -> str:
    """`change` is a diff of one place: lines with `-` in front, then lines with `+`."""
    lines = change.splitlines()
    before = "\n".join(line[1:].strip() for line in lines if line.startswith("-"))
    after = "\n".join(line[1:].strip() for line in lines if line.startswith("+"))
    if before.startswith("def ") and after.startswith("def "):
        return "default"
    old, new = _differing(_tokens(before), _tokens(after))
    if not after or {"break", "continue", "return"} & {*old, *new}:
        return "flow"
    if {"and", "or"} & {*old, *new} or (new in (["not"], []) and old == ["not"]) or new == ["not"]:
        return "condition"
    if {*old, *new} <= COMPARISONS:
        return "comparison"
    if "None" in new:
        return "none"
    if any(token[:1] in "\"'" for token in new) and not any(token.isidentifier() for token in new):
        return "text"
    if not any(token not in ("(", ")", ",", "=") for token in new):
        return "dropped"
    if all(token.lstrip("+-").replace(".", "").isdigit() or token in "+-" for token in [*old, *new]):
        return "number"
    return "other"


def _tokens(text: str) -> list[str]:
    """The tokens of a piece of source, which need not be whole."""
    found: list[str] = []
    with suppress(tokenize.TokenError, IndentationError):
        found.extend(token.string for token in tokenize.generate_tokens(io.StringIO(text).readline))
    return [token for token in found if token.strip() and not token.startswith("#")]


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """The tokens that only one of the two has."""
    gone, come = [], []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i:j]
            come += new[k:m]
    return gone, come
