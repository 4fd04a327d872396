"""A failure of any check prints its smallest example as a script and as curl lines, which show the difference again."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client import BulkClient
from contract_tests.commands import plugin_words
from contract_tests.exchanges import Exchange, Recording, curl, recorded, script
from contract_tests.report.results import read_results
from contract_tests.report.writing import write_reports
from contract_tests.shapes import NoObject, parsed
from contract_tests.targets.mock import in_process
from contract_tests.zoo.bugs import BUGS
from mock_server.app import create_app
from mock_server.serving.server import Server

pytest_plugins = ["pytester"]

CAUGHT = {
    "definition-put-does-not-rename": ("test_definitions", "test_a_put_replaces_the_definition"),
    "link-first-match-only": ("test_table", "test_linkage_makes_the_links and Contact-same"),
    "import-any-stage": ("test_table", "test_imports_leave and stage"),
}
"""A bug, and a check that finds it: single calls, cells of both tables."""
PROPERTY = """
import pytest
from hypothesis import given, strategies as st
from contract_tests.laws.bodies import OPPORTUNITIES, opportunity_import, row
from contract_tests.laws.flow import own_site, run
from contract_tests.profiles import examples

@pytest.mark.clause("UPL-07")
@examples(60)
@given(uploads=st.lists(st.integers(1, 3), max_size=5))
def test_every_upload_counts(eloqua_target, uploads):
    with own_site(eloqua_target) as site:
        parts = [[row(f"{n}-{m}") for m in range(number)] for n, number in enumerate(uploads)]
        ended = run(site.client, OPPORTUNITIES, opportunity_import(), *parts)
    assert ended.counts["ELQ-00130"] == sum(uploads)
"""
MACHINE = """
import pytest
from hypothesis import Phase
from contract_tests.machines.sites import SiteMachine, machine_for, run
from contract_tests.profiles import examples

@pytest.mark.clause("UPL-07")
class TestHistories(SiteMachine.TestCase):
    @pytest.fixture(autouse=True)
    def _machine(self, eloqua_target, eloqua_semantics):
        type(self).machine = machine_for(eloqua_target, eloqua_semantics)

    def runTest(self):
        run(self.machine, examples(60, phases=[Phase.generate], stateful_step_count=12))
