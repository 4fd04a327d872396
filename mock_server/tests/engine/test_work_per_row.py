"""The work of a sync is counted, not timed: what it does for a row does not grow with what the site holds already.

Counted are bytecodes, on whatever thread they run. A pass over all records shows in them even where it is a loop
without a call; one inside a single call of a built-in (`x in a_list`) does not.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from mock_server.domain.site_description import SiteDescription
from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import InProcess, site_of

FEW, MANY = 100, 1000
"""Records of each entity that are present."""
ROWS = 50
SLACK = 10
"""Bytecodes a row that two runs may differ in: the length of a number, a cache that is full."""

CONTACT = {"email": "{{Contact.Field(C_EmailAddress)}}", "company": "{{Contact.Field(C_Company)}}"}
BY_ACCOUNT = "{{Opportunity.Account.Field(M_CompanyName)}}"


class Count:
    """How many bytecodes ran."""

    def __init__(self) -> None:
        self.bytecodes = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> Count:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.bytecodes += event == "opcode"
        return self


@contextmanager
def counted() -> Iterator[Count]:
    """What runs inside is counted, on this thread and on those it starts."""
    count, before = Count(), sys.gettrace()
    threading.settrace(count)
    sys.settrace(count)
    try:
        yield count
    finally:
        sys.settrace(before)
        threading.settrace(None)


def address(number: int) -> str:
    return f"Contact{number}@x.example"


def site_with(number: int) -> SiteDescription:
    """So many opportunities, accounts, and contacts with one at each account."""
    at = range(1, number + 1)
    opportunity = {"OpportunityName": "Old", "OpportunityStageID": "Prospecting", "Amount": "1"}
    return site_of(
        {
            "opportunityStages": ["Prospecting"],
            "accounts": [{"id": n, "fields": {"M_CompanyName": f"Company {n}"}} for n in at],
            "contacts": [{"id": n, "accountId": n, "fields": {"C_EmailAddress": address(n)}} for n in at],
            "opportunities": [{"fields": {**opportunity, "RemoteOpportunityID": f"OPP-{n}"}} for n in at],
            "contactLists": [{"id": 1, "name": "List", "members": list(at)}],
        }
    )


Case = tuple[Callable[[InProcess], str], Callable[[int], dict[str, str]]]
"""Creates a definition, and makes the row of a number from 1 on."""

CASES: dict[str, Case] = {
    "new opportunities": (InProcess.create_import, lambda n: row(f"NEW-{n}")),
    "known opportunities": (InProcess.create_import, lambda n: row(f"opp-{n}")),
    "opportunities known in that case": (
        lambda mock: mock.create_import(isIdentifierFieldCaseSensitive=True),
        lambda n: row(f"OPP-{n}"),
    ),
    "contacts linked by address": (
        InProcess.create_linkage,
        lambda n: {"Opp": f"opp-{n}", "Source": address(n).upper()},
    ),
    "nobody linked by address": (InProcess.create_linkage, lambda n: {"Opp": f"OPP-{n}", "Source": f"no{n}@x.example"}),
    "contacts linked by account": (
        lambda mock: mock.create_linkage(BY_ACCOUNT),
        lambda n: {"Opp": f"OPP-{n}", "Source": f"company {n}"},
    ),
    "new contacts": (
        lambda mock: mock.create_record_import("contacts", CONTACT),
        lambda n: {"email": f"new{n}@x.example", "company": f"Company {n}"},
    ),
    "known contacts": (
        lambda mock: mock.create_record_import("contacts", CONTACT),
        lambda n: {"email": address(n), "company": f"Company {n}"},
    ),
}


def work_of(case: Case, present: int, rows: int = ROWS) -> int:
    """Bytecodes of an upload of so many rows and their sync, on a site that was searched before."""
    create, row_of = case
    mock = InProcess(site_with(present))
    uri = create(mock)
    mock.run(uri, [row_of(present + 1)])  # what is made at the first search is there from now on
    with counted() as count:
        sync = mock.run(uri, [row_of(number) for number in range(1, rows + 1)])
        mock.control("POST", f"/sites/{mock.site}/clock/advance", {"seconds": 0})  # waits for what runs beside
    assert mock.status(sync) in ("success", "warning")
    return count.bytecodes


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What a process does once, it has done: patterns compiled, modules loaded."""
    for case in CASES.values():
        work_of(case, FEW, 1)


@pytest.mark.parametrize("name", CASES)
def test_a_row_costs_the_same_on_a_full_site(name: str) -> None:
    """Import and linkage do as much for a row where ten times as many records are present: no pass over all."""
    few, many = work_of(CASES[name], FEW), work_of(CASES[name], MANY)
    assert few > 10 * ROWS, "nothing was counted"
    assert abs(many - few) <= SLACK * ROWS, f"{few} bytecodes with {FEW} records present, {many} with {MANY}"


@pytest.mark.parametrize("name", CASES)
def test_a_row_costs_the_same_among_many_rows(name: str) -> None:
    """The rows of a sync do not make each other dearer: the third fifty cost what the second fifty do."""
    one, two, three = (work_of(CASES[name], 3 * ROWS, ROWS * times) for times in (1, 2, 3))
    assert one > 10 * ROWS, "nothing was counted"
    assert three - two <= two - one + SLACK * ROWS, f"{two - one} bytecodes for the second {ROWS}, then {three - two}"
