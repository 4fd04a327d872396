"""Linking: given a definition, rows and a lookup, which opportunity is linked to which contact, and what is rejected.

One row is decided by the six rules of section 0.3, in order; the first that applies decides. Every row is judged by
itself: linkage has no duplicates, and many rows may name one opportunity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mock_server.domain import status_codes as codes
from mock_server.domain.entities import ACCOUNTS, OPPORTUNITIES
from mock_server.domain.importing import placed
from mock_server.domain.logs import LogEntry, import_log
from mock_server.domain.lookup import Lookup
from mock_server.domain.orders import LinkageDefinition
from mock_server.domain.records import MalformedRow, Row, Upload
from mock_server.domain.rejects import Reject, Rejecting
from mock_server.domain.rules import Rules
from mock_server.domain.values import is_blank

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


def plan_links(definition: LinkageDefinition, uploads: Sequence[Upload], lookup: Lookup, rules: Rules) -> LinkPlan:
    """Judge every row of `uploads` and say which links the site behind `lookup` would have in addition."""
    rejecting = Rejecting(definition.keys)
    plan = LinkPlan()
    judge = row_judge(definition, lookup, rules)
    for place, row in placed(uploads, rules.assumptions.record_index):
        decided = judge(row)
        if isinstance(decided, Refusal):
            rejecting.reject(place, row, decided.code, decided.invalid, decided.message)
        else:
            opportunities, contacts = decided
            plan.links += [(o, c) for o in opportunities for c in contacts]
    plan.rejects = rejecting.in_row_order()
    plan.logs = import_log(definition.keys, uploads, rejecting.counts, duplicates=0)
    return plan


def row_judge(
    definition: LinkageDefinition, lookup: Lookup, rules: Rules
) -> Callable[[Row], Refusal | tuple[Sequence[int], Sequence[int]]]:
    """A function that decides one row: the opportunities and the contacts to link, each with each, or a refusal."""
    match, source = definition.match_key, definition.source_key
    assumed = rules.assumptions
    find_opportunities = lookup.finder(
        OPPORTUNITIES, OPPORTUNITY_ID_COLUMN, case_sensitive=definition.case_sensitive_match
    )
    find_sources = lookup.finder(
        definition.linked_entity,
        definition.source_column,
        case_sensitive=definition.case_sensitive_source,
    )
    may_fan_out = definition.multiple_source_matches or assumed.multiple_source_matches == "all"
    by_account = definition.linked_entity is ACCOUNTS
    ambiguous_match = Refusal(codes.DUPLICATE, (match,), codes.MULTIPLE_MATCHES)
    ambiguous_source = Refusal(codes.DUPLICATE, (source,), codes.MULTIPLE_MATCHES)
    no_opportunity = Refusal(codes.NO_OPPORTUNITY, (match,))
    no_source = Refusal(codes.NO_CONTACT, (source,))

    def judge(row: Row) -> Refusal | tuple[Sequence[int], Sequence[int]]:
        match_value, source_value = row.get(match, ""), row.get(source, "")
        # 1. Nothing to go by. A blank never matches a blank.
        blank = tuple(k for k, v in ((match, match_value), (source, source_value)) if is_blank(v))
        if len(blank) == 2:
            return Refusal(codes.EMPTY_ROW)
        if isinstance(row, MalformedRow):
            return Refusal(codes.MALFORMED)
        if blank:
            return Refusal(codes.MISSING_VALUE, blank)
        # 2. and 3. The opportunity is looked for first, so a row that knows neither side is ELQ-00084.
        opportunities = find_opportunities(match_value)
        if not opportunities:
            return no_opportunity
        sources = find_sources(source_value)
        if not sources:
            return no_source
        # 4. Several opportunities (ids that differ only in case).
        if len(opportunities) > 1:
            if assumed.multiple_opportunities == "reject":
                return ambiguous_match
            if assumed.multiple_opportunities == "first":
                opportunities = opportunities[:1]
        # 5. Several records of the entity type; ten contacts at one account are still one match.
        if len(sources) > 1 and not may_fan_out:
            if assumed.multiple_source_matches == "reject":
                return ambiguous_source
            sources = sources[:1]
        # 6. Each matched opportunity with each matched contact, or with all contacts linked at the accounts.
        if not by_account:
            return opportunities, sources
        contacts = _contacts_at(sources, lookup)
        if not contacts and assumed.account_without_contacts == "reject":
            return no_source
        return opportunities, contacts

    return judge


def _contacts_at(accounts: Sequence[int], lookup: Lookup) -> Sequence[int]:
    if len(accounts) == 1:
        return lookup.contacts_at(accounts[0])
    # No contact is at two accounts, so the union needs no set.
    return [contact for account in accounts for contact in lookup.contacts_at(account)]