"""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("CRITICAL"):
        yield


def checked(pytester: pytest.Pytester, bug: str, *where: str) -> tuple[str, dict[str, Any]]:
    """What pytest prints of the check with the bug planted, and the first check of the results that failed."""
    kept = pytester.path / "results.json"
    if not where:
        module, name = CAUGHT[bug]
        where = "--pyargs", f"contract_tests.suite.{module}", "-k", name
    words = [*where, *plugin_words(), "--eloqua-profile=edit"]
    with BUGS[bug].planted():
        result = pytester.runpytest_inprocess(*words, f"--eloqua-results={kept}", "-p", "no:cacheprovider")
    failed = [check for check in json.loads(kept.read_text())["checks"] if check["verdict"] == "FAIL"]
    assert failed, "\n".join(result.outlines)
    return "\n".join(result.outlines), failed[0]


def replayed(code: str, bug: str | None, folder: Path) -> subprocess.CompletedProcess[str]:
    """The script run by itself against the mock over a socket, with the bug planted or without."""
    (folder / "failure.py").write_text(code, encoding="utf-8")
    planted = BUGS[bug].planted() if bug else nullcontext()
    with planted, Server(create_app([])) as server:
        words = [sys.executable, "-I", str(folder / "failure.py"), server.url]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("bug", CAUGHT)
def test_the_printed_script_shows_the_difference(pytester: pytest.Pytester, bug: str) -> None:
    """The script, alone, against a wrong server: the same answers and what the check found, exit 1. Against the right
    one: the calls that are answered otherwise, each with what the check got, exit 0."""
    printed, check = checked(pytester, bug)
    for line in (*check["script"].splitlines()[-8:], *check["curl"].splitlines()):
        assert line in printed
    wrong, right = (replayed(check["script"], planted, pytester.path) for planted in (bug, None))
    assert (wrong.returncode, wrong.stderr) == (1, ""), wrong.stdout + wrong.stderr
    assert "The server still answers so." in wrong.stdout and "the check got" not in wrong.stdout
    assert "expected" in wrong.stdout
    assert (right.returncode, right.stderr) == (0, ""), right.stdout + right.stderr
    assert "the check got" in right.stdout and "are answered otherwise now." in right.stdout
    twice = replayed(check["script"], bug, pytester.path)
    assert twice.stdout == wrong.stdout


def test_a_propertys_script_is_of_its_smallest_example(pytester: pytest.Pytester) -> None:
    """Two uploads of one row each are what it takes to see that the second is lost."""
    pytester.makepyfile(test_property=PROPERTY)
    _, check = checked(pytester, "upload-second-lost", "test_property.py")
    assert check["script"].count("/data'") == 2 and "0-1" not in check["script"]
    wrong, right = (replayed(check["script"], planted, pytester.path) for planted in ("upload-second-lost", None))
    assert (wrong.returncode, wrong.stderr) == (1, ""), wrong.stdout + wrong.stderr
    assert "expected  2" in wrong.stdout and "got       1" in wrong.stdout
    assert (right.returncode, right.stderr) == (0, ""), right.stdout + right.stderr


def test_a_machines_script_shows_the_difference(pytester: pytest.Pytester) -> None:
    """As that of any other check: made of the same exchanges by the same hand."""
    pytester.makepyfile(test_histories=MACHINE)
    _, check = checked(pytester, "upload-second-lost", "test_histories.py", "--eloqua-profile=default")
    wrong, right = (replayed(check["script"], planted, pytester.path) for planted in ("upload-second-lost", None))
    assert (wrong.returncode, wrong.stderr) == (1, ""), wrong.stdout + wrong.stderr
    assert "The target and the model disagree" in wrong.stdout
    assert (right.returncode, right.stderr) == (0, ""), right.stdout + right.stderr


def test_every_report_carries_the_smallest_example(pytester: pytest.Pytester) -> None:
    """Markdown, HTML, JSON, JUnit and the terminal's page; the folder of reports has it as a file to be run."""
    from html import unescape
    from xml.etree.ElementTree import fromstring

    from contract_tests.report.terminal import page

    _, check = checked(pytester, "definition-put-does-not-rename")
    results = read_results(pytester.path / "results.json")
    written = {path.name: path for path in write_reports(results, pytester.path / "report")}
    text = {name: path.read_text(encoding="utf-8") for name, path in written.items()}
    text["junit.xml"] = "".join(fromstring(text["junit.xml"]).itertext())
    text["report.html"] = unescape(text["report.html"])
    text["terminal"] = "\n".join(page(results))
    for name in ("report.md", "report.html", "junit.xml", "terminal"):
        assert check["script"].strip() in text[name], name
        assert check["curl"] in text[name], name
    assert any(name.endswith(".py") and text[name] == check["script"] for name in text)
    for name in ("report.md", "report.html", "junit.xml"):
        assert "expected  " in text[name] and "got       " in text[name], name


def test_credentials_of_the_environment_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Script and curl lines take user and password from the environment, also where a check sent them in a body."""
    for name, value in {"SITE": "Acme", "USER": "ada", "PASSWORD": "s3cret"}.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    exchange = Exchange("POST", "/auth", b'{"password": "s3cret"}', {"X-Word": "s3cret"}, ("Acme\\ada", "s3cret"), 200)
    for text in (script([exchange], "expected 's3cret'"), curl([exchange])):
        assert "s3cret" not in text and "ada" not in text
        assert "ELOQUA_PASSWORD" in text and "ELOQUA_USER" in text
    assert '"$ELOQUA_PASSWORD"' in curl([exchange])


def test_a_curl_line_sends_what_the_check_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell puts the credentials of the environment in their places, and nothing else."""
    for name, value in {"SITE": "Acme", "USER": "ada", "PASSWORD": "p'w $x"}.items():
        monkeypatch.setenv(f"ELOQUA_{name}", value)
    line = curl([Exchange("PUT", "/x?a=b&c=d", b"it's $HOME", login=("Acme\\ada", "p'w $x"))])
    program = f"curl() {{ printf '%s\\n' \"$@\"; }}\n{line}"
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        *shlex.split("-s -X PUT -u"),
        "Acme\\ada:p'w $x",
        "--data-binary",
        "it's $HOME",
        "http://127.0.0.1:8080/x?a=b&c=d",
    ]


