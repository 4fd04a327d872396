"""The register of differences, claim by claim, at the wire: a test cites the rows of docs/differences.md it holds."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.in_process import CSV, OPPORTUNITY_FIELDS, InProcess, basic, site_of

ROW = {"OpportunityID": "1", "OpportunityName": "One", "Stage": "Prospecting", "Amount": "5"}
STAGES = ["Prospecting", "Closed Won"]


def row(**changes: Any) -> dict[str, Any]:
    return {**ROW, **changes}


def mock_with(**site: Any) -> InProcess:
    return InProcess(site_of({"opportunityStages": STAGES, **site}))


def imported(mock: InProcess, *rows: dict[str, Any], **definition: Any) -> list[tuple[int, str]]:
    """Import `rows`; the rejects."""
    return mock.rejects(mock.run(mock.create_import(**definition), list(rows)))


def stored(mock: InProcess) -> dict[str, str]:
    """The fields of the one opportunity there is."""
    (record,) = mock.records()
    fields: dict[str, str] = record["fields"]
    return fields


# Switches.


def test_a_survivor_is_the_last_row_or_the_first() -> None:
    """Of rows that repeat an identifier the last survives, or the first. [duplicateSurvivor]"""
    rows = [row(OpportunityName="a"), row(OpportunityName="b")]
    for chosen, name, rejected in (("last", "b", 1), ("first", "a", 2)):
        mock = mock_with(assumptions={"duplicateSurvivor": chosen})
        assert imported(mock, *rows) == [(rejected, "ELQ-00026")]
        assert stored(mock)["OpportunityName"] == name


def test_a_missing_key_keeps_or_clears() -> None:
    """A key of the definition that a row lacks leaves the stored value, or clears it. [missingKey]"""
    fields = {**OPPORTUNITY_FIELDS, "Territory": "{{Opportunity.Field(Territory)}}"}
    for chosen, kept in (("keep", "West"), ("clear", "")):
        mock = mock_with(assumptions={"missingKey": chosen})
        imported(mock, row(Territory="West"), fields=fields)
        imported(mock, ROW, fields=fields)
        assert stored(mock)["Territory"] == kept


def test_a_long_text_is_rejected_or_cut() -> None:
    """101 characters in a text field reject the row, or are cut at 100; an identifier always rejects. [longText]"""
    for chosen, rejects, lengths in (("reject", [(1, "ELQ-00125")], []), ("cut", [], [100])):
        mock = mock_with(assumptions={"longText": chosen})
        assert imported(mock, row(OpportunityName="é" * 101)) == rejects
        assert [len(r["fields"]["OpportunityName"]) for r in mock.records()] == lengths
        assert imported(mock, row(OpportunityID="x" * 101)) == [(1, "ELQ-00125")]


def test_an_unknown_stage_is_rejected_or_kept() -> None:
    """A stage that the site does not have rejects the row, or is kept as sent. [unknownStage]"""
    for chosen, rejects, stages in (("reject", [(1, "ELQ-00039")], []), ("accept", [], ["Dreaming"])):
        mock = mock_with(assumptions={"unknownStage": chosen})
        assert imported(mock, row(Stage="Dreaming")) == rejects
        assert [r["fields"]["OpportunityStageID"] for r in mock.records()] == stages


def test_an_oversized_body_answers_404_or_413() -> None:
    """A body over 33,554,432 bytes answers 404, or 413, without a body, and stages nothing. [oversizedBody]"""
    for chosen in ("404", "413"):
        mock = mock_with(assumptions={"oversizedBody": chosen})
        uri = mock.create_import()
        answer = mock.call("POST", f"{uri}/data", b"[" + b" " * 33_554_431 + b"]")
        assert (answer.status_code, answer.data) == (int(chosen), b"")
        assert mock.logs(mock.sync(uri))[0] == ("ELQ-00130", 0)


@pytest.mark.parametrize(
    ("chosen", "equal", "different"),
    [
        ("casefold", [("ß", "SS"), ("é", "E\u0301"), ("K", "k"), ("Σ", "ς")], [("ı", "i"), ("İ", "i"), ("a", "a ")]),
        ("lower", [("A", "a")], [("ß", "ss"), ("é", "e\u0301")]),
        ("upper", [("ß", "ss"), ("ı", "i")], [("é", "e\u0301")]),
        ("ascii", [("A", "a")], [("É", "é")]),
        ("sql", [("a", "A  "), ("ß", "ss")], [("a", " a"), ("é", "e")]),
        ("sql-accent", [("é", "E"), ("a", "a ")], [("a", " a"), ("a", "b")]),
    ],
)
def test_text_comparison_decides_what_is_equal(
    chosen: str, equal: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    """Each value of the switch equates what the register says, whichever side has which spelling. [textComparison]"""
    for pairs, links in ((equal, 1), (different, 0)):
        for one, other in pairs:
            for known, sent in ((one, other), (other, one)):
                contact = {"fields": {"C_LastName": f"x{known}"}}
                mock = mock_with(contacts=[contact], assumptions={"textComparison": chosen})
                imported(mock, ROW)
                uri = mock.create_linkage("{{Opportunity.Contact.Field(C_LastName)}}")
                mock.run(uri, [{"Opp": "1", "Source": f"x{sent}"}])
                assert len(mock.links()) == links, (chosen, known, sent)


def test_the_export_retention_is_a_switch_of_the_site() -> None:
    """A site takes the switch for exports, which are to come; PT6H is its default. [exportRetention]"""
    mock = mock_with(assumptions={"exportRetention": "PT12H"})
    assert mock.control("GET", "/sites/TestCompany")["assumptions"]["exportRetention"] == "PT12H"
    assert mock_with().control("GET", "/sites/TestCompany")["assumptions"]["exportRetention"] == "PT6H"


# Documents that disagree.


def test_a_plain_definition_shows_what_the_tutorial_shows(mock: InProcess) -> None:
    """No sync is triggered unless asked for, and `isUpdatingMultipleMatchedRecords`, `kbUsed`, `syncActions` that were
    not sent are not shown. [trigger-default, update-multiple-default, booleans-echo]"""
    shown = mock.get(mock.create_import())
    assert shown["isSyncTriggeredOnImport"] is False
    assert "isIdentifierFieldCaseSensitive" not in shown
    assert not shown.keys() & {"isUpdatingMultipleMatchedRecords", "kbUsed", "syncActions"}


def test_an_upload_answers_204_or_201_with_the_sync(mock: InProcess) -> None:
    """204 without a body, or 201 with the pending sync where the definition triggers one. [upload-status]"""
    plain, triggering = mock.create_import(), mock.create_import(isSyncTriggeredOnImport=True)
    answer = mock.call("POST", f"{plain}/data", [ROW])
    assert (answer.status, answer.data) == ("204 No Content", b"")
    answer = mock.call("POST", f"{triggering}/data", [ROW])
    assert (answer.status, answer.json and answer.json["status"]) == ("201 Created", "pending")


def test_the_reject_and_the_log_of_several_matches_read_differently() -> None:
    """The reject says "Multiple matches.", the log line of the same code "Duplicate identifier." [reject-texts]"""
    mock = mock_with(contacts=[{"fields": {"C_EmailAddress": "a@b.example"}}] * 2)
    imported(mock, ROW)
    sync = mock.run(mock.create_linkage(), [{"Opp": "1", "Source": "a@b.example"}])
    assert mock.get(f"{sync}/rejects")["items"][0]["message"] == "Multiple matches."
    messages = {entry["statusCode"]: entry["message"] for entry in mock.get(f"{sync}/logs")["items"]}
    assert messages["ELQ-00026"] == "Duplicate identifier."


def test_if_existing_is_null_fills_blanks_only(mock: InProcess) -> None:
    """`ifExistingIsNull` takes a value only where the stored one is blank. [if-existing-is-null, unjudged-values]

    A value it would not take is not judged: the unknown stage rejects nothing.
    """
    fields = {**OPPORTUNITY_FIELDS, "Territory": "{{Opportunity.Field(Territory)}}"}
    imported(mock, ROW)
    changed = row(OpportunityName="Two", Stage="nonsense", Territory="West")
    assert imported(mock, changed, fields=fields, updateRule="ifExistingIsNull") == []
    assert (stored(mock)["OpportunityName"], stored(mock)["Territory"]) == ("One", "West")


def test_post_shows_ticks_and_get_milliseconds(mock: InProcess) -> None:
    """A POST shows the moment in ticks; read back it is SQL Server's, padded. [sync-times]"""
    body = {"name": "x", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
    created = mock.call("POST", "/opportunities/imports", body).json
    assert created is not None
    assert created["createdAt"].endswith("32.4730364Z")
    assert mock.get(created["uri"])["createdAt"].endswith("32.4730000Z")


def test_a_callback_is_spelled_in_any_case(mock: InProcess) -> None:
    """`callbackURL` is `callbackUrl`, and any property name may be in any case. [callback-name, property-names]

    A null counts as not sent, and a boolean may be text.
    """
    uri = mock.create_import(ISSYNCTRIGGEREDONIMPORT="true", updateRule=None, isIdentifierFieldCaseSensitive="False")
    shown = mock.get(uri)
    assert shown["isSyncTriggeredOnImport"] is True
    assert shown["isIdentifierFieldCaseSensitive"] is False
    assert "updateRule" not in shown
    sync = mock.call("POST", "/syncs", {"SyncedInstanceURI": uri, "callbackURL": "http://127.0.0.1:9/"}).json
    assert sync is not None
    assert sync["callbackUrl"] == "http://127.0.0.1:9/"


# Definitions.


@pytest.mark.parametrize("statement", ["{{opportunity.Id}}", "{{ Opportunity.Id }}", "{{Opportunity.ID}}"])
def test_statements_are_compared_letter_by_letter(mock: InProcess, statement: str) -> None:
    """Another case or a blank makes it another statement, which no field has. [eml-exact]"""
    fields = {**OPPORTUNITY_FIELDS, "OpportunityID": statement}
    answer = mock.call(
        "POST", "/opportunities/imports", {"name": "x", "fields": fields, "identifierFieldName": "OpportunityID"}
    )
    assert answer.status_code == 400
    assert answer.json is not None
    assert {"fields"} <= {failure["field"] for failure in answer.json["failures"]}
    assert statement in [failure.get("value") for failure in answer.json["failures"]]


def test_accounts_have_three_fields_and_those_of_the_site_file() -> None:
    """Company name, country and CompanyIDExt; a site file adds others. [account-fields]"""
    mock = mock_with(fields={"accounts": [{"name": "Size", "internalName": "M_Size1", "dataType": "number"}]})
    shown = [field["internalName"] for field in mock.get("/accounts/fields")["items"]]
    assert shown == ["M_CompanyName", "M_Country", "CompanyIDExt", "M_Size1"]
    assert mock.get("/accounts/fields")["items"][3]["statement"] == "{{Account.Field(M_Size1)}}"


def test_a_linkage_needs_entity_type_match_and_source(mock: InProcess) -> None:
    """Each of the three is required; match names the Id key and source the other; the booleans default to false.
    [linkage-defaults]"""
    answer = mock.call("POST", "/opportunities/contacts/imports", {"name": "x", "fields": {}})
    assert answer.json is not None
    assert {"linkOpportunitiesEntityType", "linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"} <= {
        failure["field"] for failure in answer.json["failures"]
    }
    for swapped in ("linkOpportunitiesMatchFieldName", "linkOpportunitiesSourceField"):
        body = {
            "name": "linkage",
            "fields": {"S": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "O": "{{Opportunity.Id}}"},
            "linkOpportunitiesEntityType": "Contact",
            "linkOpportunitiesMatchFieldName": "O",
            "linkOpportunitiesSourceField": "S",
        }
        body[swapped] = "S" if body[swapped] == "O" else "O"
        answer = mock.call("POST", "/opportunities/contacts/imports", body)
        assert answer.json is not None
        assert [failure["field"] for failure in answer.json["failures"]] == [swapped]


def test_import_rule_is_unknown_to_opportunities(mock: InProcess) -> None:
    """`importRule` is ignored and not echoed; `nullIdentifierFieldName` is echoed and does nothing.
    [import-rule, null-identifier]"""
    uri = mock.create_import(importRule="nonsense", nullIdentifierFieldName=True)
    shown = mock.get(uri)
    assert "importRule" not in shown
    assert shown["nullIdentifierFieldName"] is True
    mock.run(uri, [ROW])
    assert stored(mock)["RemoteOpportunityID"] == "1"


def test_rules_by_field_count_with_use_field_rule_only(mock: InProcess) -> None:
    """Without `useFieldRule` they are ignored; with it a field left out takes `always` and an unknown key fails.
    [update-rule-by-field]"""
    mock.create_import(updateRuleByField={"Nope": "nonsense"})
    imported(mock, ROW)
    rules = {"updateRule": "useFieldRule", "updateRuleByField": {"OpportunityName": "ifExistingIsNull"}}
    imported(mock, row(OpportunityName="Two", Amount="6"), **rules)
    assert (stored(mock)["OpportunityName"], stored(mock)["Amount"]) == ("One", "6")
    rules["updateRuleByField"] = {"Nope": "always"}
    body = {"name": "x", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID", **rules}
    answer = mock.call("POST", "/opportunities/imports", body)
    assert answer.json is not None
    assert [failure["field"] for failure in answer.json["failures"]] == ["updateRuleByField"]


def test_one_statement_under_two_keys_takes_the_later(mock: InProcess) -> None:
    """The later key wins where a row has both, the earlier where it alone is there. [one-statement-two-keys]"""
    fields = {"First": "{{Opportunity.Field(Name)}}", **OPPORTUNITY_FIELDS}
    imported(mock, row(First="early"), fields=fields)
    assert stored(mock)["OpportunityName"] == "One"
    without = {key: value for key, value in ROW.items() if key != "OpportunityName"}
    imported(mock, {**without, "First": "early"}, fields=fields)
    assert stored(mock)["OpportunityName"] == "early"


def test_a_definition_in_use_refuses_put_and_dies_with_its_sync() -> None:
    """PUT answers 409 before its body is looked at; DELETE ends the sync in error, with ELQ-00143 and nothing applied.
    [definition-in-use]"""
    mock = mock_with(pace={"polls": 3})
    uri = mock.create_import()
    sync = mock.run(uri, [ROW])
    assert mock.call("PUT", uri, b"nonsense", content_type=None).status_code == 409
    assert mock.call("DELETE", f"{uri}/data").status_code == 409
    assert mock.call("DELETE", uri).status_code == 204
    assert mock.status(sync) == "error"
    assert mock.logs(sync) == [("ELQ-00143", 0)]
    assert mock.records() == []


def test_a_put_replaces_and_leaves_staged_data(mock: InProcess) -> None:
    """Properties that a PUT leaves out are gone; id, creation and staged data stay. [put-replaces, failure-texts]

    A body with a fault changes nothing, and says which property and which value.
    """
    uri = mock.create_import(isIdentifierFieldCaseSensitive=True)
    before = mock.get(uri)
    mock.upload(uri, [ROW])
    mock.clock.move(10)
    body = {"name": "new", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
    faulty = mock.call("PUT", uri, {**body, "name": ""})
    assert faulty.json == {
        "failures": [
            {
                "field": "name",
                "value": "",
                "constraint": "Must be a string value, at least 1 character and at most 100 characters long.",
            }
        ]
    }
    assert mock.get(uri) == before
    assert mock.call("PUT", uri, body).status_code == 200
    after = mock.get(uri)
    assert after["name"] == "new"
    assert "isIdentifierFieldCaseSensitive" not in after
    assert (after["uri"], after["createdAt"]) == (before["uri"], before["createdAt"])
    assert after["updatedAt"] > before["updatedAt"]
    assert mock.logs(mock.sync(uri))[0] == ("ELQ-00130", 1)


# Uploads and rows.


def test_a_content_type_is_needed(mock: InProcess) -> None:
    """Without one, or with another than JSON (or CSV for data): 400 and nothing staged. [content-type, error-bodies]"""
    uri = mock.create_import()
    for kind in (None, "text/plain", "application/xml", "application/json; charset=latin-1"):
        answer = mock.call("POST", f"{uri}/data", [ROW], content_type=kind)
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["failures"][0]["field"] == "Content-Type"
    assert mock.logs(mock.sync(uri))[0] == ("ELQ-00130", 0)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'[{"OpportunityID": NaN}]', "application/json"),
        (b'{"OpportunityID": "1"}', "application/json"),
        (b'[{"OpportunityID": {}}]', "application/json"),
        (b'[{"OpportunityID": "\xff"}]', "application/json"),
        (b'[{"OpportunityID": "1"}', "application/json"),
        (b'OpportunityID\n"1', "text/csv"),
        (b"OpportunityID,\n1,2", "text/csv"),
        (b"OpportunityID,OpportunityID\n1,2", "text/csv"),
        (b"", "text/csv"),
    ],
)
def test_a_malformed_body_stages_nothing(mock: InProcess, body: bytes, kind: str) -> None:
    """It answers 400 with failures, and the next sync finds nothing staged. [malformed-bodies, nothing-staged]"""
    uri = mock.create_import()
    answer = mock.call("POST", f"{uri}/data", body, content_type=kind)
    assert answer.status == "400 There was a parsing error."
    assert answer.json is not None
    assert answer.json["failures"]
    sync = mock.sync(uri)
    assert (mock.status(sync), mock.logs(sync)) == ("warning", [("ELQ-00130", 0), ("ELQ-00124", 0)])


