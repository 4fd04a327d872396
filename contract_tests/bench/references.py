"""Other servers in processes of their own: bare Flask on our HTTP server, moto_server; and our own command."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract_tests.bench.calling import Connection
from contract_tests.bench.children import ROOT, environment
from contract_tests.bench.load import Request
from contract_tests.bench.measuring import NotAvailable

LONGEST_START = 60.0
CALLER = b"Action=GetCallerIdentity&Version=2011-06-15"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/sts/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "Content-Type": "application/x-www-form-urlencoded",
}


@dataclass(frozen=True, slots=True)
class Started:
    """A server that answers. `took`: seconds from the start of its process to the first good answer."""

    process: subprocess.Popen[bytes]
    took: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@contextmanager
def started(command: Sequence[str], request: Request) -> Iterator[Started]:
    """The command's server, from when it gives `request` the status it wants. Raises TimeoutError."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(request):
            if process.poll() is not None:
                raise TimeoutError(f"{command[-1]} ended with code {process.returncode}")
            if time.perf_counter() - began > LONGEST_START:
                raise TimeoutError(f"no answer in {LONGEST_START:.0f} s")
            time.sleep(0.001)
        yield Started(process, time.perf_counter() - began)
    finally:
        process.kill()
        process.wait(10)


def _answers(request: Request) -> bool:
    connection = Connection(request.url, request.headers, timeout=10)
    try:
        return connection.call(request.method, request.path, request.body)[0] == request.status
    except OSError:
        return False
    finally:
        connection.close()


def bare_flask(method: str, path: str, status: int, size: int, port: int) -> list[str]:
    program = "contract_tests.bench.programs.bare_flask"
    return [sys.executable, "-m", program, str(port), method, path, str(status), str(size)]


def moto_server(port: int) -> list[str]:
    """Its command. Raises NotAvailable where moto is not installed."""
    beside = Path(sys.executable).with_name("moto_server")
    found = str(beside) if beside.exists() else shutil.which("moto_server")
    if found is None:
        raise NotAvailable("moto is not installed; `make bench` installs it")
    return [found, "-H", "127.0.0.1", "-p", str(port)]


def caller_identity(port: int) -> Request:
    return Request(url_of(port), "POST", "/", 200, SIGNED, CALLER)


def eloqua_mock(port: int) -> list[str]:
    return [sys.executable, "-m", "mock_server", "serve", "--port", str(port)]
