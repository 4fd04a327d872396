"""State as an assertion: a snapshot before, and what is otherwise after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mock_server.testing import records
from mock_server.testing.access import Access
from mock_server.testing.records import WORDS
from mock_server.testing.snapshots import Diff, Snapshot, difference

Labels = Mapping[str, Iterable[str]]
"""By plural: opportunity ids, addresses, account names."""
Updates = Mapping[str, Mapping[str, Iterable[str]]]
"""By plural, then by label: the internal names of the fields."""


class Comparing(Access):
    """What became of the site since a moment before."""

    def snapshot(self) -> Snapshot:
        """The site's records, links and members of lists, as they are now."""
        found = {plural: {r.id: r for r in records.records(plural, self._all)} for plural in WORDS}
        members = {item["statement"]: frozenset(item["members"]) for item in self._all("containers")}
        links = {(link.opportunity_id, link.contact_id): link for link in self.links}
        return Snapshot(self.site_name, found, links, members)

    def diff(self, before: Snapshot) -> Diff:
        """What was created, updated on which fields, linked, since `before`; nothing else was. It prints readably."""
        return difference(before, self.snapshot())

    def assert_unchanged(self, before: Snapshot) -> None:
        """Nothing of the site is otherwise than in `before`."""
        __tracebackhide__ = True
        if found := self.diff(before):
            raise AssertionError(f"{self.site_name} should be unchanged, but:\n{_indented(found)}")

    def assert_only_changed(
        self,
        before: Snapshot,
        *,
        created: Labels | None = None,
        updated: Updates | None = None,
        linked: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Exactly this became otherwise since `before`, and nothing else.

        `created`: `{"opportunities": ["OPP-1"]}`; `updated`: `{"opportunities": {"OPP-2": ["Amount"]}}`; `linked`:
        pairs of an opportunity's id and an address.
        """
        __tracebackhide__ = True
        found = self.diff(before)
        wanted, seen = Counter(_wanted(created or {}, updated or {}, linked)), Counter(_seen(found))
        if wanted != seen:
            told = [f"should be, but is not: {line}" for line in sorted((wanted - seen).elements())]
            told += [f"is, but should not be: {line}" for line in sorted((seen - wanted).elements())]
            raise AssertionError(
                "\n  ".join([f"{self.site_name} changed otherwise:", *told]) + f"\nall:\n{_indented(found)}"
            )


def _wanted(created: Labels, updated: Updates, linked: Iterable[tuple[str, str]]) -> Iterator[str]:
    __tracebackhide__ = True
    for plural, named in (*created.items(), *updated.items()):
        if plural not in WORDS:
            raise ValueError(f"{plural} is no entity; they are {', '.join(WORDS)}")
        several = named.values() if isinstance(named, Mapping) else [named]
        if any(isinstance(one, str) for one in several):
            raise ValueError(f"{plural}: {named!r} must hold lists of names, not a name alone")
    yield from (f"created {WORDS[plural]} {label}" for plural, labels in created.items() for label in labels)
    for plural, changes in updated.items():
        yield from {
            f"updated {WORDS[plural]} {label}: {name}": None for label, names in changes.items() for name in names
        }
    # Several contacts with one address, or accounts of one name, are told apart by nothing that a test writes down.
    yield from {f"linked {opportunity} and {address}": None for opportunity, address in linked}


def _seen(found: Diff) -> Iterator[str]:
    """In the words of `_wanted`; of what that has no words for, in the diff's own."""
    yield from (f"created {WORDS[r.entity]} {r.label}" for r in found.created)
    yield from {f"updated {WORDS[c.entity]} {c.label}: {name}": None for c in found.updated for name in c.fields}
    yield from {f"linked {link.opportunity_id} and {link.email_address}": None for link in found.linked}
    rest: Any = Diff(removed=found.removed, unlinked=found.unlinked, joined=found.joined, left=found.left)
    yield from rest.lines()


def _indented(found: Diff) -> str:
    return "\n".join(f"  {line}" for line in found.lines())
