"""Uploads: what is staged, in JSON and in CSV, and what is refused at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.client import CSV, JSON, Answer, BulkClient
from contract_tests.laws import bodies
from contract_tests.laws.bodies import LINKAGES, OPPORTUNITIES, account_linkage, linkage, opportunity_import, row
from contract_tests.laws.flow import (
    Outcome,
    any_site,
    define,
    evidence,
    expect,
    load,
    observed,
    own_site,
    run,
    sync,
)
from contract_tests.targets.target import Capability, Site, Target

KEYS = list(bodies.REQUIRED_FIELDS)
SMALL = opportunity_import(fields=bodies.REQUIRED_FIELDS)


def small(identifier: str, **changes: Any) -> dict[str, Any]:
    """A row of the four required fields."""
    return {key: value for key, value in row(identifier, **changes).items() if key in KEYS}


def post(client: BulkClient, uri: str, body: bytes, content_type: str = JSON) -> Answer:
    return client.bulk("POST", f"{uri}/data", body=body, content_type=content_type)


def loaded(client: BulkClient, body: bytes, content_type: str = CSV) -> Outcome:
    """What a sync makes of one body, staged on a definition of the four required fields."""
    uri = define(client, OPPORTUNITIES, SMALL)
    expect(post(client, uri, body, content_type), 204)
    return sync(client, uri)


def names(site: Site) -> dict[str, str]:
    """Id -> name of every opportunity."""
    return {item["RemoteOpportunityID"]: item["OpportunityName"] for item in site.observe().opportunities}


@pytest.mark.clause("UPL-14", "UPL-05")
def test_an_upload_is_answered_without_a_body(eloqua_target: Target) -> None:
    """204 and nothing else, also for values that the sync will reject."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        for value in (small("1"), small("", Amount="much"), {"Unknown": "x"}, {}):
            answer = expect(site.client.upload_json(uri, [value]), 204)
            assert answer.content == b""
        assert sync(site.client, uri).refused


@pytest.mark.clause("UPL-04")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
def test_csv_values_keep_what_quotes_protect(eloqua_target: Target, end: str, last: bool) -> None:
    """Commas, quotes and line ends inside quoted values arrive; unquoted values too; the last line needs no end."""
    values = {"1": "plain", "2": "a,b", "3": 'say "hi"', "4": "two\nlines", "5": "two\r\nlines", "6": "", "7": " x "}
    values["6"] = ',,""\n'
    lines = [",".join(KEYS)]
    for key, value in values.items():
        quoted = '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value
        lines.append(f"{key},{quoted},Prospecting,1")
    text = end.join(lines) + (end if last else "")
    with own_site(eloqua_target, Capability.READABLE_LINKS) as site:
        ended = loaded(site.client, text.encode())
        assert (ended.status, ended.rejects) == ("success", ())
        assert ended.counts["ELQ-00001"] == len(values)
        assert names(site) == values


@pytest.mark.clause("UPL-06")
@pytest.mark.parametrize(
    "body",
    [
        b'[{"OpportunityID":"1","OpportunityName":"a","Stage":"Prospecting","Amount":"1"},',
        b'[{"OpportunityID":"1","OpportunityName":"a","Stage":"Prospecting","Amount":"1"},7]',
        b'[{"OpportunityID":"1","OpportunityName":"a","Stage":"Prospecting","Amount":"1"},{"OpportunityID":{}}]',
        b'[{"OpportunityID":"1","OpportunityName":"a","Stage":"Prospecting","Amount":"1"},{"OpportunityID":[1]}]',
        b'[{"OpportunityID":"1","OpportunityName":"a","Stage":"Prospecting","Amount":NaN}]',
        b'{"OpportunityID":"1"}',
        b'"rows"',
        b'[{"OpportunityID":"\xff"}]',
        b"",
    ],
)
def test_a_malformed_body_stages_nothing(eloqua_target: Target, body: bytes) -> None:
    """400, and a sync afterwards processes only what was staged before."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        expect(site.client.upload_json(uri, [small("before")]), 204)
        expect(post(site.client, uri, body), 400)
        assert sync(site.client, uri).counts["ELQ-00130"] == 1


@pytest.mark.clause("UPL-07")
def test_an_unknown_key_is_ignored_with_a_warning(eloqua_target: Target) -> None:
    """The sync ends `warning` without rejects, with ELQ-00111 in the log; without the key it ends `success`."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        assert load(site.client, uri, [small("1")]).status == "success"
        extra = load(site.client, uri, [{**small("2"), "id": "7"}])
    assert (extra.status, extra.rejects) == ("warning", ())
    assert "ELQ-00111" in extra.counts


