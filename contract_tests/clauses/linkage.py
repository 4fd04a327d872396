"""Linking opportunities to contacts, directly or through accounts."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")

OAS = "OpenAPI of the Eloqua REST APIs, 2021"
DEC = "No document; decisions of the facts"
CODES = "Eloqua status codes"
TUT = "Using the opportunities endpoints"
SDK = "A client library (node-eloqua-sdk)"

CLAUSES: Final = (
    Clause(
        "LNK-01",
        "The links after a sync are exactly those that the rows call for, over entity type, both case flags, "
        "multiple matches, number of matches on both sides and spelling.",
        f"{TUT}, Linking to contacts",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-02",
        "In each of those cases exactly the rows that call for no link are rejected, each with its code.",
        f"{CODES}, ELQ-00026, 00084, 00085",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-03",
        "An unknown opportunity is ELQ-00084, an unknown contact or account ELQ-00085; a row that knows "
        "neither is ELQ-00084.",
        f"{CODES}, ELQ-00084, 00085",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-04",
        "For the same rows, links made without regard to case contain those made with it, and links to "
        "multiple matches contain those to single ones.",
        f"{OAS}, linkOpportunities properties",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-05",
        "The two case flags act on their own field each: flipping one never changes rows that differ in the "
        "other alone.",
        f"{OAS}, linkOpportunitiesCaseSensitive properties",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-06",
        "Several source matches with `linkOpportunitiesMultipleSourceMatches` false: rejected, the first or "
        "all, as the open question `multipleSourceMatches` has it, whatever the order of rows.",
        f"{OAS}, linkOpportunitiesMultipleSourceMatches",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-07",
        "Linking to an account links all contacts at that account and no other, and equals linking those contacts.",
        f"{TUT}, introduction",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-08",
        "Links only grow, and it makes no difference whether rows come in one sync or in several, in whatever order.",
        f"{TUT}, Linking to contacts",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-09",
        "Order, repetition and splitting of the rows have no effect on the links.",
        f"{DEC}, 0.3",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-10",
        "A row that comes before its opportunity is rejected and leaves nothing behind; sent again after the "
        "import it links.",
        f"{CODES}, ELQ-00084",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-11",
        "Linking changes no opportunity and no contact.",
        f"{TUT}, introduction",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-12",
        "Deleting a linkage definition leaves its links.",
        f"{DEC}, 0.3",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-13",
        "A contact that is reached in several ways is linked once.",
        f"{DEC}, 0.3",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-14",
        "Several opportunities that match: all, none or the first, as the open question "
        "`multipleOpportunities` has it, under either setting of the case flag.",
        f"{DEC}, 0.2 multipleOpportunities",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-15",
        "An account without contacts is accepted or rejected with ELQ-00085, as the open question "
        "`accountWithoutContacts` has it.",
        f"{DEC}, 0.2 accountWithoutContacts",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-16",
        "A blank or missing match or source value is ELQ-00061 with that key, an all blank row ELQ-00059; a "
        "blank matches no blank.",
        f"{CODES}, ELQ-00059, 00061",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-17",
        "Linking by address with multiple matches links all contacts with that address.",
        f"{TUT}, To link to contacts",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-18",
        "A linkage has no duplicates: rows that repeat an opportunity or a whole row are each judged by "
        "themselves, without ELQ-00026.",
        f"{DEC}, 0.3",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-19",
        "A linkage row may send its opportunity's id as a JSON number.",
        f"{SDK}, tests",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-20",
        "Values of a linkage are searched for, never judged for type, length or form.",
        f"{DEC}, 0.3",
        "open",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "LNK-21",
        "A contact without an account is never linked through one.",
        f"{TUT}, introduction",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-22",
        "Contacts can be linked by any contact field with text, by a number field as numbers and by "
        "`{{Opportunity.Contact.Id}}`.",
        f"{DEC}, 0.2 and 0.3",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "LNK-23",
        "Linking again what is linked is accepted and changes nothing.",
        f"{DEC}, 0.3",
        "open",
        "data",
        BOTH,
    ),
)
