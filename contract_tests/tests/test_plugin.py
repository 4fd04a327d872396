"""The plugin: lazy, its fixtures, what it makes of exceptions, and that it leaves other tests alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_tests.commands import plugin_words
from contract_tests.profiles import examples_in

pytest_plugins = ["pytester"]

CHECKS = """
import pytest, requests
from contract_tests.targets.target import Capability, Indeterminate, Unsupported, needs

@pytest.mark.clause("SYN-01")
def test_passes(eloqua_target, eloqua_semantics):
    with eloqua_target.site() as site:
        assert site.client.identify().status == 200
        assert eloqua_semantics.recordIndex == "upload"

@pytest.mark.clause("SYN-02", level="wire")
def test_fails():
    assert 1 == 2, "one is not two"

@pytest.mark.clause("SYN-03")
def test_unsupported():
    raise Unsupported("no clock here")

@pytest.mark.clause("SYN-04")
def test_indeterminate():
    raise Indeterminate("budget spent")

@pytest.mark.clause("SYN-05")
def test_transport():
    raise requests.ReadTimeout("too slow")

@pytest.mark.clause("SYN-06")
def test_kit_error():
    raise RuntimeError("a mistake of the kit")

@pytest.mark.clause("SYN-07")
def test_answer_lacks(eloqua_target):
    with eloqua_target.site() as site:
        site.client.identify().body["nope"]

@pytest.mark.clause("SYN-08")
def test_answer_has_no_body(eloqua_target):
    with eloqua_target.site() as site:
        site.client.call("GET", "/nowhere").body["nope"]["more"]

@pytest.mark.clause("NOT-99")
def test_no_clause():
    pass

def test_of_a_user():
    pass
"""


def run(pytester: pytest.Pytester, source: str, *words: str) -> tuple[pytest.RunResult, dict[str, Any]]:
    """Run a module of checks in this process; the result, and the results file."""
    pytester.makepyfile(test_checks=source)
    kept = pytester.path / "results.json"
    result = pytester.runpytest_inprocess(
        *plugin_words(), f"--eloqua-results={kept}", "-p", "no:cacheprovider", "-rs", *words
    )
    return result, json.loads(kept.read_text()) if kept.exists() else {}


def test_every_kind_of_end_has_its_verdict(pytester: pytest.Pytester) -> None:
    """Assertions speak against the target, as do answers without what was asked for; transport and the kit do not."""
    result, found = run(pytester, CHECKS)
    verdicts = {check["name"].rpartition("::")[2]: check["verdict"] for check in found["checks"]}
    assert verdicts == {
        "test_passes": "PASS",
        "test_fails": "FAIL",
        "test_unsupported": "UNSUPPORTED",
        "test_indeterminate": "INDETERMINATE",
        "test_transport": "INDETERMINATE",
        "test_kit_error": "ERROR",
        "test_answer_lacks": "FAIL",
        "test_answer_has_no_body": "FAIL",
        "test_no_clause": "ERROR",
    }
    result.assert_outcomes(passed=2, failed=6, skipped=1, errors=1)
    result.stdout.fnmatch_lines(["*UNSUPPORTED: no clock here*"])
    assert next(clause for clause in found["clauses"] if clause["id"] == "SYN-02")["level"] == "wire"


def test_a_deviation_is_an_expected_failure_and_a_stale_one_is_red(pytester: pytest.Pytester) -> None:
    """A listed failure leaves the run green; a listed pass turns it red."""
    source = """
import pytest

@pytest.mark.clause("SYN-02")
def test_fails():
    assert False

@pytest.mark.clause("SYN-03")
def test_passes():
    pass
"""
    listed = pytester.path / "deviations.toml"
    listed.write_text('[[deviation]]\nclause = "SYN-02"\nreason = "an old version"\n')
    result, found = run(pytester, source, f"--eloqua-deviations={listed}")
    result.assert_outcomes(passed=1, xfailed=1)
    assert (result.ret, found["exit"]) == (0, 0)
    listed.write_text(
        '[[deviation]]\nclause = "SYN-0[23]"\nreason = "x"\n[[deviation]]\nclause = "SYN-03"\nreason = "y"\n'
    )
    result, found = run(pytester, source, f"--eloqua-deviations={listed}")
    assert (result.ret, found["exit"]) == (1, 1)
    assert {each["id"]: each["verdict"] for each in found["clauses"]}["SYN-03"] == "STALE"


def test_a_property_reports_its_smallest_example(pytester: pytest.Pytester) -> None:
    """What Hypothesis shrank to stands in the results, and a missing capability is not shrunk towards."""
    source = """
import pytest
from hypothesis import given, strategies as st
from contract_tests.profiles import examples
from contract_tests.targets.target import Unsupported

CALLS = []

@pytest.mark.clause("SYN-02")
@examples(60)
@given(n=st.integers())
def test_property(n):
    assert n < 100

