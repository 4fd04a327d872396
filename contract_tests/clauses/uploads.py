"""Uploads: JSON and CSV, staging, and what is refused at once."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

FILES = "Uploading file data using cURL"
RECORDED = "Recorded exchanges with one site, 2021"
BODIES = "No document; the decisions of the facts, 0.4 Errors"

CLAUSES: Final = (
    Clause(
        "UPL-01",
        "The same rows have the same effect as JSON and as CSV.",
        f"{FILES}; OpenAPI of the Eloqua REST APIs, 2021, media types",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-02",
        "Rows split into several uploads, in their order, have the same effect as one upload, but for `recordIndex`.",
        "Bulk API limits; Import data into Eloqua",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-03",
        "The order of keys in a JSON row and of columns in CSV has no effect.",
        f"{FILES}; RFC 8259, 4",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-04",
        "CSV is read as RFC 4180 has it: quotes, commas, line ends and doubled quotes inside values, LF or CRLF, a "
        "last line without an end.",
        f"{FILES}; RFC 4180",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "UPL-05",
        "Values are never judged at the upload: bad ones are answered with 204 and judged by the sync.",
        f"{RECORDED}, contact imports",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-06",
        "A malformed body is refused with 400 and stages nothing, not even the rows before the fault.",
        BODIES,
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "UPL-07",
        "A key that is not in the definition is ignored: the sync ends `warning` without rejects.",
        f"{RECORDED}, sync 1047",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-08",
        'A key of the definition that a row lacks stands as `""` in its reject.',
        f"{RECORDED}, rejects of sync 1052",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-09",
        'The value `""` clears a field under the rule `always` and is skipped under `ifNewIsNotNull`.',
        f"Import characteristics, updateRule; {RECORDED}, import 1234",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "UPL-10",
        "Numbers and booleans in JSON count as the text they were sent in; text that looks like a number, a formula or "
        "JSON stays text.",
        "No document; the decisions of the facts, 0.3",
        "open",
        "data",
        MOCK,
    ),
    Clause(
        "UPL-11",
        "A body of more than 32 MB is refused, with 404 as documented or with 413, and stages nothing.",
        "Bulk API limits, Requests",
        "open",
        "wire",
        BOTH,
    ),
    Clause(
        "UPL-12",
        "DELETE of the data answers 204 and empties the staging area.",
        "OpenAPI of the Eloqua REST APIs, 2021, imports/{id}/data",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-13",
        "An upload to an id that does not exist answers 404.",
        "HTTP status codes",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "UPL-14",
        "An upload answers 204 without a body.",
        "Using the opportunities endpoints, Upload data to the definition",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "UPL-15",
        "Where `isSyncTriggeredOnImport` is true an upload answers 201 with a sync, which covers that upload.",
        "OpenAPI of the Eloqua REST APIs, 2021, imports/{id}/data",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-16",
        "DELETE of the data while a sync of the definition is unfinished answers 409.",
        "Eloqua readiness, 24B",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "UPL-17",
        "A sync takes at most 500 uploads; the next one is refused with 400.",
        "Eloqua readiness, 24D; Bulk API limits",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "UPL-18",
        "An upload without rows, `[]` or a header alone, answers 204 and stages nothing.",
        "No document; the decisions of the facts, 0.4 Syncs",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "UPL-19",
        "A byte order mark is no part of the first header name.",
        "No document: the mark is common in files of spreadsheets",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "UPL-20",
        "A CSV line with another number of values than the header is rejected with ELQ-00032, the other lines are not.",
        "Eloqua status codes, ELQ-00032; the decisions of the facts, 0.4 Judging a row",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "UPL-21",
        "CSV without a header, with an empty or repeated header name, or with an unterminated quote is refused with "
        "400 and stages nothing.",
        BODIES,
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "UPL-22",
        "A sync consumes what it took: each row is processed by one sync.",
        "Import data into Eloqua; Bulk API limits",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "UPL-23",
        'JSON `null` in a row counts as `""`; the text `null` is a value.',
        "An open-source pipeline's Eloqua destination, 2023; the decisions of the facts, 0.4 Judging a row",
        "open",
        "data",
        MOCK,
    ),
    Clause(
        "UPL-24",
        "Staged data that no sync took is gone when `dataRetentionDuration` has passed, and not before.",
        "Import characteristics, dataRetentionDuration",
        "documented",
        "sync evidence",
        BOTH,
    ),
)
