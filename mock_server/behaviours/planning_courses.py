"""From what a planner said to a typed course, or every reason why it is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mock_server.behaviours.courses import Course, End, Rejected
from mock_server.behaviours.faults import glob
from mock_server.behaviours.reading import LARGEST, FaultyPlan, Said

PROPERTIES = (
    "definition",
    "skip",
    "times",
    "optional",
    "pendingPolls",
    "pendingSeconds",
    "activePolls",
    "activeSeconds",
    "heldAt",
    "end",
    "reject",
    "visibleAfterPolls",
)
MOST_ROWS = 1000
LONGEST_STAGE = 10.0**9
"""Seconds of the site's clock."""


def read_course(said: Mapping[str, Any], codes: Collection[str]) -> Course:
    """The course that properties of `POST /_mock/sites/{name}/courses` describe. Raises FaultyPlan.

    `codes` are the status codes that a row can be rejected with.
    """
    reader = Said(said, PROPERTIES)
    course = Course(
        definition=reader.pattern("definition", glob) or "*",
        skip=reader.whole("skip", 0) or 0,
        times=reader.times(),
        optional=reader.flag("optional"),
        pending_polls=reader.whole("pendingPolls", 0),
        pending_seconds=reader.seconds("pendingSeconds", LONGEST_STAGE),
        active_polls=reader.whole("activePolls", 0),
        active_seconds=reader.seconds("activeSeconds", LONGEST_STAGE),
        held_at=_barrier(reader),
        end=_end(reader),
        reject=_rejected(reader, codes),
        visible_after_polls=reader.whole("visibleAfterPolls", 0) or 0,
    )
    _check_together(reader)
    if reader.flaws:
        raise FaultyPlan(reader.flaws)
    return course


def _barrier(said: Said) -> str | None:
    name = said.text("heldAt")
    if name is not None and (not name.isascii() or not name.replace("-", "").replace("_", "").isalnum()):
        said.refuse("heldAt", "Must be a name of ASCII letters, digits, - and _.")
    return name


def _end(said: Said) -> End:
    """Where the course rejects rows the end is a warning."""
    return End(said.word("end", tuple(End)) or (End.WARNING if "reject" in said else End.SUCCESS))


def _rejected(said: Said, codes: Collection[str]) -> Rejected | None:
    value = said.value("reject")
    if value is None:
        return None
    if not isinstance(value, dict):
        said.refuse("reject", "Must be an object.")
        return None
    reader = Said(value, ("rows", "every", "code"), "reject.")
    if ("rows" in reader) is ("every" in reader):
        reader.refuse("rows", "Must be given unless every is, and then not.")
    if "code" not in reader:
        reader.refuse("code", "Must be given.")
    every, code, rows = reader.whole("every", 1), reader.word("code", codes), _rows(reader)
    said.flaws += reader.flaws
    return Rejected(code or "", rows, every)


def _rows(said: Said) -> tuple[int, ...]:
    rows = said.value("rows")
    if rows is None:
        return ()
    right = isinstance(rows, list | tuple) and 1 <= len(rows) <= MOST_ROWS
    if not right or not all(type(row) is int and 0 <= row <= LARGEST * 10 for row in rows):
        said.refuse("rows", f"Must be a list of 1 to {MOST_ROWS} row numbers, counted from 0 over the whole sync.")
        return ()
    return tuple(rows)


def _check_together(said: Said) -> None:
    for stage in ("pending", "active"):
        if f"{stage}Polls" in said and f"{stage}Seconds" in said:
            said.refuse(f"{stage}Seconds", f"Must not stand beside {stage}Polls.")
    end = said.value("end")
    if end == End.WARNING and "reject" not in said:
        said.refuse("reject", "Must say which rows are rejected where the end is a warning.")
    if end is not None and end != End.WARNING and "reject" in said:
        said.refuse("end", "Must be warning where rows are rejected.")
    if end == End.NEVER and "heldAt" in said:
        said.refuse("heldAt", "Must not be given where the sync never ends.")
