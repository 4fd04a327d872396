"""Faults about syncs, rejects and exported data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from contract_tests.client_check.adapter import Row
from contract_tests.client_check.faulty.faulty_client import FaultyClient
from contract_tests.client_check.reference.client import FINAL, OPPORTUNITIES, Imported, ReferenceClient, Run
from contract_tests.client_check.reference.failing import EloquaError
from contract_tests.client_check.reference.rejecting import rejected_rows


class LooksOnce(ReferenceClient):
    """Asks for the status once and takes what is not over for good."""

    def wait(self, imported: Imported) -> str:
        seen = [self.status(run.uri) for run in imported.runs]
        return max((each for each in seen if each in FINAL), key=FINAL.index, default="success")


class Hammers(ReferenceClient):
    first_pause = longest_pause = 0.05
    patience = 10.0


class WaitsForEver(ReferenceClient):
    def pauses(self) -> Iterator[float]:
        for attempt in count():
            yield min(2.0**attempt, 60.0) if attempt < 6 else 60.0


class SyncsTwice(ReferenceClient):
    """Asks for a second sync beside the first, to be sure, and follows both."""

    def start(self, definition: str, known: set[str]) -> str:
        first = super().start(definition, known)
        second = super().start(definition, {first, *known})
        self.wait_for(Run(first, ()))
        self.wait_for(run := Run(second, ()))
        if run.status == "warning":
            list(self.rejects(Imported(definition, [run])))
        return first


class LinksTooSoon(ReferenceClient):
    """Waits for an import of opportunities only when it is done with everything else."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.left: list[Imported] = []

    def wait(self, imported: Imported) -> str:
        if imported.definition.startswith(OPPORTUNITIES):
            self.left.append(imported)
            return "success"
        return super().wait(imported)

    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        return iter(()) if imported in self.left else super().rejects(imported)

    def close(self) -> None:
        try:
            for imported in self.left:
                if super().wait(imported) == "error":
                    raise EloquaError(f"the import ended in error: {imported.definition}")
                list(super().rejects(imported))
        finally:
            super().close()


class DoesItAllAgain(ReferenceClient):
    """Takes `warning` for failure, and brings in everything once more."""

    def wait(self, imported: Imported) -> str:
        known = {run.uri for run in imported.runs}
        for run in [run for run in list(imported.runs) if self.wait_for(run) == "warning"]:
            self.stage(imported.definition, run.uploads)
            again = Run(self.start(imported.definition, known), run.uploads)
            known.add(again.uri)
            self.wait_for(again)
            list(self.rejects(Imported(imported.definition, [again])))
        return super().wait(imported)


class ReadsNoRejects(ReferenceClient):
    rejects = None  # type: ignore[assignment]  # it has no such method


class ReadsOnePage(ReferenceClient):
    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        for run in imported.runs:
            page = self.transport.get(f"{run.uri}/rejects")
            yield from rejected_rows(page["items"], run.uploads)


class CountsFromZero(ReferenceClient):
    """Takes `recordIndex` for an index from 0, where there is one upload."""

    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        for run in imported.runs:
            for index, code in rejected_rows(self.transport.pages(f"{run.uri}/rejects"), run.uploads):
                yield index + (len(run.uploads) == 1), code


class ForgetsTheUpload(ReferenceClient):
    """Takes every `recordIndex` for one of the first upload."""

    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        for run in imported.runs:
            for reject in self.transport.pages(f"{run.uri}/rejects"):
                yield run.uploads[0].first + reject["recordIndex"] - 1, reject["statusCode"]


class TakesAnErrorForAWarning(ReferenceClient):
    """Says what went wrong as if rows had been rejected, so that its user goes on."""

    def wait(self, imported: Imported) -> str:
        return super().wait(imported).replace("error", "warning")

    def rejects(self, imported: Imported) -> Iterator[tuple[int, str]]:
        if any(run.status == "error" for run in imported.runs):
            return iter([(0, "error")])
        return super().rejects(imported)


class KeepsErrorsToItself(ReferenceClient):
    def wait(self, imported: Imported) -> str:
        return super().wait(imported).replace("error", "success")


class ReadsTheDefinition(ReferenceClient):
    """Reads exported data where they may be incomplete."""

    def export(self, entity: str, keys: Sequence[str]) -> list[Row]:
        definition = self.define(f"/{entity}/exports", {"fields": self.statements(entity, keys)})
        run = Run(self.start(definition, set()), ())
        if self.wait_for(run) == "error":
            raise EloquaError(f"the export of {entity} ended in error: {run.uri}")
        rows: list[Row] = list(self.transport.pages(f"{definition}/data"))
        self.forget(definition)
        return rows


FAULTY = (
    FaultyClient(
        "CLI-32",
        "asks for the status once",
        LooksOnce,
        ("CLI-36",),
        "what it takes for over is not",
        plan="rows that are rejected",
    ),
    FaultyClient("CLI-33", "polls twenty times a second", Hammers, plan="nothing to export"),
    FaultyClient("CLI-34", "polls for ever", WaitsForEver, plan="a sync that never ends"),
    FaultyClient(
        "CLI-35",
        "syncs a definition twice at once",
        SyncsTwice,
        ("CLI-61",),
        "a sync that got lost has a second one too",
        plan="several syncs",
    ),
    FaultyClient(
        "CLI-36",
        "links before the opportunities are there",
        LinksTooSoon,
        ("CLI-40", "CLI-41"),
        "of an import that is not over no reject is known",
        plan="a moved site",
    ),
    FaultyClient("CLI-37", "imports everything again after a warning", DoesItAllAgain, plan="rows that are rejected"),
    FaultyClient("CLI-38", "never looks at rejects", ReadsNoRejects, plan="rows that are rejected"),
    FaultyClient(
        "CLI-39",
        "reads the first page of the rejects",
        ReadsOnePage,
        ("CLI-40",),
        "the rest is told of no row",
        plan="short pages",
    ),
    FaultyClient("CLI-40", "counts records from 0", CountsFromZero, plan="rows that are rejected"),
    FaultyClient("CLI-41", "forgets that there were several uploads", ForgetsTheUpload, plan="several uploads"),
    FaultyClient("CLI-42", "takes an error for a warning", TakesAnErrorForAWarning, plan="a sync that ends in error"),
    FaultyClient(
        "CLI-43",
        "keeps an error to itself",
        KeepsErrorsToItself,
        ("CLI-42",),
        "whoever is told nothing goes on",
        plan="a sync that ends in error",
    ),
    FaultyClient("CLI-44", "reads exported data from the definition", ReadsTheDefinition, plan="nothing to export"),
)
