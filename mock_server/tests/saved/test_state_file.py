"""`serve --state FILE`: sites live on when the server is started again, however it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from mock_server.app import create_mock
from mock_server.site_files import load_site_file
from mock_server.state_file import Keeping, StateFile, StateFileError
from mock_server.tests.command.test_serve import READY, plain_environment

SLOW = str(Path(__file__).parent / "slow_writer.py")
DEFINITION = {"name": "c", "fields": {"E": "{{Contact.Field(C_EmailAddress)}}"}, "identifierFieldName": "E"}


class Served:
    """A running server with a state file."""

    def __init__(self, state: Path, *options: str, slow: bool = False) -> None:
        start = [sys.executable, SLOW] if slow else [sys.executable, "-m", "mock_server"]
        self.process = subprocess.Popen(
            [*start, "serve", "--port", "0", "--state", str(state), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=plain_environment(),
        )
        assert self.process.stdout is not None
        found = READY.fullmatch(self.process.stdout.readline())
        assert found, self.process.communicate()
        self.url = found[1]
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = ("TestCompany\\test.user", "test-password")

    def bulk(self, verb: str, path: str, body: Any = None) -> requests.Response:
        return self.session.request(verb, f"{self.url}/api/bulk/2.0{path}", json=body, timeout=10)

    def create(self) -> str:
        answer = self.bulk("POST", "/contacts/imports", DEFINITION)
        assert answer.status_code == 201, answer.text
        uri: str = answer.json()["uri"]
        return uri

    def uris(self) -> list[str]:
        return [each["uri"] for each in self.bulk("GET", "/contacts/imports").json().get("items", [])]

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.session.close()
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=20)
        return self.process.returncode, told


@pytest.fixture
def served() -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*args: Any, **kwargs: Any) -> Served:
        started.append(Served(*args, **kwargs))
        return started[-1]

    yield start
    for one in started:
        one.session.close()
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


def held(state: Path) -> list[str]:
    """The uris of the definitions of the first site in the file, which must be whole."""
    data = json.loads(state.read_bytes())
    return [each["uri"] for each in data["sites"][0]["saved"]["saved"]["definitions"]]


def until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.005)
    raise AssertionError("it never came to that")


def test_sites_live_on_after_a_proper_end(served: Callable[..., Served], tmp_path: Path) -> None:
    """What was done up to the very last call is there after SIGTERM and a new start: definitions, staged rows, added
    and removed sites, their numbers; a reset goes back to the site file that the site first came from."""
    state = tmp_path / "state.json"
    one = served(state, "--site", "small_b2b", "--site", "ambiguous_matches")
    uri = one.create()
    one.bulk("POST", f"{uri}/data", [{"E": "new@x.example"}])
    site = {"version": 1, "name": "Added", "users": [{"username": "u", "password": "p"}]}
    assert one.session.post(f"{one.url}/_mock/sites", json=site, timeout=10, auth=None).status_code == 201
    assert one.session.delete(f"{one.url}/_mock/sites/AmbiguousCompany", timeout=10).status_code == 204
    assert one.end(signal.SIGTERM)[0] == 0
    assert state.stat().st_mode & 0o777 == 0o600
    two = served(state)
    names = [each["name"] for each in two.session.get(f"{two.url}/_mock/sites", timeout=10).json()["items"]]
    assert names == ["TestCompany", "Added"]
    assert two.session.get(f"{two.url}/id", timeout=10, auth=("Added\\u", "p")).json()["site"]["id"] == 3
    assert two.uris() == [uri]
    two.bulk("POST", "/syncs", {"syncedInstanceUri": uri})
    assert two.bulk("GET", "/syncs/1").json()["status"] == "success"
    counts = two.session.post(f"{two.url}/_mock/sites/TestCompany/reset", timeout=10).json()["counts"]
    assert counts["definitions"] == 0
    assert counts["contacts"] > 0
    assert two.end(signal.SIGTERM)[0] == 0


def test_a_kill_in_the_middle_of_a_write_loses_nothing_saved(served: Callable[..., Served], tmp_path: Path) -> None:
    """Killed again and again while the file is written, the server finds a whole file at each start, and in it all
    that it held when it was last written."""
    state = tmp_path / "state.json"
    partial = tmp_path / ".state.json.new"
    known: list[str] = []
    for number in range(6):
        server = served(state, slow=True)
        assert set(known) <= set(server.uris())
        known.append(server.create())
        until(lambda: known[-1] in held(state))
        until(lambda: not partial.exists())
        server.create()
        until(lambda: partial.exists() and partial.stat().st_size > 0)
        time.sleep(0.01 * number)
        server.process.kill()
        server.process.wait()
        assert set(known) <= set(held(state))
    assert partial.exists(), "none was killed in the middle"
    assert set(known) <= set(served(state).uris())


DAMAGES: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("cut", lambda text: text[: len(text) // 2], "not JSON"),
    ("empty", lambda _: b"", "not JSON"),
    ("binary", lambda text: b"\xff\xfe" + text, "cannot be read"),
    ("a site file", lambda _: b'{"version": 1, "name": "x"}', "lastNumber"),
    ("another version", lambda text: text.replace(b'"version":1', b'"version":9', 1), "version"),
    ("no saved site", lambda text: text.replace(b'"saved":{"version"', b'"saved":0,"x":{"version"'), "sites[0].saved"),
    ("a broken one", lambda text: text.replace(b'"beganAt":', b'"begunAt":'), "sites[0].saved: saved.beganAt"),
    ("twice the same", lambda text: _twice(text), "exists already"),
    (
        "a newer one",
        lambda text: text.replace(b'{"version":1', b'{"version":2', 1),
        "version: is 2, of a newer eloqua-mock",
    ),
    ("a site file", lambda _: b'{"version": 1, "name": "X", "users": []}', "this is a site file, which --site takes"),
)


def _twice(text: bytes) -> bytes:
    data = json.loads(text)
    return json.dumps({**data, "sites": data["sites"] * 2}).encode()


@pytest.mark.parametrize(("damage", "says"), [(d, s) for _, d, s in DAMAGES], ids=[name for name, *_ in DAMAGES])
def test_a_damaged_file_is_refused_and_kept(damage: Callable[[bytes], bytes], says: str, tmp_path: Path) -> None:
    """A file that is not what was written is refused in one line that names it and the place, and stays as it is."""
    state = tmp_path / "state.json"
    _written(state)
    damaged = damage(state.read_bytes())
    state.write_bytes(damaged)
    with pytest.raises(StateFileError) as refused:
        StateFile(state, create_mock([]).sites).load()
    assert str(state) in str(refused.value)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert state.read_bytes() == damaged


def _written(state: Path) -> None:
    StateFile(state, create_mock([load_site_file("small_b2b")]).sites).write()


def test_the_command_refuses_a_damaged_file_in_one_line(tmp_path: Path) -> None:
    """The server does not start on a damaged file, says why in one line, and leaves the file alone."""
    state = tmp_path / "state.json"
    state.write_text('{"version": 1, "lastNumber": 1, "sites": [')
    done = subprocess.run(
        [sys.executable, "-m", "mock_server", "serve", "--port", "0", "--state", str(state)],
        capture_output=True,
        text=True,
        timeout=60,
        env=plain_environment(),
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"state file {state}: not JSON" in done.stderr
    assert state.read_text() == '{"version": 1, "lastNumber": 1, "sites": ['


def test_a_write_that_fails_keeps_the_file_that_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With no room on the disk the file stays what it was, the log says so, and the next write succeeds."""
    from mock_server import state_file

    state = tmp_path / "state.json"
    _written(state)
    before = state.read_bytes()

    def full(file: Any, text: bytes) -> None:
        file.write(text[:100])
        raise OSError(28, "No space left on device")

    kept = StateFile(state, create_mock([]).sites)
    with monkeypatch.context() as patched:
        patched.setattr(state_file, "_fill", full)
        assert not kept.close()
    assert "no space left on device" in caplog.text
    assert os.listdir(tmp_path) == ["state.json"]  # or what was written of it would keep the disk full
    assert state.read_bytes() == before
    assert kept.close()
    assert json.loads(state.read_bytes())["sites"] == []


