"""pyeloqua 0.5.11, as read in its `pyeloqua.py`, `bulk.py` and `error_handling.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CALLERS: Final[Mapping[str, str]] = {
    "CLI-18": "`Bulk.create_def` takes the definition's name from its caller.",
    "CLI-20": (
        "It has no call that deletes a definition, but `Bulk.add_options` passes on whatever it is given, "
        "`autoDeleteDuration` too: whether a definition goes is for the caller to say, and the driver does not."
    ),
    "CLI-29": "`Bulk.post_data` and `Bulk.sync` are calls of their own: which follows which is the caller's affair.",
    "CLI-37": "It repeats nothing after a warning by itself; whether rows are sent again is for the caller to say.",
    "CLI-38": (
        "`Bulk.handle_sync` reads the logs after a warning, not the rejects: these are there for the caller to ask "
        "for, by `Bulk.get_sync_rejects`, as the driver does."
    ),
}

BROKEN: Final[Mapping[str, str]] = {
    "CLI-02": (
        "`Eloqua.__init__` asks /id once and keeps the base URL in the object; no other function asks again. A 401 "
        "comes out of `error_handling._elq_error_` as an HTTP error. A program that lives longer than its site stays "
        "where it is has to notice by itself and make a new object; the library gives it no other way."
    ),
    "CLI-44": (
        "`Bulk.get_export_data` reads `/data` below the uri of the definition (`job_def`). That of the sync "
        "(`job_sync`) is at hand in the same object. What a definition's data show while another sync of it runs, "
        "or after one, no page promises."
    ),
    "CLI-46": (
        "`Bulk.get_data` adds 1000 to the offset whatever came, since it asked for 1000: rows that a shorter page left "
        "out are never read, and nothing says so, because the page behind them is empty and the last. All lists of a "
        "sync go through it: exported data, logs, rejects. `Bulk.get_fields` errs the other way: it adds 1, and so "
        "reads nearly the same page again and again. That a page may be shorter than was asked for no document says; "
        "that `count` tells how many came, each answer does."
    ),
    "CLI-52": (
        "Each function sends its call once. `error_handling._elq_error_` raises an HTTP error for 429 as for any other "
        "status of a refusal; no function of the library catches it, waits, or looks at `Retry-After`. A caller can do "
        "all that around every single call; around `Bulk.handle_sync`, which makes several, only by taking it apart."
    ),
    "CLI-54": (
        "As with 429: `error_handling._elq_error_` raises `EloquaServerError` for every status from 500 on, and "
        "nothing catches it. A poll that is refused for a moment ends `Bulk.sync`, while the sync itself goes on; the "
        "exception holds the status alone, without `Retry-After`."
    ),
    "CLI-55": (
        "Every call is made by `requests.get` or `requests.post`, without a session and without retries. A connection "
        "that breaks during a poll leaves `Bulk.sync` as `requests.exceptions.ConnectionError`, "
        "although a poll can be repeated without harm."
    ),
    "CLI-56": (
        "No call has a time-out: the word stands in its source only for the length of a sync. `requests` waits for "
        "ever by default, and so `Bulk.sync` never comes to count the seconds of its own `timeout`."
    ),
}
