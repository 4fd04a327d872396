"""The decision table of opportunity imports: every value under every update rule, every identifier under every flag.

Two families of cells, both constructed. A *value* cell sends one kind of value for one field to a record that does not
exist, has the field blank, or has it filled, under one update rule. An *identifier* cell sends one or two rows whose
identifier relates in some spelling to none, one or two stored records. Cells have identifiers of their own, so that
all cells with one definition share a site; what should come of them, the reference model says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

from contract_tests.table import SPELLINGS

STAGES = ["Prospecting", "Closed Won"]

FIELDS = {
    "id": "{{Opportunity.Id}}",
    "name": "{{Opportunity.Field(Name)}}",
    "created": "{{Opportunity.CreatedAt}}",
    "territory": "{{Opportunity.Field(Territory)}}",
    "amount": "{{Opportunity.Field(Amount)}}",
    "closes": "{{Opportunity.Field(CloseDate)}}",
    "stage": "{{Opportunity.Field(Stage)}}",
}
INTERNAL_NAMES = {
    "id": "RemoteOpportunityID",
    "name": "OpportunityName",
    "created": "CreatedDate",
    "territory": "Territory",
    "amount": "Amount",
    "closes": "CloseDate",
    "stage": "OpportunityStageID",
}

OLD = {
    "name": "Old name",
    "created": "2001-02-03 04:05:06",
    "territory": "West",
    "amount": "1",
    "closes": "2002-03-04 00:00:00",
    "stage": "Prospecting",
}
"""What a stored record has, unless the cell says otherwise."""

COMMON: dict[str, str | None] = {"nothing": "", "white space": " \t ", "null": None, "the text null": "null"}
LONG = {"100 characters": "\u00e9" * 100, "101 characters": "x" * 101, "a letter behind 100 blanks": " " * 100 + "x"}
DATES: dict[str, str | None] = {
    "a day": "2017-10-05",
    "a short time": "2017-10-05 1:15",
    "slashes": "2017/10/05 01:15:02",
    "dots": "2017.10.05",
    "month first": "10/25/2017 1:15 PM",
    "early": "10/25/2017 1:15 am",
    "midnight": "10/25/2017 12:30 AM",
    "noon": "10/25/2017 12:30 PM",
    "the thirteenth hour of twelve": "10/25/2017 13:30 PM",
    "the hour nought of twelve": "10/25/2017 0:30 AM",
    "ISO": "2017-10-05T01:15:02Z",
    "no such day": "2017-02-30",
    "no date": "soon",
}
VALUES: dict[str, dict[str, str | None]] = {
    "name": {"text": "New name", "inner and outer blanks": " New  name ", **LONG, **COMMON},
    "territory": {"text": "East", "looks like CSV": 'a,"b"\n', "looks like a formula": "=1+1", **LONG, **COMMON},
    "amount": {
        "number": "12.50",
        "negative": "-3",
        "15 digits": "9" * 15,
        "16 digits": "9" * 16,
        "4 decimals": "0.1234",
        "5 decimals": "0.12345",
        "exponent": "1e5",
        "currency": "$1",
        "no number": "many",
        **COMMON,
    },
    "created": {**DATES, **COMMON},
    "closes": {**DATES, **COMMON},
    "stage": {"stage": "Closed Won", "other case": "cLOSED wON", "unknown": "Elsewhere", **LONG, **COMMON},
}
"""Key -> kind of value -> the value sent. Besides, the key may be missing from the row."""
MISSING = "key missing"

RULES = ("none", "always", "ifNewIsNotNull", "ifExistingIsNull", "useFieldRule")
STORED = ("no record", "blank", "filled")
ROWS = ("one row", "the same twice", "the same three times", "the same twice, then another", "two spellings")
RECORDS = ("no record", "one record", "two spellings")
TWICE = {"both keys": ("East", "South"), "the first key": ("East",), "the second key": (None, "South"), "no key": ()}
"""Which of two keys for one field a row has, with their values."""


@dataclass(frozen=True, slots=True)
class ImportCell:
    """One cell: its definition, the records stored before, the rows sent. `number` makes its identifiers its own.

    `about` is the key whose value it tries, or `id` where it tries identifiers.
    """

    number: int
    about: str
    name: str
    definition: dict[str, Any]
    stored: list[dict[str, str]]
    rows: list[dict[str, str | None]]


def import_cells() -> Iterator[ImportCell]:
    """Every cell of both families; neighbours share a definition."""
    number = 0
    for rule in RULES:
        for key, stored in product(VALUES, STORED):
            for kind in (*VALUES[key], MISSING):
                number += 1
                yield _value_cell(number, rule, key, stored, kind)
    for case_sensitive, updates_all in product((False, True), repeat=2):
        for spelling, records, rows in product(SPELLINGS, RECORDS, ROWS):
            number += 1
            yield _identifier_cell(number, case_sensitive, updates_all, spelling, records, rows)
    for kind, stored in product(TWICE, ("no record", "filled")):
        number += 1
        yield _twice_cell(number, kind, stored)


def import_groups() -> Iterator[list[ImportCell]]:
    """The cells that share a site: those about one field with one definition."""
    for _, group in groupby(import_cells(), key=lambda cell: (cell.about, cell.definition)):
        yield list(group)


def describe(group: Iterable[ImportCell]) -> dict[str, Any]:
    """The site that several cells share."""
    return {"opportunityStages": STAGES, "opportunities": [{"fields": item} for cell in group for item in cell.stored]}


def _definition(**more: Any) -> dict[str, Any]:
    return {"name": "Import of the table", "fields": FIELDS, "identifierFieldName": "id", **more}


def _value_cell(number: int, rule: str, key: str, stored: str, kind: str) -> ImportCell:
    """`useFieldRule` gives some fields a rule each and leaves out others, which take `always`."""
    more: dict[str, Any] = {} if rule == "none" else {"updateRule": rule}
    if rule == "useFieldRule":
        more["updateRuleByField"] = {"name": "ifNewIsNotNull", "amount": "ifExistingIsNull", "closes": "ifNewIsNotNull"}
    identifier = f"Value-{number}"
    old = {**OLD, key: "" if stored == "blank" and key != "created" else OLD[key]}
    row: dict[str, str | None] = {"id": identifier, **OLD, "name": "Another name"}
    if kind == MISSING:
        del row[key]
    else:
        row[key] = VALUES[key][kind]
    name = f"{kind} for {key}, field of the record: {stored}, update rule {rule}"
    return ImportCell(
        number, key, name, _definition(**more), [] if stored == "no record" else [_record(identifier, old)], [row]
    )


def _twice_cell(number: int, kind: str, stored: str) -> ImportCell:
    """A statement may stand under two keys: the later one that the row has decides."""
    identifier = f"Twice-{number}"
    row: dict[str, str | None] = {"id": identifier, **OLD, "name": "Another name"}
    del row["territory"]
    row |= {key: value for key, value in zip(("territory", "again"), TWICE[kind], strict=False) if value is not None}
    return ImportCell(
        number,
        "territory",
        f"{kind} of two for territory, field of the record: {stored}",
        _definition(fields={**FIELDS, "again": FIELDS["territory"]}),
        [] if stored == "no record" else [_record(identifier, OLD)],
        [row],
    )


def _identifier_cell(
    number: int, case_sensitive: bool, updates_all: bool, spelling: str, records: str, rows: str
) -> ImportCell:
    """Rows differ in their territory, which shows the survivor."""
    more = {"isIdentifierFieldCaseSensitive": case_sensitive, "isUpdatingMultipleMatchedRecords": updates_all}
    stored, sent, second = (f"{text}-{number}" for text in SPELLINGS[spelling])
    sent = {"blank after": f"{sent} ", "blank before": f" {sent}"}.get(spelling, sent)
    held = {"no record": [], "one record": [stored], "two spellings": [stored, second]}[records]
    sends = {
        "one row": [sent],
        "the same twice": [sent, sent],
        "the same three times": [sent] * 3,
        "the same twice, then another": [sent, sent, f"Other-{number}"],
        "two spellings": [sent, stored],
    }[rows]
    name = (
        f"identifier {spelling}, {records}, {rows}, "
        f"case-sensitive {'yes' if case_sensitive else 'no'}, updates several {'yes' if updates_all else 'no'}"
    )
    return ImportCell(
        number,
        "id",
        name,
        _definition(**more),
        [_record(text, OLD) for text in held],
        [{"id": text, **OLD, "territory": f"row {place}"} for place, text in enumerate(sends, start=1)],
    )


def _record(identifier: str, values: dict[str, str]) -> dict[str, str]:
    """A stored record, by internal name."""
    return {INTERNAL_NAMES[key]: value for key, value in {"id": identifier, **values}.items() if value}
