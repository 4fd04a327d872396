"""`ten_lines.py` beside this package: it is all there is, and its author is everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BROKEN: Final[Mapping[str, str]] = {
    "CLI-01": (
        "`BASE` is put together from an address that was looked up once. Which pod a site is on is for `/id` to say."
    ),
    "CLI-02": "It never asks `/id`, so it cannot ask again. A 401 is not looked at: it dies of the answer's body.",
    "CLI-20": "The definition is made anew by each run, never deleted, and has no `autoDeleteDuration`.",
    "CLI-34": "`while ... in ('pending', 'active')` has no other end than the sync's.",
    "CLI-38": "After the loop it says `done`, whatever the status is. Nobody reads which rows were rejected.",
    "CLI-43": "The loop ends with `error` as with `success`, and `done` is all that is printed.",
    "CLI-52": "No status is looked at: of an answer 429 it wants `made['uri']`, and dies of a body that is no JSON.",
    "CLI-54": "Nor is 503 looked at: the script dies of that answer in the same way.",
    "CLI-55": "`requests.get` raises `ConnectionError`, and nothing catches it: the sync goes on, the script does not.",
    "CLI-56": "`requests.get` is given no time-out, and waits for ever by default.",
    "CLI-64": (
        "No status is looked at: what the server said was wrong with the definition is in an answer that is dropped, "
        "and `KeyError: 'uri'` is what the user is shown."
    ),
}
