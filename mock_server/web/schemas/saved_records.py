"""Records and links of a saved site: taken as they stand, with their ids and times, whatever an import would say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.errors import ABSENT, Failure
from mock_server.domain.fields import FieldTable
from mock_server.domain.judging import Judge, judge_of
from mock_server.domain.rules import Rules
from mock_server.domain.saved_site import SavedLink
from mock_server.domain.site_description import DescribedRecord
from mock_server.domain.values import is_blank
from mock_server.web.schemas.saved_parts import MOST
from mock_server.web.schemas.site_records import Heard, SiteRecords, counted, nobody

_KEYS = {"id", "fields", "createdAt", "updatedAt"}
_LINK_KEYS = {"opportunityId", "recordId", "contactId", "syncId"}


class SavedRecordReader:
    """Reads the lists of one saved site. What is wrong is added to `failures`, with its place."""

    def __init__(
        self,
        tables: Mapping[str, FieldTable],
        assumptions: Assumptions,
        stages: Sequence[str],
        failures: list[Failure],
        heard: Heard = nobody,
    ) -> None:
        self._tables = tables
        self._failures = failures
        self._heard = heard
        rules = Rules(assumptions, stages, now=0)
        # Texts are as the site had them; what must be a number or a date must still be one.
        self._judges: dict[str, list[Judge | None]] = {
            plural: [
                None if field.read_only or field.data_type not in ("number", "date") else judge_of(field, rules)
                for field in table
            ]
            for plural, table in tables.items()
        }

    def read(self, parts: Mapping[str, Any]) -> SiteRecords:
        accounts = tuple(self._records(parts, "accounts", _KEYS, ()))
        account_ids = {account.id for account in accounts}
        contacts = tuple(self._records(parts, "contacts", _KEYS | {"accountId"}, account_ids))
        opportunities = tuple(self._records(parts, "opportunities", _KEYS, ()))
        return SiteRecords(accounts, contacts, opportunities, ())

    def links(self, parts: Mapping[str, Any], records: SiteRecords, syncs: int) -> Iterator[SavedLink]:
        """The links; `syncs` is how many syncs there are to have made them."""
        opportunities = {each.id for each in records.opportunities}
        contacts = {each.id for each in records.contacts}
        for place, item in self._items(parts, "links", _LINK_KEYS):
            one, other, sync = item.get("recordId"), item.get("contactId"), item.get("syncId")
            if type(one) is not int or one not in opportunities:
                self._fault(f"{place}.recordId", "Must be the id of an opportunity's record.", one)
            elif type(other) is not int or other not in contacts:
                self._fault(f"{place}.contactId", "Must be the id of a contact.", other)
            elif sync is not None and not (type(sync) is int and 1 <= sync <= syncs):
                self._fault(f"{place}.syncId", "Must be the id of a sync.", sync)
            else:
                yield SavedLink(one, other, sync)

    def _fault(self, place: str, constraint: str, value: Any) -> None:
        self._failures.append(Failure(place, constraint, ABSENT if value is None else value))

    def _items(self, parts: Mapping[str, Any], name: str, keys: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        items = parts.get(name, [])
        if not isinstance(items, list):
            self._fault(name, "Must be an array.", items)
            return
        for number, item in enumerate(items):
            place = f"{name}[{number}]"
            if not isinstance(item, dict):
                self._fault(place, "Must be an object.", item)
                continue
            for key in sorted(item.keys() - keys):
                self._fault(f"{place}.{key}", "Unknown key.", item[key])
            yield place, item

    def _records(
        self, parts: Mapping[str, Any], plural: str, keys: set[str], account_ids: Collection[int]
    ) -> Iterator[DescribedRecord]:
        last = 0
        for place, item in counted(self._items(parts, plural, keys), self._heard):
            record_id, account_id = item.get("id"), item.get("accountId")
            if type(record_id) is not int or not last < record_id < MOST:
                constraint = "Must be a whole number, higher than those before it."
                self._fault(f"{place}.id", constraint, record_id)
                continue
            last = record_id
            if account_id is not None and (type(account_id) is not int or account_id not in account_ids):
                self._fault(f"{place}.accountId", "Must be the id of an account.", account_id)
                account_id = None
            times = [self._time(place, item, name) for name in ("createdAt", "updatedAt")]
            yield DescribedRecord(record_id, self._values(plural, place, item.get("fields")), account_id, *times)

    def _time(self, place: str, item: Mapping[str, Any], name: str) -> int:
        ticks = item.get(name)
        if type(ticks) is int and 0 <= ticks <= MOST:
            return ticks
        self._fault(f"{place}.{name}", "Must be a time in ticks.", ticks)
        return 0

    def _values(self, plural: str, place: str, sent: Any) -> tuple[str, ...]:
        table, judges = self._tables[plural], self._judges[plural]
        values = list(table.blank)
        if not isinstance(sent, dict):
            self._fault(f"{place}.fields", "Must be an object of internal names and texts.", sent)
            return table.blank
        for name, text in sent.items():
            column = table.column_of_name(name)
            if column is None:
                self._fault(f"{place}.fields.{name}", f"Must be the internal name of a field of {plural}.", text)
            elif not isinstance(text, str):
                self._fault(f"{place}.fields.{name}", "Must be a text.", text)
            else:
                judge = judges[column]
                fault = None if judge is None or is_blank(text) else judge(text).fault
                if fault:
                    self._fault(f"{place}.fields.{name}", f"Must be a value of the field ({fault}).", text)
                values[column] = text
        return tuple(values)
