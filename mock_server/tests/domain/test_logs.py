"""The log of a sync: entries, their order, counts and texts. [sync-log] [severities]"""

from __future__ import annotations

import pytest

from mock_server.domain import status_codes as codes
from mock_server.domain.logs import LogEntry, any_warning, entry, import_log
from mock_server.domain.uploads import Row, Upload
from mock_server.tests.domain.scanning import FIELDS, GOOD, ID, ScannedSite, linkage, opportunity_import

FULL: Row = {**dict.fromkeys(FIELDS, ""), ID: "1", **GOOD}
"""A row with every key of the definition."""


def log_of(*uploads: list[Row], site: ScannedSite | None = None) -> list[tuple[str, int, str, str]]:
    plan = (site or ScannedSite()).import_(opportunity_import(), *uploads)
    return [(e.status_code, e.count, e.severity, e.message) for e in plan.logs]


def heading(staged: int, status: str) -> list[tuple[str, int, str, str]]:
    return [
        ("ELQ-00130", staged, "information", "Total records staged for import."),
        ("ELQ-00137", 0, "information", "Ready for data import processing."),
        ("ELQ-00101", 0, "information", f"Sync processed for sync , resulting in {status} status."),
        ("ELQ-00001", staged, "information", "Total records processed."),
    ]


def test_a_clean_import_logs_four_entries() -> None:
    """ELQ-00130, 00137, 00101, 00001 with the number of rows, and nothing about created or updated records."""
    assert log_of([FULL, {**FULL, ID: "2"}], [{**FULL, ID: "3"}]) == heading(3, "Success")


def test_nothing_staged_logs_two_entries() -> None:
    """Without staged data: ELQ-00130 with 0 and the warning ELQ-00124. [nothing-staged]"""
    for plan in (ScannedSite().import_(opportunity_import()), ScannedSite().link(linkage())):
        assert [(e.status_code, e.count, e.severity, e.message) for e in plan.logs] == [
            ("ELQ-00130", 0, "information", "Total records staged for import."),
            ("ELQ-00124", 0, "warning", "There was no data available to process."),
        ]
        assert any_warning(plan.logs)


def test_reject_codes_are_counted_in_order() -> None:
    """After the heading one warning line per reject code with its count, in the order of the codes."""
    rows = [
        {**FULL, ID: "a", "Stage": "?"},
        {**FULL, ID: "b", "CloseDate": "?"},
        {**FULL, ID: "c", "CloseDate": "?"},
        {**FULL, ID: "d", "OpportunityName": "x" * 101},
        {**FULL, ID: ""},
        dict.fromkeys(FIELDS, ""),
    ]
    assert log_of(rows) == [
        *heading(6, "Warning"),
        ("ELQ-00039", 1, "warning", "Invalid opportunity stage."),
        ("ELQ-00040", 2, "warning", "Invalid value."),
        ("ELQ-00059", 1, "warning", "Empty records."),
        ("ELQ-00061", 1, "warning", "Rejected records (missing fields)."),
        ("ELQ-00125", 1, "warning", "Constraint failed."),
    ]


def test_what_remains_after_duplicates_is_counted() -> None:
    """Where duplicates fell away, ELQ-00003 follows the reject codes: the rows without them. [duplicateSurvivor]"""
    rows = [FULL, FULL, FULL, {**FULL, ID: "2"}, {**FULL, ID: "3", "Stage": "?"}]
    assert log_of(rows) == [
        *heading(5, "Warning"),
        ("ELQ-00026", 2, "warning", "Duplicate identifier."),
        ("ELQ-00039", 1, "warning", "Invalid opportunity stage."),
        ("ELQ-00003", 3, "information", "Total records remaining after duplicates are rejected."),
    ]


def test_multiple_matches_are_logged_as_duplicate_identifiers() -> None:
    """The log line of ELQ-00026 always reads "Duplicate identifier."; without duplicates there is no ELQ-00003.

    [reject-texts]
    """
    site = ScannedSite()
    site.add_opportunity("a")
    site.add_opportunity("A")
    assert log_of([{**FULL, ID: "a"}], site=site)[4:] == [("ELQ-00026", 1, "warning", "Duplicate identifier.")]


def test_duplicates_and_multiple_matches_count_together() -> None:
    """ELQ-00026 counts duplicates and multiple matches; ELQ-00003 takes off the duplicates alone."""
    site = ScannedSite()
    site.add_opportunity("a")
    site.add_opportunity("A")
    logged = log_of([{**FULL, ID: "a"}, {**FULL, ID: "A"}, FULL], site=site)[4:]
    assert [(code, count) for code, count, _, _ in logged] == [("ELQ-00026", 2), ("ELQ-00003", 2)]


