"""An import: the sentences of "Judging a row of an import", and what becomes of stored records."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.importing import ImportPlan
from mock_server.domain.uploads import MalformedRow, Row
from mock_server.tests.domain import traps
from mock_server.tests.domain.scanning import (
    AMOUNT,
    FIELDS,
    GOOD,
    ID,
    NAME,
    OLD,
    STAGE,
    ScannedSite,
    named,
    opportunity_import,
)

SYNC_TIME = "2018-02-15 15:25:32"


def row(text: str = "1", **values: str) -> Row:
    return {ID: text, **GOOD, **values}


def import_rows(
    *rows: Row, site: ScannedSite | None = None, switches: dict[str, str] | None = None, **sent: Any
) -> ImportPlan:
    return (site or ScannedSite()).import_(opportunity_import(**sent), rows, **(switches or {}))


def refusals(plan: ImportPlan) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(reject.record_index, reject.status_code, reject.invalid_fields) for reject in plan.rejects]


def stored(**values: str) -> ScannedSite:
    """A site with the opportunity `1` (id 1), all of whose values are given in internal names."""
    site = ScannedSite()
    site.add_opportunity("1", **values)
    return site


def after(plan: ImportPlan) -> dict[str, str]:
    """The values of the one record that the plan creates or updates."""
    (values,) = [*plan.created, *(update.values for update in plan.updated)]
    return named(values)


# What happens to a good row


def test_an_unknown_identifier_creates_a_record() -> None:
    """A row whose identifier is unknown becomes a new record, its values as sent, without a reject."""
    plan = import_rows(row("1", Territory="West", CreatedDate="2017-10-05 1:15", CloseDate=""))
    assert (plan.updated, plan.rejects) == ([], ())
    assert after(plan) == {
        "RemoteOpportunityID": "1",
        "OpportunityName": "ABC Company",
        "CreatedDate": "2017-10-05 01:15:00",
        "OpportunityStageID": "Prospecting",
        "Amount": "1000000",
        "Territory": "West",
    }


def test_new_records_stand_in_row_order() -> None:
    """New records are created in row order, over all uploads."""
    plan = ScannedSite().import_(opportunity_import(), [row("b"), row("a")], [row("c")])
    assert [named(values)["RemoteOpportunityID"] for values in plan.created] == ["b", "a", "c"]


def test_a_known_identifier_updates_the_record() -> None:
    """A row whose identifier is stored updates that record, and nothing is created."""
    plan = import_rows(row("1"), site=stored())
    assert (plan.created, [update.record_id for update in plan.updated]) == ([], [1])
    assert after(plan)["OpportunityName"] == "ABC Company"


def test_a_row_of_equal_values_updates_nothing() -> None:
    """A row whose values equal the stored ones makes no update, so `updatedAt` stays. [unchanged-record]"""
    same = {NAME: "Old", STAGE: "NEGOTIATION", AMOUNT: "1", "CreatedDate": "2001/01/01"}
    plan = import_rows({ID: "1", **same}, site=stored())
    assert (plan.created, plan.updated, plan.rejects) == ([], [], ())


def test_an_update_keeps_the_stored_spelling_of_the_identifier() -> None:
    """A case-insensitive match updates the record and leaves its identifier as it is spelled. [identifier-spelling]"""
    site = ScannedSite()
    site.add_opportunity("STRASSE")
    assert after(import_rows(row("straße"), site=site))["RemoteOpportunityID"] == "STRASSE"


def test_case_sensitive_identifiers_make_two_records() -> None:
    """With `isIdentifierFieldCaseSensitive`, an id in another case is another record. [textComparison]"""
    site = ScannedSite()
    site.add_opportunity("A")
    plan = import_rows(row("a"), site=site, isIdentifierFieldCaseSensitive=True)
    assert (len(plan.created), plan.updated) == (1, [])


def test_null_identifier_has_no_effect() -> None:
    """`nullIdentifierFieldName` on opportunities is without effect. [null-identifier]"""
    assert import_rows(row(), nullIdentifierFieldName=True).created == import_rows(row()).created


# Rejects before any value is judged, in their order


@pytest.mark.parametrize(
    "empty", [{}, {"unknown": "x"}, {ID: " ", NAME: "\u3000"}, dict.fromkeys(FIELDS, "")], ids=ascii
)
def test_an_all_blank_row_is_empty(empty: Row) -> None:
    """A row without a value under any key of the definition: ELQ-00059, without invalid fields. [judging-order]"""
    assert refusals(import_rows(empty)) == [(1, "ELQ-00059", ())]


def test_an_all_blank_malformed_line_is_empty() -> None:
    """All blank comes before the wrong number of values. [judging-order]"""
    assert refusals(import_rows(MalformedRow({ID: "", NAME: " "}))) == [(1, "ELQ-00059", ())]


@pytest.mark.parametrize("values", [row(), row(""), row("x" * 101), row(Stage="?")])
def test_a_csv_line_of_the_wrong_length_is_malformed(values: Row) -> None:
    """The wrong number of values comes before every other fault: ELQ-00032, without invalid fields. [csv-lines]"""
    assert refusals(import_rows(MalformedRow(values))) == [(1, "ELQ-00032", ())]


@pytest.mark.parametrize("blank", traps.BLANKS, ids=ascii)
def test_a_blank_identifier_is_a_missing_field(blank: str) -> None:
    """White space of every kind as the identifier: ELQ-00061 naming the identifier's key. [judging-order]"""
    assert refusals(import_rows(row(blank, Stage="?"))) == [(1, "ELQ-00061", (ID,))]


