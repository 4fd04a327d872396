"""The operator `~`: SQL Server's LIKE. CONFIRMED ("Eloqua expression language").

`%` stands for any run of characters, `_` for one, `[abc]` and `[a-f]` for one of a set, `[^abc]` for one outside it. A
sign in brackets stands for itself (`[%]`). That a `[` that nothing closes does so too, and that both sides are taken as
the site's `textComparison` says, blank values as they are, is assumed. [filter-like]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

OneCharacter = Callable[[str], bool]


def like(pattern: str) -> Callable[[str], bool]:
    """A test whether a whole text is like `pattern`. Takes no longer than their lengths multiplied."""
    parts = list(_parts(pattern))

    def matches(text: str) -> bool:
        at = part = 0
        resume_at, resume_part = 0, -1
        while at < len(text):
            test = parts[part] if part < len(parts) else _nothing
            if test is None:
                # Only the last % is ever tried again: whatever an earlier one could swallow, this one can too.
                part += 1
                resume_at, resume_part = at, part
            elif test(text[at]):
                at += 1
                part += 1
            elif resume_part >= 0:
                resume_at += 1
                at, part = resume_at, resume_part
            else:
                return False
        return all(test is None for test in parts[part:])

    return matches


def _nothing(_: str) -> bool:
    return False


def _anything(_: str) -> bool:
    return True


def _parts(pattern: str) -> Iterator[OneCharacter | None]:
    """A test for each character of the text; None for `%`."""
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        closing = pattern.find("]", at + 2) if sign == "[" else -1
        if sign == "%":
            yield None
        elif sign == "_":
            yield _anything
        elif closing > 0:
            yield _one_of(pattern[at + 1 : closing])
            at = closing
        else:
            yield sign.__eq__
        at += 1


def _one_of(inside: str) -> OneCharacter:
    negated = inside.startswith("^") and len(inside) > 1
    ranges = list(_ranges(inside[1:] if negated else inside))

    def test(character: str) -> bool:
        return any(low <= character <= high for low, high in ranges) is not negated

    return test


def _ranges(listed: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(listed):
        width = 3 if listed[at + 1 : at + 2] == "-" and at + 2 < len(listed) else 1
        yield listed[at], listed[at + width - 1]
        at += width
