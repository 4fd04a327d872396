"""What a client owes: uploads."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-22",
        "Keeps an upload within 32 MB.",
        "Bulk API limits",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-23",
        "Makes at most 500 uploads for one sync.",
        "Bulk API limits; Eloqua readiness, 24D",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-24",
        "Splits what is larger than one upload and loses no row, in order and whole.",
        "Bulk API limits; Import data into Eloqua",
        "documented",
        "data",
        CLIENT,
    ),
    Clause(
        "CLI-25",
        "Sends UTF-8.",
        "Uploading file data using cURL",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-26",
        "Sends CSV with a header of the definition's keys, quoted so that every line has as many values.",
        "Uploading file data using cURL; RFC 4180",
        "documented",
        "sync evidence",
        CLIENT,
    ),
    Clause(
        "CLI-27",
        "Does not upload to a definition whose sync it has not seen end.",
        "Bulk API Best Practices",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-28",
        "Asks for a sync only when every upload for it was acknowledged.",
        "Import data into Eloqua",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-29",
        "Leaves nothing staged: what it uploaded, it syncs.",
        "Import data into Eloqua; Import characteristics, dataRetentionDuration",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-30",
        "Takes 204 without a body for an acknowledged upload.",
        "Using the opportunities endpoints, Importing opportunities, step 2; Recorded exchanges with one "
        "site, 2021, uploads",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-31",
        "Takes 201 with a sync for an acknowledged upload and follows that sync instead of asking for another.",
        "OpenAPI of the Eloqua REST APIs, 2021, imports/data",
        "documented",
        "wire",
        CLIENT,
    ),
)
