"""What nearly matched: values that are the same but for case, blanks or accents."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from mock_server.domain.identity import Fold


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


# In the order in which they are named.
_LOOSENED: Mapping[str, Fold] = {
    "case": lambda text: unicodedata.normalize("NFC", text).casefold(),
    "blanks": lambda text: "".join(text.split()),
    "accents": _without_accents,
}


class NearMiss(NamedTuple):
    """A record that would match if the `differs_in` did not count."""

    record_id: int
    value: str
    differs_in: tuple[str, ...]


class Resembling:
    """The values of one column, (id, value) each, to be asked what resembles another."""

    def __init__(self, stored: Iterable[tuple[int, str]]) -> None:
        self._by_loose: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for record_id, text in stored:
            if text:
                self._by_loose[_loose(text, tuple(_LOOSENED))].append((record_id, text))

    def near_misses(self, value: str, matched: Iterable[int]) -> Iterator[NearMiss]:
        """Records that are not among the `matched` and resemble `value`."""
        known = frozenset(matched)
        for record_id, text in self._by_loose.get(_loose(value, tuple(_LOOSENED)), ()):
            if record_id not in known:
                yield NearMiss(record_id, text, _difference(value, text))


def _loose(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = _LOOSENED[name](text)
    return text


def _difference(one: str, other: str) -> tuple[str, ...]:
    """The fewest things that must not count for the two to be equal."""
    for many in range(1, len(_LOOSENED) + 1):
        for names in combinations(_LOOSENED, many):
            if _loose(one, names) == _loose(other, names):
                return names if one != other else ()
    return tuple(_LOOSENED)
