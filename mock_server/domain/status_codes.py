"""The ELQ status codes the mock uses: log text, severity, and the text of a reject where it differs.

Texts: section 3.7 of the facts (CONFIRMED); severities there marked O are OBSERVED, the rest assumed
(differences: severities). Reject texts: section 0.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusCode:
    message: str
    severity: str = "information"
    reject_message: str = ""


def _warning(message: str, reject_message: str = "") -> StatusCode:
    return StatusCode(message, "warning", reject_message or message)


PROCESSED = "ELQ-00001"
REMAINING = "ELQ-00003"
DUPLICATE = "ELQ-00026"
MALFORMED = "ELQ-00032"
UNKNOWN_STAGE = "ELQ-00039"
INVALID_VALUE = "ELQ-00040"
EMPTY_ROW = "ELQ-00059"
MISSING_VALUE = "ELQ-00061"
NO_OPPORTUNITY = "ELQ-00084"
NO_CONTACT = "ELQ-00085"
SYNC_PROCESSED = "ELQ-00101"
FAILED = "ELQ-00107"
UNKNOWN_KEY = "ELQ-00111"
MISSING_KEY = "ELQ-00121"
NOTHING_STAGED = "ELQ-00124"
CONSTRAINT = "ELQ-00125"
STAGED = "ELQ-00130"
READY = "ELQ-00137"
DEFINITION_DELETED = "ELQ-00143"

MULTIPLE_MATCHES = "Multiple matches."
"""The reject text of ELQ-00026 where several stored records match (OBSERVED); the log always says the other."""

STATUS_CODES: Mapping[str, StatusCode] = {
    PROCESSED: StatusCode("Total records processed."),
    REMAINING: StatusCode("Total records remaining after duplicates are rejected."),
    DUPLICATE: _warning("Duplicate identifier."),
    MALFORMED: _warning("Malformed records."),
    UNKNOWN_STAGE: _warning("Invalid opportunity stage."),
    INVALID_VALUE: _warning("Invalid value."),
    EMPTY_ROW: _warning("Empty records."),
    MISSING_VALUE: _warning("Rejected records (missing fields)."),
    NO_OPPORTUNITY: _warning("Opportunity does not exist."),
    NO_CONTACT: _warning("Contact does not exist."),
    SYNC_PROCESSED: StatusCode("Sync processed for sync , resulting in {status} status."),
    FAILED: StatusCode("There was an error processing the {type}.", "error"),
    UNKNOWN_KEY: _warning("Field {field} is not part of import definition, and will be ignored."),
    MISSING_KEY: _warning("Field {field} is part of import definition, but not included in file {file}."),
    NOTHING_STAGED: _warning("There was no data available to process."),
    CONSTRAINT: _warning("Constraint failed."),
    STAGED: StatusCode("Total records staged for import."),
    READY: StatusCode("Ready for data import processing."),
    DEFINITION_DELETED: StatusCode(
        "Sync Recovery Worker could not recover from sync error. {type} definition for id {id} has been deleted.",
        "error",
    ),
}
