"""What a definition may say, beyond the types of its properties: every rule that needs the site or another property.

Checked when a definition is created or replaced, and again at POST /syncs (20D): a list, a field or a priority may
have gone since. Each rule names every fault it finds; nothing stops at the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.domain.actions import check_actions
from mock_server.domain.checking_linkage import check_linkage, check_linked_statements, linked_problem
from mock_server.domain.definitions import DefinitionKind, Process
from mock_server.domain.entities import Entity
from mock_server.domain.errors import Failure
from mock_server.domain.fields import FieldTable
from mock_server.domain.filtering import FilterView, check_filter
from mock_server.domain.identity import Fold, exact
from mock_server.domain.lookup import Lookup
from mock_server.domain.reading import reader_of
from mock_server.domain.standard_fields import LINK_USER_FIELDS
from mock_server.eml.statements import EmlError, parse_statement

NAME_LENGTH = "Must be a string value, at least 1 character and at most 100 characters long."
"""OBSERVED, word for word."""
MUST_EXIST = "Must be a reference to an existing object."
EMAIL_STATEMENT = "{{Contact.Field(C_EmailAddress)}}"

Fields = Mapping[str, str | None]
"""Key to statement; None where what was sent is no text, which is a fault already found."""


@dataclass(frozen=True, slots=True)
class Site:
    """What of a site decides whether a definition holds: its fields by entity, its import priorities' uris, and for
    exports and sync actions its containers, behind `lookup`."""

    field_tables: Mapping[str, FieldTable]
    priority_uris: Collection[str] = ()
    lookup: Lookup | None = None
    fold: Fold = exact

    def has_container(self, statement: str, entity: Entity) -> bool:
        return self.lookup is not None and self.lookup.members(statement, entity) is not None


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
        yield from _check_identifier(kind, fields, sent, site)
        yield from _check_field_rules(fields, sent)
        if kind.links:
            yield from check_linkage(fields, sent)
        yield from _check_email_rule(kind, fields, sent)
        yield from _check_link_users(kind, fields, sent)
    if kind.process is Process.EXPORT and "filter" in sent:
        yield from check_filter(sent["filter"], _filter_view(kind, sent, site))
    if kind.process is Process.ACT and sent.get("syncActions") == []:
        yield Failure("syncActions", "Must contain at least one action.", [])
    if "syncActions" in sent:
        yield from check_actions(
            kind.entity, sent["syncActions"], lambda statement: site.has_container(statement, kind.entity)
        )
    priority = sent.get("importPriorityUri")
    if priority is not None and priority not in site.priority_uris:
        yield Failure(
            "importPriorityUri", "Must reference an existing /imports/priorities/{id}.", priority, rests_on=("DEF-25",)
        )


def _filter_view(kind: DefinitionKind, sent: Mapping[str, Any], site: Site) -> FilterView:
    assert site.lookup is not None, "exports are checked against a site's records"
    return FilterView(kind.entity, site.lookup, site.fold, bool(sent.get("areSystemTimestampsInUTC", False)))


def _check_count(kind: DefinitionKind, fields: Fields) -> Iterator[Failure]:
    if len(fields) > kind.max_fields:
        rests_on = {Process.LINK: ("DEF-21",), Process.EXPORT: ("EXP-08",), Process.ACT: ("CNT-15",)}
        constraint = f"Must contain at most {kind.max_fields} fields."
        yield Failure("fields", constraint, rests_on=rests_on.get(kind.process, ("DEF-07",)))
    for key in fields:
        if not 1 <= len(key) <= 100:
            yield Failure("fields", f"Each field name: {NAME_LENGTH}", key, ("DEF-07",))


def _check_statements(kind: DefinitionKind, fields: Fields, site: Site) -> Iterator[Failure]:
    for statement in fields.values():
        if statement is None:
            continue
        try:
            parse_statement(statement)
        except EmlError as fault:
            yield Failure("fields", f"Must be a valid statement: {fault}.", statement, rests_on=("DEF-30",))
            continue
        problem = _problem(kind, statement, site)
        if problem is not None:
            yield Failure("fields", problem, statement, rests_on=("DEF-30",))


def _problem(kind: DefinitionKind, statement: str, site: Site) -> str | None:
    """Why a definition of the kind cannot use a statement, well-formed as it is; None where it can."""
    unknown = f"Must name an existing {kind.entity.word} field."
    if kind.process is Process.LINK:
        return linked_problem(statement, site.field_tables)
    if kind.process is Process.EXPORT:
        assert site.lookup is not None, "exports are checked against a site's records"
        return None if reader_of(statement, kind.entity, site.lookup) is not None else unknown
    if kind.process is Process.ACT:
        return None if statement in kind.entity.acted_on else f"Must be one of: {', '.join(kind.entity.acted_on)}."
    own = site.field_tables[kind.entity.plural]
    column = own.column_of_statement(statement)
    if column is None:
        readable = site.lookup is not None and reader_of(statement, kind.entity, site.lookup) is not None
        return "Must name a field that can be written." if readable else unknown
    return "Must name a field that can be written." if own[column].read_only else None


def _check_required_statements(kind: DefinitionKind, fields: Fields) -> Iterator[Failure]:
    given = {statement for statement in fields.values() if statement is not None}
    if kind.process is Process.LINK:
        yield from check_linked_statements(given)
    elif kind.process is Process.IMPORT and kind.entity.required:
        for statement in kind.entity.required:
            if statement not in given:
                yield Failure("fields", f"Must contain {statement}.", rests_on=("DEF-06",))
    elif not fields:
        rests_on = ("EXP-19",) if kind.process is Process.EXPORT else ()
        yield Failure("fields", "Must contain at least one field.", rests_on=rests_on)


def _check_identifier(kind: DefinitionKind, fields: Fields, sent: Mapping[str, Any], site: Site) -> Iterator[Failure]:
    name = sent.get("identifierFieldName")
    if name is None:
        return
    if name not in fields:
        yield Failure(
            "identifierFieldName", "Must be contained within Fields, if specified.", name, rests_on=("DEF-32",)
        )
        return
    statement = fields[name]
    if kind.process is not Process.IMPORT or statement is None:
        return
    if kind.entity.identifier and statement != kind.entity.identifier:
        yield Failure(
            "identifierFieldName", f"Must name the {kind.entity.identifier} field.", name, rests_on=("DEF-06",)
        )
    column = site.field_tables[kind.entity.plural].column_of_statement(statement)
    if column is not None and site.field_tables[kind.entity.plural].data_type(column) in ("date", "boolean"):
        # CONFIRMED OAS21.
        yield Failure("identifierFieldName", "Must not name a date or boolean field.", name)


def _check_field_rules(fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    if sent.get("updateRule") != "useFieldRule":
        return  # without it the rules by field are ignored, whatever they name
    for key in sent.get("updateRuleByField", {}):
        if key not in fields:
            yield Failure("updateRuleByField", "Must be contained within Fields.", key)


def _check_email_rule(kind: DefinitionKind, fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    """CONFIRMED OAS21, but that the address as identifier may go with true, which is OBSERVED."""
    if kind.process is not Process.IMPORT or not sent.get("isUpdatingMultipleMatchedRecords"):
        return
    identifier = fields.get(sent.get("identifierFieldName", ""))
    if EMAIL_STATEMENT in fields.values() and identifier != EMAIL_STATEMENT:
        yield Failure(
            "isUpdatingMultipleMatchedRecords",
            f"Must be false where {EMAIL_STATEMENT} is updated without being the identifier.",
            True,
        )


def _check_link_users(kind: DefinitionKind, fields: Fields, sent: Mapping[str, Any]) -> Iterator[Failure]:
    """CONFIRMED OAS21."""
    wanted = [f"{{{{Account.{name}}}}}" for name in LINK_USER_FIELDS]
    if sent.get("linkUsers") and "linkUsers" in kind.own and not set(wanted) & set(fields.values()):
        yield Failure("linkUsers", f"Must be false unless one of these is among the fields: {', '.join(wanted)}.", True)
