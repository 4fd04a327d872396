"""The further sections of a saved site: read, and checked as far as they refer to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_server.domain.definitions import KINDS, UNSHOWN_RETENTION, Definition, DefinitionKind
from mock_server.domain.durations import parse_duration
from mock_server.domain.errors import ABSENT, Failure
from mock_server.domain.logs import LogEntry
from mock_server.domain.rejects import Reject
from mock_server.domain.saved_site import (
    SavedCourse,
    SavedExport,
    SavedLink,
    SavedState,
    SavedSync,
    SavedToken,
    SavedUpload,
)
from mock_server.domain.syncs import Status, Sync
from mock_server.domain.uploads import MalformedRow, Row, Upload
from mock_server.web.schemas.definitions import read_definition

_URI = re.compile(r"(.+)/([1-9][0-9]{0,17})")


class SavedReader:
    """Reads the section `saved` of one file, whose shape the schema has seen to. Faults go to `failures`."""

    def __init__(self, parts: Mapping[str, Any], failures: list[Failure]) -> None:
        self._parts = parts
        self._failures = failures
        self._last_ids: Mapping[str, int] = parts.get("last_ids", {})

    @property
    def syncs(self) -> int:
        return len(self._parts.get("syncs", ()))

    def read(
        self,
        links: Sequence[SavedLink],
        usernames: Sequence[str],
        client_ids: Sequence[str],
        containers: Sequence[str],
    ) -> SavedState:
        """`containers` are the statements of those that the site has, or had."""
        parts = self._parts
        for path in self._last_ids:
            if path not in KINDS:
                self._fault(f"lastIds.{path}", f"Must be one of: {', '.join(KINDS)}.")
        if parts["began_at"] > parts["now"]:
            self._fault("beganAt", "Must not be later than now.", parts["began_at"])
        definitions = list(self._definitions())
        live = {definition.uri for definition in definitions}
        syncs = list(self._syncs(live))
        return SavedState(
            now=parts["now"],
            began_at=parts["began_at"],
            last_ids={path: self._last_ids.get(path, 0) for path in KINDS},
            definitions=definitions,
            staged=list(self._staged(live)),
            syncs=syncs,
            exports=list(self._exports(syncs)),
            links=links,
            unsubscribed=parts.get("unsubscribed", ()),
            tokens=list(self._tokens(usernames, client_ids)),
            barriers=[(each["name"], each["open"]) for each in parts.get("barriers", ())],
            removed=list(self._removed(containers)),
        )

    def _fault(self, place: str, constraint: str, value: Any = ABSENT) -> None:
        self._failures.append(Failure(f"saved.{place}", constraint, value))

    def _items(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for number, item in enumerate(self._parts.get(name, ())):
            yield f"{name}[{number}]", item

    def _known(self, place: str, uri: str) -> tuple[DefinitionKind, int] | None:
        """Kind and id of a definition that was there once."""
        found = _URI.fullmatch(uri)
        if found is None or found[1] not in KINDS or int(found[2]) > self._last_ids.get(found[1], 0):
            self._fault(place, "Must be the uri of a definition whose id lastIds reaches.", uri)
            return None
        return KINDS[found[1]], int(found[2])

    def _definitions(self) -> Iterator[Definition]:
        latest: dict[str, int] = {}
        for place, item in self._items("definitions"):
            known = self._known(f"{place}.uri", item["uri"])
            if known is None:
                continue
            kind, number = known
            if number <= latest.get(kind.path, 0):
                self._fault(f"{place}.uri", "Must follow those of its kind before it.", item["uri"])
            latest[kind.path] = number
            properties = self._properties(place, kind, item["properties"])
            retention = parse_duration(properties.get("dataRetentionDuration", UNSHOWN_RETENTION))
            created, updated = (item["created_by"], item["created_at"]), (item["updated_by"], item["updated_at"])
            yield Definition(kind, number, properties, retention or 0, *created, *updated)

    def _properties(self, place: str, kind: DefinitionKind, said: Mapping[str, Any]) -> dict[str, Any]:
        """In the order of the file, which is that of an answer."""
        sent, failures = read_definition(kind, said)
        for fault in failures:
            self._fault(f"{place}.properties.{fault.field}", fault.constraint, fault.value)
        for name in said:
            if name not in kind.properties:
                self._fault(f"{place}.properties.{name}", "Unknown key.")
        return {name: sent[name] for name in said if name in sent}

    def _staged(self, live: set[str]) -> Iterator[SavedUpload]:
        for place, item in self._items("staging"):
            uri = item["definition_uri"]
            if uri not in live:
                self._fault(f"{place}.definitionUri", "Must be the uri of a definition.", uri)
            yield self._upload(place, uri, item)

    def _upload(self, place: str, uri: str, item: Mapping[str, Any]) -> SavedUpload:
        rows, malformed = item["rows"], frozenset(item.get("malformed", ()))
        read: list[Row] = []
        if not isinstance(rows, list) or not rows:
            self._fault(f"{place}.rows", "Must be an array of rows, at least one.")
            rows = []
        if any(number >= len(rows) for number in malformed):
            self._fault(f"{place}.malformed", "Must be numbers of rows, from 0 on.", sorted(malformed))
        for number, row in enumerate(rows):
            if self._is_row(f"{place}.rows[{number}]", row, item["keys"]):
                read.append(MalformedRow(row) if number in malformed else row)
        return SavedUpload(uri, Upload.of(read, item["keys"]), item["expires_at"])

    def _is_row(self, place: str, row: Any, keys: Sequence[str]) -> bool:
        if not isinstance(row, dict) or not all(isinstance(text, str) for text in row.values()):
            self._fault(place, "Must be an object of texts.", row)
        elif not row.keys() <= set(keys):
            self._fault(place, "Must have no other keys than its upload.", row)
        else:
            return True
        return False

    def _syncs(self, live: set[str]) -> Iterator[SavedSync]:
        waiting: set[str] = set()
        for place, item in self._items("syncs"):
            number = int(place[6:-1]) + 1
            if item["id"] != number:
                self._fault(f"{place}.id", f"Must be {number}: syncs are counted without a gap.", item["id"])
            uri = item["definition_uri"]
            known = self._known(f"{place}.definitionUri", uri)
            if known is None:
                continue
            status = Status(item["status"])
            self._check_times(place, status, item)
            if status in (Status.PENDING, Status.ACTIVE):
                if uri not in live:
                    self._fault(f"{place}.definitionUri", "Must be a definition that is there, while it goes on.", uri)
                if uri in waiting and status is Status.ACTIVE:
                    self._fault(f"{place}.status", "Must be pending: an older sync of its definition goes on.", status)
                waiting.add(uri)
            if "taken" in item and status is not Status.ACTIVE:
                self._fault(f"{place}.taken", "Must not be there unless the sync is active.")
            taken = tuple(self._upload(f"{place}.taken[{n}]", uri, one) for n, one in enumerate(item.get("taken", ())))
            course = item.get("course")
            yield SavedSync(self._sync(place, item, number, known[0]), taken, course and _course_of(course))

    def _check_times(self, place: str, status: Status, item: Mapping[str, Any]) -> None:
        wanted = {
            "startedAt": {Status.PENDING: False, Status.ACTIVE: True}.get(status, status is not Status.ERROR or None),
            "endedAt": status not in (Status.PENDING, Status.ACTIVE),
        }
        for name, must in wanted.items():
            there = {"startedAt": "started_at", "endedAt": "ended_at"}[name] in item
            if must is not None and there is not must:
                verb = "Must" if must else "Must not"
                self._fault(f"{place}.{name}", f"{verb} be there where the status is {status}.")

    def _sync(self, place: str, item: Mapping[str, Any], number: int, kind: DefinitionKind) -> Sync:
        return Sync(
            number,
            item["definition_uri"],
            item["created_at"],
            item["created_by"],
            item.get("callback_url"),
            kind.process,
            Status(item["status"]),
            item.get("started_at"),
            item.get("ended_at"),
            item.get("polls", 0),
            tuple(LogEntry(e["count"], e["severity"], e["status_code"], e["message"]) for e in item.get("logs", ())),
            tuple(self._rejects(place, item)),
        )

    def _rejects(self, place: str, item: Mapping[str, Any]) -> Iterator[Reject]:
        """Read in a loop: a sync may reject a million rows."""
        rejects, keys = item.get("rejects", []), tuple(item.get("reject_keys", ()))
        if not isinstance(rejects, list):
            self._fault(f"{place}.rejects", "Must be an array.")
            return
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        for number, one in enumerate(rejects):
            if not _is_reject(one):
                constraint = "Must be an object of row, statusCode, message, number, recordIndex, invalidFields."
                self._fault(f"{place}.rejects[{number}]", constraint, one)
                continue
            invalid = tuple(one["invalidFields"])
            invalid = shared.setdefault(invalid, invalid)
            index, code = one["recordIndex"], one["statusCode"]
            yield Reject(one["row"], keys, one["message"], code, index, invalid, one["number"])

    def _exports(self, syncs: Sequence[SavedSync]) -> Iterator[SavedExport]:
        ended = {each.sync.id for each in syncs if each.sync.is_final and "/exports/" in each.sync.definition_uri}
        for place, item in self._items("exports"):
            if item["sync_id"] not in ended:
                self._fault(f"{place}.syncId", "Must be the id of an ended export, once.", item["sync_id"])
                continue
            ended.remove(item["sync_id"])
            rows = item["rows"]
            if rows is not None and not (isinstance(rows, list) and all(_is_line(row, item["keys"]) for row in rows)):
                self._fault(f"{place}.rows", "Must be null, or an array of arrays with a text for each key.")
                continue
            lines = None if rows is None else tuple(map(tuple, rows))
            yield SavedExport(item["sync_id"], tuple(item["keys"]), lines, item["expires_at"])

    def _removed(self, containers: Sequence[str]) -> Iterator[str]:
        waiting = set(containers)
        for number, statement in enumerate(self._parts.get("removed", ())):
            if statement not in waiting:
                constraint = "Must be a list, segment, filter or group of the site, once."
                self._fault(f"removed[{number}]", constraint, statement)
            waiting.discard(statement)
            yield statement

    def _tokens(self, usernames: Sequence[str], client_ids: Sequence[str]) -> Iterator[SavedToken]:
        for place, item in self._items("tokens"):
            if item["username"] not in usernames:
                self._fault(f"{place}.username", "Must be a user of the site.", item["username"])
            if item["client_id"] not in client_ids:
                self._fault(f"{place}.clientId", "Must be an OAuth client of the site.", item["client_id"])
            yield SavedToken(**item)


def _course_of(item: Mapping[str, Any]) -> SavedCourse:
    return SavedCourse(item["planned"], item["shown"], item["arrived"], item["asked_for_data"], item.get("due"))


def _is_line(row: Any, keys: Sequence[str]) -> bool:
    return isinstance(row, list) and len(row) == len(keys) and all(isinstance(text, str) for text in row)


def _is_reject(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == {"row", "statusCode", "message", "number", "recordIndex", "invalidFields"}
        and isinstance(one["row"], dict)
        and all(isinstance(text, str) for text in (*one["row"].values(), one["statusCode"], one["message"]))
        and type(one["recordIndex"]) is type(one["number"]) is int
        and isinstance(one["invalidFields"], list)
        and all(isinstance(key, str) for key in one["invalidFields"])
    )
