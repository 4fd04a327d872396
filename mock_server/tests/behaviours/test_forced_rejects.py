"""Rows that a course rejects: rejects, log, counts, status and data agree, as if the rules had found them at fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.status_codes import ROW_CODES, STATUS_CODES
from mock_server.settings import Settings
from mock_server.tests.behaviours.coursing import ROWS, SITE, ids, plan
from mock_server.tests.examples import examples
from mock_server.tests.in_process import InProcess, site_of

CONTACT = {"a": "{{Contact.Field(C_EmailAddress)}}"}


def test_chosen_rows_are_rejected_and_the_rest_is_done(mock: InProcess) -> None:
    """The chosen rows are not applied, each is a reject, the log counts them, and the sync ends in warning."""
    plan(mock, reject={"rows": [0, 3], "code": "ELQ-00040"})
    sync = mock.run(mock.create_import(), ROWS)
    assert mock.status(sync) == "warning"
    assert ids(mock) == ["1", "2", "4", "5"]
    assert mock.rejects(sync) == [(1, "ELQ-00040"), (4, "ELQ-00040")]
    first = mock.get(f"{sync}/rejects")["items"][0]
    assert (first["fieldValues"], first["message"]) == (ROWS[0], "Invalid value.")
    assert ("ELQ-00040", 2) in mock.logs(sync)
    assert ("ELQ-00001", 6) in mock.logs(sync)
    assert "resulting in Warning status." in str(mock.get(f"{sync}/logs"))


def test_every_so_manyth_row(mock: InProcess) -> None:
    """`every` 2 rejects the second, fourth and sixth row, counted over all uploads; indexes as the site counts them."""
    plan(mock, reject={"every": 2, "code": "ELQ-00061"})
    uri = mock.create_import()
    mock.upload(uri, ROWS[:3])
    mock.upload(uri, ROWS[3:])
    sync = mock.sync(uri)
    assert ids(mock) == ["0", "2", "4"]
    assert mock.rejects(sync) == [(2, "ELQ-00061"), (1, "ELQ-00061"), (3, "ELQ-00061")]


@pytest.mark.parametrize("code", ROW_CODES)
def test_any_row_code_will_do(mock: InProcess, code: str) -> None:
    """Each status code that rows are rejected with can be chosen, and comes with its own text in log and reject."""
    plan(mock, reject={"rows": [1], "code": code})
    sync = mock.run(mock.create_import(), ROWS)
    (reject,) = mock.get(f"{sync}/rejects")["items"]
    assert (reject["statusCode"], reject["message"]) == (code, STATUS_CODES[code].reject_message)
    (entry,) = (item for item in mock.get(f"{sync}/logs")["items"] if item["statusCode"] == code)
    assert (entry["count"], entry["severity"]) == (1, "warning")
    assert mock.status(sync) == "warning"


def test_a_chosen_duplicate_counts_as_one(mock: InProcess) -> None:
    """Rows rejected as duplicates are missing from the rows that remain after duplicates."""
    plan(mock, reject={"rows": [1], "code": "ELQ-00026"})
    sync = mock.run(mock.create_import(), [*ROWS, ROWS[5]])
    assert ("ELQ-00026", 2) in mock.logs(sync)
    assert ("ELQ-00003", 5) in mock.logs(sync)


def test_a_linkage_rejects_chosen_rows(mock: InProcess) -> None:
    """A chosen row of a linkage links nothing."""
    mock.run(mock.create_import(), ROWS[:2])
    plan(mock, reject={"rows": [0], "code": "ELQ-00085"})
    address = mock.records("contacts")[-1]["fields"]["C_EmailAddress"]
    rows = [{"Opp": "0", "Source": address}, {"Opp": "1", "Source": address}]
    before = mock.links()
    sync = mock.run(mock.create_linkage(linkOpportunitiesMultipleSourceMatches=True), rows)
    assert mock.rejects(sync) == [(1, "ELQ-00085")]
    assert {opportunity for opportunity, _ in mock.links() - before} == {"1"}


def test_a_rejected_row_has_no_sync_action() -> None:
    """A contact whose row is rejected is neither made nor put on the list that the import adds to."""
    mock = InProcess(site_of({"contactLists": [{"id": 1, "name": "Newsletter"}]}))
    plan(mock, reject={"rows": [0], "code": "ELQ-00002"})
    action = {"action": "add", "destination": "{{ContactList[1]}}"}
    uri = mock.create_record_import("contacts", CONTACT, syncActions=[action])
    sync = mock.run(uri, [{"a": "one@x.example"}, {"a": "two@x.example"}])
    (made,) = mock.records("contacts")
    assert made["fields"]["C_EmailAddress"] == "two@x.example"
    assert mock.members("{{ContactList[1]}}") == [made["id"]]
    assert [(c, n) for c, n in mock.logs(sync) if c in ("ELQ-00004", "ELQ-00119")] == [
        ("ELQ-00004", 1),
        ("ELQ-00119", 1),
    ]


def test_a_sync_action_rejects_chosen_rows() -> None:
    """A sync action by itself acts on the records of the other rows alone."""
    contacts = [{"id": n, "fields": {"C_EmailAddress": f"{n}@x.example"}} for n in (1, 2)]
    mock = InProcess(site_of({"contacts": contacts, "contactLists": [{"id": 1, "name": "Newsletter"}]}))
    plan(mock, reject={"rows": [1], "code": "ELQ-00032"})
    action = {"action": "add", "destination": "{{ContactList[1]}}"}
    uri = mock.create(
        "/contacts/syncActions", {"name": "n", "fields": CONTACT, "identifierFieldName": "a", "syncActions": [action]}
    )
    sync = mock.run(uri, [{"a": "1@x.example"}, {"a": "2@x.example"}])
    assert (mock.members("{{ContactList[1]}}"), mock.rejects(sync)) == ([1], [(2, "ELQ-00032")])


def test_a_large_sync_rejects_too(mock: InProcess) -> None:
    """A sync that runs beside its request takes the course as well."""
    mock = InProcess(settings=Settings(rows_beside=2))
    plan(mock, reject={"rows": [2], "code": "ELQ-00059"}, activePolls=1)
    sync = mock.run(mock.create_import(), ROWS)
    assert [mock.status(sync) for _ in range(2)] == ["active", "warning"]
    assert mock.rejects(sync) == [(3, "ELQ-00059")]
    assert len(ids(mock)) == 5


def test_rows_that_are_not_there_are_not_rejected(mock: InProcess) -> None:
    """A course that chooses no row of the sync leaves it to the rules."""
    plan(mock, reject={"rows": [99], "code": "ELQ-00059"})
    assert mock.status(mock.run(mock.create_import(), ROWS)) == "success"


ROW = st.fixed_dictionaries(
    {
        "OpportunityID": st.sampled_from(["", "1", "2", "A", "a"]),
        "OpportunityName": st.sampled_from(["n", ""]),
        "Stage": st.sampled_from(["Prospecting", "unknown"]),
        "Amount": st.sampled_from(["1", "x"]),
    }
)


@examples(60)
@given(st.lists(ROW, min_size=1, max_size=6), st.sets(st.integers(0, 5)), st.sampled_from(ROW_CODES))
def test_it_is_as_if_the_chosen_rows_had_not_come(rows: list[dict[str, str]], chosen: set[int], code: str) -> None:
    """A sync with chosen rows does to the data what a sync of the other rows does, and rejects what that one rejects
    besides the chosen rows."""
    chosen = {number for number in chosen if number < len(rows)}
    with_course, without = (InProcess(site_of({"opportunityStages": ["Prospecting"]})) for _ in range(2))
    if chosen:
        plan(with_course, reject={"rows": sorted(chosen), "code": code})
    rest = [row for number, row in enumerate(rows) if number not in chosen]
    forced = with_course.run(with_course.create_import(), rows)
    plain = without.run(without.create_import(), rest) if rest else without.sync(without.create_import())
    assert [record["fields"] for record in with_course.records()] == [record["fields"] for record in without.records()]
    places = [number + 1 for number in range(len(rows)) if number not in chosen]
    expected = [(places[index - 1], found) for index, found in without.rejects(plain)]
    assert with_course.rejects(forced) == sorted([*expected, *((number + 1, code) for number in chosen)])
    counted: dict[str, int] = {}
    for _, found in with_course.rejects(forced):
        counted[found] = counted.get(found, 0) + 1
    logged = {found: count for found, count in with_course.logs(forced) if found in ROW_CODES}
    assert logged == counted
    assert with_course.status(forced) == ("warning" if counted else "success")


def test_exports_have_no_rows_to_reject(mock: InProcess) -> None:
    """A course with rejects leaves an export alone, which has no uploaded rows, and is not used up by it."""
    plan(mock, reject={"every": 1, "code": "ELQ-00059"})
    sync = mock.sync(mock.create_export("contacts", CONTACT))
    assert mock.status(sync) == "success"
    assert mock.control("GET", f"{SITE}/courses")["items"][0]["met"] == 0
