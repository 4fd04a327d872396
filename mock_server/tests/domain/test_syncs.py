"""The states of a sync, and what an answer shows of them. [error-status]"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.answers import sync_answer
from mock_server.domain.syncs import Status, Sync, is_final
from mock_server.tests.domain.scanning import NOW
from mock_server.tests.examples import examples

ALLOWED = {
    ("pending", "active"),
    ("pending", "error"),  # its definition was deleted
    ("active", "success"),
    ("active", "warning"),
    ("active", "error"),
}
FINAL = {"success", "warning", "error"}
statuses = st.sampled_from(list(Status))


def sync_in(status: Status) -> Sync:
    return Sync(10, "/opportunities/imports/24", NOW, "test.user", status=status)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_only_the_tables_steps_are_taken(before: Status, after: Status) -> None:
    """A sync goes from `pending` to `active` to one final status, to `error` from both, and nowhere else."""
    sync = sync_in(before)
    if (str(before), str(after)) in ALLOWED:
        sync.move(after, NOW)
        assert sync.status is after
        return
    with pytest.raises(ValueError, match="does not go"):
        sync.move(after, NOW)
    assert (sync.status, sync.started_at, sync.ended_at) == (before, None, None)


@pytest.mark.parametrize("status", Status)
def test_three_statuses_are_final(status: Status) -> None:
    """`success`, `warning` and `error` are final, `pending` and `active` are not."""
    assert is_final(status) == sync_in(status).is_final == (str(status) in FINAL)


@given(st.lists(statuses, max_size=6))
@examples(60)
def test_status_never_goes_back(steps: list[Status]) -> None:
    """Whatever is tried, the statuses a sync goes through rise: pending, active, one final one."""
    rank = {Status.PENDING: 0, Status.ACTIVE: 1}
    sync, seen = sync_in(Status.PENDING), [0]
    for number, status in enumerate(steps):
        try:
            sync.move(status, NOW + number)
        except ValueError:
            continue
        seen.append(rank.get(sync.status, 2))
    assert seen == sorted(set(seen))
    assert (sync.ended_at is not None) == sync.is_final


COMMON = {"syncedInstanceUri": "/opportunities/imports/24"}
END = ["createdAt", "createdBy", "uri"]


def test_times_appear_as_the_sync_goes_on() -> None:
    """Pending shows no times, active `syncStartedAt`, final both, in the documented order."""
    sync = sync_in(Status.PENDING)
    assert list(sync_answer(sync)) == [*COMMON, "status", *END]
    sync.move(Status.ACTIVE, NOW)
    assert list(sync_answer(sync)) == [*COMMON, "syncStartedAt", "status", *END]
    sync.move(Status.SUCCESS, NOW)
    assert list(sync_answer(sync)) == [*COMMON, "syncStartedAt", "syncEndedAt", "status", *END]
    assert sync_answer(sync)["status"] == "success"


def test_a_sync_that_never_started_shows_only_its_end() -> None:
    """A sync whose definition was deleted while it was pending has an end and no start. [definition-in-use]"""
    sync = sync_in(Status.PENDING)
    sync.move(Status.ERROR, NOW)
    assert list(sync_answer(sync)) == [*COMMON, "syncEndedAt", "status", *END]


def test_the_callback_follows_the_definition() -> None:
    """`callbackUrl` stands right after `syncedInstanceUri`, where there is one. [property-order]"""
    sync = Sync(10, "/opportunities/imports/24", NOW, "test.user", callback_url="http://client.example/")
    assert list(sync_answer(sync))[:2] == ["syncedInstanceUri", "callbackUrl"]
