"""eloqua-python-sdk 0.4.9, as read in its `eloquasdk/bulk.py` and `eloquasdk/error.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DISCOVERY = "`EloquaBulkClient` takes `bulk_url` from its caller; discovery is not its affair."
POLLING = "`check_sync_status` asks once: how often, how long and until when is for the caller to say."
PAGES = "`get_synced_data` reads the one page that its caller names by offset and size."

CALLERS: Final[Mapping[str, str]] = {
    "CLI-01": DISCOVERY,
    "CLI-02": DISCOVERY,
    "CLI-03": DISCOVERY,
    "CLI-04": DISCOVERY,
    "CLI-05": "The user's name is sent as the caller gave it: with the site, or without.",
    "CLI-18": "`create_import` and `create_export` take the definition's name from their caller.",
    "CLI-29": "`upload_data` and `create_sync` are calls of their own: which follows which is the caller's affair.",
    "CLI-32": POLLING,
    "CLI-33": POLLING,
    "CLI-34": POLLING,
    "CLI-37": "It repeats nothing after a warning by itself; whether rows are sent again is for the caller to say.",
    "CLI-42": "It hands the status over; what depends on it is for the caller to say.",
    "CLI-43": "It hands the status over; whom to tell is for the caller to say.",
    "CLI-45": PAGES,
    "CLI-46": PAGES,
}

BROKEN: Final[Mapping[str, str]] = {
    "CLI-20": (
        "`create_export` sends a name, fields and a filter; it takes no `autoDeleteDuration`, and the library has no "
        "call that deletes: its `post` and `get` are all the methods that it can send. Whoever exports with it leaves "
        "a definition behind each time. Its imports do go by themselves: `create_import` sends `P7D` unless told "
        "otherwise."
    ),
    "CLI-38": (
        "`get_sync_rejects` cannot work. It hands `limit` and `offset` to `get` as the second argument, which is the "
        "headers; both are numbers, and `requests` refuses a header whose value is a number, with `InvalidHeader`, "
        "before anything is sent. The driver asks for the rejects after each import, as a caller should, and goes on "
        "without: no call for them is in the journal. There is no other function that could read them."
    ),
    "CLI-52": (
        "`get` and `post` send the call once and raise `EloquaException` for every status from 400 on, 429 among them. "
        "The exception holds the reason and the text of the answer, but neither status nor headers: a caller "
        "cannot even see how long `Retry-After` asks it to wait."
    ),
    "CLI-54": (
        "As with 429: `get` and `post` raise the same `EloquaException`, from which a caller can tell a refusal for "
        "the moment from one for good only by its words."
    ),
    "CLI-55": (
        "`make_request` calls `requests.request` once, without a session and without retries; `get` catches the "
        "exception of a broken connection only to raise it again, although reading can be repeated without harm."
    ),
    "CLI-56": (
        "`make_request` passes no time-out on, and `get` takes none from its caller, who can neither set one nor get "
        "past it. `requests` waits for ever by default."
    ),
}
