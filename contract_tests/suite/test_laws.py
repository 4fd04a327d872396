"""The laws, driven with data from small universes in which spellings collide."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract_tests.laws import bodies, calling, importing, linking
from contract_tests.laws.flow import define, own_site
from contract_tests.profiles import examples
from contract_tests.semantics import Semantics
from contract_tests.targets.target import Target

SPELLINGS = ["A1", "a1", "A1 ", " a1", "ß", "SS", "ẞ", "ss", "é", "e\u0301", "K", "\u212a", "ı", "i", "7", "07", ""]
DISTINCT = ["A1", "B2", "C3", "D4", "E5"]
TEXTS = ["N1", "n2", "", 'a,"b"\r\n', "{{Opportunity.Id}}", "[1]", "x" * 100, "x" * 101]
ADDRESSES = ["a@x.example", "A@x.example", "a+1@x.example", "ß@x.example", "SS@x.example", "b@x.example"]
COMPANIES = ["Acme", "acme", "ACME ", "Straße", "STRASSE", "Solo"]
FLAGS = ("linkOpportunitiesCaseSensitiveMatchField", "linkOpportunitiesCaseSensitiveSourceField")
MULTIPLE = "linkOpportunitiesMultipleSourceMatches"


def rows(identifiers: st.SearchStrategy[str] | None = None, complete: bool = True) -> st.SearchStrategy[dict[str, str]]:
    """A row, good or bad in any of its values; without `complete` a key may be missing."""
    values = {
        "OpportunityID": st.sampled_from(SPELLINGS) if identifiers is None else identifiers,
        "OpportunityName": st.sampled_from(TEXTS),
        "Stage": st.sampled_from(["Prospecting", "Prospecting", "closed won", "Nowhere", ""]),
        "Amount": st.sampled_from(["1", "2.50", "1", "much", ""]),
        "Territory": st.sampled_from(["West", "west", "", "x" * 101]),
    }
    if complete:
        return st.fixed_dictionaries(values)
    last = values.pop("Territory")
    return st.fixed_dictionaries(values, optional={"Territory": last})


many = st.lists(rows(), min_size=1, max_size=5)
gappy = st.lists(rows(complete=False), min_size=1, max_size=5)
distinct = st.lists(rows(st.sampled_from(DISTINCT)), min_size=1, max_size=5, unique_by=lambda row: row["OpportunityID"])
parts = st.lists(gappy, min_size=1, max_size=3)


def contacts(addresses: list[str], companies: list[str]) -> dict[str, Any]:
    """A site with these companies, a contact for each address, at the accounts in turn, and opportunities."""
    return {
        "accounts": [{"id": n, "fields": {"M_CompanyName": name}} for n, name in enumerate(companies, 1)],
        "contacts": [
            {"id": n, "accountId": 1 + n % len(companies), "fields": {"C_EmailAddress": address}}
            for n, address in enumerate(addresses, 1)
        ],
        "opportunities": [
            {
                "fields": {
                    "RemoteOpportunityID": i,
                    "OpportunityName": i,
                    "OpportunityStageID": "Prospecting",
                    "Amount": "1",
                }
            }
            for i in ("A1", "a1", "B2", "ß", "SS")
        ],
    }


populations = st.builds(
    contacts,
    st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=5),
    st.lists(st.sampled_from(COMPANIES), min_size=1, max_size=4),
)
link_rows = st.lists(
    st.fixed_dictionaries(
        {
            "OpportunityID": st.sampled_from([*SPELLINGS, "B2", "b2"]),
            "EmailAddress": st.sampled_from([*ADDRESSES, "", "none"]),
        }
    ),
    min_size=1,
    max_size=4,
)
company_rows = st.lists(
    st.fixed_dictionaries(
        {"OpportunityID": st.sampled_from([*SPELLINGS, "B2"]), "Company": st.sampled_from([*COMPANIES, "", "None"])}
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def linkages(draw: st.DrawFn, several: bool | None = None) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A linkage of contacts or accounts with any flags, and rows for it."""
    flags = {name: draw(st.booleans()) for name in FLAGS}
    flags[MULTIPLE] = draw(st.booleans()) if several is None else several
    if draw(st.booleans()):
        return bodies.account_linkage(**flags), draw(company_rows)
    return bodies.linkage(**flags), draw(link_rows)


