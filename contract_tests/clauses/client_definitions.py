"""What a client owes: its calls and its definitions."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-12",
        "Sends `Content-Type` with every body, and it is `application/json` or `text/csv`.",
        "HTTP request headers",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-13",
        "Calls only what is documented.",
        "OpenAPI of the Eloqua REST APIs, 2021, paths",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-14",
        "Takes field statements from `statement` of the fields, never made up from internal names.",
        "Eloqua 18B Sneak Peek: Opportunities are coming to the Bulk API, fields",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-15",
        "Defines an opportunity import with the statements of id, name, stage and amount, identified by "
        "the key of the id.",
        "Using the opportunities endpoints, Importing opportunities, Required fields and limitations",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-16",
        "Defines a linkage of two fields at most.",
        "Using the opportunities endpoints, Linking to contacts, Required fields and limitations",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-17",
        "Names the key of `{{Opportunity.Id}}` as match field of a linkage and the other key as its source field.",
        "Using the opportunities endpoints, Linking to contacts; OpenAPI of the Eloqua REST APIs, 2021, "
        "opportunities/contacts/imports",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-18",
        "Keeps definitions within the limits: a name of 1 to 100 characters, 100 fields for an import, "
        "250 for an export.",
        "Bulk API limits; Import characteristics, name",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-19",
        "Sends booleans that are false as false, not as nothing and not as another word.",
        "OpenAPI of the Eloqua REST APIs, 2021, import definitions; Using import and export parameters",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-20",
        "Deletes its definitions, or gives them `autoDeleteDuration`, or uses them again.",
        "Bulk API Best Practices",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-21",
        "Asks lists for 1 to 1000 items and exported data for 1 to 50,000.",
        "OpenAPI of the Eloqua REST APIs, 2021, limit; Bulk API limits",
        "documented",
        "wire",
        CLIENT,
    ),
)
