"""Imports of contacts: who is found, what is taken, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import CSV, InProcess
from mock_server.tests.records.asking import (
    CONTACT,
    counters,
    described,
    fields,
    import_contacts,
    mock_with,
    refused,
    stored,
    sync_contacts,
)

ADA = described(1, email="ada@x.com", first="Ada", last="Lovelace", crm="C1", employees="12")


@pytest.fixture
def mock() -> InProcess:
    """A site with one contact."""
    return mock_with(contacts=[ADA])


# Upsert.


@pytest.mark.parametrize(
    ("key", "value"), [("email", "ADA@x.com"), ("crm", "c1"), ("first", "ADA"), ("employees", "12.0")]
)
def test_a_row_updates_the_contact_that_its_identifier_names(mock: InProcess, key: str, value: str) -> None:
    """Any field may be the identifier: text is matched without regard to case, numbers as numbers; the stored spelling
    stays."""
    assert import_contacts(mock, f"{key} last", {key: value, "last": "King"}) == []
    assert stored(mock, "email crm first employees last") == [("ada@x.com", "C1", "Ada", "12", "King")]


def test_an_unknown_identifier_creates_a_contact(mock: InProcess) -> None:
    """A row that matches nobody becomes a contact with the next id, its values as sent."""
    import_contacts(mock, "email first", {"email": "bob+test@x.com", "first": "Bob"})
    assert [record["id"] for record in mock.records("contacts")] == [1, 2]
    assert stored(mock, "email first subscribed bounced")[1] == ("bob+test@x.com", "Bob", "true", "false")


def test_case_sensitive_identifiers_are_not_known_to_contacts(mock: InProcess) -> None:
    """`isIdentifierFieldCaseSensitive` belongs to opportunities: on contacts it is not echoed and does nothing."""
    uri = mock.create_record_import("contacts", fields("email first"), isIdentifierFieldCaseSensitive=True)
    assert "isIdentifierFieldCaseSensitive" not in mock.get(uri)
    mock.run(uri, [{"email": "ADA@X.COM", "first": "Countess"}])
    assert stored(mock, "email first") == [("ada@x.com", "Countess")]


def test_a_row_that_changes_nothing_leaves_the_time_of_update(mock: InProcess) -> None:
    """`updatedAt` moves with a changed value, and only then. [unchanged-record]"""
    before = mock.records("contacts")[0]["updatedAt"]
    mock.clock.move(60)
    import_contacts(mock, "email first", {"email": "ada@x.com", "first": "Ada"})
    assert mock.records("contacts")[0]["updatedAt"] == before
    import_contacts(mock, "email first", {"email": "ada@x.com", "first": "A."})
    assert mock.records("contacts")[0]["updatedAt"] > before


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("always", "New", ""),
        ("ifNewIsNotNull", "New", "Lovelace"),
        ("ifExistingIsNull", "Ada", "Lovelace"),
        ("useFieldRule", "Ada", ""),
    ],
)
def test_the_update_rule_decides_what_is_taken(mock: InProcess, rule: str, first: str, last: str) -> None:
    """Always, only what is not blank, only where there is nothing, or as each field's own rule says."""
    rules = {"updateRule": rule, "updateRuleByField": {"first": "ifExistingIsNull"}}
    import_contacts(mock, "email first last", {"email": "ada@x.com", "first": "New", "last": ""}, **rules)
    assert stored(mock, "first last") == [(first, last)]


# importRule.


def test_update_only_creates_nobody(mock: InProcess) -> None:
    """`updateOnly` takes only rows that match by the identifier; the others are counted as ELQ-00034 and are no reject,
    even where their address is a contact's. [import-rule-codes]"""
    rows = [{"crm": "C1", "email": "ada@x.com", "first": "A"}, {"crm": "C9", "email": "no@x.com", "first": "N"}]
    sync = sync_contacts(mock, "crm email first", *rows, importRule="updateOnly")
    assert (mock.rejects(sync), mock.status(sync)) == ([], "success")
    assert stored(mock, "first") == [("A",)]
    log = counters(mock, sync)
    assert (log["ELQ-00034"], log["ELQ-00004"], log["ELQ-00022"]) == (1, 0, 1)
    import_contacts(mock, "crm email first", {"crm": "C2", "email": "ada@x.com", "first": "Z"}, importRule="updateOnly")
    assert stored(mock, "crm first") == [("C1", "A")]


