"""What a client owes: discovery, credentials, secrets."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-01",
        "Asks /id before its first Bulk call and takes the base URL from the answer.",
        "Determining base URLs",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-02",
        "Asks /id again after a 401, and goes on at the base URL that it then names.",
        "Determining base URLs; Troubleshooting 400 level errors with OAuth token",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-03",
        "Asks /id once for a session, and again only after a 401.",
        "Determining base URLs",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-04",
        'Takes the answer 200 `"Not authenticated."` of /id for a refusal and calls nothing else with '
        "those credentials.",
        "Determining base URLs; Troubleshooting 400 level errors with OAuth token",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-05",
        "Sends HTTP Basic with the user as site, backslash, user.",
        "Authenticate using HTTP basic authentication",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-06",
        "Stops when its credentials are refused: no call is repeated with them more than once.",
        "Troubleshooting 400 level errors with OAuth token; no page says how often",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-07",
        "Refreshes an expired access token, once for each time it expires, and repeats the call that it cost.",
        "Authenticate using OAuth 2.0",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-08",
        "Keeps the refresh token that came with the last token, and never sends one that it replaced.",
        "singer-io/tap-eloqua",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-09",
        "Uses an access token for as long as it is good instead of asking for one for each call.",
        "Authenticate using OAuth 2.0, expires_in",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-10",
        "Sends no secret in a URL.",
        "RFC 9110, 17.9; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-11",
        "Prints no secret, in no form.",
        "OWASP Logging Cheat Sheet; no page of the vendor",
        "open",
        "wire",
        CLIENT,
    ),
)
