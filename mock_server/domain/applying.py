"""One row of an import after another: which records it is for, and what becomes of them.

Most rows of a bulk import make a new record and take no decision: `apply_block` knows them by their values being
settled and nobody being found. All others are decided one by one, by `apply`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import cast

from mock_server.domain import status_codes as codes
from mock_server.domain.logs import LogEntry, entry
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.merging import Merge, Merging, Values
from mock_server.domain.orders import ImportDefinition
from mock_server.domain.rules import Rules
from mock_server.domain.staged import PlacedBlock, StagedRows
from mock_server.domain.uploads import Row
from mock_server.domain.upserting import Upserts

# Attribute -> the counter of each value that rows gave it. CONFIRMED DOC-BOUNCE.
_ATTRIBUTE_COUNTERS = {
    "{{Contact.Email.IsBounced}}": {"true": codes.BOUNCED},
    "{{Contact.Email.IsSubscribed}}": {"false": codes.UNSUBSCRIBED, "true": codes.SUBSCRIBED},
}


class Applying:
    """Applies rows to `upserts`, which nobody but this import sees; refused ones are rejected in `rows`."""

    def __init__(
        self,
        definition: ImportDefinition,
        rows: StagedRows,
        lookup: RecordLookup,
        rules: Rules,
        watched: int | None = None,
    ) -> None:
        self._definition = definition
        self._rows = rows
        self._key = definition.identifier.key
        fields = lookup.fields(definition.entity)
        self._merging = Merging(definition, fields, rules, watched)
        self._find = lookup.finder(
            definition.entity, definition.identifier.column, case_sensitive=definition.case_sensitive
        )
        self._fold = rules.fold
        self.upserts = Upserts(definition.entity, lookup, rules.fold)
        unique = self.upserts.unique_column
        maps_unique = unique is not None and unique != definition.identifier.column and definition.maps(unique)
        self._unique = unique if maps_unique else None
        self.matched: dict[int, None] = {}
        self.watched: dict[int, None] = {}
        """Records whose watched column a row set."""
        self._renamed: set[int] = set()
        """Records that were found by their address and took another identifier: the old one finds them no more."""
        self._unmatched = 0
        self._watched = {
            column: (field.key, counters)
            for field in definition.mapped
            if (counters := _ATTRIBUTE_COUNTERS.get(fields[column := field.column].statement)) is not None
        }
        self._counts: dict[str, int] = {}
        self._creates_plainly = definition.import_rule != "updateOnly" and self._unique is None and not self._watched
        """Whether a row that finds nobody makes a record, whatever else it says."""
        self._prepared: deque[tuple[Sequence[Values | None], Sequence[bool]]] = deque()
        """Of each block, for each row, the values of the record that it makes, None where it takes a decision, and
        whether it sets the watched column."""

    def prepare(self, placed: PlacedBlock) -> None:
        """Make ready what a block says, so that most of it need not be read again."""
        block, _, _ = placed
        if not self._creates_plainly:
            self._prepared.append(([None] * len(block), [False] * len(block)))
            return
        found = self._find.each(block.texts(self._key))
        settled = list(self._merging.new_values(block))
        if found.count(None) < len(found):
            settled = [values if one is None else None for values, one in zip(settled, found, strict=True)]
        self._prepared.append((settled, self._merging.setting_watched(block)))

    def apply_block(self, placed: PlacedBlock) -> None:
        """Apply the rows of a prepared block that are not out. One whose rows all make records is taken at once."""
        block, first, _ = placed
        out, created = self._rows.out, self.upserts.created
        settled, watched = self._prepared.popleft()
        if None not in settled and not any(watched) and not self._rows.any_out(placed):
            created += cast("Sequence[Values]", settled)
            return
        for number, (values, sets_watched) in enumerate(zip(settled, watched, strict=True), first):
            if out[number]:
                continue
            if values is None:
                self.apply(number, block.row(number - first))
                continue
            created.append(values)
            if sets_watched:
                self.watched[-len(created)] = None

    def apply(self, number: int, row: Row) -> None:
        """Apply one row, or reject it."""
        records = self._find(row[self._key])
        if self._renamed:
            records = [one for one in records if one not in self._renamed]
        rule = self._definition.import_rule
        if not records and rule == "updateOnly":
            self._unmatched += 1
            return
        by_address = not records and self._unique is not None
        if by_address:
            records = self._holders_of_new(row)
        if records and rule == "createOnly":
            self._rows.reject(number, self._definition.entity.exists, [self._key])
        elif len(records) > 1 and not self._definition.updates_multiple:
            self._reject_several(number)
        else:
            self._merge(number, row, records, by_address)

    def _merge(self, number: int, row: Row, records: Sequence[int], by_address: bool) -> None:
        merges = [
            self._merging.merge(self.upserts.values(record), row, takes_identifier=by_address) for record in records
        ]
        merges = merges or [self._merging.merge(None, row)]
        refused = next((merge for merge in merges if merge.fault), None)
        if refused is not None:
            self._rows.reject(number, refused.fault, refused.at_fault)
            return
        if any(self._takes_from_another(merge, record) for record, merge in zip(records or (0,), merges, strict=True)):
            self._reject_several(number)
            return
        dropped = dict.fromkeys(key for merge in merges for key in merge.dropped)
        if dropped:
            self._rows.complain(number, codes.INVALID_VALUE, tuple(dropped))
        self._keep(records, merges)
        if by_address:
            self._renamed.update(records)
        for merge in merges:
            self._count_attributes(row, merge)

    def _keep(self, records: Sequence[int], merges: Sequence[Merge]) -> None:
        if not records:
            records = [self.upserts.create(merges[0].values)]
        for record, merge in zip(records, merges, strict=True):
            self.upserts.update(record, merge.values)
            if merge.sets_watched:
                self.watched[record] = None
            if record > 0:
                self.matched[record] = None

    def _holders_of_new(self, row: Row) -> Sequence[int]:
        """Who has the address that a new record would have: the row is theirs."""
        assert self._unique is not None
        created = self._merging.merge(None, row)
        return () if created.fault else self.upserts.holders(created.values[self._unique])

    def _takes_from_another(self, merge: Merge, record: int) -> bool:
        """Whether the record (0: a new one) would get an address that another has: an import never makes a second one.

        One that shares its address already, as a site file may have it, keeps it.
        """
        if self._unique is None:
            return False
        address = merge.values[self._unique]
        if record and self._fold(self.upserts.values(record)[self._unique]) == self._fold(address):
            return False
        return any(holder != record for holder in self.upserts.holders(address))

    def _reject_several(self, number: int) -> None:
        self._rows.reject(number, codes.DUPLICATE, [self._key], codes.MULTIPLE_MATCHES)

    def _count_attributes(self, row: Row, merge: Merge) -> None:
        """Count what the row set: not a value that was dropped, or that the update rule did not take."""
        for column, (key, counters) in self._watched.items():
            text = row.get(key, "").lower()
            if text in counters and merge.values[column] == text:
                self._counts[counters[text]] = self._counts.get(counters[text], 0) + 1

    def counters(self) -> Sequence[LogEntry]:
        """The log entries that count what was done; none for opportunities, for which no code is known."""
        entity = self._definition.entity
        if not entity.created:
            return ()
        counted = [
            entry(entity.created, len(self.upserts.created)),
            entry(entity.updated, len(self.matched)),
            *(entry(code, count) for code, count in sorted(self._counts.items())),
        ]
        if self._definition.import_rule == "updateOnly":
            counted.append(entry(codes.UNMATCHED, self._unmatched))
        return counted
