"""Site files: JSON that describes one site, checked as a whole. Documented in docs/reference/site-file.md.

Small parts go through marshmallow; records go through a loop (`site_records.py`), since there may be a million. A fault
names its place: `contacts[3].fields.C_Nmae`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.entities import CONTACTS, ENTITIES
from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.domain.fields import Field, FieldTable
from mock_server.domain.site_description import (
    AccountLinkage,
    LeadModel,
    Limits,
    Pace,
    SiteDescription,
)
from mock_server.domain.standard_fields import lead_score_attributes
from mock_server.eml.statements import EmlError, parse_statement
from mock_server.web.schemas.plain_parts import plain_parts
from mock_server.web.schemas.site_containers import read_containers
from mock_server.web.schemas.site_records import Heard, RecordReader, nobody


def read_site_file(data: Mapping[str, Any], *, in_form: bool = False, heard: Heard = nobody) -> SiteDescription:
    """The site that `data`, a parsed site file, describes. Raises ValidationFailed.

    Every fault is named with its place, first those of form, and where there are none, those of what refers to what.
    `in_form`: the form of the small parts is known to be right, and not checked again. `heard` is told of the records.
    """
    parts = plain_parts(data) if in_form else _checked_parts(data)
    saved = _saved_parts(parts)
    failures: list[Failure] = []
    tables = _field_tables(parts.pop("fields_", {}), parts.get("lead_models", ()), failures)
    failures += _repeated(parts)
    linkage = parts.get("account_linkage", AccountLinkage())
    failures += _unknown_linkage_fields(linkage, tables)
    read_with = (tables, parts.get("assumptions", Assumptions()), parts.get("stages", ()), failures, heard)
    was_saved = None
    if saved is None:
        records = RecordReader(*read_with).read(parts)
        containers = tuple(read_containers(parts, records, failures))
    else:
        from mock_server.web.schemas.saved_records import SavedRecordReader
        from mock_server.web.schemas.saved_site import SavedReader

        reader, rest = SavedRecordReader(*read_with), SavedReader(saved, failures)
        records = reader.read(parts)
        links = list(reader.links(parts, records, rest.syncs))
        usernames = [user.username for user in parts["users"]]
        containers = tuple(read_containers(parts, records, failures))
        clients = [client.client_id for client in parts.get("clients", ())]
        was_saved = rest.read(links, usernames, clients, [each.statement for each in containers])
    if failures:
        raise ValidationFailed(failures)
    return SiteDescription(
        name=parts["name"],
        users=tuple(parts["users"]),
        field_tables=tables,
        clients=tuple(parts.get("clients", ())),
        stages=tuple(parts.get("stages", ())),
        account_linkage=linkage,
        priorities=tuple(parts.get("priorities", ())),
        containers=containers,
        lead_models=tuple(parts.get("lead_models", ())),
        pace=parts.get("pace", Pace()),
        limits=parts.get("limits", Limits()),
        assumptions=parts.get("assumptions", Assumptions()),
        accounts=records.accounts,
        contacts=records.contacts,
        opportunities=records.opportunities,
        links=records.links,
        saved=was_saved,
    )


def _checked_parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The small parts, once their form is checked. Raises ValidationFailed."""
    from mock_server.web.schemas.site_file_parts import SiteFileSchema, load

    return load(SiteFileSchema(), data)


def _saved_parts(parts: dict[str, Any]) -> dict[str, Any] | None:
    """The further sections of a saved site. Raises ValidationFailed for those that have not their form."""
    if "saved" not in parts:
        return None
    from mock_server.web.schemas.saved_parts import SavedSchema
    from mock_server.web.schemas.site_file_parts import load

    return load(SavedSchema(), parts.pop("saved"), "saved")


def _field_tables(
    further: Mapping[str, Sequence[Mapping[str, str]]], models: Sequence[LeadModel], failures: list[Failure]
) -> Mapping[str, FieldTable]:
    tables = {}
    for plural, entity in ENTITIES.items():
        known = list(entity.fields)
        next_id = max(field.id for field in known if not field.attribute) + 1
        for number, extra in enumerate(further.get(plural, ())):
            statement = extra.get("statement", f"{{{{{entity.word}.Field({extra['internal_name']})}}}}")
            place = f"fields.{plural}[{number}]"
            try:
                if parse_statement(statement).entity != entity.word:
                    failures.append(Failure(f"{place}.statement", f"Must be of {entity.word}.", statement))
            except EmlError as fault:
                failures.append(Failure(f"{place}.statement", f"Must be a valid statement: {fault}.", statement))
            if statement in (
                entity.id_statement,
                f"{{{{{entity.word}.CreatedAt}}}}",
                f"{{{{{entity.word}.UpdatedAt}}}}",
            ):
                failures.append(Failure(f"{place}.statement", "Must not be that of a system attribute.", statement))
            if any(f.internal_name == extra["internal_name"] or f.statement == statement for f in known):
                failures.append(Failure(place, "Must not repeat a field's internal name or statement."))
            known.append(Field(next_id + number, extra["name"], extra["internal_name"], statement, extra["data_type"]))
        if entity is CONTACTS:
            known += [field for model in models for field in lead_score_attributes(model.id)]
        tables[plural] = FieldTable(known)
    return tables


def _repeated(parts: Mapping[str, Any]) -> Iterator[Failure]:
    """What must be unique within the file."""
    for key, shown, name in (
        ("users", "users", "username"),
        ("clients", "oauthClients", "client_id"),
        ("priorities", "importPriorities", "id"),
        ("lead_models", "leadScoringModels", "id"),
    ):
        seen = set()
        for number, part in enumerate(parts.get(key, ())):
            value = getattr(part, name)
            if value in seen:
                yield Failure(f"{shown}[{number}]", "Must not be there twice.", value)
            seen.add(value)


def _unknown_linkage_fields(linkage: AccountLinkage, tables: Mapping[str, FieldTable]) -> Iterator[Failure]:
    for shown, plural, name in (
        ("contactField", "contacts", linkage.contact_field),
        ("accountField", "accounts", linkage.account_field),
    ):
        if tables[plural].column_of_name(name) is None:
            yield Failure(f"accountLinkage.{shown}", f"Must be the internal name of a field of {plural}.", name)
