"""The docs tell the truth: every snippet is run, every difference is cited by a test, every name is documented.

What the word after a fence's language means: ` ```sh ` runs against a fresh mock of the page (its address written
8080), and a ` ```json ` fence right after it is the last line it prints, but for times and ids; `sh serve` is a
command that serves until it is stopped, `sh check` one that checks the page's mock; `sh make` is run by tests of its
own; `json site` is a site file; `python` runs in one namespace a page; `python test` is a test module, run by pytest;
`text` is output, and nothing to run.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from markdown_it import MarkdownIt

from mock_server.cli import main
from mock_server.domain.assumptions import SWITCHES
from mock_server.domain.status_codes import STATUS_CODES
from mock_server.serving.server import Server
from mock_server.site_files import parse_site_file
from mock_server.web import routes

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN_ADDRESS = "127.0.0.1:8080"
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z")
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}


KINDS = {"sh", "json", "python"}


class Fence(NamedTuple):
    kind: str
    text: str
    line: int


def fences(page: Path) -> Iterator[Fence]:
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            assert token.map is not None
            yield Fence(token.info.strip(), token.content, token.map[0] + 1)


def pages_with(*kinds: str) -> list[Path]:
    return [page for page in PAGES if any(fence.kind in kinds for fence in fences(page))]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_fence_is_of_a_kind_that_is_run() -> None:
    """No snippet of the docs escapes: each fence is of a kind that some test runs."""
    kinds = {fence.kind for page in PAGES for fence in fences(page)}
    assert kinds <= {*KINDS, "python test", "sh serve", "sh check", "sh make", "json site", "toml deviations", "text"}


@pytest.mark.parametrize("page", pages_with("sh", "python"), ids=name)
def test_snippets_do_what_the_page_says(page: Path, serve: Callable[..., Server]) -> None:
    """The commands and Python of the page run, in order, and print what the page shows."""
    server = serve("small_b2b")
    address = f"127.0.0.1:{server.port}"
    namespace: dict[str, Any] = {}
    script, printed = "shopt -s expand_aliases\n", ""
    for fence in fences(page):
        here = fence.text.replace(WRITTEN_ADDRESS, address)
        where = f"{name(page)}:{fence.line}"
        if fence.kind == "sh":
            script, printed = run_shell(script, here, where)
        elif fence.kind == "json":
            assert like(last_document(printed), here), f"{where}: {printed}"
        elif fence.kind == "python":
            exec(compile(here, where, "exec"), namespace)


@pytest.mark.parametrize("page", pages_with("python test"), ids=name)
def test_shown_tests_pass(page: Path, tmp_path: Path) -> None:
    """Every test module that the page shows is one that passes, with the plugin and nothing else."""
    for number, fence in enumerate(fences(page)):
        if fence.kind == "python test":
            (tmp_path / f"test_shown_{number}.py").write_text(fence.text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=ENVIRONMENT, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stdout


def run_shell(before: str, text: str, where: str) -> tuple[str, str]:
    """Run a snippet after the aliases and variables of those before it; what follows for the next, what it printed."""
    settings = [line for line in text.splitlines() if re.match(r"alias |[A-Z]+=", line)]
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", before + text],
        capture_output=True,
        text=True,
        timeout=60,
        env=ENVIRONMENT,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, f"{where}: {done.stderr}"
    return before + "".join(f"{line}\n" for line in settings), done.stdout


def last_document(printed: str) -> str:
    """The last of the JSON documents that commands printed one after another."""
    at = 0
    while True:
        _, end = json.JSONDecoder().raw_decode(printed, at)
        if not printed[end:].strip():
            return printed[at:]
        at = end


def like(printed: str, shown: str) -> bool:
    """Equal as JSON, key order included, but for times; a text `*` stands for any text."""

    def normal(text: str) -> Any:
        return json.loads(TIME.sub("TIME", text), object_pairs_hook=lambda pairs: ("object", pairs))

    def same(a: Any, b: Any) -> bool:
        if b == "*":
            return isinstance(a, str)
        if isinstance(b, list | tuple):
            return isinstance(a, list | tuple) and len(a) == len(b) and all(map(same, a, b))
        return bool(a == b)

    return same(normal(printed), normal(shown))


@pytest.mark.parametrize("page", pages_with("sh serve"), ids=name)
def test_serving_commands_serve(page: Path) -> None:
    """A command that the page shows to start the mock prints the ready line, and stops at SIGTERM with exit code 0."""
    for fence in fences(page):
        if fence.kind == "sh serve":
            check_serves(["bash", "-c", f"exec {fence.text}"])


@pytest.mark.parametrize("command", ["make run"])
def test_make_run_starts_the_mock(command: str) -> None:
    """`make run`, as the README's first screen shows it, installs what is missing and starts the mock."""
    assert any(command in fence.text for fence in fences(ROOT / "README.md") if fence.kind == "sh make")
    check_serves(["make", "-s", "run"], ends=-signal.SIGTERM)  # make hands the signal on, and dies of it


