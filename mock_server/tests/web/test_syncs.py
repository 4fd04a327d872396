"""POST /syncs, polling, logs and rejects, as the wire shows them."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import CSV, InProcess, basic, site_of
from mock_server.tests.web.asking import (
    EMPTY_PAGE,
    IMPORTS,
    MUST_EXIST,
    ROW,
    failures,
    fields_at_fault,
    never_ending,
    pairs,
)


@pytest.mark.parametrize(
    "uri",
    [
        "/opportunities/imports/2",
        "/opportunities/imports/0",
        "/opportunities/imports",
        "/opportunities/imports/1/",
        "/opportunities/imports/1/data",
        "opportunities/imports/1",
        "/api/bulk/2.0/opportunities/imports/1",
        "/contacts/imports/1",
        "/opportunities/contacts/imports/1",
        "/syncs/1",
        "/opportunities/imports/-1",
        "/opportunities/imports/１",
        "/opportunities/imports/²",
        "/opportunities/imports/" + "9" * 900,
        "x",
    ],
)
def test_an_unknown_definition_is_a_failure_on_its_uri(mock: InProcess, uri: str) -> None:
    """A `syncedInstanceUri` that names no definition is a 400 with the observed-elsewhere text, and makes no sync.

    [failure-texts]
    """
    mock.create_import()
    found = failures(mock.call("POST", "/syncs", {"syncedInstanceUri": uri}))
    assert found == [{"field": "syncedInstanceUri", "value": uri, "constraint": MUST_EXIST}]
    assert mock.call("GET", "/syncs").data == EMPTY_PAGE


@pytest.mark.parametrize("body", [{}, {"syncedInstanceUri": None}, {"definition": "/opportunities/imports/1"}])
def test_a_sync_needs_a_definition(mock: InProcess, body: dict[str, Any]) -> None:
    """A missing or null `syncedInstanceUri` is a failure without a value. [failure-texts]"""
    found = failures(mock.call("POST", "/syncs", body))
    assert found == [{"field": "syncedInstanceUri", "constraint": MUST_EXIST}]


@pytest.mark.parametrize("value", [5, True, [], {}, "", "x" * 1001])
def test_a_definitions_uri_is_text(mock: InProcess, value: Any) -> None:
    """A `syncedInstanceUri` that is no text of 1 to 1000 characters is a failure with its value."""
    (found,) = failures(mock.call("POST", "/syncs", {"syncedInstanceUri": value}))
    assert (found["field"], found["value"]) == ("syncedInstanceUri", value)


@pytest.mark.parametrize(
    "url",
    ["", "x", "/path", "ftp://host/", "http://", "http://[::1", "http://h:0/", "http://h:99999/", "http://a b/", 5, []],
)
def test_a_callback_is_an_http_url(mock: InProcess, url: Any) -> None:
    """A `callbackUrl` that is no absolute http or https URL is a failure, and makes no sync. [callback-urls]"""
    body = {"syncedInstanceUri": mock.create_import(), "callbackUrl": url}
    (found,) = failures(mock.call("POST", "/syncs", body))
    assert (found["field"], found["value"]) == ("callbackUrl", url)
    assert mock.get("/syncs")["items"] == []


@pytest.mark.parametrize(
    "url", ["http://my_client:9/x", "https://localhost/", "http://127.0.0.1:9", "http://[::1]:9/?a=b"]
)
def test_a_callback_may_be_on_any_host(url: str) -> None:
    """Names of containers with an underscore, names without a dot and addresses are hosts. [callback-urls]"""
    mock = never_ending()
    answer = mock.call("POST", "/syncs", {"syncedInstanceUri": mock.create_import(), "callbackUrl": url})
    assert answer.json is not None and answer.json["callbackUrl"] == url


@pytest.mark.parametrize("name", ["callbackUrl", "callbackURL", "CALLBACKURL", "callbackurl"])
def test_the_callback_is_spelled_in_any_case(name: str) -> None:
    """One page of the documents spells it `callbackURL`: any case is taken. [property-names]"""
    mock = never_ending()
    body = {"SYNCEDINSTANCEURI": mock.create_import(), name: "http://localhost:9/"}
    answer = mock.call("POST", "/syncs", body)
    assert answer.json is not None and answer.json["callbackUrl"] == "http://localhost:9/"


def test_both_faults_of_a_sync_are_named_at_once(mock: InProcess) -> None:
    """A wrong type of the definition's uri and a wrong callback are told together."""
    found = fields_at_fault(mock.call("POST", "/syncs", {"syncedInstanceUri": 5, "callbackUrl": 5}))
    assert found == ["syncedInstanceUri", "callbackUrl"]


