"""What exports gave, kept for a while: by sync, and by definition the latest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ExportedData:
    """The rows of one finished export sync, as text in the order of `keys`.

    `rows` is None once they have expired or were deleted: then it is known that there were some. Times are ticks.
    """

    keys: tuple[str, ...]
    rows: list[tuple[str, ...]] | None
    created_by: str
    sync_id: int
    expires_at: int


class Exports:
    """The exported data of one site."""

    def __init__(self) -> None:
        self.by_sync: dict[int, ExportedData] = {}
        self._latest: dict[str, dict[str, ExportedData]] = {}

    def keep(self, sync_id: int, definition_uri: str, data: ExportedData) -> None:
        self.by_sync[sync_id] = data
        of_definition = self._latest.setdefault(definition_uri, {})
        of_definition.pop(data.created_by, None)
        of_definition[data.created_by] = data

    def latest_for(self, definition_uri: str, username: str) -> ExportedData | None:
        """The latest data of a definition that the user exported; where there is none, anybody's latest."""
        of_definition = self._latest.get(definition_uri, {})
        return of_definition.get(username) or next(reversed(of_definition.values()), None)