@pytest.mark.parametrize("switch", ["reject", "cut"])
@pytest.mark.parametrize("text", ["x" * 101, "😀" * 101, " " * 100 + "x"], ids=["ascii", "astral", "blanks"])
def test_an_identifier_over_100_characters_is_rejected(text: str, switch: str) -> None:
    """An identifier over 100 code points is ELQ-00125, whatever `longText` says. [longText] [judging-order]"""
    assert refusals(import_rows(row(text), switches={"longText": switch})) == [(1, "ELQ-00125", (ID,))]


def test_an_identifier_of_100_characters_is_taken() -> None:
    """An identifier of 100 code points is taken, although it has more bytes. [longText]"""
    assert after(import_rows(row("😀" * 100)))["RemoteOpportunityID"] == "😀" * 100


# Duplicates


@pytest.mark.parametrize(("switch", "survivor", "fallen"), [("last", "third", [1, 2]), ("first", "first", [2, 3])])
def test_one_of_several_rows_of_an_identifier_survives(switch: str, survivor: str, fallen: list[int]) -> None:
    """Of rows that repeat an identifier one survives, the others are ELQ-00026. [duplicateSurvivor]"""
    rows = [row("1", OpportunityName=name) for name in ("first", "second", "third")]
    plan = import_rows(*rows, switches={"duplicateSurvivor": switch})
    assert after(plan)["OpportunityName"] == survivor
    assert refusals(plan) == [(index, "ELQ-00026", (ID,)) for index in fallen]
    assert {reject.message for reject in plan.rejects} == {"Duplicate identifier."}


@pytest.mark.parametrize(("case_sensitive", "created"), [(True, 2), (False, 1)])
def test_duplicates_are_compared_as_the_identifier_is(case_sensitive: bool, created: int) -> None:
    """Identifiers repeat each other as `isIdentifierFieldCaseSensitive` says. [duplicateSurvivor]"""
    plan = import_rows(row("straße"), row("STRASSE"), isIdentifierFieldCaseSensitive=case_sensitive)
    assert len(plan.created) == created


def test_duplicates_are_found_across_uploads() -> None:
    """Rows of different uploads of one sync repeat each other. [duplicateSurvivor]"""
    plan = ScannedSite().import_(opportunity_import(), [row("1")], [row("1")])
    assert (len(plan.created), refusals(plan)) == (1, [(1, "ELQ-00026", (ID,))])


