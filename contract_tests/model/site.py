"""A site as the documents describe it: records, definitions, staged rows, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract_tests.model.evidence import Evidence, Rejected, Verdict, log_of, nothing_staged
from contract_tests.model.importing import CREATED, ID, NOW, STATEMENTS, BrokenLine, Import, Record, Row
from contract_tests.model.linking import Entity, Link, Linkage
from contract_tests.model.text import as_text, same_text
from contract_tests.model.values import kept
from contract_tests.semantics import Semantics

OPPORTUNITIES = "/opportunities/imports"
LINKAGES = "/opportunities/contacts/imports"

Upload = list[Row | BrokenLine]

STANDARD_TYPES: Mapping[str, str] = {
    "C_DateCreated": "date",
    "C_DateModified": "date",
    "C_LastModifiedByExtIntegrateSystem": "date",
    "C_Lead_Score_Date___Most_Recent1": "date",
    "C_LS___High_Value_Website_Content1": "number",
    "C_Employees1": "number",
}
"""The standard contact fields that are not text (facts 9)."""


class ModelSite:
    """One site. `description` is a site file's dict; of it the model reads the stages, accounts, contacts,
    accountLinkage, opportunities, links and the data types of further fields."""

    def __init__(self, semantics: Semantics, description: Mapping[str, Any]) -> None:
        self.semantics = semantics
        self.stages: list[str] = list(description.get("opportunityStages", []))
        self.accounts = _entities(description.get("accounts", []))
        self.contacts = _entities(description.get("contacts", []))
        self.records: list[Record] = [
            {CREATED: NOW, **_shown(item["fields"])} for item in description.get("opportunities", [])
        ]
        self.made: set[Link] = {(item["opportunityId"], item["contactId"]) for item in description.get("links", [])}
        self.data_types = dict(STANDARD_TYPES)
        for entity in ("contacts", "accounts"):
            for field in description.get("fields", {}).get(entity, []):
                self.data_types[field["internalName"]] = field["dataType"]
        self.definitions: dict[str, Mapping[str, Any]] = {}
        self.staged: dict[str, list[Upload]] = {}
        self.counted = {OPPORTUNITIES: 0, LINKAGES: 0}
        self._seat_contacts(description.get("accountLinkage", {}))

    def _seat_contacts(self, rule: Mapping[str, Any]) -> None:
        """Facts 0.4: a contact without `accountId` gets its account by the linkage rule, the lowest id among the
        matches; none where there is none or the value is blank."""
        for contact in self.contacts:
            value = contact["fields"].get(rule.get("contactField", "C_Company"), "")
            for account in self.accounts:
                name = account["fields"].get(rule.get("accountField", "M_CompanyName"), "")
                same = same_text(name, value, rule.get("caseSensitive", False), self.semantics.textComparison)
                if contact["account"] is None and value.strip() and same:
                    contact["account"] = account["id"]

    def create(self, kind: str, definition: Mapping[str, Any]) -> str:
        """A definition that a server accepts; `kind` is `/opportunities/imports` or `/opportunities/contacts/imports`.

        The answer is its uri. Ids count from 1 for each kind apart and are never used again.
        """
        self.counted[kind] += 1
        uri = f"{kind}/{self.counted[kind]}"
        self.definitions[uri] = definition
        self.staged[uri] = []
        return uri

    def replace(self, uri: str, definition: Mapping[str, Any]) -> None:
        """PUT. Staged data is left alone (facts 0.4)."""
        self.definitions[uri] = definition

    def delete(self, uri: str) -> None:
        """DELETE of the definition: its staged data goes with it, links and records stay."""
        del self.definitions[uri], self.staged[uri]

    def stage(self, uri: str, rows: Sequence[Mapping[str, Any] | BrokenLine]) -> None:
        """One upload. Without a row nothing is staged. A row of values as JSON has them, or a broken line of CSV."""
        upload: Upload = [
            row if isinstance(row, BrokenLine) else {key: as_text(value) for key, value in row.items()} for row in rows
        ]
        if upload:
            self.staged[uri].append(upload)

    def clear(self, uri: str) -> None:
        """DELETE of the staged data."""
        self.staged[uri] = []

    def sync(self, uri: str) -> Evidence:
        """A sync of the definition, from its POST to its end: takes all that is staged and applies it."""
        uploads, self.staged[uri] = self.staged[uri], []
        if not uploads:
            return nothing_staged()
        rows = [row for upload in uploads for row in upload]
        verdicts, duplicates = self._apply(uri, rows)
        keys = list(self.definitions[uri]["fields"])
        indexes = _record_indexes(uploads, self.semantics.recordIndex)
        rejects = tuple(_reject(indexes[position], rows[position], keys, verdict) for position, verdict in verdicts)
        logs = log_of(len(rows), rejects, duplicates, len(_unknown_keys(rows, keys)), len(_lacking_keys(uploads, keys)))
        status = "warning" if any(line.severity == "warning" for line in logs) else "success"
        return Evidence(status, tuple(logs), rejects)

    def _apply(self, uri: str, rows: Upload) -> tuple[list[tuple[int, Verdict]], int]:
        definition = self.definitions[uri]
        if uri.startswith(OPPORTUNITIES):
            return Import(definition, self.records, self.stages, self.semantics).run(rows)
        linkage = Linkage(definition, self.records, self.contacts, self.accounts, self.data_types, self.semantics)
        verdicts = []
        for position, row in enumerate(rows):
            outcome = linkage.judge(row)
            if isinstance(outcome, Verdict):
                verdicts.append((position, outcome))
            else:
                self.made.update(outcome)
        return verdicts, 0

    def opportunities(self) -> list[dict[str, str]]:
        """Every opportunity in order of creation, by internal name, without the fields that are blank."""
        return [{name: value for name, value in record.items() if value.strip()} for record in self.records]

    def links(self) -> frozenset[Link]:
        """Every link: the opportunity's id as stored, and the contact's id."""
        return frozenset(self.made)


def _entities(items: Iterable[Mapping[str, Any]]) -> list[Entity]:
    """Records of a site file, in id order; those without an id are numbered on from the highest given."""
    given = list(items)
    last = max((item["id"] for item in given if "id" in item), default=0)
    found = []
    for item in given:
        if "id" not in item:
            last += 1
        found.append({"id": item.get("id", last), "fields": dict(item["fields"]), "account": item.get("accountId")})
    return sorted(found, key=lambda entity: int(entity["id"]))


def _shown(values: Mapping[str, str]) -> Record:
    """An opportunity of a site file as a sync would have stored it."""
    types = dict(STATEMENTS.values())
    return {name: kept(value, types.get(name, "string")) for name, value in values.items()}


def _record_indexes(uploads: list[Upload], meaning: str) -> list[int]:
    """The `recordIndex` of each row, from 1: within its upload, or over all uploads of the sync."""
    within = [index + 1 for upload in uploads for index in range(len(upload))]
    return within if meaning == "upload" else [index + 1 for index in range(len(within))]


def _unknown_keys(rows: Upload, keys: list[str]) -> set[str]:
    """Keys of the rows that the definition does not have."""
    return {key for row in rows if not isinstance(row, BrokenLine) for key in row if key not in keys}


def _lacking_keys(uploads: list[Upload], keys: list[str]) -> list[str]:
    """Keys of the definition that an upload lacks in every row, once for each such upload: the line in the log names
    the file (facts 3.7). Of broken lines nothing is known."""
    lacking = []
    for upload in uploads:
        rows = [row for row in upload if not isinstance(row, BrokenLine)]
        lacking += [key for key in keys if rows and all(key not in row for row in rows)]
    return lacking


def _reject(index: int, row: Row | BrokenLine, keys: list[str], verdict: Verdict) -> Rejected:
    """Facts 3.5: `fieldValues` holds every key of the definition; a key that the row lacks appears as `""`."""
    values = None if isinstance(row, BrokenLine) else {key: row.get(key, "") for key in keys}
    return Rejected(index, verdict.code, verdict.keys, values, verdict.text)


__all__ = ["ID", "LINKAGES", "OPPORTUNITIES", "ModelSite"]
