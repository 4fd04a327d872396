"""Tests of sync_opportunities.py against a mock Eloqua: `pytest` in this folder, or `pytest -n 4`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sync_opportunities import Eloqua, push

from mock_server import MockEloqua

CSV = Path(__file__).with_name("opportunities.csv")


@pytest.fixture(autouse=True)
def _eloquas_hosts(eloqua: MockEloqua) -> Iterator[None]:
    """The program has https://login.eloqua.com built in: it reaches the mock there, and nobody else anywhere."""
    with eloqua.intercept(only=True):
        yield


@pytest.fixture
def client(eloqua: MockEloqua) -> Eloqua:
    """When it waits, no time passes but on the site's clock."""
    return Eloqua(*eloqua.credentials, sleep=eloqua.advance)


@pytest.fixture
def rows() -> list[dict[str, str]]:
    with CSV.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_opportunities_arrive_and_nothing_else_changes(
    eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]
) -> None:
    before = eloqua.snapshot()
    assert push(client, rows) == []
    eloqua.assert_only_changed(
        before,
        created={"opportunities": ["OPP-1", "OPP-2", "OPP-3"]},
        linked=[("OPP-1", "contact1@abccompany.com"), ("OPP-2", "carol.chen@globex.example")],
    )
    eloqua.assert_opportunity("OPP-2", Amount=12000, OpportunityStageID="Closed Won")


def test_a_second_run_changes_nothing(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    push(client, rows)
    before = eloqua.snapshot()
    push(client, rows)
    eloqua.assert_unchanged(before)


def test_a_new_amount_is_an_update(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    push(client, rows)
    before = eloqua.snapshot()
    rows[0]["amount"] = "4100"
    push(client, rows)
    eloqua.assert_only_changed(before, updated={"opportunities": {"OPP-1": ["Amount"]}})


def test_it_waits_where_eloqua_is_busy(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    busy = eloqua.fail_next(method="POST", path="*/syncs", status=503, retry_after=30, times=2)
    push(client, rows)
    assert busy.fired == 2
    eloqua.assert_imported("OPP-1", "OPP-2", "OPP-3")
    assert len(eloqua.syncs) == 2


def test_it_waits_for_a_slow_sync(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    eloqua.plan_course(pending_seconds=60, active_seconds=200)
    push(client, rows)
    eloqua.assert_linked("OPP-1", "contact1@abccompany.com")


def test_it_gives_up_on_a_sync_that_never_ends(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    eloqua.plan_course(end="never")
    with pytest.raises(TimeoutError, match="/syncs/1 is still"):
        push(client, rows)


def test_what_eloqua_rejects_is_told(eloqua: MockEloqua, client: Eloqua, rows: list[dict[str, str]]) -> None:
    rows[1]["email"] = "nobody@nowhere.example"
    (rejected,) = push(client, rows)
    assert (rejected.code, rejected.row["email"]) == ("ELQ-00085", "nobody@nowhere.example")
    eloqua.assert_rejected("ELQ-00085", email="nobody@nowhere.example")
    eloqua.assert_not_linked("OPP-2", "carol.chen@globex.example")


def test_wrong_credentials_are_told(eloqua: MockEloqua) -> None:
    with pytest.raises(PermissionError, match="does not know"):
        Eloqua(eloqua.credentials[0], "wrong")
