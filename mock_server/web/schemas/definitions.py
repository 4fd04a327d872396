"""The bodies of definitions of every kind, and the body of POST /syncs: types, lengths, words, ranges.

Rules between properties, and those that need the site, are `domain.checking`. The schemas are made from tables, since
property names are Eloqua's own words and kinds differ in data only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields

from mock_server.domain.checking import MUST_EXIST
from mock_server.domain.definitions import (
    FIELD_RULES,
    IMPORT_RULES,
    KINDS,
    LINK_BOOLEANS,
    UPDATE_RULES,
    DefinitionKind,
    Process,
)
from mock_server.domain.durations import DAY, HOUR, parse_duration
from mock_server.domain.entities import LINKED_ENTITIES
from mock_server.domain.errors import Failure, ValidationFailed
from mock_server.web.schemas.reading import Choice, EloquaSchema, Flag, Text, read, schema_of


class Statements(fields.Field[dict[str, str | None]]):
    """`fields`: an object of keys and statements. What is no text is read as None, so that its key is still known."""

    def __init__(self, **kwargs: Any) -> None:
        message = "Must be an object of field names and statements."
        super().__init__(error_messages={"required": message, "invalid": message}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, str | None]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        texts = {key: statement if isinstance(statement, str) else None for key, statement in value.items()}
        faults: dict[str, Any] = {key: ["Must be a statement."] for key, text in texts.items() if text is None}
        if faults:
            raise ValidationError(faults, valid_data=texts)
        return texts


class RulesByField(fields.Field[dict[str, str]]):
    """`updateRuleByField`: an object of keys and update rules."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object of field names and update rules.")
        constraint = f"Must be one of: {', '.join(FIELD_RULES)}."
        faults: dict[str, Any] = {key: [constraint] for key, rule in value.items() if rule not in FIELD_RULES}
        if faults:
            raise ValidationError(faults, valid_data=value)
        return value


class DurationText(fields.Field[str]):
    """An ISO-8601 duration between two bounds, in ticks; kept as it was sent."""

    def __init__(self, constraint: str, shortest: int, longest: int | None = None) -> None:
        self._shortest, self._longest = shortest, longest
        super().__init__(error_messages={"invalid": constraint})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        length = parse_duration(value) if isinstance(value, str) else None
        too_long = self._longest is not None and length is not None and length > self._longest
        if not isinstance(value, str) or length is None or length < self._shortest or too_long:
            raise self.make_error("invalid")
        return value


class HttpUrl(fields.Field[str]):
    """An absolute http or https URL on any host, the names of containers (`my_client:9000`) included."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        if not isinstance(value, str) or re.search(r"[\s\x00-\x1f\ud800-\udfff]", value):
            raise self.make_error("invalid")
        try:
            parts = urlsplit(value)
            has_host = bool(parts.hostname) and parts.port != 0
        except ValueError:  # a bracket left open, a port that is none
            raise self.make_error("invalid") from None
        if parts.scheme not in ("http", "https") or not has_host:
            raise self.make_error("invalid")
        return value


class SyncActions(fields.Field[list[dict[str, str]]]):
    """`syncActions`: an array of actions, or a single one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[dict[str, str]]:
        sent = [value] if isinstance(value, dict) else value
        if not isinstance(sent, list):
            raise ValidationError("Must be an array of actions, or one action.")
        sent = [_as_property_names(one) for one in sent]
        faults: dict[Any, Any] = {number: [fault] for number, one in enumerate(sent) if (fault := _fault_of(one))}
        if faults:
            raise ValidationError(faults)
        return [{name: one[name] for name in ("action", "destination", "status") if name in one} for one in sent]


def _as_property_names(action: Any) -> Any:
    """An action with its names as the documents spell them, nulls left out: as for any property."""
    if not isinstance(action, dict):
        return action
    return {name.lower(): value for name, value in action.items() if value is not None}


def _fault_of(action: Any) -> str | None:
    if not isinstance(action, dict):
        return "Must be an object."
    if action.get("action") not in ("add", "remove", "setStatus"):
        return "Must have an action: add, remove or setStatus."
    if not isinstance(action.get("destination"), str):
        return "Must have a destination."
    if not isinstance(action.get("status", ""), str):
        return "Must have a status that is a text, or none."
    return None


class FilterText(fields.Field[str]):
    """A JSON string of any length."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("Must be a filter.")
        return value


class Count(fields.Field[int]):
    """A JSON number from 1 on."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:
        if type(value) is not int or value < 1:
            raise ValidationError("Must be a whole number from 1 on.")
        return value


