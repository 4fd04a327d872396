"""What a user writes to have a client driven: an adapter, some of whose methods are below, and a factory that makes it.

Every method is optional: rules that need a missing one are not exercised. Rows are dictionaries under the keys of
Oracle's tutorial, which are the names of Eloqua's fields without blanks: `OpportunityID`, `OpportunityName`, `Stage`,
`Amount`, `EmailAddress`, `CompanyName`, `FirstName`, …. Values are text, numbers, booleans or None.

Whatever goes wrong for good (a call is refused, or the client gives up) is raised, as an exception of any kind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

Row = Mapping[str, Any]
Rows = Sequence[Row]
Handle = Any
"""What an import or a linkage returns, to be handed back to `wait` and `rejects`: whatever suits the client."""

MEBIBYTE = 1024 * 1024
UPLOAD_BYTES = 32 * MEBIBYTE
"""What one upload may have (source: "Bulk API limits")."""
UPLOADS_PER_SYNC = 500
"""How many uploads one sync may take in (source: "Bulk API limits")."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a client is to go, as whom, and what it may rely on.

    `url` is the origin of the log-in service, where discovery (`GET /id`) is. With `refresh_token` the client is to
    use OAuth, else HTTP Basic. `timeout` is how many seconds a client should wait for an answer at most. A client that
    takes its `sleep` (seconds) from here waits on the site's clock and costs no time; one that sleeps for real works
    too, within its limit. `upload_bytes` and `uploads_per_sync` are scaled down where large rules shall be reached.
    """

    url: str
    site: str
    user: str
    password: str
    client_id: str | None = None
    client_secret: str | None = None
    refresh_token: str | None = None
    timeout: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    upload_bytes: int = UPLOAD_BYTES
    uploads_per_sync: int = UPLOADS_PER_SYNC
    keep_refresh_token: Callable[[str], None] | None = None
    """Told each new refresh token, for the client's own store."""

    def __repr__(self) -> str:
        """Without secrets."""
        return f"Connection({self.url!r}, {self.site!r}, {self.user!r})"


Factory = Callable[[Connection], Any]
"""Makes an adapter for one run. Where its attribute `fixed_limits` is true, its clients know the real limits only."""


@runtime_checkable
class ImportsOpportunities(Protocol):
    def import_opportunities(self, rows: Rows) -> Handle:
        """Rows have `OpportunityID` (the identifier), `OpportunityName`, `Stage`, `Amount`, some `CloseDate`."""


@runtime_checkable
class LinksContacts(Protocol):
    def link_contacts(self, rows: Rows) -> Handle:
        """Link each row's `OpportunityID` to every contact with its `EmailAddress`."""


@runtime_checkable
class LinksAccounts(Protocol):
    def link_accounts(self, rows: Rows) -> Handle:
        """Link each row's `OpportunityID` to all contacts at the accounts with its `CompanyName`."""


@runtime_checkable
class ImportsContacts(Protocol):
    def import_contacts(self, rows: Rows) -> Handle:
        """Rows have `EmailAddress` (the identifier), `FirstName`, `LastName`, some `IsSubscribed`, a boolean."""


@runtime_checkable
class ImportsAccounts(Protocol):
    def import_accounts(self, rows: Rows) -> Handle:
        """Rows have `CompanyName` (the identifier), `Country`."""


@runtime_checkable
class Waits(Protocol):
    def wait(self, handle: Handle) -> str:
        """Until the import or linkage is over: `success`, `warning` or `error`. Raises where the client gives up."""


@runtime_checkable
class ReadsRejects(Protocol):
    def rejects(self, handle: Handle) -> Iterable[tuple[int, str]]:
        """What was rejected: the row's index in `rows`, from 0, and the code, such as `ELQ-00061`."""


@runtime_checkable
class ExportsContacts(Protocol):
    def export_contacts(self) -> Iterable[Row]:
        """Every contact: `EmailAddress`, `FirstName`, `LastName`."""


@runtime_checkable
class ExportsAccounts(Protocol):
    def export_accounts(self) -> Iterable[Row]:
        """Every account: `CompanyName`, `Country`."""


@runtime_checkable
class Closes(Protocol):
    def close(self) -> None:
        """The run is over: let go of connections, and of whatever is not needed any more."""


METHODS: Mapping[str, type] = {
    "import_opportunities": ImportsOpportunities,
    "link_contacts": LinksContacts,
    "link_accounts": LinksAccounts,
    "import_contacts": ImportsContacts,
    "import_accounts": ImportsAccounts,
    "wait": Waits,
    "rejects": ReadsRejects,
    "export_contacts": ExportsContacts,
    "export_accounts": ExportsAccounts,
    "close": Closes,
}


def offered(adapter: object) -> frozenset[str]:
    """The methods an adapter has, of those above. A method set to None is not offered."""
    return frozenset(name for name in METHODS if callable(getattr(adapter, name, None)))
