"""Programs that do not know they are being fooled: `serve --tls` and the proxy, with curl, Python and Node."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from mock_server.app import create_app
from mock_server.serving import certificates
from mock_server.serving.errors import CannotWriteError, MissingExtraError, PortInUseError
from mock_server.serving.proxy import ForwardProxy
from mock_server.serving.server import Server
from mock_server.site_files import load_site_file

ROOT = Path(__file__).parents[3]
COMMAND = str(Path(sys.executable).parent / "eloqua-mock")
USER = "TestCompany\\test.user:test-password"
LOGIN = "https://login.eloqua.com/id"
SECURE = "https://secure.p07.eloqua.com/api/bulk/2.0/syncs"
BASE = "https://secure.p01.eloqua.com"
BARE = {
    name: value
    for name, value in os.environ.items()
    if not name.lower().endswith("_proxy") and "CERT" not in name and "BUNDLE" not in name
}

PYTHON_CLIENT = """
import requests, sys
with requests.Session() as session:
    session.auth = ("TestCompany\\\\test.user", "test-password")
    base = session.get("https://login.eloqua.com/id", timeout=10).json()["urls"]["base"]
    print(base, session.get(base + "/api/bulk/2.0/syncs", timeout=10).status_code)
"""
NODE_CLIENT = """
const https = require('node:https');
const options = { auth: 'TestCompany\\\\test.user:test-password' };
https.get('https://login.eloqua.com/id', options, (answer) => {
  let text = '';
  answer.on('data', (piece) => { text += piece; });
  answer.on('end', () => { console.log(JSON.parse(text).urls.base); process.exit(0); });
}).on('error', (fault) => { console.error(fault.message); process.exit(1); });
"""


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env={**BARE, **environment}, capture_output=True, text=True, timeout=60, check=False)


def curl(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    if shutil.which("curl") is None:
        pytest.skip("curl is missing")
    return run(["curl", "-sS", "-u", USER, *words], environment or {})


@pytest.fixture(scope="module")
def proxy() -> Iterator[ForwardProxy]:
    with ForwardProxy(create_app([load_site_file("small_b2b")]), only=True) as proxy:
        yield proxy


def test_curl_goes_through_the_proxy(proxy: ForwardProxy) -> None:
    """curl with nothing but the environment reaches the mock as login.eloqua.com and as the secure host of any pod."""
    answer = curl(LOGIN, environment=proxy.environment)
    assert f'"base":"{BASE}"' in answer.stdout, answer.stderr
    assert '"items":[]' in curl(SECURE, environment=proxy.environment).stdout


def test_python_goes_through_the_proxy(proxy: ForwardProxy) -> None:
    """A Python program that uses requests reaches it, follows discovery, and checks the certificate all the time."""
    done = run([sys.executable, "-W", "error", "-c", PYTHON_CLIENT], proxy.environment)
    assert done.stdout == f"{BASE} 200\n", done.stderr


def test_httpx_goes_through_the_proxy(proxy: ForwardProxy) -> None:
    """A Python program that uses httpx reaches it too."""
    credentials = tuple(USER.rsplit(":", 1))
    program = f"import httpx; print(httpx.get('{LOGIN}', auth={credentials!r}).json()['urls']['base'])"
    done = run([sys.executable, "-c", program], proxy.environment)
    assert done.stdout == f"{BASE}\n", done.stderr


def test_node_goes_through_the_proxy(proxy: ForwardProxy) -> None:
    """A Node program that uses https reaches it, with the preload of the docs that lets Node heed a proxy."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is missing")
    preload = ROOT / "docs" / "how-to" / "node-proxy-preload.cjs"
    environment = {**proxy.environment, "NODE_OPTIONS": f"--require {preload}"}
    done = run([node, "-e", NODE_CLIENT], environment)
    assert done.stdout == f"{BASE}\n", done.stderr


def test_nobody_else_is_reached_through_the_proxy(proxy: ForwardProxy) -> None:
    """With `only` an unknown host is refused with 403, over https and http, and the proxy goes on."""
    for host in ("other.example", "login.eloqua.com.evil.example"):
        assert "403" in curl(f"https://{host}/", environment=proxy.environment).stderr
    plain = curl("-x", proxy.url, "http://other.example/", "-w", "%{http_code}")
    assert plain.stdout.endswith("403")
    assert "leads to Eloqua's hosts only" in plain.stdout
    assert curl(LOGIN, environment=proxy.environment).returncode == 0


