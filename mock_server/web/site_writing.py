"""A site description written as a site file; a saved one with its further sections. The same site, the same text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mock_server.domain.definitions import Definition
from mock_server.domain.entities import ENTITIES
from mock_server.domain.fields import FieldTable
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.saved_site import SavedCourse, SavedState, SavedSync, SavedUpload
from mock_server.domain.site_description import Container, DescribedRecord, OAuthClient, Pace, SiteDescription
from mock_server.domain.uploads import MalformedRow
from mock_server.web.responses import encode

Json = dict[str, Any]

PARTS = {
    "ContactList": "contactLists",
    "ContactSegment": "contactSegments",
    "ContactFilter": "contactFilters",
    "AccountList": "accountLists",
    "EmailGroup": "emailGroups",
}
"""The part of a site file that holds the containers of a word."""


def site_file(site: SiteDescription) -> bytes:
    """The text of the site file. It holds the site's secrets: without them nobody could log in."""
    return encode(as_site_file(site))


def as_site_file(site: SiteDescription) -> Json:
    written: Json = {
        "version": 1,
        "name": site.name,
        "users": [{"username": user.username, "password": user.password} for user in site.users],
        "oauthClients": [_client(client) for client in site.clients],
        "opportunityStages": list(site.stages),
        "accountLinkage": {
            "contactField": site.account_linkage.contact_field,
            "accountField": site.account_linkage.account_field,
            "caseSensitive": site.account_linkage.case_sensitive,
        },
        "fields": {plural: _further(table, plural) for plural, table in site.field_tables.items()},
        "importPriorities": [{"id": each.id, "name": each.name} for each in site.priorities],
        **_containers(site.containers),
        "leadScoringModels": [{"id": each.id, "name": each.name, "status": each.status} for each in site.lead_models],
        "pace": _pace(site.pace),
        "limits": site.limits.as_json(),
        "assumptions": site.assumptions.as_switches(),
    }
    if site.saved is not None:
        written["saved"] = _saved(site.saved)
    for plural, records in (
        ("accounts", site.accounts),
        ("contacts", site.contacts),
        ("opportunities", site.opportunities),
    ):
        has_id = site.saved is not None or plural != "opportunities"
        written[plural] = list(_records(records, site.field_tables[plural], has_id=has_id))
    written["links"] = _links(site)
    return written


def _client(client: OAuthClient) -> Json:
    written = {"clientId": client.client_id, "clientSecret": client.client_secret}
    optional = {"redirectUri": client.redirect_uri, "refreshToken": client.refresh_token}
    return {**written, **{name: value for name, value in optional.items() if value}}


def _further(table: FieldTable, plural: str) -> list[Json]:
    """The fields that the site has beyond those that every site has."""
    known = {field.statement for field in ENTITIES[plural].fields}
    return [
        {
            "name": field.name,
            "internalName": field.internal_name,
            "dataType": field.data_type,
            "statement": field.statement,
        }
        for field in table.listed
        if field.statement not in known
    ]


def _containers(containers: Iterable[Container]) -> dict[str, list[Json]]:
    written: dict[str, list[Json]] = {part: [] for part in PARTS.values()}
    for each in containers:
        written[PARTS[each.word]].append({"id": each.id, "name": each.name, "members": list(each.members)})
    return written


