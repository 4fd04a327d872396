"""Imports agree with a naive reading of "Judging a row of an import": every row against every record, rule by rule."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.uploads import MalformedRow, Row
from mock_server.tests.domain import traps
from mock_server.tests.domain.scanning import AMOUNT, FIELDS, ID, NAME, STAGE, STAGES, ScannedSite, opportunity_import
from mock_server.tests.examples import examples

COLUMNS = {ID: 0, NAME: 1, "CreatedDate": 2, STAGE: 3, AMOUNT: 5, "CloseDate": 6, "Territory": 9}
DATES = {
    "2017-10-05 1:15": "2017-10-05 01:15:00",
    "10/05/2017 01:15:00": "2017-10-05 01:15:00",
    "2017.10.05": "2017-10-05 00:00:00",
    "2017/10/05": "2017-10-05 00:00:00",
    "2017-10-05 01:15:00": "2017-10-05 01:15:00",
}
NUMBERS = {"7", "007", "7.0", "+7", "-7", "8", "0", "-0"}
SYNC_TIME = "2018-02-15 15:25:32"
Values = list[str]


class Case(NamedTuple):
    site: ScannedSite
    properties: dict[str, Any]
    rows: list[Row]
    switches: dict[str, str]

    def rule_of(self, key: str) -> str:
        rule = str(self.properties.get("updateRule", "always"))
        return str(self.properties.get("updateRuleByField", {}).get(key, "always")) if rule == "useFieldRule" else rule

    def same(self, one: str, other: str) -> bool:
        if self.properties.get("isIdentifierFieldCaseSensitive"):
            return one == other
        return self.folded(one) == self.folded(other)

    def folded(self, text: str) -> str:
        return traps.ALIKE[self.switches["textComparison"]](text)


class Refused(Exception):
    def __init__(self, code: str, *keys: str) -> None:
        self.refusal = (code, keys)


def naive_import(case: Case) -> tuple[list[Values], dict[int, Values], list[tuple[int, str, tuple[str, ...]]]]:
    """New records, changed ones by id, and rejects by row number from 1."""
    created: list[Values] = []
    changed: dict[int, Values] = {}
    rejects: list[tuple[int, str, tuple[str, ...]]] = []
    for number, row in enumerate(case.rows, start=1):
        try:
            records = naive_matches(case, number, row)
            results = [naive_merge(case, list(r.values), row, True) for r in records]
            if not records:
                results = [naive_merge(case, [row[ID] if column == 0 else "" for column in range(12)], row, False)]
        except Refused as refused:
            rejects.append((number, *refused.refusal))
            continue
        dropped = [key for key in COLUMNS if any(key in keys for _, keys in results)]
        if dropped:
            rejects.append((number, "ELQ-00040", tuple(dropped)))
        if not records:
            created.append(results[0][0])
            continue
        changed.update({r.id: v for r, (v, _) in zip(records, results, strict=True) if list(r.values) != v})
    return created, changed, rejects


def naive_matches(case: Case, number: int, row: Row) -> Any:
    """The records that the row updates, unless it is refused before its values are judged."""
    faults = naive_screening(row)
    if faults is not None:
        raise faults
    later = case.rows[number:] if case.switches["duplicateSurvivor"] == "last" else case.rows[: number - 1]
    if any(naive_screening(other) is None and case.same(other[ID], row[ID]) for other in later):
        raise Refused("ELQ-00026", ID)
    records = [r for r in case.site.records["opportunities"] if case.same(r.values[0], row[ID])]
    if len(records) > 1 and not case.properties.get("isUpdatingMultipleMatchedRecords"):
        raise Refused("ELQ-00026", ID)
    return records


def naive_screening(row: Row) -> Refused | None:
    if not any(row.get(key, "").strip() for key in FIELDS):
        return Refused("ELQ-00059")
    if isinstance(row, MalformedRow):
        return Refused("ELQ-00032")
    if not row.get(ID, "").strip():
        return Refused("ELQ-00061", ID)
    return Refused("ELQ-00125", ID) if len(row[ID]) > 100 else None


def naive_merge(case: Case, values: Values, row: Row, known: bool) -> tuple[Values, list[str]]:
    """The record's values after the row, and the keys of dropped values."""
    before = list(values)
    dropped = []
    for key in FIELDS:
        if key == ID or (key not in row and case.switches["missingKey"] == "keep"):
            continue
        text, column = row.get(key, ""), COLUMNS[key]
        rule = case.rule_of(key)
        if (rule == "ifNewIsNotNull" and not text.strip()) or (rule == "ifExistingIsNull" and values[column]):
            continue
        kept = naive_value(case, key, text) if text.strip() else ""
        if kept is None:
            dropped.append(key)
        else:
            values[column] = kept
    if not values[2]:
        values[2] = before[2] if known else SYNC_TIME
    blank = [key for key in FIELDS if key in (NAME, STAGE, AMOUNT) and not values[COLUMNS[key]].strip()]
    if blank:
        raise Refused("ELQ-00061", *blank)
    return values, dropped


