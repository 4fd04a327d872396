"""`eloqua-mock settle` on a real site: behind the guard, with reserved identifiers, and no less sharp for that.

No call leaves this machine: a mock in this process plays login and the pod.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from contract_tests.commands import plugin_words
from contract_tests.commands_settle import settle
from contract_tests.laws import bodies
from contract_tests.semantics import CANDIDATES, DEFAULT, GROUPS, Semantics, candidates_of
from contract_tests.settling import Finding, predicted, settle_given
from contract_tests.settling.experiments import MOST_EXPERIMENTS
from contract_tests.settling.given import given_pools
from contract_tests.settling.outcomes import seen
from contract_tests.targets import real, reserved
from contract_tests.targets.budget import LIMITS, Lane
from contract_tests.targets.choosing import choose
from contract_tests.targets.mock import WsgiAdapter
from contract_tests.targets.target import Capability, Unsupported
from contract_tests.zoo.planting import edited
from mock_server.app import create_app
from mock_server.settings import Settings
from mock_server.site_files import parse_site_file

pytest_plugins = ["pytester"]

LOGIN, POD, USER, PASSWORD = "https://login.eloqua.com", "https://secure.p04.eloqua.com", "ada", "s3cret-w0rd"
ENVIRONMENT = {"ELOQUA_SITE": "Acme", "ELOQUA_USER": USER, "ELOQUA_PASSWORD": PASSWORD}


class Posing(WsgiAdapter):
    """A mock in place of the site Acme. `arrived`: verb, path and body of what came."""

    def __init__(self, **described: Any) -> None:
        users = [{"username": USER, "password": PASSWORD}]
        text = json.dumps(bodies.site(version=1, name="Acme", users=users, **described))
        super().__init__(create_app([parse_site_file(text, "Acme")], Settings(public_url=POD)))
        self.arrived: list[tuple[str, str, Any]] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.arrived.append((str(request.method), request.path_url, json.loads(request.body or "null")))
        return super().send(request)

    def bodies(self, ending: str) -> list[Any]:
        return [body for verb, path, body in self.arrived if verb == "POST" and path.endswith(ending)]


@pytest.fixture
def posing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Posing]:
    """Puts a mock with these assumptions in the place of whatever would send."""

    def pose(semantics: Semantics = DEFAULT, **described: Any) -> Posing:
        site = Posing(assumptions=semantics.as_assumptions(), **described)
        monkeypatch.setattr(real, "outside", lambda: site)
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        return site

    return pose


def settled(ledger: Path) -> tuple[list[Finding], real.RealTarget]:
    target = choose(LOGIN, "Acme", lane="settle", ledger=ledger, environ=ENVIRONMENT)
    assert isinstance(target, real.RealTarget)
    findings = settle_given(target)
    target.close()
    return findings, target


def alike(group: str, secret: Semantics) -> list[Semantics]:
    """The candidates that no scenario of the given pools tells from the secret by its evidence."""
    pool = given_pools()[group]
    mine = replace(DEFAULT, **{question: getattr(secret, question) for question in GROUPS[group]})

    def whole(candidate: Semantics) -> list[object]:
        return [predicted(scenario, candidate).without_links() for scenario in pool]

    return [each for each in candidates_of(group) if whole(each) == whole(mine)]


def any_semantics(random: Random) -> Semantics:
    return Semantics(**{question: random.choice(answers) for question, answers in CANDIDATES.items()})


@pytest.mark.parametrize("seed", range(12))
def test_secret_answers_are_found_within_the_budget(posing: Callable[..., Posing], tmp_path: Path, seed: int) -> None:
    """Every group settles as far as its pool can tell, in at most four experiments, and the lane's budget is not half
    spent where no sync has to be waited for; a second run on what the first one left finds the same."""
    secret = any_semantics(Random(seed))
    posing(secret)
    for again in (1, 2):
        findings, target = settled(tmp_path / f"{again}.jsonl")
        for finding in findings:
            assert list(finding.survivors) == alike(finding.group, secret), finding.group
            assert finding.answered and len(finding.experiments) <= MOST_EXPERIMENTS
        spent, most = target.guard.budget, LIMITS[Lane.SETTLE]
        assert spent.requests * 2 <= most.requests and spent.syncs <= 12 and spent.rows <= most.rows


def test_what_a_real_site_can_tell() -> None:
    """All answers but to the two questions that need accounts or contacts which share a value."""
    for group, classes in (("text", 6), ("duplicates", 4), ("multiple matches", 2), ("blanks and missing keys", 8)):
        assert len({tuple(alike(group, each)) for each in candidates_of(group)}) == classes, group


def test_only_reserved_identifiers_are_sent(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """Whatever is settled: rows name reserved opportunities and contacts, definitions bear prefix and hour, the ledger
    stands, and at the end no definition does."""
    site = posing(replace(DEFAULT, textComparison="sql-accent", multipleOpportunities="reject"))
    _, target = settled(tmp_path / "run.jsonl")
    names = {reserved.PREFIX + identifier for identifier in reserved.IDENTIFIERS}
    for rows in site.bodies("/data"):
        for row in rows:
            assert row.get("opportunity", reserved.PREFIX + "1") in names
            assert row.get("id", reserved.PREFIX + "1") in {reserved.PREFIX + each for each in reserved.STORED}
            assert row.get("source", row.get("address", reserved.ADDRESSES[0])) in reserved.ADDRESSES
    for definition in site.bodies("/imports"):
        assert definition["name"].startswith(target.guard.ledger.run) and definition["autoDeleteDuration"] == "PT1H"
    made, deleted = len(site.bodies("/imports")), [path for verb, path, _ in site.arrived if verb == "DELETE"]
    assert made == len(deleted) == len(target.guard.ledger.entries)
    assert target.guard.ledger.standing() == [] and (tmp_path / "run.jsonl").exists()


def test_other_spellings_are_asked_for_and_never_stored(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """Otherwise what one run left would change what the next one sees. The guard holds it."""
    site = posing()
    target = choose(LOGIN, "Acme", lane="full", ledger=tmp_path / "run.jsonl", environ=ENVIRONMENT)
    with target.site() as given:
        uri = given.client.create(bodies.OPPORTUNITIES, bodies.opportunity_import()).body["uri"]
        for identifier in reserved.ASKED_FOR:
            with pytest.raises(Unsupported, match="reserved"):
                given.client.upload_json(uri, [bodies.row(identifier)])
    target.close()
    assert site.bodies("/data") == []


def test_a_site_with_another_stage(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """Where the site does not know the stage no candidate explains what comes, and nothing counts as settled; with
    the site's own stage everything does."""
    posing(opportunityStages=["SQL"])
    findings, _ = settled(tmp_path / "1.jsonl")
    assert not any(finding.answered for finding in findings)
    target = choose(LOGIN, "Acme", lane="settle", ledger=tmp_path / "2.jsonl", environ=ENVIRONMENT)
    assert all(finding.answered for finding in settle_given(target, "SQL"))
    target.close()