def _pace(pace: Pace) -> str | dict[str, float]:
    """Whole seconds as whole numbers: as floats they would be rounded."""
    if pace.ticks is not None and pace.ticks % TICKS_PER_SECOND == 0:
        return {"seconds": pace.ticks // TICKS_PER_SECOND}
    return pace.as_json()


def _records(records: Iterable[DescribedRecord], table: FieldTable, *, has_id: bool) -> Iterator[Json]:
    columns = [(column, field.internal_name, table.blank[column]) for column, field in enumerate(table)]
    for record in records:
        values = record.values
        written: Json = {"id": record.id} if has_id else {}
        written["fields"] = {name: values[column] for column, name, blank in columns if values[column] != blank}
        for name, value in (
            ("accountId", record.account_id),
            ("createdAt", record.created_at),
            ("updatedAt", record.updated_at),
        ):
            if value is not None:
                written[name] = value
        yield written


def _links(site: SiteDescription) -> list[Json]:
    texts = {each.id: each.values[0] for each in site.opportunities}
    if site.saved is None:
        return [{"opportunityId": texts[opportunity], "contactId": contact} for opportunity, contact in site.links]
    return [
        {"opportunityId": texts[one], "recordId": one, "contactId": contact}
        | ({} if sync is None else {"syncId": sync})
        for one, contact, sync in site.saved.links
    ]


def _saved(saved: SavedState) -> Json:
    return {
        "now": saved.now,
        "beganAt": saved.began_at,
        "lastIds": {path: number for path, number in saved.last_ids.items() if number},
        "definitions": list(map(_definition, saved.definitions)),
        "staging": [{"definitionUri": each.definition_uri, **_upload(each)} for each in saved.staged],
        "syncs": list(map(_sync, saved.syncs)),
        "exports": [
            {
                "syncId": each.sync_id,
                "keys": list(each.keys),
                "rows": None if each.rows is None else list(map(list, each.rows)),
                "expiresAt": each.expires_at,
            }
            for each in saved.exports
        ],
        "unsubscribed": list(saved.unsubscribed),
        "tokens": [
            {
                "kind": each.kind,
                "digest": each.digest,
                "username": each.username,
                "clientId": each.client_id,
                "expiresAt": each.expires_at,
                "redirectUri": each.redirect_uri,
            }
            for each in saved.tokens
        ],
        "barriers": [{"name": name, "open": is_open} for name, is_open in saved.barriers],
        "removed": list(saved.removed),
    }


def _definition(definition: Definition) -> Json:
    return {
        "uri": definition.uri,
        "createdBy": definition.created_by,
        "createdAt": definition.created_at,
        "updatedBy": definition.updated_by,
        "updatedAt": definition.updated_at,
        "properties": dict(definition.properties),
    }


def _upload(saved: SavedUpload) -> Json:
    rows = list(saved.upload)
    malformed = [number for number, row in enumerate(rows) if isinstance(row, MalformedRow)]
    written: Json = {"expiresAt": saved.expires_at, "keys": list(saved.upload.keys), "rows": rows}
    return {**written, "malformed": malformed} if malformed else written


def _sync(saved: SavedSync) -> Json:
    sync = saved.sync
    written: Json = {
        "id": sync.id,
        "definitionUri": sync.definition_uri,
        "status": sync.status.value,
        "createdBy": sync.created_by,
        "createdAt": sync.created_at,
        "startedAt": sync.started_at,
        "endedAt": sync.ended_at,
        "callbackUrl": sync.callback_url,
        "polls": sync.polls or None,
    }
    written = {name: value for name, value in written.items() if value is not None}
    if sync.logs:
        written["logs"] = [
            {"statusCode": e.status_code, "severity": e.severity, "count": e.count, "message": e.message}
            for e in sync.logs
        ]
    if sync.rejects:
        written["rejectKeys"] = list(sync.rejects[0].keys)
        written["rejects"] = [
            {
                "row": dict(each.row),
                "statusCode": each.status_code,
                "message": each.message,
                "number": each.number,
                "recordIndex": each.record_index,
                "invalidFields": list(each.invalid_fields),
            }
            for each in sync.rejects
        ]
    if saved.taken:
        written["taken"] = list(map(_upload, saved.taken))
    if saved.course is not None:
        written["course"] = _course(saved.course)
    return written


def _course(course: SavedCourse) -> Json:
    written: Json = {
        "planned": dict(course.said),
        "shown": course.shown,
        "arrived": course.arrived,
        "askedForData": course.asked_for_data,
    }
    return written if course.due is None else {**written, "due": course.due}
