"""What no document settles: one switch a question, with the default the mock takes.

Section 0.2 of the facts; every row stands under the switch's name in `docs/differences.md`. A site file
chooses other values in its `assumptions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Switch -> its values, the default first.
SWITCHES: Mapping[str, tuple[str, ...]] = {
    "multipleSourceMatches": ("reject", "first", "all"),
    "multipleOpportunities": ("all", "reject", "first"),
    "accountWithoutContacts": ("accept", "reject"),
    "unknownStage": ("reject", "accept"),
    "duplicateSurvivor": ("last", "first"),
    "oversizedBody": ("404", "413"),
    "missingKey": ("keep", "clear"),
    "longText": ("reject", "cut"),
    "recordIndex": ("upload", "sync"),
    "textComparison": ("casefold", "lower", "upper", "ascii", "sql", "sql-accent"),
    "exportRetention": ("PT6H", "PT12H"),
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One site's answers, a field for each switch."""

    multiple_source_matches: str = "reject"
    multiple_opportunities: str = "all"
    account_without_contacts: str = "accept"
    unknown_stage: str = "reject"
    duplicate_survivor: str = "last"
    oversized_body: str = "404"
    missing_key: str = "keep"
    long_text: str = "reject"
    record_index: str = "upload"
    text_comparison: str = "casefold"
    export_retention: str = "PT6H"

    @classmethod
    def from_switches(cls, chosen: Mapping[str, Any]) -> Assumptions:
        """Take `{switch: value}` as a site file has it; both must be known (the site file's schema sees to it)."""
        return cls(**{_snake(switch): str(value) for switch, value in chosen.items()})

    def as_switches(self) -> dict[str, str]:
        """All switches as a site file has them."""
        return {switch: getattr(self, _snake(switch)) for switch in SWITCHES}


DEFAULTS = Assumptions()


def _snake(switch: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in switch)
