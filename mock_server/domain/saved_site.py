"""What a saved site has beyond a site file, as values: what became of the site since it was described.

Times are ticks of the site's clock. What is not kept: docs/reference/saved-sites.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mock_server.domain.definitions import Definition
from mock_server.domain.syncs import Sync
from mock_server.domain.uploads import Upload


class SavedUpload(NamedTuple):
    """One upload that waits in the staging area of a definition, or was taken from it by a sync."""

    definition_uri: str
    upload: Upload
    expires_at: int


@dataclass(frozen=True, slots=True)
class SavedCourse:
    """The planned course that a sync is under: as the control API takes it, and how far it has come.

    `due` is when the clock ends its stage; None where the clock does not.
    """

    said: Mapping[str, Any]
    shown: int = 0
    arrived: bool = False
    asked_for_data: int = 0
    due: int | None = None


class SavedSync(NamedTuple):
    """A sync, never to be changed, with what it took from the staging area and the course it is under."""

    sync: Sync
    taken: tuple[SavedUpload, ...] = ()
    course: SavedCourse | None = None


class SavedExport(NamedTuple):
    """What an export sync gave; `rows` is None once they have expired or were deleted."""

    sync_id: int
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] | None
    expires_at: int


class SavedLink(NamedTuple):
    """Record ids, and the sync that made the link; None for one of the site file."""

    opportunity_id: int
    contact_id: int
    sync_id: int | None


class SavedToken(NamedTuple):
    """An OAuth token or code: `kind` is `access`, `refresh` or `code`; only its digest is known, in hex digits."""

    kind: str
    digest: str
    username: str
    client_id: str
    expires_at: int
    redirect_uri: str = ""


@dataclass(frozen=True, slots=True)
class SavedState:
    """`last_ids`: of each kind of definition by its path. `exports` stand in the order in which they came to be.

    `barriers`: names, and whether each is open. `removed`: the statements of containers that were deleted; definitions
    may still name them.
    """

    now: int
    began_at: int
    last_ids: Mapping[str, int]
    definitions: Sequence[Definition] = ()
    staged: Sequence[SavedUpload] = ()
    syncs: Sequence[SavedSync] = ()
    exports: Sequence[SavedExport] = ()
    links: Sequence[SavedLink] = ()
    unsubscribed: Sequence[str] = ()
    tokens: Sequence[SavedToken] = ()
    barriers: Sequence[tuple[str, bool]] = ()
    removed: Sequence[str] = ()
