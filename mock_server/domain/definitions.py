"""Definitions: their kinds, and what an accepted one holds.

A kind is data: the path it lives under, the entity, what a sync of it does, and the properties it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mock_server.domain.assumptions import DEFAULTS, Assumptions
from mock_server.domain.entities import ACCOUNTS, CONTACTS, EMAIL_ADDRESSES, OPPORTUNITIES, Entity

LINK_BOOLEANS = (
    "linkOpportunitiesCaseSensitiveSourceField",
    "linkOpportunitiesCaseSensitiveMatchField",
    "linkOpportunitiesMultipleSourceMatches",
)
LINK_PROPERTIES = (
    "linkOpportunitiesMatchFieldName",
    "linkOpportunitiesSourceField",
    "linkOpportunitiesEntityType",
    *LINK_BOOLEANS,
)
UPDATE_RULES = ("always", "ifNewIsNotNull", "ifExistingIsNull", "useFieldRule")
FIELD_RULES = UPDATE_RULES[:3]
IMPORT_RULES = ("createAndUpdate", "updateOnly", "createOnly")


class Process(Enum):
    """What a sync of a definition does."""

    IMPORT = "import"
    LINK = "linkage"
    EXPORT = "export"
    ACT = "sync action"

    @property
    def takes_uploads(self) -> bool:
        return self is not Process.EXPORT


# The properties of a definition in the order of an answer, behind the kind's own. OBSERVED where section 4.2 and the
# tutorial show it; the rest is assumed (differences: property-order).
_IMPORT_PROPERTIES = (
    "name",
    "updateRule",
    "updateRuleByField",
    "fields",
    "identifierFieldName",
    "nullIdentifierFieldName",
    "isSyncTriggeredOnImport",
    "dataRetentionDuration",
    "autoDeleteDuration",
    "isUpdatingMultipleMatchedRecords",
    "importPriorityUri",
)
_RECORD_IMPORT_PROPERTIES = (
    *_IMPORT_PROPERTIES[:3],
    "importRule",
    *_IMPORT_PROPERTIES[3:6],
    "syncActions",
    *_IMPORT_PROPERTIES[6:],
)
_EXPORT_PROPERTIES = (
    "name",
    "fields",
    "filter",
    "maxRecords",
    "areSystemTimestampsInUTC",
    "syncActions",
    "dataRetentionDuration",
    "autoDeleteDuration",
)
_ACTION_PROPERTIES = ("name", "fields", "identifierFieldName", "syncActions", "isSyncTriggeredOnImport")


@dataclass(frozen=True, slots=True)
class DefinitionKind:
    """`path` is where definitions of the kind live and what their `uri` begins with; `own` properties come first."""

    path: str
    entity: Entity
    process: Process = Process.IMPORT
    own: tuple[str, ...] = ()
    common: tuple[str, ...] = _RECORD_IMPORT_PROPERTIES
    max_fields: int = 100

    @property
    def links(self) -> bool:
        return self.process is Process.LINK

    @property
    def properties(self) -> tuple[str, ...]:
        """All properties that can be sent, in the order of an answer."""
        return (*self.own, *self.common)

    @property
    def product(self) -> str:
        """What messages call a definition of this kind."""
        words = {
            Process.IMPORT: "import",
            Process.LINK: "contact linkage import",
            Process.EXPORT: "export",
            Process.ACT: "sync action",
        }
        return f"{self.entity.word} {words[self.process]}"


IMPORT_OPPORTUNITIES = DefinitionKind(
    "/opportunities/imports",
    OPPORTUNITIES,
    own=("isIdentifierFieldCaseSensitive",),
    common=_IMPORT_PROPERTIES,
)
LINK_OPPORTUNITIES = DefinitionKind(
    "/opportunities/contacts/imports",
    OPPORTUNITIES,
    Process.LINK,
    own=LINK_PROPERTIES,
    common=_IMPORT_PROPERTIES,
    max_fields=2,
)
KINDS: Mapping[str, DefinitionKind] = {
    kind.path: kind
    for kind in (
        IMPORT_OPPORTUNITIES,
        LINK_OPPORTUNITIES,
        DefinitionKind("/contacts/imports", CONTACTS),
        DefinitionKind("/accounts/imports", ACCOUNTS, own=("linkUsers",)),
        DefinitionKind("/contacts/exports", CONTACTS, Process.EXPORT, common=_EXPORT_PROPERTIES, max_fields=250),
        DefinitionKind("/accounts/exports", ACCOUNTS, Process.EXPORT, common=_EXPORT_PROPERTIES, max_fields=250),
        DefinitionKind("/contacts/syncActions", CONTACTS, Process.ACT, common=_ACTION_PROPERTIES, max_fields=1),
        DefinitionKind("/accounts/syncActions", ACCOUNTS, Process.ACT, common=_ACTION_PROPERTIES, max_fields=1),
        DefinitionKind("/emailAddresses/imports", EMAIL_ADDRESSES, Process.ACT, max_fields=1),
    )
}


def kinds_in(overall: str) -> list[DefinitionKind]:
    """The kinds that an overall list (`imports`, `exports`, `syncActions`) shows: by the last word of their path."""
    return [kind for kind in KINDS.values() if kind.path.endswith(f"/{overall}")]


@dataclass(frozen=True, slots=True)
class Definition:
    """An accepted definition. `properties` are those that an answer shows, in its order, but for the read-only ones.

    `retention` in ticks: how long what is staged for it, or what it exported, is kept.
    """

    kind: DefinitionKind
    id: int
    properties: Mapping[str, Any]
    retention: int
    created_by: str
    created_at: int
    updated_by: str
    updated_at: int

    @property
    def uri(self) -> str:
        return f"{self.kind.path}/{self.id}"

    @property
    def fields(self) -> Mapping[str, str]:
        """Key to statement, in the order they were sent."""
        fields: Mapping[str, str] = self.properties["fields"]
        return fields

    @property
    def triggers_sync(self) -> bool:
        return bool(self.properties.get("isSyncTriggeredOnImport", False))


UNSHOWN_RETENTION = "P7D"
"""How long data is kept that is staged for a kind whose definitions have no `dataRetentionDuration`."""


def with_defaults(kind: DefinitionKind, sent: Mapping[str, Any], assumptions: Assumptions = DEFAULTS) -> dict[str, Any]:
    """What an answer shows of the properties that were `sent`: in order, defaults filled in.

    Filled in are only those the documents show filled in; booleans come back only when sent (section 0.4).
    """
    export = kind.process is Process.EXPORT
    defaults: dict[str, Any] = {
        "isSyncTriggeredOnImport": False,
        "dataRetentionDuration": assumptions.export_retention if export else "P7D",
    }
    if kind.links:
        defaults["identifierFieldName"] = sent["linkOpportunitiesMatchFieldName"]
    values = {**defaults, **sent}
    return {name: values[name] for name in kind.properties if name in values}