@pytest.mark.clause("UPL-02", "OPP-02")
@examples(30)
@given(split=parts, sensitive=st.booleans())
def test_splitting_is_irrelevant(eloqua_target: Target, split: list[list[dict[str, str]]], sensitive: bool) -> None:
    """Several uploads have the effect of one."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.splitting_is_irrelevant(one, other, split, sensitive)


@pytest.mark.clause("UPL-01", "UPL-04")
@examples(30)
@given(values=many)
def test_csv_equals_json(eloqua_target: Target, values: list[dict[str, str]]) -> None:
    """CSV has the effect of JSON."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.csv_equals_json(one, other, values)


@pytest.mark.clause("UPL-03")
@examples(20)
@given(values=many, keys=st.permutations(list(importing.FIELDS)), as_csv=st.booleans())
def test_order_of_keys_is_irrelevant(
    eloqua_target: Target, values: list[dict[str, str]], keys: list[str], as_csv: bool
) -> None:
    """Keys and columns come in any order."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.order_of_keys_is_irrelevant(one, other, values, keys, as_csv)


@pytest.mark.clause("OPP-04")
@examples(30)
@given(data=st.data(), values=distinct)
def test_row_order_is_irrelevant(eloqua_target: Target, data: st.DataObject, values: list[dict[str, str]]) -> None:
    """Rows with different identifiers come in any order."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.row_order_is_irrelevant(one, other, values, data.draw(st.permutations(values)))


@pytest.mark.clause("SYN-08", "SYN-07")
@examples(30)
@given(
    values=gappy,
    sensitive=st.booleans(),
    rule=st.sampled_from(["always", "ifNewIsNotNull", "ifExistingIsNull"]),
)
def test_syncing_again_changes_nothing(
    eloqua_target: Target, values: list[dict[str, str]], sensitive: bool, rule: str
) -> None:
    """The same rows again leave the data as they were."""
    with own_site(eloqua_target) as site:
        changes = {"isIdentifierFieldCaseSensitive": sensitive, "updateRule": rule}
        importing.syncing_again_changes_nothing(site, values, changes)


@pytest.mark.clause("OPP-04")
@examples(30)
@given(values=distinct, cut=st.integers(0, 5))
def test_disjoint_imports_commute(eloqua_target: Target, values: list[dict[str, str]], cut: int) -> None:
    """Two imports without a common identifier come in either order."""
    assume(0 < cut < len(values))
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.disjoint_imports_commute(one, other, values[:cut], values[cut:])


@pytest.mark.clause("DEF-17")
@examples(30)
@given(values=gappy, names=st.permutations(["Stage", "OpportunityID", "x y", "ключ", 'a"b']))
def test_keys_are_free_names(eloqua_target: Target, values: list[dict[str, str]], names: list[str]) -> None:
    """Keys renamed change nothing but names in rejects."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.keys_are_free_names(one, other, values, dict(zip(importing.FIELDS, names, strict=True)))


@pytest.mark.clause("SYN-04", "SYN-03", "SYN-17", "OPP-01")
@examples(30)
@given(split=st.lists(many, min_size=1, max_size=3))
def test_counts_are_conserved(eloqua_target: Target, split: list[list[dict[str, str]]]) -> None:
    """Every row is staged, processed, and either stored or rejected."""
    with own_site(eloqua_target) as site:
        importing.counts_are_conserved(site, split)


@pytest.mark.clause("SYN-05", "UPL-08")
@examples(30)
@given(values=gappy)
def test_rejects_name_their_rows(eloqua_target: Target, values: list[dict[str, str]]) -> None:
    """A reject is the row at its index."""
    with own_site(eloqua_target) as site:
        importing.rejects_name_their_rows(site, values)


@pytest.mark.clause("SYN-06")
@examples(30)
@given(values=many)
def test_rows_stand_for_themselves(eloqua_target: Target, values: list[dict[str, str]]) -> None:
    """Without the rejected rows the rest gives the same."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        importing.rows_stand_for_themselves(one, other, values)


@pytest.mark.clause("OPP-08")
@examples(20)
@given(values=many)
def test_importing_leaves_links_alone(eloqua_target: Target, values: list[dict[str, str]]) -> None:
    """An import changes no link."""
    linked = {**contacts(ADDRESSES, COMPANIES), "links": [{"opportunityId": "A1", "contactId": 1}]}
    with own_site(eloqua_target, **linked) as site:
        importing.importing_leaves_links_alone(site, values)