@pytest.mark.parametrize("faulty", [row(""), row(" "), row("x" * 101), MalformedRow(row("1"))])
def test_rows_without_a_usable_identifier_are_no_duplicates(faulty: Row) -> None:
    """Blank, too long and malformed rows repeat nobody and displace nobody. [duplicateSurvivor]"""
    plan = import_rows(row("1"), faulty, faulty)
    assert (len(plan.created), "ELQ-00026" in {r.status_code for r in plan.rejects}) == (1, False)


@pytest.mark.parametrize(("switch", "bad_index", "good_index"), [("last", 2, 1), ("first", 1, 2)])
def test_a_rejected_survivor_revives_nobody(switch: str, bad_index: int, good_index: int) -> None:
    """The survivor is chosen before its values are judged; rejected, it revives nobody. [duplicate-survivor-judged]"""
    rows = {bad_index: row("1", Stage="?"), good_index: row("1")}
    plan = import_rows(rows[1], rows[2], switches={"duplicateSurvivor": switch})
    assert (plan.created, sorted(refusals(plan))) == (
        [],
        sorted([(bad_index, "ELQ-00039", (STAGE,)), (good_index, "ELQ-00026", (ID,))]),
    )


# Several stored records


def site_of_two(**values: str) -> ScannedSite:
    site = ScannedSite()
    site.add_opportunity("a", **values)
    site.add_opportunity("A")
    return site


def test_several_stored_records_reject_the_row() -> None:
    """Several stored records match and the definition does not allow it: ELQ-00026, "Multiple matches."."""
    plan = import_rows(row("a"), site=site_of_two())
    assert (plan.updated, refusals(plan)) == ([], [(1, "ELQ-00026", (ID,))])
    assert plan.rejects[0].message == "Multiple matches."


def test_several_stored_records_come_before_values() -> None:
    """A row that matches several records is rejected for that before its values are judged. [judging-order]"""
    assert refusals(import_rows(row("a", Stage="?", Amount="x"), site=site_of_two())) == [(1, "ELQ-00026", (ID,))]


def test_all_matched_records_are_updated_where_allowed() -> None:
    """With `isUpdatingMultipleMatchedRecords` every matched record is updated and keeps its identifier."""
    plan = import_rows(row("a"), site=site_of_two(), isUpdatingMultipleMatchedRecords=True)
    assert [(u.record_id, named(u.values)["RemoteOpportunityID"]) for u in plan.updated] == [(1, "a"), (2, "A")]


def test_a_row_for_several_records_is_rejected_as_one() -> None:
    """A row that would leave one of its records without a required value changes none of them, with one reject."""
    site = site_of_two(OpportunityName="")
    sent = {ID: "a", "Territory": "West"}
    plan = import_rows(sent, site=site, isUpdatingMultipleMatchedRecords=True)
    assert (plan.updated, refusals(plan)) == ([], [(1, "ELQ-00061", (NAME,))])


def test_a_value_dropped_for_several_records_is_one_reject() -> None:
    """A dropped value of a row that updates several records is one ELQ-00040, naming its key once."""
    plan = import_rows(row("a", CloseDate="x"), site=site_of_two(), isUpdatingMultipleMatchedRecords=True)
    assert (len(plan.updated), refusals(plan)) == (2, [(1, "ELQ-00040", ("CloseDate",))])


def test_a_case_sensitive_identifier_matches_one_record() -> None:
    """With `isIdentifierFieldCaseSensitive`, ids that differ only in case are no multiple match."""
    plan = import_rows(row("A"), site=site_of_two(), isIdentifierFieldCaseSensitive=True)
    assert [update.record_id for update in plan.updated] == [2]


# Field by field


