"""Waiting for a client in another thread: woken by calls, bounded, and clear about what did not come."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import requests

from mock_server import MockEloqua
from mock_server.tests.testing import client


def beside(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_sync_of_another_thread_is_waited_for(site: MockEloqua) -> None:
    """The wait ends once there is a sync and it has ended, and gives it."""
    thread = beside(lambda: client.sync(site, client.upload_opportunities(site, [client.opportunity("A")])))
    seen = site.wait_for_sync()
    thread.join(10)
    assert (seen.uri, seen.definition_uri, seen.status) == ("/syncs/1", "/opportunities/imports/1", "success")
    site.assert_opportunity("A")


def test_waiting_moves_no_sync() -> None:
    """At a pace of polls the wait does not poll: it fails after its limit, and says what became of the syncs."""
    data = {
        "version": 1,
        "name": "Paced",
        "users": [{"username": "u", "password": "p"}],
        "pace": {"polls": 1},
        "opportunityStages": ["Prospecting"],
    }
    with MockEloqua(data) as eloqua:
        sync = client.sync(eloqua, client.upload_opportunities(eloqua, [client.opportunity("A")]))
        with pytest.raises(
            AssertionError, match=r"waited 0.1 s for every sync to end; the syncs are:\n  /syncs/1 .*pending"
        ):
            eloqua.wait_for_sync(limit=0.1)
        thread = beside(lambda: [eloqua.session.get(eloqua.bulk_url + sync, timeout=10) for _ in range(2)])
        assert eloqua.wait_for_sync(sync).status == "success"
        thread.join(10)


def test_a_sync_that_does_not_come_is_told(site: MockEloqua) -> None:
    """No sync at all, or not the one that was named: the wait fails and says which there are."""
    with pytest.raises(AssertionError, match="every sync to end; the syncs are: none"):
        site.wait_for_sync(limit=0.05)
    client.sync(site, client.upload_opportunities(site, []))
    with pytest.raises(
        AssertionError, match=r"/syncs/9 to end; the syncs are:\n  /syncs/1 of /opportunities/imports/1"
    ):
        site.wait_for_sync("/syncs/9", limit=0.05)


def test_a_request_of_another_thread_is_waited_for(site: MockEloqua) -> None:
    """The wait ends with the call that was named, by a glob of its short or whole path, in any case."""
    thread = beside(lambda: client.upload_opportunities(site, [client.opportunity("A")]))
    seen = site.wait_for_request("POST", "/Opportunities/imports/*/data")
    thread.join(10)
    assert (seen.method, seen.short_path, seen.status) == ("POST", "/opportunities/imports/1/data", 204)
    assert site.wait_for_request(path="/api/bulk/2.0/opportunities/imports").status == 201
    assert site.wait_for_request(times=2).short_path.endswith("/data")


def test_a_request_that_does_not_come_is_told(site: MockEloqua) -> None:
    """The wait fails after its limit and shows the calls that came instead."""
    client.upload_opportunities(site, [])
    with pytest.raises(
        AssertionError, match=r"1 x DELETE \*; the calls were:(?s:.*)POST /opportunities/imports -> 201"
    ):
        site.wait_for_request("DELETE", limit=0.05)
    with pytest.raises(AssertionError, match=r"2 x POST"):
        site.wait_for_request("POST", "/opportunities/imports", times=2, limit=0.05)
    with pytest.raises(ValueError, match="at least 1"):
        site.wait_for_request(times=0)


def test_calls_of_nobody_are_told_where_a_request_does_not_come(site: MockEloqua) -> None:
    """A client without credentials never reaches the site: what it asked, and why it is not here, is told."""
    requests.get(site.bulk_url + "/syncs", timeout=10)
    with pytest.raises(
        AssertionError, match=r"(?s)  none\nand calls that concern no site:\n  .*GET /syncs -> 401.*hint"
    ):
        site.wait_for_request("GET", "/syncs", limit=0.05)
