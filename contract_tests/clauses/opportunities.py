"""Imports of opportunities: identity, duplicates, update rules, judging of values."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

REC = "Recorded exchanges with one site, 2021"
OAS = "OpenAPI of the Eloqua REST APIs, 2021"
DEC = "No document; decisions of the facts"
LOGS = "Recorded logs of a client's tests, 2015 to 2017"
CODES = "Eloqua status codes"
IMPC = "Import characteristics"
TYPES = "Data types"
TUT = "Using the opportunities endpoints"

CLAUSES: Final = (
    Clause(
        "OPP-01",
        "After an import there is one opportunity a class of identifiers, under the comparison that "
        "`isIdentifierFieldCaseSensitive` names.",
        f"{OAS}, isIdentifierFieldCaseSensitive",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-02",
        "Of rows that repeat an identifier within one sync one survives, first or last as the open question "
        "`duplicateSurvivor` has it, also across uploads; the others are ELQ-00026.",
        f"{LOGS}, 21,000 duplicates",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "OPP-03",
        "With `isIdentifierFieldCaseSensitive` false, identifiers in another case find the same "
        "opportunities; with true they make new ones.",
        f"{OAS}, isIdentifierFieldCaseSensitive",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-04",
        "With distinct identifiers the order of rows has no effect; imports of disjoint identifiers commute.",
        f"{IMPC}, update rules",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-05",
        "`updateRule` decides field by field: always, only where the new value is not blank, only where the "
        "stored one is blank, or as `updateRuleByField` says.",
        f"{IMPC}, updateRule",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-06",
        "Exactly the row is rejected that lacks a required value (ELQ-00061), is all blank (ELQ-00059) or has "
        "an unknown stage (ELQ-00039).",
        f"{CODES}, ELQ-00039, 00059, 00061",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "OPP-07",
        "Amounts and dates in accepted forms are stored; others reject the row in a required field, else drop "
        "the value with ELQ-00040 and keep the row.",
        f"{TYPES}, number and date",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-08",
        "Importing opportunities makes, removes and moves no link.",
        f"{TUT}, introduction",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-09",
        "An update with the stored values is not visible as a change.",
        f"{REC}, imports 1235 and 1237",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-10",
        "An unknown identifier makes a record with the row's values; a known one updates that record and makes none.",
        f"{REC}, contact imports",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-11",
        "An empty value clears the stored one under the rule `always`, in a field that is not required.",
        f"{REC}, import 1234",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-12",
        "A key missing from a row keeps or clears the stored value, as the open question `missingKey` has it.",
        f"{DEC}, 0.2 missingKey",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-13",
        "A stage is compared without regard to case and stored as the site spells it.",
        f"{DEC}, 0.4 Values",
        "open",
        "data",
        MOCK,
    ),
    Clause(
        "OPP-14",
        "An unknown stage is rejected or accepted, as the open question `unknownStage` has it.",
        f"{CODES}, ELQ-00039",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-15",
        "Text over 100 characters is rejected with ELQ-00125 or cut, as the open question `longText` has it; "
        "100 characters always pass.",
        f"{TYPES}, text",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-16",
        "An identifier over 100 characters is rejected with ELQ-00125.",
        f"{DEC}, 0.4 Judging a row",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "OPP-17",
        "The rows of the tutorial are imported without a reject: amounts as text, a one-digit hour, empty close dates.",
        f"{TUT}, To import opportunities",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-18",
        "An update keeps the identifier as it was first spelled.",
        f"{DEC}, 0.4 Judging a row",
        "open",
        "data",
        MOCK,
    ),
    Clause(
        "OPP-19",
        "A row is rejected once, for the first reason that applies.",
        f"{DEC}, 0.4 Judging a row",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "OPP-20",
        "A rejected row changes no record, and a rejected duplicate revives nobody.",
        f"{REC}, sync 1053",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-21",
        "JSON null in a row is empty text; numbers and booleans are the text they were sent in.",
        f"{DEC}, 0.3 and 0.4",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-22",
        "A created date that is blank, missing or invalid becomes the time of the sync on a new record and "
        "stays on a stored one.",
        f"{DEC}, 0.4 Values",
        "open",
        "data",
        MOCK,
    ),
    Clause(
        "OPP-23",
        "Identifiers are text: `007` is not `7`.",
        f"{TUT}, To import opportunities",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "OPP-24",
        "An import with several stored matches updates them all where `isUpdatingMultipleMatchedRecords` is "
        'true, else rejects with ELQ-00026 "Multiple matches.".',
        f"{OAS}, isUpdatingMultipleMatchedRecords",
        "documented",
        "data",
        BOTH,
    ),
)
