"""Which rows of an import have an identifier to go by, and which of those that share one is taken.

Section 0.4, "Judging a row of an import", up to "field by field".
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count

from mock_server.domain import status_codes as codes
from mock_server.domain.identity import comparison, exact
from mock_server.domain.judging import judge_of, keeps_all, takes_any_text
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.orders import ImportDefinition
from mock_server.domain.rules import Rules
from mock_server.domain.staged import PlacedBlock, StagedRows
from mock_server.domain.uploads import Block
from mock_server.domain.values import MAX_TEXT, is_blank


class Screening:
    """Rejects rows of `rows` that have no good identifier, and all but one of those with the same.

    Identifiers are compared as the definition says; the switch `duplicateSurvivor` says which row is taken.
    """

    def __init__(self, definition: ImportDefinition, rows: StagedRows, lookup: RecordLookup, rules: Rules) -> None:
        self._definition = definition
        self._rows = rows
        self._key = definition.identifier.key
        self._field = lookup.fields(definition.entity)[definition.identifier.column]
        self._judge = None if takes_any_text(self._field) else judge_of(self._field, rules)
        self._same = comparison(self._field.data_type, exact if definition.case_sensitive else rules.fold)
        self._keeps_last = rules.assumptions.duplicate_survivor == "last"
        self._taken: dict[Hashable, int] = {}
        """The number of the row that is taken, by identifier."""

    def screen(self, placed: PlacedBlock) -> None:
        """Screen one block. One in which every row has a good identifier of its own is taken at once."""
        block, first, _ = placed
        out, judge, taken, malformed = self._rows.out, self._judge, self._taken, block.malformed
        texts = block.texts(self._key)
        identities = self._same.keys(texts)
        if not judge and not malformed and keeps_all(self._field, texts) and not self._rows.any_out(placed):
            fresh = dict(zip(identities, count(first)))
            if len(fresh) == len(texts) and taken.keys().isdisjoint(fresh):
                taken.update(fresh)
                return
        for number, (text, identity) in enumerate(zip(texts, identities, strict=True), first):
            if out[number]:
                continue
            if not text or text.isspace() or len(text) > MAX_TEXT or malformed or (judge and judge(text).fault):
                fault = self._fault(block, number - first, text)
                if fault is not None:
                    self._rows.reject(number, *fault)
                    continue
            known = taken.setdefault(identity, number)
            if known != number:
                self._part(known, number, identity)

    def _fault(self, block: Block, position: int, text: str) -> tuple[str, tuple[str, ...]] | None:
        """The status code that the row is rejected with for its identifier `text`, and the keys at fault."""
        key = self._key
        if is_blank(text) and all(is_blank(block.row(position).get(k, "")) for k in self._definition.keys):
            return codes.EMPTY_ROW, ()
        if position in block.malformed:
            return codes.MALFORMED, ()
        if is_blank(text):
            return codes.MISSING_VALUE, (key,)
        if len(text) > MAX_TEXT:
            return codes.CONSTRAINT, (key,)
        fault = self._judge(text).fault if self._judge else ""
        return (fault, (key,)) if fault else None

    def _part(self, known: int, number: int, identity: Hashable) -> None:
        """Of two rows with one identifier reject the one that is not taken."""
        if self._keeps_last:
            self._taken[identity] = number
        self._rows.reject(known if self._keeps_last else number, codes.DUPLICATE, (self._key,))