def test_csv_lines_of_the_wrong_length_are_rejected(mock: InProcess) -> None:
    """A line with more or fewer values is a row and rejected; a line without a character is none. [csv-lines]"""
    text = "OpportunityID,OpportunityName,Stage,Amount\n1,One,Prospecting,5\n\n2,Two\n3,Three,Prospecting,5,6\n"
    sync = mock.run(mock.create_import(), text, CSV)
    assert mock.rejects(sync) == [(2, "ELQ-00032"), (3, "ELQ-00032")]
    assert mock.get(f"{sync}/rejects")["items"][0]["invalidFields"] == []


def test_json_values_count_as_the_text_they_were_sent_in(mock: InProcess) -> None:
    """`12.50` stays `12.50`, and null is a blank. [values-as-text, number-format]"""
    body = b'[{"OpportunityID": 7, "OpportunityName": true, "Stage": "Prospecting", "Amount": 12.50}]'
    assert mock.rejects(mock.run(mock.create_import(), body)) == []
    assert stored(mock)["Amount"] == "12.50"
    assert (stored(mock)["RemoteOpportunityID"], stored(mock)["OpportunityName"]) == ("7", "true")
    assert imported(mock, row(OpportunityID="8", Amount=None)) == [(1, "ELQ-00061")]
    for amount in ("1,000", "$5", "1e3", "12.34567", "1" * 16, "٣"):
        assert imported(mock, row(OpportunityID="8", Amount=amount)) == [(1, "ELQ-00040")]


