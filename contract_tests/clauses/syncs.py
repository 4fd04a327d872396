"""Syncs: their course, their log, their rejects."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")

REC = "Recorded exchanges with one site, 2021"
OAS = "OpenAPI of the Eloqua REST APIs, 2021"
DEC = "No document; decisions of the facts"
LOGS = "Recorded logs of a client's tests, 2015 to 2017"
CODES = "Eloqua status codes"
NOTICE = "Product notice, November 2020"
BP = "Bulk API Best Practices"
HTTP = "HTTP status codes"

CLAUSES: Final = (
    Clause(
        "SYN-01",
        "POST /syncs answers `pending`; the status is one of pending, active, success, warning, error, never "
        "goes back, and what is final stays.",
        f"{OAS}, syncs, enum status",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-02",
        "`syncStartedAt` is absent while pending, `syncEndedAt` is there exactly when the sync is final; "
        "created, started and ended never fall.",
        f"{REC}, finished syncs",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-03",
        "The final status follows from the evidence: `warning` exactly with a reject or a warning line, "
        "`error` exactly with an error line.",
        f"{REC}, syncs 1047 to 1053",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-04",
        "Counts are conserved: the staged count is the number of rows uploaded, the processed count equals "
        "it, and the rejects add up to the counts of their log lines.",
        LOGS,
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-05",
        "Each reject names a row that was uploaded: `fieldValues` is that row, missing keys as empty text, "
        "`recordIndex` counts from 1, `invalidFields` are keys of the definition.",
        f"{REC}, sync 1052",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-06",
        "Rows stand for themselves: with the rejected rows left out, the rest gives no reject and the same data.",
        f"{REC}, sync 1053",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "SYN-07",
        "A sync without staged data changes nothing, ends `warning` and logs ELQ-00124.",
        f"{CODES}, ELQ-00124",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "SYN-08",
        "The same rows uploaded and synced again leave the data as they were.",
        f"{REC}, imports 1235 and 1237",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "SYN-09",
        "An unknown, missing, malformed or deleted `syncedInstanceUri` is refused with 400 and a failure on "
        "it; no sync is made.",
        f"{NOTICE}, sync creation",
        "open",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-10",
        "Two syncs of one definition: the second stays `pending` until the first is final; no staged row is "
        "lost, none applied twice.",
        f"{BP}, one sync of a definition at a time",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "SYN-11",
        "A `callbackUrl` is accepted in any case of its name and echoed after `syncedInstanceUri`.",
        f"{OAS}, POST /syncs",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-12",
        "GET data of an import's sync answers 400.",
        f"{OAS}, GET /syncs/{id}/data",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-13",
        "Log lines carry a known code, a severity of information, warning or error, and the text of the code; "
        "rejects carry the singular text.",
        f"{LOGS}, and change log of a client",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-14",
        "A definition that no longer holds is refused at POST /syncs with 400 and `failures`; its staged data stay.",
        f"{NOTICE}, definition validation",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-15",
        "The answer to POST /syncs has `syncedInstanceUri, status, createdAt, createdBy, uri` in that order; "
        "a finished sync adds `syncStartedAt, syncEndedAt` after the first.",
        f"{REC}, syncs",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-16",
        "The log of an import's sync begins with ELQ-00130 and its staged count, ELQ-00137 with 0, ELQ-00101 "
        "with 0 and ELQ-00001 with the processed count.",
        f"{LOGS}, 30,000 rows",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-17",
        "One warning line a reject code carries the number of rejects with that code.",
        f"{LOGS}, 30,000 rows",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-18",
        "A log line has `syncUri, count, severity, statusCode, message, createdAt`; lists of logs and rejects "
        "have the envelope of every list.",
        f"{LOGS}, items",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-19",
        "A reject has `fieldValues, message, statusCode, recordIndex, invalidFields`; `fieldValues` holds "
        "every key of the definition in its order, as text.",
        f"{REC}, sync 1052",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-20",
        'No rejects are `{"items":[],"totalResults":0,"limit":1000,"offset":0,"count":0,"hasMore":false}`, 79 bytes.',
        f"{REC}, empty rejects",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-21",
        "A key of the rows that the definition lacks gives one ELQ-00111 a key, and `warning` without a reject.",
        f"{REC}, sync 1047",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-22",
        "A key of the definition that an upload lacks in every row gives ELQ-00121.",
        f"{CODES}, ELQ-00121",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-23",
        "`syncedInstanceUri` may name any import definition of the site; the sync echoes it as the "
        "definition's `uri` has it.",
        f"{OAS}, POST /syncs",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-24",
        "Syncs count their ids apart from definitions; each new one is higher than all before it.",
        f"{REC}, ids of imports and syncs",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-25",
        "GET /syncs lists every sync of the site, each as its own GET shows it.",
        f"{OAS}, GET /syncs",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-26",
        "An unknown sync answers 404, on itself and on its logs, rejects and data.",
        f"{HTTP}, 404",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "SYN-27",
        "What is staged when the sync begins is taken: an upload after its end waits for the next sync.",
        f"{REC}, uploads and syncs in turn",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-28",
        "With several uploads in one sync the index of a reject is, as the open question `recordIndex` has "
        "it, that of its own upload or runs on.",
        f"{DEC}, 0.2 recordIndex",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-29",
        "Deleting the definition during its sync ends that sync `error` with ELQ-00143, nothing applied.",
        f"{CODES}, ELQ-00143",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "SYN-30",
        "Rejects and logs read again are the same, page by page or whole.",
        f"{OAS}, GET /syncs/{id}/rejects",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "SYN-31",
        "Where the documents are silent, what becomes of rows follows from one of the answers that are known to each "
        "open question.",
        f"{DEC}, 0.2",
        "open",
        "sync evidence",
        BOTH,
    ),
)
