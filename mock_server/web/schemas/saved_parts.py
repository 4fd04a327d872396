"""The further sections of a saved site as marshmallow schemas: types, words. What refers to what: `saved_site.py`."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from mock_server.behaviours.planning_courses import read_course
from mock_server.behaviours.reading import FaultyPlan
from mock_server.domain.status_codes import ROW_CODES
from mock_server.domain.syncs import Status
from mock_server.web.schemas.site_file_parts import Flag, Part

MOST = 2**62
"""Far beyond any time and count."""


def whole(*, required: bool = True, least: int = 0, **kwargs: Any) -> fields.Field[int]:
    """A whole number: an id, a count, a time in ticks."""
    return fields.Integer(required=required, strict=True, validate=validate.Range(least, MOST), **kwargs)


def text(**kwargs: Any) -> fields.Field[str]:
    return fields.String(required=kwargs.pop("required", True), **kwargs)


def texts(**kwargs: Any) -> fields.Field[Any]:
    return fields.List(fields.String(required=True), required=kwargs.pop("required", True), **kwargs)


class _Definition(Part):
    uri = text()
    created_by = text(data_key="createdBy")
    created_at = whole(data_key="createdAt")
    updated_by = text(data_key="updatedBy")
    updated_at = whole(data_key="updatedAt")
    properties = fields.Dict(required=True)


class _Upload(Part):
    expires_at = whole(data_key="expiresAt")
    keys = texts()
    rows = fields.Raw(required=True)
    malformed = fields.List(whole())


class _Staged(_Upload):
    definition_uri = text(data_key="definitionUri")


class _Log(Part):
    status_code = text(data_key="statusCode")
    severity = text(validate=validate.OneOf(("information", "warning", "error")))
    count = whole()
    message = text()


class _Planned(fields.Field[dict[str, Any]]):
    """A course as the control API takes it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object.")
        try:
            return read_course(value, ROW_CODES).as_json()
        except FaultyPlan as fault:
            raise ValidationError({flaw.field: [flaw.constraint] for flaw in fault.flaws}) from None


class _Course(Part):
    planned = _Planned(required=True)
    shown = whole()
    arrived = Flag(required=True)
    asked_for_data = whole(data_key="askedForData")
    due = whole(required=False)


class _Sync(Part):
    id = whole(least=1)
    definition_uri = text(data_key="definitionUri")
    status = text(validate=validate.OneOf([status.value for status in Status]))
    created_by = text(data_key="createdBy")
    created_at = whole(data_key="createdAt")
    started_at = whole(data_key="startedAt", required=False)
    ended_at = whole(data_key="endedAt", required=False)
    callback_url = text(data_key="callbackUrl", required=False)
    polls = whole(required=False)
    logs = fields.List(fields.Nested(_Log))
    reject_keys = texts(data_key="rejectKeys", required=False)
    rejects = fields.Raw()
    taken = fields.List(fields.Nested(_Upload))
    course = fields.Nested(_Course)


class _Export(Part):
    sync_id = whole(data_key="syncId", least=1)
    keys = texts()
    rows = fields.Raw(required=True, allow_none=True)
    expires_at = whole(data_key="expiresAt")


class _Token(Part):
    kind = text(validate=validate.OneOf(("access", "refresh", "code")))
    digest = text(validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    username = text()
    client_id = text(data_key="clientId")
    expires_at = whole(data_key="expiresAt")
    redirect_uri = text(data_key="redirectUri", required=False)


class _Barrier(Part):
    name = text()
    open = Flag(required=True)


class SavedSchema(Part):
    now = whole()
    began_at = whole(data_key="beganAt")
    last_ids = fields.Dict(keys=fields.String(), values=whole(), data_key="lastIds")
    definitions = fields.List(fields.Nested(_Definition))
    staging = fields.List(fields.Nested(_Staged))
    syncs = fields.List(fields.Nested(_Sync))
    exports = fields.List(fields.Nested(_Export))
    unsubscribed = texts(required=False)
    tokens = fields.List(fields.Nested(_Token))
    barriers = fields.List(fields.Nested(_Barrier))
    removed = texts(required=False)
