"""What exports gave, kept for a while: by sync, and by definition the latest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ExportedData:
    """The rows of one finished export sync, as text in the order of `keys`.

    `rows` is None once they have expired or were deleted: then it is known that there were some.
    """

    keys: tuple[str, ...]
    rows: list[tuple[str, ...]] | None
    created_by: str


class Exports:
    """The exported data of one site."""

    def __init__(self) -> None:
        self.by_sync: dict[int, ExportedData] = {}
        self.latest: dict[str, ExportedData] = {}
        """By the uri of the definition."""

    def keep(self, sync_id: int, definition_uri: str, data: ExportedData) -> None:
        self.by_sync[sync_id] = self.latest[definition_uri] = data
