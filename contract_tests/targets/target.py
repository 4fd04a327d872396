"""A server under test, as the suite sees it: what it can do, and how to get a site on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from unittest import SkipTest

from contract_tests.client import BulkClient


class Capability(StrEnum):
    """What a check may need of a target besides the Bulk API itself."""

    FRESH_SITE = "fresh site"
    """A site of one's own, described by a site file, for each check or example."""
    READABLE_LINKS = "readable links"
    """Records and links can be read back, though the Bulk API has no call for that."""
    CLOCK = "clock"
    """The site's clock can be set forward."""
    DELETABLE_LISTS = "deletable lists"
    """A contact list can be deleted, for which the Bulk API has no call either."""
    EXPERIMENTS = "experiments"
    """Its answers to the open questions may be found out by experiment."""
    COURSES = "courses"
    """The course of a sync to come can be planned: which rows it rejects, whatever they say."""
    FAULTS = "faults"
    """Faults can be planned."""


class Unsupported(SkipTest):
    """The target cannot do what a check needs; the check is skipped, visibly, with this reason."""


class Indeterminate(SkipTest):
    """No verdict could be had: no answer in time, throttled, budget spent. Neither for nor against the target.

    A SkipTest, as Unsupported is: Hypothesis passes those on at once instead of shrinking towards them.
    """


class Unreachable(Indeterminate):
    """Nobody answers at the address, or nobody does any more: whatever else would be asked would come to the same."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Data-level state of a site, read through the target's control API: opportunity fields by id text, and links.

    `updated` says when each opportunity was last changed, in their order, as the target writes times. `links` are pairs
    (text of the opportunity's id, contact id); `made_by` has the uri of the sync that made each, None where another way
    did. Two states that differ in nothing but `made_by` and `updated` are the same.
    """

    opportunities: tuple[dict[str, str], ...]
    links: frozenset[tuple[str, int]]
    made_by: Mapping[tuple[str, int], str | None] = field(default_factory=dict, compare=False)
    updated: tuple[str, ...] = field(default=(), compare=False)


class Site(Protocol):
    """One site on a target. Methods that need a capability raise Unsupported where it is missing."""

    client: BulkClient
    name: str

    def observe(self) -> Observed:
        """Needs READABLE_LINKS."""
        ...

    def advance(self, seconds: float) -> None:
        """Needs CLOCK."""
        ...

    def reject_rows(self, definition_uri: str, rows: Sequence[int], code: str) -> None:
        """Let the next sync of the definition reject the rows of these numbers, from 0. Needs COURSES."""
        ...

    def delete_list(self, number: int) -> None:
        """Delete the contact list of that id. Needs DELETABLE_LISTS."""
        ...


class PlansFaults(Site, Protocol):
    """A site whose calls can be made to go wrong: every site of a target that has FAULTS."""

    def plan_fault(self, **fault: Any) -> None:
        """Plan one fault: `method`, `path` (a glob), `pathRegex`, `skip`, `times`; `status` with `retryAfter`, or
        `answer="lost"`; `phase` "before" or "after" the work."""
        ...

    def faults(self) -> list[dict[str, Any]]:
        """Every planned fault with `met`, `fired` and `usedUp`."""
        ...

    def forget_faults(self) -> None: ...


class Target(Protocol):
    """A server under test. `capabilities` never change during a run."""

    name: str
    capabilities: frozenset[Capability]

    def __hash__(self) -> int:
        """A target is itself and no other: what was found of it may be kept under it."""
        ...

    def site(self, description: dict[str, Any] | None = None) -> AbstractContextManager[Site]:
        """A site for one check or one example: a fresh one as `description` (a site file) says, needing FRESH_SITE.

        Without a description, whatever site the target has.
        """
        ...

    def close(self) -> None: ...


def needs(target: Target, *wanted: Capability) -> None:
    """Raise Unsupported unless the target can do all that is `wanted`."""
    missing = [capability for capability in wanted if capability not in target.capabilities]
    if missing:
        raise Unsupported(f"{target.name} has no {', '.join(missing)}")


def pages(client: BulkClient, path: str, limit: int = 1000) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page. Fails, as an assertion does, where an answer is no list."""
    offset = 0
    while True:
        answer = client.get(path, limit=limit, offset=offset)
        if answer.status != 200 or not isinstance(answer.body, dict) or "hasMore" not in answer.body:
            raise AssertionError(f"GET {path} answered {answer.status} and no list: {answer.content[:200]!r}")
        items = answer.body.get("items", [])
        if not all(isinstance(item, dict) for item in items):
            raise AssertionError(f"GET {path}: expected items that are objects, got {str(items)[:300]}")
        yield from items
        if not answer.body.get("hasMore") or not items:
            return
        offset += len(items)
