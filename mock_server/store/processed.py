"""The rows that ended syncs had, as long as there is room: for whoever asks why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mock_server.domain.definitions import Definition
from mock_server.domain.uploads import Upload
from mock_server.store.history import Moments


class Processed(NamedTuple):
    """What a sync worked on. The rows are those that were staged, no copies."""

    definition: Definition
    uploads: Sequence[Upload]
    rows: int
    before: Moments
    after: Moments
    """When the sync began to change records, and when it had: nobody else did in between."""


class ProcessedRows:
    """Of the latest syncs, `most` rows in all at the most: a sync of more keeps none. 0 keeps nothing."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[int, Processed] = {}
        self._rows = 0

    def keep(
        self, sync_id: int, definition: Definition, uploads: Sequence[Upload], before: Moments, after: Moments
    ) -> None:
        rows = sum(map(len, uploads))
        if rows > self.most or self.most == 0:
            return
        self._kept[sync_id] = Processed(definition, uploads, rows, before, after)
        self._rows += rows
        while self._rows > self.most:
            self._rows -= self._kept.pop(next(iter(self._kept))).rows

    def keep_moments(self, sync_id: int, before: Moments, after: Moments) -> None:
        """The sync wrote later than it ended."""
        if (kept := self._kept.get(sync_id)) is not None:
            self._kept[sync_id] = kept._replace(before=before, after=after)

    def of(self, sync_id: int) -> Processed | None:
        return self._kept.get(sync_id)
