"""One site of a target beside the model's: each step is taken on both, and everything that is answered is compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contract_tests.client import Answer
from contract_tests.exchanges import Recording
from contract_tests.machines.disagreement import Disagreement
from contract_tests.machines.reached import note
from contract_tests.machines.trouble import Trouble, ask
from contract_tests.model.comparing import differences, read_evidence, site_differences
from contract_tests.model.evidence import Evidence, LogLine
from contract_tests.model.site import ModelSite
from contract_tests.semantics import Semantics
from contract_tests.strategies.csv_dialects import CsvDialect
from contract_tests.targets.target import Indeterminate, PlansFaults, Site, pages

IMPORT, LINKAGE = "/opportunities/imports", "/opportunities/contacts/imports"
Rows = Sequence[Mapping[str, str]]
Definition = dict[str, Any]

SECONDS = {"PT1H": 3600, "PT2H": 7200, "P7D": 7 * 86_400, "P14D": 14 * 86_400}
ORDER = ("pending", "active", "final")


@dataclass(slots=True)
class Known:
    """A definition that stands, when it was made, and what is staged for it: the uploads, each with its last moment.

    An upload lasts as long as its definition said when it came, whatever a PUT says later.
    """

    definition: Definition
    made_at: float
    staged: list[tuple[Rows, float]] = field(default_factory=list)

    def expires(self, now: float) -> bool:
        lasts = self.definition.get("autoDeleteDuration")
        return lasts is not None and now >= self.made_at + SECONDS[lasts]

    def stage(self, rows: Rows, now: float) -> None:
        lasts = SECONDS[self.definition.get("dataRetentionDuration", "P7D")]
        self.staged.append((rows, now + lasts))

    def kept(self, now: float) -> list[Rows]:
        """The uploads that still last."""
        return [rows for rows, until in self.staged if now < until]


class Mirror:
    """A target's site and the model of it. `steps` and the `recording` are shared by the sites of one example."""

    def __init__(
        self,
        site: Site,
        description: Mapping[str, Any],
        semantics: Semantics,
        steps: list[str],
        recording: Recording,
    ) -> None:
        self.site, self.pace = site, description.get("pace", "immediate")
        self.client = site.client
        self.model = ModelSite(semantics, description)
        self.steps, self.recording = steps, recording
        self.known: dict[str, Known] = {}
        self.syncs: list[tuple[str, str]] = []
        self.now = 0.0
        self.trouble: Trouble | None = None

    # What may be done.

    def uris(self, kind: str) -> list[str]:
        return [uri for uri in self.known if uri.startswith(f"{kind}/")]

    def step(self, text: str) -> None:
        self.steps.append(f"{self.site.name}: {text}" + (f" [{self.trouble}]" if self.trouble else ""))

    def create(self, kind: str, definition: Definition) -> str:
        lost = self._ask("POST", kind, definition)
        if lost.done_unseen:
            self._made(kind, definition)
        self.expect(lost.answer, 201, "DEF-01")
        uri = self._made(kind, definition)
        self._agree(("DEF-02",), uri, self._of(lost.answer, "uri"), f"uri of the new definition at {kind}")
        return uri

    def _made(self, kind: str, definition: Definition) -> str:
        uri = self.model.create(kind, definition)
        self.known[uri] = Known(definition, self.now)
        return uri

    def replace(self, uri: str, definition: Definition) -> None:
        asked = self._ask("PUT", uri, definition)
        self.expect(asked.answer, 200, "DEF-13")
        self.known[uri].definition = definition
        self.model.replace(uri, definition)

    def delete(self, uri: str) -> None:
        asked = self._ask("DELETE", uri)
        self.expect(asked.answer, 404 if asked.done_unseen else 204, "DEF-15")
        self.forget(uri)
        for verb, path in (("GET", uri), ("DELETE", f"{uri}/data")):
            self.expect(self.client.bulk(verb, path), 404, "DEF-15")
        self.expect(self.client.sync(uri), 400, "SYN-09")

    def forget(self, uri: str) -> None:
        del self.known[uri]
        self.model.delete(uri)

    def upload(self, uri: str, rows: Rows, dialect: CsvDialect | None) -> None:
        if dialect is None:
            body, content_type = json.dumps(list(rows)).encode(), "application/json"
        else:
            body = dialect.write(rows, list(self.known[uri].definition["fields"])).encode()
            content_type = "text/csv"
        note("upload: JSON" if dialect is None else "upload: CSV")
        asked = self._ask("POST", f"{uri}/data", body=body, content_type=content_type)
        self.expect(asked.answer, 204, "UPL-14")
        for _ in range(2 if asked.done_unseen else 1):
            self.known[uri].stage(rows, self.now)

    def upload_at_once(self, uri: str, rows: Rows) -> Evidence:
        """Upload to a definition with `isSyncTriggeredOnImport`: 201 and the sync, which takes these rows."""
        answer = self.client.upload_json(uri, rows)
        self.expect(answer, 201, "UPL-13")
        expected = f"/syncs/{len(self.syncs) + 1}"
        self._agree(
            ("UPL-13",), (expected, uri), (self._of(answer, "uri"), self._of(answer, "syncedInstanceUri")), "sync"
        )
        self.syncs.append((uri, "unfinished"))
        self.known[uri].stage(rows, self.now)
        return self.finish(expected, uri)

    def clear(self, uri: str) -> None:
        self.expect(self._ask("DELETE", f"{uri}/data").answer, 204, "UPL-12")
        self.known[uri].staged = []

    def refused(self, kind: str, definition: Definition, failing: str) -> None:
        """A definition that must be refused, naming this property at fault."""
        answer = self.client.create(kind, definition)
        self.expect(answer, 400, "DEF-05")
        named = {str(failure.get("field")) for failure in answer.failures}
        if failing not in named:
            self.disagree(("DEF-05", "ERR-02"), [f"a failure of {failing} expected, got {sorted(named)}"])

    def sync(self, uri: str) -> Evidence:
        """Sync a definition to the end and compare what it leaves behind."""
        return self.finish(self.start(uri), uri)

    def start(self, uri: str) -> str:
        """POST the sync; its uri."""
        asked = self._ask("POST", "/syncs", {"syncedInstanceUri": uri}, once=True)
        expected = f"/syncs/{len(self.syncs) + 1}"
        if not asked.done_unseen:
            self.expect(asked.answer, 201, "SYN-01")
            self._agree(("SYN-01",), "pending", self._of(asked.answer, "status"), "status of a new sync")
            self._agree(("DEF-02",), expected, self._of(asked.answer, "uri"), "uri of the new sync")
        self.syncs.append((uri, "unfinished"))
        return expected

    def finish(self, sync_uri: str, uri: str) -> Evidence:
        """Wait for a sync that runs on the data staged until now."""
        self.let_pass(self.pace["seconds"] if isinstance(self.pace, dict) and "seconds" in self.pace else 0)
        got = self.read(sync_uri)
        uploads = self.known[uri].kept(self.now)
        for rows in uploads:
            self.model.stage(uri, rows)
        self.known[uri].staged = []
        links = len(self.model.links())
        expected = self.model.sync(uri)
        if len(self.model.links()) > links:
            note("link: linked something")
        _note_rows(uploads, expected)
        self.compare_evidence(sync_uri, uri, expected, got)
        return expected

    def compare_evidence(self, sync_uri: str, uri: str, expected: Evidence, got: Evidence) -> None:
        self.syncs[int(sync_uri.rsplit("/", 1)[1]) - 1] = (uri, expected.status)
        found = differences(expected, got)
        if found:
            family = ("LNK-02", "LNK-03") if uri.startswith(LINKAGE) else ("OPP-02", "OPP-06")
            self.disagree((*family, "SYN-03", "SYN-04"), [f"{sync_uri}: {text}" for text in found])

    def end_without_definition(self, sync_uri: str, uri: str) -> None:
        """Wait for a sync whose definition was deleted under it: it ends in error and has applied nothing."""
        self.let_pass(self.pace["seconds"] if isinstance(self.pace, dict) and "seconds" in self.pace else 0)
        got = self.read(sync_uri)
        self.syncs[int(sync_uri.rsplit("/", 1)[1]) - 1] = (uri, "error")
        if got.status != "error" or "ELQ-00143" not in [line.code for line in got.logs]:
            self.disagree(("DEF-16", "SYN-03"), [f"{sync_uri}: expected error with ELQ-00143, got {got}"])

    def read(self, sync_uri: str) -> Evidence:
        """Poll to the end, seeing that the status never goes back, and read the evidence."""
        self._poll(sync_uri)
        try:
            return read_evidence(self.client, sync_uri)
        except (AssertionError, Indeterminate) as reason:
            self.disagree(("SYN-13",), [f"the evidence of {sync_uri} cannot be read: {reason}"])
        return Evidence("", (), ())

    def _poll(self, sync_uri: str) -> None:
        before = 0
        for _ in range(20):
            status = str(self._of(self._get(sync_uri, "SYN-01"), "status"))
            rank = ORDER.index(status) if status in ORDER else 2
            if rank < before:
                self.disagree(("SYN-01",), [f"{sync_uri} went back to {status}"])
            if rank == 2:
                return
            before = rank
        self.disagree(("SYN-01",), [f"{sync_uri} does not end"])

    def is_pending(self, sync_uri: str) -> None:
        """A second sync of a definition waits for the first, however often somebody looks."""
        for _ in range(4):
            self._agree(("SYN-10",), "pending", self._of(self._get(sync_uri, "SYN-01"), "status"), sync_uri)

    def let_pass(self, seconds: float) -> None:
        """Set the clock forward; definitions whose time is up go."""
        if not seconds:
            return
        self.site.advance(seconds)
        self.now += seconds
        for uri in [uri for uri, known in self.known.items() if known.expires(self.now)]:
            self.forget(uri)

    # What is compared after each step.

    def compare(self, *, data: bool) -> None:
        for kind in (IMPORT, LINKAGE):
            self._compare_definitions(kind)
        items = self._pages("/syncs", "SYN-01")
        got = [(item.get("uri"), item.get("syncedInstanceUri"), item.get("status")) for item in items]
        wanted = [(f"/syncs/{number}", *sync) for number, sync in enumerate(self.syncs, start=1)]
        self._agree(("SYN-01", "ERR-01", "ERR-06"), wanted, got, "GET /syncs")
        if data:
            found = site_differences(self.model, self.site.observe())
            if found:
                self.disagree(_clauses_of_data(found), found)

    def _compare_definitions(self, kind: str) -> None:
        items = self._pages(kind, "DEF-01")
        expected = [{"uri": uri, **self.known[uri].definition} for uri in self.uris(kind)]
        names = [set(definition) for definition in expected]
        got = [{name: item.get(name) for name in shown} for item, shown in zip(items, names, strict=False)]
        got += [{"uri": item.get("uri")} for item in items[len(names) :]]
        self._agree(("DEF-01", "DEF-15", "ERR-01", "ERR-06"), expected, got, f"GET {kind}")

    # The small print.

    def disagree(self, clauses: Sequence[str], found: Sequence[str]) -> None:
        raise Disagreement(clauses, found, self.steps, self.recording.last())

    def _ask(self, verb: str, path: str, value: Any = None, **more: Any) -> Any:
        trouble, self.trouble = self.trouble, None
        asked = ask(self.client, cast(PlansFaults, self.site), trouble, verb, path, value, **more)
        if asked.complaint:
            self.disagree(("ERR-09",), [asked.complaint])
        return asked

    def expect(self, answer: Answer, status: int, *clauses: str) -> None:
        if answer.status != status:
            asked = self.recording.last()[-1]
            said = answer.content[:300].decode("utf-8", "replace")
            self.disagree(clauses, [f"{asked.verb} {asked.path}: expected {status}, got {answer.status} {said}"])

    def _agree(self, clauses: Sequence[str], expected: object, got: object, what: str) -> None:
        if expected != got:
            self.disagree(clauses, [f"{what}:", f"  expected {expected!r}", f"  got      {got!r}"])

    def _of(self, answer: Answer, name: str) -> Any:
        return answer.body.get(name) if isinstance(answer.body, dict) else None

    def _get(self, path: str, clause: str) -> Answer:
        answer = self.client.get(path)
        self.expect(answer, 200, clause)
        return answer

    def _pages(self, path: str, clause: str) -> list[dict[str, Any]]:
        try:
            return list(pages(self.client, path))
        except (AssertionError, Indeterminate) as reason:
            self.disagree((clause,), [str(reason)])
        return []


def _note_rows(uploads: Sequence[Rows], evidence: Evidence) -> None:
    note(*(f"rows: {line.code}" for line in evidence.logs if line.severity == "warning"))
    if not uploads:
        note("sync: nothing staged")
    elif sum(map(len, uploads)) > len(evidence.rejects):
        note("rows: accepted")
    if len(uploads) > 1:
        note("sync: two uploads")


def _clauses_of_data(found: Sequence[str]) -> tuple[str, ...]:
    links = any(text.startswith("link ") for text in found)
    records = any(text.startswith("opportunity ") for text in found)
    return (*(("LNK-01", "LNK-08") if links else ()), *(("OPP-01", "OPP-05") if records else ()))


__all__ = ["IMPORT", "LINKAGE", "LogLine", "Mirror"]
