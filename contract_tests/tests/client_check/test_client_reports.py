"""Reports on a client: one results value, four ways to show it, none of which shows a secret."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from contract_tests.client_check.report.markdown import markdown
from contract_tests.client_check.report.results import ClientResults, client_clauses, of_watched
from contract_tests.client_check.report.stretch import LONGEST_BODY, stretch
from contract_tests.client_check.report.terminal import page
from contract_tests.client_check.rules import RULES, Severity
from contract_tests.report.junit import junit
from contract_tests.report.results import server_clauses
from contract_tests.tests.client_check.stories import import_story, story
from contract_tests.tests.client_check.told_stories import STORIES
from contract_tests.verdicts import Deviation, Exit, Verdict

COMMAND = ["my program", "--to", "{url}"]


@pytest.fixture
def found() -> ClientResults:
    """A client that leaves its definition behind, polls too fast, and reads no rejects in the plan `rejected`."""
    calm = import_story(plan="plain").printed("done").evidence()
    hasty = STORIES["CLI-33"][1].printed("done").evidence()
    warned = STORIES["CLI-38"][1].printed("done").evidence()
    return of_watched(COMMAND, [calm, replace(hasty, plan="undisturbed"), replace(warned, plan="rejected")])


def test_a_rule_is_broken_where_one_run_breaks_it(found: ClientResults) -> None:
    """The worst of the runs is the verdict, and every clause of clients has one."""
    verdicts = {each.clause.id: each.verdict for each in found.judged()}
    assert sorted(verdicts) == sorted(RULES)
    assert verdicts["CLI-01"] is Verdict.FAIL  # the hand-made polls come without a login
    assert verdicts["CLI-15"] is Verdict.PASS
    assert verdicts["CLI-38"] is Verdict.FAIL
    assert verdicts["CLI-02"] is Verdict.NOT_EXERCISED
    assert found.exit_code() is Exit.FAIL


def test_the_terminal_shows_the_worst_first_and_what_would_exercise_the_rest(found: ClientResults) -> None:
    """Kept and broken are the words; each broken rule has its calls, its source and a test."""
    lines = page(found)
    broken = [line.split()[1] for line in lines if line.startswith("BROKEN")]
    severities = [list(Severity).index(RULES[rule].severity) for rule in broken]
    assert broken and severities == sorted(severities)
    assert any(line.startswith("kept: ") and "CLI-15" in line for line in lines)
    assert "  CLI-02  a site that moves: plan `moved`" in lines
    assert any("#" in line and "GET /api/bulk/2.0/syncs/1" in line for line in lines)
    assert "  again: eloqua-mock check-client --plans rejected -- 'my program' --to '{url}'" in lines
    assert not {"PASS", "FAIL"} & set(" ".join(lines).split())


def test_a_rule_that_was_not_exercised_is_never_shown_as_kept(found: ClientResults) -> None:
    """Neither on the terminal nor in the table."""
    idle = {each.clause.id for each in found.judged() if each.verdict is Verdict.NOT_EXERCISED}
    kept = next(line for line in page(found) if line.startswith("kept: ")).split()[1:]
    assert idle and not idle & set(kept)
    for rule in idle:
        assert f"| {rule} | not exercised |" in markdown(found)


def test_a_broken_rule_comes_with_a_test_that_is_python(found: ClientResults) -> None:
    """With the fixture, the plan, the rule, and the command word by word."""
    check = next(check for check in found.checks if check.clauses == ("CLI-38",) and check.verdict is Verdict.FAIL)
    tree = ast.parse(check.script)
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef) and function.name == "test_cli_38_rejected"
    call = function.body[1]
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    assert ast.literal_eval(call.value.args[0]) == COMMAND


def test_the_shortest_stretch_is_the_one_that_is_shown() -> None:
    """Of two runs that break a rule the one with fewer calls between comes first."""
    long = story(plan="long").define().upload().sync().poll("pending", "active", "active", "warning")
    short = story(plan="short").define().upload().sync().poll("warning")
    ends = {"rejects": {"/syncs/1": ({"recordIndex": 1},)}}
    runs = [each.at_the_end(**ends).evidence() for each in (long, short)]
    judged = {each.clause.id: each for each in of_watched(COMMAND, runs).judged()}
    assert judged["CLI-38"].checks[0].name == "short"
    assert judged["CLI-38"].reason.startswith("plan short: ")


def test_a_stretch_shows_the_calls_that_matter_and_how_far_apart() -> None:
    """What came between is counted; a long body is cut; the planned fault is named."""
    told = story().planned(status=503, retryAfter=7)
    told.bulk("POST", "/syncs", 503, fault=1, sent="x" * 1000, answered=[("Retry-After", "7")])
    told.bulk("GET", "/syncs").bulk("POST", "/syncs", after=0.5)
    shown = stretch(told.evidence(), (1, 3)).splitlines()
    assert shown[0] == "#1 POST /api/bulk/2.0/syncs"
    assert "    <- 503 after 0.01 s (planned: status 503, retryAfter 7)" in shown
    assert "    <- Retry-After: 7" in shown
    assert any(line.startswith("    ... 2.01 s later, 1 calls between ...") for line in shown)
    assert f"    -> {'x' * LONGEST_BODY} ... (1000 bytes)" in shown


def test_the_results_file_holds_verdicts_severities_and_runs(found: ClientResults, tmp_path: Path) -> None:
    """As JSON, for other programs."""
    found.write(tmp_path / "results.json")
    read = json.loads((tmp_path / "results.json").read_text())
    rules = {each["id"]: each for each in read["clauses"]}
    assert len(rules) == len(RULES)
    assert (rules["CLI-38"]["verdict"], rules["CLI-38"]["severity"]) == ("FAIL", "loses data")
    assert [each["plan"] for each in read["runs"]] == ["plain", "undisturbed", "rejected"]
    assert read["exit"] == 1 and read["headline"]["clauses"] == len(RULES)


def test_junit_has_a_case_for_each_rule(found: ClientResults) -> None:
    """Failures are the broken rules."""
    suite = ElementTree.fromstring(junit(found).encode())[0]
    assert len(suite) == len(RULES)
    broken = [each for each in found.judged() if each.verdict is Verdict.FAIL]
    assert suite.get("failures") == str(len(broken)) == str(len(suite.findall("testcase/failure")))


def test_an_accepted_deviation_is_told_and_does_not_fail() -> None:
    """One that did not happen is stale, and does."""
    runs = [import_story(plan="plain").printed("done").evidence()]
    accepted = of_watched(COMMAND, runs, [Deviation("CLI-20", "swept every night")])
    assert accepted.exit_code() is Exit.PASS
    assert any(line.startswith("ACCEPTED  CLI-20") for line in page(accepted))
    stale = of_watched(COMMAND, runs, [Deviation("CLI-20", "swept"), Deviation("CLI-15", "old")])
    assert stale.exit_code() is Exit.FAIL
    assert any(line.startswith("STALE  CLI-15") for line in page(stale))


def test_what_is_the_callers_is_not_charged_to_a_library() -> None:
    """It is named apart: neither kept nor broken, and not counted as tried."""
    runs = [import_story(plan="plain").printed("done").evidence()]
    said = of_watched(COMMAND, runs, callers=["CLI-20", "CLI-3*"])
    assert said.exit_code() is Exit.PASS
    line = next(line for line in page(said) if line.startswith("the caller's: "))
    assert {"CLI-20", "CLI-32"} <= set(line.split())
    assert "CLI-20" not in next(line for line in page(said) if line.startswith("kept: "))


def test_a_leak_is_shown_without_the_secret() -> None:
    """The line that was printed, with the secret's name in its place."""
    told = import_story(plan="plain").printed("at <ELOQUA_PASSWORD>", leaked=("ELOQUA_PASSWORD",)).evidence()
    lines = page(of_watched(COMMAND, [told]))
    assert "  | printed: at <ELOQUA_PASSWORD>" in lines


def test_clauses_of_clients_are_none_of_a_servers() -> None:
    """The headline of a server has the same denominator as before there were rules for clients."""
    assert not {clause.id for clause in client_clauses()} & {clause.id for clause in server_clauses()}
    assert len(client_clauses()) == len(RULES)


def test_a_program_behind_the_proxy_is_shown_again_behind_the_proxy() -> None:
    """In the command and in the test."""
    runs = [import_story(plan="plain").printed("done").evidence()]
    check = next(c for c in of_watched(COMMAND, runs, eloqua_hosts=True).checks if c.clauses == ("CLI-20",))
    assert check.rerun.startswith("eloqua-mock check-client --eloqua-hosts --plans plain -- ")
    assert "eloqua_hosts=True" in check.script