def _property(kind: DefinitionKind, name: str) -> fields.Field[Any]:
    """The type of one property; which properties a kind has is the domain's table."""
    if name in LINK_BOOLEANS or name.startswith(("is", "are")):
        return Flag()
    types: dict[str, Callable[[], fields.Field[Any]]] = {
        "name": lambda: Text(required=True),
        "fields": lambda: Statements(required=True),
        "updateRule": lambda: Choice(*UPDATE_RULES),
        "updateRuleByField": RulesByField,
        "importRule": lambda: Choice(*IMPORT_RULES),
        # CONFIRMED for imports; a linkage is filled in from its match field.
        "identifierFieldName": lambda: Text(required=not kind.links),
        "nullIdentifierFieldName": Flag,
        "linkUsers": Flag,
        "syncActions": lambda: SyncActions(
            required=kind.process is Process.ACT,
            error_messages={"required": "Must be an array of actions, or one action."},
        ),
        "dataRetentionDuration": lambda: DurationText(
            "Must be an ISO-8601 duration from PT1H to P14D.", HOUR, 14 * DAY
        ),
        "autoDeleteDuration": lambda: DurationText("Must be an ISO-8601 duration of at least PT1H.", HOUR),
        "importPriorityUri": lambda: Text(longest=1000),
        # A filter that is too long is told so with its position, by the rules of filters.
        "filter": FilterText,
        "maxRecords": Count,
        "linkOpportunitiesMatchFieldName": lambda: Text(required=True),
        "linkOpportunitiesSourceField": lambda: Text(required=True),
        "linkOpportunitiesEntityType": lambda: Choice(*LINKED_ENTITIES, required=True),
    }
    return types[name]()


def _schema_of(kind: DefinitionKind) -> EloquaSchema:
    # Fields are asked for in this order so that failures come in it: what all definitions have first.
    names = (*kind.common, *kind.own)
    return schema_of("DefinitionSchema", {name: _property(kind, name) for name in names})


_DEFINITIONS: Mapping[str, EloquaSchema] = {path: _schema_of(kind) for path, kind in KINDS.items()}

SYNC = schema_of(
    "SyncSchema",
    {
        "syncedInstanceUri": Text(longest=1000, required=True, error_messages={"required": MUST_EXIST}),
        "callbackUrl": HttpUrl(error_messages={"invalid": "Must be an http or https URL."}),
    },
)


# What the type and the range of a property rest on.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "name": ("DEF-05", "DEF-07"),
    "fields": ("DEF-05",),
    "identifierFieldName": ("DEF-23",),
    "updateRule": ("DEF-26",),
    "updateRuleByField": ("DEF-26",),
    "importRule": ("CNT-08",),
    "dataRetentionDuration": ("DEF-12",),
    "autoDeleteDuration": ("DEF-12",),
    "syncActions": ("DEF-05",),
    "maxRecords": ("EXP-17",),
    "filter": ("EXP-07",),
    "linkOpportunitiesEntityType": ("DEF-08",),
    "linkOpportunitiesMatchFieldName": ("DEF-09",),
    "linkOpportunitiesSourceField": ("DEF-09",),
    "syncedInstanceUri": ("SYN-09",),
    "callbackUrl": ("SYN-11",),
}


def _grounded(failures: Iterable[Failure]) -> list[Failure]:
    return [replace(one, rests_on=RESTS_ON.get(one.field, ())) for one in failures]


def schema_for(kind: DefinitionKind) -> EloquaSchema:
    """What bodies of definitions of the kind are read with."""
    return _DEFINITIONS[kind.path]


def read_definition(kind: DefinitionKind, body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
    """The properties of a definition whose types are right, and what is wrong with the others."""
    schema = _DEFINITIONS[kind.path]
    sent, failures = read(schema, body)
    if "fields" not in sent and isinstance(schema.canonical_names(body).get("fields"), dict):
        sent["fields"] = {}  # no entry is right, so whatever must be among them is missing too
    at_fault = {failure.field for failure in failures}
    if sent.get("updateRule") != "useFieldRule" and "updateRuleByField" in at_fault:
        # Rules by field are ignored then, so they cannot be at fault.
        failures = [failure for failure in failures if failure.field != "updateRuleByField"]
        sent.pop("updateRuleByField", None)
    return sent, _grounded(failures)


def read_sync(body: Mapping[str, Any]) -> tuple[str, str | None]:
    """`syncedInstanceUri` and `callbackUrl`, spelled in any case. Raises ValidationFailed."""
    sent, failures = read(SYNC, body)
    if failures:
        raise ValidationFailed(_grounded(failures))
    return sent["syncedInstanceUri"], sent.get("callbackUrl")