@pytest.mark.clause("UPL-08")
def test_a_missing_key_is_blank_in_the_reject(eloqua_target: Target) -> None:
    """`fieldValues` has every key of the definition in its order, the missing ones as `""`."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        ended = load(site.client, uri, [{"Amount": "5", "OpportunityID": ""}])
    assert [list(reject["fieldValues"].items()) for reject in ended.rejects] == [
        [("OpportunityID", ""), ("OpportunityName", ""), ("Stage", ""), ("Amount", "5")]
    ]


@pytest.mark.clause("UPL-09")
@pytest.mark.parametrize(("rule", "left"), [(None, ""), ("always", ""), ("ifNewIsNotNull", "West")])
def test_a_blank_clears_as_the_rule_says(eloqua_target: Target, rule: str | None, left: str) -> None:
    """`""` clears a stored value, by default too, and is skipped where only values that are not null count."""
    with own_site(eloqua_target, Capability.READABLE_LINKS) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import(updateRule=rule))
        load(site.client, uri, [row("1", Territory="West")])
        assert load(site.client, uri, [row("1", Territory="")]).status == "success"
        assert [item["Territory"] for item in site.observe().opportunities] == [left]


@pytest.mark.clause("UPL-10")
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("12.50", "12.50"),
        ("7", "7"),
        ("true", "true"),
        ("false", "false"),
        ("1e5", "1e5"),
        ("-0", "-0"),
        ('"007"', "007"),
        ('"1e5"', "1e5"),
        ('"TRUE"', "TRUE"),
        ('"=1+1"', "=1+1"),
        ('"{\\"a\\":1}"', '{"a":1}'),
        ('"{{Opportunity.Id}}"', "{{Opportunity.Id}}"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_json_values_keep_their_text(eloqua_target: Target, sent: str, stored: str) -> None:
    """Whatever the JSON type, the text as sent is what is stored."""
    text = f'[{{"OpportunityID":"1","OpportunityName":{sent},"Stage":"Prospecting","Amount":"1"}}]'
    with own_site(eloqua_target, Capability.READABLE_LINKS) as site:
        assert loaded(site.client, text.encode(), JSON).status == "success"
        assert names(site) == {"1": stored}


@pytest.mark.clause("UPL-23")
def test_null_is_blank_and_its_text_is_a_value(eloqua_target: Target) -> None:
    """JSON null clears like `""`; "null" is stored."""
    with own_site(eloqua_target, Capability.READABLE_LINKS) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        load(site.client, uri, [row("1"), row("2")])
        assert load(site.client, uri, [row("1", Territory=None), row("2", Territory="null")]).status == "success"
        found = {item["RemoteOpportunityID"]: item["Territory"] for item in site.observe().opportunities}
    assert found == {"1": "", "2": "null"}


@pytest.mark.clause("UPL-11")
def test_a_body_of_more_than_32_megabytes_is_refused(eloqua_target: Target) -> None:
    """One byte more: 404 or 413, and nothing is staged."""
    start = b"[" + json.dumps(small("1")).encode()
    body = start + b" " * (32 * 1024 * 1024 - len(start)) + b"]"
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        assert post(site.client, uri, body).status in (404, 413)
        assert sync(site.client, uri).counts["ELQ-00130"] == 0


@pytest.mark.clause("UPL-12")
def test_cleared_data_is_not_imported(eloqua_target: Target) -> None:
    """DELETE of the data answers 204; the next sync processes only what was uploaded after it."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        for identifier in ("1", "2"):
            expect(site.client.upload_json(uri, [small(identifier)]), 204)
        assert expect(site.client.clear(uri), 204).content == b""
        expect(site.client.get(uri), 200)
        assert load(site.client, uri, [small("3")]).counts["ELQ-00130"] == 1


