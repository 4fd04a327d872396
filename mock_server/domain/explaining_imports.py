"""What an import did with a row, and why: the plan is made again, of the same rows and the records as they were.

So nothing is decided here either: `importing` decides as it did then, and is looked at row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple

from mock_server.domain import grounds
from mock_server.domain import status_codes as codes
from mock_server.domain.applying import Applying
from mock_server.domain.entities import CONTACTS, OPPORTUNITIES
from mock_server.domain.explaining import (
    MOST_SHOWN,
    Explained,
    Explanation,
    FieldChange,
    RecordChange,
    folded,
    rejected,
    told,
)
from mock_server.domain.grounds import Ground
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.merging import Merge, Values, applies, columns_of
from mock_server.domain.orders import ImportDefinition, MappedField
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.screening import Screening
from mock_server.domain.staged import StagedRows
from mock_server.domain.uploads import Row, Upload


class Done(NamedTuple):
    """What was done with one row: the records it was merged into, -1, -2, … for new ones, as they were and became.

    `by_address`: it named none by its identifier, but one by its address.
    """

    records: tuple[int, ...]
    before: tuple[Values | None, ...]
    after: tuple[Values, ...]
    dropped: tuple[str, ...]
    by_address: bool


class _Watching(Applying):
    """Applies each row as an import does, and remembers what it did."""

    def __init__(self, definition: ImportDefinition, rows: StagedRows, lookup: RecordLookup, rules: Rules) -> None:
        super().__init__(definition, rows, lookup, rules)
        self._creates_plainly = False  # no row is taken without a look at it
        self.done: dict[int, Done] = {}
        self.taken_addresses: set[int] = set()
        """Rows that would have given a record the address that another has."""
        self._number = 0
        self._dropped: tuple[str, ...] = ()

    def apply(self, number: int, row: Row) -> None:
        self._number = number
        super().apply(number, row)

    def _merge(self, number: int, row: Row, records: Sequence[int], by_address: bool) -> None:
        before: tuple[Values | None, ...] = tuple(self.upserts.values(one) for one in records) or (None,)
        self._dropped = ()
        super()._merge(number, row, records, by_address)
        if not self._rows.out[number]:
            touched = tuple(records) or (-len(self.upserts.created),)
            after = tuple(self.upserts.values(one) for one in touched)
            self.done[number] = Done(touched, before, after, self._dropped, by_address)

    def _keep(self, records: Sequence[int], merges: Sequence[Merge]) -> None:
        self._dropped = tuple(dict.fromkeys(key for merge in merges for key in merge.dropped))
        super()._keep(records, merges)

    def _takes_from_another(self, merge: Merge, record: int) -> bool:
        takes = super()._takes_from_another(merge, record)
        if takes:
            self.taken_addresses.add(self._number)
        return takes


class _WatchedScreening(Screening):
    """Screens rows as an import does, and remembers which lost to which."""

    def __init__(self, definition: ImportDefinition, rows: StagedRows, lookup: RecordLookup, rules: Rules) -> None:
        super().__init__(definition, rows, lookup, rules)
        self.lost: dict[int, Hashable] = {}

    def _part(self, known: int, number: int, identity: Hashable) -> None:
        super()._part(known, number, identity)
        self.lost[known if self._keeps_last else number] = identity

    def survivor(self, number: int) -> int | None:
        """The row that was taken in the place of the one of that number."""
        return self._taken.get(self.lost[number]) if number in self.lost else None


class ExplainedImport:
    """The rows of one import. `last_id` is the highest of the entity's record ids before it.

    `afterwards` gives the values that a record had when the sync ended, None where they are not known.
    """

    def __init__(
        self,
        definition: ImportDefinition,
        uploads: Sequence[Upload],
        site: Explained,
        last_id: int,
        afterwards: Callable[[int], Values | None],
    ) -> None:
        self._definition, self._site, self._last_id, self._afterwards = definition, site, last_id, afterwards
        self._fields = site.lookup.fields(definition.entity)
        self._watching: _Watching | None = None
        if site.then:
            self._make_again(uploads)

    def _make_again(self, uploads: Sequence[Upload]) -> None:
        definition, lookup, rules = self._definition, self._site.lookup, self._site.rules
        rows = StagedRows(definition.keys, uploads, rules)
        self._screening = _WatchedScreening(definition, rows, lookup, rules)
        self._watching = _Watching(definition, rows, lookup, rules)
        for placed in rows:
            self._screening.screen(placed)
            self._watching.prepare(placed)
        for placed in rows:
            self._watching.apply_block(placed)

    def explain(self, number: int, row: Row, reject: Reject | None, ground: Ground) -> Explanation:
        """The row of that number, from 0, that was rejected with `reject`, which rests on `ground`, or taken."""
        key = self._definition.identifier
        side = self._site.looked_for(
            self._definition.entity, key.key, key.column, row, case_sensitive=self._definition.case_sensitive
        )
        looked = told((side,))
        done = None if self._watching is None else self._watching.done.get(number)
        outcome, says = "imported", "The row was taken."
        found: list[Ground] = []
        if reject is not None:
            outcome, says, found = "rejected", f"{rejected(reject)}{self._why_rejected(number, reject)}", [ground]
        elif self._watching is not None and done is None:
            says = f"{looked} importRule updateOnly makes no new one: nothing became of the row."
            return Explanation("unmatched", (side,), grounds.BY_IMPORT_RULE, says)
        elif self._definition.entity in (OPPORTUNITIES, CONTACTS):
            of_contacts = self._definition.entity is CONTACTS
            found = [grounds.CONTACT_IMPORTED if of_contacts else grounds.OPPORTUNITY_IMPORTED]
        found += folded((side,))
        changes = () if done is None else tuple(self._changes(row, done))
        found += [self._of_field(change) for one in changes for change in one.fields]
        words = " ".join([says, looked, *self._told(done, changes)])
        return Explanation(outcome, (side,), grounds.together(found), words, changes=changes[:MOST_SHOWN])

    def _why_rejected(self, number: int, reject: Reject) -> str:
        if self._watching is None:
            return _PARTLY if reject.status_code == codes.INVALID_VALUE else ""
        if number in self._watching.done:
            return " Only that value fell away; the rest of the row was taken."
        survivor = self._screening.survivor(number)
        if survivor is not None:
            assumed = self._site.rules.assumptions.duplicate_survivor
            return f" Row {survivor + 1} has the same identifier, and counts (duplicateSurvivor: {assumed})."
        if number in self._watching.taken_addresses:
            return " The address is that of another contact, and no two get the same by an import."
        if reject.status_code == self._definition.entity.exists and self._definition.import_rule == "createOnly":
            return " importRule createOnly changes none that is there."
        return ""

    def _changes(self, row: Row, done: Done) -> Iterator[RecordChange]:
        for record, before, after in zip(done.records, done.before, done.after, strict=True):
            record_id = record if record > 0 else self._last_id - record
            final = self._afterwards(record_id) or after
            fields = tuple(self._field_changes(row, before, after, final, done.dropped))
            yield RecordChange(record_id, before is None, fields)

    def _field_changes(
        self, row: Row, before: Values | None, after: Values, final: Values, dropped: Sequence[str]
    ) -> Iterator[FieldChange]:
        clears = self._site.rules.assumptions.missing_key == "clear"
        for column, mapped in columns_of(self._definition):
            present = mapped[0] if clears else next((one for one in mapped if one.key in row), mapped[0])
            stored = self._fields[column].default if before is None else before[column]
            name = self._fields[column].internal_name
            for one in mapped:
                sent = row.get(one.key)
                why = _why(one, sent, stored, clears, one.key in dropped)
                if one is not present:
                    why = f"{present.key} is for the same field, and counts" if sent is not None else ""
                if not why and final[column] != after[column]:
                    why = f"when the sync ended it was {final[column]!r}, by another row or another rule of the site"
                if one is present or sent is not None:
                    yield FieldChange(
                        one.key, name, sent, one.update_rule, None if before is None else stored, after[column], why
                    )

    def _of_field(self, change: FieldChange) -> Ground:
        if change.why.startswith("updateRule"):
            return grounds.BY_UPDATE_RULE
        if self._definition.entity is not OPPORTUNITIES:
            return grounds.NOTHING
        if change.why.startswith(_MISSING):
            return grounds.KEY_MISSING
        if change.why == _INVALID:
            return grounds.VALUE_DROPPED
        return grounds.CLEARED if change.before and not change.after else grounds.NOTHING

    def _told(self, done: Done | None, changes: Sequence[RecordChange]) -> Iterator[str]:
        word = self._definition.entity.word.lower()
        if done is not None and done.by_address:
            yield f"The address was that of {word} {done.records[0]}: the row is for that one."
        for change in changes[:MOST_SHOWN]:
            moved = [c for c in change.fields if not change.is_new and c.before != c.after]
            shown = ", ".join(f"{c.field} {c.before!r} -> {c.after!r}" for c in moved)
            if change.is_new:
                yield f"It made {word} {change.record_id}."
            elif moved:
                yield f"It updated {word} {change.record_id}: {shown}."
            else:
                yield f"It changed nothing of {word} {change.record_id}."
            for one in change.fields:
                if one.why:
                    yield f"{one.key}: {one.why}; {one.field} {'stayed' if not change.is_new else 'is'} {one.after!r}."
        if len(changes) > MOST_SHOWN:
            yield f"And so on, {len(changes)} records in all."


_MISSING = "not in the row (missingKey: keep)"
_INVALID = "the value is invalid and fell away"
_PARTLY = " Where the field is not required only this value falls away, and the rest of the row is taken."


def _why(field: MappedField, sent: str | None, stored: str, clears: bool, dropped: bool) -> str:
    """Why the value that was sent is not simply the field's now."""
    if sent is None and not clears:
        return _MISSING
    if not applies(field.update_rule, sent or "", stored):
        blank = field.update_rule == "ifNewIsNotNull"
        return f"updateRule {field.update_rule} takes no {'blank' if blank else 'value where there is one'}"
    return _INVALID if dropped else ""
