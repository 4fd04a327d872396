"""State as an assertion: what a diff holds, how it reads, and what `assert_only_changed` makes of it."""

from __future__ import annotations

import json

import pytest

from mock_server.testing.eloqua import MockEloqua
from mock_server.tests.testing import client

BOB = "bob.baker@abccompany.com"


def test_a_diff_holds_exactly_what_changed(site: MockEloqua) -> None:
    """Created, updated on which fields, linked, and nothing else; as data, and as lines that read well."""
    site.seed(
        opportunities=[
            {"RemoteOpportunityID": "A", "OpportunityName": "n", "Amount": 1, "OpportunityStageID": "Prospecting"}
        ]
    )
    before = site.snapshot()
    client.sync(site, client.upload_opportunities(site, [client.opportunity("A", "2"), client.opportunity("B")]))
    client.sync(site, client.upload_links(site, ("B", BOB)))
    diff = site.diff(before)
    assert [record.label for record in diff.created] == ["B"]
    ((change,),) = [diff.updated]
    assert (change.entity, change.label) == ("opportunities", "A")
    assert change.fields["Amount"] == ("1", "2")
    assert [(link.opportunity_id, link.contact_id) for link in diff.linked] == [("B", 4)]
    assert not (diff.removed or diff.unlinked or diff.joined or diff.left)
    data = diff.as_data()
    assert data["linked"] == [("B", BOB)]
    assert data["updated"]["opportunities"]["A"]["Amount"] == ("1", "2")
    assert set(data) == {"created", "updated", "linked"}
    json.dumps(data)
    assert str(diff).splitlines()[0].startswith("created opportunity B: RemoteOpportunityID 'B', OpportunityName 'n'")
    assert "updated opportunity A: Amount '1' -> '2'" in str(diff)
    assert f"linked B and {BOB} (contact 4)" in str(diff)


def test_nothing_changed_is_nothing(site: MockEloqua) -> None:
    """A definition, a read and an upload that is not synced change nothing; neither does the same import again."""
    uri = client.upload_opportunities(site, [client.opportunity("A")])
    client.sync(site, uri)
    before = site.snapshot()
    client.post(site, f"{uri}/data", [client.opportunity("A")])
    site.assert_unchanged(before)
    client.sync(site, uri)
    site.advance(60)
    assert not site.diff(before)
    assert str(site.diff(before)) == "nothing changed"
    assert site.diff(before).as_data() == {}


def test_only_these_changes_pass(site: MockEloqua) -> None:
    """What was said, and exactly that, passes; any other change fails with what is missing and what is too much."""
    site.seed(opportunities=["A"])
    before = site.snapshot()
    site.seed(opportunities=["B"], links=[("A", BOB)])
    site.assert_only_changed(before, created={"opportunities": ["B"]}, linked=[("A", BOB)])
    with pytest.raises(AssertionError) as caught:
        site.assert_only_changed(before, created={"opportunities": ["C"]}, updated={"opportunities": {"A": ["Amount"]}})
    assert str(caught.value).splitlines() == [
        f"{site.site_name} changed otherwise:",
        "  should be, but is not: created opportunity C",
        "  should be, but is not: updated opportunity A: Amount",
        "  is, but should not be: created opportunity B",
        f"  is, but should not be: linked A and {BOB}",
        "all:",
        "  created opportunity B: RemoteOpportunityID 'B'",
        f"  linked A and {BOB} (contact 4)",
    ]
    with pytest.raises(AssertionError, match="should be unchanged, but:\n  created opportunity B"):
        site.assert_unchanged(before)
    with pytest.raises(ValueError, match="oportunities is no entity"):
        site.assert_only_changed(before, created={"oportunities": ["B"]})


def test_a_list_that_somebody_joined_is_a_change(site: MockEloqua) -> None:
    """Members of lists count as state: a sync action that adds a contact shows in the diff, and as too much."""
    before = site.snapshot()
    body = {
        "name": "join",
        "fields": {"E": "{{Contact.Field(C_EmailAddress)}}"},
        "identifierFieldName": "E",
        "syncActions": [{"action": "add", "destination": "{{ContactList[1]}}"}],
    }
    uri = client.post(site, "/contacts/syncActions", body)["uri"]
    client.post(site, f"{uri}/data", [{"E": BOB}])
    client.sync(site, uri)
    assert site.diff(before).joined == {"{{ContactList[1]}}": frozenset({4})}
    with pytest.raises(AssertionError, match=r"is, but should not be: joined \{\{ContactList\[1\]\}\}: \[4\]"):
        site.assert_only_changed(before)


def test_a_reset_shows_as_removed(site: MockEloqua) -> None:
    """What a reset took away is told too."""
    site.seed(opportunities=["A"], links=[("A", BOB)])
    before = site.snapshot()
    site.control.call("POST", "/reset")
    assert str(site.diff(before)).splitlines() == ["removed opportunity A", f"unlinked A and {BOB} (contact 4)"]


def test_a_record_that_is_made_twice_is_no_less_a_change(site: MockEloqua) -> None:
    """Of two new contacts with one address one is not wanted, although they are called alike."""
    before = site.snapshot()
    site.seed(contacts=["twin@b.example", "twin@b.example"])
    site.assert_only_changed(before, created={"contacts": ["twin@b.example", "twin@b.example"]})
    with pytest.raises(AssertionError, match=r"is, but should not be: created contact twin@b\.example"):
        site.assert_only_changed(before, created={"contacts": ["twin@b.example"]})


def test_a_pair_stands_for_all_contacts_with_the_address(site: MockEloqua) -> None:
    """Links to two contacts with one address are one pair of what is wanted."""
    before = site.snapshot()
    site.seed(opportunities=["A"], contacts=["twin@b.example", "twin@b.example"], links=[("A", "twin@b.example")])
    created = {"opportunities": ["A"], "contacts": ["twin@b.example"] * 2}
    site.assert_only_changed(before, created=created, linked=[("A", "twin@b.example")])


def test_a_name_in_place_of_a_list_is_told(site: MockEloqua) -> None:
    """A text is not taken for its letters."""
    with pytest.raises(ValueError, match="opportunities: 'OPP-1' must hold lists of names"):
        site.assert_only_changed(site.snapshot(), created={"opportunities": "OPP-1"})
    with pytest.raises(ValueError, match="must hold lists of names"):
        site.assert_only_changed(site.snapshot(), updated={"opportunities": {"OPP-1": "Amount"}})
