"""A mistake in a call of the kit's commands: one line, exit code 2, nothing run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract_tests import commands
from contract_tests.commands import check_server, run_suite
from contract_tests.commands_clean import clean
from contract_tests.commands_settle import settle

NOBODY = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _nothing_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.name != "test_a_run_takes_nothing_of_pytest_from_the_environment":

        def ran(*_: object) -> None:
            raise AssertionError("the suite ran")

        monkeypatch.setattr(commands, "run_suite", ran)


def told(result: Result, word: str) -> None:
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit), (result.output, result.exception)
    last = result.output.splitlines()[-1]
    assert last.startswith("Error: ") and word in last, result.output


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["--clause=NOPE-1"], "NOPE-1"),
        (["--clause=LNK-*", "--clause=lnk-01"], "lnk-01"),
        (["--dry-run"], "real site"),
        ([NOBODY, "--socket"], "--socket"),
        ([NOBODY, "--budget=xx"], "no budget"),
        (["--budget=requests=many"], "no budget"),
        (["--report=/proc/x"], "/proc/x"),
        (["--results=/proc/x.json"], "/proc/x.json"),
        (["--results=/nonexistent/x.json"], "/nonexistent/x.json"),
    ],
)
def test_check_server_tells_a_mistake_in_one_line(words: list[str], word: str) -> None:
    """A clause that there is not, options that do not go together, files that cannot be written."""
    told(CliRunner().invoke(check_server, words), word)


@pytest.mark.parametrize(
    "text", ["[]", "5", "{", '{"textComparison": "nonesuch"}', '{"assumptions": []}', '{"textComparison": []}']
)
def test_answers_to_judge_by_are_read_before_the_run(tmp_path: Path, text: str) -> None:
    """No object, or an answer that there is not."""
    path = tmp_path / "answers.json"
    path.write_text(text)
    told(CliRunner().invoke(check_server, [f"--semantics={path}"]), str(path))


@pytest.mark.parametrize("text", ["{", "[5]", '[{"clause": "NOPE-1", "reason": "x"}]'])
def test_deviations_are_read_before_the_run(tmp_path: Path, text: str) -> None:
    """No list of deviations, or one of a clause that there is not."""
    path = tmp_path / "deviations.json"
    path.write_text(text)
    told(CliRunner().invoke(check_server, [f"--deviations={path}"]), str(path))


def test_an_unknown_profile_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """ELOQUA_PROFILE counts where no profile is given, so it must be one."""
    monkeypatch.setenv("ELOQUA_PROFILE", "bogus")
    told(CliRunner().invoke(check_server, []), "bogus")


def test_a_file_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    """Told before the run; nothing is left of a file that can be."""
    (tmp_path / "file").write_text("")
    told(CliRunner().invoke(check_server, [f"--results={tmp_path / 'file' / 'x.json'}"]), "x.json")
    told(CliRunner().invoke(settle, [NOBODY, f"--out={tmp_path / 'none' / 'x.json'}"]), "x.json")
    assert CliRunner().invoke(settle, [NOBODY, f"--out={tmp_path / 'good.json'}"]).exit_code == 3
    assert not (tmp_path / "good.json").exists()


def test_settle_tells_a_mistake_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage without a name; a question that nobody is there to answer."""
    for name in ("SITE", "USER", "PASSWORD"):
        monkeypatch.setenv(f"ELOQUA_{name}", "Acme")
    told(CliRunner().invoke(settle, [NOBODY, "--stage= "]), "--stage")
    told(CliRunner().invoke(settle, ["https://login.eloqua.com", "--site=Acme"], input=""), "nobody answered")


@pytest.mark.parametrize("text", ["[]", "[]\n", "5\n", "", "\n"])
def test_what_is_no_ledger_is_told(tmp_path: Path, text: str) -> None:
    """A list, a number, nothing: in words that are not Python's."""
    path = tmp_path / "list.json"
    path.write_text(text)
    result = CliRunner().invoke(clean, [str(path)])
    told(result, "is no ledger")
    assert "indices" not in result.output and "KeyError" not in result.output and "unpack" not in result.output


def test_clean_names_the_site_of_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was typed there."""
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps({"event": "run", "version": 1, "site": "Acme", "run": "eloqua-kit-00000000"}) + "\n")
    for name in ("SITE", "USER", "PASSWORD"):
        monkeypatch.setenv(f"ELOQUA_{name}", "Other")
    result = CliRunner().invoke(clean, [str(path)])
    told(result, "which is of Acme")
    assert "typed" not in result.output


def test_a_run_takes_nothing_of_pytest_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither options nor plugins: they could choose another server, or leave checks out."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--eloqua-url=http://127.0.0.1:1 --nonesuch")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    run = run_suite(["--collect-only", "-q", "--eloqua-clause=SYN-26"], tmp_path, verbose=False)
    assert run.returncode == 0, run.stdout + run.stderr
