"""The staging area of one definition: uploads that wait for a sync, each ageing by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mock_server.domain.uploads import Upload


class StagedUpload(NamedTuple):
    """`expires_at` in ticks: the upload's time plus the definition's `dataRetentionDuration`."""

    upload: Upload
    expires_at: int


class StagingArea:
    """Uploads in the order they came."""

    def __init__(self) -> None:
        self._staged: list[StagedUpload] = []

    def __len__(self) -> int:
        return len(self._staged)

    def staged(self) -> tuple[StagedUpload, ...]:
        return tuple(self._staged)

    def add(self, staged: StagedUpload) -> None:
        self._staged.append(staged)

    def take(self) -> list[StagedUpload]:
        """All that is staged; the area is empty afterwards."""
        taken, self._staged = self._staged, []
        return taken

    def put_back(self, taken: Iterable[StagedUpload], now: int) -> None:
        """Return what a sync took and could not process, before what came since; what expired meanwhile is gone."""
        self._staged = [*taken, *self._staged]
        self.drop_expired(now)

    def drop_expired(self, now: int) -> None:
        self._staged = [staged for staged in self._staged if staged.expires_at > now]