def test_every_post_shows_pending_although_the_sync_has_ended(mock: InProcess) -> None:
    """OBSERVED in every recording: the answer to POST says `pending`; the next GET may be final."""
    uri = mock.create_import()
    mock.upload(uri, [ROW])
    posted = mock.call("POST", "/syncs", {"syncedInstanceUri": uri})
    assert ("status", "pending") in pairs(posted)
    assert mock.status("/syncs/1") == "success"


def test_a_pace_of_polls_is_pending_then_active_then_final() -> None:
    """`{"polls": n}`: the first of n GETs shows `pending`, later ones `active`, the next one is final."""
    mock = InProcess(site_of({"pace": {"polls": 3}}))
    sync = mock.sync(mock.create_import())
    assert [mock.status(sync) for _ in range(5)] == ["pending", "active", "active", "warning", "warning"]


def test_logs_and_rejects_do_not_move_a_sync() -> None:
    """Only GETs of the sync itself count as polls. [polls-counted]"""
    mock = InProcess(site_of({"pace": {"polls": 1}}))
    sync = mock.sync(mock.create_import())
    for path in ("/syncs", f"{sync}/logs", f"{sync}/rejects"):
        mock.get(path)
    assert mock.status(sync) == "pending"


def test_a_pace_of_seconds_is_active_at_once_and_ends_on_the_sites_clock() -> None:
    """`{"seconds": n}`: `active` at once, final n seconds after the POST, and its times say so."""
    mock = InProcess(site_of({"pace": {"seconds": 10}}))
    sync = mock.sync(mock.create_import())
    assert mock.status(sync) == "active"
    mock.clock.move(60)
    assert mock.status(sync) == "warning"
    assert mock.get(sync)["syncStartedAt"] == "2018-02-15T15:25:32.4730000Z"
    assert mock.get(sync)["syncEndedAt"] == "2018-02-15T15:25:42.4730000Z"


@pytest.mark.parametrize("part", ["logs", "rejects"])
def test_an_unfinished_sync_has_empty_logs_and_rejects(part: str) -> None:
    """Before a sync has ended, both lists are there and empty. [unfinished-logs]"""
    mock = never_ending()
    assert mock.call("GET", mock.run(mock.create_import(), [{}]) + f"/{part}").data == EMPTY_PAGE


@pytest.mark.parametrize("path", ["/syncs/2", "/syncs/2/logs", "/syncs/2/rejects", "/syncs/2/data"])
def test_an_unknown_sync_is_404(mock: InProcess, path: str) -> None:
    """No part of a sync that never was can be read."""
    mock.sync(mock.create_import())
    assert mock.call("GET", path).status_code == 404


@pytest.mark.parametrize("verb", ["GET", "DELETE"])
def test_an_imports_sync_has_no_data(mock: InProcess, verb: str) -> None:
    """CONFIRMED for GET: `/data` of the sync of an import answers 400; for DELETE assumed. [sync-data-delete]"""
    answer = mock.call(verb, mock.sync(mock.create_import()) + "/data")
    assert fields_at_fault(answer) == ["syncedInstanceUri"]


def test_a_sync_that_found_nothing_says_so(mock: InProcess) -> None:
    """Without staged data: `warning`, ELQ-00130 with 0 and ELQ-00124; no rejects."""
    sync = mock.sync(mock.create_import())
    assert mock.status(sync) == "warning"
    assert mock.logs(sync) == [("ELQ-00130", 0), ("ELQ-00124", 0)]
    assert mock.get(f"{sync}/rejects")["items"] == []


