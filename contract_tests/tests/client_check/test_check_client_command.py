"""The command check-client from the outside: its exit codes, its files, its one-line refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract_tests.client_check.driving.standard import PLANS
from contract_tests.client_check.watching.plans import STANDARD
from contract_tests.commands_check_client import check_client
from contract_tests.tests.client_check.programs import CARELESS, python

pytest_plugins = ["pytester"]

GOOD = "contract_tests.client_check.reference:ReferenceClient"
HASTY = "contract_tests.client_check.faulty.syncs:Hammers"
"""The reference client; and one that polls twenty times a second."""


SLOW = """
import time

import requests


def make(connection):
    return Slow(connection.url)


class Slow:
    def __init__(self, url):
        self.url = url

    def export_contacts(self):
        requests.get(self.url + "/favicon.ico")
        time.sleep(2)
        return []
"""


def called(*words: str) -> Result:
    return CliRunner().invoke(check_client, list(words))


def test_a_program_that_breaks_rules_ends_with_1_and_leaves_reports(tmp_path: Path) -> None:
    """The page on standard output, the files where they were asked for."""
    files = [tmp_path / "deep" / name for name in ("found.json", "found.md", "found.xml")]
    options = [f"--{kind}={file}" for kind, file in zip(("json", "markdown", "junit"), files, strict=True)]
    ended = called("--plans=plain", "--limit=20", *options, "--", *python(CARELESS))
    assert ended.exit_code == 1, ended.output
    assert "BROKEN  CLI-01" in ended.stdout
    assert json.loads(files[0].read_text())["exit"] == 1
    assert files[1].read_text().startswith("# Client check: ")
    assert files[2].read_text().startswith("<?xml")
    assert "test-password" not in "".join(file.read_text() for file in files) + ended.output


def test_accepted_deviations_end_with_0(tmp_path: Path) -> None:
    """All that the program breaks is listed."""
    listed = tmp_path / "accepted.json"
    broken = ("CLI-01", "CLI-11", "CLI-20", "CLI-33")
    listed.write_text(json.dumps([{"clause": clause, "reason": "known"} for clause in broken]))
    ended = called("--plans=plain", "--limit=20", f"--deviations={listed}", "--", *python(CARELESS))
    assert ended.exit_code == 0, ended.output


def test_a_sane_pace_is_a_setting() -> None:
    """Polls every 20 ms are fine for who says so."""
    ended = called("--plans=plain", "--limit=20", "--pace=0.01", "--caller=CLI-0*", "--", *python(CARELESS))
    assert "BROKEN  CLI-33" not in ended.stdout and "CLI-33" in ended.stdout
    assert "the caller's: CLI-01" in ended.stdout


def test_a_program_that_calls_nothing_has_an_exit_code_of_its_own() -> None:
    """And one line."""
    ended = called("--", "true")
    assert ended.exit_code == 5
    assert ended.stdout.startswith("no verdict: the command made no request") and ended.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give either a command after --, or --adapter MODULE:FACTORY"),
        (["--adapter", "a:b", "--", "true"], "give either a command after --, or --adapter MODULE:FACTORY"),
        (["--plans", "nope", "--", "true"], "nope names no plan; there are plain, "),
        (["--", "no-such-command"], "no-such-command: No such file or directory"),
        (["--adapter", "no_such_module:make"], "--adapter no_such_module:make: No module named 'no_such_module'"),
        (["--adapter", "json"], "--adapter json: "),
        (["--adapter", "json:nothing"], "--adapter json:nothing: "),
        (["--adapter", GOOD, "--jobs", "2"], "--jobs is for a command that is watched"),
        (["--adapter", GOOD, "--eloqua-hosts"], "--eloqua-hosts is for a command that is watched"),
        (["--adapter", GOOD, "--plans", "lost-*"], "lost-* names no plan; there are undisturbed, "),
    ],
)
def test_a_mistake_in_the_call_is_told_in_one_line(words: list[str], told: str) -> None:
    """With the exit code 2."""
    ended = called(*words)
    assert ended.exit_code == 2
    assert ended.stderr.splitlines()[-1].startswith(f"Error: {told}")


def test_an_adapter_that_keeps_the_rules_ends_with_0() -> None:
    """Driven through the plans that are named, and through these alone."""
    ended = called("--adapter", GOOD, "--plans", "a long sync", "--plans", "rows*")
    assert ended.exit_code == 0, ended.output
    kept = next(line for line in ended.stdout.splitlines() if line.startswith("kept: ")).split()
    assert {"CLI-33", "CLI-38", "CLI-40"} <= set(kept)
    assert "CLI-02" not in kept  # no plan moved the site


def test_an_adapter_that_breaks_a_rule_ends_with_1_and_a_test_to_paste(pytester: pytest.Pytester) -> None:
    """The test is whole: pasted into a file it fails for the client that breaks the rule, with the settings that it was
    judged by, and passes for one that keeps it."""
    ended = called("--adapter", HASTY, "--plans", "a long sync", "--pace", "0.5")
    assert ended.exit_code == 1, ended.output
    assert "BROKEN  CLI-33" in ended.stdout and "where 0.5 s are sane" in ended.stdout
    pasted = "\n".join(
        line[4:] for line in ended.stdout.partition("  as a test:\n")[2].splitlines() if line[:4] == "  | "
    )
    assert "from contract_tests.client_check.faulty.syncs import Hammers as my_factory" in pasted
    assert "settings=Settings(pace=0.5, patience=7200.0)" in pasted
    good = pasted.replace("faulty.syncs import Hammers", "reference import ReferenceClient")
    pytester.makepyfile(test_hasty=pasted, test_good=good)
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", timeout=120)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_hasty.py::test_cli_33_a_long_sync*"])


def test_the_settings_of_a_driven_client_take_effect() -> None:
    """A pace that its polls keep; and a patience that is shorter than its own."""
    assert called("--adapter", HASTY, "--plans", "a long sync", "--pace", "0.01").exit_code == 0
    ended = called("--adapter", GOOD, "--plans", "a sync that never ends", "--patience", "60")
    assert "BROKEN  CLI-34" in ended.stdout and ended.exit_code == 1


def test_what_was_planned_for_a_driven_client_and_did_not_come_about_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter without the method is not struck, and nobody takes that for a pass; one call may take `--limit`."""
    (tmp_path / "slow_adapter.py").write_text(SLOW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    ended = called("--adapter", "slow_adapter:make", "--plans", "a moved site", "--plans", "nothing*", "--limit", "0.3")
    assert "planned, and did not come about: a moved site: " in ended.stdout
    assert "nothing to export: the client did not come back in time" in ended.stdout
    assert "kept: " not in ended.stdout


def test_the_plans_of_driving_can_be_listed() -> None:
    """They are others than those of watching."""
    ended = called("--adapter", GOOD, "--list-plans")
    assert ended.stdout.splitlines() == list(PLANS)


def test_deviations_that_are_none_are_refused(tmp_path: Path) -> None:
    """Before anything is started."""
    listed = tmp_path / "accepted.json"
    listed.write_text('[{"clause": "CLI-99", "reason": "x"}]')
    ended = called(f"--deviations={listed}", "--", "no-such-command")
    assert ended.exit_code == 2 and "CLI-99 names no clause" in ended.stderr


def test_the_plans_can_be_listed() -> None:
    """Each with what it is about."""
    ended = called("--list-plans")
    assert ended.exit_code == 0
    assert [line.split()[0] for line in ended.stdout.splitlines()] == [plan.name for plan in STANDARD]


def test_every_option_is_documented() -> None:
    """Each stands in docs/reference/command.md."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    section = page.partition("### eloqua-mock check-client")[2]
    options = [option.opts[0] for option in check_client.params if option.opts[0].startswith("--")]
    assert len(options) > 10
    assert [option for option in options if f"`{option}`" not in section] == []


def test_a_program_with_eloquas_hosts_built_in_is_watched_behind_a_proxy() -> None:
    """It calls login.eloqua.com and the host that is named there, and both are the mock."""
    pytest.importorskip("proxy")
    program = """
import os, requests
auth = (os.environ["ELOQUA_SITE"] + chr(92) + os.environ["ELOQUA_USER"], os.environ["ELOQUA_PASSWORD"])
identity = requests.get("https://login.eloqua.com/id", auth=auth, timeout=10).json()
base = identity["urls"]["apis"]["rest"]["bulk"].replace("{version}", "2.0")
print(base, requests.get(base + "opportunities/fields", auth=auth, timeout=10).status_code)
"""
    ended = called("--eloqua-hosts", "--plans=plain", "--limit=30", "--", *python(program))
    assert ended.exit_code == 0, ended.output
    assert "kept: CLI-01 CLI-05" in ended.stdout


ADAPTERS = """
import requests


class Base:
    def __init__(self, connection):
        self.to = connection

    def import_accounts(self, rows):
        requests.get(f"{self.to.url}/id")


class NoConfiguration(Base):
    def __init__(self, connection):
        raise RuntimeError("no config file")


class Empty(Base):
    import_accounts = None


class Raises(Base):
    def import_accounts(self, rows):
        raise KeyError("Country")


class Shouts(Base):
    def wait(self, handle):
        return "SUCCESS"


class SaysNothing(Base):
    def wait(self, handle):
        pass


class TellsAll(Base):
    def rejects(self, handle):
        return [{"recordIndex": 1}]


class TellsNothing(Base):
    def rejects(self, handle):
        pass


class ExportsNothing(Base):
    def export_contacts(self):
        pass
"""


@pytest.mark.parametrize(
    ("factory", "status", "told"),
    [
        ("NoConfiguration", 5, "no verdict: the adapter made no request; factory raised RuntimeError: no config file"),
        ("Empty", 5, "no verdict: the adapter made no request; these methods are called"),
        ("Raises", 5, "no verdict: the adapter made no request; import_accounts raised KeyError: 'Country'"),
        ("Shouts", 2, "the adapter's `wait` must return one of success, warning, error; it returned 'SUCCESS'"),
        ("SaysNothing", 2, "the adapter's `wait` must return one of success, warning, error; it returned None"),
        ("TellsAll", 2, "the adapter's `rejects` must return pairs of a row's index and a code; it returned [{"),
        ("TellsNothing", 2, "the adapter's `rejects` must return pairs of a row's index and a code; it returned None"),
        ("ExportsNothing", 2, "the adapter's `export_contacts` must return records, as dictionaries; it returned None"),
    ],
)
def test_a_mistake_in_an_adapter_is_told_and_nothing_is_said_of_the_client(
    factory: str, status: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What returns something else than it must is no client that gave up; what calls nothing gets one line."""
    (tmp_path / "mistaken_adapters.py").write_text(ADAPTERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    ended = called("--adapter", f"mistaken_adapters:{factory}", "--plans", "undisturbed")
    assert ended.exit_code == status, ended.output
    assert told in ended.output and "kept" not in ended.output


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("plan", ["plain", "429"])
def test_who_interrupts_it_gets_no_verdict_and_finds_nothing_left(
    sent: signal.Signals, status: int, plan: str, tmp_path: Path
) -> None:
    """Neither 1, which says that a rule is broken, nor a program that goes on; in the first run as in those that go
    on beside each other."""
    note = tmp_path / "pid"
    program = f"""
import os, requests, time
requests.get(os.environ["ELOQUA_URL"] + "/id")
first = not os.path.exists({str(note)!r})
if {plan!r} == "plain" or not first:
    open({str(note)!r}, "w").write(str(os.getpid()) + " ")
    time.sleep(600)
open({str(note)!r}, "w")
"""
    entry = "from contract_tests.commands_check_client import check_client; check_client()"
    command = [sys.executable, "-c", entry, f"--plans={plan}", "--limit=300", "--", *python(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for _ in range(600):
            if note.exists() and note.read_text().endswith(" "):
                break
            time.sleep(0.05)
        process.send_signal(sent)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == status, said
    assert "Client check" not in said
    for _ in range(100):
        with suppress(ProcessLookupError):
            os.kill(int(note.read_text()), 0)
            time.sleep(0.05)
            continue
        break
    else:
        raise AssertionError("the program is still there")


def test_how_often_a_failing_call_may_be_made_is_a_setting() -> None:
    """A client that gives up after four attempts keeps to four, and not to three."""
    for attempts, status in (("40", 0), ("2", 1)):
        ended = called("--adapter", GOOD, "--plans", "500 without end", "--attempts", attempts)
        assert ended.exit_code == status, ended.output
        assert ("BROKEN  CLI-57" in ended.stdout) is bool(status)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.toml", '[[deviations]]\nclause = "CLI-01"\nreason = "x"\n', "nothing but `deviation`"),
        ("a.toml", "nonsense", "Expected"),
        ("a.json", '{"deviation": "CLI-01"}', "`deviation` must be a list"),
        ("a.json", "{", "Expecting"),
    ],
)
def test_a_list_of_deviations_with_a_mistake_is_named(name: str, text: str, told: str, tmp_path: Path) -> None:
    """A word too many would accept nothing, without a word."""
    listed = tmp_path / name
    listed.write_text(text)
    ended = called(f"--deviations={listed}", "--", "no-such-command")
    assert ended.exit_code == 2
    assert f"{listed}: " in ended.stderr and told in ended.stderr
