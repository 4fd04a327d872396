"""The link set of one site: pairs of an opportunity and a contact, each with the sync that first made it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice, repeat
from typing import NamedTuple

from mock_server.clock import let_others_run
from mock_server.domain.uploads import SLICE


class Link(NamedTuple):
    """Record ids; `sync_id` is None for a link of the site file."""

    opportunity_id: int
    contact_id: int
    sync_id: int | None


class Links:
    """A set: adding a link again changes nothing, not even the sync it is credited to."""

    def __init__(self) -> None:
        self._made_by: dict[tuple[int, int], int | None] = {}
        self._sorted: list[tuple[int, int]] | None = None

    def __len__(self) -> int:
        return len(self._made_by)

    def add_all(self, pairs: Iterable[tuple[int, int]], sync_id: int | None) -> None:
        """Add links that a sync made, all of them or, where that raises, none."""
        made_by = self._made_by
        before, waiting = len(made_by), iter(pairs)
        try:
            while some := list(islice(waiting, SLICE)):
                deque(map(made_by.setdefault, some, repeat(sync_id)), maxlen=0)
                if len(some) == SLICE:
                    let_others_run()  # or nobody else would for a second
        except BaseException:  # no memory left, say
            while len(made_by) > before:
                made_by.popitem()
            raise
        finally:
            self._sorted = None

    def restore(self, links: Iterable[Link]) -> None:
        """Add the links of a saved site, each with its sync."""
        for opportunity_id, contact_id, sync_id in links:
            self._made_by[opportunity_id, contact_id] = sync_id
        self._sorted = None

    def page(self, offset: int, limit: int) -> list[Link]:
        """Links in id order: by opportunity, then by contact."""
        if self._sorted is None:
            self._sorted = sorted(self._made_by)
        return [Link(*pair, self._made_by[pair]) for pair in self._sorted[offset : offset + limit]]
