"""One row against one record: which values the record would have afterwards, or why the row is refused.

Section 0.4, "Judging a row of an import", from "field by field" on; the update rules are section 4.3's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple, cast

from mock_server.domain import status_codes as codes
from mock_server.domain.fields import Field, FieldTable
from mock_server.domain.judging import Judge, Verdict, judge_of, keeps_all
from mock_server.domain.moments import as_date_value
from mock_server.domain.orders import ImportDefinition, MappedField
from mock_server.domain.rules import Rules
from mock_server.domain.uploads import Block, Row
from mock_server.domain.values import MAX_TEXT, is_blank

Values = tuple[str, ...]


class Merge(NamedTuple):
    """What a row makes of a record: its `values`, and the keys whose value was `dropped` as invalid.

    `sets_watched`: the row gave the watched column a value. Or, where `fault` is a status code, nothing: the row is
    rejected for the keys `at_fault`.
    """

    values: Values = ()
    dropped: tuple[str, ...] = ()
    fault: str = ""
    at_fault: tuple[str, ...] = ()
    sets_watched: bool = False


class _Step(NamedTuple):
    """One column to fill: the entries of `fields` that may hold its value, the winning one first."""

    column: int
    field: Field
    mapped: tuple[MappedField, ...]
    judge: Judge
    required: bool

    @property
    def blank(self) -> str:
        """What a new record has in the column, and one that a blank clears."""
        return self.field.default

    def fill(self, update_rule: str, text: str | None, stored: str) -> str | Verdict | None:
        """What the column has afterwards, or the verdict against `text`; None where the row leaves it alone."""
        if text is None or not applies(update_rule, text, stored):
            return None
        if is_blank(text):
            return self.blank
        verdict = self.judge(text)
        if verdict.fault:
            return verdict
        # What `longText` cut may be blank by now.
        return "" if is_blank(verdict.text) else verdict.text


class _Settled(dict[str | None, str | None]):
    """What a new record has in one column for a text, remembered; None where that depends on the whole row.

    The records made of equal texts share one value.
    """

    _MOST = 4096
    """Texts that are remembered at most."""

    def __init__(self, step: _Step) -> None:
        self._step = step
        self.all = True
        """Whether every text asked for was settled."""

    def column(self, texts: Sequence[str | None]) -> Sequence[str | None]:
        """What a new record has for each of the texts."""
        first = not self
        if (first or len(self) >= self._MOST or self.keys().isdisjoint(texts)) and self._keeps(texts):
            if not first:
                return texts  # values of which every one is another: nothing to share
            self.update(zip(texts, texts, strict=True))
        return list(map(self.__getitem__, texts))

    def _keeps(self, texts: Sequence[str | None]) -> bool:
        """Whether a new record has each of the texts as it is, found out for all of them together."""
        step = self._step
        if None in texts or not applies(step.mapped[0].update_rule, "-", step.blank):
            return False
        return keeps_all(step.field, cast("Sequence[str]", texts))

    def __missing__(self, text: str | None) -> str | None:
        step = self._step
        filled = step.fill(step.mapped[0].update_rule, text, step.blank)
        kept = step.blank if filled is None else filled
        if isinstance(kept, Verdict) or (step.required and not kept):
            self.all = False
            return None
        if len(self) < self._MOST and (text is None or len(text) <= MAX_TEXT):
            self[text] = kept
        return kept


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
                fields[column],
                mapped,
                judge_of(fields[column], rules),
                # A created date is never blank: it is completed.
                required=fields[column].not_null and column != self._stamped,
            )
            for column, mapped in columns_of(definition)
        ]
        self._settled = {step.column: _Settled(step) for step in self._steps}

    def merge(self, stored: Values | None, row: Row, *, takes_identifier: bool = False) -> Merge:
        """Merge `row` into the `stored` values, or into a new record where there are none.

        A stored record keeps the spelling of its identifier, unless it was found by something else.
        """
        values = list(self._blank if stored is None else stored)
        dropped = []
        sets_watched = self._identifier.column == self._watched
        for step in self._steps:
            mapped, text = self._text_for(step, row)
            filled = step.fill(mapped.update_rule, text, values[step.column])
            if filled is None:
                continue
            sets_watched = sets_watched or step.column == self._watched
            if isinstance(filled, str):
                values[step.column] = filled
            elif step.required or filled.fault != codes.INVALID_VALUE:
                return Merge(fault=filled.fault, at_fault=(mapped.key,))
            else:
                dropped.append(mapped.key)
        self._complete(values, stored, row, takes_identifier or stored is None)
        blank = tuple(s.mapped[0].key for s in self._steps if s.required and not values[s.column])
        if blank:
            return Merge(fault=codes.MISSING_VALUE, at_fault=blank)
        return Merge(tuple(values), tuple(dropped), sets_watched=sets_watched)

    def new_values(self, block: Block) -> Iterable[Values | None]:
        """For each row the values of a new record that is made of it: of `merge(None, row)`.

        None for a row that takes a closer look: `merge` says what becomes of it.
        """
        if any(len(step.mapped) > 1 for step in self._steps):
            return repeat(None, len(block))
        columns: list[Iterable[str | None]] = [repeat(blank, len(block)) for blank in self._blank]
        for step in self._steps:
            key = step.mapped[0].key
            texts: Sequence[str | None] = block.texts(key) if self._clears_missing else block.cells(key)
            columns[step.column] = self._settled[step.column].column(texts)
        columns[self._identifier.column] = block.texts(self._identifier.key)
        if self._stamped is not None:
            columns[self._stamped] = [self._now if text == "" else text for text in columns[self._stamped]]
        rows = zip(*columns, strict=True)
        if all(settled.all for settled in self._settled.values()):
            return rows
        return (None if None in values else values for values in rows)

    def setting_watched(self, block: Block) -> Sequence[bool]:
        """For each row whether a new record that is made of it gets its watched column from the row."""
        if self._identifier.column == self._watched:
            return [True] * len(block)
        step = next((step for step in self._steps if step.column == self._watched), None)
        if step is None:
            return [False] * len(block)
        mapped = step.mapped[0]
        texts: Sequence[str | None] = block.texts(mapped.key) if self._clears_missing else block.cells(mapped.key)
        return [text is not None and applies(mapped.update_rule, text, step.blank) for text in texts]

    def _text_for(self, step: _Step, row: Row) -> tuple[MappedField, str | None]:
        winner = step.mapped[0]
        if self._clears_missing:
            return winner, row.get(winner.key, "")
        present = next((field for field in step.mapped if field.key in row), winner)
        return present, row.get(present.key)

    def _complete(self, values: list[str], stored: Values | None, row: Row, takes_identifier: bool) -> None:
        """The two values that no update rule governs: the identifier's spelling and the created date."""
        if takes_identifier:
            values[self._identifier.column] = row[self._identifier.key]
        if self._stamped is not None and not values[self._stamped]:
            values[self._stamped] = self._now if stored is None else stored[self._stamped]


def applies(update_rule: str, text: str, stored: str) -> bool:
    """Whether the rule lets `text` replace the `stored` value ("" for a new record)."""
    if update_rule == "ifNewIsNotNull":
        return not is_blank(text)
    if update_rule == "ifExistingIsNull":
        return not stored
    return True


def columns_of(definition: ImportDefinition) -> Iterator[tuple[int, tuple[MappedField, ...]]]:
    """Each column but the identifier's with the entries of `fields` that name it, in definition order.

    A statement may stand under several keys: the later one wins, and has its place in the order.
    """
    mapped: dict[int, list[MappedField]] = {}
    for field in reversed(definition.mapped):
        if field.column != definition.identifier.column:
            mapped.setdefault(field.column, []).append(field)
    for column, fields in reversed(mapped.items()):
        yield column, tuple(fields)
