"""check-server, from the outside: what it says of servers that keep nothing, of one that is not there, of the mock."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contract_tests.commands import check_server
from contract_tests.targets.url import RefusedAddress, check_address

PROGRAM = "from contract_tests.commands import check_server; check_server()"
SELECTED = ("--profile=edit", "--clause=DEF-0[1-8]", "--clause=SYN-26", "--clause=SYN-02")


@contextmanager
def answering(status: int, body: bytes, times: int | None = None) -> Iterator[str]:
    """A server that gives one answer to everything, or so many times and is gone then."""
    given = count(1)

    class Same(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.close_connection = times is not None
            if next(given) == times:
                server.socket.close()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if times is not None:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Same)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def closed_port() -> str:
    """An origin at which nobody answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}"


def check(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[subprocess.CompletedProcess[str], Any]]:
    """Every server once, side by side: what the command printed, and the results file."""
    folder = tmp_path_factory.mktemp("results")
    with answering(200, b"{}") as empty, answering(404, b"") as missing, ThreadPoolExecutor(2) as pool:
        words = {"200 {}": [empty], "404": [missing], "closed": [closed_port()], "mock": []}
        called = {
            name: pool.submit(check, *given, *SELECTED, f"--results={folder / str(number)}")
            for number, (name, given) in enumerate(words.items())
        }
        ended = {name: future.result() for name, future in called.items()}
    return {name: (run, json.loads((folder / str(n)).read_text())) for n, (name, run) in enumerate(ended.items())}


def verdicts(found: Any) -> dict[str, str]:
    return {each["id"]: each["verdict"] for each in found["clauses"] if each["verdict"] != "NOT EXERCISED"}


def test_a_server_that_answers_200_to_everything_keeps_nothing(runs: Any) -> None:
    """It fails where it was tried; where a fresh site is needed the kit says that it could not try."""
    run, found = runs["200 {}"]
    assert run.returncode == 1, run.stdout + run.stderr
    assert set(verdicts(found).values()) == {"FAIL", "UNSUPPORTED"}
    assert found["headline"]["broken"] == found["headline"]["tried"] > 5
    assert "FAIL" in run.stdout and "got 200 OK: b'{}'" in run.stdout


def test_a_server_that_answers_404_to_everything_keeps_nothing(runs: Any) -> None:
    """It has no definitions, so no promise about them is kept; only that unknown things answer 404 may be."""
    run, found = runs["404"]
    assert run.returncode == 1, run.stdout + run.stderr
    told = verdicts(found)
    assert {told[each] for each in told if each.startswith("DEF")} <= {"FAIL", "UNSUPPORTED"}
    assert "got 404" in run.stdout
    assert told["SYN-26"] == "FAIL", "that nothing is there is no 404 for what is not"


def test_a_closed_port_is_neither_for_nor_against(runs: Any) -> None:
    """Indeterminate throughout, coverage 0, an exit code of its own. It is said once, and no second check is sent."""
    run, found = runs["closed"]
    assert len(found["checks"]) == 1
    assert run.stdout.count("nobody answers") == 1 and found["stopped"].startswith(
        "nobody answers at http://127.0.0.1:"
    )
    assert run.returncode == 3, run.stdout + run.stderr
    assert set(verdicts(found).values()) == {"INDETERMINATE"}
    assert "nobody answers at" in run.stdout
    assert "coverage 0.0%" in run.stdout and "divergence 0.0%" in run.stdout


def test_a_server_that_goes_away_ends_the_run(tmp_path: Path) -> None:
    """What was found before stands, clauses whose checks were to come are indeterminate, others not exercised."""
    with answering(200, b"{}", times=4) as gone:
        run = check(gone, *SELECTED, f"--results={tmp_path / 'found'}")
    found = json.loads((tmp_path / "found").read_text())
    assert run.returncode == 1, run.stdout + run.stderr
    assert {"FAIL", "INDETERMINATE"} <= set(verdicts(found).values())
    assert run.stdout.count("nobody answers any more") == 1
    assert {verdicts(found)[each] for each in found["untried"]} == {"INDETERMINATE"} and len(found["checks"]) < 12


def test_the_mock_keeps_what_was_selected(runs: Any) -> None:
    """Without a URL the mock is checked, in process."""
    run, found = runs["mock"]
    assert run.returncode == 0, run.stdout + run.stderr
    assert set(verdicts(found).values()) == {"PASS"}
    assert run.stdout.startswith("Eloqua contract: mock in process, profile edit")


@pytest.mark.parametrize(
    "words",
    [
        ["https://secure.p01.eloqua.com"],
        ["http://192.0.2.1:8080"],
        ["http://127.0.0.1:8080/api/bulk/2.0"],
        ["ftp://127.0.0.1"],
        ["--profile=lazy"],
    ],
)
def test_a_mistake_in_the_call_ends_with_2(words: list[str]) -> None:
    """Nothing is sent to an address that is not the loopback, unless it is said to be a fake."""
    assert CliRunner().invoke(check_server, words).exit_code == 2


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed without its extra, the kit says in one line what is missing and how to get it."""
    monkeypatch.setattr("contract_tests.commands.find_spec", lambda _: None)
    told = CliRunner().invoke(check_server, ["http://127.0.0.1:1"])
    assert told.exit_code == 2
    assert "pip install 'eloqua-mock[contract]'" in told.output


def test_whatever_is_not_the_loopback_must_be_called_a_fake() -> None:
    """Every spelling of the loopback passes; nothing that only looks like it."""
    for host in ("127.0.0.1", "127.8.9.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"):
        check_address(f"http://{host}", fake=False)
    assert check_address("http://fake.test:8080/", fake=True) == "http://fake.test:8080"
    for host in ("127.0.0.1.example.com", "localhost.example.com", "0.0.0.0", "10.0.0.1", "user@127.0.0.2.example.com"):
        with pytest.raises(RefusedAddress):
            check_address(f"http://{host}", fake=False)


def test_a_selection_without_a_check_is_no_pass(tmp_path: Path) -> None:
    """Nothing was tried, so nothing is said for the server."""
    run = check("--clause=NONE-*", f"--report={tmp_path}")
    assert run.returncode in (2, 3, 4), run.stdout + run.stderr