@pytest.mark.clause("SYN-03")
@examples(60)
@given(n=st.integers())
def test_unsupported(n):
    CALLS.append(n)
    assert len(CALLS) == 1
    raise Unsupported("not here")
"""
    result, found = run(pytester, source)
    result.assert_outcomes(failed=1, skipped=1)
    assert "n=100" in found["checks"][0]["found"]
    assert "-k 'test_property'" in found["checks"][0]["rerun"]


def test_a_rerun_carries_what_shaped_the_run(pytester: pytest.Pytester) -> None:
    """Every option of the kit that a check depends on, quoted for a shell; none of those that only select or report."""
    source = "import pytest\n@pytest.mark.clause('SYN-02')\ndef test_fails():\n    assert False\n"
    given = ["--eloqua-site=Ac me", "--eloqua-fake", "--eloqua-url=http://127.0.0.1:9", "--eloqua-ledger=l.jsonl"]
    given += ["--eloqua-lane=read", "--eloqua-budget=requests=3,syncs=1"]
    _, found = run(pytester, source, *given, "--eloqua-clause=SYN-*")
    again = found["checks"][0]["rerun"]
    for words in (
        "--eloqua-site 'Ac me'",
        "--eloqua-fake",
        "--eloqua-url http://127.0.0.1:9",
        "--eloqua-ledger l.jsonl",
        "--eloqua-lane read",
        "--eloqua-budget requests=3,syncs=1",
        "--eloqua-profile default",
    ):
        assert f" {words}" in again
    assert not any(name in again for name in ("--eloqua-clause", "--eloqua-results", "--eloqua-mock"))


def test_how_many_examples_thorough_tries(pytester: pytest.Pytester) -> None:
    """Fifty times those of `default`, or what `--eloqua-times` says, which goes with `thorough` alone."""
    assert examples_in(10, "thorough") == 500
    source = """
        from contract_tests.profiles import examples_in, profile
        def test_it(): assert examples_in(10, profile()) == 30
    """
    result, _ = run(pytester, source, "--eloqua-profile=thorough", "--eloqua-times=3")
    result.assert_outcomes(passed=1)
    assert examples_in(10, "thorough") == 500
    for words in (["--eloqua-times=3"], ["--eloqua-profile=thorough", "--eloqua-times=0"]):
        result, _ = run(pytester, source, *words)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*--eloqua-times: a number from 1 on*"])


def test_options_are_checked(pytester: pytest.Pytester) -> None:
    """A real address, an unknown clause in the deviations: a mistake in the call, told in one line."""
    result, _ = run(pytester, CHECKS, "--eloqua-url=https://secure.p01.eloqua.com")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*not the loopback*guard*--eloqua-fake*"])
    listed = pytester.path / "deviations.json"
    listed.write_text('[{"clause": "NO-*", "reason": "x"}]')
    result, _ = run(pytester, CHECKS, f"--eloqua-deviations={listed}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_clauses_can_be_selected(pytester: pytest.Pytester) -> None:
    """`--eloqua-clause` takes the checks that cite a matching clause, and the run is not complete."""
    result, found = run(pytester, CHECKS, "--eloqua-clause=SYN-0[12]")
    result.assert_outcomes(passed=1, failed=1, deselected=8)
    assert not found["complete"]


def test_workers_send_their_checks_on(pytester: pytest.Pytester) -> None:
    """Under xdist the results hold the checks of every worker."""
    source = "import pytest\n" + "".join(
        f"@pytest.mark.clause('SYN-0{number}')\ndef test_{number}(): pass\n" for number in range(1, 5)
    )
    _, found = run(pytester, source, "-n2")
    assert sorted(check["clauses"][0] for check in found["checks"]) == ["SYN-01", "SYN-02", "SYN-03", "SYN-04"]


def test_importing_the_plugin_imports_neither_flask_nor_hypothesis() -> None:
    """Nor requests: a user's run pays for them when a test uses them."""
    program = "import contract_tests.plugin, sys; print(*{'flask', 'hypothesis', 'requests'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_a_users_own_settings_stay_as_they_are(tmp_path: Path) -> None:
    """With the plugin, and with CI set, Hypothesis has the profile that it loads by itself; no module is imported."""
    (tmp_path / "test_mine.py").write_text(
        "import sys\n"
        "def test_before(): assert not {'flask', 'hypothesis', 'requests'} & set(sys.modules)\n"
        "def test_settings():\n"
        "    import contract_tests.profiles\n"
        "    from hypothesis import settings\n"
        "    mine = settings.default\n"
        "    contract_tests.profiles.examples(7)\n"
        "    assert settings.default is mine\n"
        "    assert settings().derandomize and settings().max_examples == settings.get_profile('ci').max_examples\n"
    )
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:pyeloqua", *plugin_words()]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--eloqua-profile=thorough", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"CI": "true", "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stdout + run.stderr
