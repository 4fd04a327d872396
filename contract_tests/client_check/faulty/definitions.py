"""Faults in calls and definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.client_check.adapter import Rows
from contract_tests.client_check.faulty.faulty_client import FaultyClient, calling
from contract_tests.client_check.reference.client import LINKAGES, OPPORTUNITIES, Imported, ReferenceClient
from contract_tests.client_check.reference.transport import Body, Transport


class SendsNoContentType(Transport):
    def headers(self, body: Body | None) -> dict[str, str]:
        return super().headers(None)


class CallsWhatIsNotThere(ReferenceClient):
    """Deletes syncs, which no page knows of."""

    def wait(self, imported: Imported) -> str:
        status = super().wait(imported)
        for run in imported.runs:
            self.transport.sent("DELETE", run.uri, None, None)
        return status


class MakesUpStatements(ReferenceClient):
    def statements(self, entity: str, keys: Sequence[str]) -> dict[str, str]:
        """From internal names: right for most fields, wrong for some of the opportunities'."""
        taken = super().statements(entity, keys)
        made_up = {"CreatedDate": "{{Opportunity.Field(CreatedDate)}}"} if entity == "opportunities" else {}
        return {key: made_up.get(key, statement) for key, statement in taken.items()}


class Changing(ReferenceClient):
    """Sends another definition than it should."""

    def define(self, kind: str, definition: Mapping[str, Any]) -> str:
        return super().define(kind, self.changed(kind, dict(definition)))

    def changed(self, kind: str, definition: dict[str, Any]) -> dict[str, Any]:
        return definition


class ForgetsTheAmount(Changing):
    def changed(self, kind: str, definition: dict[str, Any]) -> dict[str, Any]:
        if kind == OPPORTUNITIES:
            definition["fields"] = {key: value for key, value in definition["fields"].items() if key != "Amount"}
        return definition


class LinksByThreeFields(Changing):
    def changed(self, kind: str, definition: dict[str, Any]) -> dict[str, Any]:
        if kind == LINKAGES:
            definition["fields"] = {**definition["fields"], "Name": "{{Opportunity.Field(Name)}}"}
        return definition


class SwapsMatchAndSource(Changing):
    def changed(self, kind: str, definition: dict[str, Any]) -> dict[str, Any]:
        if kind == LINKAGES:
            match, source = "linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"
            definition[match], definition[source] = definition[source], definition[match]
        return definition


class TalksTooMuch(ReferenceClient):
    def name(self) -> str:
        return super().name() * 3


class SendsFalseAsNothing(Changing):
    def changed(self, kind: str, definition: dict[str, Any]) -> dict[str, Any]:
        return {name: "" if value is False else value for name, value in definition.items()}


class LeavesItsDefinitions(ReferenceClient):
    sweeping: Mapping[str, str] = {}

    def forget(self, definition: str) -> None:
        """Somebody else will."""


class AsksForTooMany(Transport):
    page = 5000


class SyncsAccountsLater(ReferenceClient):
    """Uploads accounts and leaves it at that."""

    def import_accounts(self, rows: Rows) -> Imported:
        keys = ("CompanyName", "Country")
        uri = self.define(
            "/accounts/imports",
            {"fields": self.statements("accounts", keys), "identifierFieldName": "CompanyName"},
        )
        self.stage(uri, self.cut(rows, keys))
        return Imported(uri)


FAULTY = (
    FaultyClient("CLI-12", "leaves out Content-Type", calling(SendsNoContentType), plan="400 to a definition"),
    FaultyClient("CLI-13", "makes a call that no page documents", CallsWhatIsNotThere, plan="a long sync"),
    FaultyClient("CLI-14", "builds statements from internal names", MakesUpStatements, plan="rows that are rejected"),
    FaultyClient("CLI-15", "imports opportunities without an amount", ForgetsTheAmount, plan="400 to a definition"),
    FaultyClient("CLI-16", "defines a linkage of three fields", LinksByThreeFields, plan="a moved site"),
    FaultyClient("CLI-17", "mistakes match field for source field", SwapsMatchAndSource, plan="a moved site"),
    FaultyClient("CLI-18", "gives definitions names that are too long", TalksTooMuch, plan="400 to a definition"),
    FaultyClient("CLI-19", "sends false as an empty text", SendsFalseAsNothing, plan="400 to a definition"),
    FaultyClient("CLI-20", "leaves its definitions behind", LeavesItsDefinitions, plan="nothing to export"),
    FaultyClient(
        "CLI-21", "asks for five thousand items of a list", calling(AsksForTooMany), plan="400 to a definition"
    ),
    FaultyClient("CLI-29", "leaves what it uploaded without a sync", SyncsAccountsLater, plan="undisturbed"),
)