def test_the_first_fault_in_definition_order_rejects() -> None:
    """Values are judged field by field in definition order; the first fault rejects, alone. [judging-order]"""
    fields = {ID: FIELDS[ID], AMOUNT: FIELDS[AMOUNT], STAGE: FIELDS[STAGE], NAME: FIELDS[NAME]}
    bad = {ID: "1", NAME: "x" * 101, STAGE: "?", AMOUNT: "much"}
    assert refusals(import_rows(bad, fields=fields)) == [(1, "ELQ-00040", (AMOUNT,))]
    assert refusals(import_rows(bad, fields=dict(reversed(fields.items())))) == [(1, "ELQ-00125", (NAME,))]
    assert refusals(import_rows({**bad, NAME: ""})) == [(1, "ELQ-00039", (STAGE,))]


def test_required_blanks_are_judged_last_and_named_together() -> None:
    """A required value that would be blank comes after every faulty one: ELQ-00061 with all such keys.

    [judging-order]
    """
    assert refusals(import_rows({ID: "1", NAME: "", STAGE: "?"})) == [(1, "ELQ-00039", (STAGE,))]
    assert refusals(import_rows({ID: "1", NAME: " ", AMOUNT: ""})) == [(1, "ELQ-00061", (NAME, STAGE, AMOUNT))]


def test_a_dropped_value_of_a_rejected_row_is_not_reported() -> None:
    """A row has one rejecting reject at most: what else was wrong with it is not reported."""
    assert refusals(import_rows(row(CloseDate="x", Amount=""))) == [(1, "ELQ-00061", (AMOUNT,))]


def test_invalid_optional_values_are_dropped_from_a_new_record() -> None:
    """An invalid value in a field that is not required is dropped: blank on a new record, one ELQ-00040 for the row.

    [invalid-optional-value]
    """
    fields = {**FIELDS, "Forecast": "{{Opportunity.Field(ForecastToCloseDate)}}"}
    plan = import_rows(row(CloseDate="soon", Territory="West", Forecast="later"), fields=fields)
    assert refusals(plan) == [(1, "ELQ-00040", ("CloseDate", "Forecast"))]
    assert plan.rejects[0].message == "Invalid value."
    assert (after(plan).get("CloseDate"), after(plan)["Territory"]) == (None, "West")


def test_a_stored_record_keeps_what_an_invalid_value_would_replace() -> None:
    """An invalid value leaves a stored one as it is; the rest of the row is applied. [invalid-optional-value]"""
    plan = import_rows(row(CloseDate="soon"), site=stored(CloseDate=OLD))
    assert refusals(plan) == [(1, "ELQ-00040", ("CloseDate",))]
    assert (after(plan)["CloseDate"], after(plan)["OpportunityName"]) == (OLD, "ABC Company")


def test_a_dropped_value_rejects_even_where_nothing_else_changes() -> None:
    """A row of which only a dropped value is new makes no update and still has its reject."""
    plan = import_rows({ID: "1", "CloseDate": "soon"}, site=stored(CloseDate=OLD))
    assert (plan.updated, refusals(plan)) == ([], [(1, "ELQ-00040", ("CloseDate",))])


@pytest.mark.parametrize(
    ("key", "text", "code"), [(AMOUNT, "much", "ELQ-00040"), (STAGE, "?", "ELQ-00039"), (NAME, "x" * 101, "ELQ-00125")]
)
def test_an_invalid_required_value_rejects_the_row(key: str, text: str, code: str) -> None:
    """An invalid value in a required field rejects the whole row, of a new record and of a stored one."""
    for site in (ScannedSite(), stored()):
        plan = import_rows(row(**{key: text}), site=site)
        assert (plan.created, plan.updated, refusals(plan)) == ([], [], [(1, code, (key,))])


# Long texts and stages


@pytest.mark.parametrize("key", [NAME, "Territory"])
def test_long_text_is_rejected_by_default(key: str) -> None:
    """A text over 100 code points is ELQ-00125, 100 are taken, in required and other fields alike. [longText]"""
    assert refusals(import_rows(row(**{key: "é" * 101}))) == [(1, "ELQ-00125", (key,))]
    assert refusals(import_rows(row(**{key: "é" * 100}))) == []


