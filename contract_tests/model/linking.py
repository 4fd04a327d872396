"""A linkage: the six rules of facts 0.3 for one row, found by looking at every record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.model.evidence import MULTIPLE_MATCHES, Verdict
from contract_tests.model.importing import ID, BrokenLine, Record, Row, is_true
from contract_tests.model.text import is_blank, same_text
from contract_tests.model.values import date_of, number_of
from contract_tests.semantics import Semantics

Entity = dict[str, Any]
"""A contact or an account: `id`, `fields` by internal name, and for a contact `account`, the id of its account or
None."""

Link = tuple[str, int]


def matches(stored: str, value: str, data_type: str, case_sensitive: bool, comparison: str) -> bool:
    """Facts 0.3: ids and number fields compare as numbers where the value is one, dates as dates, all else as text.

    A blank never matches a blank.
    """
    if is_blank(stored) or is_blank(value):
        return False
    if data_type == "number" and number_of(stored) is not None and number_of(value) is not None:
        return number_of(stored) == number_of(value)
    if data_type == "date" and date_of(stored) is not None and date_of(value) is not None:
        return date_of(stored) == date_of(value)
    return same_text(stored, value, case_sensitive, comparison)


class Linkage:
    """One linkage definition over the records of one site. Contacts and accounts are in id order."""

    def __init__(
        self,
        definition: Mapping[str, Any],
        opportunities: list[Record],
        contacts: list[Entity],
        accounts: list[Entity],
        data_types: Mapping[str, str],
        semantics: Semantics,
    ) -> None:
        self.opportunities, self.contacts, self.semantics = opportunities, contacts, semantics
        self.data_types = data_types
        self.keys: dict[str, str] = dict(definition["fields"])
        self.match: str = definition["linkOpportunitiesMatchFieldName"]
        self.source: str = definition["linkOpportunitiesSourceField"]
        self.to_account = definition["linkOpportunitiesEntityType"] == "Account"
        self.entities = accounts if self.to_account else contacts
        self.match_case = is_true(definition.get("linkOpportunitiesCaseSensitiveMatchField"))
        self.source_case = is_true(definition.get("linkOpportunitiesCaseSensitiveSourceField"))
        self.multiple = is_true(definition.get("linkOpportunitiesMultipleSourceMatches"))

    def judge(self, row: Row | BrokenLine) -> Verdict | list[Link]:
        """The links that a row makes, or why it is rejected: the first rule that applies decides."""
        if isinstance(row, BrokenLine):
            return Verdict("ELQ-00059" if all(is_blank(value) for value in row.values) else "ELQ-00032")
        if all(is_blank(row.get(key, "")) for key in self.keys):
            return Verdict("ELQ-00059")
        for key in (self.match, self.source):
            if is_blank(row.get(key, "")):
                return Verdict("ELQ-00061", (key,))

        opportunities = self.matching_opportunities(row[self.match])
        if not opportunities:
            return Verdict("ELQ-00084", (self.match,))
        entities = self.matching_entities(row[self.source])
        if not entities:
            return Verdict("ELQ-00085", (self.source,))

        if len(opportunities) > 1 and self.semantics.multipleOpportunities == "reject":
            return Verdict("ELQ-00026", (self.match,), MULTIPLE_MATCHES)
        if self.semantics.multipleOpportunities == "first":
            opportunities = opportunities[:1]
        if not self.multiple:
            if len(entities) > 1 and self.semantics.multipleSourceMatches == "reject":
                return Verdict("ELQ-00026", (self.source,), MULTIPLE_MATCHES)
            if self.semantics.multipleSourceMatches == "first":
                entities = entities[:1]

        contacts = self.contacts_at(entities) if self.to_account else entities
        if not contacts and self.semantics.accountWithoutContacts == "reject":
            return Verdict("ELQ-00085", (self.source,))
        return [(opportunity[ID], contact["id"]) for opportunity in opportunities for contact in contacts]

    def matching_opportunities(self, value: str) -> list[Record]:
        """In order of creation. `{{Opportunity.Id}}` is text: `007` is not `7`."""
        comparison = self.semantics.textComparison
        return [
            record for record in self.opportunities if matches(record[ID], value, "string", self.match_case, comparison)
        ]

    def matching_entities(self, value: str) -> list[Entity]:
        """In id order."""
        statement = self.keys[self.source]
        found = []
        for entity in self.entities:
            stored, data_type = self.value_of(entity, statement)
            if matches(stored, value, data_type, self.source_case, self.semantics.textComparison):
                found.append(entity)
        return found

    def value_of(self, entity: Entity, statement: str) -> tuple[str, str]:
        """What an entity holds under `{{Opportunity.Contact.Field(C_EmailAddress)}}` or `{{Opportunity.Contact.Id}}`,
        and its data type."""
        if statement.endswith(".Id}}"):
            return str(entity["id"]), "number"
        internal_name = statement[statement.index("(") + 1 : statement.index(")")]
        return entity["fields"].get(internal_name, ""), self.data_types.get(internal_name, "string")

    def contacts_at(self, accounts: list[Entity]) -> list[Entity]:
        """The union of the contacts linked at the accounts."""
        ids = [account["id"] for account in accounts]
        return [contact for contact in self.contacts if contact["account"] in ids]
