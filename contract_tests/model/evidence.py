"""What a sync leaves behind: its status, its log, its rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

INFORMATION, WARNING = "information", "warning"

MESSAGES: Mapping[str, str] = {
    "ELQ-00026": "Duplicate identifier.",
    "ELQ-00032": "Malformed records.",
    "ELQ-00039": "Invalid opportunity stage.",
    "ELQ-00040": "Invalid value.",
    "ELQ-00059": "Empty records.",
    "ELQ-00061": "Rejected records (missing fields).",
    "ELQ-00084": "Opportunity does not exist.",
    "ELQ-00085": "Contact does not exist.",
    "ELQ-00125": "Constraint failed.",
}
"""The text of a reject (facts 0.4, "Syncs", and 3.7); several matches say something else, see below."""

MULTIPLE_MATCHES = "Multiple matches."
"""The text of a reject ELQ-00026 that is no duplicate of another row of the sync."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a sync's log."""

    code: str
    count: int
    severity: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A reject. `field_values` is None where the documents do not say what stands there."""

    record_index: int
    code: str
    invalid_fields: tuple[str, ...]
    field_values: Mapping[str, str] | None
    message: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a client can read of a finished sync."""

    status: str
    logs: tuple[LogLine, ...]
    rejects: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one row: a code, the keys at fault, and the text."""

    code: str
    keys: tuple[str, ...] = ()
    message: str = ""

    @property
    def text(self) -> str:
        return self.message or MESSAGES[self.code]


def nothing_staged() -> Evidence:
    """Facts 0.4: a sync without staged data ends `warning`, log ELQ-00130 with 0 and ELQ-00124."""
    logs = (LogLine("ELQ-00130", 0, INFORMATION), LogLine("ELQ-00124", 0, WARNING))
    return Evidence("warning", logs, ())


def log_of(staged: int, rejects: tuple[Rejected, ...], duplicates: int, unknown: int, lacking: int) -> list[LogLine]:
    """The log of an import or linkage sync with staged data (facts 0.4, "Syncs").

    `duplicates` counts the rows that fell away as duplicates, `unknown` the keys that the definition does not have,
    `lacking` the keys of the definition that an upload lacks in every row.
    """
    lines = [
        LogLine("ELQ-00130", staged, INFORMATION),
        LogLine("ELQ-00137", 0, INFORMATION),
        LogLine("ELQ-00101", 0, INFORMATION),
        LogLine("ELQ-00001", staged, INFORMATION),
    ]
    counts = Counter(reject.code for reject in rejects)
    lines += [LogLine(code, counts[code], WARNING) for code in sorted(counts)]
    if duplicates:
        lines.append(LogLine("ELQ-00003", staged - duplicates, INFORMATION))
    lines += [LogLine("ELQ-00111", 0, WARNING)] * unknown
    lines += [LogLine("ELQ-00121", 0, WARNING)] * lacking
    return lines
