"""The small parts of a site file as marshmallow schemas: types, lengths, words. What refers to what: `site_file.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from mock_server.domain.assumptions import SWITCHES, Assumptions
from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.domain.fields import DATA_TYPES
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.site_description import (
    SMALL_LIMITS,
    AccountLinkage,
    ImportPriority,
    LeadModel,
    Limits,
    OAuthClient,
    Pace,
    User,
)


def load(schema: Schema, data: Any, place: str = "") -> dict[str, Any]:
    """What the schema reads of `data`, which stands at `place` of the file. Raises ValidationFailed."""
    try:
        found = schema.load(data)
    except ValidationError as fault:
        raise ValidationFailed(list(_located(fault.messages, place))) from None
    assert isinstance(found, dict)
    return found


def _located(messages: Any, place: str) -> Iterator[Failure]:
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


_NO_NAME = re.compile(r"[\\/:?#%\x00-\x1f\x7f]")


def _plain_name(text: str) -> None:
    """Site and user names go into `Site\\User:Password` and into paths."""
    if _NO_NAME.search(text) or text != text.strip() or text in (".", ".."):
        raise ValidationError(
            "Must not contain \\ / : ? # % or control characters, begin or end with a blank, nor be . or .. alone."
        )


def _name(**kwargs: Any) -> fields.Field[str]:
    return fields.String(required=True, validate=[validate.Length(1, 100), _plain_name], **kwargs)


def _text(*, required: bool = True, shortest: int = 1) -> fields.Field[str]:
    return fields.String(required=required, validate=validate.Length(min=shortest))


class Part(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "Unknown key.", "type": "Must be an object."}  # noqa: RUF012  (marshmallow's own form)


class _User(Part):
    username = _name()
    password = _text()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> User:
        return User(**data)


class _Client(Part):
    client_id = fields.String(data_key="clientId", required=True, validate=[validate.Length(1), _plain_name])
    client_secret = fields.String(data_key="clientSecret", required=True, validate=validate.Length(1))
    redirect_uri = fields.URL(data_key="redirectUri", require_tld=False, schemes={"http", "https"})
    refresh_token = fields.String(data_key="refreshToken")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> OAuthClient:
        return OAuthClient(**data)


class Flag(fields.Field[bool]):
    """A JSON boolean; 1 and "true" are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Must be true or false.")
        return value


class _Linkage(Part):
    contact_field = fields.String(data_key="contactField")
    account_field = fields.String(data_key="accountField")
    case_sensitive = Flag(data_key="caseSensitive")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> AccountLinkage:
        return AccountLinkage(**data)


class _Priority(Part):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    name = _text()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ImportPriority:
        return ImportPriority(**data)


class _Container(Part):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    name = _text()
    members = fields.List(fields.Integer(strict=True))


class _LeadModel(Part):
    id = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    name = _text()
    status = _text(required=False)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> LeadModel:
        return LeadModel(**data)


class _Field(Part):
    name = _text()
    internal_name = fields.String(data_key="internalName", required=True, validate=validate.Regexp(r"\w+\Z"))
    data_type = fields.String(data_key="dataType", required=True, validate=validate.OneOf(DATA_TYPES))
    statement = fields.String()


class PaceField(fields.Field[Pace]):
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


class LimitsField(fields.Field[Limits]):
    """`"small"`, or an object with numbers no larger than the documented ones."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Limits:
        if value == "small":
            return SMALL_LIMITS
        if not isinstance(value, dict):
            raise ValidationError('Must be "small" or an object.')
        most, faults = Limits().as_json(), {}
        for name, number in value.items():
            if name not in most:
                faults[name] = ["Unknown key."]
            elif type(number) is not int or not 1 <= number <= most[name]:
                faults[name] = [f"Must be a whole number from 1 to {most[name]}."]
        if faults:
            raise ValidationError(faults)
        chosen = {**most, **value}
        return Limits(chosen["uploadBytes"], chosen["uploadsPerSync"])


class AssumptionsField(fields.Field[Assumptions]):
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


class _Fields(Part):
    contacts = fields.List(fields.Nested(_Field))
    accounts = fields.List(fields.Nested(_Field))
    opportunities = fields.List(fields.Nested(_Field))


class SiteFileSchema(Part):
    version = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    name = _name()
    users = fields.List(fields.Nested(_User), required=True, validate=validate.Length(min=1))
    clients = fields.List(fields.Nested(_Client), data_key="oauthClients")
    stages = fields.List(_text(required=False), data_key="opportunityStages")
    account_linkage = fields.Nested(_Linkage, data_key="accountLinkage")
    fields_ = fields.Nested(_Fields, data_key="fields")
    priorities = fields.List(fields.Nested(_Priority), data_key="importPriorities")
    contact_lists = fields.List(fields.Nested(_Container), data_key="contactLists")
    contact_segments = fields.List(fields.Nested(_Container), data_key="contactSegments")
    contact_filters = fields.List(fields.Nested(_Container), data_key="contactFilters")
    account_lists = fields.List(fields.Nested(_Container), data_key="accountLists")
    email_groups = fields.List(fields.Nested(_Container), data_key="emailGroups")
    lead_models = fields.List(fields.Nested(_LeadModel), data_key="leadScoringModels")
    pace = PaceField()
    limits = LimitsField()
    assumptions = AssumptionsField()
    accounts = fields.Raw()
    contacts = fields.Raw()
    opportunities = fields.Raw()
    links = fields.Raw()
    saved = fields.Raw()
