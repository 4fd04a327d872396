"""One address is never two contacts': what an import does where addresses meet. [unique-address]"""

from __future__ import annotations

import pytest

from mock_server.tests.in_process import InProcess
from mock_server.tests.records.asking import counters, described, import_contacts, mock_with, stored, sync_contacts

ADA = described(1, email="ada@x.com", crm="C1", first="Ada")
BOB = described(2, email="bob@x.com", crm="C2", first="Bob")


@pytest.fixture
def mock() -> InProcess:
    """A site with two contacts."""
    return mock_with(contacts=[ADA, BOB])


def test_a_row_is_the_contact_s_whose_address_it_has(mock: InProcess) -> None:
    """A row whose identifier matches nobody updates the contact with its address, which takes the identifier.
    [unique-address]"""
    sync = sync_contacts(mock, "crm email first", {"crm": "C9", "email": "ADA@X.com", "first": "A."})
    assert mock.rejects(sync) == []
    assert stored(mock, "crm first") == [("C9", "A."), ("C2", "Bob")]
    log = counters(mock, sync)
    assert (log["ELQ-00004"], log["ELQ-00022"]) == (0, 1)


def test_an_address_of_another_contact_is_refused(mock: InProcess) -> None:
    """A row that would give a contact the address of another is rejected, and nothing of it is taken.
    [unique-address]"""
    row = {"crm": "C1", "email": "BOB@x.com", "first": "x"}
    assert import_contacts(mock, "crm email first", row) == [(1, "ELQ-00026")]
    assert stored(mock, "email first") == [("ada@x.com", "Ada"), ("bob@x.com", "Bob")]


def test_a_contact_gets_a_free_address(mock: InProcess) -> None:
    """An address that nobody has is taken; and one that its owner gave up earlier in the sync is free.
    [unique-address]"""
    rows = [{"crm": "C1", "email": "new@x.com"}, {"crm": "C2", "email": "ada@x.com"}]
    assert import_contacts(mock, "crm email", *rows) == []
    assert stored(mock, "crm email") == [("C1", "new@x.com"), ("C2", "ada@x.com")]


def test_an_address_that_is_given_up_later_is_not_free_yet(mock: InProcess) -> None:
    """Rows are applied in order: a swap of two addresses is refused at its first row. [unique-address]"""
    rows = [{"crm": "C1", "email": "bob@x.com"}, {"crm": "C2", "email": "free@x.com"}]
    assert import_contacts(mock, "crm email", *rows) == [(1, "ELQ-00026")]
    assert stored(mock, "email") == [("ada@x.com",), ("free@x.com",)]


def test_two_new_rows_with_one_address_become_one_contact(mock: InProcess) -> None:
    """Rows of one sync with different new identifiers and one address: the later one updates the earlier one's
    contact. [unique-address]"""
    rows = [{"crm": "N1", "email": "new@x.com", "first": "1"}, {"crm": "N2", "email": "NEW@x.com", "first": "2"}]
    sync = sync_contacts(mock, "crm email first", *rows)
    assert mock.rejects(sync) == []
    assert [(crm, first) for crm, first in stored(mock, "crm first")[2:]] == [("N2", "2")]
    assert counters(mock, sync)["ELQ-00004"] == 1


def test_a_given_up_identifier_finds_its_contact_no_more(mock: InProcess) -> None:
    """A contact that took another identifier by its address is not found by the old one later in the sync.
    [unique-address]"""
    rows = [{"crm": "N1", "email": "ada@x.com"}, {"crm": "C1", "email": "new@x.com"}]
    assert import_contacts(mock, "crm email", *rows) == []
    assert stored(mock, "crm email") == [("N1", "ada@x.com"), ("C2", "bob@x.com"), ("C1", "new@x.com")]


def test_contacts_that_share_an_address_can_be_updated() -> None:
    """A site file may hold two contacts with one address; a row that leaves it, or names it again, is taken.
    [unique-address]"""
    twins = [described(n, email="same@x.com", crm=f"C{n}") for n in (1, 2)]
    mock = mock_with(contacts=twins)
    rows = [{"crm": "C1", "email": "Same@x.com", "first": "1"}, {"crm": "C2", "first": "2"}]
    assert import_contacts(mock, "crm email first", *rows) == []
    assert stored(mock, "email first") == [("Same@x.com", "1"), ("same@x.com", "2")]


def test_a_shared_address_does_not_say_which_contact_is_meant() -> None:
    """A row that matches two contacts by their address alone is rejected. [unique-address]"""
    mock = mock_with(contacts=[described(n, email="same@x.com", crm=f"C{n}") for n in (1, 2)])
    assert import_contacts(mock, "crm email", {"crm": "C3", "email": "same@x.com"}) == [(1, "ELQ-00026")]
    assert import_contacts(mock, "email first", {"email": "same@x.com", "first": "x"}) == [(1, "ELQ-00026")]
    assert len(mock.records("contacts")) == 2


def test_an_address_that_is_not_imported_joins_nobody(mock: InProcess) -> None:
    """Without the address among its fields an import knows its identifier alone: contacts without an address come to
    be side by side. [not-null-fields]"""
    assert import_contacts(mock, "crm first", {"crm": "N1"}, {"crm": "N2"}) == []
    assert stored(mock, "crm email")[2:] == [("N1", ""), ("N2", "")]
