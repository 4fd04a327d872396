"""Laws of importing: one claim a function, over two fresh sites or one. None needs to know what the right result is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.laws import bodies
from contract_tests.laws.bodies import OPPORTUNITIES
from contract_tests.laws.flow import Row, csv_text, define, expect, load, run, sync
from contract_tests.laws.looking import log, picture, rejects
from contract_tests.targets.target import Site

FIELDS = {**bodies.REQUIRED_FIELDS, "Territory": "{{Opportunity.Field(Territory)}}"}
Rows = Sequence[Row]


def definition(**changes: Any) -> dict[str, Any]:
    """An import of the four required fields and the territory."""
    return bodies.opportunity_import(**{"fields": FIELDS, **changes})


def splitting_is_irrelevant(one: Site, other: Site, parts: Sequence[Rows], sensitive: bool) -> None:
    """Several uploads in their order have the effect of one, but for the index of a reject."""
    body = definition(isIdentifierFieldCaseSensitive=sensitive)
    whole = run(one.client, OPPORTUNITIES, body, [row for part in parts for row in part])
    split = run(other.client, OPPORTUNITIES, body, *parts)
    assert rejects(whole, indexed=False) == rejects(split, indexed=False)
    for code in ("ELQ-00130", "ELQ-00001", "ELQ-00003"):
        assert whole.counts[code] == split.counts[code], code
    assert picture(one) == picture(other)


def csv_equals_json(one: Site, other: Site, rows: Rows) -> None:
    """Complete rows have the same effect in CSV as in JSON: status, log, rejects, data."""
    uris = [define(site.client, OPPORTUNITIES, definition()) for site in (one, other)]
    json_ended = load(one.client, uris[0], rows)
    expect(other.client.upload_csv(uris[1], csv_text(list(FIELDS), rows)), 204)
    csv_ended = sync(other.client, uris[1])
    assert json_ended.status == csv_ended.status
    assert log(json_ended) == log(csv_ended)
    assert rejects(json_ended) == rejects(csv_ended)
    assert picture(one) == picture(other)


def order_of_keys_is_irrelevant(one: Site, other: Site, rows: Rows, keys: Sequence[str], as_csv: bool) -> None:
    """Keys of JSON rows or columns of CSV in another order change nothing."""
    straight = run(one.client, OPPORTUNITIES, definition(), rows)
    uri = define(other.client, OPPORTUNITIES, definition())
    turned = [{key: row[key] for key in keys if key in row} for row in rows]
    answer = other.client.upload_csv(uri, csv_text(keys, rows)) if as_csv else other.client.upload_json(uri, turned)
    expect(answer, 204)
    ended = sync(other.client, uri)
    assert (straight.status, rejects(straight)) == (ended.status, rejects(ended))
    assert picture(one) == picture(other)


def row_order_is_irrelevant(one: Site, other: Site, rows: Rows, permuted: Rows) -> None:
    """Rows with different identifiers may come in any order."""
    first, second = (run(site.client, OPPORTUNITIES, definition(), r) for site, r in ((one, rows), (other, permuted)))
    assert rejects(first, indexed=False) == rejects(second, indexed=False)
    assert (first.status, log(first)[:4]) == (second.status, log(second)[:4])
    assert picture(one) == picture(other)


def syncing_again_changes_nothing(site: Site, rows: Rows, changes: Mapping[str, Any]) -> None:
    """The same rows uploaded and synced again are rejected alike and leave the data as they were."""
    uri = define(site.client, OPPORTUNITIES, definition(**changes))
    first, before = load(site.client, uri, rows), picture(site)
    second, after = load(site.client, uri, rows), picture(site)
    assert rejects(first) == rejects(second)
    assert before == after
    assert sync(site.client, uri).counts["ELQ-00001"] == 0
    assert picture(site) == after


def disjoint_imports_commute(one: Site, other: Site, left: Rows, right: Rows) -> None:
    """Two imports without a common identifier give the same in either order."""
    ended = []
    for site, order in ((one, (left, right)), (other, (right, left))):
        outcomes = [run(site.client, OPPORTUNITIES, definition(), rows) for rows in order]
        ended.append(sorted(map(str, (rejects(outcome) for outcome in outcomes))))
    assert ended[0] == ended[1]
    assert picture(one) == picture(other)


def keys_are_free_names(one: Site, other: Site, rows: Rows, names: Mapping[str, str]) -> None:
    """Keys renamed in definition and rows alike change nothing but names in rejects."""
    renamed = definition(
        fields={names[key]: statement for key, statement in FIELDS.items()},
        identifierFieldName=names["OpportunityID"],
    )
    first = run(one.client, OPPORTUNITIES, definition(), rows)
    second = run(other.client, OPPORTUNITIES, renamed, [{names[key]: row[key] for key in row} for row in rows])
    assert first.status == second.status
    assert [
        {
            **reject,
            "fieldValues": {names[key]: value for key, value in reject["fieldValues"].items()},
            "invalidFields": [names[key] for key in reject["invalidFields"]],
        }
        for reject in first.rejects
    ] == [dict(reject) for reject in second.rejects]
    assert picture(one) == picture(other)


def counts_are_conserved(site: Site, parts: Sequence[Rows]) -> None:
    """Staged = processed = rows; the log counts each kind of reject; on an empty site the rest is stored."""
    number = sum(map(len, parts))
    ended = run(site.client, OPPORTUNITIES, definition(), *parts)
    assert (ended.counts["ELQ-00130"], ended.counts["ELQ-00001"]) == (number, number)
    counted = {entry["statusCode"]: entry["count"] for entry in ended.logs if entry["severity"] == "warning"}
    assert {code: count for code, count in counted.items() if count} == ended.refused
    assert (ended.status == "warning") == bool(counted)
    shown = picture(site)
    assert shown is None or len(shown[0]) == number - ended.refused.total()


def rejects_name_their_rows(site: Site, rows: Rows) -> None:
    """Each reject is the row at its index, at most one a row, with keys of the definition at fault."""
    ended = run(site.client, OPPORTUNITIES, definition(), rows)
    indexes = [reject["recordIndex"] for reject in ended.rejects]
    assert len(indexes) == len(set(indexes))
    for reject in ended.rejects:
        sent = rows[reject["recordIndex"] - 1]
        assert reject["fieldValues"] == {key: sent.get(key, "") for key in FIELDS}
        assert set(reject["invalidFields"]) <= set(FIELDS)


def rows_stand_for_themselves(one: Site, other: Site, rows: Rows) -> None:
    """Without the rejected rows the rest is accepted as a whole and gives the same data."""
    ended = run(one.client, OPPORTUNITIES, definition(), rows)
    rejected = {reject["recordIndex"] for reject in ended.rejects}
    kept = [row for index, row in enumerate(rows, 1) if index not in rejected]
    if kept:
        assert run(other.client, OPPORTUNITIES, definition(), kept).rejects == ()
    assert picture(one) == picture(other)


def importing_leaves_links_alone(site: Site, rows: Rows) -> None:
    """No import creates, removes or moves a link."""
    before = picture(site)
    run(site.client, OPPORTUNITIES, definition(), rows)
    after = picture(site)
    assert before is None or after is None or before[1] == after[1]
