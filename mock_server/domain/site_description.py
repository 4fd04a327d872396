"""What a site file says, as values: the state a site starts from and goes back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.fields import FieldTable
from mock_server.domain.moments import TICKS_PER_SECOND

if TYPE_CHECKING:
    from mock_server.domain.saved_site import SavedState


@dataclass(frozen=True, slots=True)
class User:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """`refresh_token` is a standing one: it always works, so that a test can be written down."""

    client_id: str
    client_secret: str
    redirect_uri: str = ""
    refresh_token: str = ""


@dataclass(frozen=True, slots=True)
class AccountLinkage:
    """How a contact comes to its account: the internal names of the two fields whose values must match."""

    contact_field: str = "C_Company"
    account_field: str = "M_CompanyName"
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ImportPriority:
    id: int
    name: str

    @property
    def uri(self) -> str:
        return f"/imports/priorities/{self.id}"


CONTAINERS: Mapping[str, tuple[str, str]] = {
    "ContactList": ("contacts", "lists"),
    "ContactSegment": ("contacts", "segments"),
    "ContactFilter": ("contacts", "filters"),
    "AccountList": ("accounts", "lists"),
    "EmailGroup": ("contacts", ""),
}
"""The word of a container in statements, the entity of its members, and its part of a path under the entity's."""


@dataclass(frozen=True, slots=True)
class Container:
    """A list, segment, filter or email group. `members`: ids of records; of an email group, who is subscribed."""

    word: str
    id: int
    name: str
    members: tuple[int, ...] = ()

    @property
    def statement(self) -> str:
        return f"{{{{{self.word}[{self.id}]}}}}"

    @property
    def uri(self) -> str:
        entity, part = CONTAINERS[self.word]
        return f"/{entity}/{part}/{self.id}" if part else f"/emailGroups/{self.id}"


@dataclass(frozen=True, slots=True)
class LeadModel:
    """A lead scoring model. The scores are attributes of contacts, `LeadScore.Model[id].Rating` and the like."""

    id: int
    name: str
    status: str = "Active"

    @property
    def uri(self) -> str:
        return f"/contacts/scoring/models/{self.id}"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a sync goes: at once, after `polls` GETs that show it unfinished, or `ticks` after its POST."""

    polls: int | None = None
    ticks: int | None = None

    def as_json(self) -> str | dict[str, float]:
        """As a site file has it."""
        if self.polls is not None:
            return {"polls": self.polls}
        return "immediate" if self.ticks is None else {"seconds": self.ticks / TICKS_PER_SECOND}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a site takes. The defaults are CONFIRMED DOC-LIM; others let a small test reach the same rules."""

    upload_bytes: int = 33_554_432
    """Of the body of one upload: 32 MB."""
    uploads_per_sync: int = 500
    """Uploads ("files") that one sync takes: the next answers 400 (R24D)."""

    def as_json(self) -> dict[str, int]:
        """As a site file has it."""
        return {"uploadBytes": self.upload_bytes, "uploadsPerSync": self.uploads_per_sync}


SMALL_LIMITS = Limits(upload_bytes=32_000, uploads_per_sync=5)
"""The preset `small`."""


@dataclass(frozen=True, slots=True)
class DescribedRecord:
    """A record of the site file. `values` stand in the order of the entity's field table.

    Times are ticks; without any the record comes to be when the site does.
    """

    id: int
    values: tuple[str, ...]
    account_id: int | None = None
    created_at: int | None = None
    updated_at: int | None = None


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """A whole site file, checked: what refers to something refers to something that exists."""

    name: str
    users: tuple[User, ...]
    field_tables: Mapping[str, FieldTable]
    clients: tuple[OAuthClient, ...] = ()
    stages: tuple[str, ...] = ()
    account_linkage: AccountLinkage = field(default_factory=AccountLinkage)
    priorities: tuple[ImportPriority, ...] = ()
    containers: tuple[Container, ...] = ()
    lead_models: tuple[LeadModel, ...] = ()
    pace: Pace = field(default_factory=Pace)
    limits: Limits = field(default_factory=Limits)
    assumptions: Assumptions = field(default_factory=Assumptions)
    accounts: tuple[DescribedRecord, ...] = ()
    contacts: tuple[DescribedRecord, ...] = ()
    opportunities: tuple[DescribedRecord, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    """Pairs of record ids: opportunity, contact."""
    saved: SavedState | None = None
    """Of a saved site: what became of it. Its records, links and members are then those it had at last."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may read who only looks: passwords, client secrets, standing refresh tokens."""
        of_clients = (secret for client in self.clients for secret in (client.client_secret, client.refresh_token))
        return (*(user.password for user in self.users), *of_clients)
