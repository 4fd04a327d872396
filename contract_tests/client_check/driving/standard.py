"""The standard scenarios: each calls upon some rules, so that all are exercised before anything is drawn.

Among them are the faults of a watched run. A client that lacks a method skips the steps that need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from contract_tests.client_check.driving.scenario import SITE, Scenario, Step

Plan = Mapping[str, Any]


def opportunity(number: int, **more: Any) -> dict[str, Any]:
    named: dict[str, Any] = {"OpportunityID": f"opp-{number}", "OpportunityName": f"Opportunity {number}"}
    return {**named, "Stage": "Prospecting", "Amount": str(number), **more}


def opportunities(*numbers: int) -> Step:
    return Step("import_opportunities", tuple(opportunity(number) for number in numbers))


LINKS = Step(
    "link_contacts",
    (
        {"OpportunityID": "opp-1", "EmailAddress": "ann@acme.example"},
        {"OpportunityID": "opp-2", "EmailAddress": "nobody@nowhere.example"},
        {"OpportunityID": "opp-2", "EmailAddress": "cy@globex.example"},
    ),
)
ACCOUNT_LINKS = Step("link_accounts", ({"OpportunityID": "opp-1", "CompanyName": "Acme"},))
CONTACTS = Step(
    "import_contacts",
    (
        {"EmailAddress": "ann@acme.example", "FirstName": "Ånn", "LastName": "Ωmega", "IsSubscribed": False},
        {"EmailAddress": "no address", "FirstName": "Nobody", "LastName": "", "IsSubscribed": True},
    ),
)
ACCOUNTS = Step("import_accounts", ({"CompanyName": "Initech", "Country": "Perú"},))
EXPORTS = (Step("export_contacts"), Step("export_accounts"))
STORY = (opportunities(1, 2), LINKS, ACCOUNT_LINKS, CONTACTS, ACCOUNTS, *EXPORTS)
"""Everything once, all going well."""
MIXED = Step(
    "import_opportunities",
    (
        opportunity(1, CreatedDate="2017-10-05 1:15"),
        opportunity(2, Stage="No such stage", CreatedDate=""),
        opportunity(3, OpportunityName='a "quoted", comma', CreatedDate="2020-01-01"),
        opportunity(4, Amount="", CreatedDate=""),
        opportunity(5, OpportunityName="Zażółć gęślą jaźń 東京 😀", CreatedDate=""),
    ),
)
"""Rows with a date, of which two are rejected."""


def large(number: int, *bad: int) -> Step:
    """So many rows, too many for one scaled-down upload; the bad ones have a stage that no site has."""
    rows = (
        opportunity(each, Territory="x" * 90, Owner="ü" * 90, Currency="é" * 90, AccountName=f"{each:>090}")
        | ({"Stage": "No such stage"} if each in bad else {})
        for each in range(number)
    )
    return Step("import_opportunities", tuple(rows))


def crowd(number: int) -> Mapping[str, Any]:
    """A site of so many contacts."""
    contacts = [{"id": each, "fields": {"C_EmailAddress": f"c{each}@crowd.example"}} for each in range(1, number + 1)]
    return {**SITE, "contacts": contacts}


DATA, DEFINITIONS, SYNCS = "*/imports/*/data", "*/imports", "*/syncs"
"""Paths of uploads, of definitions that are made, of syncs that are asked for."""
POLLS = "*/syncs/*"


def scenario(
    plan: str, *steps: Step, faults: Iterable[Plan] = (), courses: Iterable[Plan] = (), **more: Any
) -> Scenario:
    return Scenario(tuple(steps), plan, tuple(faults), tuple(courses), **more)


def struck(plan: str, step: Step, path: str, method: str = "POST", small: bool = False, **outcome: Any) -> Scenario:
    """One fault, on the calls of that method and path."""
    return scenario(plan, step, faults=({"method": method, "path": path, **outcome},), small=small)


UNDISTURBED: Final = scenario("undisturbed", *STORY)
STANDARD: Final = (
    UNDISTURBED,
    scenario("undisturbed, OAuth", *STORY, oauth=True),
    scenario("rows that are rejected", MIXED),
    scenario("an unknown property", *STORY, decoration="unknown property"),
    scenario("another order of properties", *STORY, decoration="key order"),
    scenario("null written out", opportunities(1, 2), decoration="null written out"),
    scenario("several uploads", large(100, 5, 40, 77), small=True),
    scenario("several syncs", large(300, 5, 177), small=True),
    scenario(
        "short pages",
        MIXED,
        Step("export_contacts"),
        faults=(
            {"pageAtMost": 1, "path": "*/rejects", "times": "always"},
            {"pageAtMost": 2, "path": "*/data", "times": "always"},
        ),
    ),
    scenario("nothing to export", *EXPORTS, site={**SITE, "contacts": [], "accounts": []}),
    scenario("wrong password", *STORY, wrong_password=True),
    scenario(
        "an expired token",
        *STORY,
        oauth=True,
        faults=({"path": "*/opportunities/contacts/imports", "expireToken": True},),
    ),
    scenario("a moved site", *STORY, faults=({"path": DEFINITIONS, "skip": 1, "moveBase": True},)),
    scenario("a sync that ends in error", opportunities(1, 2), LINKS, courses=({"end": "error"},)),
    scenario("a sync that never ends", opportunities(1, 2), LINKS, courses=({"end": "never"},)),
    scenario("a long sync", opportunities(1), courses=({"pendingSeconds": 20, "activeSeconds": 300},)),
    struck("503 to a definition", opportunities(1, 2), path=DEFINITIONS, status=503, retryAfter=30),
    struck("503 to an upload", large(100), path=DATA, small=True, skip=1, status=503, retryAfter=30),
    struck("429 to a sync", opportunities(1, 2), path=SYNCS, status=429, retryAfter=45),
    struck("429 to polls", opportunities(1, 2), path=POLLS, method="GET", status=429, retryAfter=45, times=2),
    struck("500 without end", opportunities(1, 2), path="*/fields", method="GET", status=500, times="always"),
    struck("400 to a definition", opportunities(1, 2), path=DEFINITIONS, status=400, times="always"),
    struck("a definition whose answer is lost", opportunities(1, 2), path=DEFINITIONS, answer="lost", phase="after"),
    struck("an upload whose answer is lost", opportunities(1, 2), path=DATA, answer="lost", phase="after"),
    struck("a sync whose answer is lost", opportunities(1, 2), path=SYNCS, answer="lost", phase="after"),
    struck("an upload that does not arrive", opportunities(1, 2), path=DATA, answer="reset", phase="before"),
    struck("a poll whose connection breaks", opportunities(1, 2), path=POLLS, method="GET", answer="reset"),
    struck("a poll that is cut", opportunities(1, 2), path=POLLS, method="GET", answer="cut"),
    struck("a poll without an answer", opportunities(1, 2), path=POLLS, method="GET", answer="stalled", seconds=5),
)
"""In the order in which they are played."""
PLANS: Final = {each.plan: each for each in STANDARD}
"""The same by their names."""


def matching(patterns: Sequence[str]) -> tuple[Scenario, ...]:
    """The standard scenarios that any of the patterns names, all where there is none. Raises ValueError for a pattern
    that names none."""
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in PLANS):
            raise ValueError(f"{pattern} names no plan; there are {', '.join(PLANS)}")
    return tuple(each for each in STANDARD if not patterns or any(fnmatchcase(each.plan, one) for one in patterns))