@pytest.mark.parametrize(("body", "kind"), [(b"[]", "application/json"), (b"OpportunityID\n", "text/csv")])
def test_an_empty_upload_stages_nothing(mock: InProcess, body: bytes, kind: str) -> None:
    """`[]` and a CSV header alone answer 204, and trigger no sync. [empty-upload]"""
    uri = mock.create_import(isSyncTriggeredOnImport=True)
    assert mock.call("POST", f"{uri}/data", body, content_type=kind).status_code == 204
    assert mock.get("/syncs")["totalResults"] == 0


def test_uploads_age_each_by_itself(mock: InProcess) -> None:
    """What was staged longer ago than the retention is gone, later uploads stay; a definition dies
    `autoDeleteDuration` after its creation. [upload-ages]"""
    uri = mock.create_import(dataRetentionDuration="PT1H", autoDeleteDuration="PT2H")
    mock.upload(uri, [ROW])
    mock.clock.move(1800)
    mock.upload(uri, [row(OpportunityID="2")])
    mock.clock.move(1800)
    mock.sync(uri)
    assert stored(mock)["RemoteOpportunityID"] == "2"
    mock.clock.move(3599)
    mock.get(uri)
    mock.clock.move(1)
    assert mock.call("GET", uri).status_code == 404


def test_a_row_is_rejected_for_the_first_fault_in_the_order(mock: InProcess) -> None:
    """Blank row, blank identifier, long identifier, duplicate, then the fields in definition order. [judging-order]"""
    rejects = imported(
        mock,
        {},
        row(OpportunityID=" ", Stage="nonsense"),
        row(OpportunityID="x" * 101, Stage="nonsense"),
        row(Stage="nonsense", OpportunityName="y" * 101),
        row(OpportunityID="2", Stage="nonsense", OpportunityName="y" * 101),
        row(OpportunityID="3", Stage="nonsense", Amount="many"),
        row(OpportunityID="1", OpportunityName=""),
    )
    assert rejects == [
        (1, "ELQ-00059"),
        (2, "ELQ-00061"),
        (3, "ELQ-00125"),
        (4, "ELQ-00026"),
        (5, "ELQ-00125"),
        (6, "ELQ-00039"),
        (7, "ELQ-00061"),
    ]


