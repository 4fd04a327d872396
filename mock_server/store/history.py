"""What a site's records were like at an earlier moment: for whoever asks why a sync did what it did.

Ids only rise and no record is removed: what was there then is what is there now up to the last id of then, with the
records that were replaced since as they were. So many of these are kept; what goes further back is not known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from mock_server.domain.entities import CONTACTS, Entity
from mock_server.domain.fields import ID_COLUMN, FieldTable
from mock_server.domain.identity import Fold, comparison, exact
from mock_server.domain.lookup import Finder, Found, RecordLookup
from mock_server.domain.records import Record


class Moment(NamedTuple):
    """How far a table had come: the highest id that it had given, and how many records had been replaced by others."""

    last_id: int
    replaced: int


Moments = Mapping[str, Moment]
"""Of each table, by plural."""


class History:
    """The records of a table that were replaced lately, as they were: the latest `most`."""

    def __init__(self, most: int) -> None:
        self._kept: deque[Record] = deque(maxlen=most)
        self.replaced = 0

    def note(self, old: Record) -> None:
        self.replaced += 1
        self._kept.append(old)

    def since(self, moment: Moment) -> dict[int, Record] | None:
        """The records of then that were replaced since, as they were then, by id. None where that is not known."""
        lacking = len(self._kept) - (self.replaced - moment.replaced)
        if lacking < 0:
            return None
        found: dict[int, Record] = {}
        for record in islice(self._kept, lacking, None):
            if record.id <= moment.last_id:
                found.setdefault(record.id, record)
        return found


class Past:
    """A site's records as they were, to be searched by the rules: `now` as they are, `changed` by plural and id."""

    def __init__(
        self, now: RecordLookup, fold: Fold, moments: Moments, changed: Mapping[str, Mapping[int, Record]]
    ) -> None:
        self._now, self._fold = now, fold
        self._moments, self._changed = moments, changed

    def last_id(self, entity: Entity) -> int:
        """The highest id that a record of the entity had."""
        return self._moments[entity.plural].last_id

    # What the rules see (`domain.lookup.RecordLookup`).

    def fields(self, entity: Entity) -> FieldTable:
        return self._now.fields(entity)

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder:
        key = comparison(self.fields(entity).data_type(column), exact if case_sensitive else self._fold)
        found = self._now.finder(entity, column, case_sensitive=case_sensitive)
        return _PastFinder(found, key, column, self.last_id(entity), self._changed[entity.plural])

    def record(self, entity: Entity, record_id: int) -> Record:
        return self._changed[entity.plural].get(record_id) or self._now.record(entity, record_id)

    def all_records(self, entity: Entity) -> Iterable[Record]:
        changed, last_id = self._changed[entity.plural], self.last_id(entity)
        for record in self._now.all_records(entity):
            if record.id > last_id:
                return
            yield changed.get(record.id, record)

    def contacts_at(self, account_id: int) -> Sequence[int]:
        changed = self._changed[CONTACTS.plural]
        stayed = [one for one in self._now.contacts_at(account_id) if one not in changed]
        stayed = stayed[: bisect_right(stayed, self.last_id(CONTACTS))]
        return sorted([*stayed, *(record.id for record in changed.values() if record.account_id == account_id)])


class _PastFinder:
    """A search of one column of then: by today's, but for the records that were replaced since."""

    def __init__(
        self,
        now: Finder,
        key: Callable[[str], Hashable],
        column: int,
        last_id: int,
        changed: Mapping[int, Record],
    ) -> None:
        self._now, self._key, self._last_id, self._changed = now, key, last_id, changed
        self._then: defaultdict[Hashable, list[int]] = defaultdict(list)
        for record in changed.values():
            self._then[key(str(record.id) if column == ID_COLUMN else record.values[column])].append(record.id)

    def __call__(self, text: str) -> Sequence[int]:
        stayed = [one for one in self._now(text) if one <= self._last_id and one not in self._changed]
        return sorted([*stayed, *self._then.get(self._key(text), ())])

    def each(self, texts: Sequence[str]) -> Sequence[Found]:
        found = [self(text) for text in texts]
        return [one if len(one) > 1 else one[0] if one else None for one in found]
