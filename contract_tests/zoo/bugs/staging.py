"""Bugs of uploads: how they are read and what is staged of them."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

STAGE = "engine.staging:stage_upload"
TAKE = "store.staging:StagingArea.take"

BUGS = (
    Bug(
        "upload-second-lost",
        "Of several uploads before a sync only the first is staged.",
        (
            edited(
                "store.staging:StagingArea.add",
                "self._staged.append(staged)",
                "self._staged = self._staged or [staged]",
            ),
        ),
        "import table: id",
    ),
    Bug(
        "upload-replaces-the-first",
        "A second upload replaces what was staged before.",
        (edited("store.staging:StagingArea.add", "self._staged.append(staged)", "self._staged = [staged]"),),
        "machine",
    ),
    Bug(
        "upload-kept-after-sync",
        "What a sync took stays staged for the next one.",
        (edited(TAKE, "self._staged, []", "list(self._staged), self._staged"),),
        "machine",
    ),
    Bug(
        "upload-last-first",
        "A sync takes the uploads in the reverse order.",
        (edited(TAKE, "self._staged, []", "self._staged[::-1], []"),),
        "import table: id",
    ),
    Bug(
        "upload-not-cleared",
        "Clearing staged data is answered and not done.",
        (edited("engine.staging:clear_staging", "state.staging.pop(definition.uri, None)", "pass"),),
        "wire: test_uploads::test_cleared_data_is_not_imported",
    ),
    Bug(
        "upload-cleared-in-use",
        "Staged data can be cleared while a sync is unfinished.",
        (edited("engine.staging:clear_staging", "if definition.uri in state.unfinished:", "if False:"),),
        "wire: test_uploads::test_data_in_use_is_not_cleared",
    ),
    Bug(
        "upload-kept-too-long",
        "Staged data is kept twice as long as dataRetentionDuration says.",
        (edited(STAGE, "now + definition.retention", "now + 2 * definition.retention"),),
        "wire: test_uploads::test_staged_data_ends_with_its_retention",
    ),
    Bug(
        "upload-triggers-nothing",
        "isSyncTriggeredOnImport is ignored.",
        (edited(STAGE, "if definition.triggers_sync", "if False"),),
        "wire: test_uploads::test_an_upload_may_trigger_its_sync",
    ),
    Bug(
        "upload-without-rows-staged",
        "An upload without rows counts as data.",
        (edited(STAGE, "if not len(upload):", "if False:"),),
        "wire: test_uploads::test_an_upload_without_rows_stages_nothing",
    ),
    Bug(
        "upload-501-taken",
        "One upload more than 500 is staged for one sync.",
        (edited(STAGE, "len(area) >= most", "len(area) > most"),),
        "wire: test_uploads::test_the_501st_upload_is_refused",
    ),
    Bug(
        "upload-null-as-text",
        "JSON null is stored as the text null.",
        (edited("web.rows:_cell_text", '"" if cell is None', '"null" if cell is None'),),
        "wire: test_uploads::test_null_is_blank_and_its_text_is_a_value",
    ),
    Bug(
        "upload-booleans-capitalised",
        "JSON true is stored as True.",
        (edited("web.rows:_cell_text", "str(cell).lower()", "str(cell)"),),
        "wire: test_uploads::*",
    ),
    Bug(
        "upload-byte-order-mark-in-name",
        "The byte order mark of a CSV file becomes part of its first key.",
        (edited("web.bodies:read_text", '"utf-8-sig"', '"utf-8"'),),
        "wire: test_uploads::test_a_byte_order_mark",
    ),
    Bug(
        "upload-short-line-padded",
        "A CSV line with too few values is imported as far as it goes.",
        (edited("web.rows:_row_of_line", "dict if len(line) == len(header) else MalformedRow", "dict"),),
        "wire: test_uploads::*",
    ),
    Bug(
        "upload-blanks-in-csv-cut",
        "Blanks at the beginning of a CSV value are cut off.",
        (edited("web.rows:_rows_of_csv", "strict=True)", "strict=True, skipinitialspace=True)"),),
        "wire: test_uploads::test_csv_values_keep",
    ),
)