def test_long_text_can_be_cut() -> None:
    """With `cut`, a text over 100 code points is kept to its first 100, without a reject. [longText]"""
    plan = import_rows(row(OpportunityName="é" * 100 + "x"), switches={"longText": "cut"})
    assert (after(plan)["OpportunityName"], plan.rejects) == ("é" * 100, ())


def test_a_text_cut_to_white_space_is_blank() -> None:
    """White space alone is blank, so a required text that is cut to it is missing: ELQ-00061. [longText]"""
    sent = row(OpportunityName=" " * 100 + "x", Territory=" " * 100 + "x")
    assert refusals(import_rows(sent, switches={"longText": "cut"})) == [(1, "ELQ-00061", (NAME,))]
    assert "Territory" not in after(import_rows({**sent, NAME: "x"}, switches={"longText": "cut"}))


def test_a_stage_is_stored_as_the_site_spells_it() -> None:
    """Stages are compared without regard to case and stored in the site's spelling. [stage-spelling]"""
    for switch in ("reject", "accept"):
        plan = import_rows(row(Stage="cLOSED wON"), switches={"unknownStage": switch})
        assert after(plan)["OpportunityStageID"] == "Closed Won"


def test_a_stage_spelled_like_the_value_comes_before_its_likes() -> None:
    """Of stages that differ only in case, the one spelled like the value is meant, else the first. [stage-spelling]"""
    for text, kept in {"WON": "WON", "won": "won", "wOn": "Won"}.items():
        plan = ScannedSite().import_(opportunity_import(), [row(Stage=text)], stages=("Won", "WON", "won"))
        assert after(plan)["OpportunityStageID"] == kept


def test_an_unknown_stage_is_accepted_where_the_site_says_so() -> None:
    """With `accept`, an unknown stage is kept as any text is, and too long is still too long. [unknownStage]"""
    switches = {"unknownStage": "accept"}
    assert after(import_rows(row(Stage="Dreaming"), switches=switches))["OpportunityStageID"] == "Dreaming"
    assert refusals(import_rows(row(Stage="x" * 101), switches=switches)) == [(1, "ELQ-00125", (STAGE,))]


def test_an_unknown_stage_is_rejected_by_default() -> None:
    """A stage that is not among the site's is ELQ-00039, whatever its length; blanks around it count. [unknownStage]"""
    for text in ("Dreaming", "Closed Won ", " Closed Won", "x" * 101):
        assert refusals(import_rows(row(Stage=text))) == [(1, "ELQ-00039", (STAGE,))]


# Created Date


@pytest.mark.parametrize("sent", [None, "", " ", "yesterday", "2017-02-30"])
def test_a_new_record_without_a_created_date_gets_the_time_of_the_sync(sent: str | None) -> None:
    """Created Date blank, missing or invalid: a new record gets the time of the sync. [created-date]"""
    plan = import_rows(row() if sent is None else row(CreatedDate=sent))
    assert after(plan)["CreatedDate"] == SYNC_TIME


@pytest.mark.parametrize("sent", [None, "", " ", "yesterday", "2017-02-30"])
@pytest.mark.parametrize("missing_key", ["keep", "clear"])
def test_a_stored_record_keeps_its_created_date(sent: str | None, missing_key: str) -> None:
    """Created Date blank, missing or invalid: a stored record keeps its own. [created-date] [missingKey]"""
    plan = import_rows(
        row() if sent is None else row(CreatedDate=sent), site=stored(), switches={"missingKey": missing_key}
    )
    assert after(plan)["CreatedDate"] == OLD


def test_the_definition_need_not_name_the_created_date() -> None:
    """A new record has a created date although the definition has no key for it. [created-date]"""
    fields = {key: statement for key, statement in FIELDS.items() if key != "CreatedDate"}
    assert after(import_rows(row(), fields=fields))["CreatedDate"] == SYNC_TIME


# Update rules and missing keys