@pytest.mark.clause("LNK-04")
@examples(30)
@given(population=populations, given_linkage=linkages(several=True), flag=st.sampled_from(FLAGS))
def test_a_case_sensitive_linkage_links_less(
    eloqua_target: Target,
    eloqua_semantics: Semantics,
    population: dict[str, Any],
    given_linkage: tuple[dict[str, Any], list[dict[str, str]]],
    flag: str,
) -> None:
    """With either flag on, no more is linked than with it off."""
    assume(flag == FLAGS[1] or eloqua_semantics.multipleOpportunities == "all")
    body, values = given_linkage
    with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
        linking.narrower_links_less(one, other, {**body, flag: True}, {**body, flag: False}, values)


@pytest.mark.clause("LNK-04", "LNK-06")
@examples(30)
@given(population=populations, given_linkage=linkages())
def test_a_single_linkage_links_less(
    eloqua_target: Target, population: dict[str, Any], given_linkage: tuple[dict[str, Any], list[dict[str, str]]]
) -> None:
    """Without multiple matches no more is linked than with them."""
    body, values = given_linkage
    with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
        linking.narrower_links_less(one, other, {**body, MULTIPLE: False}, {**body, MULTIPLE: True}, values)


@pytest.mark.clause("LNK-05")
@examples(30)
@given(
    sources=st.lists(st.sampled_from([*ADDRESSES, "B@X.EXAMPLE"]), min_size=1, max_size=4),
    identifiers=st.lists(st.sampled_from(["A1", "B2", "a1", "b2"]), min_size=4, max_size=4),
    flag=st.sampled_from(FLAGS),
    several=st.booleans(),
)
def test_each_flag_acts_on_its_own_field(
    eloqua_target: Target, sources: list[str], identifiers: list[str], flag: str, several: bool
) -> None:
    """Where one field is spelled as stored, and stored in one spelling, its flag changes nothing about the other."""
    population = contacts(["a@x.example", "b@x.example"], ["Acme"])
    population["opportunities"] = [
        o for o in population["opportunities"] if o["fields"]["OpportunityName"] in ("A1", "B2")
    ]
    exact = {"A1": "A1", "a1": "A1", "B2": "B2", "b2": "B2"}
    values = [
        {"OpportunityID": exact[i], "EmailAddress": source}
        if flag == FLAGS[0]
        else {"OpportunityID": i, "EmailAddress": "a@x.example" if source[0] in "aA" else "b@x.example"}
        for i, source in zip(identifiers, sources, strict=False)
    ]
    for other_value in (False, True):
        other_flag = FLAGS[1] if flag == FLAGS[0] else FLAGS[0]
        body = bodies.linkage(**{MULTIPLE: several, other_flag: other_value})
        with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
            linking.definitions_agree(one, other, {**body, flag: True}, {**body, flag: False}, values)


@pytest.mark.clause("LNK-09", "UPL-02")
@examples(30)
@given(data=st.data(), population=populations, given_linkage=linkages())
def test_order_and_splitting_of_linkage_rows_are_irrelevant(
    eloqua_target: Target,
    data: st.DataObject,
    population: dict[str, Any],
    given_linkage: tuple[dict[str, Any], list[dict[str, str]]],
) -> None:
    """Linkage rows come in any order and in any number of uploads."""
    body, values = given_linkage
    permuted = data.draw(st.permutations(values))
    cut = data.draw(st.integers(0, len(values)))
    with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
        linking.order_and_splitting_are_irrelevant(one, other, body, values, [permuted[:cut], permuted[cut:]])


@pytest.mark.clause("LNK-09", "SYN-08")
@examples(30)
@given(population=populations, given_linkage=linkages())
def test_repeating_linkage_rows_is_irrelevant(
    eloqua_target: Target, population: dict[str, Any], given_linkage: tuple[dict[str, Any], list[dict[str, str]]]
) -> None:
    """A linkage has no duplicates."""
    with own_site(eloqua_target, **population) as site:
        linking.repeating_is_irrelevant(site, *given_linkage)


@pytest.mark.clause("LNK-08")
@examples(30)
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from(["A1", "B2"]), st.sampled_from(["a@x.example", "b@x.example", "c@x.example"])),
        min_size=2,
        max_size=5,
        unique=True,
    ),
    through=st.booleans(),
)
def test_links_only_grow(eloqua_target: Target, pairs: list[tuple[str, str]], through: bool) -> None:
    """Syncs one after the other, each of one new pair, of contacts or of accounts with one contact each."""
    population = contacts(["a@x.example", "b@x.example", "c@x.example"], ["c@x.example", "a@x.example", "b@x.example"])
    exact = {FLAGS[0]: True}
    body = bodies.account_linkage(**exact) if through else bodies.linkage(**exact)
    source = "Company" if through else "EmailAddress"
    values = [{"OpportunityID": identifier, source: text} for identifier, text in pairs]
    with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
        linking.links_only_grow(one, other, body, values)


