"""Why the rows of a sync became what they did, as the mock explains them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.testing.control import SiteControl


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of one sync. `as_json` is all that the control API tells; see docs/reference/control-api.md, "Why"."""

    sync_uri: str
    row: int
    """Its number in the sync, from 1; 0 where its rows are not kept."""
    values: Mapping[str, str]
    """What was uploaded, by key."""
    says: str
    """All of it in words."""
    as_json: Mapping[str, Any]

    def __str__(self) -> str:
        return f"row {self.row} of {self.sync_uri} {dict(self.values)}: {self.says}"


def explanations(control: SiteControl, sync_uri: str, holding: Iterable[str] = ()) -> Iterator[Explanation]:
    """Of every row of the sync that is kept and has all these values.

    Raises RefusedError for a sync that is not there, or has not ended.
    """
    for item in control.all(f"{sync_uri.strip('/')}/explain", *(("holds", value) for value in holding)):
        yield explained(sync_uri, item)


def explained(sync_uri: str, item: Mapping[str, Any]) -> Explanation:
    return Explanation(sync_uri, item["row"] or 0, item["values"], item["says"], item)
