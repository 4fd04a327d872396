"""Syncs: their course, their log, their rejects, and what they take."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.laws import bodies
from contract_tests.laws.bodies import (
    CONTACTS,
    EXPORTS,
    LINKAGES,
    OPPORTUNITIES,
    account_linkage,
    contact_export,
    contact_import,
    linkage,
    opportunity_import,
    row,
)
from contract_tests.laws.flow import (
    Outcome,
    any_site,
    define,
    evidence,
    expect,
    export,
    load,
    number_of,
    observed,
    own_site,
    rank,
    run,
    sync,
)
from contract_tests.semantics import Semantics
from contract_tests.shapes import Document
from contract_tests.targets.target import Capability, Target, pages

POSTED = ["syncedInstanceUri", "status", "createdAt", "createdBy", "uri"]
FINISHED = ["syncedInstanceUri", "syncStartedAt", "syncEndedAt", "status", "createdAt", "createdBy", "uri"]
LOG_LINE = ["syncUri", "count", "severity", "statusCode", "message", "createdAt"]
REJECT = ["fieldValues", "message", "statusCode", "recordIndex", "invalidFields"]
TEXTS = {
    "ELQ-00001": "Total records processed.",
    "ELQ-00003": "Total records remaining after duplicates are rejected.",
    "ELQ-00026": "Duplicate identifier.",
    "ELQ-00059": "Empty records.",
    "ELQ-00061": "Rejected records (missing fields).",
    "ELQ-00084": "Opportunity does not exist.",
    "ELQ-00085": "Contact does not exist.",
    "ELQ-00130": "Total records staged for import.",
    "ELQ-00137": "Ready for data import processing.",
}
MIXED = [row("1"), row(""), {}, row("2"), row("2"), row("3", OpportunityName="")]
"""Six rows: two that are accepted, a blank identifier, an empty row, a duplicate, a blank name."""


def mixed(target: Target) -> Outcome:
    """What a sync of the six rows leaves, on a fresh site."""
    with own_site(target) as site:
        return run(site.client, OPPORTUNITIES, opportunity_import(), MIXED)


@pytest.mark.clause("SYN-01", "SYN-02", "SYN-15")
@pytest.mark.parametrize("pace", ["immediate", {"polls": 1}, {"polls": 4}], ids=str)
@pytest.mark.parametrize("rows", [[row("1")], MIXED, []], ids=["good", "mixed", "none"])
def test_a_sync_goes_forward_to_its_end(eloqua_target: Target, pace: Any, rows: list[dict[str, Any]]) -> None:
    """pending, active, final, never back; its times appear with its states; a final one stays as it is."""
    with own_site(eloqua_target, pace=pace) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, rows), 204)
        posted = expect(site.client.sync(uri), 201).body
        assert list(posted) == POSTED and posted["status"] == "pending"
        seen = [posted]
        while len(seen) < 12:
            seen.append(expect(site.client.get(posted["uri"]), 200).body)
    stages = [rank(item["status"]) for item in seen]
    assert stages == sorted(stages) and stages[-1] == 2
    for item, stage in zip(seen, stages, strict=True):
        assert ("syncStartedAt" in item, "syncEndedAt" in item) == (stage > 0, stage > 1)
        assert [name for name in FINISHED if name in item] == list(item)
    last = seen[-1]
    assert list(last) == FINISHED
    assert last["syncStartedAt"] <= last["syncEndedAt"] and last["createdAt"][:19] <= last["syncEndedAt"][:19]
    assert all(item == last for item, stage in zip(seen, stages, strict=True) if stage == 2)


@pytest.mark.clause("SYN-03", "SYN-04", "SYN-16", "SYN-17")
@pytest.mark.parametrize("rows", [[row("1"), row("2")], MIXED, [row("")], [{**row("1"), "more": "x"}]])
def test_status_and_counts_follow_from_the_evidence(eloqua_target: Target, rows: list[dict[str, Any]]) -> None:
    """`warning` exactly with a reject or a warning line; staged and processed are the rows."""
    with own_site(eloqua_target) as site:
        ended = run(site.client, OPPORTUNITIES, opportunity_import(), rows)
    severities = {entry["severity"] for entry in ended.logs}
    assert (ended.status == "warning") == bool(ended.rejects or "warning" in severities)
    assert (ended.status == "error") == ("error" in severities)
    heads = [(entry["statusCode"], entry["count"]) for entry in ended.logs[:4]]
    assert heads == [("ELQ-00130", len(rows)), ("ELQ-00137", 0), ("ELQ-00101", 0), ("ELQ-00001", len(rows))]
    assert {code: ended.counts[code] for code in ended.refused} == ended.refused
    warned = {e["statusCode"]: e["count"] for e in ended.logs if e["severity"] == "warning" and e["count"]}
    assert warned == ended.refused


@pytest.mark.clause("SYN-04")
def test_rejects_and_survivors_make_up_the_rows(eloqua_target: Target) -> None:
    """Of six rows four are rejected and two stored; after the duplicate five remain."""
    with own_site(eloqua_target) as site:
        ended = run(site.client, OPPORTUNITIES, opportunity_import(), MIXED)
        stored = observed(site)
    assert ended.refused == {"ELQ-00026": 1, "ELQ-00059": 1, "ELQ-00061": 2}
    assert ended.counts["ELQ-00003"] == len(MIXED) - 1
    assert stored is None or len(stored.opportunities) == len(MIXED) - ended.refused.total()


@pytest.mark.clause("SYN-05", "SYN-19", "UPL-08")
def test_rejects_show_the_rows_as_they_were_sent(eloqua_target: Target) -> None:
    """Every reject is the uploaded row at its index, missing keys blank, with keys of the definition at fault."""
    with own_site(eloqua_target) as site:
        ended = run(site.client, OPPORTUNITIES, opportunity_import(), MIXED)
    keys = list(bodies.FIELDS)
    assert ended.rejects
    for reject in ended.rejects:
        assert 1 <= reject["recordIndex"] <= len(MIXED)
        sent = MIXED[reject["recordIndex"] - 1]
        assert list(reject) == REJECT
        assert reject["fieldValues"] == {key: sent.get(key, "") for key in keys}
        assert list(reject["fieldValues"]) == keys
        assert set(reject["invalidFields"]) <= set(keys)
    assert len({reject["recordIndex"] for reject in ended.rejects}) == len(ended.rejects)


@pytest.mark.clause("SYN-06")
def test_rows_stand_for_themselves(eloqua_target: Target) -> None:
    """Without the rejected rows the rest gives no reject and the same opportunities."""
    with own_site(eloqua_target) as first, own_site(eloqua_target) as second:
        ended = run(first.client, OPPORTUNITIES, opportunity_import(), MIXED)
        rejected = {reject["recordIndex"] for reject in ended.rejects}
        kept = [value for index, value in enumerate(MIXED, 1) if index not in rejected]
        again = run(second.client, OPPORTUNITIES, opportunity_import(), kept)
        assert (again.status, again.rejects) == ("success", ())
        assert first.observe() == second.observe()


@pytest.mark.clause("SYN-07", "SYN-21", "SYN-22")
def test_warnings_without_rejects(eloqua_target: Target) -> None:
    """Nothing staged: ELQ-00124. An unknown key: one ELQ-00111 each. A key that all rows lack: ELQ-00121."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        load(site.client, uri, [row("1")])
        before = observed(site)
        empty = sync(site.client, uri)
        assert observed(site) == before
        extra = load(site.client, uri, [{**row("2"), "a": "1", "b": "2"}, {**row("3"), "a": "3"}])
        short = {key: value for key, value in row("4").items() if key not in ("Territory", "Currency")}
        lacking = load(site.client, uri, [short, {**row("5", Territory="West"), "Currency": "USD"}])
        lacking_all = load(site.client, uri, [short])
    lines = [[entry["statusCode"] for entry in ended.logs] for ended in (empty, extra, lacking, lacking_all)]
    assert [ended.status for ended in (empty, extra, lacking_all)] == ["warning"] * 3
    assert all(ended.rejects == () for ended in (empty, extra, lacking, lacking_all))
    assert "ELQ-00124" in lines[0] and empty.counts["ELQ-00130"] == 0
    assert lines[1].count("ELQ-00111") == 2
    assert "ELQ-00121" not in lines[2]
    assert lines[3].count("ELQ-00121") == 2