def naive_value(case: Case, key: str, text: str) -> str | None:
    """What is kept of a value, None where it is dropped."""
    if key in ("CreatedDate", "CloseDate"):
        return DATES.get(text)
    if key == AMOUNT:
        if text not in NUMBERS:
            raise Refused("ELQ-00040", key)
        return text
    if key == STAGE:
        stage = next((s for s in STAGES if case.folded(s) == case.folded(text)), None)
        if stage is not None or case.switches["unknownStage"] == "reject":
            if stage is None:
                raise Refused("ELQ-00039", key)
            return stage
    if len(text) > 100 and case.switches["longText"] == "reject":
        raise Refused("ELQ-00125", key)
    return text[:100] if text[:100].strip() else ""


texts = traps.trap_texts | traps.long_texts | traps.blank_texts
dates = st.sampled_from([*DATES, "Soon", "2017-02-30"]) | traps.blank_texts
stages = st.sampled_from(["Prospecting", "PROSPECTING", "closed won", "Closed Won ", "?", "", "x" * 101, "ProspeCtIng"])
amounts = st.sampled_from([*sorted(NUMBERS), "", " ", "7 ", "1e3", "$7", "1.00001", "1" * 16])
RULES = ["always", "ifNewIsNotNull", "ifExistingIsNull"]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A site, an import definition's properties, rows and switches, over universes so small that values collide."""
    usable = (traps.trap_texts | traps.short_texts).filter(lambda text: bool(text.strip()))
    ids = draw(traps.families | st.lists(usable, min_size=1, max_size=4, unique=True))
    site = ScannedSite()
    for text in ids[: draw(st.integers(0, len(ids)))]:
        values = {"OpportunityName": draw(st.sampled_from(["", "Old"])), "Territory": draw(st.sampled_from(["", "a"]))}
        site.add_opportunity(text, **values, CloseDate=draw(st.sampled_from(["", "2017-10-05 00:00:00"])))
    optional = {
        NAME: texts,
        STAGE: stages,
        AMOUNT: amounts,
        "CreatedDate": dates,
        "CloseDate": dates,
        "Territory": texts,
    }
    good = st.fixed_dictionaries(
        {ID: st.sampled_from(ids), NAME: st.just("x"), STAGE: st.just("prospecting"), AMOUNT: st.just("7")},
        optional={"CreatedDate": dates, "CloseDate": dates, "Territory": texts},
    )
    any_row = st.fixed_dictionaries({}, optional={ID: st.sampled_from(ids) | texts, **optional})
    row = (
        good
        | any_row
        | any_row.map(MalformedRow)
        | st.fixed_dictionaries({ID: st.sampled_from(ids)}, optional=optional)
    )
    properties = st.fixed_dictionaries(
        {},
        optional={
            "isIdentifierFieldCaseSensitive": st.booleans(),
            "isUpdatingMultipleMatchedRecords": st.booleans(),
            "updateRule": st.sampled_from([*RULES, "useFieldRule"]),
            "updateRuleByField": st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(RULES)),
        },
    )
    switches = st.fixed_dictionaries(
        {
            "textComparison": traps.comparisons,
            "duplicateSurvivor": st.sampled_from(["last", "first"]),
            "missingKey": st.sampled_from(["keep", "clear"]),
            "longText": st.sampled_from(["reject", "cut"]),
            "unknownStage": st.sampled_from(["reject", "accept"]),
        }
    )
    return Case(site, draw(properties), draw(st.lists(row, max_size=5)), draw(switches))


@given(cases())
@examples(300)
def test_imports_agree_with_a_naive_reading(case: Case) -> None:
    """Whatever is stored and sent, new and changed records and rejects are those of a reading rule by rule."""
    plan = case.site.import_(opportunity_import(**case.properties), case.rows, **case.switches)
    created, changed, rejects = naive_import(case)
    assert [list(values) for values in plan.created] == created
    assert {update.record_id: list(update.values) for update in plan.updated} == changed
    assert [(r.record_index, r.status_code, r.invalid_fields) for r in plan.rejects] == rejects