def test_without_only_other_hosts_are_led_where_they_are() -> None:
    """The proxy does not look into connections to others: here to a server of this machine."""
    app = create_app([load_site_file("small_b2b")])
    with Server(app) as server, ForwardProxy(app) as proxy:
        answer = curl("-x", proxy.url, "--noproxy", "", f"{server.url}/id")
        assert f'"base":"{server.url}"' in answer.stdout, answer.stderr


def test_a_client_that_does_not_trust_the_certificate_is_not_answered(proxy: ForwardProxy) -> None:
    """Without the CA file, or with another authority's, the client refuses; nothing reaches the mock, which goes on."""
    other = ROOT / "mock_server" / "tests" / "serving" / "self_signed.pem"
    for bundle in ({}, {"CURL_CA_BUNDLE": str(other)}):
        answer = curl(LOGIN, environment={"HTTPS_PROXY": proxy.url, **bundle})
        assert answer.returncode == 60, answer
        assert "certificate" in answer.stderr
    assert curl(LOGIN, environment=proxy.environment).returncode == 0


def test_a_lost_answer_is_lost_through_the_proxy() -> None:
    """A connection that a planned fault breaks breaks for a client behind the proxy."""
    app = create_app([load_site_file("small_b2b")])
    with Server(app) as server, ForwardProxy(app) as proxy:
        fault = {"path": "*/syncs", "answer": "lost"}
        site = f"{server.url}/_mock/sites/TestCompany"
        assert requests.post(f"{site}/faults", json=fault, timeout=10).status_code == 201
        assert curl(SECURE, environment=proxy.environment).returncode in (52, 56)
        assert curl(SECURE, environment=proxy.environment).returncode == 0


def test_the_proxy_ends_when_it_is_stopped() -> None:
    """Stopped, it listens no longer and its certificates are gone; a second time does no harm."""
    ended = ForwardProxy(create_app([]))
    ended.stop()
    ended.stop()
    assert not ended.ca_file.exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", ended.port)) != 0


def test_a_proxy_that_cannot_start_says_why(proxy: ForwardProxy, tmp_path: Path) -> None:
    """A port in use, or a folder that is not there, is told in one line."""
    with pytest.raises(PortInUseError, match=rf"^port {proxy.port} on 127\.0\.0\.1 is in use$"):
        ForwardProxy(create_app([]), port=proxy.port)
    with pytest.raises(CannotWriteError, match=r"cannot write .*no such file"):
        ForwardProxy(create_app([]), folder=tmp_path / "nowhere")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without trustme or proxy.py the message says what to install."""
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'eloqua-mock\[tls\]'"):
        certificates.make_certificate()
    monkeypatch.setitem(sys.modules, "proxy", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'eloqua-mock\[proxy\]'"):
        ForwardProxy(create_app([]))


ORPHAN = """
import sys, time
from mock_server.app import create_app
from mock_server.serving.proxy import ForwardProxy
print(ForwardProxy(create_app([])).port, flush=True)
time.sleep(60)
"""


def test_the_proxy_does_not_outlive_who_started_it() -> None:
    """When the process that started it is killed, the proxy ends by itself."""
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200):
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        subprocess.run([sys.executable, "-c", ""], check=True)  # some time, in which something happens
    pytest.fail("the proxy still listens")


@pytest.fixture
def started() -> Iterator[Callable[..., tuple[str, str, subprocess.Popen[str]]]]:
    """Starts the command; its url, what it told before that, and its process."""
    processes: list[subprocess.Popen[str]] = []

    def start(*words: str) -> tuple[str, str, subprocess.Popen[str]]:
        process = subprocess.Popen(
            [COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=BARE
        )
        processes.append(process)
        assert process.stdout is not None
        ready = re.fullmatch(r"listening on (https?://127\.0\.0\.1:\d+)\n", process.stdout.readline())
        assert ready, process.communicate(timeout=10)
        assert process.stderr is not None
        told = ""
        while "try: curl" not in told:
            told += process.stderr.readline()
        return ready[1], told, process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_serve_speaks_tls(started: Callable[..., tuple[str, str, subprocess.Popen[str]]]) -> None:
    """`serve --tls` prints the CA file; curl and Python that trust it are answered, under Eloqua's names too."""
    url, told, process = started("serve", "--tls", "--port", "0")
    found = re.search(r"^CA certificate: (.+)$", told, re.MULTILINE)
    assert found
    file, port = found[1], url.rpartition(":")[2]
    assert f'"base":"{url}"' in curl("--cacert", file, f"{url}/id").stdout
    named = curl(
        "--cacert", file, "--resolve", f"login.eloqua.com:{port}:127.0.0.1", f"https://login.eloqua.com:{port}/id"
    )
    assert '"name":"TestCompany"' in named.stdout, named.stderr
    with requests.Session() as session:
        session.trust_env, session.auth = False, tuple(USER.rsplit(":", 1))  # type: ignore[assignment]
        assert session.get(f"{url}/id", verify=file, timeout=10).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"{url}/id", timeout=10)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not Path(file).exists()


