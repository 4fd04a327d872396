"""What a client owes: reading answers as they may come."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-45",
        "Follows `hasMore`: reads lists of data to their end.",
        "OpenAPI of the Eloqua REST APIs, 2021, lists",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-46",
        "Goes to the next page by the number of items that came, not by the number that it asked for.",
        "No document: `count` says how many came",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-47",
        "Does not expect `items` where exported data have no rows.",
        "Tests of pyeloqua: an export of nothing; singer-io/tap-eloqua",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-48",
        "Survives properties that it does not know.",
        "Eloqua readiness, 26B: new properties; Recorded exchanges with one site, 2021",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-49",
        "Survives any order of properties.",
        "RFC 8259, 4; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-50",
        "Survives properties left out because they are null.",
        "Recorded exchanges with one site, 2021, syncs",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-51",
        "Does not take `createdAt` of the answer to a POST for what a GET will show.",
        "Recorded exchanges with one site, 2021, definitions read back",
        "observed",
        "wire",
        CLIENT,
    ),
)
