"""Errors, isolation of sites, and calls at the same time."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

STATUSES = "HTTP status codes"
DECIDED = "No document; the decisions of the facts, 0.4 Errors"

CLAUSES: Final = (
    Clause(
        "ERR-01",
        "A refused call leaves everything as it was.",
        f"{STATUSES}; RFC 9110, 15.5",
        "open",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-02",
        "A definition that is refused answers `failures`, each with `field`, where there was one `value`, and "
        "`constraint`, in this order.",
        "Product notice of November 2020, validation of definitions",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("ERR-03", "No request, however odd, is answered with a 5xx.", STATUSES, "open", "wire", BOTH),
    Clause(
        "ERR-04",
        "An empty body, a body that is no JSON or no object, and `NaN` are refused with 400 at every endpoint that "
        "takes a definition.",
        DECIDED,
        "open",
        "wire",
        MOCK,
    ),
    Clause(
        "ERR-05",
        "Missing or wrong credentials answer 401 on every Bulk call, for things that exist as for things that do not.",
        f"{STATUSES}; node-eloqua-sdk, tests",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-06",
        "Sites never see each other: two that run interleaved have the histories that each would have alone.",
        "Authenticate using HTTP basic authentication: a user belongs to a site",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-07",
        "`X-HTTP-Method-Override` on POST replaces the verb by PUT or DELETE.",
        "HTTP request headers",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-08",
        "Uploads to one definition at the same time are all staged: no row is lost.",
        "Bulk API Best Practices",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "ERR-09",
        "A call whose answer was lost either happened as a whole or not at all.",
        "No document",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause("ERR-10", "A path that the API does not have answers 404.", STATUSES, "documented", "wire", BOTH),
    Clause(
        "ERR-11",
        "A known path with a verb that it does not have answers 405 and names its verbs in `Allow`.",
        f"{DECIDED}; RFC 9110, 15.5.6",
        "open",
        "wire",
        MOCK,
    ),
    Clause(
        "ERR-12",
        'The reason phrase of 400 is "There was a validation error.", of 404 "The requested resource was not found.", '
        'of 401 "You are not authorized to make this request.".',
        f"{STATUSES}; RFC 9112, 4",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-13",
        "Unknown ids of definitions, fields, lists and syncs answer 404.",
        "wso2-extensions/esb-connector-eloqua, negative tests",
        "observed",
        "wire",
        BOTH,
    ),
    Clause("ERR-14", "An id that is no number answers 404.", DECIDED, "open", "wire", MOCK),
    Clause(
        "ERR-15",
        "A POST or PUT without `Content-Type` is an error.",
        "HTTP request headers",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-16",
        "Answers with a body are compact JSON in UTF-8 and say so.",
        "Recorded exchanges with one site, 2021, headers",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-17",
        "`X-HTTP-Status-Code-Override: 200` forces the status of the answer.",
        "HTTP request headers",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "ERR-18",
        "Paths are read in any case; a `uri` in a body always has its canonical spelling.",
        "Recorded exchanges with one site, 2021; clients of the live service",
        "observed",
        "wire",
        BOTH,
    ),
    Clause("ERR-19", "401, 404, 405 and 409 of the Bulk API have no body.", DECIDED, "open", "wire", MOCK),
)
