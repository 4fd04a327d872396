"""`MockEloqua`: a site of one's own in a `with` block, its addresses, records, faults and clock."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from mock_server import EloquaServer, ManualClock, MockEloqua, Settings
from mock_server.site_files import SiteFileError
from mock_server.testing.errors import MisuseError, RefusedError
from mock_server.tests.testing import client


def test_one_line_gives_a_site() -> None:
    """Inside the block a requests session with credentials reaches the Bulk API on a free port of the loopback."""
    with MockEloqua() as eloqua:
        assert eloqua.base_url.startswith("http://127.0.0.1:")
        found = eloqua.session.get(f"{eloqua.base_url}/api/bulk/2.0/opportunities/fields", timeout=10).json()
        assert found["totalResults"] == 12
        assert eloqua.credentials == ("TestCompany\\test.user", "test-password")


def test_the_plain_site_is_small_b2b_without_opportunities() -> None:
    """Without a site it has the contacts and accounts of small_b2b, and no opportunities, links or syncs."""
    with MockEloqua() as plain, plain.site("small_b2b") as shipped:
        assert plain.contacts.labels == shipped.contacts.labels
        assert plain.accounts.labels == ["ABC Company", "XYZ Company", "Globex", "Initech"]
        assert (len(plain.opportunities), len(plain.links), plain.syncs) == (0, 0, [])


def test_ids_begin_at_1() -> None:
    """The first definition, sync and opportunity of a fresh site have the id 1."""
    with MockEloqua() as eloqua:
        uri = client.upload_opportunities(eloqua, [client.opportunity("A")])
        assert (uri, client.sync(eloqua, uri)) == ("/opportunities/imports/1", "/syncs/1")
        assert eloqua.opportunities.named("A").id == 1


def test_after_the_block_nothing_is_left() -> None:
    """The port is closed, no thread serves, and what is asked of the object says to use it inside its block."""
    with MockEloqua() as eloqua:
        url = eloqua.base_url
        eloqua.session.get(url + "/id", timeout=10)
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    with pytest.raises(MisuseError, match="inside its `with` block"):
        _ = eloqua.base_url
    with pytest.raises(MisuseError, match="inside its `with` block"):
        _ = eloqua.session
    assert not [thread for thread in threading.enumerate() if thread.name == "mock_server"]


def test_sites_of_one_server_share_nothing() -> None:
    """Each has records, journal, clock and credentials of its own; one's credentials do not open the other."""
    with EloquaServer() as server, server.site() as one, server.site() as other:
        one.seed(opportunities=["A"])
        one.advance(3600)
        assert one.base_url == other.base_url
        assert one.site_name != other.site_name
        assert (len(one.opportunities), len(other.opportunities)) == (1, 0)
        wrong = (other.credentials[0], "no")
        assert one.session.get(one.bulk_url + "/syncs", auth=wrong, timeout=10).status_code == 401
        assert one.oauth_client.client_id != other.oauth_client.client_id


def test_a_removed_site_stays_removed() -> None:
    """A client that goes on after its block gets 401 and reaches nobody else's site, though the server lives on."""
    with EloquaServer() as server:
        with server.site() as gone:
            credentials, url = gone.credentials, gone.bulk_url
        with server.site() as fresh:
            assert requests.get(url + "/syncs", auth=credentials, timeout=10).status_code == 401
            assert len(fresh.journal) == 0


def test_a_site_may_be_data_or_a_file(tmp_path: Path) -> None:
    """A site comes from a parsed site file or from the path of one; a file that was changed is read again."""
    data: dict[str, Any] = {"version": 1, "name": "Mine", "users": [{"username": "u", "password": "p"}]}
    with MockEloqua(data) as eloqua:
        assert (eloqua.site_name, eloqua.credentials[1], len(eloqua.contacts)) == ("Mine", "p", 0)
        with pytest.raises(MisuseError, match="no OAuth client"):
            _ = eloqua.oauth_client
    file = tmp_path / "site.json"
    with EloquaServer() as server:
        for name in ("First", "Another"):
            file.write_text(f'{{"version": 1, "name": "{name}", "users": [{{"username": "u", "password": "p"}}]}}')
            with server.site(file) as eloqua:
                assert eloqua.site_name.startswith(name)


