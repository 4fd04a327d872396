"""Contacts and accounts: their imports, fields, lists and sync actions."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

RECORDED = "Recorded exchanges with one site, 2021"
ACTIONS = "Sync actions to Eloqua"

CLAUSES: Final = (
    Clause(
        "CNT-01",
        "The answer to a contact import has the recorded properties in the recorded order.",
        f"{RECORDED}, import 1232",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-02",
        "A row whose identifier is no email address is rejected with ELQ-00002, "
        '"Invalid email address." in the reject and "Invalid email addresses." in the log.',
        f"{RECORDED}, sync 1052",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-03",
        "An address with a plus-tag is an address, and another one than that without.",
        f"{RECORDED}, contact imports",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-04",
        "A rejected row keeps none of the other rows from being imported.",
        f"{RECORDED}, sync 1053",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-05",
        "An unknown address makes a contact, counted in ELQ-00004; a known one updates it, counted in ELQ-00022.",
        f"{RECORDED}, contact imports; Tests of pyeloqua",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-06",
        "Rows of one sync that repeat an address leave one survivor; the others are rejected with ELQ-00026.",
        "Tests of pyeloqua: 30,000 rows, 21,000 of them duplicates",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-07",
        "The log of an import is ELQ-00130, 00137, 00101, 00001, warnings, 00003 after duplicates, 00004, 00022.",
        "Tests of pyeloqua: an import of 30,000 rows",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-08",
        "`importRule` `updateOnly` makes no contact, `createOnly` changes none.",
        "Eloqua readiness, 26B",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-09",
        "A row that several stored contacts match is rejected with ELQ-00026, unless "
        "`isUpdatingMultipleMatchedRecords` is true: then all of them are updated.",
        "OpenAPI of the Eloqua REST APIs, 2021; Tests of pyeloqua",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "CNT-10",
        "The email address is a contact field that may be neither null nor repeated.",
        f"{RECORDED}, contact fields",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-11",
        "A contact field shows its recorded properties in the recorded order.",
        f"{RECORDED}, contact fields",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-12",
        "The sync action `add` puts the contacts of an import on the list it names, `remove` takes them off.",
        ACTIONS,
        "documented",
        "wire",
        BOTH,
    ),
    Clause("CNT-13", "A definition has at most ten sync actions.", ACTIONS, "documented", "wire", BOTH),
    Clause(
        "CNT-14",
        "A sync action on a list that does not exist is refused with 400.",
        f"{ACTIONS}; OpenAPI of the Eloqua REST APIs, 2021",
        "documented",
        "wire",
        BOTH,
    ),
    Clause("CNT-15", "A sync-action definition has exactly one field.", ACTIONS, "documented", "wire", BOTH),
    Clause(
        "CNT-16",
        "A contact list shows `name`, `count`, `statement` and `uri`, and counts its members.",
        "Tests of pyeloqua: a list",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-17",
        "An account import matches by the account's name and echoes `linkUsers` as a boolean before `name`.",
        "Importing account data",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-18",
        "Lead scores are read-only: no import may name them.",
        "Import data into Eloqua",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-19",
        "Opportunity imports know no sync actions: they are ignored like any unknown property.",
        "OpenAPI of the Eloqua REST APIs, 2021: the property is absent from both kinds",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "CNT-20",
        "A contact whose company is set by an import comes to the account that the site's linkage rule finds.",
        "Eloqua markup language version 3; the decisions of the facts, 0.4 Contacts at accounts",
        "open",
        "wire",
        MOCK,
    ),
)
