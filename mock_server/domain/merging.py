"""One row against one record: which values the record would have afterwards, or why the row is refused.

Section 0.4, "Judging a row of an import", from "field by field" on; the update rules are section 4.3's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.fields import FieldTable
from mock_server.domain.judging import Judge, judge_of
from mock_server.domain.moments import as_date_value
from mock_server.domain.orders import ImportDefinition, MappedField
from mock_server.domain.records import Row
from mock_server.domain.rules import Rules
from mock_server.domain.values import is_blank


class Merge(NamedTuple):
    """What a row makes of a record: its `values`, and the keys whose value was `dropped` as invalid.

    `sets_watched`: the row gave the watched column a value. Or, where `fault` is a status code, nothing: the row is
    rejected for the keys `at_fault`.
    """

    values: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    fault: str = ""
    at_fault: tuple[str, ...] = ()
    sets_watched: bool = False


class _Step(NamedTuple):
    """One column to fill: the entries of `fields` that may hold its value, the winning one first."""

    column: int
    mapped: tuple[MappedField, ...]
    judge: Judge
    required: bool


class Merging:
    """Merges rows of one definition into records of one site. `watched` is a column whose setting matters besides."""

    def __init__(
        self, definition: ImportDefinition, fields: FieldTable, rules: Rules, watched: int | None = None
    ) -> None:
        self._watched = watched
        self._identifier = definition.identifier
        self._blank = fields.blank
        self._clears_missing = rules.assumptions.missing_key == "clear"
        self._stamped = fields.column_of_statement(definition.entity.stamped)
        self._now = as_date_value(rules.now)
        self._steps = [
            _Step(
                column,
                mapped,
                judge_of(fields[column], rules),
                # A created date is never blank: it is completed.
                required=fields[column].not_null and column != self._stamped,
            )
            for column, mapped in _columns(definition)
        ]

    def merge(self, stored: tuple[str, ...] | None, row: Row, *, takes_identifier: bool = False) -> Merge:
        """Merge `row` into the `stored` values, or into a new record where there are none.

        A stored record keeps the spelling of its identifier, unless it was found by something else.
        """
        values = list(self._blank if stored is None else stored)
        dropped = []
        sets_watched = self._identifier.column == self._watched
        for step in self._steps:
            mapped, text = self._text_for(step, row)
            if text is None or not _applies(mapped.update_rule, text, values[step.column]):
                continue
            sets_watched = sets_watched or step.column == self._watched
            if is_blank(text):
                values[step.column] = self._blank[step.column]
                continue
            verdict = step.judge(text)
            if not verdict.fault:
                # What `longText` cut may be blank by now.
                values[step.column] = "" if is_blank(verdict.text) else verdict.text
            elif step.required or verdict.fault != codes.INVALID_VALUE:
                return Merge(fault=verdict.fault, at_fault=(mapped.key,))
            else:
                dropped.append(mapped.key)
        self._complete(values, stored, row, takes_identifier or stored is None)
        blank = tuple(s.mapped[0].key for s in self._steps if s.required and not values[s.column])
        if blank:
            return Merge(fault=codes.MISSING_VALUE, at_fault=blank)
        return Merge(tuple(values), tuple(dropped), sets_watched=sets_watched)

    def _text_for(self, step: _Step, row: Row) -> tuple[MappedField, str | None]:
        winner = step.mapped[0]
        if self._clears_missing:
            return winner, row.get(winner.key, "")
        present = next((field for field in step.mapped if field.key in row), winner)
        return present, row.get(present.key)

    def _complete(self, values: list[str], stored: tuple[str, ...] | None, row: Row, takes_identifier: bool) -> None:
        """The two values that no update rule governs: the identifier's spelling and the created date."""
        if takes_identifier:
            values[self._identifier.column] = row[self._identifier.key]
        if self._stamped is not None and not values[self._stamped]:
            values[self._stamped] = self._now if stored is None else stored[self._stamped]


def _applies(update_rule: str, text: str, stored: str) -> bool:
    """Whether the rule lets `text` replace the `stored` value ("" for a new record)."""
    if update_rule == "ifNewIsNotNull":
        return not is_blank(text)
    if update_rule == "ifExistingIsNull":
        return not stored
    return True


def _columns(definition: ImportDefinition) -> Iterator[tuple[int, tuple[MappedField, ...]]]:
    """Each column but the identifier's with the entries of `fields` that name it, in definition order.

    A statement may stand under several keys: the later one wins, and has its place in the order.
    """
    mapped: dict[int, list[MappedField]] = {}
    for field in reversed(definition.mapped):
        if field.column != definition.identifier.column:
            mapped.setdefault(field.column, []).append(field)
    for column, fields in reversed(mapped.items()):
        yield column, tuple(fields)