@pytest.mark.clause("LNK-11", "LNK-12")
@examples(30)
@given(population=populations, given_linkage=linkages())
def test_linking_leaves_opportunities_alone(
    eloqua_target: Target, population: dict[str, Any], given_linkage: tuple[dict[str, Any], list[dict[str, str]]]
) -> None:
    """A linkage changes links alone, and its definition takes none with it."""
    with own_site(eloqua_target, **population) as site:
        linking.linking_leaves_opportunities_alone(site, *given_linkage)


@pytest.mark.clause("LNK-07", "LNK-13")
@examples(30)
@given(
    companies=st.lists(st.sampled_from(COMPANIES), min_size=1, max_size=4),
    values=st.lists(st.tuples(st.sampled_from(["A1", "B2", "ß"]), st.sampled_from(COMPANIES)), min_size=1, max_size=4),
)
def test_an_account_stands_for_its_contacts(
    eloqua_target: Target, companies: list[str], values: list[tuple[str, str]]
) -> None:
    """Linking to an account is linking to all of its contacts."""
    population = contacts([f"c{number}@x.example" for number in range(6)], companies)
    people: dict[str, list[str]] = {}
    for contact in population["contacts"]:
        people.setdefault(companies[contact["accountId"] - 1], []).append(contact["fields"]["C_EmailAddress"])
    with own_site(eloqua_target, **population) as one, own_site(eloqua_target, **population) as other:
        linking.an_account_stands_for_its_contacts(one, other, values, people)


@pytest.mark.clause("PAG-01", "PAG-02", "PAG-06", "SYN-30")
@examples(20)
@given(number=st.integers(0, 7), limit=st.integers(1, 8))
def test_pages_partition(eloqua_target: Target, number: int, limit: int) -> None:
    """Definitions, syncs, rejects and log entries, in pages of any size."""
    with own_site(eloqua_target) as site:
        for index in range(number):
            define(site.client, bodies.OPPORTUNITIES, bodies.opportunity_import(name=f"n{index}"))
        calling.rejects_partition(site, [bodies.row("")] * number, limit)
        for path in (bodies.OPPORTUNITIES, "/syncs", "/opportunities/fields"):
            calling.pages_partition(site.client, path, limit)


@pytest.mark.clause("SYN-01", "SYN-10")
@examples(25)
@given(split=st.lists(many, min_size=1, max_size=3), pace=st.integers(0, 3), polls=st.integers(1, 12))
def test_status_never_goes_back(
    eloqua_target: Target, split: list[list[dict[str, str]]], pace: int, polls: int
) -> None:
    """Syncs of one definition, started before the last one ended, each go forward."""
    with own_site(eloqua_target, pace={"polls": pace} if pace else "immediate") as site:
        calling.status_never_goes_back(site, split, polls)


@pytest.mark.clause("ERR-01", "UPL-06", "SYN-09")
@examples(25)
@given(values=many, refusals=st.lists(st.sampled_from(sorted(calling.REFUSALS)), min_size=1, max_size=6))
def test_refusals_change_nothing(eloqua_target: Target, values: list[dict[str, str]], refusals: list[str]) -> None:
    """A site is after refused calls what it would be without them."""
    with own_site(eloqua_target) as one, own_site(eloqua_target) as other:
        calling.refusals_change_nothing(one, other, values, refusals)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["create", "create", "upload", "upload", "sync", "sync", "clear", "read", "rejects", "delete", "list"]
        ),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.clause("ERR-06")
@examples(30)
@given(first=STEPS, second=STEPS)
def test_sites_never_meet(eloqua_target: Target, first: list[tuple[str, int]], second: list[tuple[str, int]]) -> None:
    """Two programs in turns on two sites do what each does alone."""
    with (
        own_site(eloqua_target) as a,
        own_site(eloqua_target) as b,
        own_site(eloqua_target) as c,
        own_site(eloqua_target) as d,
    ):
        calling.sites_never_meet((a, b), (c, d), (first, second))


@pytest.mark.clause("UPL-22", "SYN-27")
@examples(20)
@given(batches=st.lists(many, min_size=1, max_size=4))
def test_uploads_are_consumed_once(eloqua_target: Target, batches: list[list[dict[str, str]]]) -> None:
    """No row waits for a second sync."""
    with own_site(eloqua_target) as site:
        calling.uploads_are_consumed_once(site, batches)
