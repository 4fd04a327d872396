"""Whether a filter keeps a record.

Values compare as the field's type: dates as dates, numbers as numbers, all else as text without regard to case, as the
site's `textComparison` says. A blank equals a blank, and is neither less nor greater than anything; `!=` and NOT keep
just what `=` and the term do not. A stored text that is no value of its field's type compares as text, and is neither
less nor greater than a value. Assumed where the documents are silent. [filter-comparison]
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.domain.entities import Entity
from mock_server.domain.identity import Fold, comparison
from mock_server.domain.like import like
from mock_server.domain.lookup import Lookup, Members
from mock_server.domain.reading import Read, Reader, reader_of
from mock_server.domain.records import Record
from mock_server.domain.values import is_blank
from mock_server.eml.filters import All, Comparison, Either, Exists, Filter, Not

Test = Callable[[Record], bool]
Typed = Callable[[str], Hashable]
"""Text to a value that compares as its type says; None for a blank."""

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class FilterView:
    """What a filter is read against: the entity, the site behind `lookup`, its fold, the export's time zone."""

    entity: Entity
    lookup: Lookup
    fold: Fold
    in_utc: bool

    def reader(self, term: Comparison) -> Reader | None:
        return reader_of(str(term.statement), self.entity, self.lookup, in_utc=self.in_utc)

    def known_reader(self, term: Comparison) -> Reader:
        reader = self.reader(term)
        assert reader is not None, "the definition was checked"
        return reader

    def known_members(self, term: Exists) -> Members:
        members = self.lookup.members(str(term.statement), self.entity)
        assert members is not None, "the definition was checked"
        return members


def test_of(found: Filter, view: FilterView) -> Test:
    """The test of an accepted filter."""
    if isinstance(found, Not):
        inner = test_of(found.term, view)
        return lambda record: not inner(record)
    if isinstance(found, All):
        tests = [test_of(term, view) for term in found.terms]
        return lambda record: all(test(record) for test in tests)
    if isinstance(found, Either):
        tests = [test_of(term, view) for term in found.terms]
        return lambda record: any(test(record) for test in tests)
    if isinstance(found, Exists):
        members = view.known_members(found)
        return lambda record: record.id in members
    assert isinstance(found, Comparison), "no filter with STATUS is accepted"
    return _comparison_test(found, view)


def _comparison_test(term: Comparison, view: FilterView) -> Test:
    reader = view.known_reader(term)
    read = reader.read
    if term.operator == "~":
        matches = like(view.fold(term.value))
        return lambda record: matches(view.fold(read(record)))
    typed = _typed(reader.data_type, view.fold)
    wanted = typed(term.value)
    if term.operator == "=":
        return lambda record: typed(read(record)) == wanted
    if term.operator == "!=":
        return lambda record: typed(read(record)) != wanted
    return _order_test(read, typed, _ORDERS[term.operator], wanted)


def _order_test(read: Read, typed: Typed, order: Callable[[Any, Any], bool], wanted: Hashable) -> Test:
    def test(record: Record) -> bool:
        value = typed(read(record))
        return value is not None and type(value) is type(wanted) and order(value, wanted)

    return test


def _typed(data_type: str, fold: Fold) -> Typed:
    key = comparison(data_type, fold)
    return lambda text: None if is_blank(text) else key(text)
