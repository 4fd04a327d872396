"""The records and links of a site file: read in a loop, since there may be a million of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard, TypeVar

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.errors import Failure
from mock_server.domain.fields import Field, FieldTable
from mock_server.domain.judging import Judge, judge_of
from mock_server.domain.rules import Rules
from mock_server.domain.site_description import DescribedRecord
from mock_server.domain.values import is_blank
from mock_server.engine.seeding import Known

T = TypeVar("T")

Heard = Callable[[int], None]
"""Is told from time to time how many records more were read."""

NOTHING = Known({}, frozenset(), frozenset(), {})
_KEYS = {"accounts": {"id", "fields"}, "contacts": {"id", "fields", "accountId"}, "opportunities": {"fields"}}


_TOLD = 1000
"""Records after which is told how many were read."""


def nobody(_: int) -> None:
    """Nobody waits."""


def counted(items: Iterable[T], heard: Heard) -> Iterator[T]:
    """The items, one by one, and how many they are to who hears it."""
    number = 0
    for number, item in enumerate(items, 1):
        yield item
        if number % _TOLD == 0:
            heard(_TOLD)
    heard(number % _TOLD)


@dataclass(frozen=True, slots=True)
class SiteRecords:
    accounts: tuple[DescribedRecord, ...]
    contacts: tuple[DescribedRecord, ...]
    opportunities: tuple[DescribedRecord, ...]
    links: tuple[tuple[int, int], ...]


class RecordReader:
    """Reads the four lists of one site file. What is wrong is added to `failures`, with its place."""

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
        self._judges = {
            plural: [judge_of(_as_stored(field), rules) for field in table] for plural, table in tables.items()
        }

    def read(self, parts: Mapping[str, Any], known: Known = NOTHING) -> SiteRecords:
        """`parts` are the file's top-level keys; absent lists are empty. New ids follow those that are `known`."""
        accounts = tuple(self._records(parts, "accounts", known))
        account_ids = known.account_ids.union(account.id for account in accounts)
        contacts = tuple(self._records(parts, "contacts", known, account_ids))
        opportunities = tuple(self._records(parts, "opportunities", known))
        by_text = self._by_opportunity_id(opportunities, known.opportunities)
        links = tuple(self._links(parts, by_text, known.contact_ids.union(contact.id for contact in contacts)))
        return SiteRecords(accounts, contacts, opportunities, links)

    def _fault(self, place: str, constraint: str, value: Any) -> None:
        self._failures.append(Failure(place, constraint, value))

    def _items(self, parts: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        items = parts.get(name, [])
        if not isinstance(items, list):
            self._fault(name, "Must be an array.", items)
            return
        for number, item in enumerate(items):
            place = f"{name}[{number}]"
            if isinstance(item, dict):
                yield place, item
            else:
                self._fault(place, "Must be an object.", item)

    def _records(
        self, parts: Mapping[str, Any], plural: str, known: Known, account_ids: Collection[int] = ()
    ) -> Iterator[DescribedRecord]:
        """Records without an id are numbered on from the highest one given."""
        items = list(self._items(parts, plural))
        given = [item["id"] for _, item in items if _is_id(item.get("id"))]
        least = known.last_ids.get(plural, 0)
        last, seen = max(given, default=least), set[int]()
        for place, item in counted(items, self._heard):
            for key in sorted(item.keys() - _KEYS[plural]):
                self._fault(f"{place}.{key}", "Unknown key.", item[key])
            record_id = item.get("id")
            if record_id is None:
                last += 1
                record_id = last
            elif not _is_id(record_id) or record_id <= least or record_id in seen:
                constraint = f"Must be a whole number from {least + 1} on that no other has."
                self._fault(f"{place}.id", constraint, record_id)
                continue
            seen.add(record_id)
            account_id = item.get("accountId")
            if account_id is not None and not (_is_id(account_id) and account_id in account_ids):
                self._fault(f"{place}.accountId", "Must be the id of an account.", account_id)
                account_id = None
            yield DescribedRecord(record_id, self._values(plural, place, item.get("fields")), account_id)

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
            elif not is_blank(text):
                values[column] = self._judged(judges[column], f"{place}.fields.{name}", text)
        return tuple(values)

    def _judged(self, judge: Judge, place: str, text: str) -> str:
        verdict = judge(text)
        if verdict.fault:
            self._fault(place, f"Must be a value of the field ({verdict.fault}).", text)
        return verdict.text

    def _by_opportunity_id(
        self, opportunities: Sequence[DescribedRecord], known: Mapping[str, int]
    ) -> Mapping[str, int]:
        """Record ids by the text of `{{Opportunity.Id}}`, which no two may share."""
        by_text = dict(known)
        for number, opportunity in enumerate(opportunities):
            text = opportunity.values[0]
            if not text or text in by_text:
                place = f"opportunities[{number}].fields.RemoteOpportunityID"
                self._fault(place, "Must be a text that no other opportunity has.", text)
            by_text[text] = opportunity.id
        return by_text

    def _links(
        self, parts: Mapping[str, Any], by_text: Mapping[str, int], contact_ids: Collection[int]
    ) -> Iterator[tuple[int, int]]:
        for place, item in self._items(parts, "links"):
            for key in sorted(item.keys() - {"opportunityId", "contactId"}):
                self._fault(f"{place}.{key}", "Unknown key.", item[key])
            text, contact_id = item.get("opportunityId"), item.get("contactId")
            opportunity_id = by_text.get(text) if isinstance(text, str) else None
            if opportunity_id is None:
                self._fault(f"{place}.opportunityId", "Must be the id of an opportunity.", text)
            elif not _is_id(contact_id) or contact_id not in contact_ids:
                self._fault(f"{place}.contactId", "Must be the id of a contact.", contact_id)
            else:
                yield opportunity_id, contact_id


def _is_id(value: Any) -> TypeGuard[int]:
    # Ids of records that come later follow the highest, and all of them have 64 bits.
    return type(value) is int and 1 <= value < 2**62


def _as_stored(field: Field) -> Field:
    """A site may hold addresses that no import would take: a fake must be able to have what a real site has."""
    return replace(field, data_type="string") if field.data_type == "emailAddress" else field
