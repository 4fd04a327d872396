"""What a sync has to do: an accepted definition read against the fields of its site, in the form its rules need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.domain.definitions import Definition
from mock_server.domain.entities import LINKED_ENTITIES, Entity
from mock_server.domain.fields import ID_COLUMN, FieldTable


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
    import_rule: str = "createAndUpdate"

    def maps(self, column: int) -> bool:
        return any(field.column == column for field in self.mapped)


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
        import_rule=sent.get("importRule", "createAndUpdate"),
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