def test_a_rejected_survivor_revives_nobody(mock: InProcess) -> None:
    """The survivor is chosen before it is judged: when it falls, its duplicates stay rejected.
    [duplicate-survivor-judged]"""
    assert imported(mock, ROW, row(Stage="nonsense")) == [(1, "ELQ-00026"), (2, "ELQ-00039")]
    assert mock.records() == []


def test_an_invalid_optional_value_is_dropped(mock: InProcess) -> None:
    """The row is applied without it, and one ELQ-00040 lists the keys. [invalid-optional-value, date-formats]"""
    fields = {
        **OPPORTUNITY_FIELDS,
        "Close": "{{Opportunity.Field(CloseDate)}}",
        "Forecast": "{{Opportunity.Field(ForecastToCloseDate)}}",
    }
    assert imported(mock, row(Close="2017-10-05 1:15", Forecast="10/05/2017 1:15 PM"), fields=fields) == []
    assert stored(mock)["CloseDate"] == "2017-10-05 01:15:00"
    assert stored(mock)["ForecastToCloseDate"] == "2017-10-05 13:15:00"
    sync = mock.run(
        mock.create_import(fields=fields), [row(OpportunityName="Two", Close="soon", Forecast="31/12/2017")]
    )
    (reject,) = mock.get(f"{sync}/rejects")["items"]
    assert (reject["statusCode"], reject["invalidFields"]) == ("ELQ-00040", ["Close", "Forecast"])
    assert (stored(mock)["OpportunityName"], stored(mock)["CloseDate"]) == ("Two", "2017-10-05 01:15:00")


