"""The three shipped sites are what they are described as."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.site_files import load_site_file, shipped_sites
from mock_server.tests.in_process import InProcess

NAMES = {"small_b2b": "TestCompany", "ambiguous_matches": "AmbiguousCompany", "empty": "EmptyCompany"}


def test_three_sites_are_shipped() -> None:
    """`small_b2b`, `ambiguous_matches` and `empty` come with the package."""
    assert set(shipped_sites()) == set(NAMES)


@pytest.mark.parametrize("shipped", NAMES)
def test_each_has_its_name_and_the_test_user(shipped: str) -> None:
    """Each has its site name, and the user `test.user` with the password `test-password`."""
    site = load_site_file(shipped)
    assert site.name == NAMES[shipped]
    assert [(user.username, user.password) for user in site.users] == [("test.user", "test-password")]


def test_the_three_fit_on_one_server() -> None:
    """All shipped sites can be served together."""
    mock = InProcess(*NAMES)
    assert [site["name"] for site in mock.control("GET", "/sites")["items"]] == list(NAMES.values())


def test_small_b2b_has_the_tutorials_contacts() -> None:
    """Ten contacts at a few accounts; two have the address contact1@abccompany.com, one contact2@zyxcompany.com."""
    contacts = InProcess().records("contacts")
    emails = [contact["fields"]["C_EmailAddress"] for contact in contacts]
    assert len(emails) == 10
    assert (emails.count("contact1@abccompany.com"), emails.count("contact2@zyxcompany.com")) == (2, 1)
    assert len({contact["accountId"] for contact in contacts if contact["accountId"]}) >= 3


def test_small_b2b_has_the_documented_client_and_stages() -> None:
    """The OAuth client, redirect and standing refresh token of the examples; stages from Prospecting to Closed Won."""
    site = load_site_file("small_b2b")
    (client,) = site.clients
    assert (client.client_id, client.client_secret) == ("test-client-id", "test-client-secret")
    assert (client.redirect_uri, client.refresh_token) == ("https://client.example/callback", "test-refresh-token")
    assert site.stages[0] == "Prospecting"
    assert "Closed Won" in site.stages


def test_ambiguous_matches_is_ambiguous() -> None:
    """Several contacts with one email, emails and names that differ only in case, several accounts with one name, an
    account without contacts, values beyond ASCII."""
    mock = InProcess("ambiguous_matches")
    contacts, accounts = mock.records("contacts"), mock.records("accounts")
    emails = [contact["fields"]["C_EmailAddress"] for contact in contacts]
    names = [account["fields"]["M_CompanyName"] for account in accounts]
    assert emails.count("twin@acme.example") == 2
    for texts in (emails, names):
        assert len(set(texts)) > len({text.lower() for text in texts})
        assert not all(text.isascii() for text in texts)
    assert names.count("Acme") == 2
    assert {a["id"] for a in accounts} - {c["accountId"] for c in contacts}


def test_empty_is_empty() -> None:
    """`empty` has stages and no record."""
    counts = InProcess("empty").control("GET", "/sites/EmptyCompany")["counts"]
    assert set(counts.values()) == {0}


def test_a_path_is_as_good_as_a_name(tmp_path: Path) -> None:
    """A path to a copy of a shipped site, with a byte order mark too, gives the same site."""
    copy = tmp_path / "copy.json"
    copy.write_text("\ufeff" + shipped_sites()["small_b2b"].read_text(encoding="utf-8"), encoding="utf-8")
    loaded, shipped = load_site_file(str(copy)), load_site_file("small_b2b")
    assert (loaded.name, loaded.contacts) == (shipped.name, shipped.contacts)
