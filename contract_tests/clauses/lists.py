"""Lists and their pages: definitions, fields, syncs, log entries, rejects."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

PARAMETERS = "OpenAPI of the Eloqua REST APIs, 2021, list operations"
RECORDED = "Recorded exchanges with one site, 2021"

CLAUSES: Final = (
    Clause(
        "PAG-01",
        "For every `limit` the pages partition the list: nothing missing, nothing twice, in the order of one big page.",
        f"{PARAMETERS}, limit and offset",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-02",
        "`count` is the number of items, `totalResults` depends on neither `limit` nor `offset`, and `hasMore` is true "
        "exactly while items follow.",
        f"{PARAMETERS}, limit and offset",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-03",
        "`totalResults=false` leaves the property out and `hasMore` right.",
        f"{PARAMETERS}, totalResults",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-04",
        "A `limit` of 0, 1001, -1 or text and a negative `offset` have one answer in all lists: 400.",
        "No document; the decisions of the facts, 0.4 Errors",
        "open",
        "wire",
        MOCK,
    ),
    Clause(
        "PAG-05",
        "`orderBy` DESC is ASC reversed where no two items are equal in the term.",
        f"{PARAMETERS}, orderBy",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-06",
        "Log entries and rejects page by the same rules as all lists.",
        "Reference of GET /syncs/{id}/logs and /syncs/{id}/rejects",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "PAG-07",
        "The envelope of a list is `items`, `totalResults`, `limit`, `offset`, `count`, `hasMore`, in this order.",
        f"{RECORDED}, contact fields",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-08",
        "Without parameters `limit` is 1000 and `offset` 0.",
        f"{PARAMETERS}, limit and offset",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-09",
        "GET /imports lists the import definitions of all entities together.",
        "OpenAPI of the Eloqua REST APIs, 2021, /imports",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-10",
        "`q` keeps exactly the items that fit: `*` stands for anything, a blank may be written as `*`, and what fits "
        "and what does not make up the list.",
        f"{PARAMETERS}, q; Tests of pyeloqua",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-11",
        "GET /opportunities/fields lists id, name, created date and stage with the statements, names and internal "
        "names that were published, and without times.",
        "Topliners, Eloqua 18B Sneak Peek: Opportunities are coming to the Bulk API",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-12",
        "What a `uri` in a list names, a GET answers as it stands in the list.",
        "OpenAPI of the Eloqua REST APIs, 2021, fields and definitions",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-13",
        "A sync without rejects lists them as an empty `items`, in exactly 79 bytes.",
        f"{RECORDED}, rejects",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "PAG-14",
        "An `offset` at or past the end answers an empty page with the right `totalResults` and no more to come.",
        f"{PARAMETERS}, offset",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "PAG-15",
        "Every statement of the tutorial is that of a field in GET /opportunities/fields.",
        "Using the opportunities endpoints, Importing opportunities",
        "documented",
        "wire",
        BOTH,
    ),
)