def test_a_site_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """No such file, no JSON, a wrong key: SiteFileError names the site and what is wrong, and the server lives on."""
    broken = tmp_path / "broken.json"
    broken.write_text('{"version": 1, "name": "X"')
    with EloquaServer() as server:
        for source, text in (("nowhere.json", "no such file"), (broken, "not JSON"), ({"version": 1}, "data: ")):
            with pytest.raises(SiteFileError, match=text), server.site(source):
                pytest.fail("there is no such site")
        with server.site() as eloqua:
            assert len(eloqua.contacts) == 10


def test_seeding_adds_as_if_it_had_always_been_there() -> None:
    """Records and links are seeded without a sync; contacts come to their account; an address links all who have it."""
    with MockEloqua() as eloqua:
        eloqua.seed(
            accounts=["Neu"],
            contacts=[{"C_EmailAddress": "new@neu.example", "C_Company": "neu"}],
            opportunities=["A", {"RemoteOpportunityID": "B", "Amount": 5}],
            links=[("A", "contact1@abccompany.com"), ("B", "new@neu.example"), ("B", 3)],
        )
        assert eloqua.contacts.named("new@neu.example").account_id == eloqua.accounts.named("Neu").id
        assert eloqua.opportunities.named("B")["Amount"] == "5"
        assert {(each.opportunity_id, each.contact_id) for each in eloqua.links} == {
            ("A", 1),
            ("A", 2),
            ("B", 3),
            ("B", 11),
        }
        assert ("A", "contact1@abccompany.com") in eloqua.links.pairs
        eloqua.seed(contacts=[{"C_EmailAddress": "late@globex.example", "C_Company": "GLOBEX"}])
        assert eloqua.contacts.named("late@globex.example").account_id == 3
        assert (eloqua.syncs, len(eloqua.journal)) == ([], 0)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"contacts": [{"C_Nmae": "x"}]}, r"contacts\[0\].fields.C_Nmae: Must be the internal name"),
        ({"opportunities": ["A", "A"]}, r"opportunities\[1\].*no other opportunity"),
        ({"links": [("A", 1)]}, r"links\[0\].opportunityId"),
        ({"links": [("A", "nobody@x.example")]}, "no contact has the address nobody@x.example"),
        ({"opportunities": ["A"], "links": [("A", 99)]}, r"links\[0\].contactId"),
    ],
)
def test_seeding_is_all_or_nothing(site: MockEloqua, wrong: dict[str, Any], told: str) -> None:
    """What cannot be seeded is refused with its place, and nothing beside it was added."""
    before = site.snapshot()
    with pytest.raises(RefusedError, match=told):
        site.seed(accounts=["Fine"], **wrong)
    site.assert_unchanged(before)


