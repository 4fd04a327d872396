"""Hand-made histories: a story tells call after call what a client did and was answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contract_tests.client_check.evidence import End, Evidence, Fault, Operation, Output, Settings
from contract_tests.client_check.exchanges import Exchange, Message, Secret

LOGIN, HOST, MOVED = "login.example", "one.example", "two.example"
BULK = "/api/bulk/2.0"
IMPORTS, LINKAGES, EXPORTS = "/opportunities/imports", "/opportunities/contacts/imports", "/contacts/exports"
FIELDS = {
    "ID": "{{Opportunity.Id}}",
    "Name": "{{Opportunity.Field(Name)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
}
IMPORT = {"name": "Import", "fields": FIELDS, "identifierFieldName": "ID"}
LINKAGE = {
    "name": "Linkage",
    "fields": {"ID": "{{Opportunity.Id}}", "Mail": "{{Opportunity.Contact.Field(C_EmailAddress)}}"},
    "linkOpportunitiesMatchFieldName": "ID",
    "linkOpportunitiesSourceField": "Mail",
}
ROWS = [{"ID": "1", "Name": "One"}, {"ID": "2", "Name": "Two"}]
JSON = ("Content-Type", "application/json")


class Story:
    """Each call begins `after` seconds after the one before it was answered."""

    def __init__(self, **evidence: Any) -> None:
        self.calls: list[Exchange] = []
        self.faults: list[Fault] = []
        self.courses: list[Fault] = []
        self.operations: list[Operation] | None = None
        self.more = evidence
        self.now = 100.0
        self.mark = "secret-1"
        self.host = HOST

    def call(
        self,
        verb: str,
        path: str,
        status: int = 200,
        *,
        sent: Any = None,
        got: Any = None,
        after: float = 1.5,
        took: float = 0.01,
        query: str = "",
        headers: Sequence[tuple[str, str]] | None = None,
        answered: Sequence[tuple[str, str]] = (),
        user: str | None = "Site\\user",
        scheme: str = "Basic",
        host: str = "",
        **more: Any,
    ) -> Story:
        text = sent if isinstance(sent, str) else "" if sent is None else json.dumps(sent)
        told = got if isinstance(got, str) else "" if got is None else json.dumps(got)
        named = ([JSON] if text else []) if headers is None else list(headers)
        self.now += after
        self.calls.append(
            Exchange(
                number=len(self.calls) + 1,
                method=verb,
                path=path,
                query=query,
                status=status,
                began=self.now,
                took=took,
                host=host or self.host,
                user=user,
                request=Message((*named, ("Authorization", f"{scheme} {self.mark}")), text, len(text.encode())),
                answer=Message(tuple(answered), told, len(told)),
                secrets=more.pop("secrets", (Secret("header", "Authorization", self.mark),)),
                **more,
            )
        )
        self.now += took
        return self

    def bulk(self, verb: str, uri: str, status: int = 200, **more: Any) -> Story:
        return self.call(verb, BULK + uri, status, **more)

    def identify(self, base: str = HOST, **more: Any) -> Story:
        return self.call("GET", "/id", got={"urls": {"base": f"http://{base}"}}, **{"host": LOGIN, **more})

    def refused(self, **more: Any) -> Story:
        return self.call("GET", "/id", got='"Not authenticated."', **more)

    def token(self, sent: str, gave: str, **more: Any) -> Story:
        secrets = (Secret("body", "refresh_token", sent),)
        got = {"access_token": f"access-{gave}", "refresh_token": gave}
        body = {"grant_type": "refresh_token", "refresh_token": sent}
        return self.call("POST", "/auth/oauth2/token", sent=body, got=got, secrets=secrets, **more)

    def define(self, kind: str = IMPORTS, number: int = 1, sent: Any = None, **more: Any) -> Story:
        body = (LINKAGE if kind == LINKAGES else IMPORT) if sent is None else sent
        status = more.pop("status", 201)
        got = {**body, "uri": f"{kind}/{number}", "createdAt": "at first"} if status == 201 else more.pop("got", None)
        return self.bulk("POST", kind, status, sent=body, got=got, **more)

    def upload(self, definition: str = f"{IMPORTS}/1", sent: Any = None, status: int = 204, **more: Any) -> Story:
        return self.bulk("POST", f"{definition}/data", status, sent=ROWS if sent is None else sent, **more)

    def sync(self, number: int = 1, definition: str = f"{IMPORTS}/1", status: int = 201, **more: Any) -> Story:
        got = {"syncedInstanceUri": definition, "status": "pending", "uri": f"/syncs/{number}"}
        answer = got if status == 201 else more.pop("got", None)
        return self.bulk("POST", "/syncs", status, sent={"syncedInstanceUri": definition}, got=answer, **more)

    def poll(self, *statuses: str, number: int = 1, **more: Any) -> Story:
        for status in statuses:
            over = {"syncEndedAt": "then"} if status in ("success", "warning", "error") else {}
            self.bulk("GET", f"/syncs/{number}", got={"uri": f"/syncs/{number}", "status": status, **over}, **more)
        return self

    def listed(self, uri: str, offset: int, count: int, more_to_come: bool, limit: int = 1000, **more: Any) -> Story:
        got = {"items": [{}] * count, "limit": limit, "offset": offset, "count": count, "hasMore": more_to_come}
        return self.bulk("GET", uri, got=got, query=f"offset={offset}", **more)

    def planned(self, *, fired: int = 1, used_up: bool = True, **outcome: Any) -> Story:
        """A fault, numbered from 1; calls name it as `fault`."""
        self.faults.append(Fault(len(self.faults) + 1, outcome, fired, used_up))
        return self

    def course(self, **outcome: Any) -> Story:
        self.courses.append(Fault(len(self.courses) + 1, outcome, 1, True))
        return self

    def did(self, name: str, calls: int = 0, **more: Any) -> Story:
        """The operation that made the last `calls` calls."""
        if self.operations is None:
            self.operations = []
        self.operations.append(Operation(name, len(self.calls) - calls + 1, len(self.calls), **more))
        return self

    def printed(self, text: str, status: int | None = 0, **more: Any) -> Story:
        self.more["output"] = Output(text, status, **more)
        return self

    def killed(self) -> Story:
        return self.printed("", None)

    def settings(self, **said: Any) -> Story:
        self.more["settings"] = Settings(**said)
        return self

    def at_the_end(self, **said: Any) -> Story:
        self.more["end"] = End(**said)
        return self

    def evidence(self) -> Evidence:
        operations = None if self.operations is None else tuple(self.operations)
        found = Evidence(
            tuple(self.calls), faults=tuple(self.faults), courses=tuple(self.courses), operations=operations
        )
        return replace(found, **self.more)


def story(**evidence: Any) -> Story:
    return Story(**evidence)


def import_story(**evidence: Any) -> Story:
    """Discovery, an import, its rows, its sync, two polls."""
    return story(**evidence).identify().define().upload().sync().poll("pending", "active", "success")


DIED = "Traceback (most recent call last):\n  KeyError: 'x'"
EMPTY = Evidence(())
IDLE = story().identify().evidence()
"""A client that logged in and left."""


__all__ = ["DIED", "EMPTY", "EXPORTS", "IDLE", "IMPORT", "IMPORTS", "LINKAGE", "LINKAGES", "MOVED", "ROWS", "Story"]
