"""Site files: JSON that describes one site, checked as a whole. Documented in docs/reference/site-file.md.

Small parts go through marshmallow; records go through a loop (`site_records.py`), since there may be a million. A fault
names its place: `contacts[3].fields.C_Nmae`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from mock_server.domain.assumptions import SWITCHES, Assumptions
from mock_server.domain.entities import ENTITIES
from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.domain.fields import DATA_TYPES, Field, FieldTable
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.site_description import (
    AccountLinkage,
    ImportPriority,
    OAuthClient,
    Pace,
    SiteDescription,
    User,
)
from mock_server.eml.statements import EmlError, parse_statement
from mock_server.web.schemas.site_records import RecordReader

_NO_NAME = re.compile(r"[\\/:?#%\x00-\x1f\x7f]")


def _plain_name(text: str) -> None:
    """Site and user names go into `Site\\User:Password` and into paths."""
    if _NO_NAME.search(text) or text != text.strip():
        raise ValidationError("Must not contain \\ / : ? # % or control characters, nor begin or end with a blank.")


def _name(**kwargs: Any) -> fields.Field[str]:
    return fields.String(required=True, validate=[validate.Length(1, 100), _plain_name], **kwargs)


def _text(*, required: bool = True, shortest: int = 1) -> fields.Field[str]:
    return fields.String(required=required, validate=validate.Length(min=shortest))


class _Part(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "Unknown key.", "type": "Must be an object."}  # noqa: RUF012  (marshmallow's own form)


class _User(_Part):
    username = _name()
    password = _text()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> User:
        return User(**data)


class _Client(_Part):
    client_id = fields.String(data_key="clientId", required=True, validate=[validate.Length(1), _plain_name])
    client_secret = fields.String(data_key="clientSecret", required=True, validate=validate.Length(1))
    redirect_uri = fields.URL(data_key="redirectUri", require_tld=False, schemes={"http", "https"})
    refresh_token = fields.String(data_key="refreshToken")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> OAuthClient:
        return OAuthClient(**data)


class _Flag(fields.Field[bool]):
    """A JSON boolean; 1 and "true" are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Must be true or false.")
        return value


class _Linkage(_Part):
    contact_field = fields.String(data_key="contactField")
    account_field = fields.String(data_key="accountField")
    case_sensitive = _Flag(data_key="caseSensitive")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> AccountLinkage:
        return AccountLinkage(**data)


class _Priority(_Part):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    name = _text()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ImportPriority:
        return ImportPriority(**data)


class _Field(_Part):
    name = _text()
    internal_name = fields.String(data_key="internalName", required=True, validate=validate.Regexp(r"\w+\Z"))
    data_type = fields.String(data_key="dataType", required=True, validate=validate.OneOf(DATA_TYPES))
    statement = fields.String()


class _Pace(fields.Field[Pace]):
    """`"immediate"`, `{"polls": n}` or `{"seconds": n}`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Pace:
        if value == "immediate":
            return Pace()
        if isinstance(value, dict) and len(value) == 1:
            (unit, number), *_rest = value.items()
            if unit == "polls" and type(number) is int and 0 <= number <= 10**6:
                return Pace(polls=number)
            if unit == "seconds" and type(number) in (int, float) and 0 <= number <= 10**9:
                return Pace(ticks=round(number * TICKS_PER_SECOND))
        raise ValidationError('Must be "immediate", {"polls": n} or {"seconds": n}, with n from 0 on.')


class _Assumptions(fields.Field[Assumptions]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Assumptions:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object.")
        faults: dict[str, Any] = {}
        for switch, chosen in value.items():
            if switch not in SWITCHES:
                faults[switch] = ["Unknown switch."]
            elif isinstance(chosen, bool) or str(chosen) not in SWITCHES[switch]:
                faults[switch] = [f"Must be one of: {', '.join(SWITCHES[switch])}."]
        if faults:
            raise ValidationError(faults)
        return Assumptions.from_switches(value)


class _Fields(_Part):
    contacts = fields.List(fields.Nested(_Field))
    accounts = fields.List(fields.Nested(_Field))
    opportunities = fields.List(fields.Nested(_Field))


class _SiteFile(_Part):
    version = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    name = _name()
    users = fields.List(fields.Nested(_User), required=True, validate=validate.Length(min=1))
    clients = fields.List(fields.Nested(_Client), data_key="oauthClients")
    stages = fields.List(_text(required=False), data_key="opportunityStages")
    account_linkage = fields.Nested(_Linkage, data_key="accountLinkage")
    fields_ = fields.Nested(_Fields, data_key="fields")
    priorities = fields.List(fields.Nested(_Priority), data_key="importPriorities")
    pace = _Pace()
    assumptions = _Assumptions()
    accounts = fields.Raw()
    contacts = fields.Raw()
    opportunities = fields.Raw()
    links = fields.Raw()


def read_site_file(data: Mapping[str, Any]) -> SiteDescription:
    """The site that `data`, a parsed site file, describes. Raises ValidationFailed with every fault and its place."""
    try:
        parts = _SiteFile().load(data)
    except ValidationError as fault:
        raise ValidationFailed(list(_located(fault.messages))) from None
    failures: list[Failure] = []
    tables = _field_tables(parts.pop("fields_", {}), failures)
    failures += _repeated(parts)
    linkage = parts.get("account_linkage", AccountLinkage())
    failures += _unknown_linkage_fields(linkage, tables)
    reader = RecordReader(tables, parts.get("assumptions", Assumptions()), parts.get("stages", ()), failures)
    records = reader.read(parts)
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
        pace=parts.get("pace", Pace()),
        assumptions=parts.get("assumptions", Assumptions()),
        accounts=records.accounts,
        contacts=records.contacts,
        opportunities=records.opportunities,
        links=records.links,
    )


def _located(messages: Any, place: str = "") -> Iterator[Failure]:
    """marshmallow's nested messages as failures whose `field` is a place in the file."""
    if not isinstance(messages, Mapping):
        for message in messages:
            yield Failure(place or "site file", message)
        return
    for key, inner in messages.items():
        if key == "_schema":
            step = place
        else:
            step = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}" if place else str(key)
        yield from _located(inner, step)


def _field_tables(
    further: Mapping[str, Sequence[Mapping[str, str]]], failures: list[Failure]
) -> Mapping[str, FieldTable]:
    tables = {}
    for plural, entity in ENTITIES.items():
        known = list(entity.fields)
        next_id = max(field.id for field in known) + 1
        for number, extra in enumerate(further.get(plural, ())):
            statement = extra.get("statement", f"{{{{{entity.word}.Field({extra['internal_name']})}}}}")
            place = f"fields.{plural}[{number}]"
            try:
                if parse_statement(statement).entity != entity.word:
                    failures.append(Failure(f"{place}.statement", f"Must be of {entity.word}.", statement))
            except EmlError as fault:
                failures.append(Failure(f"{place}.statement", f"Must be a valid statement: {fault}.", statement))
            if any(f.internal_name == extra["internal_name"] or f.statement == statement for f in known):
                failures.append(Failure(place, "Must not repeat a field's internal name or statement."))
            known.append(Field(next_id + number, extra["name"], extra["internal_name"], statement, extra["data_type"]))
        tables[plural] = FieldTable(known)
    return tables


def _repeated(parts: Mapping[str, Any]) -> Iterator[Failure]:
    """What must be unique within the file."""
    for key, shown, name in (
        ("users", "users", "username"),
        ("clients", "oauthClients", "client_id"),
        ("priorities", "importPriorities", "id"),
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