@pytest.mark.clause("UPL-15")
def test_an_upload_may_trigger_its_sync(eloqua_target: Target) -> None:
    """201 with a pending sync of that definition, which processes that upload alone."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, {**SMALL, "isSyncTriggeredOnImport": True})
        for identifiers in ("12", "345"):
            answer = expect(site.client.upload_json(uri, [small(identifier) for identifier in identifiers]), 201)
            assert list(answer.body) == ["syncedInstanceUri", "status", "createdAt", "createdBy", "uri"]
            assert (answer.body["syncedInstanceUri"], answer.body["status"]) == (uri, "pending")
            ended = evidence(site.client, answer.body["uri"])
            assert (ended.status, ended.counts["ELQ-00001"]) == ("success", len(identifiers))


@pytest.mark.clause("UPL-16")
def test_data_in_use_is_not_cleared(eloqua_target: Target) -> None:
    """409 while the sync is unfinished, and the sync processes the rows; 204 afterwards."""
    with own_site(eloqua_target, pace={"polls": 2}) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        expect(site.client.upload_json(uri, [small("1")]), 204)
        running = expect(site.client.sync(uri), 201).body["uri"]
        expect(site.client.clear(uri), 409)
        assert evidence(site.client, running).counts["ELQ-00001"] == 1
        expect(site.client.clear(uri), 204)


@pytest.mark.clause("UPL-17")
def test_the_501st_upload_is_refused(eloqua_target: Target) -> None:
    """500 uploads pass and are all processed, the next answers 400."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        for number in range(500):
            expect(site.client.upload_json(uri, [small(str(number))]), 204)
        expect(site.client.upload_json(uri, [small("one more")]), 400)
        assert sync(site.client, uri).counts["ELQ-00130"] == 500


