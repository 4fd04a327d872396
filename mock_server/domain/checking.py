"""What a definition may say, beyond the types of its properties: every rule that needs the site or another property.

Checked when a definition is created or replaced, and again at POST /syncs (20D): a list, a field or a priority may
have gone since. Each rule names every fault it finds; nothing stops at the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.domain.definitions import DefinitionKind, linked_column
from mock_server.domain.entities import LINKED_ENTITIES
from mock_server.domain.errors import Failure
from mock_server.domain.fields import FieldTable
from mock_server.eml.statements import EmlError, parse_statement

NAME_LENGTH = "Must be a string value, at least 1 character and at most 100 characters long."
"""OBSERVED, word for word."""
MUST_EXIST = "Must be a reference to an existing object."
OPPORTUNITY_ID = "{{Opportunity.Id}}"

Fields = Mapping[str, str | None]
"""Key to statement; None where what was sent is no text, which is a fault already found."""


@dataclass(frozen=True, slots=True)
class Site:
    """What of a site decides whether a definition holds: its fields by entity, its import priorities' uris."""

    field_tables: Mapping[str, FieldTable]
    priority_uris: Collection[str]


def check_definition(kind: DefinitionKind, sent: Mapping[str, Any], site: Site) -> Iterator[Failure]:
    """Every fault in `sent`. A property whose type was wrong is to be left out of it (it has its failure already),
    and an entry of `fields` that is no text is to be None.

    The messages that no source shows are worded here (differences: failure-texts).
    """
    fields: Fields | None = sent.get("fields")
    if fields is not None:
        yield from _check_count(kind, fields)
        yield from _check_statements(kind, fields, site)
        yield from _check_required_statements(kind, fields)
        yield from _check_identifier(kind, fields, sent)
        yield from _check_field_rules(fields, sent)
        if kind.links:
            yield from _check_linkage(fields, sent)
    priority = sent.get("importPriorityUri")
    if priority is not None and priority not in site.priority_uris:
        yield Failure("importPriorityUri", "Must reference an existing /imports/priorities/{id}.", priority)


def _check_count(kind: DefinitionKind, fields: Fields) -> Iterator[Failure]:
    if len(fields) > kind.max_fields:
        yield Failure("fields", f"Must contain at most {kind.max_fields} fields.")
    for key in fields:
        if not 1 <= len(key) <= 100:
            yield Failure("fields", f"Each field name: {NAME_LENGTH}", key)


def _check_statements(kind: DefinitionKind, fields: Fields, site: Site) -> Iterator[Failure]:
    own = site.field_tables[kind.entity.plural]
    for statement in fields.values():
        if statement is None:
            continue
        try:
            parse_statement(statement)
        except EmlError as fault:
            yield Failure("fields", f"Must be a valid statement: {fault}.", statement)
            continue
        column = own.column_of_statement(statement)
        if kind.links:
            if statement != OPPORTUNITY_ID and linked_column(statement, site.field_tables) is None:
                yield Failure(
                    "fields",
                    "Must be {{Opportunity.Id}}, or name an existing contact or account field.",
                    statement,
                )
        elif column is None:
            yield Failure("fields", f"Must name an existing {kind.entity.word} field.", statement)
        elif own[column].read_only:
            yield Failure("fields", "Must name a field that can be written.", statement)


def _check_required_statements(kind: DefinitionKind, fields: Fields) -> Iterator[Failure]:
    given = {statement for statement in fields.values() if statement is not None}
    required = (OPPORTUNITY_ID,) if kind.links else kind.entity.required
    for statement in required:
        if statement not in given:
            yield Failure("fields", f"Must contain {statement}.")
    if kind.links and not any(map(_linked_word, given)):
        yield Failure("fields", "Must contain at least one contact or account field.")


def _linked_word(statement: str) -> str | None:
    """`Contact` or `Account` where the statement is of one of them by its form, whether or not the field exists."""
    for word in LINKED_ENTITIES:
        if statement.startswith(f"{{{{Opportunity.{word}."):
            return word
    return None


def _check_identifier(kind: DefinitionKind, fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    name = sent.get("identifierFieldName")
    if name is None:
        return
    if name not in fields:
        yield Failure("identifierFieldName", "Must be contained within Fields, if specified.", name)
    elif not kind.links and kind.entity.identifier and fields[name] not in (None, kind.entity.identifier):
        yield Failure("identifierFieldName", f"Must name the {kind.entity.identifier} field.", name)


def _check_field_rules(fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    if sent.get("updateRule") != "useFieldRule":
        return  # without it the rules by field are ignored, whatever they name
    for key in sent.get("updateRuleByField", {}):
        if key not in fields:
            yield Failure("updateRuleByField", "Must be contained within Fields.", key)


def _check_linkage(fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    match = sent.get("linkOpportunitiesMatchFieldName")
    if match is not None and fields.get(match, "") not in (None, OPPORTUNITY_ID):
        yield _wrong_key("linkOpportunitiesMatchFieldName", match, fields, OPPORTUNITY_ID)
    source = sent.get("linkOpportunitiesSourceField")
    if source is None:
        return
    statement = fields.get(source, "")
    if statement is None:
        return
    word = _linked_word(statement)
    entity_type = sent.get("linkOpportunitiesEntityType")
    if word is None:
        yield _wrong_key("linkOpportunitiesSourceField", source, fields, "a contact or account field")
    elif entity_type is not None and word != entity_type:
        yield Failure(
            "linkOpportunitiesEntityType",
            f"Must agree with the source field, which is of {word}.",
            entity_type,
        )


def _wrong_key(name: str, key: str, fields: Fields, wanted: str) -> Failure:
    if key not in fields:
        return Failure(name, "Must be contained within Fields.", key)
    return Failure(name, f"Must name the field with {wanted}.", key)
