"""The schemas as an OpenAPI document needs them: which there are, and what JSON the fields of our own take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from mock_server.domain.assumptions import SWITCHES
from mock_server.domain.definitions import KINDS
from mock_server.domain.site_description import Limits
from mock_server.web.schemas import definitions, reading, site_file_parts
from mock_server.web.schemas.saved_parts import SavedSchema
from mock_server.web.schemas.site_file_parts import SiteFileSchema

Json = dict[str, Any]

_OBJECTS: Json = {"type": "array", "items": {"type": "object"}}
_TEXTS: Json = {"type": "object", "additionalProperties": {"type": "string"}}
_ACTION: Json = {
    "type": "object",
    "properties": {
        "action": {"type": "string", "enum": ["add", "remove", "setStatus"]},
        "destination": {"type": "string"},
        "status": {"type": "string"},
    },
    "required": ["action", "destination"],
}
_COUNT: Json = {"type": "integer", "minimum": 1}
_TYPES: Mapping[type[fields.Field[Any]], Json] = {
    reading.Flag: {"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]},
    definitions.Statements: _TEXTS,
    definitions.RulesByField: _TEXTS,
    definitions.DurationText: {"type": "string", "format": "duration"},
    definitions.HttpUrl: {"type": "string", "format": "uri"},
    definitions.SyncActions: {"oneOf": [{"type": "array", "items": _ACTION}, _ACTION]},
    definitions.FilterText: {"type": "string"},
    definitions.Count: _COUNT,
    site_file_parts.Flag: {"type": "boolean"},
    site_file_parts.PaceField: {
        "oneOf": [
            {"type": "string", "enum": ["immediate"]},
            {"type": "object", "properties": {"polls": {"type": "integer", "minimum": 0}}, "required": ["polls"]},
            {"type": "object", "properties": {"seconds": {"type": "number", "minimum": 0}}, "required": ["seconds"]},
        ]
    },
    site_file_parts.LimitsField: {
        "oneOf": [
            {"type": "string", "enum": ["small"]},
            {
                "type": "object",
                "properties": {name: {**_COUNT, "maximum": most} for name, most in Limits().as_json().items()},
                "additionalProperties": False,
            },
        ]
    },
    site_file_parts.AssumptionsField: {
        "type": "object",
        "properties": {switch: {"type": "string", "enum": list(values)} for switch, values in SWITCHES.items()},
        "additionalProperties": False,
    },
}


def json_type(field: fields.Field[Any]) -> Json:
    """What JSON a field of our own takes; nothing of marshmallow's own."""
    if isinstance(field, reading.Text):
        shortest, longest = field.bounds
        return {"type": "string", "minLength": shortest, "maxLength": longest}
    if isinstance(field, reading.Choice):
        return {"type": "string", "enum": list(field.words)}
    return _TYPES.get(type(field), {})


def records() -> Json:
    """The lists of records and links of a site file, which no schema reads."""
    return dict.fromkeys(("accounts", "contacts", "opportunities", "links"), _OBJECTS)


def schema_name(path: str) -> str:
    """`/contacts/imports` -> `ContactsImports`."""
    return "".join(part[:1].upper() + part[1:] for part in path.split("/"))


def schemas() -> dict[str, Schema]:
    """Every schema that a body is read with, by its name in the document."""
    return {
        **{schema_name(path): definitions.schema_for(kind) for path, kind in KINDS.items()},
        "Sync": definitions.SYNC,
        "SiteFile": SiteFileSchema(),
        "SavedSite": SavedSchema(),
    }