def test_create_only_rejects_who_is_there(mock: InProcess) -> None:
    """`createOnly` rejects with ELQ-00048 whom the identifier or the address matches, one made by the same sync
    included. [import-rule-codes]"""
    rows = [
        {"crm": "C1", "email": "other@x.com"},
        {"crm": "C2", "email": "ADA@x.com"},
        {"crm": "C3", "email": "new@x.com"},
        {"crm": "C4", "email": "NEW@x.com"},
    ]
    found = import_contacts(mock, "crm email", *rows, importRule="createOnly")
    assert found == [(1, "ELQ-00048"), (2, "ELQ-00048"), (4, "ELQ-00048")]
    assert stored(mock, "crm email") == [("C1", "ada@x.com"), ("C3", "new@x.com")]


def test_the_import_rule_is_echoed_when_sent(mock: InProcess) -> None:
    """`importRule` comes back only when it was sent; another word is refused."""
    plain = mock.get(mock.create_record_import("contacts", fields("email")))
    chosen = mock.get(mock.create_record_import("contacts", fields("email"), importRule="createAndUpdate"))
    assert ("importRule" in plain, chosen["importRule"]) == (False, "createAndUpdate")
    body = {"name": "x", "fields": fields("email"), "identifierFieldName": "email", "importRule": "deleteOnly"}
    assert refused(mock, "/contacts/imports", body) == ["importRule"]


# Values.


@pytest.mark.parametrize("bad", ["notanemail", "a b@x.com", "@x.com", "a@", "a@b@c.com", "a@x"])
@pytest.mark.parametrize("key", ["email", "crm"])
def test_what_is_no_address_rejects_the_row(mock: InProcess, bad: str, key: str) -> None:
    """ELQ-00002 for the address column, whether it identifies or not; nothing else of the row is taken.
    [email-format]"""
    keys = "email first crm" if key == "email" else "crm email first"
    sync = sync_contacts(mock, keys, {"crm": "C1", "email": bad, "first": "Changed"})
    (reject,) = mock.get(f"{sync}/rejects")["items"]
    assert (reject["statusCode"], reject["message"], reject["invalidFields"]) == (
        "ELQ-00002",
        "Invalid email address.",
        ["email"],
    )
    assert stored(mock, "email first") == [("ada@x.com", "Ada")]


@pytest.mark.parametrize("good", ["a+tag@x.com", "a.b-c_d@sub.x.co", "ü@x.de", "a@x.y.z"])
def test_plus_tags_and_dots_are_addresses(mock: InProcess, good: str) -> None:
    """What has one `@` and a dotted name behind it is an address. [email-format]"""
    assert import_contacts(mock, "email", {"email": good}) == []
    assert stored(mock, "email")[1] == (good,)


def test_a_second_address_field_is_judged_as_an_address() -> None:
    """A further field of type emailAddress rejects the row with ELQ-00002 too, but need not be unique."""
    custom = [{"name": "Second", "internalName": "C_Second1", "dataType": "emailAddress"}]
    mock = mock_with(fields={"contacts": custom}, contacts=[ADA])
    statements = fields("email") | {"second": "{{Contact.Field(C_Second1)}}"}
    uri = mock.create_record_import("contacts", statements)
    rows = [{"email": f"{name}@x.com", "second": second} for name, second in (("a", "no"), ("b", "ada@x.com"))]
    assert mock.rejects(mock.run(uri, rows)) == [(1, "ELQ-00002")]


def test_a_blank_address_rejects_the_row(mock: InProcess) -> None:
    """A not-null field of the definition that would be blank rejects with ELQ-00061, whether the contact is new or
    known. [not-null-fields]"""
    rows = [{"crm": "C1", "email": ""}, {"crm": "C2", "email": " "}]
    assert import_contacts(mock, "crm email", *rows) == [(1, "ELQ-00061"), (2, "ELQ-00061")]
    assert stored(mock, "email") == [("ada@x.com",)]
    assert import_contacts(mock, "email first", {"email": "", "first": "x"}) == [(1, "ELQ-00061")]


