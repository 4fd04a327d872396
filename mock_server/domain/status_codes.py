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
INVALID_EMAIL = "ELQ-00002"
CONTACTS_CREATED = "ELQ-00004"
ACCOUNTS_CREATED = "ELQ-00005"
BOUNCED = "ELQ-00016"
UNSUBSCRIBED = "ELQ-00017"
CONTACTS_UPDATED = "ELQ-00022"
ACCOUNTS_UPDATED = "ELQ-00023"
ADDRESSES_CREATED = "ELQ-00033"
UNMATCHED = "ELQ-00034"
ADDRESSES_UPDATED = "ELQ-00035"
CONTACT_EXISTS = "ELQ-00048"
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
EXPORTED = "ELQ-00102"
CONVERTED = "ELQ-00106"
FAILED = "ELQ-00107"
UNKNOWN_KEY = "ELQ-00111"
ADDED_TO_ACCOUNT_LIST = "ELQ-00114"
SUBSCRIBED_TO_GROUP = "ELQ-00115"
UNSUBSCRIBED_FROM_GROUP = "ELQ-00116"
REMOVED_FROM_ACCOUNT_LIST = "ELQ-00117"
REMOVED_FROM_CONTACT_LIST = "ELQ-00118"
ADDED_TO_CONTACT_LIST = "ELQ-00119"
MISSING_KEY = "ELQ-00121"
NOTHING_STAGED = "ELQ-00124"
CONSTRAINT = "ELQ-00125"
STAGED = "ELQ-00130"
STAGING_DELETED = "ELQ-00131"
READY = "ELQ-00137"
SUBSCRIBED = "ELQ-00138"
DEFINITION_DELETED = "ELQ-00143"

MULTIPLE_MATCHES = "Multiple matches."
"""The reject text of ELQ-00026 where several stored records match (OBSERVED); the log always says the other."""

STATUS_CODES: Mapping[str, StatusCode] = {
    PROCESSED: StatusCode("Total records processed."),
    INVALID_EMAIL: _warning("Invalid email addresses.", "Invalid email address."),
    REMAINING: StatusCode("Total records remaining after duplicates are rejected."),
    CONTACTS_CREATED: StatusCode("Contacts created."),
    ACCOUNTS_CREATED: StatusCode("Accounts created."),
    BOUNCED: StatusCode("Contacts email marked as bounced."),
    UNSUBSCRIBED: StatusCode("Contacts email marked as unsubscribed."),
    CONTACTS_UPDATED: StatusCode("Contacts updated."),
    ACCOUNTS_UPDATED: StatusCode("Accounts updated."),
    DUPLICATE: _warning("Duplicate identifier."),
    MALFORMED: _warning("Malformed records."),
    ADDRESSES_CREATED: StatusCode("Email addresses created."),
    UNMATCHED: StatusCode("Total unmatched records."),
    ADDRESSES_UPDATED: StatusCode("Email addresses updated."),
    UNKNOWN_STAGE: _warning("Invalid opportunity stage."),
    INVALID_VALUE: _warning("Invalid value."),
    CONTACT_EXISTS: _warning("Contact already exists."),
    EMPTY_ROW: _warning("Empty records."),
    MISSING_VALUE: _warning("Rejected records (missing fields)."),
    NO_OPPORTUNITY: _warning("Opportunity does not exist."),
    NO_CONTACT: _warning("Contact does not exist."),
    SYNC_PROCESSED: StatusCode("Sync processed for sync , resulting in {status} status."),
    EXPORTED: StatusCode("Successfully exported members to csv file."),
    CONVERTED: StatusCode("Successfully converted csv file to sqlite, taking {kb_used} kb."),
    FAILED: StatusCode("There was an error processing the {type}.", "error"),
    UNKNOWN_KEY: _warning("Field {field} is not part of import definition, and will be ignored."),
    ADDED_TO_ACCOUNT_LIST: StatusCode("Added members to Account List {id}."),
    SUBSCRIBED_TO_GROUP: StatusCode("Subscribed members to Email Group {id}."),
    UNSUBSCRIBED_FROM_GROUP: StatusCode("Unsubscribed members from Email Group {id}."),
    REMOVED_FROM_ACCOUNT_LIST: StatusCode("Removed members from Account List {id}."),
    REMOVED_FROM_CONTACT_LIST: StatusCode("Removed members from Contact List {id}."),
    ADDED_TO_CONTACT_LIST: StatusCode("Added members to Contact List {id}."),
    MISSING_KEY: _warning("Field {field} is part of import definition, but not included in file {file}."),
    NOTHING_STAGED: _warning("There was no data available to process."),
    CONSTRAINT: _warning("Constraint failed."),
    STAGED: StatusCode("Total records staged for import."),
    STAGING_DELETED: StatusCode("Deleted internal staging for data transfer."),
    READY: StatusCode("Ready for data import processing."),
    SUBSCRIBED: StatusCode("Contacts email marked as subscribed."),
    DEFINITION_DELETED: StatusCode(
        "Sync Recovery Worker could not recover from sync error. {type} definition for id {id} has been deleted.",
        "error",
    ),
}

_OF_A_SYNC = (UNKNOWN_KEY, MISSING_KEY, NOTHING_STAGED)
ROW_CODES = tuple(code for code, known in STATUS_CODES.items() if known.reject_message and code not in _OF_A_SYNC)
"""The codes that a row can be rejected with."""
