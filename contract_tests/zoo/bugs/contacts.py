"""Bugs of contacts, accounts, sync actions and exports."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

APPLY = "domain.applying:Applying.apply"

BUGS = (
    Bug(
        "contact-create-only-updates",
        "createOnly updates contacts that exist.",
        (edited(APPLY, 'if records and rule == "createOnly":', "if False:"),),
        "wire: test_contacts::test_an_import_rule_leaves_out_one_half",
    ),
    Bug(
        "contact-update-only-creates",
        "updateOnly creates contacts that do not exist.",
        (edited(APPLY, 'if not records and rule == "updateOnly":', "if False:"),),
        "wire: test_contacts::test_an_import_rule_leaves_out_one_half",
    ),
    Bug(
        "contact-any-address",
        "Anything with an @ in it is an address.",
        (edited("domain.judging:_email_judge", "is_email(verdict.text)", '"@" in verdict.text'),),
        "wire: test_contacts::test_what_is_no_address",
    ),
    Bug(
        "contact-removed-is-added",
        "The sync action remove adds to the list.",
        (edited("engine.effects:act_on", 'action.action == "remove" or ', ""),),
        "wire: test_contacts::test_sync_actions_fill_and_empty_a_list",
    ),
    Bug(
        "contact-stays-at-no-account",
        "The company of an imported contact does not bring it to the account of that name.",
        (edited("engine.effects:_import", "if entity is CONTACTS:", "if False:"),),
        "wire: test_contacts::test_a_company_brings_its_contact",
    ),
    Bug(
        "export-one-record-more",
        "An export gives one record more than maxRecords.",
        (edited("domain.exporting:plan_export", "len(plan.rows) == most", "len(plan.rows) - 1 == most"),),
        "wire: test_exports::test_max_records",
    ),
    Bug(
        "export-not-ignored",
        "NOT in a filter is read over.",
        (edited("domain.filter_testing:test_of", "not inner(record)", "inner(record)"),),
        "wire: test_exports::test_a_filter_and_its_not",
    ),
    Bug(
        "export-data-not-deleted",
        "Deleting exported data is answered and not done.",
        (
            edited("engine.exported:delete_of_sync", ".rows = None", ""),
            edited("engine.exported:delete_of_definition", ".rows = None", ""),
        ),
        "wire: test_exports::test_deleted_data",
    ),
    Bug(
        "export-data-kept-too-long",
        "Exported data can be read twice as long as dataRetentionDuration says.",
        (edited("engine.effects:_keep_export", "now + definition.retention", "now + 2 * definition.retention"),),
        "wire: test_exports::test_data_ends_with_its_retention",
    ),
    Bug(
        "contact-at-the-last-account",
        "Of several accounts that its company names a contact comes to the one with the highest id.",
        (edited("store.records:Records.place_contacts", "found[0]", "found[-1]"),),
        "wire: test_contacts::test_of_several_accounts",
    ),
)