@pytest.mark.clause("SYN-08")
def test_the_same_rows_again_change_nothing(eloqua_target: Target) -> None:
    """Opportunities and links are as after the first time."""
    links = [{"OpportunityID": "1", "EmailAddress": "contact1@abc.example"}]
    with own_site(eloqua_target) as site:
        uri, link = define(site.client, OPPORTUNITIES, opportunity_import()), define(site.client, LINKAGES, linkage())
        seen = []
        for _ in range(2):
            statuses = load(site.client, uri, [row("1"), row("2")]).status, load(site.client, link, links).status
            seen.append((statuses, site.observe()))
    assert seen[0] == seen[1]
    assert len(seen[0][1].links) == 1


@pytest.mark.clause("SYN-10")
def test_a_second_sync_waits_for_the_first(eloqua_target: Target) -> None:
    """Both are accepted; the second is pending however often it is asked, until the first has ended; every row is
    processed by exactly one of them."""
    with own_site(eloqua_target, pace={"polls": 2}) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [row("1"), row("2")]), 204)
        first = expect(site.client.sync(uri), 201).body["uri"]
        second = expect(site.client.sync(uri), 201).body["uri"]
        expect(site.client.upload_json(uri, [row("3")]), 204)
        asked = [expect(site.client.get(second), 200).body["status"] for _ in range(6)]
        assert asked == ["pending"] * 6
        ended = [evidence(site.client, uri) for uri in (first, second)]
        stored = observed(site)
    assert sum(outcome.counts["ELQ-00001"] for outcome in ended) == 3
    assert stored is None or len(stored.opportunities) == 3


