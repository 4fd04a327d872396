"""Whether a filter may be used: every fault of it, for the definition that carries it.

No site has app instances, so STATUS is always refused. [filter-status]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mock_server.domain.errors import Failure
from mock_server.domain.filter_testing import FilterView
from mock_server.domain.values import is_blank, is_number, parse_date
from mock_server.eml.filters import (
    Comparison,
    Exists,
    FilterError,
    HasStatus,
    parse_filter,
    terms_of,
)

CONTAINERS: Mapping[str, str] = {
    "ContactFilter": "Contact",
    "ContactSegment": "Contact",
    "ContactList": "Contact",
    "AccountList": "Account",
}
"""What EXISTS may name, and the entity it has records of. CONFIRMED ("Eloqua expression language")."""

_SEGMENT_DATES = (
    "{{Contact.UpdatedAt}}",
    "{{Contact.CreatedAt}}",
    "{{Contact.Field(C_DateModified)}}",
    "{{Contact.Field(C_DateCreated)}}",
)

Term = Comparison | Exists | HasStatus


def check_filter(text: str, view: FilterView) -> Iterator[Failure]:
    """Every fault of a filter; where it does not parse, that one with its position."""
    try:
        terms = list(terms_of(parse_filter(text)))
    except FilterError as fault:
        yield Failure("filter", f"Must be a filter: {fault}.", text, rests_on=("EXP-07",))
        return
    for term in terms:
        problem = _problem(term, view)
        if problem is not None:
            yield Failure("filter", problem, text)
    for kind, name in ((Exists, "EXISTS"), (HasStatus, "STATUS")):
        if sum(isinstance(term, kind) for term in terms) > 1:
            yield Failure("filter", f"Must have at most one {name}.", text)
    yield from _check_segment(terms, text)


def _problem(term: Term, view: FilterView) -> str | None:
    if isinstance(term, HasStatus):
        return "Must reference service instance within a workflow"
    problem = _container_problem(term, view) if isinstance(term, Exists) else _comparison_problem(term, view)
    return None if problem is None else f"Must {problem} (at character {term.position})."


def _container_problem(term: Exists, view: FilterView) -> str | None:
    statement = term.statement
    word = CONTAINERS.get(statement.entity)
    if word is None or len(statement.segments) > 1 or statement.segments[0].id is None:
        return f"name one of {', '.join(CONTAINERS)} by its id"
    if word != view.entity.word:
        allowed = ", ".join(name for name, of in CONTAINERS.items() if of == view.entity.word) or "no container"
        return f"name {allowed} in an export of {view.entity.plural}"
    if view.lookup.members(str(statement), view.entity) is None:
        return f"name an existing {word.lower()} {statement.entity.removeprefix(word).lower()}"
    return None


def _comparison_problem(term: Comparison, view: FilterView) -> str | None:
    reader = view.reader(term)
    if reader is None:
        return f"name an existing {view.entity.word} field"
    if term.operator == "~" or is_blank(term.value):
        return None
    if reader.data_type == "number" and not is_number(term.value):
        return "compare a number with a number"
    if reader.data_type == "date" and parse_date(term.value) is None:
        return "compare a date with a date"
    return None


def _check_segment(terms: Collection[Term], text: str) -> Iterator[Failure]:
    """CONFIRMED (19B): EXISTS on a segment goes with at most two terms, on dates of the contact."""
    if not any(isinstance(term, Exists) and term.statement.entity == "ContactSegment" for term in terms):
        return
    others = [term for term in terms if not isinstance(term, Exists)]
    if len(others) > 2 or any(str(term.statement) not in _SEGMENT_DATES for term in others):
        dates = ", ".join(_SEGMENT_DATES)
        yield Failure("filter", f"Must combine EXISTS of a segment with at most two terms on {dates}.", text)
