"""An opportunity import: which rows are rejected, which records come out (facts 0.4, "Judging a row", "Values")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.model.evidence import MULTIPLE_MATCHES, Verdict
from contract_tests.model.text import is_blank, same_text
from contract_tests.model.values import LONGEST_TEXT, is_valid, kept
from contract_tests.semantics import Semantics

NOW = "<time of the sync>"
"""What Created Date holds where the sync stamps its own time."""

ID, NAME, CREATED, STAGE, AMOUNT = (
    "RemoteOpportunityID",
    "OpportunityName",
    "CreatedDate",
    "OpportunityStageID",
    "Amount",
)
REQUIRED = (ID, NAME, STAGE, AMOUNT)

STATEMENTS: Mapping[str, tuple[str, str]] = {
    "{{Opportunity.Id}}": (ID, "string"),
    "{{Opportunity.Field(Name)}}": (NAME, "string"),
    "{{Opportunity.CreatedAt}}": (CREATED, "date"),
    "{{Opportunity.Field(Stage)}}": (STAGE, "string"),
    "{{Opportunity.Field(AccountName)}}": ("AccountName", "string"),
    "{{Opportunity.Field(Amount)}}": (AMOUNT, "number"),
    "{{Opportunity.Field(CloseDate)}}": ("CloseDate", "date"),
    "{{Opportunity.Field(Currency)}}": ("Currency", "string"),
    "{{Opportunity.Field(ForecastToCloseDate)}}": ("ForecastToCloseDate", "date"),
    "{{Opportunity.Field(Territory)}}": ("Territory", "string"),
    "{{Opportunity.Field(Owner)}}": ("Owner", "string"),
    "{{Opportunity.Field(PrimaryCampaignId)}}": ("PrimaryCampaignId", "string"),
}
"""Statement -> internal name and data type (facts 2.1)."""

Record = dict[str, str]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of a CSV upload with another number of values than its header."""

    values: tuple[str, ...]