def test_seeding_that_fails_half_way_is_undone(site: MockEloqua, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the mock itself fails after records were added, none of them stays."""

    def fail(*_: object) -> None:
        raise MemoryError

    before = site.snapshot()
    monkeypatch.setattr("mock_server.store.links.Links.add_all", fail)
    with pytest.raises(RefusedError):
        site.seed(accounts=["Neu"], contacts=["new@neu.example"], opportunities=["A"])
    monkeypatch.undo()
    site.assert_unchanged(before)
    site.seed(opportunities=["A"])
    assert site.opportunities.named("A").id == 1


def test_seeded_ids_follow_and_texts_do_not_repeat(site: MockEloqua) -> None:
    """A second seed goes on after the first, and knows what is there."""
    site.seed(opportunities=["A"])
    site.seed(opportunities=["B"], links=[("A", 1)])
    assert [record.id for record in site.opportunities] == [1, 2]
    with pytest.raises(RefusedError, match="no other opportunity"):
        site.seed(opportunities=["B"])
    assert site.opportunities.labels == ["A", "B"]


def test_the_clock_moves(site: MockEloqua) -> None:
    """`advance` moves the site's time: an access token is refused once its eight hours are over."""
    oauth = site.oauth_client
    answer = requests.post(
        f"{site.base_url}/auth/oauth2/token",
        auth=(oauth.client_id, oauth.client_secret),
        data={"grant_type": "refresh_token", "refresh_token": oauth.refresh_token},
        timeout=10,
    )
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert requests.get(site.bulk_url + "/syncs", headers=bearer, timeout=10).status_code == 200
    site.advance(8 * 3600 + 1)
    assert requests.get(site.bulk_url + "/syncs", headers=bearer, timeout=10).status_code == 401
    with pytest.raises(RefusedError, match="seconds: Must be a number"):
        site.advance(-1)


def test_a_manual_clock_stands_still() -> None:
    """With a clock passed in, times are the same at every run."""
    with MockEloqua(clock=ManualClock(), settings=Settings(public_url="http://eloqua.test")) as eloqua:
        client.upload_opportunities(eloqua, [])
        assert eloqua.journal[0].at == "2018-02-15T15:25:32.4730364Z"
        assert eloqua.session.get(eloqua.base_url + "/id", timeout=10).json()["urls"]["base"] == "http://eloqua.test"


def test_a_planned_fault_strikes_the_next_call(site: MockEloqua) -> None:
    """`fail_next` strikes one call that meets it, and the handle tells how often."""
    fault = site.fail_next(method="POST", path="*/syncs", status=503, retry_after=7)
    uri = client.upload_opportunities(site, [client.opportunity("A")])
    answer = site.session.post(site.bulk_url + "/syncs", json={"syncedInstanceUri": uri}, timeout=10)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert client.sync(site, uri) == "/syncs/1"
    assert (fault.met, fault.fired) == (1, 1)
    site.check_faults()


def test_a_lost_answer_is_a_broken_connection(site: MockEloqua) -> None:
    """An answer that is lost after the work leaves the work done."""
    site.fail_next(method="POST", path="*/opportunities/imports", answer="lost", phase="after")
    with pytest.raises(requests.ConnectionError):
        client.upload_opportunities(site, [])
    assert client.upload_opportunities(site, []) == "/opportunities/imports/2"


def test_a_fault_that_never_fired_fails_the_block() -> None:
    """Leaving the block raises AssertionError with the fault and the calls that came; an optional one may stay out."""
    told = r"planned fault never fired:\n  .*path='\*/syncs'(?s:.*)GET /imports -> 200"
    with pytest.raises(AssertionError, match=told), MockEloqua() as eloqua:  # noqa: PT012
        eloqua.fail_next(path="*/syncs", status=500)
        eloqua.session.get(eloqua.bulk_url + "/imports", timeout=10)
    with MockEloqua() as eloqua:
        eloqua.fail_next(path="*/syncs", status=500, optional=True)
        eloqua.fail_next(path="*/never", status=500)
        eloqua.clear_faults()


def test_an_exception_is_not_hidden_by_a_fault_that_never_fired() -> None:
    """Where the block ends by an exception, that one is seen; the server keeps the journal to be shown."""
    with EloquaServer() as server, pytest.raises(ZeroDivisionError), server.site() as eloqua:  # noqa: PT012
        eloqua.fail_next(path="*/syncs", status=500)
        client.upload_opportunities(eloqua, [])
        1 / 0  # noqa: B018
    ((name, text),) = server.told
    assert name.startswith("TestCompany")
    assert "POST /opportunities/imports -> 201" in text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 418}, "faults: status: Must be one of"),
        ({}, "faults: "),
        ({"status": 500, "times": 0}, "times: Must be"),
        ({"status": 500, "colour": "red"}, "faults: there is no colour; only method"),
        ({"stauts": 500}, "faults: there is no stauts; perhaps status"),
        ({"status": 500, "path_regex": "("}, "pathRegex: Must be a pattern"),
    ],
)
def test_an_impossible_fault_is_refused(site: MockEloqua, fault: dict[str, Any], told: str) -> None:
    """An impossible fault is told with the property that is wrong, and nothing is planned."""
    with pytest.raises(RefusedError, match=told):
        site.fail_next(**fault)
    site.check_faults()


