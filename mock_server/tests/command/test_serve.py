"""`eloqua-mock serve` as a user starts it: in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

AUTH = ("TestCompany\\test.user", "test-password")
READY = re.compile(r"listening on (http://\S+:\d+)\n")


class Command:
    """A running `eloqua-mock serve`, ready. Its standard error goes to a file."""

    def __init__(self, folder: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        self._errors = folder / "stderr"
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mock_server", "serve", *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=plain_environment() | (environment or {}),
            )
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        found = READY.fullmatch(self.ready)
        assert found, (self.ready, self.errors)
        self.url = found[1]

    @property
    def errors(self) -> str:
        return self._errors.read_text()

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(self.url + path, timeout=10, **kwargs)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Exit code, and what standard output had after the ready line."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=10)
        return self.process.returncode, rest


def plain_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELOQUA_MOCK_")}
    return kept | {"PYTHONWARNINGS": "error"}


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    started: list[Command] = []

    def start(*options: str, **kwargs: Any) -> Command:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Command(folder, *options, **kwargs))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


def refused(*options: str, environment: dict[str, str] | None = None) -> str:
    """The one line on standard error of a command that does not start."""
    ended = subprocess.run(
        [sys.executable, "-m", "mock_server", "serve", *options],
        capture_output=True,
        text=True,
        env=plain_environment() | {"ELOQUA_MOCK_PORT": "0"} | (environment or {}),
        timeout=20,
    )
    assert ended.returncode != 0
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_ends_it_cleanly(command: Callable[..., Command], number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end it within a moment with exit code 0; standard output has the ready line alone, standard
    error the credentials and a first curl; a connection kept open does not hold it up."""
    mock = command("--port", "0")
    with requests.Session() as kept_open:
        kept_open.trust_env = False
        assert kept_open.get(f"{mock.url}/_mock/health", timeout=10).json() == {"status": "ok"}
        begun = time.monotonic()
        assert mock.end(number) == (0, "")
        assert time.monotonic() - begun < 5
    assert "test-password" in mock.errors
    assert "curl -u 'TestCompany\\test.user:test-password'" in mock.errors
    assert "Traceback" not in mock.errors


def test_the_ready_line_names_the_address(command: Callable[..., Command]) -> None:
    """Port 0 takes a free port, and two servers at once take two; each address answers, with small_b2b by default."""
    first, second = command("--port", "0"), command("--port", "0")
    assert first.url != second.url
    assert first.url.startswith("http://127.0.0.1:")
    assert [s["name"] for s in second.get("/_mock/sites").json()["items"]] == ["TestCompany"]


def test_the_first_curl_works(command: Callable[..., Command]) -> None:
    """The curl shown on standard error, taken as it stands, gets an answer."""
    mock = command("--port", "0")
    found = re.search(r"try: curl -u '([^:]*):([^']*)' (\S+)", mock.errors)
    assert found is not None
    answer = mock.get(found[3].removeprefix(mock.url), auth=(found[1], found[2]))
    assert answer.status_code == 200


def test_every_option_has_an_environment_variable(command: Callable[..., Command], tmp_path: Path) -> None:
    """Each option can be given by its environment variable; several sites are separated as paths are."""
    own = tmp_path / "own.json"
    own.write_text('{"version": 1, "name": "Own", "users": [{"username": "u", "password": "p"}]}')
    mock = command(
        environment={
            "ELOQUA_MOCK_HOST": "localhost",
            "ELOQUA_MOCK_PORT": "0",
            "ELOQUA_MOCK_SITE": os.pathsep.join([str(own), "empty"]),
            "ELOQUA_MOCK_PUBLIC_URL": "https://mock.example",
            "ELOQUA_MOCK_ADMIN_TOKEN": "let-me-in",
            "ELOQUA_MOCK_CONTROL_HOST": os.pathsep.join(["a.example", "b.example"]),
        }
    )
    assert mock.url.startswith("http://localhost:")
    assert mock.get("/_mock/sites").status_code == 401
    listed = mock.get("/_mock/sites", headers={"Authorization": "Bearer let-me-in"}).json()["items"]
    assert [site["name"] for site in listed] == ["Own", "EmptyCompany"]
    assert mock.get("/id", auth=("Own\\u", "p")).json()["urls"]["base"] == "https://mock.example"


def test_options_win_over_the_environment(command: Callable[..., Command]) -> None:
    """`--site` repeats, and options win over their variables; --control-host names further hosts."""
    mock = command(
        *("--port", "0", "--site", "empty", "--site", "ambiguous_matches"),
        *("--control-host", "a.example", "--control-host", "b.example"),
        environment={"ELOQUA_MOCK_SITE": "small_b2b", "ELOQUA_MOCK_PORT": "1"},
    )
    for host, status in (("a.example", 200), ("b.example:80", 200), ("c.example", 403)):
        assert mock.get("/_mock/sites", headers={"Host": host}).status_code == status
    assert mock.get("/_mock/sites").json()["totalResults"] == 2


