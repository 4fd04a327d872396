"""Discovery, HTTP Basic, OAuth 2, and the headers of answers."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

DISCOVERY = "Determining base URLs"
OAUTH = "Authenticate using OAuth 2.0"
HEADERS = "Recorded exchanges with one site, 2021, headers"

CLAUSES: Final = (
    Clause(
        "LOG-01",
        "GET /id answers `site`, `user` and `urls`, with their recorded properties in order; ids are numbers.",
        DISCOVERY,
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-02",
        'Wrong credentials on /id answer 200 with the 20 bytes `"Not authenticated."`.',
        f"{DISCOVERY}; Troubleshooting 400 level errors with OAuth token",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-03",
        "A user name is the site's name, a backslash and the user's; any other spelling is not authorised.",
        "Authenticate using HTTP basic authentication",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-04",
        "The addresses in `urls` carry the literal `{version}`, and that of bulk, with 2.0 in its place, is where the "
        "Bulk API answers.",
        DISCOVERY,
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-05",
        "The password grant answers a token, `bearer`, 28,800 seconds and a refresh token, with which Bulk calls are "
        "authorised.",
        f"{OAUTH}, Resource owner password credentials",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("LOG-06", "The refresh token changes on every refresh.", "singer-io/tap-eloqua", "observed", "wire", BOTH),
    Clause(
        "LOG-07",
        "A token request may be JSON or a form.",
        f"{OAUTH}; singer-io/tap-eloqua",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-08",
        "The token endpoint answers wrong clients and grants with 401 and `error`, `error_code` (a number) and "
        "`error_description`.",
        "Product notice of August 2021, token endpoint",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-09",
        "The authorize endpoint sends back to the client with `code` and the client's `state`, and that code is worth "
        "one token.",
        "OAuth responses: authorization code grant request",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-10",
        "An authorize request without `client_id`, or with an unknown one, answers 200 and a sentence as text/html.",
        "OAuth responses: authorization code grant request",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "LOG-11",
        'A token that nobody gave answers 401 on Bulk calls and `"Not authenticated."` on /id.',
        "Troubleshooting 400 level errors with OAuth token",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("LOG-12", "An access token ends after eight hours.", OAUTH, "observed", "wire", BOTH),
    Clause(
        "LOG-13",
        "Answers forbid storing and sniffing, and carry an `X-Request-Id` of their own each.",
        HEADERS,
        "observed",
        "wire",
        BOTH,
    ),
    Clause("LOG-14", "An answer of 204 has no `Content-Type`.", HEADERS, "observed", "wire", BOTH),
    Clause("LOG-15", "A 201 has no `Location`.", HEADERS, "observed", "wire", BOTH),
    Clause(
        "LOG-16",
        "Whatever `Accept` says, the answer is JSON, but for CSV of exported data.",
        "HTTP request headers",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("LOG-17", "A refresh token works once.", "No document", "open", "wire", MOCK),
)
