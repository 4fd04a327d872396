"""Sync actions: with imports, with exports, by themselves, and for addresses."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import CSV, InProcess
from mock_server.tests.records.asking import (
    counters,
    described,
    fields,
    import_contacts,
    mock_with,
    refused,
    stored,
    sync_contacts,
)

LIST, OTHER, GROUP = "{{ContactList[1]}}", "{{ContactList[2]}}", "{{EmailGroup[1]}}"
ACCOUNT_LIST, GLOBAL = "{{AccountList[1]}}", "{{GlobalSubscribe}}"
ADDRESS = {"address": "{{EmailAddress.Field(EmailAddress)}}"}
UNSUBSCRIBE = {"action": "setStatus", "destination": GLOBAL, "status": "unsubscribed"}
SUBSCRIBE = UNSUBSCRIBE | {"status": "subscribed"}


def add(statement: str) -> dict[str, str]:
    return {"action": "add", "destination": statement}


def remove(statement: str) -> dict[str, str]:
    return {"action": "remove", "destination": statement}


def set_group(status: str) -> dict[str, str]:
    return {"action": "setStatus", "destination": GROUP, "status": status}


@pytest.fixture
def mock() -> InProcess:
    """Four contacts, two accounts, and one container or two of each kind."""
    return mock_with(
        accounts=[described(1, name="Acme"), described(2, name="Globex")],
        contacts=[described(n, email=f"{n}@x.com", last="Same") for n in range(1, 5)],
        contactLists=[{"id": 1, "name": "Test List 1", "members": [1]}, {"id": 2, "name": "Test List 2"}],
        contactSegments=[{"id": 1, "name": "Segment", "members": [2]}],
        contactFilters=[{"id": 1, "name": "Filter", "members": [3]}],
        accountLists=[{"id": 1, "name": "Accounts", "members": [2]}],
        emailGroups=[{"id": 1, "name": "News", "members": [4]}],
    )


def act(mock: InProcess, entity: str, field: str, *values: str, **changes: Any) -> str:
    """Sync actions by themselves on the records that `values` of the field name; the uri of the sync."""
    body = {"name": "act", "fields": {"key": field}, "identifierFieldName": "key", **changes}
    return mock.run(mock.create(f"/{entity}/syncActions", body), [{"key": value} for value in values])


def unsubscribe(mock: InProcess, *addresses: str) -> str:
    body = {"name": "u", "fields": ADDRESS, "identifierFieldName": "address", "syncActions": [UNSUBSCRIBE]}
    return mock.run(mock.create("/emailAddresses/imports", body), [{"address": address} for address in addresses])


# Where actions go with.


def test_an_import_acts_on_the_contacts_it_touched(mock: InProcess) -> None:
    """Created and matched ones, changed or not; not the rejected ones. ELQ-00119 counts them."""
    rows = [{"email": "2@x.com"}, {"email": "new@x.com"}, {"email": "no address"}]
    sync = sync_contacts(mock, "email", *rows, syncActions=[add(LIST)])
    assert mock.members(LIST) == [1, 2, 5]
    assert counters(mock, sync)["ELQ-00119"] == 2


def test_an_import_of_accounts_acts_on_accounts(mock: InProcess) -> None:
    """Account lists hold accounts: add and remove, ELQ-00114 and ELQ-00117."""
    uri = mock.create_record_import("accounts", fields("name"), syncActions=[add(ACCOUNT_LIST)])
    sync = mock.run(uri, [{"name": "acme"}, {"name": "New"}])
    assert (mock.members(ACCOUNT_LIST), counters(mock, sync)["ELQ-00114"]) == ([1, 2, 3], 2)
    sync = act(mock, "accounts", "{{Account.Field(M_CompanyName)}}", "GLOBEX", syncActions=[remove(ACCOUNT_LIST)])
    assert (mock.members(ACCOUNT_LIST), counters(mock, sync)["ELQ-00117"]) == ([1, 3], 1)


def test_an_export_acts_on_the_contacts_it_gave(mock: InProcess) -> None:
    """What the filter keeps, up to `maxRecords`, goes to the list; the data is as it was before."""
    uri = mock.create_export(
        "contacts", fields("email subscribed"), maxRecords=2, syncActions=[add(OTHER), remove(LIST), UNSUBSCRIBE]
    )
    sync = mock.sync(uri)
    assert (mock.members(OTHER), mock.members(LIST)) == ([1, 2], [])
    assert [row["subscribed"] for row in mock.get(f"{sync}/data")["items"]] == ["true", "true"]
    assert mock.logs(sync)[:3] == [("ELQ-00102", 2), ("ELQ-00131", 0), ("ELQ-00106", 0)]
    assert counters(mock, sync)["ELQ-00118"] == 2


@pytest.mark.parametrize(
    ("field", "values"),
    [("{{Contact.Id}}", ["2", "03"]), ("{{Contact.Field(C_EmailAddress)}}", ["2@X.com", "3@x.com"])],
)
def test_actions_by_themselves_find_contacts(mock: InProcess, field: str, values: list[str]) -> None:
    """By id, as a number, or by address, without regard to case; nothing else of the contacts changes."""
    before = mock.records("contacts")
    mock.clock.move(60)
    sync = act(mock, "contacts", field, *values, syncActions=[add(LIST), set_group("subscribed")])
    assert (mock.members(LIST), mock.members(GROUP)) == ([1, 2, 3], [2, 3, 4])
    assert mock.records("contacts") == before
    log = counters(mock, sync)
    assert (log["ELQ-00119"], log["ELQ-00115"], mock.status(sync)) == (2, 2, "success")


def test_accounts_are_found_by_their_id(mock: InProcess) -> None:
    """`{{Account.Id}}` names an account."""
    act(mock, "accounts", "{{Account.Id}}", "1", syncActions=[add(ACCOUNT_LIST), remove(ACCOUNT_LIST)])
    assert mock.members(ACCOUNT_LIST) == [2]


def test_a_value_may_name_several_contacts() -> None:
    """All contacts with the address are acted on, each once."""
    contacts = [described(n, email="same@x.com") for n in (1, 2)]
    mock = mock_with(contacts=contacts, contactLists=[{"id": 1, "name": "L"}])
    sync = act(
        mock, "contacts", "{{Contact.Field(C_EmailAddress)}}", "same@x.com", "SAME@x.com", syncActions=[add(LIST)]
    )
    assert (mock.members(LIST), counters(mock, sync)["ELQ-00119"]) == ([1, 2], 2)


def test_rows_that_match_nobody_are_counted(mock: InProcess) -> None:
    """ELQ-00034 counts them, and they are no rejects; a blank row is ELQ-00059. [sync-action-rows]"""
    sync = act(mock, "contacts", "{{Contact.Id}}", "99", "nobody", "1", syncActions=[remove(LIST)])
    assert (mock.rejects(sync), mock.status(sync)) == ([], "success")
    assert (counters(mock, sync)["ELQ-00034"], counters(mock, sync)["ELQ-00118"]) == (2, 1)
    sync = act(mock, "contacts", "{{Contact.Id}}", "", syncActions=[remove(LIST)])
    assert mock.rejects(sync) == [(1, "ELQ-00059")]


def test_a_line_of_the_wrong_length_acts_on_nobody(mock: InProcess) -> None:
    """ELQ-00032, and nobody is acted on for it."""
    body = {"name": "a", "fields": {"key": "{{Contact.Id}}"}, "identifierFieldName": "key", "syncActions": [add(OTHER)]}
    sync = mock.run(mock.create("/contacts/syncActions", body), "key\r\n2,3\r\n4\r\n", CSV)
    assert (mock.rejects(sync), mock.members(OTHER)) == ([(1, "ELQ-00032")], [4])


def test_actions_are_done_in_their_order(mock: InProcess) -> None:
    """Add then remove leaves nobody, remove then add everybody."""
    act(mock, "contacts", "{{Contact.Id}}", "2", syncActions=[add(OTHER), remove(OTHER)])
    assert mock.members(OTHER) == []
    act(mock, "contacts", "{{Contact.Id}}", "2", syncActions=[remove(OTHER), add(OTHER)])
    assert mock.members(OTHER) == [2]


# Subscriptions.


def test_the_global_subscription_is_an_attribute_of_the_contact(mock: InProcess) -> None:
    """`setStatus` of `{{GlobalSubscribe}}` sets `{{Contact.Email.IsSubscribed}}`: ELQ-00017 and ELQ-00138."""
    sync = act(mock, "contacts", "{{Contact.Id}}", "1", "2", syncActions=[UNSUBSCRIBE])
    assert [value for (value,) in stored(mock, "subscribed")] == ["false", "false", "true", "true"]
    assert counters(mock, sync)["ELQ-00017"] == 2
    sync = act(mock, "contacts", "{{Contact.Id}}", "1", syncActions=[SUBSCRIBE])
    assert stored(mock, "subscribed")[0] == ("true",)
    assert counters(mock, sync)["ELQ-00138"] == 1


def test_an_email_group_has_its_subscribers(mock: InProcess) -> None:
    """Who is unsubscribed is no member any more: ELQ-00116. The global subscription stays."""
    sync = act(mock, "contacts", "{{Contact.Id}}", "4", "1", syncActions=[set_group("unsubscribed")])
    assert (mock.members(GROUP), counters(mock, sync)["ELQ-00116"]) == ([], 2)
    assert stored(mock, "subscribed") == [("true",)] * 4


def test_addresses_are_unsubscribed_present_and_future(mock: InProcess) -> None:
    """Every contact with one of the addresses is unsubscribed, one that comes later, or comes to it, too."""
    sync = unsubscribe(mock, "1@X.com", "future@x.com", "later@x.com", "FUTURE@x.com")
    assert mock.rejects(sync) == []
    assert [value for (value,) in stored(mock, "subscribed")] == ["false", "true", "true", "true"]
    import_contacts(mock, "crm email", {"crm": "C5", "email": "Future@x.com"}, {"crm": "C6", "email": "free@x.com"})
    assert stored(mock, "subscribed")[4:] == [("false",), ("true",)]
    import_contacts(mock, "crm email", {"crm": "C6", "email": "later@x.com"})
    assert stored(mock, "subscribed")[5:] == [("false",)]


def test_addresses_are_counted_and_judged(mock: InProcess) -> None:
    """ELQ-00033 the first time, ELQ-00035 the next; what is no address is ELQ-00002, a blank one ELQ-00059."""
    log = counters(mock, unsubscribe(mock, "a@x.com", "b@x.com"))
    assert (log["ELQ-00033"], log["ELQ-00035"], log["ELQ-00017"]) == (2, 0, 2)
    sync = unsubscribe(mock, "A@x.com", "nonsense", "")
    log = counters(mock, sync)
    assert (log["ELQ-00033"], log["ELQ-00035"]) == (0, 1)
    assert mock.rejects(sync) == [(2, "ELQ-00002"), (3, "ELQ-00059")]


def test_a_subscription_ends_the_refusal_of_an_address(mock: InProcess) -> None:
    """Once its contact is subscribed again, an address is new to the next sync that unsubscribes it: ELQ-00033."""
    unsubscribe(mock, "1@x.com")
    act(mock, "contacts", "{{Contact.Id}}", "1", syncActions=[SUBSCRIBE])
    assert stored(mock, "subscribed")[0] == ("true",)
    assert counters(mock, unsubscribe(mock, "1@x.com"))["ELQ-00033"] == 1


# What is refused.


@pytest.mark.parametrize(
    "actions",
    [
        [add(LIST)] * 11,
        [add("{{ContactList[9]}}")],
        [add(ACCOUNT_LIST)],
        [add("{{ContactSegment[1]}}")],
        [add("{{ContactFilter[1]}}")],
        [add("{{ActionInstance(f82d50cd86a94fcab37e4ec9a98b0339)}}")],
        [{"action": "setStatus", "destination": "{{ActionInstance(f8).Execution[1]}}", "status": "complete"}],
        [{"action": "setStatus", "destination": "{{DecisionInstance(f8).Execution[1]}}", "status": "yes"}],
        [add("{{ContactList(1)}}")],
        [add("ContactList[1]")],
        [add(GROUP)],
        [remove(GLOBAL)],
        [UNSUBSCRIBE | {"destination": LIST}],
        [UNSUBSCRIBE | {"destination": "{{GlobalSubscribe[7]}}"}],
        [UNSUBSCRIBE | {"status": "gone"}],
        [{"action": "setStatus", "destination": GROUP}],
        [set_group("subscribed"), add("{{EmailGroup[2]}}")],
        [{"action": "invite", "destination": LIST}],
        [{"action": "add"}],
        ["add"],
        "add",
    ],
)
def test_actions_that_cannot_be_are_refused(mock: InProcess, actions: Any) -> None:
    """More than ten, destinations that are unknown, of another entity or of an app, statuses and verbs that the
    destination does not know. [app-destinations]"""
    body = {"name": "x", "fields": fields("email"), "identifierFieldName": "email", "syncActions": actions}
    for path in ("/contacts/imports", "/contacts/exports", "/contacts/syncActions"):
        assert set(refused(mock, path, body)) == {"syncActions"}, path


def test_ten_actions_are_taken(mock: InProcess) -> None:
    """And shown as they were sent."""
    actions = [add(LIST), set_group("subscribed")] * 5
    uri = mock.create_record_import("contacts", fields("email"), syncActions=actions)
    assert mock.get(uri)["syncActions"] == actions


def test_a_single_action_may_stand_for_an_array(mock: InProcess) -> None:
    """An object instead of an array: it comes back as an array, and is done."""
    uri = mock.create_record_import("contacts", fields("email"), syncActions=add(OTHER))
    assert mock.get(uri)["syncActions"] == [add(OTHER)]
    mock.run(uri, [{"email": "3@x.com"}])
    assert mock.members(OTHER) == [3]
    assert refused(mock, "/contacts/imports", {"name": "x", "fields": fields("email"), "syncActions": {"action": "x"}})


@pytest.mark.parametrize(
    ("path", "fields_", "at_fault"),
    [
        ("/contacts/syncActions", {"k": "{{Contact.Field(C_FirstName)}}"}, "fields"),
        ("/contacts/syncActions", {"k": "{{Account.Id}}"}, "fields"),
        ("/contacts/syncActions", {"k": "{{Contact.Id}}", "l": "{{Contact.Id}}"}, "fields"),
        ("/contacts/syncActions", {}, "fields"),
        ("/accounts/syncActions", {"k": "{{Contact.Id}}"}, "fields"),
        ("/emailAddresses/imports", {"k": "{{Contact.Field(C_EmailAddress)}}"}, "fields"),
    ],
)
def test_sync_actions_take_one_field_of_a_few(
    mock: InProcess, path: str, fields_: dict[str, str], at_fault: str
) -> None:
    """Exactly one field, one of those documented for the entity."""
    statement = {"contacts": LIST, "accounts": ACCOUNT_LIST}.get(path.split("/")[1])
    actions = [add(statement)] if statement else [UNSUBSCRIBE]
    body = {"name": "x", "fields": fields_, "syncActions": actions}
    assert at_fault in refused(mock, path, body | {"identifierFieldName": "k"})


def test_sync_actions_need_an_action(mock: InProcess) -> None:
    """A definition that does nothing but act has actions and an identifier."""
    body = {"name": "x", "fields": {"key": "{{Contact.Id}}"}, "identifierFieldName": "key"}
    assert refused(mock, "/contacts/syncActions", body) == ["syncActions"]
    assert refused(mock, "/contacts/syncActions", body | {"syncActions": []}) == ["syncActions"]
    assert refused(mock, "/accounts/syncActions", {}) == ["name", "fields", "identifierFieldName", "syncActions"]


def test_addresses_are_imported_for_actions_only(mock: InProcess) -> None:
    """An import of addresses without sync actions is refused: it exists only to run them."""
    body = {"name": "u", "fields": ADDRESS, "identifierFieldName": "address"}
    answer = mock.call("POST", "/emailAddresses/imports", body)
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == ["syncActions"]


def test_a_reset_undoes_what_actions_did(mock: InProcess) -> None:
    """After a reset of the site lists and subscriptions are as its file has them."""
    act(mock, "contacts", "{{Contact.Id}}", "2", syncActions=[add(LIST), UNSUBSCRIBE])
    mock.control("POST", f"/sites/{mock.site}/reset")
    assert (mock.members(LIST), stored(mock, "subscribed")) == ([1], [("true",)] * 4)


# Where effects are seen.


def test_exists_sees_who_was_added(mock: InProcess) -> None:
    """A filter with EXISTS keeps the members of a list as they are at the sync; of segments and filters, too."""
    act(mock, "contacts", "{{Contact.Id}}", "3", syncActions=[add(LIST)])

    def members(statement: str, entity: str = "contacts") -> list[str]:
        word = "Contact" if entity == "contacts" else "Account"
        return [row["id"] for row in mock.export(entity, {"id": f"{{{{{word}.Id}}}}"}, filter=f"EXISTS('{statement}')")]

    assert members(LIST) == ["1", "3"]
    assert members("{{ContactSegment[1]}}") == ["2"]
    assert members("{{ContactFilter[1]}}") == ["3"]
    act(mock, "accounts", "{{Account.Id}}", "1", syncActions=[add(ACCOUNT_LIST)])
    assert members(ACCOUNT_LIST, "accounts") == ["1", "2"]


def test_lists_count_their_members(mock: InProcess) -> None:
    """`count` of a list and of an email group follows what is added."""
    assert mock.get("/contacts/lists/1")["count"] == 1
    act(mock, "contacts", "{{Contact.Id}}", "2", "3", syncActions=[add(LIST), set_group("subscribed")])
    assert (mock.get("/contacts/lists/1")["count"], mock.get("/emailGroups/1")["count"]) == (3, 3)


def test_the_control_api_lists_containers(mock: InProcess) -> None:
    """Statement, name and the ids of the members, in the order of the site file."""
    items = mock.control("GET", f"/sites/{mock.site}/containers")["items"]
    assert items[0] == {"statement": LIST, "name": "Test List 1", "members": [1]}
    assert [item["statement"] for item in items] == [
        LIST,
        OTHER,
        "{{ContactSegment[1]}}",
        "{{ContactFilter[1]}}",
        ACCOUNT_LIST,
        GROUP,
    ]
