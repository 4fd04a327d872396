"""Where the time goes in lines that miss their target, from profiles: shown on the page while they do."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "upload-sync": (
        "profiled at full size, processor time, `json.loads` = 1: reading the upload 0.8, of it parsing 0.4; in the "
        "sync parsing once more and turning rows into columns 0.7, settling the values of nine columns 0.9, "
        "identifiers and duplicates 0.4, records and their index 0.3."
    ),
    "link-account": (
        "by processor time the sync takes 1.4 times the loop, and single runs went from 1.03 to "
        "2.96 by the clock: two full runs on one day gave 1.35 and 2.48. What the clock counts besides "
        "was not found yet."
    ),
    "get-1-moto": (
        "two full runs on one day gave 6.12 and 4.69: with one client a call is some 130 µs of the client's and 145 µs "
        "of the server's time, the latter as told for eight clients, and each wake-up between the two counts."
    ),
    "get-8": (
        "with eight clients the server is at its limit, and what counts is processor time a call: about 145 µs against "
        "95. Of the mock's part beside the HTTP server (94 µs, bare Flask 45), profiled: the journal 38 % (noting "
        "the caller 10, writing down and hiding secrets 28), Flask and werkzeug 32 %, the view, the sync and its "
        "JSON 23 %, faults, addresses and the edge 7 %."
    ),
    "post-8": (
        "as for the GET, 315 µs against 95 to 170. Of the mock's part (267 µs), profiled: the journal 28 % (it keeps "
        "and searches both bodies), marshmallow 15 %, reading the body 11 %, checking and keeping the definition 13 %, "
        "the answer's JSON 6 %, the rest Flask and werkzeug."
    ),
}
"""By the line's id: a sentence or two, with the profile's figures."""