def test_the_log_of_a_clean_import_has_the_documented_order(mock: InProcess) -> None:
    """ELQ-00130, 00137, 00101, 00001 with true counts, all of them information. [severities]"""
    items = mock.get(mock.run(mock.create_import(), [ROW]) + "/logs")["items"]
    assert [(i["statusCode"], i["count"], i["severity"], i["message"], i["syncUri"]) for i in items] == [
        ("ELQ-00130", 1, "information", "Total records staged for import.", "/syncs/1"),
        ("ELQ-00137", 0, "information", "Ready for data import processing.", "/syncs/1"),
        ("ELQ-00101", 0, "information", "Sync processed for sync , resulting in Success status.", "/syncs/1"),
        ("ELQ-00001", 1, "information", "Total records processed.", "/syncs/1"),
    ]


def test_a_reject_shows_every_key_in_definition_order_as_text(mock: InProcess) -> None:
    """OBSERVED: `fieldValues` has all keys of the definition in its order, absent ones `""`; unknown ones are not."""
    answer = mock.get(mock.run(mock.create_import(), [{"Amount": 5, "more": "x"}]) + "/rejects")
    (item,) = answer["items"]
    assert list(item["fieldValues"].items()) == [
        ("OpportunityID", ""),
        ("OpportunityName", ""),
        ("Stage", ""),
        ("Amount", "5"),
    ]
    assert item["invalidFields"] == ["OpportunityID"]


def test_rejects_are_paged_with_true_totals(mock: InProcess) -> None:
    """`limit`, `offset`, `totalResults` and `hasMore` hold for rejects."""
    sync = mock.run(mock.create_import(), [{}] * 5)
    page = mock.get(f"{sync}/rejects?limit=2&offset=2")
    assert [item["recordIndex"] for item in page["items"]] == [3, 4]
    assert (page["totalResults"], page["count"], page["hasMore"]) == (5, 2, True)


@pytest.mark.parametrize("content_type", ["application/json", CSV])
def test_a_triggering_definition_answers_its_upload_with_201_and_the_sync(mock: InProcess, content_type: str) -> None:
    """CONFIRMED: with `isSyncTriggeredOnImport` the upload answers 201 and a pending sync, which takes the rows."""
    uri = mock.create_import(isSyncTriggeredOnImport=True)
    body = [ROW] if content_type != CSV else (",".join(ROW) + "\n" + ",".join(ROW.values())).encode()
    answer = mock.call("POST", f"{uri}/data", body, content_type=content_type)
    assert answer.status == "201 Created"
    assert pairs(answer)[:2] == [("syncedInstanceUri", uri), ("status", "pending")]
    assert len(mock.records()) == 1


@pytest.mark.parametrize("body", ["[]", "[", "{}"])
def test_a_triggering_upload_without_rows_makes_no_sync(mock: InProcess, body: str) -> None:
    """Neither an empty nor a refused upload triggers a sync."""
    uri = mock.create_import(isSyncTriggeredOnImport=True)
    assert mock.call("POST", f"{uri}/data", body).status_code in (204, 400)
    assert mock.get("/syncs")["items"] == []


def test_a_second_sync_waits_for_the_first() -> None:
    """A second sync of one definition is created, stays `pending`, and runs when the first is final."""
    mock = never_ending()
    uri = mock.create_import()
    first, second = mock.sync(uri), mock.sync(uri)
    assert (mock.status(first), mock.status(second)) == ("active", "pending")
    mock.clock.move(3600)
    assert (mock.status(first), mock.status(second)) == ("warning", "active")


def test_syncs_of_another_user_are_seen_and_name_their_creator() -> None:
    """`createdBy` is the login name of whoever made the sync."""
    users = [{"username": name, "password": "test-password"} for name in ("test.user", "Zoë")]
    mock = InProcess(site_of({"users": users}))
    body = {"syncedInstanceUri": mock.create_import()}
    answer = mock.call("POST", "/syncs", body, headers={"Authorization": basic("TestCompany", "Zoë")})
    assert answer.json is not None and answer.json["createdBy"] == "Zoë"
    assert mock.get("/syncs/1")["createdBy"] == "Zoë"
    assert mock.get(f"{IMPORTS}/1")["createdBy"] == "test.user"
