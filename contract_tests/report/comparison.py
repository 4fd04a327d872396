"""How a comparison that failed is told: expected and got, one under the other."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 250
"""Characters of a side: pytest cuts an explanation at 640."""
BEFORE = 60


def beside(op: str, left: object, right: object, told: Sequence[list[str] | None]) -> list[str]:
    """pytest's own explanation with expected and got put first; `told` holds what each plugin made of it.

    Checks are written `assert got == expected`. Of long sides the part around the first difference is shown.
    """
    got, wanted = repr(left), repr(right)
    same = _alike(got, wanted) if op == "==" else 0
    own = next((lines for lines in told if lines), None) or [f"{_part(got, same)} {op} {_part(wanted, same)}"]
    sign = "" if op == "==" else f"{op} "
    return [own[0], f"expected  {sign}{_part(wanted, same)}", f"got       {_part(got, same)}", *own[1:]]


def _alike(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _part(text: str, same: int) -> str:
    """Some characters of a text, beginning shortly before the first that is not the same on both sides."""
    begin = max(0, same - BEFORE) if len(text) > LONGEST else 0
    shown = text[begin : begin + LONGEST]
    return f"{'...' if begin else ''}{shown}{'...' if begin + LONGEST < len(text) else ''}"