def test_an_invalid_value_is_dropped_and_the_rest_taken(mock: InProcess) -> None:
    """A number that is none leaves what is stored, and one ELQ-00040 reject names it; the row counts as updated."""
    sync = sync_contacts(
        mock, "email first employees modified", {"email": "ada@x.com", "first": "N", "employees": "x", "modified": "y"}
    )
    (reject,) = mock.get(f"{sync}/rejects")["items"]
    assert (reject["statusCode"], reject["invalidFields"]) == ("ELQ-00040", ["employees", "modified"])
    assert stored(mock, "first employees") == [("N", "12")]
    assert counters(mock, sync)["ELQ-00022"] == 1


def test_duplicates_of_the_identifier_fall_away(mock: InProcess) -> None:
    """Of rows with one identifier the last is taken, the others are ELQ-00026; ELQ-00003 counts the rest."""
    rows = [{"email": "b@x.com", "first": "1"}, {"email": "B@X.com", "first": "2"}]
    sync = sync_contacts(mock, "email first", *rows)
    assert mock.rejects(sync) == [(1, "ELQ-00026")]
    assert stored(mock, "email first")[1:] == [("B@X.com", "2")]
    assert counters(mock, sync)["ELQ-00003"] == 1


# Counters and attributes.


def test_the_log_counts_contacts_created_and_updated(mock: InProcess) -> None:
    """ELQ-00004 and ELQ-00022, with 0 too, in the order that was observed."""
    rows = [{"email": f"{name}@x.com"} for name in ("ada", "b", "c")] + [{"email": "no"}]
    sync = sync_contacts(mock, "email", *rows)
    assert mock.logs(sync) == [
        ("ELQ-00130", 4),
        ("ELQ-00137", 0),
        ("ELQ-00101", 0),
        ("ELQ-00001", 4),
        ("ELQ-00002", 1),
        ("ELQ-00004", 2),
        ("ELQ-00022", 1),
    ]
    assert mock.status(sync) == "warning"


def test_email_attributes_are_imported_and_counted(mock: InProcess) -> None:
    """IsSubscribed and IsBounced take true and false in any case; each contact set is counted. [email-attributes]"""
    rows = [
        {"email": "ada@x.com", "subscribed": "FALSE", "bounced": "true"},
        {"email": "b@x.com", "subscribed": "true", "bounced": "false"},
        {"email": "c@x.com", "subscribed": "false", "bounced": "true"},
    ]
    sync = sync_contacts(mock, "email subscribed bounced", *rows)
    assert stored(mock, "subscribed bounced") == [("false", "true"), ("true", "false"), ("false", "true")]
    log = counters(mock, sync)
    assert (log["ELQ-00016"], log["ELQ-00017"], log["ELQ-00138"]) == (2, 2, 1)


def test_attributes_that_were_not_set_are_not_counted(mock: InProcess) -> None:
    """A value that is neither true nor false is dropped (ELQ-00040), and no counter counts it. [email-attributes]"""
    sync = sync_contacts(mock, "email subscribed", {"email": "ada@x.com", "subscribed": "perhaps"})
    assert mock.rejects(sync) == [(1, "ELQ-00040")]
    assert stored(mock, "subscribed") == [("true",)]
    assert not counters(mock, sync).keys() & {"ELQ-00016", "ELQ-00017", "ELQ-00138"}


# Several contacts of one identifier.


def test_several_matches_are_updated_where_the_definition_says_so() -> None:
    """`isUpdatingMultipleMatchedRecords` updates all of them and counts each; without it the row is ELQ-00026 "Multiple
    matches."."""
    mock = mock_with(contacts=[described(n, email=f"{n}@x.com", last="Same") for n in (1, 2)])
    row = {"last": "same", "first": "New"}
    sync = sync_contacts(mock, "last first", row)
    (reject,) = mock.get(f"{sync}/rejects")["items"]
    assert (reject["statusCode"], reject["message"], reject["invalidFields"]) == (
        "ELQ-00026",
        "Multiple matches.",
        ["last"],
    )
    sync = sync_contacts(mock, "last first", row, isUpdatingMultipleMatchedRecords=True)
    assert stored(mock, "first") == [("New",), ("New",)]
    assert counters(mock, sync)["ELQ-00022"] == 2


