"""Laws of linking: one claim a function. Links are compared where they can be read, rejects everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES
from contract_tests.laws.flow import Outcome, Row, define, load, run
from contract_tests.laws.looking import picture, rejects
from contract_tests.targets.target import Site

Rows = Sequence[Row]
Body = Mapping[str, Any]


def links(site: Site) -> frozenset[tuple[str, int]] | None:
    shown = picture(site)
    return None if shown is None else shown[1]


def _refused(outcome: Outcome) -> set[int]:
    return {reject["recordIndex"] for reject in outcome.rejects}


def narrower_links_less(one: Site, other: Site, narrow: Body, wide: Body, rows: Rows) -> None:
    """What the narrow definition links the wide one links too, and what the wide one refuses the narrow one does."""
    first, second = run(one.client, LINKAGES, narrow, rows), run(other.client, LINKAGES, wide, rows)
    few, many = links(one), links(other)
    assert few is None or many is None or few <= many
    assert _refused(second) <= _refused(first)


def definitions_agree(one: Site, other: Site, first: Body, second: Body, rows: Rows) -> None:
    """On rows that tell them in nothing apart, two definitions link and refuse the same."""
    outcomes = [run(site.client, LINKAGES, body, rows) for site, body in ((one, first), (other, second))]
    assert _refused(outcomes[0]) == _refused(outcomes[1])
    assert links(one) == links(other)


def order_and_splitting_are_irrelevant(one: Site, other: Site, body: Body, rows: Rows, parts: Sequence[Rows]) -> None:
    """The same rows in another order and in several uploads link and refuse the same."""
    first = run(one.client, LINKAGES, body, rows)
    second = run(other.client, LINKAGES, body, *parts)
    assert rejects(first, indexed=False) == rejects(second, indexed=False)
    assert links(one) == links(other)


def repeating_is_irrelevant(site: Site, body: Body, rows: Rows) -> None:
    """Rows twice in one upload, and the upload once more: each is judged as before, and no link is new."""
    uri = define(site.client, LINKAGES, body)
    first, after = load(site.client, uri, rows), links(site)
    second = load(site.client, uri, [*rows, *rows])
    once, twice = rejects(first, indexed=False), rejects(second, indexed=False)
    assert twice == once + once
    assert links(site) == after


def links_only_grow(one: Site, other: Site, body: Body, rows: Rows) -> None:
    """Of rows each of which links one pair, no two the same, every sync adds its own; nothing is unlinked. In a sync
    each, and all at once in the other order, they give the same."""
    uri, before = define(one.client, LINKAGES, body), links(one)
    for number, row in enumerate(rows, start=1):
        ended, after = load(one.client, uri, [row]), links(one)
        assert ended.rejects == ()
        assert before is None or after is None or (before < after and len(after) == number)
        before = after
    run(other.client, LINKAGES, body, list(reversed(rows)))
    assert links(other) == before


def linking_leaves_opportunities_alone(site: Site, body: Body, rows: Rows) -> None:
    """No linkage changes an opportunity, and deleting its definition removes no link."""
    before = picture(site)
    uri = define(site.client, LINKAGES, body)
    load(site.client, uri, rows)
    after = picture(site)
    assert before is None or after is None or before[0] == after[0]
    assert site.client.delete(uri).status == 204
    assert picture(site) == after


def an_account_stands_for_its_contacts(
    one: Site, other: Site, rows: Sequence[tuple[str, str]], people: Mapping[str, Sequence[str]]
) -> None:
    """Linking (opportunity, account) links what (opportunity, address) links for every contact at that account."""
    exact = {"linkOpportunitiesCaseSensitiveSourceField": True}
    through = [{"OpportunityID": identifier, "Company": account} for identifier, account in rows]
    direct = [
        {"OpportunityID": identifier, "EmailAddress": address}
        for identifier, account in rows
        for address in people.get(account, ())
    ]
    run(one.client, LINKAGES, bodies.account_linkage(**exact), through)
    run(other.client, LINKAGES, bodies.linkage(**exact), direct)
    assert links(one) == links(other)
