"""The outside of every answer: status line, headers, bytes, key order, times, ids."""

from __future__ import annotations

import re

import pytest

from mock_server.tests.in_process import BULK, InProcess, basic
from mock_server.tests.web.asking import (
    EMPTY_PAGE,
    IMPORT,
    IMPORTS,
    LINKAGE,
    LINKAGES,
    ROW,
    keys,
    never_ending,
    pairs,
)

AUDIT = ["uri", "createdBy", "createdAt", "updatedBy", "updatedAt"]
DOCUMENTED_HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Expires": "-1",
    "P3P": 'CP="IDC DSP COR DEVa TAIa OUR BUS PHY ONL UNI COM NAV CNT STA",',
    "X-XSS-Protection": "1; mode=block",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


@pytest.mark.parametrize(
    "path",
    [
        "/opportunities/fields",
        "/opportunities/fields/38",
        "/contacts/fields",
        "/contacts/fields/100001",
        "/accounts/fields",
        "/accounts/fields/100085",
        "/opportunities/imports",
        "/opportunities/imports/1",
        "/opportunities/contacts/imports",
        "/opportunities/contacts/imports/1",
        "/imports",
        "/imports/priorities",
        "/imports/priorities/1",
        "/syncs",
        "/syncs/1",
        "/syncs/1/logs",
        "/syncs/1/rejects",
    ],
)
def test_every_documented_get_answers_200_in_json(mock: InProcess, path: str) -> None:
    """Each GET of the table of endpoints answers `200 OK` with `application/json; charset=utf-8`."""
    mock.create_linkage()
    mock.sync(mock.create_import())
    answer = mock.call("GET", path)
    assert answer.status == "200 OK"
    assert answer.content_type == "application/json; charset=utf-8"


@pytest.mark.parametrize(("path", "body"), [(IMPORTS, IMPORT), (LINKAGES, LINKAGE)])
def test_a_definition_goes_through_201_200_200_204_404(mock: InProcess, path: str, body: object) -> None:
    """POST answers 201, GET and PUT of the new one 200, DELETE 204, and GET after that 404."""
    uri = f"{path}/1"
    calls = (("POST", path, body), ("GET", uri, None), ("PUT", uri, body), ("DELETE", uri, None), ("GET", uri, None))
    assert [mock.call(*call).status_code for call in calls] == [201, 200, 200, 204, 404]


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", [IMPORTS, LINKAGES])
def test_an_unknown_definition_answers_404_to_every_verb(mock: InProcess, path: str, verb: str) -> None:
    """A definition that never was answers 404 without a body to GET, PUT and DELETE, whatever the body says."""
    answer = mock.call(verb, f"{path}/7", {"name": 5} if verb == "PUT" else None)
    assert (answer.status, answer.data) == ("404 The requested resource was not found.", b"")


@pytest.mark.parametrize("verb", ["POST", "DELETE"])
def test_the_data_of_a_deleted_definition_answers_404(mock: InProcess, verb: str) -> None:
    """After a DELETE, uploading to the definition and clearing it answer 404, before the body is looked at."""
    uri = mock.create_import()
    mock.call("DELETE", uri)
    answer = mock.call(verb, f"{uri}/data", b"not json" if verb == "POST" else None, content_type="image/png")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("verb", "path", "body"), [("POST", "/data", [ROW]), ("DELETE", "/data", None), ("DELETE", "", None)]
)
def test_a_204_has_no_body_no_content_type_and_no_content_length(
    mock: InProcess, verb: str, path: str, body: object
) -> None:
    """OBSERVED: 204 answers carry neither `Content-Type` nor `Content-Length`; the reason phrase is the tutorial's."""
    answer = mock.call(verb, mock.create_import() + path, body)
    assert (answer.status, answer.data) == ("204 No Content", b"")
    assert "Content-Type" not in answer.headers
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("path", ["/syncs", "/nothing", "/syncs/9", "/syncs?limit=0"])
def test_every_bulk_answer_carries_the_documented_headers(mock: InProcess, path: str) -> None:
    """OBSERVED headers stand on answers of the Bulk API, refusals included."""
    headers = mock.call("GET", path).headers
    assert {name: headers.get(name) for name in DOCUMENTED_HEADERS} == DOCUMENTED_HEADERS


