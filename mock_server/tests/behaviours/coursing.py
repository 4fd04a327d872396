"""Courses planned for the site of a mock in this process."""

from __future__ import annotations

from typing import Any

from mock_server.tests.in_process import InProcess

SITE = "/sites/TestCompany"
ROWS = [
    {"OpportunityID": str(n), "OpportunityName": f"deal {n}", "Stage": "Prospecting", "Amount": "1"} for n in range(6)
]


def plan(mock: InProcess, **course: Any) -> dict[str, Any]:
    planned: dict[str, Any] = mock.control("POST", f"{SITE}/courses", course)
    return planned


def accounts(mock: InProcess) -> list[tuple[int, int, bool]]:
    return [(c["met"], c["fired"], c["usedUp"]) for c in mock.control("GET", f"{SITE}/courses")["items"]]


def release(mock: InProcess, barrier: str) -> Any:
    return mock.control("POST", f"{SITE}/barriers/{barrier}/release")


def ids(mock: InProcess) -> list[str]:
    """`OpportunityID` of every stored opportunity."""
    return [record["fields"]["RemoteOpportunityID"] for record in mock.records()]


def polls(mock: InProcess, sync: str, many: int) -> list[str]:
    return [mock.status(sync) for _ in range(many)]
