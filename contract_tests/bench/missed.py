"""Where the time goes in lines that miss their target, from profiles: shown on the page while they do."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "upload-sync": (
        "profiled at full size, processor time, `json.loads` = 1: reading the upload 0.8, of it parsing 0.4; in the "
        "sync parsing once more and turning rows into columns 0.7, settling the values of nine columns 0.9, "
        "identifiers and duplicates 0.4, records and their index 0.3."
    ),
}
"""By the line's id: a sentence or two, with the profile's figures."""