def test_unknown_and_missing_keys_are_warned_of_last() -> None:
    """After everything else one ELQ-00111 for each unknown key, then one ELQ-00121 for each key an upload lacks.

    Count 0; a key that any row of the upload has is not lacking; `{file}` is the number of the upload.
    """
    lean = {key: text for key, text in FULL.items() if key not in ("Territory", "CloseDate")}
    uploads = [{**FULL, "x": "1", "{y}": ""}], [{**lean, ID: "2", "x": ""}, {**lean, ID: "3", "CloseDate": ""}]
    unknown = "Field {} is not part of import definition, and will be ignored."
    missing = "Field Territory is part of import definition, but not included in file 2."
    assert log_of(*uploads) == [
        *heading(3, "Warning"),
        ("ELQ-00111", 0, "warning", unknown.format("x")),
        ("ELQ-00111", 0, "warning", unknown.format("{y}")),
        ("ELQ-00121", 0, "warning", missing),
    ]


def test_key_warnings_follow_what_remains() -> None:
    """ELQ-00003 comes before ELQ-00111 and ELQ-00121."""
    lean = {key: text for key, text in FULL.items() if key != "Territory"}
    logged = [code for code, *_ in log_of([lean, {**lean, "x": ""}])]
    assert logged[4:] == ["ELQ-00026", "ELQ-00003", "ELQ-00111", "ELQ-00121"]


def test_missing_keys_are_told_of_each_upload() -> None:
    """An upload that lacks a key is told of by its own number, one entry for each upload."""
    lean = {key: text for key, text in FULL.items() if key != "Territory"}
    logged = [text for code, _, _, text in log_of([lean], [{**lean, ID: "2"}]) if code == "ELQ-00121"]
    assert [text[-7:] for text in logged] == ["file 1.", "file 2."]


def test_a_key_of_a_csv_header_is_not_lacking() -> None:
    """The keys of an upload are those it says it has, though a short CSV line has no value under them."""
    upload = Upload.of([{"one": "1"}], ("one", "two"))
    assert not any_warning(import_log(("one", "two"), [upload], {}, duplicates=0))


def test_a_linkage_logs_its_rejects_alike() -> None:
    """The log of a linkage has the same heading, and counts ELQ-00084 and ELQ-00085 by row."""
    site = ScannedSite()
    site.add_opportunity("1")
    rows: list[Row] = [{ID: "1", "Source": "x"}, {ID: "2", "Source": "x"}, {ID: "3", "Source": "x"}]
    logs = site.link(linkage(), rows).logs
    assert [(e.status_code, e.count, e.severity, e.message) for e in logs] == [
        *heading(3, "Warning"),
        ("ELQ-00084", 2, "warning", "Opportunity does not exist."),
        ("ELQ-00085", 1, "warning", "Contact does not exist."),
    ]


REJECT_TEXTS = {
    codes.DUPLICATE: "Duplicate identifier.",
    codes.MALFORMED: "Malformed records.",
    codes.UNKNOWN_STAGE: "Invalid opportunity stage.",
    codes.INVALID_VALUE: "Invalid value.",
    codes.EMPTY_ROW: "Empty records.",
    codes.MISSING_VALUE: "Rejected records (missing fields).",
    codes.NO_OPPORTUNITY: "Opportunity does not exist.",
    codes.NO_CONTACT: "Contact does not exist.",
    codes.CONSTRAINT: "Constraint failed.",
}


@pytest.mark.parametrize(("code", "text"), REJECT_TEXTS.items())
def test_reject_texts_are_those_of_the_reference(code: str, text: str) -> None:
    """A reject reads as its code does in the reference, and its log line is a warning. [reject-texts]"""
    assert (codes.STATUS_CODES[code].reject_message, entry(code, 3)) == (text, LogEntry(3, "warning", code, text))


def test_a_failed_sync_is_logged_as_an_error() -> None:
    """ELQ-00107 and ELQ-00143 are errors and name what failed. [sync-crash] [definition-in-use]"""
    assert entry(codes.FAILED, type="import") == LogEntry(
        0, "error", "ELQ-00107", "There was an error processing the import."
    )
    deleted = entry(codes.DEFINITION_DELETED, type="Opportunity import", id=24)
    assert (deleted.severity, deleted.message) == (
        "error",
        "Sync Recovery Worker could not recover from sync error. "
        "Opportunity import definition for id 24 has been deleted.",
    )
