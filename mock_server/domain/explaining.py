"""Why a row of a sync became what it did: which records it named, which it nearly named, which rule decided.

Nothing is decided here. What matched is what `RecordLookup.finder` finds in the records as they were, what a linkage
row called for is what `linking.Linking` says of them. What an import did is in `explaining_imports`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from mock_server.domain import grounds
from mock_server.domain import status_codes as codes
from mock_server.domain.entities import ACCOUNTS, OPPORTUNITIES, Entity
from mock_server.domain.fields import ID_COLUMN
from mock_server.domain.grounds import Ground
from mock_server.domain.linking import OPPORTUNITY_ID_COLUMN, Linking, Refusal
from mock_server.domain.lookup import RecordLookup
from mock_server.domain.orders import LinkageDefinition
from mock_server.domain.records import Record
from mock_server.domain.rejects import Reject
from mock_server.domain.resembling import NearMiss, Resembling
from mock_server.domain.rules import Rules
from mock_server.domain.uploads import Row
from mock_server.domain.values import is_blank

MOST_NEAR_MISSES = 5
MOST_SHOWN = 20
"""Records that one side of an explanation names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a row that records were looked for with. `records` are (id, stored value).

    `then`: they are the records as they were when the sync began; else as they are now, which may be otherwise.
    """

    entity: Entity
    key: str
    value: str
    comparison: str
    records: tuple[tuple[int, str], ...]
    total: int
    near: tuple[NearMiss, ...]
    then: bool = True

    @property
    def is_folded(self) -> bool:
        """Whether it matched only because what the comparison equates does not count."""
        return any(value != self.value for _, value in self.records)


class FieldChange(NamedTuple):
    """One field of one record that an import's row maps. `why` is empty where the value was simply taken.

    `sent` is None where the row has no such key, `before` for a new record.
    """

    key: str
    field: str
    sent: str | None
    update_rule: str
    before: str | None
    after: str
    why: str = ""


class RecordChange(NamedTuple):
    """What a row made of one record, field by field."""

    record_id: int
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`outcome`: linked, imported, acted, unmatched or rejected. `says`: all of it in plain words."""

    outcome: str
    sides: tuple[Side, ...]
    ground: Ground
    says: str
    links: tuple[tuple[int, int], ...] = ()
    changes: tuple[RecordChange, ...] = ()


class Explained:
    """The site behind some explanations: what was made for one of them serves the next.

    `then`: whether `lookup` shows the records as they were when the sync began.
    """

    def __init__(self, lookup: RecordLookup, rules: Rules, *, then: bool = True) -> None:
        self.lookup = lookup
        self.rules = rules
        self.then = then
        self._resembling: dict[tuple[Entity, int], Resembling] = {}

    def resembling(self, entity: Entity, column: int) -> Resembling:
        if (entity, column) not in self._resembling:
            stored = ((record.id, value_of(record, column)) for record in self.lookup.all_records(entity))
            self._resembling[entity, column] = Resembling(stored)
        return self._resembling[entity, column]

    def looked_for(self, entity: Entity, key: str, column: int, row: Row, *, case_sensitive: bool) -> Side:
        """What the row's value under `key` finds in the column."""
        value = row.get(key, "")
        fold = f"without regard to case (textComparison: {self.rules.assumptions.text_comparison})"
        comparison = "exactly as it is written" if case_sensitive else fold
        if is_blank(value):
            return Side(entity, key, value, comparison, (), 0, ())
        found = self.lookup.finder(entity, column, case_sensitive=case_sensitive)(value)
        shown = tuple((one, value_of(self.lookup.record(entity, one), column)) for one in found[:MOST_SHOWN])
        near = tuple(islice(self.resembling(entity, column).near_misses(value, found), MOST_NEAR_MISSES))
        return Side(entity, key, value, comparison, shown, len(found), near, self.then)


