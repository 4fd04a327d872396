"""Rows to upload, and gates that hold a large sync up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from mock_server.domain.importing import plan_import


def row(number: int | str, name: str = "deal") -> dict[str, str]:
    """A row of `InProcess.create_import` that is right."""
    return {"OpportunityID": str(number), "OpportunityName": name, "Stage": "Prospecting", "Amount": "1"}


def rows(first: int, last: int, name: str = "deal") -> list[dict[str, str]]:
    return [row(number, name) for number in range(first, last + 1)]


class Gate:
    """Holds up the rules of an import: `reached` says that a sync stands before it, `open` lets it through."""

    def __init__(self, plan: Callable[..., Any] = plan_import) -> None:
        self._plan = plan
        self.reached = threading.Event()
        self.open = threading.Event()

    def __call__(self, *args: Any) -> Any:
        self.reached.set()
        assert self.open.wait(20), "nobody opened the gate"
        return self._plan(*args)