def test_the_request_id_is_32_hex_digits_a_slash_and_a_number_and_never_repeats(mock: InProcess) -> None:
    """OBSERVED: `X-Request-Id: <32 hex>/<number>`; two answers never share one."""
    first, second = (mock.call("GET", "/syncs").headers["X-Request-Id"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{32}/[0-9]+", first)
    assert first != second


def test_a_created_definition_has_no_location_header(mock: InProcess) -> None:
    """OBSERVED: no `Location` on 201."""
    assert "Location" not in mock.call("POST", IMPORTS, IMPORT).headers


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/syncs/9", "404 The requested resource was not found."),
        ("POST", "/syncs/1", "405 Method Not Allowed"),
        ("PUT", "/opportunities/imports/1", "409 There was a conflict."),
        ("DELETE", "/opportunities/imports/1/data", "409 There was a conflict."),
    ],
)
def test_refusals_but_400_have_the_reason_phrase_and_no_body(verb: str, path: str, status: str) -> None:
    """404, 405 and 409 are told by the reason phrase alone: no body and no `Content-Type`. [reason-phrases]"""
    mock = never_ending()
    mock.sync(mock.create_import())
    answer = mock.call(verb, path, {} if verb == "PUT" else None)
    assert (answer.status, answer.data) == (status, b"")
    assert "Content-Type" not in answer.headers


def test_a_401_has_the_observed_reason_phrase_and_no_body(mock: InProcess) -> None:
    """OBSERVED: `401 You are not authorized to make this request.`; an empty body is assumed. [reason-phrases]"""
    answer = mock.raw("GET", f"{BULK}/syncs")
    assert (answer.status, answer.data) == ("401 You are not authorized to make this request.", b"")


def test_a_validation_error_and_a_parsing_error_have_their_own_phrases(mock: InProcess) -> None:
    """A body that is no JSON answers "There was a parsing error.", a wrong value "There was a validation error.".

    [reason-phrases]
    """
    assert mock.call("POST", IMPORTS, b"{").status == "400 There was a parsing error."
    assert mock.call("POST", IMPORTS, b"{}").status == "400 There was a validation error."


def test_json_is_compact_utf_8(mock: InProcess) -> None:
    """Answers have no white space between tokens, and letters outside ASCII stand in UTF-8."""
    body = mock.call("POST", IMPORTS, IMPORT | {"name": "Größe 東京"}).data
    assert b", " not in body and b": " not in body
    assert '"name":"Größe 東京"'.encode() in body


def test_no_answer_holds_a_null(mock: InProcess) -> None:
    """Null properties are left out: of definitions, of syncs, of fields."""
    uri = mock.create_import()
    mock.sync(uri)
    for path in (uri, "/syncs/1", "/syncs", "/imports", "/contacts/fields", "/opportunities/fields"):
        assert b"null" not in mock.call("GET", path).data


def test_the_empty_rejects_page_is_exactly_79_bytes(mock: InProcess) -> None:
    """OBSERVED byte for byte, with its `Content-Length`."""
    answer = mock.call("GET", mock.run(mock.create_import(), [ROW]) + "/rejects")
    assert answer.data == EMPTY_PAGE
    assert answer.headers["Content-Length"] == "79"