def is_true(value: Any) -> bool:
    """A boolean of a definition; facts 4.2: it may be sent as the text `"true"`."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


class Import:
    """One definition, over the records of one site, for the time of one sync. `records` are in order of creation."""

    def __init__(
        self, definition: Mapping[str, Any], records: list[Record], stages: list[str], semantics: Semantics
    ) -> None:
        self.definition, self.records, self.stages, self.semantics = definition, records, stages, semantics
        self.keys: dict[str, str] = dict(definition["fields"])
        self.identifier: str = definition["identifierFieldName"]
        self.case_sensitive = is_true(definition.get("isIdentifierFieldCaseSensitive"))

    def same(self, one: str, other: str) -> bool:
        """Whether two identifiers are one, as `isIdentifierFieldCaseSensitive` says."""
        return same_text(one, other, self.case_sensitive, self.semantics.textComparison)

    def run(self, rows: list[Row | BrokenLine]) -> tuple[list[tuple[int, Verdict]], int]:
        """Apply the rows. The rejects as (position of the row, verdict), and how many rows fell away as duplicates."""
        verdicts = {position: self.unreadable(row) for position, row in enumerate(rows)}
        readable = {position: row for position, row in enumerate(rows) if verdicts[position] is None}
        duplicates = self.duplicates(readable)
        for position, row in readable.items():
            if position in duplicates:
                verdicts[position] = Verdict("ELQ-00026", (self.identifier,))
            else:
                verdicts[position] = self.take(row)
        return [(position, verdict) for position, verdict in verdicts.items() if verdict], len(duplicates)

    def unreadable(self, row: Row | BrokenLine) -> Verdict | None:
        """The rules that come before duplicates are looked for: they look at the row alone."""
        if isinstance(row, BrokenLine):
            return Verdict("ELQ-00059" if all(is_blank(value) for value in row.values) else "ELQ-00032")
        if all(is_blank(row.get(key, "")) for key in self.keys):
            return Verdict("ELQ-00059")
        identifier = row.get(self.identifier, "")
        if is_blank(identifier):
            return Verdict("ELQ-00061", (self.identifier,))
        if len(identifier) > LONGEST_TEXT:
            return Verdict("ELQ-00125", (self.identifier,))
        return None

    def duplicates(self, rows: dict[int, Any]) -> set[int]:
        """The positions of all rows that repeat an identifier, but for the survivor of each."""
        fallen = set()
        for position, row in rows.items():
            others = [
                at for at in rows if at != position and self.same(rows[at][self.identifier], row[self.identifier])
            ]
            rivals = [at for at in others if (at > position) == (self.semantics.duplicateSurvivor == "last")]
            if rivals:
                fallen.add(position)
        return fallen

    def take(self, row: Any) -> Verdict | None:
        """Update the stored records that match, or create one. The verdict, where there is one."""
        matching = [record for record in self.records if self.same(record[ID], row[self.identifier])]
        if len(matching) > 1 and not is_true(self.definition.get("isUpdatingMultipleMatchedRecords")):
            return Verdict("ELQ-00026", (self.identifier,), MULTIPLE_MATCHES)
        drafts = [dict(record) for record in matching] or [{ID: row[self.identifier]}]
        dropped: list[str] = []
        deciding = self.deciding(row)
        for key in deciding:
            statement = self.keys[key]
            if statement != "{{Opportunity.Id}}":
                verdict = self.take_field(key, row, drafts)
                if verdict and verdict.code != "ELQ-00040":
                    return verdict
                if verdict and STATEMENTS[statement][0] in REQUIRED:
                    return verdict
                dropped += verdict.keys if verdict else ()
        last = {statement: key for key, statement in self.keys.items()}.values()
        blank = [key for key in last if any(self.lacks(draft, key) for draft in drafts)]
        if blank:
            return Verdict("ELQ-00061", tuple(blank))
        self.store(matching, drafts)
        return Verdict("ELQ-00040", tuple(dropped)) if dropped else None

    def deciding(self, row: Row) -> list[str]:
        """The keys that speak for their field, in definition order. Facts 0.4: one statement may stand under several
        keys; the later key wins. A key that the row lacks does not contend with one that it has, unless a missing key
        clears."""
        later: dict[str, str] = {}
        for key, statement in self.keys.items():
            if statement not in later or key in row or self.semantics.missingKey == "clear":
                later[statement] = key
        return [key for key in self.keys if key in later.values()]

    def take_field(self, key: str, row: Row, drafts: list[Record]) -> Verdict | None:
        """Write the value under a key into the drafts, where the update rule says so; a value that no rule applies is
        not judged."""
        internal_name, data_type = STATEMENTS[self.keys[key]]
        if key not in row and self.semantics.missingKey == "keep":
            return None
        value = row.get(key, "")
        rule = self.rule(key)
        if is_blank(value) and (rule == "ifNewIsNotNull" or internal_name == CREATED):
            return None
        open_drafts = [
            draft for draft in drafts if rule != "ifExistingIsNull" or is_blank(draft.get(internal_name, ""))
        ]
        if not open_drafts:
            return None
        if not is_blank(value):
            if internal_name == STAGE:
                known = [
                    stage for stage in self.stages if same_text(stage, value, False, self.semantics.textComparison)
                ]
                if not known and self.semantics.unknownStage == "reject":
                    return Verdict("ELQ-00039", (key,))
                value = known[0] if known else value
            if not is_valid(value, data_type):
                return Verdict("ELQ-00040", (key,))
            if data_type == "string" and len(value) > LONGEST_TEXT:
                if self.semantics.longText == "reject":
                    return Verdict("ELQ-00125", (key,))
                value = value[:LONGEST_TEXT]
        for draft in open_drafts:
            draft[internal_name] = kept(value, data_type)
        return None

    def rule(self, key: str) -> str:
        """The update rule of a key; facts 0.4: a field that `updateRuleByField` leaves out takes `always`."""
        rule: str = self.definition.get("updateRule") or "always"
        if rule == "useFieldRule":
            rule = (self.definition.get("updateRuleByField") or {}).get(key, "always")
        return rule

    def lacks(self, draft: Record, key: str) -> bool:
        """Whether a required value would be blank on the record as it would be after the update rule."""
        internal_name = STATEMENTS[self.keys[key]][0]
        return internal_name in REQUIRED and is_blank(draft.get(internal_name, ""))

    def store(self, matching: list[Record], drafts: list[Record]) -> None:
        """Facts 0.4: a new record without Created Date gets the time of the sync."""
        for record, draft in zip(matching, drafts, strict=False):
            record.update(draft)
        if not matching:
            drafts[0].setdefault(CREATED, NOW)
            self.records.append(drafts[0])
