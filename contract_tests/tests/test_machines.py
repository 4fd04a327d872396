"""The machines acquit the mock, convict planted bugs of sequence, and say how to see it again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings

from contract_tests.exchanges import Exchange, curl, recorded, script
from contract_tests.machines.disagreement import Disagreement
from contract_tests.machines.mirror import IMPORT, LINKAGE, Mirror
from contract_tests.machines.reached import OUTCOMES, REACHED, RULES, unreached
from contract_tests.machines.sites import machine_for, run
from contract_tests.machines.trouble import Trouble
from contract_tests.semantics import DEFAULT
from contract_tests.strategies.definitions import OPPORTUNITY_STATEMENTS
from contract_tests.targets.mock import in_process, over_a_socket
from contract_tests.targets.target import Capability, Unsupported
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.planting import edited
from mock_server.serving.server import Server
from mock_server.store.links import Links
from mock_server.store.staging import StagingArea

HOW = settings(
    max_examples=60,
    stateful_step_count=12,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
DEFINITION = {"name": "import", "fields": dict(OPPORTUNITY_STATEMENTS), "identifierFieldName": "OpportunityID"}
ROW = {"OpportunityID": "A1", "OpportunityName": "deal", "Stage": "Prospecting", "Amount": "1"}
DESCRIPTION: dict[str, Any] = {"opportunityStages": ["Prospecting"]}


def take_first(area: StagingArea) -> list[Any]:
    taken, area._staged = area._staged[:1], []
    return taken


def keep_latest(links: Links, pairs: Any, sync_id: int | None) -> None:
    links._made_by = dict.fromkeys(pairs, sync_id)
    links._sorted = None


@contextmanager
def one_staging_for_all() -> Iterator[None]:
    shared: dict[int, list[Any]] = {0: []}

    def add(_: StagingArea, staged: Any) -> None:
        shared[0].append(staged)

    def take(_: StagingArea) -> list[Any]:
        taken, shared[0] = shared[0], []
        return taken

    with patch.object(StagingArea, "add", add), patch.object(StagingArea, "take", take):
        yield


PLANTED: Mapping[str, Callable[[], AbstractContextManager[Any]]] = {
    "the second upload is lost": lambda: patch.object(StagingArea, "take", take_first),
    "what is staged is not consumed": lambda: patch.object(StagingArea, "take", lambda area: list(area._staged)),
    "the link set is replaced": lambda: patch.object(Links, "add_all", keep_latest),
    "retention is ignored": lambda: patch.object(StagingArea, "drop_expired", lambda *_: None),
    "sites share a staging area": one_staging_for_all,
    "an upload sets off no sync": edited(
        "engine.staging:stage_upload", " if definition.triggers_sync else None", " if False else None"
    ).planted,
    "a second sync overtakes the first": BUGS["sync-overtakes-the-first"].planted,
    "a sync takes its data when it is asked for": edited(
        "engine.running:Running.begin",
        "elif not pace.polls:",
        "elif pace.polls:\n            self.activate(state, sync, now)\n        else:",
    ).planted,
    "a PUT leaves the retention of uploads to come as it was": edited(
        "engine.definitions:replace_definition",
        ".by_id[old.id] = new",
        ".by_id[old.id] = new = __import__('dataclasses').replace(new, retention=old.retention)",
    ).planted,
    "contacts are found by their address whatever the field": edited(
        "domain.linking:Linking.__init__", "definition.source_column,", "min(definition.source_column, 0),"
    ).planted,
}


@pytest.mark.parametrize("bug", PLANTED)
def test_planted_bugs_of_sequence_are_convicted(bug: str) -> None:
    """Each bug, planted in the mock, makes the machine disagree within the examples of the suite's default."""
    with PLANTED[bug](), pytest.raises(Disagreement):
        run(machine_for(in_process()), settings(HOW, max_examples=120))


def test_a_failure_says_how_to_see_it_again() -> None:
    """It carries the differences, the macro steps, a script and curl lines; the smallest example is a few steps."""
    with PLANTED["what is staged is not consumed"](), pytest.raises(Disagreement) as raised:
        run(machine_for(in_process()), settings(HOW, phases=[Phase.generate, Phase.shrink]))
    failure = raised.value
    assert failure.differences
    assert 1 <= len(failure.steps) <= 4
    assert "SYN-04" in failure.clauses
    assert all(part in str(failure) for part in (*failure.steps, *failure.differences))
    assert "replay.call(" in failure.script and "curl -s -X POST" in failure.curl


