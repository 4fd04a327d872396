"""A client of the Bulk API as it should be: small, patient, and honest about what it does not know."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.client_check.adapter import Connection, Row, Rows
from contract_tests.client_check.reference.failing import EloquaError, GaveUp
from contract_tests.client_check.reference.rejecting import rejected_rows
from contract_tests.client_check.reference.transport import Transport, as_json
from contract_tests.client_check.reference.uploads import Csv, Format, Json, Upload, batches, split

OPPORTUNITIES, LINKAGES = "/opportunities/imports", "/opportunities/contacts/imports"
CONTACTS, ACCOUNTS = "/contacts/imports", "/accounts/imports"
FINAL = ("success", "warning", "error")
"""From good to bad."""
UNLISTED = {"IsSubscribed": "{{Contact.Email.IsSubscribed}}"}
"""Attributes that fields do not list; their statements stand in "Updating a contact's bounceback status"."""
REQUIRED = ("OpportunityID", "OpportunityName", "Stage", "Amount")
"""What an opportunity import must define."""


@dataclass(slots=True)
class Run:
    """A sync that was asked for, and what it takes in."""

    uri: str
    uploads: tuple[Upload, ...]
    status: str = "pending"


@dataclass(slots=True)
class Imported:
    """What `wait` and `rejects` are asked about: one definition, and a sync for every batch of uploads."""

    definition: str
    runs: list[Run] = field(default_factory=list)


class ReferenceClient:
    """An adapter as `contract_tests.client_check.adapter` describes it, and an example of a client.

    `form`: how rows are sent. `triggering`: let uploads start their syncs, which saves a call. `careful`: read each
    definition back, to see that it was understood.
    """

    transport_type = Transport
    patience = 3600.0
    """Seconds to wait for a sync at most."""
    first_pause, longest_pause = 1.0, 30.0
    """Seconds between polls, doubled each time."""
    sweeping: Mapping[str, str] = {"autoDeleteDuration": "P1D"}

    def __init__(
        self, connection: Connection, *, form: Format | None = None, triggering: bool = False, careful: bool = False
    ) -> None:
        self.connection = connection
        self.transport = self.transport_type(connection)
        self.form: Format = form or Json()
        self.triggering, self.careful = triggering, careful
        self._statements: dict[str, dict[str, str]] = {}

    # What a user calls

    def import_opportunities(self, rows: Rows) -> Imported:
        keys = keys_of(rows, REQUIRED)
        return self.bring(
            OPPORTUNITIES,
            {
                "fields": self.statements("opportunities", keys),
                "identifierFieldName": "OpportunityID",
                "isIdentifierFieldCaseSensitive": False,
            },
            rows,
        )

    def link_contacts(self, rows: Rows) -> Imported:
        return self.link(rows, "Contact", "contacts", "EmailAddress")

    def link_accounts(self, rows: Rows) -> Imported:
        return self.link(rows, "Account", "accounts", "CompanyName")

    def import_contacts(self, rows: Rows) -> Imported:
        return self.bring_records(CONTACTS, "contacts", "EmailAddress", rows)

    def import_accounts(self, rows: Rows) -> Imported:
        return self.bring_records(ACCOUNTS, "accounts", "CompanyName", rows)

    def wait(self, imported: Imported) -> str:
        """The worst of its syncs' final statuses. Raises GaveUp where one does not end."""
        for run in imported.runs:
            self.wait_for(run)
        self.forget(imported.definition)
        return max((run.status for run in imported.runs), key=FINAL.index, default="success")

    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        """Rows that were not taken, or not taken whole, and why."""
        for run in imported.runs:
            yield from rejected_rows(self.transport.pages(f"{run.uri}/rejects"), run.uploads)

    def export_contacts(self) -> list[Row]:
        return self.export("contacts", ("EmailAddress", "FirstName", "LastName"))

    def export_accounts(self) -> list[Row]:
        return self.export("accounts", ("CompanyName", "Country"))

    def close(self) -> None:
        self.transport.close()

    # Definitions

    def bring_records(self, kind: str, entity: str, identifier: str, rows: Rows) -> Imported:
        """`isUpdatingMultipleMatchedRecords` must be false where contacts are identified by their address."""
        definition = {
            "fields": self.statements(entity, keys_of(rows, (identifier,))),
            "identifierFieldName": identifier,
            "isUpdatingMultipleMatchedRecords": False,
        }
        return self.bring(kind, definition, rows)

    def link(self, rows: Rows, entity_type: str, entity: str, source: str) -> Imported:
        """Two fields, no more: which opportunity, and whom to link it to. Case counts on neither side."""
        related = self.statements(entity, (source,))[source].replace("{{", "{{Opportunity.", 1)
        return self.bring(
            LINKAGES,
            {
                "fields": {source: related} | self.statements("opportunities", ("OpportunityID",)),
                "linkOpportunitiesEntityType": entity_type,
                "linkOpportunitiesMatchFieldName": "OpportunityID",
                "linkOpportunitiesSourceField": source,
                "linkOpportunitiesMultipleSourceMatches": True,
                "linkOpportunitiesCaseSensitiveMatchField": False,
                "linkOpportunitiesCaseSensitiveSourceField": False,
            },
            rows,
        )

    def statements(self, entity: str, keys: Sequence[str]) -> dict[str, str]:
        """The statements that Eloqua itself gives, by the fields' names. Raises EloquaError for a key it lacks."""
        if entity not in self._statements:
            fields = self.transport.pages(f"/{entity}/fields")
            self._statements[entity] = {key_of(each["name"]): each["statement"] for each in fields} | UNLISTED
        known = self._statements[entity]
        if unknown := [key for key in keys if key not in known]:
            raise EloquaError(f"{entity} have no {', '.join(unknown)}")
        return {key: known[key] for key in keys}

    def define(self, kind: str, definition: Mapping[str, Any]) -> str:
        """The uri of a new definition. Its name is its own, so that it can be found where the answer is lost.

        It goes when it is no longer needed; should this client not come to that, Eloqua sweeps it away.
        """
        name = self.name()
        whole = as_json({"name": name, **definition, **self.sweeping})
        made = self.transport.until_certain(
            lambda: self.transport.post(kind, whole),
            lambda: self.look_for_definition(kind, name),
        )
        if self.careful:
            self.compare(str(made["uri"]), definition)
        return str(made["uri"])

    def compare(self, uri: str, definition: Mapping[str, Any]) -> None:
        """Not by times: `createdAt` reads otherwise than when it was answered."""
        read = self.transport.get(uri)
        if other := [name for name, value in definition.items() if read.get(name) != value]:
            raise EloquaError(f"{uri} has another {', '.join(other)} than was asked for")

    def look_for_definition(self, kind: str, name: str) -> dict[str, Any] | None:
        return next(self.transport.pages(kind, q=f'name="{name}"'), None)

    def name(self) -> str:
        return f"eloqua-client {uuid.uuid4().hex}"

    def forget(self, definition: str) -> None:
        self.transport.delete(definition)

    # Imports

    def bring(self, kind: str, definition: Mapping[str, Any], rows: Rows) -> Imported:
        """Define, upload, sync. A batch is uploaded only when the sync of the one before it has ended."""
        keys = list(definition["fields"])
        uploads = self.cut(rows, keys)
        uri = self.define(kind, {**definition, "isSyncTriggeredOnImport": self.triggering})
        imported = Imported(uri)
        for batch in batches(iter(uploads), self.most_uploads()):
            if imported.runs and not self.may_go_on(imported.runs[-1]):
                break
            imported.runs.append(Run(self.bring_batch(imported, batch), batch))
        return imported

    def cut(self, rows: Rows, keys: Sequence[str]) -> list[Upload]:
        return list(split(rows, keys, self.form, self.connection.upload_bytes))

    def most_uploads(self) -> int:
        """For one sync."""
        return 1 if self.triggering else self.connection.uploads_per_sync

    def may_go_on(self, run: Run) -> bool:
        return self.wait_for(run) != "error"

    def bring_batch(self, imported: Imported, batch: Sequence[Upload]) -> str:
        """The uri of the sync that takes these uploads in."""
        known = {run.uri for run in imported.runs}
        if self.triggering:
            started = self.transport.until_certain(
                lambda: self.transport.post(f"{imported.definition}/data", batch[0].body),
                lambda: self.look_for_sync(imported.definition, known),
            )
            if started and "syncedInstanceUri" in started:
                return str(started["uri"])
        else:
            self.stage(imported.definition, batch)
        return self.start(imported.definition, known)

    def stage(self, definition: str, uploads: Sequence[Upload]) -> None:
        """All uploads, once each. Where an answer is lost nobody can say what is staged: sweep and begin anew."""
        self.transport.until_certain(lambda: self.upload_all(definition, uploads), lambda: self.sweep(definition))

    def upload_all(self, definition: str, uploads: Sequence[Upload]) -> bool:
        for upload in uploads:
            self.transport.post(f"{definition}/data", upload.body)
        return True

    def sweep(self, definition: str) -> None:
        self.transport.delete(f"{definition}/data")

    # Syncs

    def start(self, definition: str, known: set[str]) -> str:
        """The uri of a new sync. Where the answer is lost, it may be there already."""
        wish = as_json({"syncedInstanceUri": definition})
        started = self.transport.until_certain(
            lambda: self.transport.post("/syncs", wish), lambda: self.look_for_sync(definition, known)
        )
        return str(started["uri"])

    def look_for_sync(self, definition: str, known: set[str]) -> dict[str, Any] | None:
        syncs = self.transport.pages("/syncs", q=f'syncedInstanceUri="{definition}"')
        return next((each for each in syncs if each["uri"] not in known), None)

    def wait_for(self, run: Run) -> str:
        """Poll, at a growing pace and with an end."""
        for pause in self.pauses():
            if run.status in FINAL:
                return run.status
            self.connection.sleep(pause)
            run.status = self.status(run.uri)
        if run.status in FINAL:
            return run.status
        raise GaveUp(f"{run.uri} has not ended after {self.patience:.0f} seconds")

    def status(self, sync: str) -> str:
        return str(self.transport.get(sync).get("status", ""))

    def pauses(self) -> Iterator[float]:
        pause, waited = self.first_pause, 0.0
        while waited < self.patience:
            yield pause
            waited += pause
            pause = min(pause * 2, self.longest_pause)

    # Exports

    def export(self, entity: str, keys: Sequence[str]) -> list[Row]:
        """All records. The data are read from the sync: those of the definition may be incomplete."""
        definition = self.define(f"/{entity}/exports", {"fields": self.statements(entity, keys)})
        run = Run(self.start(definition, set()), ())
        if self.wait_for(run) == "error":
            raise EloquaError(f"the export of {entity} ended in error: {run.uri}")
        rows: list[Row] = list(self.transport.pages(f"{run.uri}/data"))
        self.forget(definition)
        return rows


def key_of(name: str) -> str:
    return name.replace(" ", "")


def keys_of(rows: Rows, required: Sequence[str]) -> list[str]:
    """The keys that rows have, the required ones first."""
    return list(dict.fromkeys([*required, *(key for row in rows for key in row)]))


def with_csv(connection: Connection) -> ReferenceClient:
    """The reference client, sending CSV."""
    return ReferenceClient(connection, form=Csv())


def careful(connection: Connection) -> ReferenceClient:
    """The reference client, which reads its definitions back."""
    return ReferenceClient(connection, careful=True)


def triggering(connection: Connection) -> ReferenceClient:
    """The reference client, whose uploads start their syncs."""
    return ReferenceClient(connection, triggering=True)


__all__ = ["ReferenceClient", "careful", "triggering", "with_csv"]
