"""Bugs of the small print: what an answer shows, what a definition may not say, which status, which headers."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

DEFINITION = "domain.answers:definition_answer"
DEFAULTS = "domain.definitions:with_defaults"
FIELD = "domain.answers:field_answer"
CHECK = "domain.checking:check_definition"
ACTION = "domain.actions:_problem"
TEXT = "web.schemas.reading:Text._deserialize"
DURATION = "web.schemas.definitions:DurationText._deserialize"
NAMES = "web.schemas.reading:EloquaSchema.canonical_names"
ERROR = "web.errors:_eloqua_error"
HEADERS = "wire: test_login::test_answers_carry_the_recorded_headers"
AS_RECORDED = "wire: test_contacts::test_contact_fields_are_shown_as_recorded"
ACTIONS = "wire: test_contacts::test_sync_actions_have_bounds"
READ_BACK = "wire: test_definitions::test_a_definition_reads_back"
TUTORIAL = "wire: test_definitions::test_an_opportunity_import_is_answered_as_in_the_tutorial"

CALLBACK = '    if sync.callback_url is not None:\n        answer["callbackUrl"] = sync.callback_url\n'

BUGS = (
    Bug(
        "answer-properties-as-sent",
        "A definition is answered with its properties in the order in which they were sent.",
        (
            edited(
                DEFAULTS,
                "name: values[name] for name in kind.properties if name in values",
                "name: values[name] for name in values if name in kind.properties",
            ),
        ),
        TUTORIAL,
    ),
    Bug(
        "answer-updated-later",
        "A new definition was updated a second after it was created.",
        (edited(DEFINITION, "when(definition.updated_at)", "when(definition.updated_at + 10_000_000)"),),
        READ_BACK,
    ),
    Bug(
        "answer-times-in-seconds",
        "Times have no fraction of a second.",
        (edited("domain.moments:as_timestamp", ".{fraction:07d}Z", "Z"),),
        READ_BACK,
    ),
    Bug(
        "answer-by-the-system",
        "updatedBy does not name the user who asked.",
        (edited(DEFINITION, '"updatedBy": definition.updated_by', '"updatedBy": "system"'),),
        "wire: test_definitions::test_a_definition_names_who_made_it",
    ),
    Bug(
        "answer-flags-always",
        "isUpdatingMultipleMatchedRecords is shown though it was not sent.",
        (
            edited(
                DEFAULTS,
                "defaults: dict[str, Any] = {",
                'defaults: dict[str, Any] = {\n        "isUpdatingMultipleMatchedRecords": False,',
            ),
        ),
        TUTORIAL,
    ),
    Bug(
        "answer-update-rule-dropped",
        "updateRule is accepted and not shown.",
        (edited(DEFAULTS, "if name in values}", 'if name in values and name != "updateRule"}'),),
        "wire: test_definitions::test_update_rules_are_echoed",
    ),
    Bug(
        "answer-export-kept-a-week",
        "An export's data is kept as long as an import's.",
        (edited(DEFAULTS, "if export else", "if not export else"),),
        "wire: test_exports::test_an_export_is_answered",
    ),
    Bug(
        "answer-address-may-repeat",
        "The email address is shown as a contact field that may repeat.",
        (edited(FIELD, '"hasUniquenessConstraint": field.unique', '"hasUniquenessConstraint": False'),),
        AS_RECORDED,
    ),
    Bug(
        "answer-fields-dated",
        "Opportunity fields carry the times that contact fields have.",
        (edited(FIELD, "if entity.dated_fields:", "if True:"),),
        "wire: test_lists::test_opportunity_fields_are_those_published",
    ),
    Bug(
        "answer-fields-undated",
        "Contact fields carry no times.",
        (edited(FIELD, "if entity.dated_fields:", "if False:"),),
        AS_RECORDED,
    ),
    Bug(
        "answer-field-uri-of-nothing",
        "The uri of a field names another entity's.",
        (edited(FIELD, '"uri": f"/{entity.plural}/fields/{field.id}"', '"uri": f"/contacts/fields/9{field.id}"'),),
        "wire: test_lists::test_a_listed_uri",
    ),
    Bug(
        "answer-imports-of-one-entity",
        "The list of all imports shows those of the first entity only.",
        (
            edited(
                "domain.definitions:kinds_in",
                'if kind.path.endswith(f"/{overall}")]',
                'if kind.path.endswith(f"/{overall}")][:1]',
            ),
        ),
        "wire: test_lists::test_one_list_has_the_imports",
    ),
    Bug(
        "answer-sync-callback-last",
        "callbackUrl is the last property of a sync.",
        (
            edited(
                "domain.answers:sync_answer",
                CALLBACK,
                "",
                '    answer["uri"] = sync.uri\n',
                f'    answer["uri"] = sync.uri\n{CALLBACK}',
            ),
        ),
        "wire: test_syncs::test_a_callback",
    ),
    Bug(
        "answer-syncs-unfinished-only",
        "The list of syncs leaves out those that have ended.",
        (
            edited(
                "engine.syncs:list_syncs",
                "for sync in visit.state.syncs.values()]",
                "for sync in visit.state.syncs.values() if not sync.is_final]",
            ),
        ),
        "wire: test_syncs::test_syncs_are_numbered",
    ),
    Bug(
        "answer-no-such-sync",
        "An unknown sync is refused with 400 instead of 404.",
        (edited("engine.syncs:_sync", "raise NotFound", "raise ValidationFailed([])"),),
        "wire: test_syncs::test_an_unknown_sync",
    ),
    Bug(
        "refuse-no-name-too-long",
        "A name may be longer than 100 characters.",
        (edited(TEXT, "not shortest <= len(value) <= longest", "not shortest <= len(value)"),),
        "wire: test_definitions::test_a_name_has_one_to_a_hundred",
    ),
    Bug(
        "refuse-identifier-in-other-words",
        "The failure of a missing identifier has another text.",
        (
            edited(
                "web.schemas.reading:_failures",
                "yield Failure(name, constraint, value)",
                'yield Failure(name, "Missing or wrong.", value)',
            ),
        ),
        "wire: test_definitions::test_a_missing_identifier",
    ),
    Bug(
        "refuse-entity-named-in-plural",
        "linkOpportunitiesEntityType may be any word.",
        (
            edited(
                "web.schemas.reading:Choice._deserialize",
                "not isinstance(value, str) or value not in self.words",
                "not isinstance(value, str)",
            ),
            edited(
                "domain.checking_linkage:check_linkage",
                "word != entity_type",
                'entity_type in ("Contact", "Account") and word != entity_type',
            ),
        ),
        "wire: test_definitions::test_a_linkage_is_of_contacts_or_accounts",
    ),
    Bug(
        "refuse-no-duration",
        "dataRetentionDuration may be longer than 14 days.",
        (edited(DURATION, " or too_long", ""),),
        "wire: test_definitions::test_durations_have_bounds",
    ),
    Bug(
        "refuse-no-priority",
        "importPriorityUri may name a priority that does not exist.",
        (edited(CHECK, "if priority is not None and priority not in site.priority_uris:", "if False:"),),
        "wire: test_definitions::test_a_priority_must_exist",
    ),
    Bug(
        "refuse-no-statement",
        "A statement that names no field of the entity is accepted.",
        (edited(CHECK, "yield from _check_statements(kind, fields, site)", "pass"),),
        "wire: test_definitions::test_a_statement_names_a_field",
    ),
    Bug(
        "refuse-names-in-capitals",
        "Property names are read in their own spelling only.",
        (
            edited(
                NAMES,
                "known = self._spelled",
                "data = {name: value for name, value in data.items() if name in self.fields}\n"
                "        known = self._spelled",
            ),
        ),
        "wire: test_definitions::test_property_names_are_read_in_any_case",
    ),
    Bug(
        "refuse-no-score",
        "An import may write lead scores.",
        (
            edited(
                "domain.checking:_problem",
                "if column is None:",
                'if "LeadScore" in statement:\n        return None\n    if column is None:',
            ),
        ),
        "wire: test_contacts::test_lead_scores_cannot_be_imported",
    ),
    Bug(
        "refuse-no-eleventh-action",
        "A definition may have more than ten sync actions.",
        (edited("domain.actions:check_actions", "if len(sent) > MAX_ACTIONS:", "if False:"),),
        ACTIONS,
    ),
    Bug(
        "refuse-no-unknown-list",
        "A sync action may name a list that does not exist.",
        (edited(ACTION, "and not exists(str(destination))", "and False"),),
        ACTIONS,
    ),
    Bug(
        "refuse-no-second-field-of-an-action",
        "A sync-action definition may have several fields, and an export any number.",
        (
            edited(
                "domain.checking:_check_count",
                "if len(fields) > kind.max_fields:",
                "if len(fields) > max(kind.max_fields, 2) and kind.max_fields < 250:",
            ),
        ),
        "wire: test_contacts::test_a_sync_action_definition_has_one_field",
    ),
    Bug(
        "refuse-no-251st-field",
        "An export may have more than 250 fields.",
        (
            edited(
                "domain.checking:_check_count",
                "if len(fields) > kind.max_fields:",
                "if len(fields) > kind.max_fields < 250:",
            ),
        ),
        "wire: test_exports::test_an_export_has_up_to_250_fields",
    ),
    Bug(
        "refuse-no-unreadable-filter",
        "A filter that cannot be read is accepted.",
        (
            edited(
                "domain.filter_checking:check_filter",
                '        yield Failure("filter", f"Must be a filter: {fault}.", text, rests_on=("EXP-07",))\n',
                "",
            ),
        ),
        "wire: test_exports::test_a_filter_that_cannot_be_read",
    ),
    Bug(
        "refuse-no-list-as-a-body",
        "A body that is no object makes the mock crash.",
        (edited("web.bodies:read_object", "if not isinstance(value, dict):", "if False:"),),
        "wire: test_errors::test_a_body_that_is_no_object",
    ),
    Bug(
        "refuse-not-without-a-type",
        "A POST without Content-Type is read as JSON.",
        (
            edited(
                "web.bodies:media_type",
                "if sent is None:",
                "if sent is None:\n        return accepted[0]\n    if sent is None:",
            ),
        ),
        "wire: test_errors::test_a_body_needs_a_content_type",
    ),
    Bug(
        "refuse-no-repeated-header",
        "CSV may have the same name twice in its header.",
        (edited("web.rows:_check_header", "if name in seen:", "if False:"),),
        "wire: test_uploads::test_csv_without_sense",
    ),
    Bug(
        "status-phrases-of-http",
        "The reason phrases are those of HTTP.",
        (edited("web.responses:no_body", 'status=f"{status} {PHRASES[status]}"', "status=status"),),
        "wire: test_errors::test_an_unknown_path_is_not_found",
    ),
    Bug(
        "status-allow-missing",
        "A wrong verb is not told the right ones.",
        (edited("web.errors:_http_error", "if isinstance(error, MethodNotAllowed):", "if False:"),),
        "wire: test_errors::test_a_wrong_verb",
    ),
    Bug(
        "status-unknown-path-400",
        "An unknown path answers 400.",
        (
            edited(
                "web.errors:_http_error",
                "status if status in PHRASES else 400",
                "status if status in PHRASES and status != 404 else 400",
            ),
        ),
        "wire: test_errors::test_an_id_that_is_no_number",
    ),
    Bug(
        "status-unauthorized-last",
        "Who may not ask is told whether a thing exists.",
        (
            edited(
                "web.callers:caller_of",
                "else NOBODY",
                "else Caller(sites.all()[0], None, True, Visit(sites.all()[0], 'nobody'))",
            ),
        ),
        "wire: test_errors::test_without_credentials",
    ),
    Bug(
        "status-not-overridden",
        "X-HTTP-Status-Code-Override is ignored.",
        (edited("web.edge:_wanted_status", "if sent is None or", "if True or"),),
        "wire: test_errors::test_a_client_may_ask_for_200",
    ),
    Bug(
        "status-paths-in-one-spelling",
        "Paths are read in their own spelling only.",
        (
            edited(
                "web.edge:canonical_path", "return lowered if lowered.startswith(_CASELESS) else path", "return path"
            ),
        ),
        "wire: test_errors::test_paths_are_read_in_any_case",
    ),
    Bug(
        "status-204-typed",
        "An answer of 204 has a Content-Type.",
        (edited("web.responses:no_body", '    del answer.headers["Content-Type"]\n', ""),),
        HEADERS,
    ),
    Bug(
        "status-201-located",
        "A 201 has a Location.",
        (
            edited(
                "web.responses:created",
                "return json_answer(value, 201)",
                'answer = json_answer(value, 201)\n    answer.headers["Location"] = value["uri"]\n    return answer',
            ),
        ),
        HEADERS,
    ),
    Bug(
        "status-one-request-id",
        "All answers carry the same X-Request-Id.",
        (edited("web.edge:Edge.__call__", 'f"{self._new_request_id()}/1"', '"0/1"'),),
        HEADERS,
    ),
    Bug(
        "status-csv-never",
        "Exported data is JSON whatever Accept says.",
        (edited("web.blueprints.exports:_wants_csv", "return CSV in named", "return False and CSV in named"),),
        "wire: test_exports::test_data_comes_as_csv",
    ),
    Bug(
        "status-any-size",
        "A body of more than 32 MB is taken.",
        (
            edited(
                "web.bodies:read_body",
                "if announced is not None and announced > most:",
                "most *= 2\n    if announced is not None and announced > most:",
            ),
        ),
        "wire: test_uploads::test_a_body_of_more_than_32",
    ),
    Bug(
        "upload-columns-by-the-alphabet",
        "The columns of CSV are taken in the order of the alphabet.",
        (edited("web.rows:_upload_of", "PackedColumns(header,", "PackedColumns(sorted(header),"),),
        "laws: test_order_of_keys",
    ),
    Bug(
        "import-one-digit-hour",
        "The tutorial's date, with an hour of one digit, is refused.",
        (
            edited(
                "domain.values:_hour",
                "        return hour\n",
                "        return hour if len(text) == 2 or text == '0' else -1\n",
            ),
        ),
        "wire: test_rows::test_the_tutorials_rows",
    ),
    Bug(
        "sync-of-opportunities-only",
        "POST /syncs takes definitions of opportunities only.",
        (
            edited(
                "engine.syncs:_definition_to_sync",
                "for known in KINDS}",
                'for known in KINDS if known.startswith("/opportunities/")}',
            ),
        ),
        "wire: test_syncs::test_every_import_can_be_synced",
    ),
    Bug(
        "export-exists-not",
        "EXISTS in a filter keeps those who are not members.",
        (edited("domain.filter_testing:test_of", "record.id in members", "record.id not in members"),),
        "wire: test_exports::test_exists_keeps",
    ),
    Bug(
        "sync-data-of-an-import",
        "The data of an import's sync is answered as what there is none of, with 404.",
        (edited("engine.exported:_data_of_sync", "if sync.process is not Process.EXPORT:", "if False:"),),
        "wire: test_syncs::test_every_import_can_be_synced",
    ),
)