def test_the_script_runs(site_exchanges: list[Exchange]) -> None:
    """The printed script is Python that makes the calls again, on a mock that knows nothing of them."""
    from mock_server.app import create_app

    with Server(create_app([])) as server:
        words = [sys.executable, "-c", script(site_exchanges), server.url]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"POST /api/bulk/2.0{IMPORT}\n        got  201" in done.stdout
    assert "The server still answers so." in done.stdout and "the check got" not in done.stdout


def test_curl_lines_quote_what_a_shell_would_read() -> None:
    """Whatever a body holds, the curl line is one command with that body as one word."""
    import shlex

    body = b'{"name": "it\'s $HOME `x` \\"y\\""}'
    words = shlex.split(curl([Exchange("POST", "/sites", body)]))
    assert words[words.index("--data-binary") + 1] == body.decode()


@pytest.fixture
def site_exchanges() -> list[Exchange]:
    with mirrored() as mirror:
        mirror.upload(mirror.create(IMPORT, DEFINITION), [ROW], None)
        mirror.sync(f"{IMPORT}/1")
        return mirror.recording.last()


@contextmanager
def mirrored(target: Any = None, **more: Any) -> Iterator[Mirror]:
    description = {**DESCRIPTION, **more}
    with recorded() as recording, (target or in_process()).site(description) as site:
        yield Mirror(site, description, DEFAULT, [], recording)


@pytest.mark.parametrize("make_target", [in_process, over_a_socket])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("status", [None, 429, 503])
def test_trouble_strikes_once_and_is_survived(make_target: Any, after: bool, status: int | None) -> None:
    """A lost answer, 429 or 503 before or after the work: the repeated call succeeds, and the model knows what was
    done twice. In process and over a socket alike."""
    target = make_target()
    with mirrored(target) as mirror:
        for what in ("create", "upload", "sync", "delete"):
            mirror.trouble = Trouble(status, after)
            if what == "create":
                uri = mirror.create(IMPORT, DEFINITION)
                assert uri == f"{IMPORT}/{2 if after else 1}"
            elif what == "upload":
                mirror.upload(uri, [ROW], None)
            else:
                {"sync": mirror.sync, "delete": mirror.delete}[what](uri)
            mirror.compare(data=True)
        assert len(mirror.syncs) == 1
    target.close()


def test_a_fault_that_did_not_strike_is_told() -> None:
    """A planned fault that the server never carried out is a disagreement, not a success."""
    with mirrored() as mirror:
        mirror.trouble = Trouble(503, False)
        with (
            patch("mock_server.behaviours.register.Register.take", lambda *_: None),
            pytest.raises(Disagreement, match="expected 503 before the work"),
        ):
            mirror.create(IMPORT, DEFINITION)


def test_a_target_without_fresh_sites_is_not_supported() -> None:
    """Without a site of its own for each example nothing could be repeated: the machine says so and does not run."""
    target = in_process()
    target.capabilities = frozenset({Capability.CLOCK})
    with pytest.raises(Unsupported, match="fresh site"):
        run(machine_for(target), HOW)


def test_machines_of_two_targets_keep_their_examples_apart() -> None:
    """Hypothesis stores examples under the name of the class: two targets, two names."""
    one, other = in_process(), over_a_socket()
    assert machine_for(one).__name__ != machine_for(other).__name__
    other.close()


def test_the_gate_knows_what_a_target_can_reach() -> None:
    """Rules that need a clock or faults count as unreached only where the target has them."""
    before = REACHED.copy()
    REACHED.clear()
    try:
        poor = unreached([Capability.FRESH_SITE])
        assert set(unreached(Capability)) == set(RULES) | OUTCOMES
        assert "move the clock" not in poor
        assert "store" in poor
    finally:
        REACHED.update(before)


def test_a_deleted_definition_under_a_sync() -> None:
    """The mirror expects error with ELQ-00143 and nothing applied."""
    with mirrored(pace={"seconds": 5}) as mirror:
        uri = mirror.create(IMPORT, DEFINITION)
        mirror.create(LINKAGE, LINKED)
        mirror.upload(uri, [ROW], None)
        sync_uri = mirror.start(uri)
        mirror.expect(mirror.client.delete(uri), 204, "DEF-15")
        mirror.forget(uri)
        mirror.end_without_definition(sync_uri, uri)
        mirror.compare(data=True)


LINKED = {
    "name": "linkage",
    "fields": {"Id": "{{Opportunity.Id}}", "Source": "{{Opportunity.Contact.Field(C_EmailAddress)}}"},
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "Id",
    "linkOpportunitiesSourceField": "Source",
}
