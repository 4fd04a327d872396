"""Bugs of definitions: what they may say, and their lives."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

REPLACE = "engine.definitions:replace_definition"
NEW = "visit.state.definitions[kind.path].by_id[old.id] = new"

BUGS = (
    Bug(
        "definition-three-fields-in-a-linkage",
        "A linkage definition may have three fields.",
        (edited("domain.checking:_check_count", "kind.max_fields:", "kind.max_fields + kind.links:"),),
        "wire: test_definitions::test_a_linkage_has_an_opportunity_and_one_other_field",
    ),
    Bug(
        "definition-amount-not-required",
        "An opportunity import may leave out the amount.",
        (
            edited(
                "domain.checking:_check_required_statements",
                "in kind.entity.required:",
                "in kind.entity.required[:-1]:",
            ),
        ),
        "wire: test_definitions::test_an_import_needs_the_four_statements",
    ),
    Bug(
        "definition-any-identifier",
        "An opportunity import may match by another field than the id.",
        (edited("domain.checking:_check_identifier", "if kind.entity.identifier and", "if False and"),),
        "wire: test_definitions::test_the_identifier_is_a_key_of_the_right_field",
    ),
    Bug(
        "definition-one-fault-told",
        "Of several faults of a definition only the first is told.",
        (edited("engine.definitions:_refuse_faults", "ValidationFailed(found)", "ValidationFailed(found[:1])"),),
        "wire: test_definitions::test_all_faults_are_told_at_once",
    ),
    Bug(
        "definition-put-does-not-rename",
        "A PUT leaves the name as it was.",
        (edited(REPLACE, "old.id, sent, ", 'old.id, {**sent, "name": old.properties["name"]}, '),),
        "wire: test_definitions::test_a_put_replaces_the_definition",
    ),
    Bug(
        "definition-put-keeps-what-is-left-out",
        "A PUT keeps the optional properties that its body leaves out.",
        (edited(REPLACE, "old.id, sent, ", "old.id, {**old.properties, **sent}, "),),
        "wire: test_definitions::test_a_put_drops_what_it_leaves_out",
    ),
    Bug(
        "definition-linkage-of-another-entity",
        "A linkage of contacts may go through an account field, and the other way round.",
        (
            edited(
                "domain.checking_linkage:check_linkage",
                "elif entity_type is not None and word != entity_type:",
                "elif False:",
            ),
        ),
        "wire: test_definitions::test_the_entity_type_is_that_of_the_source_field",
    ),
    Bug(
        "definition-put-clears-staging",
        "A PUT drops the staged data.",
        (edited(REPLACE, NEW, f"{NEW}\n        visit.state.staging.pop(old.uri, None)"),),
        "wire: test_definitions::test_a_put_leaves_staged_data_alone",
    ),
    Bug(
        "definition-put-in-use",
        "A definition can be replaced while a sync of it is unfinished.",
        (edited("engine.definitions:_refuse_in_use", "if definition.uri in state.unfinished:", "if False:"),),
        "wire: test_definitions::test_a_definition_in_use_is_not_replaced",
    ),
    Bug(
        "definition-not-deleted",
        "DELETE answers 204 and leaves the definition.",
        (
            edited(
                "engine.definitions:_delete", "del state.definitions[definition.kind.path].by_id[definition.id]", "pass"
            ),
        ),
        "wire: test_definitions::test_a_deleted_definition_is_gone",
    ),
    Bug(
        "definition-ids-used-again",
        "The id of a deleted definition is given to the next one.",
        (
            edited(
                "engine.definitions:create_definition",
                "table.last_id += 1",
                "table.last_id = max(table.by_id, default=0) + 1",
            ),
        ),
        "wire: test_definitions::test_ids_rise_by_kind",
    ),
    Bug(
        "definition-lives-too-long",
        "A definition lives twice as long as autoDeleteDuration says.",
        (edited("engine.definitions:schedule_auto_delete", "created_at + length", "created_at + 2 * length"),),
        "wire: test_definitions::test_a_definition_deletes_itself",
    ),
    Bug(
        "definition-linkage-identifier-missing",
        "A linkage's answer has no identifierFieldName.",
        (edited("domain.definitions:with_defaults", "if kind.links:", "if False:"),),
        "wire: test_definitions::test_a_linkage_is_answered_as_in_the_tutorial",
    ),
)
