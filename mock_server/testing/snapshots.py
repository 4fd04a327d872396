"""A site's records, links and list members at one moment, and what became otherwise since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_server.testing.records import WORDS, Link, Record


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`records` by plural and record id; `members` of lists, segments, filters and email groups by statement."""

    site_name: str
    records: Mapping[str, Mapping[int, Record]]
    links: Mapping[tuple[str, int], Link]
    members: Mapping[str, frozenset[int]]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(found)} {plural}" for plural, found in self.records.items())
        return f"<snapshot of {self.site_name}: {counts}, {len(self.links)} links>"


@dataclass(frozen=True, slots=True)
class Change:
    """A record whose fields are otherwise now. `fields`: internal name to what it was and what it is."""

    record: Record
    fields: Mapping[str, tuple[str, str]]

    @property
    def entity(self) -> str:
        return self.record.entity

    @property
    def label(self) -> str:
        return self.record.label


@dataclass(frozen=True, slots=True)
class Diff:
    """What became otherwise between two snapshots. False where nothing did."""

    created: tuple[Record, ...] = ()
    updated: tuple[Change, ...] = ()
    removed: tuple[Record, ...] = ()
    linked: tuple[Link, ...] = ()
    unlinked: tuple[Link, ...] = ()
    joined: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Record ids by the statement of the list, segment, filter or email group."""
    left: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.created, self.updated, self.removed, self.linked, self.unlinked, self.joined, self.left))

    def as_data(self) -> dict[str, Any]:
        """As plain data, to compare or to write as JSON; only what is not empty."""
        data = {
            "created": _by_entity((r, r.filled) for r in self.created),
            "updated": _by_entity((c.record, dict(c.fields)) for c in self.updated),
            "removed": _by_entity((r, r.filled) for r in self.removed),
            "linked": [(link.opportunity_id, link.email_address) for link in self.linked],
            "unlinked": [(link.opportunity_id, link.email_address) for link in self.unlinked],
            "joined": {statement: sorted(ids) for statement, ids in self.joined.items()},
            "left": {statement: sorted(ids) for statement, ids in self.left.items()},
        }
        return {name: found for name, found in data.items() if found}

    def lines(self) -> Iterator[str]:
        """What a person reads, a line for each thing."""
        yield from (f"created {WORDS[r.entity]} {r.label}: {_fields(r.filled)}" for r in self.created)
        for change in self.updated:
            fields = ", ".join(f"{name} {old!r} -> {new!r}" for name, (old, new) in change.fields.items())
            yield f"updated {WORDS[change.entity]} {change.label}: {fields}"
        yield from (f"removed {WORDS[r.entity]} {r.label}" for r in self.removed)
        for word, links in (("linked", self.linked), ("unlinked", self.unlinked)):
            yield from (f"{word} {e.opportunity_id} and {e.email_address} (contact {e.contact_id})" for e in links)
        for word, members in (("joined", self.joined), ("left", self.left)):
            yield from (f"{word} {statement}: {sorted(ids)}" for statement, ids in members.items())

    def __str__(self) -> str:
        return "\n".join(self.lines()) or "nothing changed"

    __repr__ = __str__


def difference(before: Snapshot, after: Snapshot) -> Diff:
    """What is otherwise in `after`. Times of creation and update do not count."""
    old = [record for records in before.records.values() for record in records.values()]
    new = [record for records in after.records.values() for record in records.values()]
    return Diff(
        created=tuple(r for r in new if r.id not in before.records[r.entity]),
        updated=tuple(_changes(before, new)),
        removed=tuple(r for r in old if r.id not in after.records[r.entity]),
        linked=tuple(link for pair, link in after.links.items() if pair not in before.links),
        unlinked=tuple(link for pair, link in before.links.items() if pair not in after.links),
        joined=_gained(before.members, after.members),
        left=_gained(after.members, before.members),
    )


def _changes(before: Snapshot, new: list[Record]) -> Iterator[Change]:
    for record in new:
        old = before.records[record.entity].get(record.id)
        if old is not None:
            fields = {name: (old[name], text) for name, text in record.items() if old[name] != text}
            if old.account_id != record.account_id:
                fields["account"] = (str(old.account_id), str(record.account_id))
            if fields:
                yield Change(record, fields)


def _gained(before: Mapping[str, frozenset[int]], after: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    return {statement: more for statement, ids in after.items() if (more := ids - before.get(statement, frozenset()))}


def _by_entity(found: Iterator[tuple[Record, Any]]) -> dict[str, dict[str, Any]]:
    """By plural and label; where several records share a label, the later ones bear their record id too."""
    grouped: dict[str, dict[str, Any]] = {}
    for record, value in found:
        of_entity = grouped.setdefault(record.entity, {})
        of_entity[record.label if record.label not in of_entity else f"{record.label} ({record.id})"] = value
    return grouped


def _fields(fields: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {text!r}" for name, text in fields.items())