RULES: dict[str, dict[tuple[str, str], str]] = {
    # (stored, sent) -> what is stored afterwards
    "always": {("", ""): "", ("", "new"): "new", ("old", ""): "", ("old", "new"): "new"},
    "ifNewIsNotNull": {("", ""): "", ("", "new"): "new", ("old", ""): "old", ("old", "new"): "new"},
    "ifExistingIsNull": {("", ""): "", ("", "new"): "new", ("old", ""): "old", ("old", "new"): "old"},
}
CASES = [(rule, before, sent, kept) for rule, table in RULES.items() for (before, sent), kept in table.items()]


@pytest.mark.parametrize(("rule", "before", "sent", "kept"), CASES)
@pytest.mark.parametrize("by_field", [False, True])
def test_an_update_rule_decides_what_replaces_what(
    rule: str, before: str, sent: str, kept: str, by_field: bool
) -> None:
    """`always` replaces, `ifNewIsNotNull` by values only, `ifExistingIsNull` blanks only, `useFieldRule` by field.

    [if-existing-is-null] [update-rule-by-field]
    """
    sent_rule: dict[str, Any] = {"updateRule": rule}
    if by_field:
        sent_rule = {"updateRule": "useFieldRule", "updateRuleByField": {"Territory": rule}}
    plan = import_rows(row(Territory=sent), site=stored(Territory=before), **sent_rule)
    name = "ABC Company" if by_field or rule != "ifExistingIsNull" else "Old"
    values = named(plan.updated[0].values) if plan.updated else {"OpportunityName": "Old", "Territory": before}
    assert (values["OpportunityName"], values.get("Territory", "")) == (name, kept)


@pytest.mark.parametrize("rule", RULES)
def test_every_update_rule_fills_a_new_record(rule: str) -> None:
    """On a new record nothing is stored yet, so every rule takes the values of the row."""
    assert after(import_rows(row(Territory="West"), updateRule=rule))["Territory"] == "West"


def test_field_rules_count_only_with_use_field_rule() -> None:
    """`updateRuleByField` is ignored without `useFieldRule`; a field it leaves out takes `always`.

    [update-rule-by-field]
    """
    rules = {"Territory": "ifExistingIsNull"}
    site = stored(Territory="East")
    plan = import_rows(row(Territory="West"), site=site, updateRule="always", updateRuleByField=rules)
    assert after(plan)["Territory"] == "West"
    plan = import_rows(row(Territory=""), site=site, updateRule="useFieldRule", updateRuleByField={NAME: "always"})
    assert "Territory" not in after(plan)


@pytest.mark.parametrize(("key", "text"), [(STAGE, "?"), (AMOUNT, "much"), (NAME, "x" * 101), ("CloseDate", "soon")])
def test_a_value_that_would_not_be_applied_is_not_judged(key: str, text: str) -> None:
    """A value that the update rule would not apply is not judged. [unjudged-values]"""
    site = stored(CloseDate=OLD)
    assert import_rows(row(**{key: text}), site=site, updateRule="ifExistingIsNull").rejects == ()


def test_required_values_are_those_after_the_update_rule() -> None:
    """A blank in a required field is no fault where the rule keeps the stored value; where it is applied, ELQ-00061."""
    assert refusals(import_rows(row(Amount=""), site=stored(), updateRule="ifNewIsNotNull")) == []
    assert refusals(import_rows(row(Amount=""), site=stored())) == [(1, "ELQ-00061", (AMOUNT,))]
    assert refusals(import_rows(row(), site=stored(), updateRule="ifExistingIsNull")) == []


def test_a_missing_key_keeps_the_stored_value() -> None:
    """By default a key that a row lacks leaves the stored value as it is. [missingKey]"""
    plan = import_rows({ID: "1", NAME: "New"}, site=stored(Territory="East"))
    assert (after(plan)["Territory"], after(plan)["Amount"], plan.rejects) == ("East", "1", ())


