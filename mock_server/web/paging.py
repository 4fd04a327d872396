"""Lists: `limit`, `offset`, `q`, `orderBy`, `totalResults`, `links`, and the envelope (section 6).

What the documents leave open (an unknown term, a value out of range) answers 400: section 0.4 "Errors".
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from mock_server.domain.errors import Failure, ValidationFailed

Json = dict[str, Any]
T = TypeVar("T")

MAX_LIMIT = 1000
MAX_OFFSET = 10**18 - 1

_DIGITS = re.compile(r"[0-9]{1,18}")
_TERM = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)(.*)", re.DOTALL)
_ORDER = re.compile(r"\s*(\w+)(?:\s+(asc|desc))?\s*", re.IGNORECASE)
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Search:
    """One `q`: a term of the list's items, an operator, a value with `*` for anything."""

    term: str
    operator: str
    value: str

    def keeps(self, item: Json) -> bool:
        actual = item.get(self.term)
        if actual is None:
            return self.operator == "!="
        if self.operator in ("=", "!="):
            return matches_wildcard(str(actual).casefold(), self.value.casefold()) is (self.operator == "=")
        if isinstance(actual, int):
            return _is_number(self.value) and _OPERATORS[self.operator](actual, float(self.value))
        return _OPERATORS[self.operator](str(actual).casefold(), self.value.casefold())


@dataclass(frozen=True, slots=True)
class Paging:
    """The list parameters of one request."""

    limit: int
    offset: int
    with_total: bool
    search: Search | None
    order_by: tuple[str, bool] | None
    """The term, and whether it is descending."""

    def envelope(self, items: Sequence[T], show: Callable[[T], Json]) -> Json:
        """One page of `items` as `show` gives them; only what the page needs is shown."""
        if self.search is None and self.order_by is None:
            page = [show(item) for item in items[self.offset : self.offset + self.limit]]
            return self.page(page, len(items))
        shown = [show(item) for item in items]
        if self.search is not None:
            shown = [item for item in shown if self.search.keeps(item)]
        if self.order_by is not None:
            term, descending = self.order_by
            shown.sort(key=lambda item: _sort_key(item.get(term)), reverse=descending)
        return self.page(shown[self.offset : self.offset + self.limit], len(shown))

    def page(self, items: list[Json], total: int) -> Json:
        """The envelope around items already cut to the page. Order OBSERVED; `hasMore` assumed exact."""
        return {
            "items": items,
            **({"totalResults": total} if self.with_total else {}),
            "limit": self.limit,
            "offset": self.offset,
            "count": len(items),
            "hasMore": self.offset + len(items) < total,
        }


def read_paging(args: Mapping[str, str], terms: Sequence[str], max_limit: int = MAX_LIMIT) -> Paging:
    """The list parameters among `args`; `terms` are what `q` and `orderBy` may name. Raises ValidationFailed.

    Parameters are read in any case, like paths; unknown ones are ignored, and so is `links`.
    """
    sent = {name.lower(): value for name, value in args.items()}
    failures: list[Failure] = []
    paging = Paging(
        limit=_integer(sent, "limit", 1, max_limit, MAX_LIMIT, failures),
        offset=_integer(sent, "offset", 0, MAX_OFFSET, 0, failures),
        with_total=_flag(sent, failures),
        search=_search(sent, terms, failures),
        order_by=_order(sent, terms, failures),
    )
    if failures:
        raise ValidationFailed(failures)
    return paging


def _integer(sent: Mapping[str, str], name: str, low: int, high: int, default: int, failures: list[Failure]) -> int:
    text = sent.get(name)
    if text is None:
        return default
    if _DIGITS.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    failures.append(Failure(name, f"Must be a whole number from {low} to {high}.", text, rests_on=("PAG-04",)))
    return default


def _flag(sent: Mapping[str, str], failures: list[Failure]) -> bool:
    text = sent.get("totalresults", "true")
    if text.lower() not in ("true", "false"):
        failures.append(Failure("totalResults", "Must be true or false.", text))
    return text.lower() == "true"


def _search(sent: Mapping[str, str], terms: Sequence[str], failures: list[Failure]) -> Search | None:
    text = sent.get("q")
    if text is None:
        return None
    found = _TERM.fullmatch(_unquoted(text))
    term = None if found is None else _known(found[1], terms)
    if found is None or term is None:
        failures.append(Failure("q", f"Must be TERM OPERATOR VALUE, with one of the terms {', '.join(terms)}.", text))
        return None
    return Search(term, found[2], _unquoted(found[3]))


def _order(sent: Mapping[str, str], terms: Sequence[str], failures: list[Failure]) -> tuple[str, bool] | None:
    text = sent.get("orderby")
    if text is None:
        return None
    found = _ORDER.fullmatch(_unquoted(text))
    term = None if found is None else _known(found[1], terms)
    if found is None or term is None:
        failures.append(Failure("orderBy", f"Must be TERM [ASC|DESC], with one of the terms {', '.join(terms)}.", text))
        return None
    return term, (found[2] or "asc").lower() == "desc"


def _known(name: str, terms: Sequence[str]) -> str | None:
    return next((term for term in terms if term.lower() == name.lower()), None)


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] in "\"'" and text[-1] in "\"'":
        return text[1:-1]
    return text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def _sort_key(value: Any) -> tuple[int, Any]:
    """Absent values first, numbers as numbers, all else as text without regard to case."""
    if value is None:
        return 0, 0
    return (1, value) if isinstance(value, int) else (2, str(value).casefold())


def matches_wildcard(text: str, pattern: str) -> bool:
    """Whether `text` is `pattern`, where each `*` stands for any run of characters. Takes linear time."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    if not text.startswith(first):
        return False
    at = len(first)
    *middle, last = rest
    for part in middle:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(last) and len(text) - len(last) >= at