class ExplainedLinkage:
    """The rows of one linkage."""

    def __init__(self, definition: LinkageDefinition, site: Explained) -> None:
        self._definition, self._site = definition, site
        self._linking = Linking(definition, site.lookup, site.rules)
        self.match_key = definition.match_key

    def explain(self, row: Row, reject: Reject | None, ground: Ground) -> Explanation:
        """A row that was rejected with `reject`, which rests on `ground`, or linked."""
        match, source = self._sides(row)
        told_sides = told((match, source))
        decided = self._linking.judge(row)
        if reject is not None:
            at_account = self._definition.linked_entity is ACCOUNTS and source.total > 0
            if reject.status_code == codes.NO_CONTACT and at_account:
                ground = grounds.EMPTY_ACCOUNT
            agrees = isinstance(decided, Refusal) and decided.code == reject.status_code
            return Explanation(
                "rejected", (match, source), ground, f"{rejected(reject)} {told_sides}{'' if agrees else _CHANGED}"
            )
        if isinstance(decided, Refusal):
            says = f"The row was accepted. {told_sides}{_CHANGED}"
            return Explanation("linked", (match, source), grounds.LINKED, says)
        links = tuple((opportunity, contact) for opportunity in decided[0] for contact in decided[1])
        says = f"The row was accepted. {told_sides} {self._calls_for(len(links), source)}"
        return Explanation("linked", (match, source), self._ground(match, source, links), says, links[:MOST_SHOWN])

    def _sides(self, row: Row) -> tuple[Side, Side]:
        its, looked_for = self._definition, self._site.looked_for
        return (
            looked_for(
                OPPORTUNITIES, its.match_key, OPPORTUNITY_ID_COLUMN, row, case_sensitive=its.case_sensitive_match
            ),
            looked_for(
                its.linked_entity, its.source_key, its.source_column, row, case_sensitive=its.case_sensitive_source
            ),
        )

    def _calls_for(self, many: int, source: Side) -> str:
        if many:
            return f"It called for {many} {'link' if many == 1 else 'links'}."
        accounts = "the account" if source.total == 1 else "the accounts"
        assumed = self._site.rules.assumptions.account_without_contacts
        return f"No contact was at {accounts}: nothing to link (accountWithoutContacts: {assumed})."

    def _ground(self, match: Side, source: Side, links: Sequence[tuple[int, int]]) -> Ground:
        by_account = self._definition.linked_entity is ACCOUNTS
        found = [grounds.LINKED_BY_ACCOUNT if by_account else grounds.LINKED]
        if by_account and not links:
            found.append(grounds.EMPTY_ACCOUNT)
        fans_out = self._definition.multiple_source_matches
        found += grounds.of_matches(match.total, source.total, fans_out=fans_out)
        return grounds.together([*found, *folded((match, source))])


def explain_action_row(side: Side, reject: Reject | None) -> Explanation:
    """A row of a sync action by itself: `side` is what it named."""
    if reject is not None:
        return Explanation("rejected", (side,), grounds.NOTHING, f"{rejected(reject)} {told((side,))}")
    if side.total:
        says = f"{told((side,))} The actions of the definition were done to what it matched."
        return Explanation("acted", (side,), grounds.together(folded((side,))), says)
    return Explanation("unmatched", (side,), grounds.NOTHING, f"{told((side,))} Nothing became of the row.")


def explain_address_row(key: str, row: Row, reject: Reject | None) -> Explanation:
    """A row of email addresses, which need no contact."""
    if reject is not None:
        return Explanation("rejected", (), grounds.NOTHING, rejected(reject))
    says = f"{key} {row.get(key, '')!r} is unsubscribed from now on, and so is whoever has that address."
    return Explanation("acted", (), grounds.NOTHING, says)


def by_plan(reject: Reject) -> Explanation:
    """A row that a planned course of the sync rejects, whatever it says."""
    return Explanation("rejected", (), grounds.NOTHING, f"{rejected(reject)} A planned course rejects this row.")


_CHANGED = " The site has changed since: today the row would be decided otherwise."


def folded(sides: Iterable[Side]) -> list[Ground]:
    """The switch that says what is equal, where that decided."""
    return [grounds.FOLDED] if any(side.is_folded for side in sides) else []


def value_of(record: Record, column: int) -> str:
    return str(record.id) if column == ID_COLUMN else record.values[column]


def rejected(reject: Reject) -> str:
    at = f" at {', '.join(reject.invalid_fields)}" if reject.invalid_fields else ""
    return f"Rejected with {reject.status_code}{at}: {reject.message}"


def told(sides: tuple[Side, ...]) -> str:
    return " ".join(_told_of(side) for side in sides)


def _told_of(side: Side) -> str:
    if is_blank(side.value):
        return f"{side.key} is blank, and a blank matches nothing."
    found = ", ".join(str(record) for record, _ in side.records) + ("…" if side.total > len(side.records) else "")
    plural = side.entity.plural
    matched = f"{side.total} of the {plural} (id {found})" if side.total else f"none of the {plural}"
    near = "".join(
        f" {miss.value!r} (id {miss.record_id}) differs in {' and '.join(miss.differs_in)} only." for miss in side.near
    )
    if side.then:
        return f"{side.key} {side.value!r}, compared {side.comparison}, matched {matched}.{near}"
    return (
        f"{side.key} {side.value!r}, compared {side.comparison}, matches {matched} as they are now: so many records"
        f" changed since that it is not known which it matched then.{near}"
    )