@pytest.mark.clause("SYN-11")
@pytest.mark.parametrize("name", ["callbackUrl", "callbackURL"])
def test_a_callback_is_accepted_and_echoed(eloqua_target: Target, name: str) -> None:
    """In any case of its name, it stands behind `syncedInstanceUri`."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        made = expect(site.client.sync(uri, **{name: "http://127.0.0.1:9/ended"}), 201).body
    assert list(made)[:2] == ["syncedInstanceUri", "callbackUrl"]
    assert made["callbackUrl"] == "http://127.0.0.1:9/ended"


@pytest.mark.clause("SYN-12", "SYN-23")
def test_every_import_can_be_synced_and_has_no_data_to_read(eloqua_target: Target) -> None:
    """The sync echoes the definition's `uri`; GET of its data answers 400."""
    kinds = {OPPORTUNITIES: opportunity_import(), LINKAGES: linkage(), CONTACTS: bodies.contact_import()}
    with any_site(eloqua_target) as site:
        for kind, body in kinds.items():
            uri = define(site.client, kind, body)
            ended = sync(site.client, uri)
            assert ended.sync["syncedInstanceUri"] == uri
            expect(site.client.get(f"{ended.sync['uri']}/data"), 400)


@pytest.mark.clause("SYN-13", "SYN-18", "SYN-19")
def test_log_lines_and_rejects_have_their_form(eloqua_target: Target) -> None:
    """Properties in order, a known severity, the text of the code; the sync's own `uri` in every line."""
    ended = mixed(eloqua_target)
    for entry in ended.logs:
        assert list(entry) == LOG_LINE
        assert entry["severity"] in ("information", "warning", "error")
        assert entry["syncUri"] == ended.sync["uri"]
        assert entry["message"] == TEXTS.get(entry["statusCode"], entry["message"])
        assert entry["count"] >= 0
    assert {entry["statusCode"] for entry in ended.logs} & set(TEXTS) >= set(ended.refused)
    for reject in ended.rejects:
        assert list(reject) == REJECT
        assert reject["message"] == TEXTS.get(reject["statusCode"], "the text of a known code")


