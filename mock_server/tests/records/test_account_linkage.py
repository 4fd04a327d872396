"""A contact comes to its account by the site's rule, when either is imported (section 0.4, "Contacts at accounts")."""

from __future__ import annotations

from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess
from mock_server.tests.records.asking import (
    accounts_of_contacts,
    described,
    fields,
    import_accounts,
    import_contacts,
    mock_with,
)

ACME, GLOBEX = described(1, name="Acme"), described(2, name="Globex")
COMPANY_NAME = "{{Opportunity.Account.Field(M_CompanyName)}}"


def test_an_imported_contact_comes_to_its_account() -> None:
    """Company equals company name, without regard to case; a company that no account has leads nowhere."""
    mock = mock_with(accounts=[ACME, GLOBEX])
    rows = [{"email": "a@x.com", "company": "ACME"}, {"email": "b@x.com", "company": "Acme "}]
    import_contacts(mock, "email company", *rows, {"email": "c@x.com", "company": ""})
    assert accounts_of_contacts(mock) == {"a@x.com": 1, "b@x.com": None, "c@x.com": None}


def test_an_imported_account_gets_its_contacts() -> None:
    """A contact that was there first comes to the account that is imported later."""
    mock = mock_with(contacts=[described(1, email="a@x.com", company="acme")])
    assert accounts_of_contacts(mock) == {"a@x.com": None}
    import_accounts(mock, "name", {"name": "Other"}, {"name": "Acme"})
    assert accounts_of_contacts(mock) == {"a@x.com": 2}


def test_a_contact_moves_with_its_company() -> None:
    """Another company moves the contact; one that no account has, or none, leaves it where it is."""
    mock = mock_with(accounts=[ACME, GLOBEX], contacts=[described(1, email="a@x.com", company="Acme")])
    for company, account in (("globex", 2), ("Nowhere", 2), ("", 2), ("Acme", 1)):
        import_contacts(mock, "email company", {"email": "a@x.com", "company": company})
        assert accounts_of_contacts(mock) == {"a@x.com": account}, company


def test_of_several_accounts_the_first_takes_the_contact() -> None:
    """Where two accounts have the name, the contact comes to the one with the lower id. [contact-account]"""
    mock = mock_with(accounts=[GLOBEX | {"id": 1}, described(2, name="Acme"), described(3, name="ACME")])
    import_contacts(mock, "email company", {"email": "a@x.com", "company": "acme"})
    assert accounts_of_contacts(mock) == {"a@x.com": 2}


def test_the_site_file_s_account_holds_until_an_import_sets_the_company() -> None:
    """`accountId` wins over the rule until then: an import of other fields leaves it, one of the company ends it."""
    mock = mock_with(accounts=[ACME, GLOBEX], contacts=[described(1, 2, email="a@x.com", company="Acme")])
    assert accounts_of_contacts(mock) == {"a@x.com": 2}
    import_contacts(mock, "email first", {"email": "a@x.com", "first": "A"})
    import_accounts(mock, "name", {"name": "Unrelated"})
    assert accounts_of_contacts(mock) == {"a@x.com": 2}
    import_contacts(mock, "email company", {"email": "a@x.com", "company": "Acme"})
    assert accounts_of_contacts(mock) == {"a@x.com": 1}


def test_the_site_file_s_account_holds_until_an_import_sets_the_name() -> None:
    """An import that sets the name of the account that the rule would take moves the contact, too."""
    mock = mock_with(accounts=[ACME, GLOBEX], contacts=[described(1, 2, email="a@x.com", company="Acme")])
    import_accounts(mock, "name country", {"name": "acme", "country": "US"})
    assert accounts_of_contacts(mock) == {"a@x.com": 1}


def test_a_renamed_account_takes_the_contacts_of_its_new_name() -> None:
    """And keeps those of its old one, which match nothing else."""
    contacts = [described(1, email="a@x.com", company="Acme"), described(2, email="g@x.com", company="Initech")]
    mock = mock_with(accounts=[described(1, name="Acme", country="US")], contacts=contacts)
    import_accounts(mock, "country name", {"country": "US", "name": "INITECH"})
    assert accounts_of_contacts(mock) == {"a@x.com": 1, "g@x.com": 1}


def test_the_rule_is_the_site_s() -> None:
    """A site file chooses other fields, and case-sensitive comparison."""
    linkage = {"contactField": "C_LastName", "accountField": "M_Country", "caseSensitive": True}
    mock = mock_with(accountLinkage=linkage, accounts=[described(1, name="Acme", country="DE")])
    rows = [{"email": "a@x.com", "last": "DE", "company": "x"}, {"email": "b@x.com", "last": "de", "company": "Acme"}]
    import_contacts(mock, "email last company", *rows)
    assert accounts_of_contacts(mock) == {"a@x.com": 1, "b@x.com": None}
    import_accounts(mock, "name country", {"name": "Low", "country": "de"})
    assert accounts_of_contacts(mock) == {"a@x.com": 1, "b@x.com": 2}


def test_a_company_that_identifies_contacts_moves_them() -> None:
    """The company is set where it is the identifier, too."""
    mock = mock_with(accounts=[ACME])
    import_contacts(mock, "company email", {"company": "acme", "email": "a@x.com"})
    assert accounts_of_contacts(mock) == {"a@x.com": 1}


def test_bulk_calls_alone_link_by_account() -> None:
    """Accounts, contacts, opportunities, then a linkage by account: every contact at the account is linked."""
    mock = mock_with(opportunityStages=["Open"])
    import_accounts(mock, "name", {"name": "Acme"}, {"name": "Globex"})
    rows = [{"email": f"{n}@x.com", "company": company} for n, company in enumerate(("Acme", "acme", "Globex", ""))]
    import_contacts(mock, "email company", *rows)
    row = dict(zip(OPPORTUNITY_FIELDS, ("O1", "One", "Open", "1"), strict=True))
    mock.run(mock.create_import(), [row])
    sync = mock.run(mock.create_linkage(COMPANY_NAME), [{"Opp": "O1", "Source": "ACME"}])
    assert mock.rejects(sync) == []
    assert mock.links() == {("O1", 1), ("O1", 2)}


def test_a_contact_that_moved_is_linked_at_its_new_account_only() -> None:
    """A linkage by the old account does not find it any more, one by the new account does."""
    mock = mock_with(opportunityStages=["Open"], accounts=[ACME, GLOBEX])
    mock.run(mock.create_import(), [dict(zip(OPPORTUNITY_FIELDS, ("O1", "One", "Open", "1"), strict=True))])
    for company in ("Acme", "Globex"):
        import_contacts(mock, "email company", {"email": "a@x.com", "company": company})
    linkage = mock.create_linkage(COMPANY_NAME)
    mock.run(linkage, [{"Opp": "O1", "Source": "Acme"}])
    assert mock.links() == set()
    mock.run(linkage, [{"Opp": "O1", "Source": "Globex"}])
    assert mock.links() == {("O1", 1)}


def test_contacts_without_the_company_field_stay_where_they_are(mock: InProcess) -> None:
    """On the shipped site an import that does not name the company moves nobody."""
    before = accounts_of_contacts(mock)
    rows = [{"email": email} for email in before]
    mock.run(mock.create_record_import("contacts", fields("email first"), isUpdatingMultipleMatchedRecords=True), rows)
    assert accounts_of_contacts(mock) == before