def test_tokens_are_those_of_the_new_run(tmp_path: Path) -> None:
    """A token that an answer handed out is not printed; the script sends the one that it is given itself."""
    from contract_tests.suite.test_login import Bearer, described_client, password, speaking_as, token

    with recorded() as recording:
        client = described_client()
        with in_process().site({"oauthClients": [client]}) as site:
            handed = token(site, client, password(site)).body["access_token"]
            assert speaking_as(site.client, Bearer(handed)).identify().status == 200
    code = script(recording.last(), "")
    assert handed not in code and "<access_token 1>" in code
    done = replayed(code, None, tmp_path)
    assert (done.returncode, done.stderr) == (1, ""), done.stdout


def test_a_recording_keeps_the_example_that_ran_last() -> None:
    """Under Hypothesis each example begins anew, behind what came before all of them; without it nothing is cut."""
    from hypothesis import given, settings
    from hypothesis import strategies as st

    recording = Recording()
    recording.note(Exchange("GET", "/before"))

    @settings(max_examples=30, database=None, derandomize=True)
    @given(n=st.integers(0, 1000))
    def check(n: int) -> None:
        recording.note(Exchange("GET", f"/{n}"))
        recording.note(Exchange("GET", "/second"))
        assert n < 7

    with pytest.raises(AssertionError):
        check()
    assert [one.path for one in recording.last()] == ["/before", "/7", "/second"]
    recording.anew()
    recording.note(Exchange("GET", "/alone"))
    assert [one.path for one in recording.last()] == ["/alone"]


def test_a_call_without_an_answer_is_recorded_too() -> None:
    """A script tells it apart from an answer."""
    import requests

    with recorded() as recording, pytest.raises(requests.ConnectionError):
        BulkClient(requests.Session(), "http://127.0.0.1:1", 2.0).identify()
    (one,) = recording.last()
    assert (one.path, one.status) == ("/id", None)
    assert "'no answer'" in script([one])


def test_the_wrong_form_of_an_answer_speaks_against_the_server() -> None:
    """A missing property, another form, no object at all: an assertion that says what was expected."""
    for content, name, said in (
        (b'{"a": 1}', "uri", "expected an object with 'uri', got {\"a\": 1}"),
        (b'{"uri": 7}', "uri", "expected text as 'uri', got"),
        (b'{"items": null}', "items", "expected a list as 'items'"),
        (b'{"count": true}', "count", "expected a number as 'count'"),
        (b"", "uri", "expected a JSON object with 'uri', got nothing"),
        (b"<html>", "uri", "expected a JSON object with 'uri', got b'<html>'"),
        (b"[]", "uri", "expected a JSON object with 'uri', got b'[]'"),
    ):
        with pytest.raises(AssertionError) as raised:
            parsed(content)[name]
        assert str(raised.value).startswith(said)
    with pytest.raises(AssertionError, match="expected a JSON object, got nothing"):
        list(NoObject(b""))


def test_a_script_says_that_nobody_answers(tmp_path: Path) -> None:
    """That is no change of the server: a sentence and an exit code of its own."""
    (tmp_path / "failure.py").write_text(script([Exchange("GET", "/id", status=200)], "expected 1, got 2"))
    words = [sys.executable, "-I", str(tmp_path / "failure.py"), "http://127.0.0.1:1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (3, ""), done.stdout
    assert "Nobody answers at http://127.0.0.1:1" in done.stdout and "otherwise now" not in done.stdout


def test_scripts_call_the_server_that_was_checked(pytester: pytest.Pytester) -> None:
    """Without being told: the script and the curl lines name the origin of --eloqua-url."""
    pytester.makepyfile(
        test_one="""
        import pytest
        @pytest.mark.clause("LNK-01")
        def test_one(eloqua_target):
            with eloqua_target.site() as site:
                assert site.client.identify().status == 999
        """
    )
    with Server(create_app([])) as server:
        kept = pytester.path / "results.json"
        words = [f"--eloqua-url={server.url}/", f"--eloqua-results={kept}", "-p", "no:cacheprovider"]
        pytester.runpytest_inprocess(*words, *plugin_words())
        (check,) = json.loads(kept.read_text())["checks"]
        assert repr(server.url) in check["script"] and f"ELOQUA_URL={server.url}" in check["curl"]
