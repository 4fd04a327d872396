"""What was thrown away is gone from memory, and what failed halfway is undone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence

import pytest

from mock_server.store.indexes import Index
from mock_server.store.staging import StagingArea
from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import InProcess


def filled_areas() -> list[StagingArea]:
    return [found for found in gc.get_objects() if isinstance(found, StagingArea) and len(found)]


@pytest.mark.parametrize("of_definition", [False, True])
def test_deleted_uploads_do_not_stay_in_memory(of_definition: bool) -> None:
    """DELETE of the data, or of the definition, frees what was staged, long before its retention is over."""
    mock = InProcess()
    uri = mock.create_import()
    before = {id(found) for found in filled_areas()}
    mock.upload(uri, [row(1)])
    (area,) = (weakref.ref(found) for found in filled_areas() if id(found) not in before)
    assert mock.call("DELETE", uri if of_definition else f"{uri}/data").status_code == 204
    gc.collect()
    left = area()
    assert left is None or not len(left)


def test_a_plan_that_fails_halfway_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the third of five records cannot be kept, none is: updates are taken back, and the sync is in error."""
    mock = InProcess()
    uri = mock.create_import()
    mock.run(uri, [row(1, "before")])
    before = mock.records()
    add_all = Index.add_all

    def fail_at_the_third(self: Index, texts: Sequence[str], record_ids: Sequence[int]) -> None:
        add_all(self, texts[:2], record_ids[:2])
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(Index, "add_all", fail_at_the_third)
        sync = mock.run(uri, [row(1, "after"), row(2), row(3), row(4), row(5)])
    assert mock.status(sync) == "error"
    assert mock.records() == before
    assert mock.status(mock.sync(uri)) == "success"
    assert [record["id"] for record in mock.records()] == [1, 2, 3, 4, 5]