@pytest.mark.clause("SYN-13")
def test_the_log_tells_how_the_sync_ended(eloqua_target: Target) -> None:
    """ELQ-00101 is information and names the status, with a capital, as recorded."""
    ended = mixed(eloqua_target)
    line = ended.entry("ELQ-00101")
    assert line["message"] == "Sync processed for sync , resulting in Warning status."
    assert line["severity"] == "information"


@pytest.mark.clause("SYN-20")
def test_no_rejects_are_79_bytes(eloqua_target: Target) -> None:
    """The recorded answer, byte by byte, of an import and of a linkage."""
    links = [{"OpportunityID": "1", "EmailAddress": "contact1@abc.example"}]
    with own_site(eloqua_target) as site:
        ended = [run(site.client, OPPORTUNITIES, opportunity_import(), [row("1")])]
        ended.append(run(site.client, LINKAGES, linkage(), links))
        for outcome in ended:
            assert outcome.status == "success"
            assert len(expect(site.client.sync_rejects(outcome.sync["uri"]), 200).content) == 79


@pytest.mark.clause("SYN-24", "SYN-25")
def test_syncs_are_numbered_and_listed(eloqua_target: Target) -> None:
    """Each new number is higher; the list has every sync as its own GET shows it."""
    with any_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        uris = [sync(site.client, uri).sync["uri"] for _ in range(3)]
        numbers = [number_of(uri) for uri in uris]
        assert numbers == sorted(set(numbers))
        listed = Document({item["uri"]: item for item in pages(site.client, "/syncs")})
        for uri in uris:
            assert expect(site.client.get(uri), 200).body == listed[uri]


@pytest.mark.clause("SYN-26")
def test_an_unknown_sync_is_not_found(eloqua_target: Target) -> None:
    """404 on itself, its log, its rejects, its data, of a server that has syncs."""
    with any_site(eloqua_target) as site:
        expect(site.client.get("/syncs"), 200)
        answers = [site.client.get(f"/syncs/99999999{part}") for part in ("", "/logs", "/rejects", "/data")]
    assert [answer.status for answer in answers] == [404] * 4


@pytest.mark.clause("SYN-27", "UPL-22")
def test_an_upload_after_the_end_waits_for_the_next_sync(eloqua_target: Target) -> None:
    """Each sync processes what was uploaded since the one before."""
    with own_site(eloqua_target) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        first = load(site.client, uri, [row("1")], [row("2")])
        expect(site.client.upload_json(uri, [row("3")]), 204)
        assert evidence(site.client, first.sync["uri"]) == first
        assert (first.counts["ELQ-00001"], sync(site.client, uri).counts["ELQ-00001"]) == (2, 1)


@pytest.mark.clause("SYN-28")
def test_the_index_of_a_reject_counts_as_the_site_does(eloqua_target: Target, eloqua_semantics: Semantics) -> None:
    """Within its upload, or running on over the sync's uploads: as the open question `recordIndex` is answered."""
    with own_site(eloqua_target, assumptions=eloqua_semantics.as_assumptions()) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        ended = load(site.client, uri, [row("1"), row("")], [row("")], [row("2"), row("3"), row("")])
    indexes = [reject["recordIndex"] for reject in ended.rejects]
    assert sorted(indexes) == ([1, 2, 3] if eloqua_semantics.recordIndex == "upload" else [2, 3, 6])


@pytest.mark.clause("SYN-29")
def test_a_sync_does_not_outlive_its_definition(eloqua_target: Target) -> None:
    """The definition deleted meanwhile: `error`, ELQ-00143, nothing applied."""
    with own_site(eloqua_target, pace={"polls": 2}) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        expect(site.client.upload_json(uri, [row("1")]), 204)
        running = expect(site.client.sync(uri), 201).body["uri"]
        expect(site.client.delete(uri), 204)
        ended = evidence(site.client, running)
        assert ended.status == "error" and "ELQ-00143" in ended.counts
        stored = observed(site)
        assert stored is None or stored.opportunities == ()