def test_a_sync_that_takes_its_time(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """It is looked at ever more seldom, so that waiting does not eat the budget."""
    posing(pace={"polls": 3})
    target = choose(LOGIN, "Acme", lane="settle", ledger=tmp_path / "run.jsonl", environ=ENVIRONMENT)
    assert isinstance(target, real.RealTarget)
    waits: list[float] = []
    target._site.pause = waits.append
    assert all(finding.answered for finding in settle_given(target))
    target.close()
    assert waits and set(waits) <= {1.0, 2.0, 4.0, 8.0} and waits[:3] == [1.0, 2.0, 4.0]


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(settle, [LOGIN, *words], input=given)


def test_the_command(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """It says what stays, asks, settles, says what was spent, and prints the block with no secret in sight."""
    secret = replace(DEFAULT, textComparison="upper", recordIndex="sync")
    posing(secret)
    ended = run("--site=Acme", f"--ledger={tmp_path / 'run.jsonl'}", given="y\n")
    assert ended.exit_code == 0, ended.output
    assert "cannot be deleted" in ended.stderr and "Go on?" in ended.stderr and "spent: " in ended.stderr
    assert json.loads(ended.stdout)["assumptions"]["textComparison"] == "upper"
    assert json.loads(ended.stdout)["assumptions"]["recordIndex"] == "sync"
    assert PASSWORD not in ended.output and "multipleSourceMatches = reject or first or all" in ended.stderr


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        (("--site=Acme",), "n\n", "nothing was sent"),
        (("--site=Acme",), "", ""),
        ((), "y\n", "--site"),
        (("--site=Other", "--yes"), None, "another site"),
        (("--site=Acme", "--yes", "--budget=many"), None, "no budget"),
        (("--site=Acme", "--yes", "--assume=-"), "{}", ""),
    ],
)
def test_what_must_not_begin_sends_nothing(
    posing: Callable[..., Posing], tmp_path: Path, words: tuple[str, ...], given: str | None, told: str
) -> None:
    """No yes, no name, a wrong one, a budget that is none: nothing is sent."""
    site = posing()
    assume = any(word.startswith("--assume") for word in words)
    ended = run(*words, f"--ledger={tmp_path / 'run.jsonl'}", given='{"missingKey": "clear"}' if assume else given)
    assert ended.exit_code != 0 and told in ended.output
    assert site.arrived == [] and not (tmp_path / "run.jsonl").exists()


