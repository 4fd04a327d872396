"""From a request's JSON object through a marshmallow schema to values and failures, in Eloqua's own terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from mock_server.domain.errors import ABSENT, Failure


class EloquaSchema(Schema):
    """Property names in any case; a null counts as not sent; unknown properties are ignored.

    OBSERVED (unknown), assumed (any case, null): differences property-names.
    """

    class Meta:
        unknown = EXCLUDE

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {name.lower(): name for name in self.fields}

    @pre_load
    def canonical_names(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        known = self._spelled
        return {
            known[name.lower()]: value for name, value in data.items() if value is not None and name.lower() in known
        }


def schema_of(name: str, properties: Mapping[str, fields.Field[Any]]) -> EloquaSchema:
    """A schema of these properties."""
    made = EloquaSchema.from_dict(dict(properties), name=name)()
    assert isinstance(made, EloquaSchema)
    return made


def read(schema: EloquaSchema, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
    """The properties whose types are right, in the schema's order, and a failure for each fault in the others."""
    try:
        return schema.load(data), []
    except ValidationError as fault:
        assert isinstance(fault.messages, dict)
        assert isinstance(fault.valid_data, dict)
        return fault.valid_data, list(_failures(fault.messages, schema.canonical_names(data)))


def _failures(messages: Mapping[str, Any], sent: Mapping[str, Any]) -> Iterator[Failure]:
    for name, found in messages.items():
        value = sent.get(name, ABSENT)
        if isinstance(found, Mapping):  # faults inside an object: the value at fault is the entry's
            for key, constraints in found.items():
                for constraint in constraints:
                    yield Failure(name, constraint, _entry(value, key))
        else:
            for constraint in found:
                yield Failure(name, constraint, value)


def _entry(value: Any, key: Any) -> Any:
    """The entry at fault of an object or array; a single one that stands for an array is itself at fault."""
    if isinstance(value, list) or (isinstance(value, dict) and key in value):
        return value[key]
    return value


class Text(fields.Field[str]):
    """A JSON string of a length between two bounds. The text of the failure is OBSERVED for one name."""

    def __init__(self, shortest: int = 1, longest: int = 100, **kwargs: Any) -> None:
        self.bounds = (shortest, longest)
        message = f"Must be a string value, at least {shortest} character and at most {longest} characters long."
        messages = {"required": message, "invalid": message, **kwargs.pop("error_messages", {})}
        super().__init__(error_messages=messages, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        shortest, longest = self.bounds
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise self.make_error("invalid")
        return value


class Flag(fields.Field[bool]):
    """A boolean, or its text: `"true"` comes back as `true`. CONFIRMED DOC-ACC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise ValidationError("Must be a boolean value.")


class Choice(fields.Field[str]):
    """One of some words, spelled exactly."""

    def __init__(self, *words: str, **kwargs: Any) -> None:
        self.words = words
        message = f"Must be one of: {', '.join(words)}."
        super().__init__(error_messages={"required": message, "invalid": message}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise self.make_error("invalid")
        return value
