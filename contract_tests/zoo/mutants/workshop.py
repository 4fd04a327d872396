"""A folder in which mutmut works on a copy of the mock, and what it found there.

mutmut wants its sources below the folder it is started in, and copies them once more; nothing of the project is
written to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from filecmp import cmp
from pathlib import Path

from contract_tests.zoo.mutants.killing import LANES

PROJECT = Path(__file__).parents[3]
PATIENCE = 5
"""How many times as long as the mock without a change a mutant may take before it counts as convicted."""

SETTINGS = """[tool.mutmut]
source_paths = ["mock_server"]
only_mutate = {modules}
also_copy = ["contract_tests", "fixtures", "judge"]
tests_dir = ["judge"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
track_dependencies = false
timeout_multiplier = {patience}

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
"""
JUDGE = """import os
from pathlib import Path

from contract_tests.zoo.mutants.killing import MUTANT, first_conviction
from contract_tests.zoo.mutants.waivers import unwaived
from contract_tests.zoo.mutants.workshop import survivor


def test_the_kit_acquits():
    name = os.environ.get(MUTANT, "")
    covered = name.count(".") > 2 and not unwaived([survivor(Path(__file__).parents[1], name)])
    assert covered or first_conviction(name) is None
"""
SURVIVED, UNREACHED, CONVICTED = 0, 33, 1
TIMED_OUT = (24, 36, 152, 255)
"""mutmut's exit codes. A process that hangs, or ends by a signal (a code below 0), does not acquit."""


class Unfinished(Exception):
    """A mutant without a verdict: the run is not over, or pytest itself went wrong."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function. `change` is a unified diff without its head; `survived`: nobody convicted it."""

    name: str
    module: str
    function: str
    survived: bool
    change: str = ""


def prepare(folder: Path, modules: tuple[str, ...]) -> None:
    """Copy the mock and the kit without their tests, and say what to mutate: names of modules of the mock.

    Into a folder that was worked in before goes what is another by now. mutmut tells that by its time, and keeps what
    it found of functions that have not changed.
    """
    for package in ("mock_server", "contract_tests", "fixtures"):
        _copy(PROJECT / package, folder / package)
    shutil.rmtree(folder / "mutants" / "contract_tests", ignore_errors=True)  # it would only be added to
    (folder / "judge").mkdir(exist_ok=True)
    (folder / "judge" / "test_kit.py").write_text(JUDGE, encoding="utf-8")
    paths = json.dumps([f"mock_server/{module.replace('.', '/')}.py" for module in modules])
    text = SETTINGS.format(modules=paths, patience=PATIENCE)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    """All files but tests; those that are the same stay as they are, those that are gone go."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    wanted = {path for path in wanted if not {"tests", "__pycache__"} & set(path.parts)}
    for path in wanted:
        if not (target / path).exists() or not cmp(source / path, target / path, shallow=False):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, target / path)
    for path in list(target.rglob("*")):
        if path.is_file() and path.relative_to(target) not in wanted:
            path.unlink()


def run(folder: Path, *names: str, processes: int = 1) -> None:
    """Every mutant, or those of these names, up to its first conviction. Raises where mutmut itself fails."""
    words = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes), *names]
    environ = {**os.environ, "PYTHONHASHSEED": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(words, cwd=folder, env=environ, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise RuntimeError(f"mutmut ended with {done.returncode}: {done.stdout.decode('utf-8', 'replace')[-2000:]}")


def late(folder: Path) -> list[str]:
    """The names of the mutants that were given up waiting for: on a busy machine that may be nobody's fault."""
    return [name for _, name, code in _codes(folder) if code in TIMED_OUT or code == -signal.SIGXCPU]


def survivors_of(folder: Path) -> list[Mutant]:
    """The mutants that a run so far acquitted, as far as they are in the sources that mutmut wrote."""
    return [survivor(folder / "mutants", name) for _, name, code in _codes(folder) if code == SURVIVED]


def found(folder: Path) -> Iterator[Mutant]:
    """Every mutant with what became of it, in the order of the sources; survivors with their change.

    Raises Unfinished where one has no verdict.
    """
    for module, name, code in _codes(folder):
        if code not in (SURVIVED, UNREACHED, CONVICTED, *TIMED_OUT) and not (code is not None and code < 0):
            raise Unfinished(f"{name}: {'not run' if code is None else f'pytest ended with {code}'}")
        survived = code in (SURVIVED, UNREACHED)
        yield survivor(folder / "mutants", name) if survived else Mutant(name, module, function_of(name), False)


def _codes(folder: Path) -> Iterator[tuple[str, str, int | None]]:
    """Module, name and mutmut's exit code of each mutant."""
    for module in LANES:
        kept = folder / "mutants" / "mock_server" / f"{module.replace('.', '/')}.py.meta"
        codes = json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"] if kept.exists() else {}
        for name, code in codes.items():
            yield module, name, code


def survivor(mutated: Path, name: str) -> Mutant:
    """The mutant with its change, which stands in the sources that mutmut wrote."""
    return Mutant(name, ".".join(name.split(".")[1:3]), function_of(name), True, change(mutated, name))


def function_of(name: str) -> str:
    """`Class.method` or `function`, out of mutmut's `mock_server.domain.merging.xǁMergingǁmerge__mutmut_8`."""
    bare = name.rsplit(".", 1)[1].rpartition("__mutmut_")[0]
    return ".".join(bare.split("ǁ")[1:]) if "ǁ" in bare else bare.removeprefix("x_")


def change(mutated: Path, name: str) -> str:
    """The lines of the function that were changed, those before with `-` in front, those after with `+`."""
    path, _, mutant = name.rpartition(".")
    lines = (mutated / f"{path.replace('.', '/')}.py").read_text(encoding="utf-8").splitlines()
    original = f"{mutant.rpartition('__mutmut_')[0]}__mutmut_orig"
    before, after = ([line.replace(each, "_") for line in _function(lines, each)] for each in (original, mutant))
    for each in (before, after):
        while not each[-1].strip():
            each.pop()
    return "\n".join(line for line in list(unified_diff(before, after, lineterm="", n=0))[2:] if line[0] in "+-")


def _function(lines: Sequence[str], name: str) -> Iterator[str]:
    """The lines of the function of that name: up to the next that is indented as its head is, or less."""
    head = re.compile(rf" *def {re.escape(name)}\(")
    first = next(number for number, line in enumerate(lines) if head.match(line))
    margin = len(lines[first]) - len(lines[first].lstrip())
    yield lines[first]
    for line in lines[first + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= margin and not line.lstrip().startswith(")"):
            return
        yield line