def test_collections_read_well(site: MockEloqua) -> None:
    """Sequences of records with fields by internal name; the repr shows what is filled; mistakes name what is near."""
    site.seed(opportunities=[{"RemoteOpportunityID": "A", "Amount": 5}])
    (record,) = site.opportunities
    assert repr(site.opportunities) == ("<1 opportunities:\n  <opportunity 1 RemoteOpportunityID='A' Amount='5'>>")
    assert site.contacts.where(C_LastName="Archer").labels == ["contact1@abccompany.com"] * 2
    assert site.contacts[0].filled["C_FirstName"] == "Alice"
    assert site.opportunities == [record]
    assert site.contacts[:2] == tuple(site.contacts)[:2]
    assert site.contacts.values_of("C_FirstName")[:3] == ["Alice", "Alan", "Zoe"]
    with pytest.raises(KeyError, match="Amuont is no field of opportunities; near: Amount"):
        _ = record["Amuont"]
    with pytest.raises(LookupError, match="2 contacts are called"):
        site.contacts.named("contact1@abccompany.com")
    with pytest.raises(LookupError, match=r"near: bob\.baker@abccompany\.com"):
        site.contacts.named("bob.backer@abccompany.com")


def test_the_application_can_be_mounted(site: MockEloqua) -> None:
    """`app` is the mock as a WSGI application, whose sites are these."""
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/_mock/health",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    assert b"ok" in b"".join(site.app(environ, lambda status, *_: told.append(status)))
    assert told == ["200 OK"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"opportunities": "OPP-1"}, r"opportunities: takes several: \['OPP-1'\]"),
        ({"contacts": {"C_EmailAddress": "a@b.example"}}, r"contacts: takes several: \[{'C_EmailAddress'"),
        ({"opportunities": ["A"], "links": ("OPP-1", "a@b.example")}, "links: 'OPP-1' is no pair"),
    ],
)
def test_one_thing_in_place_of_several_is_no_seed(site: MockEloqua, wanted: dict[str, Any], told: str) -> None:
    """A text is not taken for its letters, nor a mapping for its keys: the mistake is told, and nothing is added."""
    with pytest.raises(RefusedError, match=told):
        site.seed(**wanted)
    assert len(site.opportunities) == 0


def test_an_explanation_that_cannot_be_had_says_why(site: MockEloqua) -> None:
    """What is no sync's uri, a sync that is not there, a row it does not have, and one that ended in error."""
    with pytest.raises(RefusedError, match="'7' is no sync's uri, which is like '/syncs/1'"):
        site.explain("7", 1)
    with pytest.raises(RefusedError, match="there is no sync 7; there is none yet"):
        site.explain("/syncs/7", 1)
    first = client.sync(site, client.upload_opportunities(site, [client.opportunity("A")]))
    with pytest.raises(RefusedError, match="there is no sync 7; the last is 1"):
        site.explain("/syncs/7", 1)
    with pytest.raises(RefusedError, match="the sync has 1 rows"):
        site.explain(first, 2)
    site.plan_course(end="error")
    failed = client.sync(site, client.upload_opportunities(site, [client.opportunity("A")]))
    with pytest.raises(RefusedError, match="/syncs/2 ended in error: nothing was made of its rows"):
        site.explain(failed, 1)


@pytest.mark.parametrize("name", ["Ünï", "名前"])
def test_a_site_may_have_any_name(name: str) -> None:
    """The session's credentials reach a site whose name is no ASCII, as UTF-8."""
    data = {"version": 1, "name": name, "users": [{"username": "ü", "password": "パス"}]}
    with MockEloqua(data) as eloqua:
        assert eloqua.session.get(eloqua.bulk_url + "/syncs", timeout=10).status_code == 200
        assert [call.user for call in eloqua.journal] == [f"{name}\\ü"]
