"""The machine: what clients may do to one or two sites, in any order, in steps large enough to say something.

Macro rules, each of which ends with nothing in flight; after each of them every readable thing must be what the model
says. Values come from one small universe per example, so that they meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

import requests
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contract_tests.exchanges import recorded
from contract_tests.machines.disagreement import Disagreement
from contract_tests.machines.mirror import IMPORT, LINKAGE, Mirror
from contract_tests.machines.reached import note
from contract_tests.machines.trouble import Trouble
from contract_tests.semantics import DEFAULT, Semantics
from contract_tests.strategies.definitions import (
    OPPORTUNITY_STATEMENTS,
    RETENTIONS,
    import_definitions,
    linkage_definitions,
    refused_import_definitions,
    refused_linkage_definitions,
)
from contract_tests.strategies.histories import uploads
from contract_tests.strategies.universes import STAGES, Universe, universes
from contract_tests.targets.target import Capability, Indeterminate, Target, needs

KINDS = st.sampled_from((IMPORT, LINKAGE))
PACES = st.sampled_from(({"seconds": 5}, "immediate", {"polls": 2}))
ADVANCES = {"40 minutes": 2500, "8 days": 8 * 86_400}
"""Chosen so that no retention ends within minutes of a multiple."""
TROUBLES = st.builds(Trouble, st.sampled_from((None, 429, 503)), st.booleans())
CLOCKED = ("move the clock", "change how long data lasts")
"""Between an upload and its sync; the second also PUTs the definition before the upload."""
CONFLICTS = ("replace", "clear", "delete")


class SiteMachine(RuleBasedStateMachine):
    """Subclass it under a name of its own for each target, so that kept examples stay apart: `machine_for`."""

    target: ClassVar[Target | None] = None
    semantics: ClassVar[Semantics] = DEFAULT
    checks_data: ClassVar[bool] = True
    """Whether records and links are compared where the target can show them."""
    disagreements: ClassVar[list[Disagreement]] = []
    """The first one of the run."""

    def __init__(self) -> None:
        super().__init__()
        assert self.target is not None, "machine_for(target) gives a machine with a target"
        needs(self.target, Capability.FRESH_SITE)
        self.sites: list[Mirror] = []
        self.universe: Universe | None = None
        self.steps: list[str] = []
        self._open = ExitStack()
        self.recording = self._open.enter_context(recorded())

    def teardown(self) -> None:
        self._open.close()

    def can(self, capability: Capability) -> bool:
        return self.target is not None and capability in self.target.capabilities

    # Rules.

    @initialize(data=st.data(), universe=universes(), pace=PACES, two=st.sampled_from((False, False, True)))
    def begin(self, data: st.DataObject, universe: Universe, pace: Any, two: bool) -> None:
        """Each site gets a definition of each kind; on the first some opportunities are stored."""
        self.universe = universe
        pace = pace if self.can(Capability.CLOCK) else "immediate"
        for _ in range(2 if two else 1):
            self._open_site({**universe.description(), "pace": pace})
        identifiers = data.draw(st.lists(st.sampled_from(universe.identifiers), min_size=1, max_size=3, unique=True))
        first = self.sites[0]
        with self._taking("begin", first):
            for site in self.sites:
                site.create(IMPORT, _plain_import(identified_exactly=True))
                site.create(LINKAGE, data.draw(linkage_definitions()))
            values = ("OpportunityName", "deal"), ("Stage", STAGES[0]), ("Amount", "1")
            rows = [{"OpportunityID": identifier, **dict(values)} for identifier in identifiers]
            first.upload(f"{IMPORT}/1", rows, None)
            first.sync(f"{IMPORT}/1")
        if two:
            note("two sites")

    @rule(data=st.data())
    def store(self, data: st.DataObject) -> None:
        """Upload opportunities in one to three parts and sync."""
        self._run("store", data, IMPORT)

    @rule(data=st.data())
    def link(self, data: st.DataObject) -> None:
        """Upload linkage rows in one to three parts and sync."""
        self._run("link", data, LINKAGE)

    link_again = rule(data=st.data())(lambda self, data: self._run("link", data, LINKAGE))
    link_more = rule(data=st.data())(lambda self, data: self._run("link", data, LINKAGE))

    @rule(data=st.data(), kind=KINDS)
    def create(self, data: st.DataObject, kind: str) -> None:
        site = self._site(data)
        definition = self._definition(data, kind)
        with self._taking(f"create at {kind}: {definition}", site):
            site.create(kind, definition)
        note("create")

    @rule(data=st.data(), kind=KINDS)
    def replace(self, data: st.DataObject, kind: str) -> None:
        """PUT another definition, whose data may last otherwise; how long it lasts itself stays as it was."""
        site, uri = self._site_with(data, kind)
        definition = self._replacement(data, site, uri)
        with self._taking(f"replace {uri} by {definition}", site):
            site.replace(uri, definition)
        note("replace")

    @rule(data=st.data(), kind=KINDS)
    def delete(self, data: st.DataObject, kind: str) -> None:
        site, uri = self._site_with(data, kind)
        with self._taking(f"delete {uri}", site):
            site.delete(uri)
        note("delete")

    @rule(data=st.data(), kind=KINDS)
    def stage(self, data: st.DataObject, kind: str) -> None:
        """Upload and leave it there."""
        site, uri = self._site_with(data, kind)
        rows, dialect = self._upload(data, site, uri)
        with self._taking(f"stage at {uri}: {list(rows)}", site):
            site.upload(uri, rows, dialect)
        note("stage")

    @rule(data=st.data(), kind=KINDS)
    def sync(self, data: st.DataObject, kind: str) -> None:
        """Sync what is staged, often nothing."""
        site, uri = self._site_with(data, kind)
        with self._taking(f"sync {uri}", site):
            site.sync(uri)
        note("sync")

    @rule(data=st.data(), kind=KINDS)
    def clear(self, data: st.DataObject, kind: str) -> None:
        site, uri = self._site_with(data, kind)
        with self._taking(f"clear the data of {uri}", site):
            site.clear(uri)
        note("clear")

    @rule(data=st.data(), kind=KINDS)
    def refuse(self, data: st.DataObject, kind: str) -> None:
        """A definition with one fault is refused and leaves everything as it was: the next one takes the next id."""
        site = self._site(data)
        spoilt = data.draw(refused_import_definitions() if kind == IMPORT else refused_linkage_definitions())
        with self._taking(f"{spoilt.why}: refuse {spoilt.definition}", site):
            site.refused(kind, spoilt.definition, spoilt.field)
            site.create(kind, self._definition(data, kind))
        note("refuse")

    @rule(data=st.data(), kind=KINDS, what=st.sampled_from((*CLOCKED, *CLOCKED, "replace", "clear", "sync", "other")))
    def wait_before_the_sync(self, data: st.DataObject, kind: str, what: str) -> None:
        """Between an upload and its sync something else happens."""
        site, uri = self._site_with(data, kind)
        if what in CLOCKED and not self.can(Capability.CLOCK):
            what = "sync"
        if what == "change how long data lasts":
            self._change_retention(data, site, uri)
        rows, dialect = self._upload(data, site, uri)
        with self._taking(f"{what} between uploading {list(rows)} and the sync of {uri}", site):
            site.upload(uri, rows, dialect)
            self._wait(data, what, site, uri)
            if uri in site.known:
                site.sync(uri)
        note("wait before the sync")

    def _change_retention(self, data: st.DataObject, site: Mirror, uri: str) -> None:
        """PUT the definition as it is but for its `dataRetentionDuration`."""
        old = site.known[uri].definition
        others = [lasts for lasts in RETENTIONS if lasts != old.get("dataRetentionDuration", "P7D")]
        chosen = data.draw(st.sampled_from(others), label="retention")
        with self._taking(f"PUT {uri} with data that lasts {chosen}", site):
            site.replace(uri, {**old, "dataRetentionDuration": chosen})

    def _wait(self, data: st.DataObject, what: str, site: Mirror, uri: str) -> None:
        if what == "replace":
            site.replace(uri, self._replacement(data, site, uri))
        elif what == "clear":
            site.clear(uri)
        elif what == "sync":
            site.sync(uri)
        elif what in CLOCKED:
            site.let_pass(ADVANCES[data.draw(st.sampled_from((*ADVANCES, "8 days")), label="how far")])
        else:
            other = data.draw(st.sampled_from(sorted(site.known)), label="the other definition")
            site.sync(other)

    @precondition(lambda self: self.can(Capability.CLOCK) and self.sites and self.sites[0].pace != "immediate")
    @rule(data=st.data(), kind=KINDS, action=st.sampled_from(("upload", *CONFLICTS, "other", "upload")))
    def act_during_a_sync(self, data: st.DataObject, kind: str, action: str) -> None:
        """While a sync runs its definition is in use: what is refused, what waits, what ends the sync."""
        self._during(data, kind, action)
        note("act during a sync")

    @precondition(lambda self: self.can(Capability.CLOCK) and self.sites and self.sites[0].pace != "immediate")
    @rule(data=st.data(), kind=KINDS)
    def sync_again_during_a_sync(self, data: st.DataObject, kind: str) -> None:
        """A second sync of the definition waits for the first, and takes what was uploaded since."""
        self._during(data, kind, "again")
        note("sync again during a sync")

    def _during(self, data: st.DataObject, kind: str, action: str) -> None:
        site, uri = self._site_with(data, kind)
        rows, dialect = self._upload(data, site, uri)
        with self._taking(f"{action} during a sync of {uri} with {list(rows)}", site):
            site.upload(uri, rows, dialect)
            sync_uri = site.start(uri)
            self._act(data, action, site, sync_uri, uri)

    def _act(self, data: st.DataObject, action: str, site: Mirror, sync_uri: str, uri: str) -> None:
        if action == "delete":
            site.expect(site.client.delete(uri), 204, "DEF-15")
            site.forget(uri)
            site.end_without_definition(sync_uri, uri)
            return
        if action == "replace":
            site.expect(site.client.replace(uri, site.known[uri].definition), 409, "SYN-10")
        elif action == "clear":
            site.expect(site.client.clear(uri), 409, "UPL-12")
        later: tuple[Any, Any] | None = None
        if action in ("upload", "again"):
            later = self._upload(data, site, uri)
            site.expect(site.client.upload_json(uri, later[0]), 204, "UPL-14")
        if later is not None and "polls" in site.pace:
            # A sync takes its data when it becomes active, and at this pace nobody has looked at it yet.
            site.known[uri].stage(later[0], site.now)
            later = None
        waiting = site.start(uri) if action == "again" else None
        if waiting is not None:
            site.is_pending(waiting)
        other = [known for known in site.known if known != uri]
        second = None
        if action == "other" and other:
            second = data.draw(st.sampled_from(other), label="the other definition")
            second_uri = site.start(second)
        site.finish(sync_uri, uri)
        if later is not None:
            site.known[uri].stage(later[0], site.now)
        if waiting is not None:
            site.finish(waiting, uri)
        if second is not None:
            site.finish(second_uri, second)

    @rule(data=st.data())
    def import_at_once(self, data: st.DataObject) -> None:
        """A definition whose uploads set off their sync, used twice and deleted."""
        site = self._site(data)
        definition = data.draw(import_definitions()) | {"isSyncTriggeredOnImport": True}
        with self._taking(f"import at once by {definition}", site):
            uri = site.create(IMPORT, definition)
            for _ in range(2):
                rows, _ = self._upload(data, site, uri)
                site.upload_at_once(uri, rows)
            site.delete(uri)
        note("import at once")

    @precondition(lambda self: self.can(Capability.CLOCK))
    @rule(data=st.data(), how_far=st.sampled_from(sorted(ADVANCES)))
    def move_the_clock(self, data: st.DataObject, how_far: str) -> None:
        """Staged data and definitions last as long as they were told to."""
        site = self._site(data)
        with self._taking(f"set the clock forward by {how_far}", site):
            site.let_pass(ADVANCES[how_far])
        note("move the clock")

    @precondition(lambda self: self.can(Capability.FAULTS))
    @rule(
        data=st.data(),
        kind=KINDS,
        trouble=TROUBLES,
        what=st.sampled_from(("create", "replace", "delete", "clear", "upload", "sync")),
    )
    def lose_an_answer(self, data: st.DataObject, kind: str, trouble: Trouble, what: str) -> None:
        """A call is refused for a while or its answer is lost, with or without the work done; the client asks again."""
        site, uri = self._site_with(data, kind)
        rows, dialect = self._upload(data, site, uri)
        with self._taking(f"{what} with {trouble}: {uri}, {list(rows)}", site):
            if what == "sync":
                site.upload(uri, rows, dialect)
            site.trouble = trouble
            if what == "create":
                site.create(kind, self._definition(data, kind))
            elif what == "replace":
                site.replace(uri, self._replacement(data, site, uri))
            elif what == "upload":
                site.upload(uri, rows, dialect)
                site.sync(uri)
            else:
                {"delete": site.delete, "clear": site.clear, "sync": site.sync}[what](uri)
        note("lose an answer")

    @invariant()
    def everything_readable_is_as_the_model_says(self) -> None:
        for site in self.sites:
            with self._translating():
                site.compare(data=self.checks_data and self.can(Capability.READABLE_LINKS))

    # How rules get what they work on.

    def _open_site(self, description: Mapping[str, Any]) -> None:
        assert self.target is not None
        site = self._open.enter_context(self.target.site(dict(description)))
        self.sites.append(Mirror(site, description, self.semantics, self.steps, self.recording))

    def _site(self, data: st.DataObject) -> Mirror:
        if len(self.sites) == 1:
            return self.sites[0]
        return self.sites[data.draw(st.sampled_from((0, 0, 1)), label="site")]

    def _site_with(self, data: st.DataObject, kind: str) -> tuple[Mirror, str]:
        """A site and one of its definitions of that kind; where it has none, one is made."""
        site = self._site(data)
        if not site.uris(kind):
            with self._translating():
                site.create(kind, _plain_import() if kind == IMPORT else data.draw(linkage_definitions()))
        return site, data.draw(st.sampled_from(site.uris(kind)), label="definition")

    def _definition(self, data: st.DataObject, kind: str) -> dict[str, Any]:
        definition = data.draw(import_definitions() if kind == IMPORT else linkage_definitions())
        if self.can(Capability.CLOCK) and data.draw(
            st.sampled_from((False, False, False, True)), label="goes by itself"
        ):
            definition["autoDeleteDuration"] = "PT2H"
        return definition

    def _replacement(self, data: st.DataObject, site: Mirror, uri: str) -> dict[str, Any]:
        definition = data.draw(import_definitions() if uri.startswith(f"{IMPORT}/") else linkage_definitions())
        old = site.known[uri].definition
        definition.pop("autoDeleteDuration", None)
        return definition | {name: old[name] for name in ("autoDeleteDuration",) if name in old}

    def _upload(self, data: st.DataObject, site: Mirror, uri: str) -> tuple[Any, Any]:
        assert self.universe is not None
        kind = uri.rsplit("/", 1)[0]
        return data.draw(uploads(self.universe, kind, site.known[uri].definition), label="upload")

    def _run(self, name: str, data: st.DataObject, kind: str) -> None:
        site, uri = self._site_with(data, kind)
        parts = [
            self._upload(data, site, uri) for _ in range(data.draw(st.sampled_from((1, 1, 2, 3)), label="uploads"))
        ]
        rows = "; ".join(str(list(part)) + (" as CSV" if dialect else "") for part, dialect in parts)
        with self._taking(f"{name} by {uri}: {rows}", site):
            for part, dialect in parts:
                site.upload(uri, part, dialect)
            evidence = site.sync(uri)
        if kind == LINKAGE:
            note(f"link: {site.known[uri].definition['linkOpportunitiesEntityType']}")
            if "{{Opportunity.Contact.Field(C_LastName)}}" in site.known[uri].definition["fields"].values():
                note("link: by last name")
        event(f"{name}: {evidence.status}")
        note(name)

    def _taking(self, text: str, site: Mirror) -> ExitStack:
        site.step(text)
        if text == "begin":
            note("begin")
        return self._translating()

    def _keep_the_first(self, _: Any, error: BaseException | None, __: Any) -> bool:
        if isinstance(error, Disagreement) and not self.disagreements:
            self.disagreements.append(error)
        return False

    def _translating(self) -> ExitStack:
        """No answer that nobody planned to lose is neither for nor against the target."""
        stack = ExitStack()
        stack.push(self._keep_the_first)
        stack.push(_indeterminate_without_answer)
        return stack


def _indeterminate_without_answer(_: Any, error: BaseException | None, __: Any) -> bool:
    if isinstance(error, requests.RequestException):
        raise Indeterminate(f"no answer: {error}") from error
    return False


def _plain_import(*, identified_exactly: bool = False) -> dict[str, Any]:
    fields = dict(OPPORTUNITY_STATEMENTS)
    definition: dict[str, Any] = {"name": "import", "fields": fields, "identifierFieldName": "OpportunityID"}
    return definition | ({"isIdentifierFieldCaseSensitive": True} if identified_exactly else {})


def machine_for(target: Target, semantics: Semantics = DEFAULT) -> type[SiteMachine]:
    """The machine for a target, under a name of its own: kept examples are stored by the name."""
    name = f"SiteMachine on {target.name}"
    return type(name, (SiteMachine,), {"target": target, "semantics": semantics, "disagreements": []})


def run(machine: type[SiteMachine], how: settings) -> None:
    """Run a machine. Raises Disagreement with the smallest example found.

    A target whose sites are not apart carries an example's doings into the next; Hypothesis then finds nothing to
    repeat. The first disagreement is raised in its place.
    """
    machine.disagreements = []
    try:
        run_state_machine_as_test(machine, settings=how)
    except Flaky:
        if machine.disagreements:
            raise machine.disagreements[0] from None
        raise
