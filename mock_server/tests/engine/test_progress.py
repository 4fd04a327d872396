"""How far a large sync has come can be read while it is at work; what it worked on is let go when it is through."""

from __future__ import annotations

import ctypes
import gc
import threading
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

from mock_server.domain.uploads import Block
from mock_server.engine import allocator, running
from mock_server.settings import Settings
from mock_server.tests.engine.rows import rows
from mock_server.tests.in_process import InProcess
from mock_server.web import rows as reading


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """One whose uploads stand in blocks of ten rows, and whose syncs run beside."""
    monkeypatch.setattr(reading, "SLICE", 10)
    return InProcess(settings=Settings(rows_beside=1, rows_kept=0))


def all_blocks() -> list[Block]:
    return [found for found in gc.get_objects() if isinstance(found, Block)]


def settle(mock: InProcess) -> None:
    """Returns when nothing runs beside."""
    mock.control("POST", f"/sites/{mock.site}/clock/advance", {"seconds": 0})


def listed(mock: InProcess, sync: str) -> dict[str, Any]:
    items = mock.control("GET", f"/sites/{mock.site}/syncs")["items"]
    found: dict[str, Any] = next(item for item in items if item["uri"] == sync)
    return found


def watched(mock: InProcess, monkeypatch: pytest.MonkeyPatch, uri: str, sent: list[dict[str, str]]) -> list[Any]:
    """What the control API says between the slices of the sync of these rows."""
    seen: list[Any] = []
    monkeypatch.setattr(running, "let_others_run", lambda: seen.append(listed(mock, "/syncs/1").get("progress")))
    mock.run(uri, sent)
    settle(mock)
    return seen


def test_an_import_tells_how_many_rows_are_done(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """`progress` counts up to the staged rows, over both looks at each, never back, from when the work began; before
    and after there is none."""
    uri = mock.create_import()
    mock.upload(uri, rows(31, 40))
    seen = watched(mock, monkeypatch, uri, rows(1, 30))
    assert [(at["rows"], at["done"]) for at in seen] == [(40, done) for done in (0, 5, 10, 15, 20, 25, 30, 35)]
    assert {at["since"] for at in seen} == {mock.control("GET", f"/sites/{mock.site}")["now"]}
    ended = listed(mock, "/syncs/1")
    assert (ended["status"], "progress" in ended) == ("success", False)


def test_rejects_do_not_count_rows_again(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look, for the rows that were rejected, is past the end of the count: it says all, never more."""
    seen = watched(mock, monkeypatch, mock.create_linkage(), [{"Opp": "none", "Source": "x"}] * 25)
    assert [at["done"] for at in seen] == [0, 10, 20, 25, 25, 25]
    assert mock.status("/syncs/1") == "warning"


def test_a_sync_that_waits_its_turn_has_no_progress(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the sync at work has a progress: one that is active behind it has none yet."""
    uri, seen, both = mock.create_import(), list[list[bool]](), threading.Event()

    def look() -> None:
        assert both.wait(20)
        items = mock.control("GET", f"/sites/{mock.site}/syncs")["items"]
        seen.append(["progress" in item for item in items])

    monkeypatch.setattr(running, "let_others_run", look)
    mock.run(uri, rows(1, 10))
    mock.run(mock.create_linkage(), [{"Opp": "1", "Source": "carol.chen@globex.example"}] * 2)
    both.set()
    settle(mock)
    assert seen[0] == [True, False]
    assert seen[-1] == [False, True]


def test_memory_is_given_back_when_the_rows_are_gone(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sync is through, nothing holds its rows any more, not even its thread; then memory is given back."""
    uri = mock.create_import()
    before = {id(found) for found in all_blocks()}
    mock.upload(uri, rows(1, 30))
    blocks = [weakref.ref(found) for found in all_blocks() if id(found) not in before]
    left: list[int] = []
    given = threading.Event()

    def give_back() -> None:
        left.append(sum(block() is not None for block in blocks))
        given.set()

    monkeypatch.setattr(allocator, "give_back", give_back)
    mock.sync(uri)
    assert given.wait(20)
    assert (len(blocks), left) == (3, [0])


@pytest.mark.parametrize("library", ["glibc", "another", "none"])
def test_memory_is_given_back_where_the_c_library_can(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """glibc is asked to keep nothing; with another C library, or where none can be loaded, nothing happens."""
    asked: list[int] = []

    def load(_: None) -> Any:
        if library == "none":
            raise OSError
        return SimpleNamespace(malloc_trim=asked.append) if library == "glibc" else SimpleNamespace()

    monkeypatch.setattr(ctypes, "CDLL", load)
    allocator.give_back()
    assert asked == ([0] if library == "glibc" else [])