def test_an_update_keeps_the_spelling_of_identifier_and_site(mock: InProcess) -> None:
    """A case-insensitive match updates the record but not its id; a stage takes the site's spelling; white space
    alone is blank. [identifier-spelling, stage-spelling, blank-values]"""
    fields = {**OPPORTUNITY_FIELDS, "Territory": "{{Opportunity.Field(Territory)}}"}
    imported(mock, row(OpportunityID="Opp-A", Stage="PROSPECTING", Territory="West"), fields=fields)
    imported(mock, row(OpportunityID="oPP-a", OpportunityName="Two", Territory=" \u3000\t"), fields=fields)
    assert stored(mock)["RemoteOpportunityID"] == "Opp-A"
    assert stored(mock)["OpportunityStageID"] == "Prospecting"
    assert (stored(mock)["OpportunityName"], stored(mock)["Territory"]) == ("Two", "")


def test_a_created_date_is_never_blank(mock: InProcess) -> None:
    """Blank, missing or invalid: a new record gets the time of the sync, a stored one keeps its own. [created-date]"""
    fields = {**OPPORTUNITY_FIELDS, "Created": "{{Opportunity.CreatedAt}}"}
    for number, created in enumerate(["", None, "nonsense"]):
        mock = InProcess()
        imported(mock, row(Created=created) if created is not None else ROW, fields=fields)
        assert stored(mock)["CreatedDate"] == "2018-02-15 15:25:32", number
        imported(mock, row(Created="2017-10-05"), fields=fields)
        imported(mock, row(Created=created) if created is not None else ROW, fields=fields)
        assert stored(mock)["CreatedDate"] == "2017-10-05 00:00:00"


