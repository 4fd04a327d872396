"""What an accepted definition shows and comes to. [property-order] [booleans-echo]"""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.answers import definition_answer
from mock_server.domain.definitions import IMPORT_OPPORTUNITIES, LINK_OPPORTUNITIES, UPDATE_RULES, with_defaults
from mock_server.domain.entities import ACCOUNTS, CONTACTS
from mock_server.domain.fields import ID_COLUMN
from mock_server.tests.domain.scanning import FIELDS, ID, accepted, linkage, opportunity_import

LINKAGE_ORDER = [
    "linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField", "linkOpportunitiesEntityType",
    "linkOpportunitiesCaseSensitiveSourceField", "linkOpportunitiesCaseSensitiveMatchField",
    "linkOpportunitiesMultipleSourceMatches", "name", "fields", "identifierFieldName", "isSyncTriggeredOnImport",
    "dataRetentionDuration", "uri", "createdBy", "createdAt", "updatedBy", "updatedAt",
]  # fmt: skip
IMPORT_ORDER = [
    "isIdentifierFieldCaseSensitive", "name", "fields", "identifierFieldName", "isSyncTriggeredOnImport",
    "dataRetentionDuration", "uri", "createdBy", "createdAt", "updatedBy", "updatedAt",
]  # fmt: skip


def test_an_import_shows_the_tutorials_order_and_defaults() -> None:
    """An import's answer has the tutorial's keys in its order, retention and trigger filled in."""
    sent = {"name": "n", "fields": FIELDS, "identifierFieldName": ID, "isIdentifierFieldCaseSensitive": False}
    answer = definition_answer(accepted(IMPORT_OPPORTUNITIES, dict(reversed(sent.items()))))
    assert list(answer) == IMPORT_ORDER
    assert (answer["isSyncTriggeredOnImport"], answer["dataRetentionDuration"]) == (False, "P7D")
    assert answer["uri"] == "/opportunities/imports/1"


def test_a_linkage_shows_the_tutorials_order_and_its_identifier() -> None:
    """A linkage's answer has the tutorial's keys in its order, the identifier filled in from the match field."""
    sent = {name: name for name in LINKAGE_ORDER[:8]}
    answer = definition_answer(accepted(LINK_OPPORTUNITIES, sent))
    assert list(answer) == LINKAGE_ORDER
    assert answer["identifierFieldName"] == sent["linkOpportunitiesMatchFieldName"]


def test_booleans_come_back_only_when_sent() -> None:
    """Booleans are echoed only when sent, except `isSyncTriggeredOnImport`; what was sent wins over a default."""
    assert list(with_defaults(IMPORT_OPPORTUNITIES, {})) == ["isSyncTriggeredOnImport", "dataRetentionDuration"]
    sent = {"isSyncTriggeredOnImport": True, "isUpdatingMultipleMatchedRecords": False, "nullIdentifierFieldName": True}
    assert sent.items() <= with_defaults(IMPORT_OPPORTUNITIES, sent).items()


def test_a_sent_identifier_of_a_linkage_stays() -> None:
    """`identifierFieldName` is filled in only where a linkage was sent without."""
    sent = {"linkOpportunitiesMatchFieldName": "a", "identifierFieldName": "b"}
    assert with_defaults(LINK_OPPORTUNITIES, sent)["identifierFieldName"] == "b"


def test_booleans_default_to_false() -> None:
    """The three booleans of a linkage, and the two of an import, are false where not sent. [linkage-defaults]"""
    link, imports = linkage(), opportunity_import()
    assert not (link.case_sensitive_match or link.case_sensitive_source or link.multiple_source_matches)
    assert not (imports.case_sensitive or imports.updates_multiple)


@pytest.mark.parametrize("name", ["CaseSensitiveMatchField", "CaseSensitiveSourceField", "MultipleSourceMatches"])
def test_each_boolean_of_a_linkage_means_its_own(name: str) -> None:
    """Each boolean of a linkage sets the one thing it is called after."""
    sent: dict[str, Any] = {name: True}
    link = linkage(**sent)
    on = {
        "CaseSensitiveMatchField": link.case_sensitive_match,
        "CaseSensitiveSourceField": link.case_sensitive_source,
        "MultipleSourceMatches": link.multiple_source_matches,
    }
    assert [key for key, value in on.items() if value] == [name]


def test_a_linkage_reads_its_source_column() -> None:
    """A linkage's source is a field of the contact or account, or its own id. [linked-statements]"""
    assert linkage("{{Opportunity.Contact.Id}}").source_column == ID_COLUMN
    by_account = linkage("{{Opportunity.Account.Field(M_Country)}}")
    assert (by_account.linked_entity, by_account.source_column) == (ACCOUNTS, 1)
    assert linkage().linked_entity is CONTACTS


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_rules_by_field_count_under_use_field_rule_alone(rule: str) -> None:
    """A field's rule is its own under `useFieldRule`, `always` where it has none; else the definition's."""
    definition = opportunity_import(updateRule=rule, updateRuleByField={"Stage": "ifNewIsNotNull"})
    rules = {field.key: field.update_rule for field in definition.mapped}
    wanted = ("ifNewIsNotNull", "always") if rule == "useFieldRule" else (rule, rule)
    assert (rules["Stage"], rules["Amount"]) == wanted
