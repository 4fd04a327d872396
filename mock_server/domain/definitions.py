"""Definitions: their kinds, and what they come to once a site has accepted them.

A kind is data: the path it lives under, the entity, what a sync of it does, and the properties it alone has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.domain.entities import LINKED_ENTITIES, OPPORTUNITIES, Entity
from mock_server.domain.fields import ID_COLUMN, FieldTable

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


@dataclass(frozen=True, slots=True)
class DefinitionKind:
    """`path` is where definitions of the kind live and what their `uri` begins with.

    `links`: a sync of it links records instead of importing them. `own` come first in an answer, in this order.
    """

    path: str
    entity: Entity
    links: bool = False
    own: tuple[str, ...] = ()
    max_fields: int = 100

    @property
    def product(self) -> str:
        """What messages call a definition of this kind."""
        return "Opportunity contact linkage import" if self.links else f"{self.entity.word} import"


IMPORT_OPPORTUNITIES = DefinitionKind("/opportunities/imports", OPPORTUNITIES, own=("isIdentifierFieldCaseSensitive",))
LINK_OPPORTUNITIES = DefinitionKind(
    "/opportunities/contacts/imports",
    OPPORTUNITIES,
    links=True,
    own=LINK_PROPERTIES,
    max_fields=2,
)
KINDS: Mapping[str, DefinitionKind] = {kind.path: kind for kind in (IMPORT_OPPORTUNITIES, LINK_OPPORTUNITIES)}

# The order of an answer after the kind's own properties. OBSERVED where section 4.2 and the tutorial show it; the
# place of updateRuleByField, kbUsed and what follows isUpdatingMultipleMatchedRecords is assumed
# (differences: property-order).
COMMON_ORDER = (
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


@dataclass(frozen=True, slots=True)
class Definition:
    """An accepted definition. `properties` are those that an answer shows, in its order, but for the read-only ones."""

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
        return bool(self.properties["isSyncTriggeredOnImport"])


def with_defaults(kind: DefinitionKind, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer shows of the properties that were `sent`: in order, defaults filled in.

    Filled in are only those the tutorial shows filled in; booleans come back only when sent (section 0.4).
    """
    values = {"isSyncTriggeredOnImport": False, "dataRetentionDuration": "P7D", **sent}
    if kind.links:
        values.setdefault("identifierFieldName", values["linkOpportunitiesMatchFieldName"])
    return {name: values[name] for name in (*kind.own, *COMMON_ORDER) if name in values}


@dataclass(frozen=True, slots=True)
class MappedField:
    """One entry of a definition's `fields`: the key that rows use, the column it fills, the update rule."""

    key: str
    column: int
    update_rule: str = "always"


@dataclass(frozen=True, slots=True)
class ImportDefinition:
    """An import as its rules need it. `identifier` is the mapped field that records are matched by."""

    entity: Entity
    keys: tuple[str, ...]
    mapped: tuple[MappedField, ...]
    identifier: MappedField
    case_sensitive: bool
    updates_multiple: bool


@dataclass(frozen=True, slots=True)
class LinkageDefinition:
    """A linkage as its rules need it: `source_column` is a column of `linked_entity`, or ID_COLUMN."""

    keys: tuple[str, ...]
    match_key: str
    source_key: str
    linked_entity: Entity
    source_column: int
    case_sensitive_match: bool
    case_sensitive_source: bool
    multiple_source_matches: bool


def as_import(definition: Definition, fields: FieldTable) -> ImportDefinition:
    """Read an accepted import definition against the fields of its entity."""
    sent = definition.properties
    mapped = tuple(
        MappedField(key, _column(fields, statement), _rule_of(key, sent))
        for key, statement in definition.fields.items()
    )
    identifier = next(field for field in mapped if field.key == sent["identifierFieldName"])
    return ImportDefinition(
        entity=definition.kind.entity,
        keys=tuple(definition.fields),
        mapped=mapped,
        identifier=identifier,
        case_sensitive=bool(sent.get("isIdentifierFieldCaseSensitive", False)),
        updates_multiple=bool(sent.get("isUpdatingMultipleMatchedRecords", False)),
    )


def _column(fields: FieldTable, statement: str) -> int:
    column = fields.column_of_statement(statement)
    if column is None:
        raise LookupError(f"no field is named by {statement}")
    return column


def _rule_of(key: str, sent: Mapping[str, Any]) -> str:
    rule: str = sent.get("updateRule", "always")
    if rule == "useFieldRule":
        return str(sent.get("updateRuleByField", {}).get(key, "always"))
    return rule


def as_linkage(definition: Definition, field_tables: Mapping[str, FieldTable]) -> LinkageDefinition:
    """Read an accepted linkage definition; `field_tables` are the site's, by the entity's name in paths."""
    sent = definition.properties
    linked = LINKED_ENTITIES[sent["linkOpportunitiesEntityType"]]
    source_key = sent["linkOpportunitiesSourceField"]
    target = linked_column(definition.fields[source_key], field_tables)
    if target is None:
        raise LookupError(f"no field is named by {definition.fields[source_key]}")
    return LinkageDefinition(
        keys=tuple(definition.fields),
        match_key=sent["linkOpportunitiesMatchFieldName"],
        source_key=source_key,
        linked_entity=linked,
        source_column=target[1],
        case_sensitive_match=bool(sent.get("linkOpportunitiesCaseSensitiveMatchField", False)),
        case_sensitive_source=bool(sent.get("linkOpportunitiesCaseSensitiveSourceField", False)),
        multiple_source_matches=bool(sent.get("linkOpportunitiesMultipleSourceMatches", False)),
    )


def linked_column(statement: str, field_tables: Mapping[str, FieldTable]) -> tuple[Entity, int] | None:
    """What `{{Opportunity.Contact.Field(…)}}`, `{{Opportunity.Account.Id}}` and the like name, else None.

    CONFIRMED for a contact's email address; the account form and `.Id` follow the dot rule of EML
    (differences: linked-statements).
    """
    for entity in LINKED_ENTITIES.values():
        prefix = f"{{{{Opportunity.{entity.word}."
        if statement.startswith(prefix):
            own = "{{" + entity.word + "." + statement.removeprefix(prefix)
            if own == entity.id_statement:
                return entity, ID_COLUMN
            column = field_tables[entity.plural].column_of_statement(own)
            return None if column is None else (entity, column)
    return None
