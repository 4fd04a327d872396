import subprocess
import sys

import pytest

from mock_server.tests.serving.wire import Wire

UPLOADS = """
import http.client, sys
from mock_server.serving.server import Server

def resident():
    with open("/proc/self/status") as status:
        facts = dict(line.split(":", 1) for line in status)
    return [int(facts[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM")]

def app(environ, start):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    assert len(body) == 32 * 2**20
    start("204 No Content", [])
    return [b""]

print(resident()[0], flush=True)
with Server(app) as server:
    print(server.port, flush=True)
    for _ in range(5):
        sys.stdin.readline()
        print(*resident(), flush=True)
"""
SIZE = 32 * 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_32_mb_body_is_held_once_and_let_go() -> None:
    """Over five uploads of 32 MB the peak holds one body, not two, and each is let go again."""
    with subprocess.Popen(
        [sys.executable, "-c", UPLOADS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        base, port = int(process.stdout.readline()), int(process.stdout.readline())
        seen: list[list[int]] = []
        with Wire(port) as wire:
            for _ in range(5):
                assert wire.ask("POST /", body=bytes(SIZE)).status == 204
                process.stdin.write("\n")
                process.stdin.flush()
                seen.append([int(number) for number in process.stdout.readline().split()])
    after, peaks = zip(*seen, strict=True)
    assert max(peaks) - base < 32 * 1.5
    assert max(after) - base < 32 * 0.75
