"""Texts: when two are equal, when one is blank, and what text a JSON value stands for."""

from __future__ import annotations

import json
import unicodedata
from typing import Any


def is_blank(text: str) -> bool:
    """Facts 0.4: a value of white space alone is blank."""
    return text.strip() == ""


def as_text(value: Any) -> str:
    """Facts 0.3, 0.4: JSON null is `""`; a number or boolean counts as the text it was sent in."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value)


def same_text(one: str, other: str, case_sensitive: bool, comparison: str) -> bool:
    """Facts 0.3: a case-sensitive comparison goes code point by code point on the text as sent."""
    if case_sensitive:
        return one == other
    return fold(one, comparison) == fold(other, comparison)


def fold(text: str, comparison: str) -> str:
    """What two texts must share to be equal regardless of case; `comparison` answers `textComparison` (facts 0.4)."""
    if comparison == "casefold":
        return unicodedata.normalize("NFC", text).casefold()
    if comparison == "lower":
        return text.lower()
    if comparison == "upper":
        return text.upper()
    if comparison == "ascii":
        return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)
    if comparison == "sql":
        return unicodedata.normalize("NFC", text).casefold().rstrip(" ")
    if comparison == "sql-accent":
        apart = unicodedata.normalize("NFD", fold(text, "sql"))
        return "".join(letter for letter in apart if not unicodedata.combining(letter))
    raise ValueError(f"no such text comparison: {comparison}")
