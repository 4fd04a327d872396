"""Any sequence of imports, then linkages: the mock has the links that a naive reading of the document has."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.tests.examples import examples
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess
from mock_server.tests.records.asking import described, fields, mock_with
from mock_server.tests.records.naive import Naive

ACCOUNTS = [{"id": 1, "name": "Acme", "country": "X"}, {"id": 2, "name": "Beta", "country": "Y"}]
CONTACTS: list[dict[str, Any]] = [
    {"id": 1, "email": "a@x.com", "crm": "1", "company": "Acme", "account": 2},
    {"id": 2, "email": "b@x.com", "crm": "2", "company": "Gamma", "account": None},
    {"id": 3, "email": "b@x.com", "crm": "3", "company": "beta", "account": None},
]
SOURCES = {
    "Contact": "{{Opportunity.Contact.Field(C_EmailAddress)}}",
    "Account": "{{Opportunity.Account.Field(M_CompanyName)}}",
}

# Small universes, so that values collide.
names = st.sampled_from(["Acme", "ACME", "Beta", "Gamma", "gamma", "", " "])
countries = st.sampled_from(["X", "y", "Z"])
emails = st.sampled_from(["a@x.com", "A@X.com", "b@x.com", "c@x.com", "d@x.com", "", "nonsense"])
crms = st.sampled_from(["1", "2", "4", "5", "p", "P", ""])
ids = st.sampled_from(["o1", "O1", "o2"])


def rows(**values: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries(values), min_size=1, max_size=4)


imports = st.lists(
    st.one_of(
        st.tuples(st.just("accounts"), rows(name=names, country=countries), st.sampled_from(["name", "country"])),
        st.tuples(st.just("contacts"), rows(email=emails, crm=crms, company=names), st.sampled_from(["email", "crm"])),
        st.tuples(st.just("opportunities"), rows(id=ids), st.just("id")),
    ),
    max_size=6,
)
linkages = st.lists(
    st.one_of(
        st.tuples(rows(id=ids, source=emails), st.just("Contact"), st.booleans()),
        st.tuples(rows(id=ids, source=names), st.just("Account"), st.booleans()),
    ),
    min_size=1,
    max_size=3,
)


class Both:
    """The mock and the naive reading, given the same."""

    def __init__(self) -> None:
        self.naive = Naive(ACCOUNTS, CONTACTS)
        accounts = [described(a["id"], name=a["name"], country=a["country"]) for a in ACCOUNTS]  # type: ignore[arg-type]
        contacts = [
            described(c["id"], c["account"], email=c["email"], crm=c["crm"], company=c["company"]) for c in CONTACTS
        ]
        self.mock: InProcess = mock_with(opportunityStages=["Open"], accounts=accounts, contacts=contacts)

    def import_(self, entity: str, sent: list[dict[str, str]], key: str) -> None:
        if entity == "opportunities":
            self.naive.import_opportunities(sent)
            keys = tuple(OPPORTUNITY_FIELDS)
            self.mock.run(
                self.mock.create_import(),
                [dict(zip(keys, (row["id"], "Name", "Open", "1"), strict=True)) for row in sent],
            )
            return
        (self.naive.import_accounts if entity == "accounts" else self.naive.import_contacts)(sent, key)
        statements = fields(" ".join(sent[0]))
        self.mock.run(self.mock.create_record_import(entity, statements, identifierFieldName=key), sent)

    def link(self, sent: list[dict[str, str]], entity: str, multiple: bool) -> None:
        self.naive.link(sent, entity, multiple)
        uri = self.mock.create_linkage(SOURCES[entity], linkOpportunitiesMultipleSourceMatches=multiple)
        self.mock.run(uri, [{"Opp": row["id"], "Source": row["source"]} for row in sent])

    def agree(self) -> None:
        placed = {record["id"]: record["accountId"] for record in self.mock.records("contacts")}
        assert placed == {contact["id"]: contact["account"] for contact in self.naive.contacts}
        assert self.mock.links() == self.naive.links


EVERYBODY = [([{"id": "o1", "source": name}], "Account", True) for name in ("acme", "beta", "gamma")]
OPPORTUNITY = ("opportunities", [{"id": "o1"}], "id")


@examples(60)
@example([OPPORTUNITY, ("accounts", [{"name": "Gamma", "country": "Z"}], "name")], EVERYBODY)
@example([OPPORTUNITY, ("accounts", [{"country": "y", "name": "Gamma"}], "country")], EVERYBODY)
@example([OPPORTUNITY, ("contacts", [{"email": "b@x.com", "crm": "3", "company": "Acme"}], "crm")], EVERYBODY[1:2])
@example(
    [
        OPPORTUNITY,
        (
            "contacts",
            [
                {"email": "a@x.com", "crm": "4", "company": "Acme"},
                {"email": "d@x.com", "crm": "1", "company": "Beta"},
                {"email": "D@x.com", "crm": "p", "company": "Acme"},
            ],
            "crm",
        ),
    ],
    EVERYBODY,
)
@given(imports, linkages)
def test_any_sequence_gives_the_links_of_the_document(
    imported: list[tuple[str, list[dict[str, str]], str]], linked: list[tuple[list[dict[str, str]], str, bool]]
) -> None:
    """Imports of contacts, accounts and opportunities in any order, then linkages by contact and by account: the same
    contacts at the same accounts, and the same links."""
    both = Both()
    for entity, sent, key in imported:
        both.import_(entity, sent, key)
    for sent, entity, multiple in linked:
        both.link(sent, entity, multiple)
    both.agree()


@examples(20)
@given(imports, linkages)
def test_links_stay_while_contacts_move(
    imported: list[tuple[str, list[dict[str, str]], str]], linked: list[tuple[list[dict[str, str]], str, bool]]
) -> None:
    """Linkages first, then imports: what was linked stays linked, whatever moves afterwards."""
    both = Both()
    both.import_("opportunities", [{"id": "o1"}, {"id": "o2"}], "id")
    for sent, entity, multiple in linked:
        both.link(sent, entity, multiple)
    for entity, sent, key in imported:
        both.import_(entity, sent, key)
    both.agree()