def test_a_missing_key_can_clear() -> None:
    """With `clear` a key that a row lacks counts as sent blank, required values and update rule included.

    [missingKey]
    """
    switches = {"missingKey": "clear"}
    site = stored(Territory="East")
    assert "Territory" not in after(import_rows(row(), site=site, switches=switches))
    assert refusals(import_rows({ID: "1", NAME: "New"}, site=site, switches=switches)) == [
        (1, "ELQ-00061", (STAGE, AMOUNT))
    ]
    kept = import_rows({ID: "1", NAME: "New"}, site=site, switches=switches, updateRule="ifNewIsNotNull")
    assert after(kept)["Territory"] == "East"


@pytest.mark.parametrize("switch", ["keep", "clear"])
def test_a_field_outside_the_definition_is_never_touched(switch: str) -> None:
    """A stored value whose field the definition does not name stays, whatever `missingKey` says. [missingKey]"""
    plan = import_rows(row(), site=stored(Currency="USD"), switches={"missingKey": switch})
    assert after(plan)["Currency"] == "USD"


# One statement under several keys

TWICE = {**FIELDS, "Region": FIELDS["Territory"]}


def test_the_later_key_of_a_statement_wins() -> None:
    """One statement may stand under several keys: the later key wins, also with a blank. [one-statement-two-keys]"""
    assert after(import_rows(row(Territory="West", Region="East"), fields=TWICE))["Territory"] == "East"
    assert "Territory" not in after(import_rows(row(Territory="West", Region=""), fields=TWICE))


def test_the_earlier_key_counts_where_a_row_lacks_the_later() -> None:
    """A row without the later key takes the earlier one's value, by the earlier one's update rule.

    [one-statement-two-keys]
    """
    sent = row(Territory="West")
    assert after(import_rows(sent, fields=TWICE))["Territory"] == "West"
    rules: dict[str, Any] = {"updateRule": "useFieldRule", "updateRuleByField": {"Region": "ifExistingIsNull"}}
    plan = import_rows(sent, site=stored(Territory="Old"), fields=TWICE, **rules)
    assert after(plan)["Territory"] == "West"


def test_a_missing_later_key_clears_where_missing_keys_do() -> None:
    """With `missingKey: clear` the later key counts as sent blank where a row lacks it. [missingKey]"""
    plan = import_rows(row(Territory="West"), fields=TWICE, switches={"missingKey": "clear"})
    assert "Territory" not in after(plan)


def test_the_losing_key_is_not_judged() -> None:
    """Of several keys for one statement only the winning one is judged and named. [one-statement-two-keys]"""
    fields = {**FIELDS, "Closed": FIELDS["CloseDate"]}
    assert import_rows(row(CloseDate="soon", Closed="2017-10-05"), fields=fields).rejects == ()
    plan = import_rows(row(CloseDate="2017-10-05", Closed="soon"), fields=fields)
    assert refusals(plan) == [(1, "ELQ-00040", ("Closed",))]


# Indexes and keys of rejects


@pytest.mark.parametrize(("switch", "indexes"), [("upload", [1, 2, 1]), ("sync", [1, 2, 3])])
def test_rejects_stand_in_row_order_with_their_index(switch: str, indexes: list[int]) -> None:
    """Rejects stand in row order, whatever they are for, with the index that `recordIndex` says. [recordIndex]"""
    site = ScannedSite()
    plan = site.import_(opportunity_import(), [row("1", Stage="?"), row("2")], [row("2"), {}], recordIndex=switch)
    assert [r.status_code for r in plan.rejects] == ["ELQ-00039", "ELQ-00026", "ELQ-00059"]
    assert [r.record_index for r in plan.rejects] == [*indexes[:2], {"upload": 2, "sync": 4}[switch]]


def test_unknown_keys_do_not_reject() -> None:
    """A key that is not in the definition has no effect on a row, and a reject does not show it."""
    plan = import_rows(row(id="7"), {"id": "7", ID: "2"})
    assert (len(plan.created), "id" in plan.rejects[0].field_values) == (1, False)
