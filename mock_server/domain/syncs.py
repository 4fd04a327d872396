"""Syncs: their states as one table, and their value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mock_server.domain.definitions import Process
from mock_server.domain.logs import LogEntry
from mock_server.domain.rejects import Reject


class Status(StrEnum):
    """CONFIRMED: the enum of Oracle's schema; one page writes `errored` for the last (differences: error-status)."""

    PENDING = "pending"
    ACTIVE = "active"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


# Status -> what may follow it. Nothing leads back, and the last three are final.
TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.ACTIVE, Status.ERROR}),
    Status.ACTIVE: frozenset({Status.SUCCESS, Status.WARNING, Status.ERROR}),
    Status.SUCCESS: frozenset(),
    Status.WARNING: frozenset(),
    Status.ERROR: frozenset(),
}


def is_final(status: Status) -> bool:
    return not TRANSITIONS[status]


@dataclass(slots=True)
class Sync:
    """One sync of one definition. Times are ticks; `callback_url` is what POST /syncs was given.

    The one value here that changes: `move` is the only way, and refuses what the table does not allow.
    """

    id: int
    definition_uri: str
    created_at: int
    created_by: str
    callback_url: str | None = None
    process: Process = Process.IMPORT
    status: Status = Status.PENDING
    started_at: int | None = None
    ended_at: int | None = None
    polls: int = 0
    logs: tuple[LogEntry, ...] = ()
    rejects: tuple[Reject, ...] = ()

    @property
    def uri(self) -> str:
        return f"/syncs/{self.id}"

    @property
    def is_final(self) -> bool:
        return is_final(self.status)

    def move(self, status: Status, now: int) -> None:
        """Go to `status` at `now`. Raises ValueError where the table has no such step."""
        if status not in TRANSITIONS[self.status]:
            raise ValueError(f"a sync does not go from {self.status} to {status}")
        self.status = status
        if status is Status.ACTIVE:
            self.started_at = now
        else:
            self.ended_at = now