def test_an_import_answers_in_the_tutorials_key_order(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: the case flag first, then name, fields, identifier, defaults, uri, audit."""
    answer = mock.call("POST", IMPORTS, IMPORT | {"isIdentifierFieldCaseSensitive": False})
    assert keys(answer) == [
        "isIdentifierFieldCaseSensitive",
        "name",
        "fields",
        "identifierFieldName",
        "isSyncTriggeredOnImport",
        "dataRetentionDuration",
        *AUDIT,
    ]


def test_a_linkage_answers_in_the_tutorials_key_order(mock: InProcess) -> None:
    """CONFIRMED by the tutorial: the six `linkOpportunities…` first, whatever the order of the request."""
    flags = ("CaseSensitiveMatchField", "MultipleSourceMatches", "CaseSensitiveSourceField")
    answer = mock.call("POST", LINKAGES, LINKAGE | {f"linkOpportunities{flag}": True for flag in flags})
    assert keys(answer) == [
        "linkOpportunitiesMatchFieldName",
        "linkOpportunitiesSourceField",
        "linkOpportunitiesEntityType",
        "linkOpportunitiesCaseSensitiveSourceField",
        "linkOpportunitiesCaseSensitiveMatchField",
        "linkOpportunitiesMultipleSourceMatches",
        "name",
        "fields",
        "identifierFieldName",
        "isSyncTriggeredOnImport",
        "dataRetentionDuration",
        *AUDIT,
    ]


def test_every_optional_property_has_its_place(mock: InProcess) -> None:
    """Optional properties come back in one order, however they were sent. [property-order]"""
    optional = {
        "importPriorityUri": "/imports/priorities/1",
        "isUpdatingMultipleMatchedRecords": True,
        "autoDeleteDuration": "P30D",
        "nullIdentifierFieldName": True,
        "updateRuleByField": {"Stage": "always"},
        "updateRule": "useFieldRule",
    }
    assert keys(mock.call("POST", IMPORTS, optional | IMPORT)) == [
        "name",
        "updateRule",
        "updateRuleByField",
        "fields",
        "identifierFieldName",
        "nullIdentifierFieldName",
        "isSyncTriggeredOnImport",
        "dataRetentionDuration",
        "autoDeleteDuration",
        "isUpdatingMultipleMatchedRecords",
        "importPriorityUri",
        *AUDIT,
    ]


def test_fields_come_back_in_the_order_they_were_sent(mock: InProcess) -> None:
    """`fields` is answered with its keys in the order of the request."""
    turned = dict(reversed(IMPORT["fields"].items()))
    assert dict(pairs(mock.call("POST", IMPORTS, IMPORT | {"fields": turned})))["fields"] == list(turned.items())


def test_an_opportunity_field_answers_in_the_observed_order_without_times(mock: InProcess) -> None:
    """OBSERVED: the first opportunity field, key by key; no `createdAt` and no `updatedAt`. [opportunity-fields]"""
    assert mock.call("GET", "/opportunities/fields/38").data == (
        b'{"name":"Opportunity ID","internalName":"RemoteOpportunityID","dataType":"string",'
        b'"hasReadOnlyConstraint":false,"hasNotNullConstraint":true,"hasUniquenessConstraint":false,'
        b'"statement":"{{Opportunity.Id}}","uri":"/opportunities/fields/38"}'
    )


def test_a_contact_field_carries_its_times(mock: InProcess) -> None:
    """OBSERVED: built-in contact fields end in `createdAt` and `updatedAt` of 1900."""
    field = mock.call("GET", "/contacts/fields/100001")
    assert keys(field)[-3:] == ["uri", "createdAt", "updatedAt"]
    assert field.json is not None and field.json["createdAt"] == "1900-01-01T05:00:00.0000000Z"


def test_an_import_priority_answers_name_and_uri(mock: InProcess) -> None:
    """The shape of a priority is assumed: `name`, then `uri`. [import-priorities]"""
    assert mock.call("GET", "/imports/priorities/1").data == b'{"name":"Low","uri":"/imports/priorities/1"}'


def test_a_new_sync_answers_in_the_observed_order(mock: InProcess) -> None:
    """OBSERVED, byte for byte but for names and time."""
    mock.create_import()
    assert mock.call("POST", "/syncs", {"syncedInstanceUri": "/opportunities/imports/1"}).data == (
        b'{"syncedInstanceUri":"/opportunities/imports/1","status":"pending",'
        b'"createdAt":"2018-02-15T15:25:32.4730364Z","createdBy":"test.user","uri":"/syncs/1"}'
    )


def test_a_finished_sync_answers_in_the_observed_order(mock: InProcess) -> None:
    """OBSERVED: both times stand between `syncedInstanceUri` and `status`."""
    answer = mock.call("GET", mock.run(mock.create_import(), [ROW]))
    assert keys(answer) == [
        "syncedInstanceUri",
        "syncStartedAt",
        "syncEndedAt",
        "status",
        "createdAt",
        "createdBy",
        "uri",
    ]


def test_an_active_sync_has_started_and_has_not_ended() -> None:
    """While a sync is active only `syncStartedAt` is there; that it is there is assumed. [property-order]"""
    mock = never_ending()
    assert keys(mock.call("GET", mock.sync(mock.create_import())))[:3] == [
        "syncedInstanceUri",
        "syncStartedAt",
        "status",
    ]


def test_a_callback_url_stands_after_the_definition(mock: InProcess) -> None:
    """The place of `callbackUrl` in a sync is assumed to be the second. [property-order]"""
    body = {"callbackUrl": "http://localhost:1/", "syncedInstanceUri": mock.create_import()}
    assert keys(mock.call("POST", "/syncs", body))[:2] == ["syncedInstanceUri", "callbackUrl"]


def test_log_and_reject_items_answer_in_the_observed_order(mock: InProcess) -> None:
    """OBSERVED orders of the items of `/logs` and `/rejects`."""
    sync = mock.run(mock.create_import(), [{}])
    assert list(mock.get(f"{sync}/logs")["items"][0]) == [
        "syncUri",
        "count",
        "severity",
        "statusCode",
        "message",
        "createdAt",
    ]
    assert list(mock.get(f"{sync}/rejects")["items"][0]) == [
        "fieldValues",
        "message",
        "statusCode",
        "recordIndex",
        "invalidFields",
    ]


def test_a_list_answers_in_the_observed_envelope_order(mock: InProcess) -> None:
    """OBSERVED: items, totalResults, limit, offset, count, hasMore."""
    assert keys(mock.call("GET", "/contacts/fields")) == [
        "items",
        "totalResults",
        "limit",
        "offset",
        "count",
        "hasMore",
    ]


def test_a_post_shows_ticks_and_a_get_shows_sql_milliseconds(mock: InProcess) -> None:
    """OBSERVED: 100-ns ticks in the answer to a POST; read back, a SQL Server `datetime` padded with zeros."""
    posted = mock.call("POST", IMPORTS, IMPORT).json
    assert posted is not None
    assert posted["createdAt"] == posted["updatedAt"] == "2018-02-15T15:25:32.4730364Z"
    assert mock.get(posted["uri"])["createdAt"] == "2018-02-15T15:25:32.4730000Z"


def test_a_put_shows_ticks(mock: InProcess) -> None:
    """OBSERVED: the answer to a PUT shows ticks as well."""
    uri = mock.create_import()
    mock.clock.move(1)
    answer = mock.call("PUT", uri, IMPORT).json
    assert answer is not None
    assert (answer["createdAt"], answer["updatedAt"]) == (
        "2018-02-15T15:25:32.4730364Z",
        "2018-02-15T15:25:33.4730364Z",
    )


@pytest.mark.parametrize("tick", range(0, 100_000, 7_919))
def test_the_last_millisecond_digit_read_back_is_0_3_or_7(mock: InProcess, tick: int) -> None:
    """OBSERVED: times read back end in a millisecond digit 0, 3 or 7 and four zeros."""
    mock.clock.move(tick / 10_000_000)
    assert re.search(r"\.[0-9]{2}[037]0000Z$", mock.get(mock.create_import())["createdAt"])


def test_ids_count_from_1_for_each_kind_and_are_never_used_again(mock: InProcess) -> None:
    """OBSERVED: one counter per kind of resource; a deleted definition's id does not come back."""
    assert mock.create_import() == "/opportunities/imports/1"
    assert mock.create_linkage() == "/opportunities/contacts/imports/1"
    assert mock.sync("/opportunities/imports/1") == "/syncs/1"
    mock.call("DELETE", "/opportunities/imports/1")
    assert mock.create_import() == "/opportunities/imports/2"


def test_ids_are_counted_per_site() -> None:
    """A definition of one site neither shows on another nor moves its counter."""
    mock = InProcess("small_b2b", "empty")
    mock.create_import()
    answer = mock.call("POST", IMPORTS, IMPORT, site="EmptyCompany")
    assert answer.json is not None and answer.json["uri"] == "/opportunities/imports/1"
    assert mock.get("/imports", site="EmptyCompany")["count"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/API/Bulk/2.0/Opportunities/Contacts/IMPORTS/1",
        "/api/bulk/2.0//opportunities//contacts/imports///1",
        "//api/bulk/2.0/opportunities/contacts/imports/1/",
        "/API/BULK/2.0/OPPORTUNITIES/contacts/imports/1//",
    ],
)
def test_paths_are_taken_in_any_case_and_with_superfluous_slashes(mock: InProcess, path: str) -> None:
    """OBSERVED: any case; tolerated: double slashes, and a slash at the end. The uri stays canonical."""
    mock.create_linkage()
    answer = mock.raw("GET", "http://localhost" + path, headers={"Authorization": basic("TestCompany")})
    assert answer.status_code == 200, answer.status
    assert answer.json is not None and answer.json["uri"] == "/opportunities/contacts/imports/1"


def test_uris_in_bodies_are_relative_and_canonical_whatever_the_path_was(mock: InProcess) -> None:
    """OBSERVED: `uri` begins after the version and has its canonical case."""
    answer = mock.call("POST", "/OPPORTUNITIES/Contacts//imports/", LINKAGE)
    assert answer.json is not None and answer.json["uri"] == "/opportunities/contacts/imports/1"
    sync = mock.call("POST", "/SYNCS", {"syncedInstanceUri": "/Opportunities/CONTACTS/imports/1"})
    assert sync.json is not None
    assert sync.json["syncedInstanceUri"] == "/opportunities/contacts/imports/1"


@pytest.mark.parametrize("number", ["-1", "0", "1.0", "x", "９", "%EF%BC%91", "9" * 5000, "1%00", "+1"])
def test_what_is_no_id_is_an_unknown_path(mock: InProcess, number: str) -> None:
    """Where an id belongs, anything but the digits of a known one answers 404, however long or foreign it is."""
    mock.create_import()
    assert mock.call("GET", f"{IMPORTS}/{number}").status_code == 404