@pytest.mark.clause("UPL-18")
def test_an_upload_without_rows_stages_nothing(eloqua_target: Target) -> None:
    """`[]` and a header alone answer 204; a sync then has no data."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        expect(post(site.client, uri, b"[]"), 204)
        expect(post(site.client, uri, ",".join(KEYS).encode(), CSV), 204)
        ended = sync(site.client, uri)
    assert (ended.counts["ELQ-00130"], "ELQ-00124" in ended.counts) == (0, True)


@pytest.mark.clause("UPL-19")
def test_a_byte_order_mark_is_no_part_of_a_name(eloqua_target: Target) -> None:
    """CSV that begins with the mark has the effect of CSV without it."""
    text = f"{','.join(KEYS)}\n1,a,Prospecting,1\n"
    with own_site(eloqua_target) as site:
        ended = loaded(site.client, b"\xef\xbb\xbf" + text.encode())
    assert (ended.status, ended.rejects) == ("success", ())


@pytest.mark.clause("UPL-20")
@pytest.mark.parametrize("line", ["2,b,Prospecting", "2,b,Prospecting,1,more"])
def test_a_line_of_another_length_is_rejected(eloqua_target: Target, line: str) -> None:
    """ELQ-00032 for that line; the lines around it are imported."""
    text = f"{','.join(KEYS)}\n1,a,Prospecting,1\n{line}\n3,c,Prospecting,1\n"
    with own_site(eloqua_target) as site:
        ended = loaded(site.client, text.encode())
    assert ended.status == "warning"
    assert [(reject["statusCode"], reject["recordIndex"]) for reject in ended.rejects] == [("ELQ-00032", 2)]
    assert ended.counts["ELQ-00001"] == 3


@pytest.mark.clause("UPL-20", "LNK-02")
@pytest.mark.parametrize("through", ["contacts", "accounts"])
@pytest.mark.parametrize("around", [1, 0])
def test_a_line_of_another_length_links_nothing(through: str, around: int, eloqua_target: Target) -> None:
    """Though its first values name an opportunity and somebody: ELQ-00032. Good lines of the same and of other uploads
    are linked, also where no good line stands beside it."""
    body, source = (linkage(), "contact3@xyz.example") if through == "contacts" else (account_linkage(), "XYZ")
    key = next(key for key in body["fields"] if key != "OpportunityID")
    with own_site(eloqua_target) as site:
        run(site.client, OPPORTUNITIES, opportunity_import(), [row(name) for name in "abcd"])
        uri = define(site.client, LINKAGES, body)
        for good, bad in (("a", "b"), ("c", "d")):
            lines = [f"{key},OpportunityID", *[f"{source},{good}"] * around, f"{source},{bad},more"]
            expect(site.client.upload_csv(uri, "\n".join(lines)), 204)
        ended = sync(site.client, uri)
        assert [(each["statusCode"], each["fieldValues"]["OpportunityID"]) for each in ended.rejects] == [
            ("ELQ-00032", "b"),
            ("ELQ-00032", "d"),
        ]
        stored = observed(site)
        assert stored is None or stored.links == ({("a", 3), ("c", 3)} if around else set())


@pytest.mark.clause("UPL-21")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "OpportunityID,,Stage,Amount\n1,a,Prospecting,1\n",
        "OpportunityID,OpportunityID,Stage,Amount\n1,a,Prospecting,1\n",
        'OpportunityID,OpportunityName,Stage,Amount\n1,a,Prospecting,1\n2,"b,Prospecting,1\n',
    ],
)
def test_csv_without_sense_is_refused(eloqua_target: Target, text: str) -> None:
    """400, and nothing is staged, not even the lines before the fault."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        expect(post(site.client, uri, text.encode(), CSV), 400)
        assert sync(site.client, uri).counts["ELQ-00130"] == 0


@pytest.mark.clause("UPL-22")
def test_each_row_is_processed_by_one_sync(eloqua_target: Target) -> None:
    """A first sync takes both uploads, a second one what came after it, a third nothing."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, SMALL)
        staged = [load(site.client, uri, [small("1")], [small("2"), small("3")])]
        staged += [load(site.client, uri, [small("4")]), sync(site.client, uri)]
    assert [ended.counts["ELQ-00130"] for ended in staged] == [3, 1, 0]


@pytest.mark.clause("UPL-24")
def test_staged_data_ends_with_its_retention(eloqua_target: Target) -> None:
    """With PT1H, rows of 61 minutes ago are gone and rows of 59 minutes ago are processed."""
    with own_site(eloqua_target, Capability.CLOCK) as site:
        uri = define(site.client, OPPORTUNITIES, {**SMALL, "dataRetentionDuration": "PT1H"})
        expect(site.client.upload_json(uri, [small("old")]), 204)
        site.advance(120)
        expect(site.client.upload_json(uri, [small("1"), small("2")]), 204)
        site.advance(59 * 60)
        assert sync(site.client, uri).counts["ELQ-00130"] == 2


@pytest.mark.clause("UPL-13")
@pytest.mark.parametrize("kind", [bodies.OPPORTUNITIES, bodies.LINKAGES, bodies.CONTACTS])
def test_an_upload_to_nothing_is_not_found(eloqua_target: Target, kind: str) -> None:
    """An id that no definition has: 404 for JSON, CSV and a DELETE of its data, where such a kind is known."""
    with any_site(eloqua_target) as site:
        expect(site.client.definitions(kind), 200)
        uri = f"{kind}/99999999"
        calls = (site.client.upload_json(uri, [row("1")]), site.client.upload_csv(uri, "a\n1"), site.client.clear(uri))
    assert [answer.status for answer in calls] == [404, 404, 404]
