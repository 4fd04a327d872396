"""Exports: definitions, filters, and the data of their syncs."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

SCHEMA = "OpenAPI of the Eloqua REST APIs, 2021"
FILTERING = "Filtering"
DECIDED = "No document; the decisions of the facts, 0.4 Filters"

CLAUSES: Final = (
    Clause(
        "EXP-01",
        "The answer to an export is `name`, `fields`, `filter` where sent, `dataRetentionDuration`, `uri`, and the "
        "four of creator and times, in this order; the filter's text is unchanged.",
        "Product notice of November 2020, sample",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-02",
        "The default retention of an export is PT6H, or PT12H as before 24A.",
        "Eloqua readiness, 24A; OpenAPI of the Eloqua REST APIs, 2021",
        "open",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-03",
        "The data of an export's sync has one row a contact, under the keys of the definition in their order, all of "
        'them text, the empty ones `""`.',
        "Retrieving large volumes of data; Tests of pyeloqua",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-04",
        "Data without rows has no `items`, only the counters.",
        "pyeloqua, changelog 0.4.2; singer-io/tap-eloqua",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-05",
        "With `Accept: text/csv` the data comes as CSV with a header of keys.",
        "Export data from Eloqua",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-06",
        "A filter keeps exactly the contacts that fit it; a term and its NOT make up the whole.",
        FILTERING,
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-07",
        "A filter has at most 1000 characters; one that is longer, or that cannot be read, is refused with a failure "
        "on `filter`.",
        FILTERING,
        "documented",
        "wire",
        BOTH,
    ),
    Clause("EXP-08", "An export has at most 250 fields.", "Bulk API limits", "documented", "wire", BOTH),
    Clause(
        "EXP-09",
        "There are no exports of opportunities.",
        f"{SCHEMA}, paths",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-10",
        "The log of an export's sync counts the exported rows in ELQ-00102.",
        "Troubleshooting, sync logs",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "EXP-11",
        "The pages of data partition it; their limit is 1 to 50,000, by default 1000.",
        "Reference of GET /syncs/{id}/data; Bulk API limits",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-12",
        "`~` compares as LIKE does, with `%` for anything.",
        FILTERING,
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-13",
        "EXISTS keeps the members of the list it names.",
        FILTERING,
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-14",
        "DELETE of exported data answers 204; afterwards it cannot be read: 404 or 410.",
        f"{SCHEMA}; singer-io/tap-eloqua",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-15",
        "Exported data is gone when its retention has passed, and not before: 404 or 410.",
        "Export characteristics, dataRetentionDuration; singer-io/tap-eloqua",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-16",
        "What an import of contacts wrote, an export reads, and a filter on the account's name finds the contacts of "
        "that account.",
        "Eloqua markup language version 3",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "EXP-17",
        "`maxRecords` bounds the number of rows.",
        f"{SCHEMA}, maxRecords",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("EXP-18", "A quote inside a filter's value is doubled.", DECIDED, "open", "wire", MOCK),
    Clause(
        "EXP-19",
        "An export names at least one field, and no field that does not exist.",
        f"{SCHEMA}; Export data from Eloqua",
        "documented",
        "wire",
        BOTH,
    ),
)
