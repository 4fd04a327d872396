"""Bugs of importing opportunities: what a row makes of a record, and what is said of it."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

APPLIES = "domain.merging:applies"
DUPLICATES = "domain.screening:Screening.__init__"
MERGE = "domain.merging:Merging.merge"
STAGES = "domain.judging:_stage_judge"

BUGS = (
    Bug(
        "import-same-values-are-a-change",
        "An update with the stored values sets the time of the last change.",
        (edited("domain.upserting:Upserts.update", "if values == before:", "if False:"),),
        "wire: test_rows::test_an_update_with_the_stored_values_is_no_change",
    ),
    Bug(
        "import-change-without-a-time",
        "An update with other values leaves the time of the last change.",
        (
            edited(
                "store.tables:Table.replace",
                "self._records.replace(record)",
                "self._records.replace(record._replace(updated_at=old.updated_at))",
            ),
        ),
        "wire: test_rows::test_an_update_with_the_stored_values_is_no_change",
    ),
    Bug(
        "import-blank-does-not-clear",
        'An uploaded "" leaves the stored value instead of clearing it.',
        (edited("domain.merging:_Step.fill", "return self.blank", "return None"),),
        "import table: territory",
    ),
    Bug(
        "import-missing-key-clears",
        "A key that is missing from a row clears the field.",
        (edited("domain.merging:Merging._text_for", "if self._clears_missing:", "if True:"),),
        "import table: territory",
    ),
    Bug(
        "import-null-rule-ignored",
        "ifNewIsNotNull clears fields as always does.",
        (edited(APPLIES, "return not is_blank(text)", "return True"),),
        "import table: territory",
    ),
    Bug(
        "import-existing-rule-ignored",
        "ifExistingIsNull overwrites stored values.",
        (edited(APPLIES, "return not stored", "return True"),),
        "import table: territory",
    ),
    Bug(
        "import-field-rules-ignored",
        "useFieldRule treats every field as always, whatever updateRuleByField says.",
        (edited("domain.orders:_rule_of", 'str(sent.get("updateRuleByField", {}).get(key, "always"))', '"always"'),),
        "import table: amount",
    ),
    Bug(
        "import-first-duplicate-kept",
        "Of rows with the same identifier the first survives.",
        (edited(DUPLICATES, 'duplicate_survivor == "last"', 'duplicate_survivor != "last"'),),
        "import table: id",
    ),
    Bug(
        "import-duplicates-spelled-alike-only",
        "Rows whose identifiers differ only in case are no duplicates, though the import ignores case.",
        (edited(DUPLICATES, "exact if definition.case_sensitive else rules.fold", "exact"),),
        "import table: id",
    ),
    Bug(
        "import-identifier-flag-ignored",
        "isIdentifierFieldCaseSensitive is ignored when stored records are looked for.",
        (
            edited(
                "domain.applying:Applying.__init__", "case_sensitive=definition.case_sensitive", "case_sensitive=False"
            ),
        ),
        "import table: id",
    ),
    Bug(
        "import-several-updated-unasked",
        "Several records that match are updated though isUpdatingMultipleMatchedRecords is not set.",
        (
            edited(
                "domain.applying:Applying.apply", "len(records) > 1 and not self._definition.updates_multiple", "False"
            ),
        ),
        "import table: id",
    ),
    Bug(
        "import-one-of-several-updated",
        "Of several records that match only the first is updated, though all are asked for.",
        (
            edited(
                "domain.applying:Applying._keep",
                "zip(records, merges, strict=True)",
                "zip(records[:1], merges)",
            ),
        ),
        "import table: id",
    ),
    Bug(
        "import-identifier-respelled",
        "An update writes the uploaded spelling of the identifier into the record.",
        (edited("domain.merging:Merging._complete", "if takes_identifier:", "if True:"),),
        "import table: id",
    ),
    Bug(
        "import-created-date-renewed",
        "A blank created date is replaced by the time of the sync in records that have one.",
        (
            edited(
                "domain.merging:Merging._complete",
                "self._now if stored is None else stored[self._stamped]",
                "self._now",
            ),
        ),
        "import table: created",
    ),
    Bug(
        "import-number-beginning-enough",
        "A value that only begins with a number is stored as one.",
        (edited("domain.values:is_number", "_NUMBER.fullmatch(text)", "_NUMBER.match(text)"),),
        "import table: amount",
    ),
    Bug(
        "import-month-and-day-swapped",
        "In dates with slashes the first number is taken for the day.",
        (edited("domain.values:parse_date", '["us_month"]', '["us_day"]', '["us_day"]', '["us_month"]'),),
        "import table: closes",
    ),
    Bug(
        "import-afternoon-forgotten",
        "PM behind an hour is read over.",
        (edited("domain.values:_hour", '12 if half.lower() == "pm" else 0', "0"),),
        "import table: closes",
    ),
    Bug(
        "import-101-characters",
        "Text of 101 characters is stored.",
        (edited("domain.judging:_text_judge", "len(text) <= MAX_TEXT", "len(text) <= MAX_TEXT + 1"),),
        "import table: territory",
    ),
    Bug(
        "import-any-stage",
        "A stage that the site does not know is stored.",
        (edited(STAGES, "known.get(rules.fold(text), unknown)", "known.get(rules.fold(text), Verdict(text))"),),
        "import table: stage",
    ),
    Bug(
        "import-stage-as-sent",
        "A stage is stored in the spelling that was sent, not in the site's.",
        (
            edited(
                STAGES,
                "spelled.get(text) or known.get(rules.fold(text), unknown)",
                "Verdict(text) if rules.fold(text) in known else unknown",
            ),
        ),
        "import table: stage",
    ),
    Bug(
        "import-required-cleared",
        "A required field of a stored record can be cleared.",
        (edited(MERGE, "if blank:", "if blank and stored is None:"),),
        "import table: name",
    ),
    Bug(
        "import-bad-value-costs-the-row",
        "A bad value in an optional field costs the whole row.",
        (edited(MERGE, "elif step.required or filled.fault != codes.INVALID_VALUE:", "elif filled.fault:"),),
        "import table: closes",
    ),
    Bug(
        "import-third-duplicate-slips",
        "Of three rows with one identifier two survive: the third is compared with the first again.",
        (edited("domain.screening:Screening._part", "self._taken[identity] = number", "pass"),),
        "import table: id",
    ),
    Bug(
        "import-earlier-key-wins",
        "Where one field stands under two keys the earlier one decides, though the row has both.",
        (
            edited(
                "domain.merging:Merging._text_for",
                "for field in step.mapped if",
                "for field in reversed(step.mapped) if",
            ),
        ),
        "import table: territory",
    ),
)