def test_the_certificate_is_for_both_public_names(
    started: Callable[..., tuple[str, str, subprocess.Popen[str]]],
) -> None:
    """Clients that reach the first or the second address under its public name are shown a certificate for it, and
    under any other name are not."""
    names = ["--public-url", "https://one.eloqua.test", "--second-public-url", "https://two.eloqua.test:8443"]
    _, told, process = started("serve", "--tls", "--port", "0", *names)
    found = dict(re.findall(r"^(CA certificate|second address): (.+)$", told, re.MULTILINE))
    file, port = found["CA certificate"], found["second address"].rpartition(":")[2]
    statuses = []
    for name in ("one.eloqua.test", "two.eloqua.test", "three.eloqua.test"):
        asked = ("--resolve", f"{name}:{port}:127.0.0.1", f"https://{name}:{port}/_mock/health")
        statuses.append(curl("--cacert", file, *asked).returncode)
    assert statuses == [0, 0, 60]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def test_the_ca_file_stays_where_it_was_wanted(
    started: Callable[..., tuple[str, str, subprocess.Popen[str]]], tmp_path: Path
) -> None:
    """`--ca-file` says where; the file is still there afterwards."""
    file = tmp_path / "ca.pem"
    _, told, process = started("serve", "--tls", "--port", "0", "--ca-file", str(file))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert f"CA certificate: {file}" in told
    assert file.read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_the_proxy_command_prints_what_a_program_needs(
    started: Callable[..., tuple[str, str, subprocess.Popen[str]]],
) -> None:
    """`eloqua-mock proxy` prints an environment with which curl reaches the mock, and ends at SIGTERM with code 0."""
    url, told, process = started("proxy", "--port", "0", "--only")
    environment = dict(re.findall(r"^export (\w+)=(.+)$", told, re.MULTILINE))
    assert environment["HTTPS_PROXY"] == url
    assert f'"base":"{BASE}"' in curl(LOGIN, environment=environment).stdout
    control = re.search(r"^control API: (.+)$", told, re.MULTILINE)
    assert control
    journal = requests.get(f"{control[1]}/sites/TestCompany/journal", timeout=10).json()
    assert [each["path"] for each in journal["items"]] == ["/id"]
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)
    assert process.returncode == 0
    assert not Path(environment["CURL_CA_BUNDLE"]).exists()
    assert logged == ""


def test_the_proxy_command_logs_calls_where_that_is_wanted(
    started: Callable[..., tuple[str, str, subprocess.Popen[str]]],
) -> None:
    """It is as quiet as `serve`; with `--verbose` each call is a line."""
    _, told, process = started("proxy", "--port", "0", "--only", "--verbose")
    environment = dict(re.findall(r"^export (\w+)=(.+)$", told, re.MULTILINE))
    assert f'"base":"{BASE}"' in curl(LOGIN, environment=environment).stdout
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)
    assert "GET /id 200" in logged


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serve", "--ca-file", "ca.pem"], "Error: --ca-file is of use with --tls only"),
        (["serve", "--tls", "--port", "0", "--ca-file", "/nowhere/ca.pem"], "Error: cannot write /nowhere/ca.pem"),
        (["proxy", "--port", "0", "--site", "nowhere"], "Error: site file nowhere: no such file"),
        (["proxy", "--port", "0", "--folder", "/nowhere"], "Error: Invalid value for '--folder'"),
        (["proxy", "--port", "70000"], "Error: Invalid value for '--port'"),
    ],
)
def test_mistakes_are_told_in_one_line(words: list[str], told: str) -> None:
    """What cannot be done ends the command with one line and an exit code that is not 0."""
    done = run([COMMAND, *words], {})
    assert done.returncode != 0
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1
