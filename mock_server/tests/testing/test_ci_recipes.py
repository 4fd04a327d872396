"""The CI recipes: valid by their schemas, the same commands in each, and commands that work in a clean copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "docs" / "ci"


def of_shell() -> list[str]:
    lines = (RECIPES / "shell.sh").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "set "))]


def of_github() -> list[str]:
    steps = loaded("github-actions.yml")["jobs"]["tests"]["steps"]
    return [step["run"] for step in steps if "run" in step]


def of_gitlab() -> list[str]:
    script: list[str] = loaded("gitlab-ci.yml")["tests"]["script"]
    return list(script)


def loaded(name: str) -> Any:
    return YAML(typ="safe").load((RECIPES / name).read_text(encoding="utf-8"))


def test_the_recipes_are_the_same() -> None:
    """Each of the three has the same three commands, and no other file is there that nothing tries."""
    assert of_shell() == of_github() == of_gitlab()
    assert len(of_shell()) == 3
    assert {file.name for file in RECIPES.iterdir()} == {"shell.sh", "github-actions.yml", "gitlab-ci.yml"}


@pytest.mark.parametrize(
    ("name", "schema"), [("github-actions.yml", "vendor.github-workflows"), ("gitlab-ci.yml", "vendor.gitlab-ci")]
)
def test_the_recipes_are_valid(name: str, schema: str, tmp_path: Path) -> None:
    """The files hold to the schemas of GitHub and GitLab; a file with a misspelt key would not."""

    def check(file: Path) -> int:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
        return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode

    assert check(RECIPES / name) == 0
    broken = tmp_path / name
    text = (RECIPES / name).read_text(encoding="utf-8")
    broken.write_text(text.replace("steps:", "stpes:").replace("script:", "scirpt:"), encoding="utf-8")
    assert check(broken) == 1


def test_the_commands_work_in_a_clean_copy(tmp_path: Path) -> None:
    """What git would clone, and nothing else: the commands install the package there and run the example's tests."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            target = tmp_path / "clone" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    environment = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG") or k.startswith(("PIP_", "SSL_"))
    }
    for command in of_shell():
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=tmp_path / "clone",
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "8 passed" in done.stdout