def test_a_row_that_changes_nothing_moves_no_time(mock: InProcess) -> None:
    """`updatedAt` stays when the values equal the stored ones, and moves when one differs. [unchanged-record]"""
    imported(mock, ROW)
    (before,) = mock.records()
    mock.clock.move(60)
    imported(mock, ROW)
    assert mock.records() == [before]
    imported(mock, row(Amount="6"))
    assert mock.records()[0]["updatedAt"] > before["updatedAt"]


# Linkage and syncs.


def test_a_link_keeps_the_sync_that_first_made_it(mock: InProcess) -> None:
    """Linking again changes nothing, not even the sync it is credited to. [link-origin]"""
    imported(mock, ROW)
    uri = mock.create_linkage()
    first = mock.run(uri, [{"Opp": "1", "Source": "bob.baker@abccompany.com"}])
    mock.run(uri, [{"Opp": "1", "Source": "bob.baker@abccompany.com"}])
    (link,) = mock.control("GET", "/sites/TestCompany/links")["items"]
    assert link["syncUri"] == first


def test_a_contact_comes_to_one_account() -> None:
    """By `accountId`, else by the linkage rule: the lowest id among the accounts that match. [contact-account]"""
    mock = mock_with(
        accounts=[{"fields": {"M_CompanyName": name}} for name in ("Other", "abc", "ABC")],
        contacts=[
            {"fields": {"C_Company": "Abc"}},
            {"accountId": 1, "fields": {"C_Company": "Abc"}},
            {"fields": {"C_Company": "Nobody"}},
            {"fields": {}},
        ],
    )
    assert [contact["accountId"] for contact in mock.records("contacts")] == [2, 1, None, None]


def test_a_pace_of_polls_shows_each_state() -> None:
    """The first GET shows pending, later ones active, the next after n final; POST shows pending. [pace]"""
    mock = mock_with(pace={"polls": 3})
    sync = mock.run(mock.create_import(), [ROW])
    assert [mock.status(sync) for _ in range(5)] == ["pending", "active", "active", "success", "success"]
    timed = mock_with(pace={"seconds": 5})
    sync = timed.run(timed.create_import(), [ROW])
    assert timed.status(sync) == "active"
    timed.clock.move(4.9)
    assert timed.status(sync) == "active"
    timed.clock.move(0.1)
    assert timed.status(sync) == "success"


def test_a_second_sync_waits_and_takes_what_came_since() -> None:
    """It stays pending until the first is final; each takes what is staged when it becomes active.
    [concurrent-syncs, staging-taken]"""
    mock = mock_with(pace={"seconds": 5})
    uri = mock.create_import()
    first = mock.run(uri, [ROW])
    second = mock.run(uri, [row(OpportunityID="2"), row(OpportunityID="3")])
    assert (mock.status(first), mock.status(second)) == ("active", "pending")
    mock.clock.move(5)
    assert (mock.status(first), mock.status(second)) == ("success", "active")
    mock.clock.move(5)
    assert mock.status(second) == "success"
    assert [mock.logs(sync)[0] for sync in (first, second)] == [("ELQ-00130", 1), ("ELQ-00130", 2)]


