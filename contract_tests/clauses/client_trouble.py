"""What a client owes: when something goes wrong."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-52",
        "Repeats a call that was answered with 429.",
        "HTTP status codes; RFC 9110, 10.2.3",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-53",
        "Waits as long as `Retry-After` says.",
        "HTTP status codes; RFC 9110, 10.2.3",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-54",
        "Repeats a call that was answered with 503.",
        "HTTP status codes; Troubleshooting",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-55",
        "Repeats a reading call whose connection broke.",
        "RFC 9110, 9.2.2; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-56",
        "Gives up waiting for an answer that does not come, and repeats a reading call.",
        "RFC 9110, 9.2.2; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-57",
        "Stops repeating a call that keeps failing.",
        "No page of the vendor: judged by the setting of the judge",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-58",
        "Waits between repeats, and longer each time or as long as the pace of polls.",
        "RFC 9110, 10.2.3; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-59",
        "Makes no second definition in place of one whose answer was lost.",
        "RFC 9110, 9.2.2; no page of the vendor",
        "open",
        "data",
        CLIENT,
    ),
    Clause(
        "CLI-60",
        "Stages no row twice when the answer to an upload was lost.",
        "RFC 9110, 9.2.2; no page of the vendor",
        "open",
        "data",
        CLIENT,
    ),
    Clause(
        "CLI-61",
        "Makes no second sync in place of one whose answer was lost.",
        "Bulk API Best Practices; RFC 9110, 9.2.2",
        "documented",
        "data",
        CLIENT,
    ),
    Clause(
        "CLI-62",
        "Loses no row when an upload was refused with 429 or 503 or its connection broke.",
        "Import data into Eloqua",
        "documented",
        "data",
        CLIENT,
    ),
    Clause(
        "CLI-63",
        "Does not repeat a call that was refused with 400.",
        "HTTP status codes; Validation errors",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-64",
        "Shows the `failures` of a 400 to its user.",
        "Validation errors; Product notice of November 2020",
        "documented",
        "wire",
        CLIENT,
    ),
)
