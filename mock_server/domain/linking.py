"""Linking: given a definition, rows and a lookup, which opportunity is linked to which contact, and what is rejected.

One row is decided by the six rules of section 0.3, in order; the first that applies decides. Every row is judged by
itself: linkage has no duplicates, and many rows may name one opportunity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product, repeat
from typing import cast

from mock_server.domain import status_codes as codes
from mock_server.domain.entities import ACCOUNTS, OPPORTUNITIES
from mock_server.domain.logs import LogEntry, import_log
from mock_server.domain.lookup import Found, RecordLookup
from mock_server.domain.orders import LinkageDefinition
from mock_server.domain.rejects import Reject
from mock_server.domain.rules import Rules
from mock_server.domain.staged import Between, PlacedBlock, StagedRows, at_once
from mock_server.domain.uploads import MalformedRow, Row, Upload
from mock_server.domain.values import is_blank, none_blank

OPPORTUNITY_ID_COLUMN = 0
"""`{{Opportunity.Id}}` is the first field of an opportunity."""


@dataclass(slots=True)
class LinkPlan:
    """`links` are pairs of record ids (opportunity, contact) in row order; one pair may come more than once."""

    links: list[tuple[int, int]] = field(default_factory=list)
    rejects: tuple[Reject, ...] = ()
    logs: tuple[LogEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row links nothing: the status code, the keys at fault, the text where it is not the code's own."""

    code: str
    invalid: tuple[str, ...] = ()
    message: str | None = None


def plan_links(
    definition: LinkageDefinition,
    uploads: Sequence[Upload],
    lookup: RecordLookup,
    rules: Rules,
    between: Between = at_once,
) -> LinkPlan:
    """Judge every row of `uploads` and say which links the site behind `lookup` would have in addition."""
    rows = StagedRows(definition.keys, uploads, rules, between)
    linking = Linking(definition, lookup, rules)
    for placed in rows:
        linking.link(placed, rows)
    logs = import_log(definition.keys, uploads, rows.counts, duplicates=0)
    return LinkPlan(linking.links, rows.rejects(), logs)


class Linking:
    """Decides rows: those that link something add to `links`."""

    def __init__(self, definition: LinkageDefinition, lookup: RecordLookup, rules: Rules) -> None:
        self._definition = definition
        self._lookup = lookup
        self._assumed = rules.assumptions
        self.find_opportunities = lookup.finder(
            OPPORTUNITIES, OPPORTUNITY_ID_COLUMN, case_sensitive=definition.case_sensitive_match
        )
        self.find_sources = lookup.finder(
            definition.linked_entity, definition.source_column, case_sensitive=definition.case_sensitive_source
        )
        self._may_fan_out = definition.multiple_source_matches or self._assumed.multiple_source_matches == "all"
        self._by_account = definition.linked_entity is ACCOUNTS
        self._contacts_at = lookup.contacts_at if self._by_account else _itself
        self.links: list[tuple[int, int]] = []

    def link(self, placed: PlacedBlock, rows: StagedRows) -> None:
        """Decide the rows of a block that are not out; those that link nothing are rejected in `rows`.

        A row that has exactly one opportunity, and one contact or one account with contacts, links them: none of the
        rules 1 to 5 speaks of it.
        """
        block, first, _ = placed
        match_values, source_values = block.texts(self._definition.match_key), block.texts(self._definition.source_key)
        opportunities, sources = self.find_opportunities.each(match_values), self.find_sources.each(source_values)
        settles = not block.malformed and none_blank(match_values) and none_blank(source_values)
        if settles and not self._by_account and _one_each(opportunities, sources) and not rows.any_out(placed):
            self.links += cast("Iterable[tuple[int, int]]", zip(opportunities, sources, strict=True))
            return
        out, links, contacts_at = rows.out, self.links, self._contacts_at
        values = zip(match_values, source_values, opportunities, sources, strict=True)
        for number, (match_value, source_value, opportunity, source) in enumerate(values, first):
            if out[number]:
                continue
            if settles and type(opportunity) is type(source) is int and (contacts := contacts_at(source)):
                links += zip(repeat(opportunity), contacts, strict=False)
                continue
            decided = self.decide(match_value, source_value, malformed=number - first in block.malformed)
            if isinstance(decided, Refusal):
                rows.reject(number, decided.code, decided.invalid, decided.message)
            else:
                links += product(*decided)

    def judge(self, row: Row) -> Refusal | tuple[Sequence[int], Sequence[int]]:
        """One row: the opportunities and the contacts to link, each with each, or a refusal."""
        match_value = row.get(self._definition.match_key, "")
        source_value = row.get(self._definition.source_key, "")
        return self.decide(match_value, source_value, malformed=isinstance(row, MalformedRow))

    def decide(
        self, match_value: str, source_value: str, *, malformed: bool = False
    ) -> Refusal | tuple[Sequence[int], Sequence[int]]:
        """The same for the values of a row."""
        match, source = self._definition.match_key, self._definition.source_key
        # 1. Nothing to go by. A blank never matches a blank.
        blank = tuple(k for k, v in ((match, match_value), (source, source_value)) if is_blank(v))
        if len(blank) == 2:
            return Refusal(codes.EMPTY_ROW)
        if malformed:
            return Refusal(codes.MALFORMED)
        if blank:
            return Refusal(codes.MISSING_VALUE, blank)
        # 2. and 3. The opportunity is looked for first, so a row that knows neither side is ELQ-00084.
        opportunities = self.find_opportunities(match_value)
        if not opportunities:
            return Refusal(codes.NO_OPPORTUNITY, (match,))
        sources = self.find_sources(source_value)
        if not sources:
            return Refusal(codes.NO_CONTACT, (source,))
        # 4. Several opportunities (ids that differ only in case).
        if len(opportunities) > 1:
            if self._assumed.multiple_opportunities == "reject":
                return Refusal(codes.DUPLICATE, (match,), codes.MULTIPLE_MATCHES)
            if self._assumed.multiple_opportunities == "first":
                opportunities = opportunities[:1]
        # 5. Several records of the entity type; ten contacts at one account are still one match.
        if len(sources) > 1 and not self._may_fan_out:
            if self._assumed.multiple_source_matches == "reject":
                return Refusal(codes.DUPLICATE, (source,), codes.MULTIPLE_MATCHES)
            sources = sources[:1]
        # 6. Each matched opportunity with each matched contact, or with all contacts linked at the accounts.
        if not self._by_account:
            return opportunities, sources
        contacts = _contacts_at(sources, self._lookup)
        if not contacts and self._assumed.account_without_contacts == "reject":
            return Refusal(codes.NO_CONTACT, (source,))
        return opportunities, contacts


def _one_each(opportunities: Iterable[Found], sources: Iterable[Found]) -> bool:
    """Whether each row has found exactly one of both."""
    return set(map(type, opportunities)) == set(map(type, sources)) == {int}


def _itself(contact: int) -> Sequence[int]:
    return (contact,)


def _contacts_at(accounts: Sequence[int], lookup: RecordLookup) -> Sequence[int]:
    if len(accounts) == 1:
        return lookup.contacts_at(accounts[0])
    # No contact is at two accounts, so the union needs no set.
    return [contact for account in accounts for contact in lookup.contacts_at(account)]