def test_a_port_in_use_is_told() -> None:
    """A port in use: one line that names it, and an exit code that is not 0."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in refused("--port", str(port))


def test_an_address_that_is_not_ours_is_told() -> None:
    """An address that this machine does not have: one line."""
    assert "192.0.2.1" in refused("--host", "192.0.2.1")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no such file"),
        ("{", "not JSON"),
        (json.dumps({"version": 1, "name": "N", "users": [{"username": "u"}]}), "users[0].password"),
    ],
    ids=["missing", "not JSON", "wrong"],
)
def test_a_site_file_that_cannot_be_used_is_told(tmp_path: Path, content: str | None, told: str) -> None:
    """A site file that is missing, not JSON, or wrong at a named place: one line that names it, and the place."""
    path = tmp_path / "site.json"
    if content is not None:
        path.write_text(content)
    line = refused("--site", str(path))
    assert str(path) in line
    assert told in line


def test_sites_that_clash_are_told(tmp_path: Path) -> None:
    """Two sites of one name, or with one OAuth client id: one line."""
    assert "TestCompany" in refused("--site", "small_b2b", "--site", "small_b2b")
    client = {"clientId": "test-client-id", "clientSecret": "s"}
    path = tmp_path / "site.json"
    users = [{"username": "u", "password": "p"}]
    path.write_text(json.dumps({"version": 1, "name": "Own", "users": users, "oauthClients": [client]}))
    assert "oauthClients[0].clientId" in refused("--site", "small_b2b", "--site", str(path))


def test_the_second_address_is_chosen(command: Callable[..., Command]) -> None:
    """`--second-port` is where a site moves to: it is printed, discovery names it, and it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = command("--port", "0", "--second-port", str(port))
    assert f"second address: http://127.0.0.1:{port}\n" in started.errors
    control = f"{started.url}/_mock/sites/TestCompany/faults"
    with requests.Session() as session:
        session.trust_env = False
        session.auth = ("TestCompany\\test.user", "test-password")
        assert requests.post(control, json={"moveBase": True}, timeout=10).status_code == 201
        assert session.get(f"{started.url}/api/bulk/2.0/syncs", timeout=10).status_code == 401
        base = session.get(f"{started.url}/id", timeout=10).json()["urls"]["base"]
        assert base == f"http://127.0.0.1:{port}"
        assert session.get(f"{base}/api/bulk/2.0/syncs", timeout=10).status_code == 200


def test_a_second_port_in_use_is_one_line(tmp_path: Path) -> None:
    """A second port that somebody has is told as the first would be."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "mock_server", "serve", "--port", "0", "--second-port", str(port)],
            capture_output=True,
            text=True,
            env=plain_environment(),
            cwd=tmp_path,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, f"Error: port {port} on 127.0.0.1 is in use\n")


def test_verbose_logs_each_call(command: Callable[..., Command]) -> None:
    """With `--verbose` each call is a line on standard error, without its password; by default none is."""
    for options, lines in ((("--verbose",), 1), ((), 0)):
        running = command("--port", "0", *options)
        assert running.get("/api/bulk/2.0/syncs/7?password=hush-hush", auth=AUTH).status_code == 404
        running.end(signal.SIGTERM)
        told = [line for line in running.errors.splitlines() if "/syncs/7" in line]
        assert len(told) == lines
        assert not any("hush" in line for line in told)


def test_verbose_tells_at_the_end_what_was_never_synced(command: Callable[..., Command]) -> None:
    """Rows that still wait for a sync when the server ends are what a client usually forgot."""
    running = command("--port", "0", "--verbose")
    body = {"name": "i", "fields": {"E": "{{Contact.Field(C_EmailAddress)}}"}, "identifierFieldName": "E"}
    with requests.Session() as session:
        session.trust_env, session.auth = False, AUTH
        bulk = f"{running.url}/api/bulk/2.0"
        session.post(f"{bulk}/contacts/imports", json=body, timeout=10)
        session.post(f"{bulk}/contacts/imports/1/data", json=[{"E": "a@b.example"}], timeout=10)
    running.end(signal.SIGTERM)
    assert "TestCompany: 1 rows of /contacts/imports/1 were uploaded and never synced." in running.errors


def test_the_options_of_the_journal_reach_it(command: Callable[..., Command]) -> None:
    """`--journal-entries` and `--journal-body` bound the journal, `--name-clauses` adds the header."""
    running = command("--port", "0", "--journal-entries", "1", "--journal-body", "5", "--name-clauses")
    for _ in range(2):
        answer = running.get("/api/bulk/2.0/syncs", auth=AUTH)
    assert "PAG-07" in answer.headers["X-Mock-Clauses"]
    page = running.get("/_mock/sites/TestCompany/journal").json()
    assert (page["totalResults"], page["dropped"]) == (1, 1)
    assert page["items"][0]["answer"]["body"] == '{"ite'
    assert not page["items"][0]["answer"]["whole"]