def test_the_log_has_the_documented_order(mock: InProcess) -> None:
    """Counts, rejects by code, what remains after duplicates, then the keys. [sync-log, severities]"""
    sync = mock.run(
        mock.create_import(),
        [row(Extra="x"), ROW, {"OpportunityID": "2", "OpportunityName": "b", "Stage": "?"}, {"OpportunityID": "3"}],
    )
    mock_logs = mock.get(f"{sync}/logs")["items"]
    assert [(entry["statusCode"], entry["count"], entry["severity"]) for entry in mock_logs] == [
        ("ELQ-00130", 4, "information"),
        ("ELQ-00137", 0, "information"),
        ("ELQ-00101", 0, "information"),
        ("ELQ-00001", 4, "information"),
        ("ELQ-00026", 1, "warning"),
        ("ELQ-00039", 1, "warning"),
        ("ELQ-00061", 1, "warning"),
        ("ELQ-00003", 3, "information"),
        ("ELQ-00111", 0, "warning"),
    ]
    other = mock.run(mock.create_import(), "OpportunityID\n4\n", CSV)
    assert [e["message"] for e in mock.get(f"{other}/logs")["items"] if e["statusCode"] == "ELQ-00121"] == [
        f"Field {key} is part of import definition, but not included in file 1."
        for key in ("OpportunityName", "Stage", "Amount")
    ]


