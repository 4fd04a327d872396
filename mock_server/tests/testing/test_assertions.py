"""Assertions that explain themselves: what each failure says, near miss by near miss."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mock_server.settings import Settings
from mock_server.testing.eloqua import MockEloqua
from mock_server.testing.errors import RefusedError
from mock_server.tests.testing import client

BOB = "bob.baker@abccompany.com"


def failure(assertion: Callable[[], object]) -> str:
    """The text with which an assertion fails."""
    with pytest.raises(AssertionError) as caught:
        assertion()
    return str(caught.value)


def test_what_is_linked_is_linked(site: MockEloqua) -> None:
    """After an import and a linkage both assertions agree, by address and by record id, and hold their opposites."""
    client.sync(site, client.upload_opportunities(site, [client.opportunity("OPP-1", "5")]))
    client.sync(site, client.upload_links(site, ("OPP-1", BOB)))
    site.assert_linked("OPP-1", BOB)
    site.assert_linked("OPP-1", 4)
    site.assert_not_linked("OPP-1", "carol.chen@globex.example")
    assert site.assert_opportunity("OPP-1", Amount=5, OpportunityName="n")["Amount"] == "5"
    assert site.assert_contact(BOB, C_FirstName="Bob").id == 4
    assert site.assert_account("Globex").id == 3
    site.assert_imported("OPP-1")
    site.assert_no_opportunity("OPP-2")
    site.assert_nothing_rejected()
    assert "contact 4, by /syncs/2" in failure(lambda: site.assert_not_linked("OPP-1", BOB))
    assert "<opportunity 1 RemoteOpportunityID='OPP-1'" in failure(lambda: site.assert_no_opportunity("OPP-1"))


def test_what_differs_in_case_is_told(site: MockEloqua) -> None:
    """The opportunity that is there differs in case only, and so does the address of the contact."""
    site.seed(opportunities=["OPP-1"], links=[("OPP-1", BOB)])
    told = failure(lambda: site.assert_linked("opp-1", BOB.upper()))
    assert told.startswith(f"opp-1 is not linked to {BOB.upper()}\n")
    assert "'OPP-1' differs in case only" in told
    assert f"'{BOB}' differs in case only" in told
    assert f"linked are 'OPP-1' and '{BOB}': OPP-1 differs in case and {BOB} differs in case" in told
    assert "'OPP-1' differs in case and blanks only" in failure(lambda: site.assert_opportunity(" opp-1"))


def test_what_was_rejected_is_told(site: MockEloqua) -> None:
    """A row that the linkage rejected is named with its code, message and values."""
    client.sync(site, client.upload_opportunities(site, [client.opportunity("OPP-1")]))
    client.sync(site, client.upload_links(site, ("OPP-1", "a@b.com")))
    told = failure(lambda: site.assert_linked("OPP-1", "a@b.com"))
    assert "there is no contact a@b.com" in told
    assert "row 1 of /syncs/2: Rejected with ELQ-00085 at Address: Contact does not exist." in told
    assert "Address 'a@b.com', compared" in told
    site.assert_rejected("ELQ-00085", Address="a@b.com")
    site.assert_rejected(sync="/syncs/2")
    told = failure(lambda: site.assert_rejected("ELQ-00040"))
    assert told.startswith("no row was rejected: ELQ-00040\n  /syncs/2 row 1: ELQ-00085")
    assert failure(site.assert_nothing_rejected).startswith("1 rows were rejected\n  /syncs/2 row 1: ELQ-00085")


def test_what_was_never_synced_is_told(site: MockEloqua) -> None:
    """Rows that were uploaded and wait for a sync are named with their definition."""
    site.seed(opportunities=["OPP-1"])
    client.upload_links(site, ("OPP-1", BOB))
    client.upload_opportunities(site, [client.opportunity("OPP-2", "7")])
    waits = "uploaded to /opportunities/contacts/imports/1 but never synced: "
    assert waits in failure(lambda: site.assert_linked("OPP-1", BOB))
    assert waits in failure(lambda: site.assert_rejected("ELQ-00085", Address=BOB))
    told = failure(lambda: site.assert_imported("OPP-1", "OPP-2"))
    assert told.startswith("1 of 2 opportunities were not imported\n  there is no opportunity OPP-2")
    assert "uploaded to /opportunities/imports/1 but never synced: {'OpportunityID': 'OPP-2'" in told


def test_what_was_never_uploaded_is_told(site: MockEloqua) -> None:
    """Where no upload held the row, that is what is said, with how many uploads came."""
    site.seed(opportunities=["OPP-1"])
    client.sync(site, client.upload_links(site, ("OPP-1", "henry.hall@freelance.example")))
    told = failure(lambda: site.assert_linked("OPP-1", BOB))
    assert "OPP-1 is linked to henry.hall@freelance.example" in told
    assert f"OPP-1 with {BOB} was never uploaded (1 uploads came)" in told
    assert "'OPP-1' is similar" in failure(lambda: site.assert_opportunity("OPP-11"))
    assert "nothing was rejected at all" in failure(lambda: site.assert_rejected("ELQ-00085"))


def test_other_values_are_told(site: MockEloqua) -> None:
    """A record that is there with other values is told field by field; of several records, each."""
    site.seed(opportunities=[{"RemoteOpportunityID": "A", "Amount": 5}])
    assert (
        failure(lambda: site.assert_opportunity("A", Amount=6))
        == "opportunity A is otherwise\n  Amount is '5', not '6'"
    )
    told = failure(lambda: site.assert_contact("contact1@abccompany.com", C_FirstName="Bob"))
    assert "C_FirstName is 'Alice', not 'Bob' (record 1)" in told
    assert "C_FirstName is 'Alan', not 'Bob' (record 2)" in told
    with pytest.raises(KeyError, match="near: Amount"):
        site.assert_opportunity("A", Amuont=5)


def test_many_near_misses_are_cut(site: MockEloqua) -> None:
    """A failure shows the first few of many rows, and how many more there are."""
    site.seed(opportunities=["OPP-1"])
    client.sync(site, client.upload_links(site, *[("OPP-1", f"n{number}@x.example") for number in range(40)]))
    told = failure(lambda: site.assert_linked("OPP-1", BOB))
    assert told.count("Rejected with") == 5
    assert "and 35 more such rows" in told
    assert failure(site.assert_nothing_rejected).endswith("and 20 more")


def test_a_row_explains_itself(site: MockEloqua) -> None:
    """`explain` tells of one row what it named, what it nearly named and why it was rejected."""
    client.sync(site, client.upload_opportunities(site, [client.opportunity("OPP-1")]))
    client.sync(site, client.upload_links(site, ("opp-1", BOB), ("OPP-1", BOB), case_sensitive=True))
    explained = site.explain("/syncs/2", 1)
    assert (explained.row, explained.values["Id"], explained.as_json["statusCode"]) == (1, "opp-1", "ELQ-00084")
    assert "'OPP-1' (id 1) differs in case only" in explained.says
    assert str(explained).startswith("row 1 of /syncs/2 {'Id': 'opp-1'")
    assert site.explain("/syncs/2", 2).as_json["outcome"] == "linked"
    assert "differs in case only" in failure(lambda: site.assert_linked("opp-1", BOB))
    for sync, row, told in (
        ("/syncs/2", 3, "the sync has 2 rows"),
        ("/syncs/9", 1, "there is no sync 9; the last is 2"),
        ("/syncs/2", 0, "row: "),
    ):
        with pytest.raises(RefusedError, match=rf"(?i){told}"):
            site.explain(sync, row)


def test_rows_that_wait_for_the_end_of_their_sync_are_told_with_it(site: MockEloqua) -> None:
    """Rows of a sync under way are not said to be unsynced; those of one that ended in error wait for another."""
    site.plan_course(end="never", optional=True)
    client.sync(site, client.upload_opportunities(site, [client.opportunity("OPP-1")]))
    told = failure(lambda: site.assert_imported("OPP-1"))
    assert "uploaded to /opportunities/imports/1 but /syncs/1 is still active: {" in told
    site.clear_faults()
    site.plan_course(end="error")
    client.sync(site, client.upload_opportunities(site, [client.opportunity("OPP-2")]))
    told = failure(lambda: site.assert_imported("OPP-2"))
    assert "uploaded to /opportunities/imports/2 and not synced since /syncs/2, which ended in error: {" in told


def test_a_reject_of_rows_that_are_not_kept_is_told() -> None:
    """Where a sync had more rows than are kept, its rejects are still among what nearly was."""
    with MockEloqua(settings=Settings(rows_kept=1)) as eloqua:
        client.sync(
            eloqua, client.upload_opportunities(eloqua, [client.opportunity("OPP-1"), client.opportunity("", "2")])
        )
        client.sync(eloqua, client.upload_links(eloqua, ("OPP-1", "a@b.com"), ("OPP-2", BOB)))
        told = failure(lambda: eloqua.assert_linked("OPP-1", "a@b.com"))
    assert (
        "a row of /syncs/2: Rejected with ELQ-00085 at Address: Contact does not exist. (The rows of this sync" in told
    )
