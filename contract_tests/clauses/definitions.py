"""Definitions: creating, reading, replacing and deleting them, and what each of their properties may be."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")
MOCK: Final[tuple[Party, ...]] = ("mock",)

TUTORIAL = "Using the opportunities endpoints"
IMPORTING = f"{TUTORIAL}, Importing opportunities"
LINKING = f"{TUTORIAL}, Linking to contacts"
CHARACTERISTICS = "Import characteristics"
SCHEMA = "OpenAPI of the Eloqua REST APIs, 2021"
RECORDED = "Recorded exchanges with one site, 2021"
SILENT = "No document; the decisions of the facts, 0.4 Definitions"

CLAUSES: Final = (
    Clause(
        "DEF-01",
        "A definition that is read by its `uri` equals the answer to its POST; times agree within seconds.",
        f"{RECORDED}, contact imports",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-02",
        "Ids rise within a kind of definition and are never used again after a DELETE; syncs are numbered apart.",
        f"{RECORDED}, imports 1232 on and syncs 1039 on",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-03",
        "The answer to an opportunity import has the tutorial's properties in the tutorial's order, and no null.",
        f"{IMPORTING}, step 1",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-04",
        "What is not sent is filled in: `dataRetentionDuration` P7D and `isSyncTriggeredOnImport` false.",
        f"{IMPORTING}, step 1",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-05",
        "A definition without one of its required properties is refused with 400 and a failure that names it, "
        "and the list of definitions stays as it was.",
        "Import data into Eloqua, Required fields",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-06",
        "An opportunity import needs the statements of id, name, stage and amount, and an `identifierFieldName` that "
        "names the key of `{{Opportunity.Id}}`.",
        f"{IMPORTING}, Required fields and limitations",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-07",
        "A name has 1 to 100 characters, and an import at most 100 fields.",
        f"{CHARACTERISTICS}, name; Bulk API limits",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-08",
        "`linkOpportunitiesEntityType` is `Contact` or `Account`; another entity is refused with 400.",
        f"{SCHEMA}, opportunities/contacts/imports",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-09",
        "`linkOpportunitiesMatchFieldName` and `linkOpportunitiesSourceField` name keys of `fields`, the first that "
        "of `{{Opportunity.Id}}`, the second that of a field of the entity that `linkOpportunitiesEntityType` names; "
        "swapped, or at odds with the entity type, they are refused.",
        SILENT,
        "open",
        "wire",
        MOCK,
    ),
    Clause(
        "DEF-10",
        "Unknown properties are ignored and not echoed, and booleans may be sent as text.",
        f"{RECORDED}, areSystemTimestampsInUTC on imports; Importing account data, linkUsers",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-11",
        "Read-only properties in a request (`uri`, `createdAt`, `createdBy`, `updatedAt`, `updatedBy`, `kbUsed`) have "
        "no effect.",
        f"{SCHEMA}, import definitions",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-12",
        "`dataRetentionDuration` lies between PT1H and P14D, `autoDeleteDuration` is at least PT1H; what lies outside "
        "is refused with 400.",
        f"{SCHEMA}, import definitions",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-13",
        "A PUT answers 200 with the replaced definition, which keeps its `uri`, creator and `createdAt`, while "
        "`updatedAt` never falls; of what the body leaves out nothing is kept; the same PUT again changes nothing "
        "else.",
        f"{SCHEMA}, import definitions; Bulk API Best Practices",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-14",
        "A PUT leaves staged data alone.",
        "No document; the decisions of the facts, 0.4 A definition in use",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "DEF-15",
        "A DELETE answers 204; from then on GET, PUT, DELETE and uploads on that definition answer 404, it is in no "
        "list, and the others are as before.",
        f"{SCHEMA}, import definitions; HTTP status codes",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-16",
        "A sync, its log and its rejects stay readable after its definition was deleted.",
        "An open-source pipeline's Eloqua destination, 2023",
        "observed",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "DEF-17",
        "The keys of `fields` are free names: renamed together with those of the rows they change nothing but the "
        "names in rejects.",
        f"{IMPORTING}; Import data into Eloqua",
        "documented",
        "sync evidence",
        BOTH,
    ),
    Clause(
        "DEF-18",
        "`autoDeleteDuration` deletes the definition when it has passed, and not before.",
        f"{CHARACTERISTICS}, autoDeleteDuration",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-19",
        "A linkage needs `{{Opportunity.Id}}` among its fields.",
        f"{LINKING}, Required fields and limitations",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-20",
        "A linkage needs at least one contact or account field.",
        f"{LINKING}, Required fields and limitations",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-21",
        "A linkage has at most two fields.",
        f"{LINKING}, Required fields and limitations",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-22",
        "The answer to a linkage carries as `identifierFieldName` what the request sent as "
        "`linkOpportunitiesMatchFieldName`.",
        f"{LINKING}, step 1",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-23",
        "An import without `identifierFieldName` is refused with the failure "
        '"Must be a string value, at least 1 character and at most 100 characters long.".',
        "Tests of pyeloqua: an answer of 2017",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-24",
        "Opportunity imports and linkages count their ids apart.",
        f"{TUTORIAL}, imports 24 and 23",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-25",
        "`importPriorityUri` refers to an import priority that exists.",
        f"{SCHEMA}, importPriorityUri",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-26",
        "`updateRule` is one of `always`, `ifNewIsNotNull`, `ifExistingIsNull`, `useFieldRule`; others are refused.",
        f"{CHARACTERISTICS}, updateRule",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-27",
        "The answer to a linkage has the tutorial's properties in the tutorial's order, the six of linkage first, "
        "and no null.",
        f"{LINKING}, step 1",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-28",
        "On creation `createdAt` equals `updatedAt`; times are UTC with seven fractional digits and `Z`.",
        f"{IMPORTING}, step 1",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-29",
        "`createdBy` and `updatedBy` name the user who asked.",
        f"{RECORDED}, contact imports",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-30",
        "A statement that names no field, or the field of another entity, is refused with a failure on `fields`.",
        "Eloqua markup language version 3; Import data into Eloqua",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-31",
        "Property names are read in any case, and a property sent as null counts as not sent.",
        SILENT,
        "open",
        "wire",
        MOCK,
    ),
    Clause(
        "DEF-32",
        "`identifierFieldName` must be contained within the keys of `fields`.",
        "Eloqua status codes, ELQ-00112",
        "documented",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-33",
        "Optional properties are echoed as they were sent, at their recorded places.",
        f"{CHARACTERISTICS}; Recorded exchanges with one site, 2021",
        "observed",
        "wire",
        BOTH,
    ),
    Clause(
        "DEF-34",
        "A PUT of a definition while a sync of it is unfinished answers 409; a DELETE answers 204 and the sync "
        "ends `error` with ELQ-00143.",
        "Eloqua status codes, ELQ-00143; the decisions of the facts, 0.4 A definition in use",
        "open",
        "sync evidence",
        MOCK,
    ),
    Clause(
        "DEF-35",
        "All faults of a definition are told at once, one failure each.",
        "No document: the failures are a list",
        "open",
        "wire",
        MOCK,
    ),
)
