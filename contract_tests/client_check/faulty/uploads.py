"""Faults in uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.client_check.adapter import Rows
from contract_tests.client_check.faulty.faulty_client import FaultyClient, calling, sending
from contract_tests.client_check.reference.client import Imported, ReferenceClient, Run
from contract_tests.client_check.reference.failing import EloquaError, Unanswered
from contract_tests.client_check.reference.transport import Body, Transport
from contract_tests.client_check.reference.uploads import Csv, Json, Upload, split


class SendsAllAtOnce(ReferenceClient):
    def cut(self, rows: Rows, keys: Sequence[str]) -> list[Upload]:
        return list(split(rows, keys, self.form, 2**40))


class KnowsNoLimitOfUploads(ReferenceClient):
    def most_uploads(self) -> int:
        return 2**40


class LosesARow(ReferenceClient):
    """Forgets the last row where there are several uploads."""

    def cut(self, rows: Rows, keys: Sequence[str]) -> list[Upload]:
        uploads = super().cut(rows, keys)
        return uploads if len(uploads) == 1 else super().cut(rows[:-1], keys)


class SendsLatin1(Json):
    def row(self, row: Mapping[str, str], keys: Sequence[str]) -> bytes:
        return json.dumps(row, ensure_ascii=False).encode("latin-1", "replace")


class QuotesNothing(Csv):
    def line(self, values: Sequence[str]) -> bytes:
        return (",".join(values) + "\r\n").encode()


class UploadsMeanwhile(ReferenceClient):
    """Uploads the next batch while the sync of the one before it runs, and waits only then."""

    def may_go_on(self, run: Run) -> bool:
        return True

    def start(self, definition: str, known: set[str]) -> str:
        for sync in sorted(known):
            self.wait_for(Run(sync, ()))
        return super().start(definition, known)


class SyncsBeforeItKnows(ReferenceClient):
    """Where an upload was refused for the time being: syncs what there is, then uploads everything again."""

    def upload_all(self, definition: str, uploads: Sequence[Upload]) -> bool:
        try:
            return super().upload_all(definition, uploads)
        except Unanswered as refused:
            if refused.status:
                self.wait_for(Run(self.start(definition, set()), ()))
            raise


class WantsABody(Transport):
    """Takes an upload without a body in its answer for failed."""

    def post(self, path: str, body: Body) -> Any:
        answer = super().post(path, body)
        if answer is None:
            self.delete(path)
            raise EloquaError(f"POST {path}: no body")
        return answer


class IgnoresTheSyncItGot(ReferenceClient):
    """Lets uploads start syncs, and when such a sync is over asks for another."""

    def bring_batch(self, imported: Imported, batch: Sequence[Upload]) -> str:
        first = Run(super().bring_batch(imported, batch), tuple(batch))
        self.wait_for(first)
        imported.runs.append(first)
        return self.start(imported.definition, {run.uri for run in imported.runs})


FAULTY = (
    FaultyClient("CLI-22", "sends everything in one upload", SendsAllAtOnce, plan="several uploads"),
    FaultyClient("CLI-23", "makes as many uploads for a sync as it likes", KnowsNoLimitOfUploads, plan="several syncs"),
    FaultyClient("CLI-24", "loses the last row", LosesARow, plan="several uploads"),
    FaultyClient("CLI-25", "sends Latin-1", sending(SendsLatin1), plan="rows that are rejected"),
    FaultyClient(
        "CLI-26", "does not quote what it writes as CSV", sending(QuotesNothing), plan="rows that are rejected"
    ),
    FaultyClient("CLI-27", "uploads to a definition whose sync is active", UploadsMeanwhile, plan="several syncs"),
    FaultyClient(
        "CLI-28",
        "asks for a sync before its uploads are acknowledged",
        SyncsBeforeItKnows,
        plan="503 to an upload",
    ),
    FaultyClient("CLI-30", "takes 204 for a failure", calling(WantsABody), plan="rows that are rejected"),
    FaultyClient(
        "CLI-31",
        "ignores the sync that its upload started",
        lambda to: IgnoresTheSyncItGot(to, triggering=True),
        plan="rows that are rejected",
    ),
)