def test_a_dry_run_prints_each_call_and_sends_none(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """No question is asked, no verdict given, no ledger written."""
    site = posing()
    ended = run("--site=Acme", "--dry-run", f"--ledger={tmp_path / 'run.jsonl'}")
    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    assert len(lines) > 40 and all(line.startswith("would send ") for line in lines)
    assert "assumptions" not in ended.output and site.arrived == [] and not (tmp_path / "run.jsonl").exists()


def test_a_spent_budget_settles_what_it_reached(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """Not one sync more; the rest says why it has no answer, and what was made is deleted all the same."""
    site = posing()
    ended = run("--site=Acme", "--yes", "--budget=syncs=4", f"--ledger={tmp_path / 'run.jsonl'}")
    assert ended.exit_code == 3
    assert len(site.bodies("/syncs")) == 4 and "budget spent: 4 syncs" in ended.stderr
    assert set(json.loads(ended.stdout)["assumptions"]) == {"textComparison", "duplicateSurvivor", "recordIndex"}
    assert sum(verb == "DELETE" for verb, _, _ in site.arrived) == len(site.bodies("/imports"))


def test_a_refused_outcome_is_shown_as_it_came(posing: Callable[..., Posing], tmp_path: Path) -> None:
    """Answers come back with the identifiers that were asked with, so that they can be compared with the model's."""
    posing()
    plenty = "requests=900,syncs=90,rows=400"
    target = choose(LOGIN, "Acme", lane="settle", ledger=tmp_path / "run.jsonl", environ=ENVIRONMENT, budget=plenty)
    for pool in given_pools().values():
        for scenario in pool[:4]:
            assert seen(scenario, target) == predicted(scenario, DEFAULT).without_links(), scenario.title
    target.close()


def in_lane(pytester: pytest.Pytester, *words: str) -> tuple[pytest.RunResult, dict[str, list[str]]]:
    """The suite, as far as it matters, in the lane `settle`: what was said, and verdict -> checks."""
    suite = [f"contract_tests.suite.{name}" for name in ("test_lists", "test_settling", "test_probe")]
    call = ["--pyargs", *suite, f"--eloqua-url={LOGIN}", "--eloqua-site=Acme", "--eloqua-lane=settle", *words]
    kept = pytester.path / "results.json"
    result = pytester.runpytest_inprocess(*plugin_words(), *call, "-p", "no:cacheprovider", f"--eloqua-results={kept}")
    told: dict[str, list[str]] = {}
    for check in json.loads(kept.read_text())["checks"]:
        told.setdefault(check["verdict"], []).append(check["name"].rpartition("::")[2])
    return result, told


def test_the_lane_settle_runs_the_experiments_alone(posing: Callable[..., Posing], pytester: pytest.Pytester) -> None:
    """A check for each group of questions, which says what it found; the site's stage is taken from the option."""
    site = posing(replace(DEFAULT, textComparison="sql", longText="cut"), opportunityStages=["Qualified"])
    result, told = in_lane(pytester, "--eloqua-stage=Qualified", f"--eloqua-ledger={pytester.path / 'run.jsonl'}")
    assert list(told) == ["PASS"] and len(told["PASS"]) == len(GROUPS)
    result.stdout.fnmatch_lines(
        ["eloqua: text: settled*", "eloqua:   textComparison = sql", "eloqua:   longText = cut"]
    )
    assert result.ret == pytest.ExitCode.OK
    assert site.bodies("/data") and sum(verb == "DELETE" for verb, _, _ in site.arrived) == len(site.bodies("/imports"))


def test_what_no_known_answer_explains_is_a_failure(posing: Callable[..., Posing], pytester: pytest.Pytester) -> None:
    """A bug is planted: of rows with one identifier none is rejected. What it does not touch passes."""
    posing()
    words = "self._rows.reject(known if self._keeps_last else number, codes.DUPLICATE, (self._key,))"
    with edited("domain.screening:Screening._part", words, "pass").planted():
        result, told = in_lane(pytester, f"--eloqua-ledger={pytester.path / 'run.jsonl'}")
    failed = {name.partition("[")[2].rstrip("]") for name in told["FAIL"]}
    assert "duplicates" in failed and "text" not in failed
    result.stdout.fnmatch_lines(["*no known answer explains this*"])


@pytest.mark.parametrize("lane", ["read", "full"])
def test_no_other_lane_experiments(posing: Callable[..., Posing], tmp_path: Path, lane: str) -> None:
    """What experiments store besides what checks do stays on a site for good, so only `settle` stores it."""
    posing()
    target = choose(LOGIN, "Acme", lane=lane, ledger=tmp_path / "run.jsonl", environ=ENVIRONMENT)
    assert Capability.EXPERIMENTS not in target.capabilities
    target.close()
