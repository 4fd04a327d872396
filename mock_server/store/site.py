"""One site's state: everything that belongs to it hangs from one object, and one lock guards it.

A reset makes a new state beside the old one and swaps them in `sites.Sites`; whoever still holds the old one writes
into what nobody reads any more.
"""

from __future__ import annotations

import heapq
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from mock_server.behaviours.planned import Courses, Faults
from mock_server.clock import SiteClock
from mock_server.domain.definitions import KINDS, Definition
from mock_server.domain.errors import NotFound
from mock_server.domain.site_description import Container, SiteDescription
from mock_server.domain.syncs import Sync
from mock_server.journal.entries import Journal
from mock_server.journal.masking import Marks, Masks
from mock_server.store.exports import Exports
from mock_server.store.links import Links
from mock_server.store.processed import ProcessedRows
from mock_server.store.records import Records
from mock_server.store.staging import StagedUpload, StagingArea
from mock_server.store.tokens import Tokens

if TYPE_CHECKING:
    from mock_server.behaviours.courses import UnderWay
    from mock_server.domain.checking import Site

_DEFINITION_URI = re.compile(r"(.+)/([1-9][0-9]{0,17})")


@dataclass(slots=True)
class DefinitionTable:
    """Definitions of one kind: their ids are counted apart from other kinds' and never used again."""

    by_id: dict[int, Definition] = field(default_factory=dict)
    last_id: int = 0


@dataclass(order=True, slots=True)
class DueEvent:
    """Something that happens at a moment of the site's clock, unless it was overtaken."""

    at: int
    order: int
    happen: Callable[[int], None] = field(compare=False)


@dataclass(slots=True)
class Progress:
    """How far a sync at work has come: `done` of its staged `rows` (an export has none), since a moment of the site's
    clock."""

    sync_id: int
    rows: int
    since: int
    done: int = 0


LINKS = "links"


class Unseen(NamedTuple):
    """What a sync wrote and a course hides still: `of` is the plural of the entity, or LINKS."""

    of: str
    write: Callable[[], None]


class SiteState:
    """The state of a site, as it was described and as it has become. Hold `lock` for every look and every change."""

    def __init__(self, description: SiteDescription, clock: SiteClock, journal: Journal, marks: Marks) -> None:
        self.description = description
        self.clock = clock
        self.journal = journal
        self.faults = Faults()
        self.courses = Courses()
        self.under_way: dict[int, UnderWay] = {}
        """Syncs that take a planned course, by id: in place of the site's pace."""
        self.unseen: dict[int, Unseen] = {}
        """What syncs that have ended wrote and nobody sees yet, by their ids, the oldest first."""
        self.moved = False
        """Whether the site is at the server's second address by now."""
        self.lock = threading.RLock()
        self.began_at = clock.now()
        self.records = Records(description, self.began_at)
        self.removed: set[str] = set()
        """The statements of containers that were deleted since the site was described."""
        self.links = Links()
        self.links.add_all(description.links, None)
        self.definitions = {path: DefinitionTable() for path in KINDS}
        self.staging: defaultdict[str, StagingArea] = defaultdict(StagingArea)
        self.syncs: dict[int, Sync] = {}
        self.processed = ProcessedRows(10_000)
        """The rows of ended syncs, while there is room for them."""
        self.unfinished: defaultdict[str, deque[Sync]] = defaultdict(deque)
        """Syncs that are not final, by the uri of their definition, the oldest first: only that one may run."""
        self.taken: dict[int, list[StagedUpload]] = {}
        """What a running sync took from the staging area, by sync id."""
        self.runnable: deque[tuple[Sync, int]] = deque()
        """Active syncs whose work may be done, each with the moment it ends at."""
        self.running = False
        """Whether a sync is at work. Where it runs beside, the lock is free meanwhile."""
        self.progress: Progress | None = None
        """Of the latest sync that was at work."""
        self.idle = threading.Condition(self.lock)
        """Notified when a sync that ran beside is through."""
        self.retired = False
        """Whether the site was reset or removed: what still goes on here calls nobody back."""
        self.tokens = Tokens()
        self.masks = Masks(marks, description.secrets, self.tokens.knows, self.tokens.any_given)
        """What the journal must not show."""
        self.exports = Exports()
        self.alarm_at: int | None = None
        """When the next alarm was set for, on the site's clock."""
        self._due: list[DueEvent] = []
        self._scheduled = 0

    @property
    def containers(self) -> list[Container]:
        """The lists, segments, filters and email groups that are there, as they were described."""
        return [each for each in self.description.containers if each.statement not in self.removed]

    def remove_container(self, statement: str) -> None:
        """Take away one that is there. Definitions that name it hold no longer."""
        del self.records.containers[statement]
        self.removed.add(statement)

    @property
    def as_checked(self) -> Site:
        """The view that the checks of a definition have."""
        from mock_server.domain.checking import Site  # no site needs the checks before its first definition

        uris = [priority.uri for priority in self.description.priorities]
        return Site(self.description.field_tables, uris, self.records, self.records.fold)

    def definition(self, uri: str) -> Definition:
        """The definition of that canonical uri. Raises NotFound."""
        parts = _DEFINITION_URI.fullmatch(uri)
        table = None if parts is None else self.definitions.get(parts[1])
        found = None if parts is None or table is None else table.by_id.get(int(parts[2]))
        if found is None:
            raise NotFound
        return found

    # What falls due.

    def schedule(self, at: int, happen: Callable[[int], None]) -> None:
        """Let `happen` be called with its time when the site's clock has reached `at`."""
        self._scheduled += 1
        heapq.heappush(self._due, DueEvent(at, self._scheduled, happen))

    def next_due(self) -> int | None:
        return self._due[0].at if self._due else None

    def carry_out_due(self, now: int) -> None:
        """Let everything happen that fell due up to `now`, in order, each at its own time.

        While a sync runs beside, the rest waits: a definition must not be deleted by the clock before the sync of it
        that ended earlier on that clock is applied.
        """
        while self._due and self._due[0].at <= now and not self.running:
            event = heapq.heappop(self._due)
            event.happen(event.at)


def emptied(description: SiteDescription) -> SiteDescription:
    """The same site without its records and links; users, clients, stages, fields and empty containers stay."""
    containers = tuple(replace(container, members=()) for container in description.containers)
    return replace(description, accounts=(), contacts=(), opportunities=(), links=(), containers=containers, saved=None)