def check_serves(command: list[str], ends: int = 0) -> None:
    environment = {**ENVIRONMENT, "ELOQUA_MOCK_PORT": "0"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        ready = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", process.stdout.readline())
        assert ready
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == ends, told
    assert "curl -u" in told
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(ready[1]))) != 0


@pytest.mark.parametrize("page", pages_with("sh check"), ids=name)
def test_checking_commands_check(page: Path, serve: Callable[..., Server]) -> None:
    """A command that the page shows to check a server runs, here on a few clauses, and finds the mock faithful."""
    server = serve("small_b2b")
    for fence in fences(page):
        if fence.kind == "sh check":
            few = "--clause 'LOG-0*'" if "check-server" in fence.text else "--eloqua-clause 'LOG-0*'"
            text = fence.text.strip().replace(WRITTEN_ADDRESS, f"127.0.0.1:{server.port}")
            run_shell("", f"{text} {few} < /dev/null", f"{name(page)}:{fence.line}")


def test_shown_deviations_are_some() -> None:
    """Every list of deviations shown in the docs is one."""
    from contract_tests.report.deviations import read_deviations

    shown = [fence.text for page in PAGES for fence in fences(page) if fence.kind == "toml deviations"]
    assert shown
    for text in shown:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "deviations.toml"
            file.write_text(text, encoding="utf-8")
            assert read_deviations(file)


def test_shown_site_files_load() -> None:
    """Every site file shown in the docs is one."""
    shown = [fence.text for page in PAGES for fence in fences(page) if fence.kind == "json site"]
    assert shown
    for text in shown:
        assert parse_site_file(text, "docs").name


def differences() -> set[str]:
    text = (ROOT / "docs" / "differences.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))


def python_files(*, tests: bool) -> Iterator[Path]:
    package = ROOT / "mock_server"
    return (p for p in package.rglob("*.py") if ("tests" in p.relative_to(package).parts) is tests)


def test_every_difference_is_cited_by_a_test() -> None:
    """Each row of docs/differences.md is settled by a test, whose docstring cites its id in square brackets."""
    cited = {
        found
        for path in python_files(tests=True)
        for bracket in re.findall(r"\[([\w, -]+)\]", path.read_text(encoding="utf-8"))
        for found in re.split(r", ?", bracket)
    }
    assert not differences() - cited


def test_every_difference_the_code_names_exists() -> None:
    """What the source cites as `differences: id` stands in the register."""
    cited = {
        found.rstrip(".")
        for path in python_files(tests=False)
        for found in re.findall(r"differences:\s+([\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert cited
    assert not cited - differences()


def test_every_switch_is_documented() -> None:
    """Each switch stands in the register of differences and, with all its values, in the site file's reference."""
    page = (ROOT / "docs" / "reference" / "site-file.md").read_text(encoding="utf-8")
    for switch, values in SWITCHES.items():
        assert switch in differences()
        assert f"| `{switch}` | {', '.join(f'`{value}`' for value in values)} |" in page


def test_every_option_is_documented() -> None:
    """Each option of `eloqua-mock serve` stands in docs/reference/command.md with its environment variable."""
    page = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    for option in main.commands["serve"].params:
        assert f"| `{option.opts[0]}` | `{option.envvar}` |" in page


def test_every_route_is_documented() -> None:
    """Each route of the Bulk API and the login host stands in endpoints.md, each control route in control-api.md."""
    endpoints = (ROOT / "docs" / "reference" / "endpoints.md").read_text(encoding="utf-8")
    control = (ROOT / "docs" / "reference" / "control-api.md").read_text(encoding="utf-8")
    for route in (*routes.bulk_routes(), *routes.login_routes()):
        path = re.sub(r"<[^>]+>", "{id}", route.path).removeprefix(routes.BULK)
        assert re.search(rf"^\| `{re.escape(path)}` \|.*\b{route.verb}\b", endpoints, re.MULTILINE | re.IGNORECASE), (
            path
        )
    works = re.findall(r"^\| `(/[^`]+)` \| ([A-Z, ]+) \| works", endpoints, re.MULTILINE)
    shown = sum(len(verbs.split(", ")) for _, verbs in works)
    assert shown == len([*routes.bulk_routes(), *routes.login_routes()])
    for route in (*routes.control_routes(), routes.HEALTH):
        path = route.path.replace("<site>", "{name}").replace("<barrier>", "{barrier}")
        path = path.replace("<int:sync_id>", "{id}").replace("<int:container_id>", "{id}")
        assert f"| `{route.verb} {path}` |" in control


def test_every_status_code_is_documented() -> None:
    """Each ELQ code the mock uses stands in docs/reference/status-codes.md with its text."""
    page = (ROOT / "docs" / "reference" / "status-codes.md").read_text(encoding="utf-8")
    for code, known in STATUS_CODES.items():
        assert f"| {code} | {known.severity} | {known.message} |" in page


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link of the page names a file that exists."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