def test_a_link_leads_to_the_file_and_its_mode_stays(tmp_path: Path) -> None:
    """A symbolic link is followed, not replaced, and who may read the file stays as its owner chose."""
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    _written(real)
    os.chmod(real, 0o640)
    link.symlink_to(real)
    _written(link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640


CALLS: tuple[tuple[str, str, dict[str, str], bool], ...] = (
    ("POST", "/api/bulk/2.0/syncs", {}, True),
    ("PUT", "/api/bulk/2.0/contacts/imports/1", {}, True),
    ("GET", "/api/bulk/2.0/contacts/imports/1", {"X-HTTP-Method-Override": "DELETE"}, True),
    ("GET", "/api/bulk/2.0/syncs/1", {}, True),
    ("GET", "/api/bulk/2.0/contacts/exports/1/data", {}, True),
    ("GET", "/auth/oauth2/authorize", {}, True),
    ("POST", "/_mock/sites/TestCompany/clock/advance", {}, True),
    ("GET", "/api/bulk/2.0/contacts/fields", {}, False),
    ("GET", "/_mock/sites/TestCompany/journal", {}, False),
    ("HEAD", "/id", {}, False),
)


@pytest.mark.parametrize(("verb", "path", "headers", "changes"), CALLS)
def test_calls_that_may_change_something_are_written(
    verb: str, path: str, headers: dict[str, str], changes: bool, tmp_path: Path
) -> None:
    """What may move a sync, give a token or change anything else has the file written anew; what only looks has not,
    so that it costs no more than ever."""
    mock = create_mock([load_site_file("small_b2b")])
    state_file = StateFile(tmp_path / "state.json", mock.sites)
    Client(Keeping(mock.app, state_file)).open(
        path, method=verb, headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}
    )
    assert state_file.awaits_writing is changes


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device that never ends")
def test_what_is_no_file_is_refused_unread() -> None:
    """A device, which might never end, is not read."""
    with pytest.raises(StateFileError, match="state file /dev/zero: is no file"):
        StateFile(Path("/dev/zero"), create_mock([]).sites).load()


def test_a_folder_that_is_not_there_is_told_without_names_of_ours(tmp_path: Path) -> None:
    """The line names the state file, not the one beside it that nobody knows."""
    with pytest.raises(StateFileError) as refused:
        StateFile(tmp_path / "nowhere" / "state.json", create_mock([]).sites).start()
    assert str(refused.value).endswith("/nowhere/state.json: cannot be written: no such file or directory")
