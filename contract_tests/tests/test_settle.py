"""Settling finds the answers that a mock was secretly given, as far as what can be read tells them apart."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contract_tests.commands_settle import settle
from contract_tests.semantics import CANDIDATES, DEFAULT, GROUPS, Semantics, candidates_of, read_semantics
from contract_tests.settling import POOLS, Finding, Outcome, assumptions, predicted, settle_group, settle_target, told
from contract_tests.settling.assuming import Assuming
from contract_tests.settling.experiments import MOST_EXPERIMENTS
from contract_tests.targets.mock import MockTarget, in_process, over_a_socket
from contract_tests.targets.target import Capability, Indeterminate, Site, Target, Unsupported

THOROUGH = os.environ.get("ELOQUA_MOCK_THOROUGH", "") not in ("", "0")
SECRETS = 300 if THOROUGH else 50
SEED = Random().randrange(2**32) if THOROUGH else 5

LINKS = pytest.mark.parametrize("links", [True, False], ids=["links visible", "evidence only"])


@pytest.fixture(scope="module")
def mock() -> Iterator[MockTarget]:
    target = in_process()
    yield target
    target.close()


def any_semantics(random: Random) -> Semantics:
    return Semantics(**{question: random.choice(answers) for question, answers in CANDIDATES.items()})


@lru_cache(maxsize=5000)
def outcomes(group: str, semantics: Semantics) -> tuple[Outcome, ...]:
    return tuple(predicted(scenario, semantics) for scenario in POOLS[group])


def whole_pool(group: str, semantics: Semantics, links: bool) -> tuple[Outcome, ...]:
    """What each scenario of a group comes to, as far as it can be read."""
    found = outcomes(group, semantics)
    return found if links else tuple(outcome.without_links() for outcome in found)


def check_found(secret: Semantics, finding: Finding, links: bool) -> None:
    """The secret survives, and with it exactly the candidates that no scenario of the pool tells from it."""
    group = finding.group
    mine = {question: getattr(secret, question) for question in GROUPS[group]}
    expected = whole_pool(group, replace(DEFAULT, **mine), links)
    alike = [each for each in candidates_of(group) if whole_pool(group, each, links) == expected]
    assert replace(DEFAULT, **mine) in finding.survivors
    assert list(finding.survivors) == alike
    assert finding.answered and len(finding.experiments) <= MOST_EXPERIMENTS


@LINKS
def test_secret_answers_are_found(mock: MockTarget, links: bool, record_property: Any) -> None:
    """Mocks with random answers to every question: each group settles within four experiments, whatever the others."""
    random, counts = Random(SEED), []
    for _ in range(SECRETS):
        secret = any_semantics(random)
        target = Assuming(mock, secret.as_assumptions(), links=links)
        for finding in settle_target(target):
            check_found(secret, finding, links)
            counts.append(len(finding.experiments))
    record_property("experiments", f"{sum(counts) / len(counts):.2f} on average, {max(counts)} at most")
    print(f"{SECRETS} secrets: {sum(counts) / len(counts):.2f} experiments a group, {max(counts)} at most; seed {SEED}")


@LINKS
@pytest.mark.parametrize("group", GROUPS)
def test_every_candidate_is_found(mock: MockTarget, group: str, links: bool) -> None:
    """Each candidate of a group in turn is the secret."""
    for secret in candidates_of(group):
        target = Assuming(mock, secret.as_assumptions())
        check_found(secret, settle_group(target, group, look=links), links)


@pytest.mark.parametrize(
    ("group", "seen", "evidence"),
    [("text", 6, 6), ("duplicates", 4, 4), ("multiple matches", 18, 10), ("blanks and missing keys", 8, 8)],
)
def test_pools_tell_all_apart_that_can_be(group: str, seen: int, evidence: int) -> None:
    """With links visible every candidate is alone. By evidence, `first` and `all` are one where neither rejects: that
    leaves 2 classes of multipleOpportunities, and 5 of the 6 answers to the other two questions."""
    candidates = list(candidates_of(group))
    assert len({whole_pool(group, each, True) for each in candidates}) == seen
    assert len({whole_pool(group, each, False) for each in candidates}) == evidence


@pytest.mark.parametrize("group", GROUPS)
def test_questions_of_other_groups_do_not_matter(group: str) -> None:
    """Whatever the answers to the others, a scenario comes to the same under each candidate of its group."""
    random = Random(SEED)
    for _ in range(8):
        others = any_semantics(random)
        for plain, mixed in zip(candidates_of(group), candidates_of(group, others), strict=True):
            assert whole_pool(group, plain, True) == whole_pool(group, mixed, True)


def test_scenarios_are_small() -> None:
    """One or two syncs and four rows at most, so that a group takes few calls."""
    for pool in POOLS.values():
        for scenario in pool:
            syncs, uploads, rows = scenario.cost
            assert syncs <= 2 and uploads <= 3 and rows <= 4, scenario.title


def test_what_visible_links_would_add_is_said(mock: MockTarget) -> None:
    secret = replace(DEFAULT, multipleSourceMatches="first")
    target = Assuming(mock, secret.as_assumptions())
    by_evidence = settle_group(target, "multiple matches", look=False)
    assert by_evidence.answers("multipleSourceMatches") == ["first", "all"]
    assert by_evidence.hidden and not settle_group(target, "multiple matches").hidden
    assert any("would tell these apart" in line for line in told([by_evidence]))
    assert assumptions([by_evidence])["multipleOpportunities"] == "all"


class Bent:
    """A mock with a fault that no question is about: a second contact of the name `Kilo` wherever there is one."""

    def __init__(self, target: MockTarget) -> None:
        self.name, self.capabilities, self._target = "bent", target.capabilities, target

    def site(self, description: dict[str, Any] | None = None) -> AbstractContextManager[Site]:
        described = dict(description or {})
        names = [contact["fields"]["C_LastName"] for contact in described.get("contacts", [])]
        if "Kilo" in names:
            fields = {"C_EmailAddress": "twin@settle.example", "C_LastName": "Kilo"}
            described["contacts"] = [*described["contacts"], {"id": 99, "fields": fields}]
        return self._target.site(described)

    def close(self) -> None:
        """Nothing is held."""


def test_what_no_candidate_explains_is_set_aside(mock: MockTarget) -> None:
    """Other experiments go on, at most four; the group does not count as settled, and what they agree on is kept."""
    finding = settle_group(Bent(mock), "text")
    assert not finding.experiments[0].explained and finding.experiments[0].struck == ()
    assert 1 < len(finding.experiments) <= MOST_EXPERIMENTS and not finding.answered
    assert DEFAULT in finding.survivors
    assert any("set aside" in line for line in told([finding]))


class Silent:
    """A target whose sites cannot be had."""

    name = "silent"

    def __init__(self, *capabilities: Capability) -> None:
        self.capabilities = frozenset(capabilities)

    @contextmanager
    def site(self, description: dict[str, Any] | None = None) -> Iterator[Site]:
        raise Indeterminate("throttled")
        yield

    def close(self) -> None:
        """Nothing is held."""


def test_a_target_that_does_not_answer_settles_nothing() -> None:
    """No group is answered, the reason is told, and the block stays empty."""
    silent: Target = Silent(Capability.FRESH_SITE)
    findings = settle_target(silent)
    assert not any(finding.answered for finding in findings)
    assert all(len(finding.survivors) == len(list(candidates_of(finding.group))) for finding in findings)
    assert assumptions(findings) == {}
    assert "  no answer: throttled" in told(findings)
    with pytest.raises(Unsupported, match="fresh site"):
        settle_target(Silent())


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(settle, list(words), input=given)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    target = over_a_socket()
    yield target._origin
    target.close()


def test_the_command_finds_what_it_was_told_to_assume(address: str, tmp_path: Path) -> None:
    """The block is what `--semantics` and site files read."""
    secret = replace(DEFAULT, textComparison="sql-accent", missingKey="clear", recordIndex="sync")
    out = tmp_path / "found.json"
    given = json.dumps({"assumptions": secret.as_assumptions()})
    ended = run(address, "--assume", "-", "--out", str(out), given=given)
    assert ended.exit_code == 0, ended.output
    assert read_semantics(out) == secret
    assert "text: settled (" in ended.stderr and "textComparison = sql-accent" in ended.stderr


def test_the_command_prints_the_block(address: str) -> None:
    ended = run(address, "--evidence-only")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout) == {"assumptions": DEFAULT.as_assumptions()}


def test_real_addresses_are_refused() -> None:
    ended = run("https://secure.p01.eloqua.com")
    assert ended.exit_code == 2
    assert "--site" in ended.output


@pytest.mark.parametrize("words", [["127.0.0.1:8080"], ["http://127.0.0.1/path"], []], ids=str)
def test_no_origin_is_a_mistake_in_the_call(words: list[str]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("given", ["{", "[]", '{"missingKey": "maybe"}', '{"other": "keep"}', '{"missingKey": []}'])
def test_unknown_answers_to_assume_are_a_mistake_in_the_call(given: str) -> None:
    assert run("http://127.0.0.1:9", "--assume", "-", given=given).exit_code == 2


def test_a_closed_port_is_no_answer() -> None:
    ended = run("http://127.0.0.1:9")
    assert ended.exit_code == 3
    assert "nobody answers" in ended.stderr
