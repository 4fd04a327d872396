"""The Dockerfile: linted, and what it runs is run in an empty environment. The image itself is not built here."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCKERFILE = ROOT / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what it says, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8")))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())]


def said(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not there: its wheel is for Linux")
def test_a_linter_has_nothing_to_say(tmp_path: Path) -> None:
    """hadolint finds no fault in the Dockerfile, and does in one that runs as root by a moving tag."""

    def lint(file: Path) -> int:
        return subprocess.run([HADOLINT, file], capture_output=True, timeout=60, check=False).returncode

    assert lint(DOCKERFILE) == 0
    worse = tmp_path / "Dockerfile"
    worse.write_text(DOCKERFILE.read_text(encoding="utf-8").replace("python:3.13-slim", "python:latest"))
    assert lint(worse) != 0


def test_it_serves_as_nobody() -> None:
    """The container runs as a user other than root, says which ports it has, and that it is well."""
    (user,) = said("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert said("EXPOSE") == ["8080 8081"]
    assert len(said("HEALTHCHECK")) == 1


def test_what_is_copied_reaches_the_build() -> None:
    """Everything that the Dockerfile copies is there, and .dockerignore lets it through."""
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for rest in said("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]}
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_its_commands_work_in_an_empty_environment(tmp_path: Path) -> None:
    """With what is copied and nothing else, its RUN installs the mock, its CMD serves, and its HEALTHCHECK says so
    while it does and not afterwards."""
    source, target = tmp_path / "src", tmp_path / "eloqua-mock"
    source.mkdir()
    for name in {name for rest in said("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]}:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, source / name)

    def here(text: str) -> str:
        return text.replace("/opt/eloqua-mock", str(target)).replace("/src", str(source))

    kept = ("HOME", "LANG")
    outside = {k: v for k, v in os.environ.items() if k in kept or k.startswith(("PIP_", "SSL_"))}
    outside["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in said("RUN"):
        done = subprocess.run(
            ["sh", "-euc", here(command)], env=outside, cwd=source, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(source)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    inside = dict(pair.split("=", 1) for rest in said("ENV") for pair in shlex.split(rest))
    assert inside["ELOQUA_MOCK_HOST"] == "0.0.0.0", "else nobody outside the container reaches it"
    inside |= {"ELOQUA_MOCK_PORT": port, "ELOQUA_MOCK_SECOND_PORT": "0"}
    (health,) = said("HEALTHCHECK")
    asked = [here(part) for part in json.loads(health[health.index("CMD ") + 4 :])]
    (serve,) = said("CMD")
    process = subprocess.Popen(
        [here(part) for part in json.loads(serve)],
        env=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        # 0.0.0.0 is every address, and none that a client could call.
        assert process.stdout.readline() == f"listening on http://127.0.0.1:{port}\n"
        assert subprocess.run(asked, env=inside, timeout=30, capture_output=True).returncode == 0
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert subprocess.run(asked, env=inside, timeout=30, capture_output=True).returncode != 0
