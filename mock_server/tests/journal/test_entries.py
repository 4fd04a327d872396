"""The journal as a container: bounded, counted, in order."""

from __future__ import annotations

from typing import Any

from mock_server.journal.entries import ENTRY_BYTES, NOTHING, Bounds, Exchange, Journal, Message


def exchange(number: int, **changes: Any) -> Exchange:
    values: dict[str, Any] = {
        "number": number,
        "at": 0,
        "began": 0.0,
        "took": 0.0,
        "method": "GET",
        "path": "/",
        "query": "",
        "route": None,
        "host": "",
        "user": None,
        "authenticated": False,
        "request": NOTHING,
        "status": 200,
        "answer": NOTHING,
        "fault": None,
        "failures": (),
        "secrets": (),
    }
    return Exchange(**values | changes)


def numbers(journal: Journal) -> list[int]:
    return [kept.number for kept in journal.read()[0]]


def test_the_journal_is_bounded_in_entries() -> None:
    """It keeps the latest entries and says how many older ones it dropped."""
    journal = Journal(Bounds(entries=3))
    for number in range(1, 6):
        journal.note(exchange(number))
    assert (numbers(journal), journal.read()[1]) == ([3, 4, 5], 2)


def test_the_journal_is_bounded_in_bytes() -> None:
    """Bodies and headers count, of request and answer; the latest entry is kept however large."""
    journal = Journal(Bounds(bytes=3 * ENTRY_BYTES + 10))
    journal.note(exchange(1))
    journal.note(exchange(2, request=Message((), "x" * ENTRY_BYTES, ENTRY_BYTES, whole=True)))
    assert numbers(journal) == [1, 2]
    journal.note(exchange(3, answer=Message((("H", "x" * ENTRY_BYTES),), "", 0, whole=True)))
    assert (numbers(journal), journal.read()[1]) == ([3], 2)
    journal.note(exchange(4, path="x" * 10 * ENTRY_BYTES))
    assert (numbers(journal), journal.read()[1]) == ([4], 3)


def test_entries_stand_in_the_order_of_arrival() -> None:
    """A call that came first and was answered last stands first; numbers are never given twice."""
    journal = Journal()
    first, second = journal.next_number(), journal.next_number()
    journal.note(exchange(second))
    journal.note(exchange(first))
    assert numbers(journal) == [1, 2]
    assert journal.next_number() == 3