def test_all_contacts_with_the_address_are_updated() -> None:
    """The address as identifier goes with `isUpdatingMultipleMatchedRecords: true`, text or not, and comes back."""
    mock = mock_with(contacts=[described(n, email="same@x.com") for n in (1, 2)])
    uri = mock.create_record_import("contacts", fields("email first"), isUpdatingMultipleMatchedRecords="true")
    assert mock.get(uri)["isUpdatingMultipleMatchedRecords"] is True
    mock.run(uri, [{"email": "SAME@x.com", "first": "New"}])
    assert stored(mock, "email first") == [("same@x.com", "New")] * 2


# What a definition is refused for.


def body_of(keys: str, **changes: Any) -> dict[str, Any]:
    return {"name": "x", "fields": fields(keys), "identifierFieldName": keys.split()[0], **changes}


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        (body_of("crm email", isUpdatingMultipleMatchedRecords=True), ["isUpdatingMultipleMatchedRecords"]),
        (body_of("modified email"), ["identifierFieldName"]),
        (body_of("subscribed email"), ["identifierFieldName"]),
        (body_of("email", identifierFieldName="other"), ["identifierFieldName"]),
        (body_of("email", fields=fields("email") | {"id": "{{Contact.Field(ContactIDExt)}}"}), ["fields"]),
        (body_of("email", fields=fields("email") | {"made": "{{Contact.Field(C_DateCreated)}}"}), ["fields"]),
        (body_of("email", fields=fields("email") | {"score": "{{Contact.LeadScore.Model[1].Rating}}"}), ["fields"]),
        (body_of("email", fields=fields("email") | {"id": "{{Contact.Id}}"}), ["fields"]),
        (body_of("email", fields=fields("email") | {"of": "{{Contact.Account.Field(M_CompanyName)}}"}), ["fields"]),
        (body_of("email", fields=fields("email") | {"name": "{{Account.Field(M_CompanyName)}}"}), ["fields"]),
        (body_of("email", fields={}), ["fields", "identifierFieldName"]),
        (body_of("email", updateRule="never"), ["updateRule"]),
        (body_of("email", fields={f"k{n}": CONTACT["email"] for n in range(101)}), ["fields", "identifierFieldName"]),
    ],
)
def test_a_definition_that_cannot_be_is_refused(body: dict[str, Any], at_fault: list[str]) -> None:
    """The address updated beside another identifier with several matches; a date or boolean identifier; read-only
    fields, lead scores, system attributes, fields of accounts; more than 100 fields. [read-only-fields]"""
    mock = mock_with(contacts=[ADA], leadScoringModels=[{"id": 1, "name": "M"}])
    assert refused(mock, "/contacts/imports", body) == at_fault


def test_a_custom_boolean_cannot_identify() -> None:
    """Nor can a custom field of type boolean, though it takes any text."""
    mock = mock_with(fields={"contacts": [{"name": "B", "internalName": "C_B1", "dataType": "boolean"}]})
    body = body_of("email", fields=fields("email") | {"b": "{{Contact.Field(C_B1)}}"})
    assert refused(mock, "/contacts/imports", body | {"identifierFieldName": "b"}) == ["identifierFieldName"]
    uri = mock.create("/contacts/imports", body)
    assert mock.rejects(mock.run(uri, [{"email": "a@x.com", "b": "perhaps"}])) == []


def test_a_refused_replacement_leaves_the_definition(mock: InProcess) -> None:
    """A PUT with a fault answers 400 and leaves the definition as it was."""
    uri = mock.create_record_import("contacts", fields("email"))
    before = mock.get(uri)
    assert mock.call("PUT", uri, body_of("modified email")).status_code == 400
    assert mock.get(uri) == before


@pytest.mark.parametrize(
    ("sent", "content_type"),
    [
        (b'[{"email": "b@x.com"}, 5]', "application/json"),
        (b'[{"email": "b@x.com"}', "application/json"),
        (b'[{"email": ["b@x.com"]}]', "application/json"),
        (b'email\r\n"b@x.com', CSV),
        (b"email,email\r\na,b", CSV),
        (b"\xff\xfe", CSV),
    ],
)
def test_a_malformed_upload_stages_nothing(mock: InProcess, sent: bytes, content_type: str) -> None:
    """400, and the next sync finds nothing to process."""
    uri = mock.create_record_import("contacts", fields("email"))
    assert mock.call("POST", f"{uri}/data", sent, content_type=content_type).status_code == 400
    assert counters(mock, mock.sync(uri)) == {"ELQ-00130": 0, "ELQ-00124": 0}
    assert stored(mock, "email") == [("ada@x.com",)]
