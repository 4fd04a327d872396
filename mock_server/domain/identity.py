"""When two values are the same: the comparisons behind every match.

A comparison is a function from text to a key; two values match where their keys are equal, so both sides are
always treated alike and an index can hold the keys. Decided in sections 0.2 (`textComparison`), 0.3 and 0.4:

* case-sensitive: code point by code point, on the text as sent;
* case-insensitive: as the site's `textComparison` says;
* ids and number fields compare as numbers where the value is one, dates as dates; all else as text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal

from mock_server.domain.values import is_number, parse_date

Fold = Callable[[str], str]
Key = Callable[[str], Hashable]


def exact(text: str) -> str:
    """Case-sensitive: the text itself."""
    return text


def _casefold(text: str) -> str:
    # ASCII is its own NFC form, and lower() of it is its case folding: the common case at a fraction of the cost.
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _ascii(text: str) -> str:
    return text.translate(_ASCII_LOWER)


def _sql(text: str) -> str:
    return _casefold(text.rstrip(" "))


def _sql_accent(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", _sql(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# The values of the switch `textComparison`.
FOLDS: Mapping[str, Fold] = {
    "casefold": _casefold,
    "lower": str.lower,
    "upper": str.upper,
    "ascii": _ascii,
    "sql": _sql,
    "sql-accent": _sql_accent,
}


LONGEST_FOLDED = 1200
"""Characters. What is kept has at most 100, and no longer text than this can fold to the same: each character folds to
three at most, each of which decomposes into four. Folding a text of any length could take hours: the time for
normalizing one grows with the square of its combining marks."""


class Comparison:
    """When two values are the same: their keys are equal. Many keys at once are a multiple cheaper than one by one."""

    __slots__ = ("_key",)

    def __init__(self, key: Key) -> None:
        self._key = key

    def __call__(self, text: str) -> Hashable:
        return self._key(text) if len(text) <= LONGEST_FOLDED else text

    def keys(self, texts: Sequence[str]) -> Sequence[Hashable]:
        """The key of each."""
        if self._key is exact:
            return texts
        if self._key is _casefold and "".join(texts).isascii():
            return list(map(str.lower, texts))
        return list(map(self, texts))


def comparison(data_type: str, fold: Fold) -> Comparison:
    """How values of a field of `data_type` compare, its text through `fold`."""
    if data_type == "number":
        return Comparison(lambda text: Decimal(text) if is_number(text) else fold(text))
    if data_type == "date":
        return Comparison(lambda text: _date_key(text, fold))
    return Comparison(fold)


def _date_key(text: str, fold: Fold) -> Hashable:
    parsed = parse_date(text)
    return fold(text) if parsed is None else parsed
