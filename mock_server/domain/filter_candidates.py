"""Which few records a filter could keep, from the site's indexes, so that not all need a look.

An answer may name more records than the filter keeps, never fewer. Comparisons with a blank, `!=`, `~` and NOT have no
index: their records are found through the terms beside them, or by looking at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain

from mock_server.domain.entities import Entity
from mock_server.domain.fields import CREATED_COLUMN, ID_COLUMN, UPDATED_COLUMN
from mock_server.domain.filter_testing import FilterView
from mock_server.domain.reading import Reader
from mock_server.domain.server_time import ticks_of
from mock_server.domain.values import is_blank, parse_date
from mock_server.eml.filters import All, Comparison, Either, Exists, Filter

Ids = Collection[int]
Span = tuple[int, int]
"""Ids, or ticks, from the first to the second, both included."""

FEW = 1000
"""So few candidates are looked at before an index is built to find fewer."""

_LOWEST, _HIGHEST = -(2**63), 2**63
_SPANNED = (ID_COLUMN, CREATED_COLUMN, UPDATED_COLUMN)


def candidates(found: Filter, view: FilterView) -> Ids | None:
    """Ids among which all kept records are; None where only a look at every record tells. An id may occur twice."""
    if isinstance(found, Either):
        parts = [candidates(term, view) for term in found.terms]
        known = [part for part in parts if part is not None]
        return None if len(known) < len(parts) else [record_id for part in known for record_id in part]
    terms = found.terms if isinstance(found, All) else (found,)
    fewest = _fewest(_at_hand(terms, view))
    if fewest is not None and len(fewest) <= FEW:
        return fewest
    return _fewest(chain([] if fewest is None else [fewest], _indexed(terms, view)))


def _fewest(known: Iterable[Ids]) -> Ids | None:
    return min(known, key=len, default=None)


def _at_hand(terms: Iterable[Filter], view: FilterView) -> Iterator[Ids]:
    """Candidates that cost no index of a field: containers, ids, system timestamps, and what ORs come to."""
    spans: dict[tuple[str, int], tuple[Reader, Span]] = {}
    for term in terms:
        if isinstance(term, Exists):
            yield view.known_members(term)
        elif isinstance(term, Either):
            part = candidates(term, view)
            if part is not None:
                yield part
        elif isinstance(term, Comparison) and not is_blank(term.value) and term.operator not in ("!=", "~"):
            reader = view.known_reader(term)
            if reader.column in _SPANNED:
                place = (reader.entity.plural, reader.column)
                before = spans.get(place, (reader, (_LOWEST, _HIGHEST)))[1]
                spans[place] = reader, _both(before, _span(term, reader.column, view))
    for reader, span in spans.values():
        yield _of_view(_between(span, reader, view), reader.entity, view)


def _indexed(terms: Iterable[Filter], view: FilterView) -> Iterator[Ids]:
    """Candidates by equality of a field."""
    for term in terms:
        if isinstance(term, Comparison) and term.operator == "=" and not is_blank(term.value):
            reader = view.known_reader(term)
            if reader.column not in _SPANNED:
                find = view.lookup.finder(reader.entity, reader.column, case_sensitive=False)
                yield _of_view(find(term.value), reader.entity, view)


def _of_view(ids: Ids, entity: Entity, view: FilterView) -> Ids:
    """The ids themselves, or for accounts in an export of contacts, those of the contacts linked at them."""
    if entity is view.entity:
        return ids
    return [contact_id for account_id in ids for contact_id in view.lookup.contacts_at(account_id)]


def _both(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _between(span: Span, reader: Reader, view: FilterView) -> Ids:
    if reader.column == ID_COLUMN:
        return view.lookup.ids_between(reader.entity, *span)
    return view.lookup.ids_changed_between(reader.entity, *span, updated=reader.column == UPDATED_COLUMN)


def _span(term: Comparison, column: int, view: FilterView) -> Span:
    """Where a value stands that the comparison allows."""
    first, last = _id_span(term.value) if column == ID_COLUMN else _tick_span(term.value, view)
    return {
        "=": (first, last),
        "<": (_LOWEST, last),
        "<=": (_LOWEST, last),
        ">": (first, _HIGHEST),
        ">=": (first, _HIGHEST),
    }[term.operator]


def _id_span(value: str) -> Span:
    """The whole numbers next to the value: itself where it is one."""
    number = Decimal(value)
    return int(number.to_integral_value(ROUND_FLOOR)), int(number.to_integral_value(ROUND_CEILING))


def _tick_span(value: str, view: FilterView) -> Span:
    shown = parse_date(value)
    assert shown is not None, "the definition was checked"
    return ticks_of(shown, in_utc=view.in_utc)
