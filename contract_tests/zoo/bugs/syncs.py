"""Bugs of syncs: their course, their status, their log and their rejects."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

PLACED = "domain.staged:_placed"
LOG = "domain.logs:import_log"
BEGIN = "running.begin(state, sync, now)"
HALF = """if sync.status is Status.PENDING:
            self.activate(state, sync, now)
        taken, definition = state.taken[sync.id], state.definition(sync.definition_uri)
        half = [staged.upload for staged in taken[: (len(taken) + 1) // 2]]
        apply_plan(state, sync, definition, plan_sync(state, sync, definition, half), now)"""

BUGS = (
    Bug(
        "sync-definition-not-checked-again",
        "A definition that names a deleted list is synced.",
        (edited("engine.syncs:_definition_to_sync", "if failures:", "if False:"),),
        "wire: test_syncs::test_a_definition_that_no_longer_holds_is_refused",
    ),
    Bug(
        "sync-refused-loses-the-staged",
        "A sync that is refused since its definition no longer holds takes the staged rows away.",
        (
            edited(
                "engine.syncs:_definition_to_sync",
                "raise ValidationFailed(failures)",
                "state.staging.pop(uri, None); raise ValidationFailed(failures)",
            ),
        ),
        "wire: test_syncs::test_a_definition_that_no_longer_holds_is_refused",
    ),
    Bug(
        "sync-record-index-from-0",
        "recordIndex counts from 0.",
        (edited(PLACED, "1 + number", "number"),),
        "import table: id",
    ),
    Bug(
        "sync-record-index-runs-on",
        "recordIndex runs on over the uploads of a sync.",
        (edited(PLACED, 'record_index == "sync"', "True"),),
        "import table: id",
    ),
    Bug(
        "sync-half-applied",
        "A sync that ends in error applies half of its uploads.",
        (
            edited(
                "engine.running:Running.fail",
                "state.staging[sync.definition_uri].put_back(state.taken.pop(sync.id, ()), now)",
                HALF,
            ),
        ),
        "wire: test_syncs::test_a_sync_does_not_outlive_its_definition",
    ),
    Bug(
        "sync-warning-never",
        "A sync with rejects ends in success.",
        (edited("engine.running:Running._apply", "Status.WARNING if rejects or any_warning(logs) else ", ""),),
        "import table: id",
    ),
    Bug(
        "sync-rejects-make-errors",
        "A sync with rejects ends in error.",
        (edited("engine.running:Running._apply", "Status.WARNING if", "Status.ERROR if"),),
        "import table: id",
    ),
    Bug(
        "sync-rejects-counted-as-successes",
        "Rows rejected as duplicates are counted among those that remain.",
        (edited(LOG, "total - duplicates", "total"),),
        "import table: id",
    ),
    Bug(
        "sync-rejects-not-logged",
        "The log has no entries for rejected rows.",
        (edited(LOG, "in sorted(reject_counts.items())]", "in ()]"),),
        "import table: id",
    ),
    Bug(
        "sync-processed-without-rejects",
        "ELQ-00001 leaves out the rejected rows.",
        (edited(LOG, "entry(codes.PROCESSED, total)", "entry(codes.PROCESSED, total - sum(reject_counts.values()))"),),
        "import table: id",
    ),
    Bug(
        "sync-nothing-staged-succeeds",
        "A sync without staged data ends in success, without ELQ-00124.",
        (edited(LOG, "return (staged, entry(codes.NOTHING_STAGED))", "return (staged,)"),),
        "wire: test_syncs::test_warnings_without_rejects",
    ),
    Bug(
        "sync-unknown-keys-unsaid",
        "Keys that the definition does not know are ignored without a warning.",
        (edited("domain.logs:_key_warnings", "yield entry(codes.UNKNOWN_KEY, field=key)", "pass"),),
        "wire: test_uploads::test_an_unknown_key",
    ),
    Bug(
        "sync-reject-without-missing-keys",
        "A reject shows only the keys that the row had.",
        (
            edited(
                "domain.rejects:Reject.field_values.fget",
                "for key in self.keys",
                "for key in self.keys if key in self.row",
            ),
        ),
        "wire: test_uploads::test_a_missing_key_is_blank",
    ),
    Bug(
        "sync-reject-without-faults",
        "A reject does not name the fields at fault.",
        (edited("domain.rejects:Rejecting.reject", "self._shared(tuple(invalid))", "()"),),
        "import table: amount",
    ),
    Bug(
        "sync-one-reject-lost",
        "The last reject of a sync is not listed.",
        (
            edited(
                "domain.rejects:Rejecting.in_row_order",
                "sorted(self._found, key=itemgetter(0))",
                "sorted(self._found, key=itemgetter(0))[:-1]",
            ),
        ),
        "import table: id",
    ),
    Bug(
        "sync-overtakes-the-first",
        "A second sync of a definition is worked on before the first has ended.",
        (edited("engine.syncs:start", BEGIN, f"{BEGIN}\n    else:\n        running.complete(state, sync, now)"),),
        "wire: test_syncs::test_a_second_sync_waits",
    ),
    Bug(
        "sync-polled-past-the-first",
        "Polling a second sync of a definition brings it to its end before the first has ended.",
        (
            edited(
                "engine.syncs:poll_sync",
                "has_its_turn = not sync.is_final and state.unfinished[sync.definition_uri][0] is sync",
                "has_its_turn = not sync.is_final",
            ),
        ),
        "wire: test_syncs::test_a_second_sync_waits",
    ),
    Bug(
        "sync-start-told-at-the-end",
        "syncStartedAt appears only when the sync has ended.",
        (edited("domain.answers:sync_answer", "if sync.started_at is not None:", "if sync.ended_at is not None:"),),
        "wire: test_syncs::test_a_sync_goes_forward",
    ),
)
