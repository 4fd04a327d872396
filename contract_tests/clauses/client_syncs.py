"""What a client owes: syncs, rejects, exported data."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

CLIENT: Final[tuple[Party, ...]] = ("client",)

CLAUSES: Final = (
    Clause(
        "CLI-32",
        "Polls a sync until its status is final.",
        "Sync status types",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-33",
        "Polls at a sane pace: on average no more often than the judge's setting, by default once a second.",
        "Recorded exchanges with one site, 2021: small imports end within 1 to 2 seconds",
        "observed",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-34",
        "Stops polling a sync that does not end.",
        "Sync status types; no page says how long a sync may take",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-35",
        "Asks for no second sync of a definition while the first has not ended.",
        "Bulk API Best Practices",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-36",
        "Syncs a linkage only after the syncs of the opportunities have ended.",
        "Using the opportunities endpoints, Linking to contacts",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-37",
        "Takes `warning` for partial success: does not upload the accepted rows again.",
        "Sync status types; OpenAPI of the Eloqua REST APIs, 2021, syncs",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-38",
        "Reads the rejects of a sync that ended with `warning`.",
        "Troubleshooting; Sync status types",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-39",
        "Reads every page of the rejects.",
        "OpenAPI of the Eloqua REST APIs, 2021, syncs/rejects",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-40",
        "Maps a reject to its row by `recordIndex`, counted from 1, and `fieldValues`.",
        "Recorded exchanges with one site, 2021, sync 1053",
        "observed",
        "sync evidence",
        CLIENT,
    ),
    Clause(
        "CLI-41",
        "Maps rejects to the right rows where one sync took several uploads.",
        "No document; the decisions of the facts, recordIndex",
        "open",
        "sync evidence",
        CLIENT,
    ),
    Clause(
        "CLI-42",
        "Takes `error` for failure: does not go on with what depends on that sync.",
        "Sync status types",
        "documented",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-43",
        "Tells its user of a sync that ended in `error`.",
        "Sync status types; no page says how",
        "open",
        "wire",
        CLIENT,
    ),
    Clause(
        "CLI-44",
        "Reads exported data from its sync, not from the definition.",
        "Bulk API Best Practices",
        "documented",
        "wire",
        CLIENT,
    ),
)