@pytest.mark.clause("SYN-06", "SYN-04")
@pytest.mark.parametrize("rejected", [(0,), (1, 3), (4,)])
def test_rows_that_are_rejected_by_plan_leave_the_others(rejected: tuple[int, ...], eloqua_target: Target) -> None:
    """Good rows, of which the sync rejects some all the same: the rejects are those, and all others are imported, and
    linked. Rows in between and uploads behind them are no exception."""
    names = ["a", "b", "c", "d", "e"]
    with own_site(eloqua_target, Capability.COURSES) as site:
        uri = define(site.client, OPPORTUNITIES, opportunity_import())
        site.reject_rows(uri, rejected, "ELQ-00040")
        ended = load(site.client, uri, [row(name) for name in names[:4]], [row(names[4])])
        assert [each["fieldValues"]["OpportunityID"] for each in ended.rejects] == [names[n] for n in rejected]
        assert ended.refused == ended.counts & ended.refused == {"ELQ-00040": len(rejected)}
        stored = observed(site)
        left = {name for number, name in enumerate(names) if number not in rejected}
        assert stored is None or {each["RemoteOpportunityID"] for each in stored.opportunities} == left
        run(site.client, OPPORTUNITIES, opportunity_import(), [row(name) for name in names])
        for body, source in ((linkage(), "contact1@abc.example"), (account_linkage(), "ABC")):
            key = next(key for key in body["fields"] if key != "OpportunityID")
            uri = define(site.client, LINKAGES, body)
            site.reject_rows(uri, rejected, "ELQ-00040")
            ended = load(site.client, uri, [{"OpportunityID": name, key: source} for name in names])
            assert [each["fieldValues"]["OpportunityID"] for each in ended.rejects] == [names[n] for n in rejected]
            assert ended.refused == {"ELQ-00040": len(rejected)}
            stored = observed(site)
            linked = 2 if body["linkOpportunitiesEntityType"] == "Account" else 1
            wanted = {(name, contact) for name in left for contact in range(1, linked + 1)}
            assert stored is None or stored.links == wanted


@pytest.mark.clause("SYN-14")
def test_a_definition_that_no_longer_holds_is_refused(eloqua_target: Target) -> None:
    """The contact list of a sync action or of a filter is deleted: 400 with `failures`, and no sync is made. What was
    staged is imported once the definition was mended; a definition that names another list is synced as ever."""
    lists = [{"id": 1, "name": "One"}, {"id": 2, "name": "Two"}]
    with own_site(eloqua_target, Capability.DELETABLE_LISTS, contactLists=lists) as site:
        client = site.client
        first, second = (
            define(client, CONTACTS, contact_import(syncActions=[{"action": "add", "destination": destination}]))
            for destination in ("{{ContactList[1]}}", "{{ContactList[2]}}")
        )
        filtered = define(client, EXPORTS, contact_export(filter="EXISTS('{{ContactList[1]}}')"))
        for uri, address in ((first, "new1@abc.example"), (second, "new2@abc.example")):
            expect(client.upload_json(uri, [{"emailAddress": address, "firstName": "F", "lastName": "L"}]), 204)
        site.delete_list(1)
        for uri in (first, filtered):
            assert expect(client.sync(uri), 400).failures
        assert list(pages(client, "/syncs")) == []
        expect(client.replace(first, contact_import()), 200)
        assert [sync(client, uri).status for uri in (first, second)] == ["success", "success"]
        stored = {each["emailAddress"] for each in export(client, contact_export())}
        assert {"new1@abc.example", "new2@abc.example"} <= stored


@pytest.mark.clause("SYN-30")
def test_evidence_reads_the_same_in_pages_and_again(eloqua_target: Target) -> None:
    """Page by page, whole, and once more: the same lines and rejects in the same order."""
    with own_site(eloqua_target) as site:
        ended = run(site.client, OPPORTUNITIES, opportunity_import(), MIXED)
        for what, whole in (("logs", ended.logs), ("rejects", ended.rejects)):
            path = f"{ended.sync['uri']}/{what}"
            for limit in (1, 2, 1000, 1000):
                assert tuple(pages(site.client, path, limit)) == whole