def test_a_crash_leaves_the_site_as_it_was(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the mock itself in a row ends the sync in error, applies nothing and loses nothing.
    [sync-crash, error-status]"""
    from mock_server.domain import applying

    uri = mock.create_import()
    with monkeypatch.context() as patched:
        patched.setattr(applying.Applying, "apply_block", lambda *_: 1 / 0)
        sync = mock.run(uri, [ROW])
    assert (mock.status(sync), mock.logs(sync)) == ("error", [("ELQ-00107", 0)])
    assert mock.records() == []
    assert mock.status(mock.sync(uri)) == "success"
    assert len(mock.records()) == 1


def test_an_import_has_no_sync_data(mock: InProcess) -> None:
    """`/syncs/{id}/data` of an import answers 400 to GET and DELETE. [import-data]"""
    sync = mock.run(mock.create_import(), [ROW])
    assert [mock.call(verb, f"{sync}/data").status_code for verb in ("GET", "DELETE")] == [400, 400]


# Lists, errors, login.


def test_list_parameters_out_of_range_are_refused(mock: InProcess) -> None:
    """`limit` 0, 1001 and `x`, a negative offset, unknown terms: 400 that names each. [list-parameters]"""
    for query, at_fault in (
        ("limit=0&offset=-1", ["limit", "offset"]),
        ("limit=1001", ["limit"]),
        ("limit=x&orderBy=nonsense&q=nonsense=1", ["limit", "q", "orderBy"]),
    ):
        answer = mock.call("GET", f"/opportunities/fields?{query}")
        assert answer.status_code == 400
        assert answer.json is not None
        assert [failure["field"] for failure in answer.json["failures"]] == at_fault


def test_lists_are_in_id_order_and_searched_without_case(mock: InProcess) -> None:
    """By id unless `orderBy` says otherwise; `q` takes `*` and no case. [list-order, list-comparison]"""
    for name in ("b Test 1", "a test 2", "other"):
        mock.create_import(name=name)
    mock.create_linkage()

    def names(query: str, path: str = "/opportunities/imports") -> list[str]:
        return [item["name"] for item in mock.get(f"{path}?{query}")["items"]]

    assert names("") == ["b Test 1", "a test 2", "other"]
    assert names('q="name=*TEST*"&orderBy=name') == ["a test 2", "b Test 1"]
    assert names("orderBy=name DESC") == ["other", "b Test 1", "a test 2"]
    assert names("", "/imports") == ["b Test 1", "a test 2", "other", "linkage"]


def test_paths_and_verbs(mock: InProcess) -> None:
    """Case, double slashes and a slash at the end do not matter; a wrong verb is 405 with `Allow`, an unknown path a
    404 that names the nearest. [path-spelling, wrong-verb, nearest-path, one-host, no-throttling]"""
    headers = {"Authorization": basic("TestCompany")}
    for path in ("/API/BULK/2.0/Syncs/", "/api//bulk/2.0//syncs", "/Api/Bulk/2.0/syncs"):
        assert mock.raw("GET", path, headers=headers).status_code == 200
    answer = mock.call("DELETE", "/syncs")
    assert (answer.status_code, answer.headers["Allow"], answer.data) == (405, "GET, POST", b"")
    answer = mock.call("GET", "/opportunity/import")
    assert (answer.status_code, answer.data) == (404, b"")
    assert answer.headers["X-Eloqua-Mock-Nearest"] == "/api/bulk/2.0/opportunities/imports"


def test_credentials_are_compared_exactly(mock: InProcess) -> None:
    """Another case of site, user or password is another one: 401 on the Bulk API, "Not authenticated." on `/id`.
    [credentials-exact, discovery-unauthenticated]"""
    for header in (basic("testcompany"), basic("TestCompany", "Test.User"), basic("TestCompany", password="x"), ""):
        headers = {"Authorization": header} if header else {}
        answer = mock.raw("GET", "/api/bulk/2.0/syncs", headers=headers)
        assert answer.status == "401 You are not authorized to make this request."
        answer = mock.raw("GET", "/id", headers=headers)
        assert (answer.status_code, answer.data) == (200, b'"Not authenticated."')


def test_discovery_names_the_user_and_the_site(mock: InProcess) -> None:
    """The id counts the users of the site file; names are empty. [discovery-user]"""
    answer = mock.raw("GET", "/id", headers={"Authorization": basic("TestCompany")}).json
    assert answer is not None
    assert answer["site"] == {"id": 1, "name": "TestCompany"}
    assert (answer["user"]["id"], answer["user"]["username"], answer["user"]["firstName"]) == (1, "test.user", "")


def token(mock: InProcess, **sent: str) -> Any:
    headers = {"Authorization": "Basic dGVzdC1jbGllbnQtaWQ6dGVzdC1jbGllbnQtc2VjcmV0"}
    return mock.raw("POST", "/auth/oauth2/token", data=sent, headers=headers)


def test_refresh_tokens_rotate_and_expire(mock: InProcess) -> None:
    """Each works once and for a year, an access token for eight hours; the standing one always works.
    [oauth-rotation, oauth-lifetimes, oauth-error-codes]"""
    first = token(mock, grant_type="refresh_token", refresh_token="test-refresh-token").json
    second = token(mock, grant_type="refresh_token", refresh_token=first["refresh_token"]).json
    again = token(mock, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.json["error"], again.json["error_code"]) == (401, "invalid_grant", 3000)
    bearer = {"Authorization": f"Bearer {second['access_token']}"}
    mock.clock.move(28_799)
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=bearer).status_code == 200
    mock.clock.move(1)
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=bearer).status_code == 401
    mock.clock.move(366 * 86_400)
    assert token(mock, grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 401
    assert token(mock, grant_type="refresh_token", refresh_token="test-refresh-token").status_code == 200


def test_the_first_user_consents_and_a_reset_ends_tokens(mock: InProcess) -> None:
    """`/authorize` gives a code at once; a reset of the site ends what it led to. [oauth-consent, reset-tokens]"""
    query = "response_type=code&client_id=test-client-id&redirect_uri=https://client.example/callback&state=s"
    answer = mock.raw("GET", f"/auth/oauth2/authorize?{query}")
    assert answer.status_code == 302
    code = answer.headers["Location"].removeprefix("https://client.example/callback?code=").removesuffix("&state=s")
    granted = token(mock, grant_type="authorization_code", code=code, redirect_uri="https://client.example/callback")
    bearer = {"Authorization": f"Bearer {granted.json['access_token']}"}
    assert mock.raw("GET", "/id", headers=bearer).json["user"]["username"] == "test.user"  # type: ignore[index]
    mock.control("POST", "/sites/TestCompany/reset")
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=bearer).status_code == 401


def test_a_status_can_be_overridden(mock: InProcess) -> None:
    """`X-HTTP-Status-Code-Override: 200` makes any answer a 200; 204 and nonsense are no override. [status-override]"""
    for wanted, status in (("200", 200), ("204", 404), ("999", 404), ("x", 404)):
        answer = mock.call("GET", "/syncs/77", headers={"X-HTTP-Status-Code-Override": wanted})
        assert answer.status_code == status


def test_a_callback_gets_the_finished_sync(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is posted is the finished sync as GET shows it. [callback-payload]"""
    calls: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        "mock_server.outbound.callbacks.Callbacks.__call__", lambda _, url, payload: calls.append((url, payload))
    )
    body = {"syncedInstanceUri": mock.create_import(), "callbackUrl": "http://client.example/done"}
    sync = mock.call("POST", "/syncs", body).json
    assert sync is not None
    assert calls == [("http://client.example/done", mock.get(sync["uri"]))]
