"""Export filters as values: the grammar is `filters.lark`, the parser the library lark.

What a filter's statements name, and what its values mean, is the domain's affair. Where the page is silent (keywords in
any case, what binds tighter, blanks between the parts, a quote inside a value doubled) it is assumed. [filter-grammar]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from mock_server.eml.statements import EmlError, Statement, parse_statement

MAX_LENGTH = 1000
"""Characters of a filter. CONFIRMED."""


class FilterError(ValueError):
    """A text that is no filter; `position` counts its characters from 1."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"{problem} at character {position}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Comparison:
    """`'{{statement}}' operator 'value'`; `position` is where it begins."""

    statement: Statement
    operator: str
    value: str
    position: int


@dataclass(frozen=True, slots=True)
class Exists:
    """`EXISTS('{{ContactList[12]}}')`."""

    statement: Statement
    position: int


@dataclass(frozen=True, slots=True)
class HasStatus:
    """`STATUS('{{ActionInstance(…)}}') = 'pending'`."""

    statement: Statement
    value: str
    position: int


@dataclass(frozen=True, slots=True)
class Not:
    """What `term` does not keep."""

    term: Filter


@dataclass(frozen=True, slots=True)
class All:
    """Terms joined by AND."""

    terms: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Terms joined by OR."""

    terms: tuple[Filter, ...]


Filter = Comparison | Exists | HasStatus | Not | All | Either


def terms_of(found: Filter) -> Iterator[Comparison | Exists | HasStatus]:
    """The terms of a filter without their joints, from left to right."""
    if isinstance(found, Not):
        yield from terms_of(found.term)
    elif isinstance(found, All | Either):
        for term in found.terms:
            yield from terms_of(term)
    else:
        yield found


@lru_cache(maxsize=256)
def parse_filter(text: str) -> Filter:
    """Parse a filter. Raises FilterError with the position of the first fault."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > MAX_LENGTH:
        raise FilterError(MAX_LENGTH + 1, f"more than {MAX_LENGTH} characters, too long")
    try:
        parsed: Filter = _parser().parse(text)
    except UnexpectedCharacters as fault:
        raise FilterError((fault.pos_in_stream or 0) + 1, "not understood") from None
    except UnexpectedToken as fault:
        if fault.token.type == "$END":
            raise FilterError(len(text) + 1, "more expected") from None
        raise FilterError((fault.token.start_pos or 0) + 1, "not expected") from None
    return parsed


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Made at the first filter: loading lark costs more than most servers' whole start."""
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Any, Filter]):
        """Builds the values while parsing. NOT of NOT is nothing, so NOTs alone make no deep filter."""

        def either(self, *terms: Filter) -> Filter:
            return terms[0] if len(terms) == 1 else Either(_flat(Either, terms))

        def both(self, *terms: Filter) -> Filter:
            return terms[0] if len(terms) == 1 else All(_flat(All, terms))

        def not_(self, term: Filter) -> Filter:
            return term.term if isinstance(term, Not) else Not(term)

        def comparison(self, statement: Any, operator: Any, value: Any) -> Filter:
            return Comparison(_statement(statement), str(operator), _unquoted(value), statement.start_pos + 1)

        def exists(self, statement: Any) -> Filter:
            return Exists(_statement(statement), statement.start_pos + 1)

        def status(self, statement: Any, value: Any) -> Filter:
            return HasStatus(_statement(statement), _unquoted(value), statement.start_pos + 1)

    grammar = resources.files("mock_server.eml").joinpath("filters.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=Build())


def _flat(joint: type[All] | type[Either], terms: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """`a AND (b AND c)` is `a AND b AND c`."""
    return tuple(inner for term in terms for inner in (term.terms if isinstance(term, joint) else (term,)))


def _statement(token: Any) -> Statement:
    try:
        return parse_statement(_unquoted(token))
    except EmlError as fault:
        before = _unquoted(token)[: fault.position - 1]
        position = token.start_pos + 2 + len(before) + before.count("'")
        raise FilterError(position, f"{fault.expected} expected") from None


def _unquoted(token: Any) -> str:
    return str(token)[1:-1].replace("''", "'")
