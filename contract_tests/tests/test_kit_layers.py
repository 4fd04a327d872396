"""What the kit may import: the mock in few places only, Flask and Hypothesis not before a test uses them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

KIT = Path(__file__).parents[1]
MAY_IMPORT_THE_MOCK = ("targets/", "zoo/", "bench/", "tests/")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def files() -> list[Path]:
    return sorted(KIT.rglob("*.py"))


def test_the_mock_is_imported_in_few_places_only() -> None:
    """A judge that used the mock's code would judge it by itself: only targets, zoo, bench and tests import it."""
    users = {str(p.relative_to(KIT)) for p in files() if any(m.split(".")[0] == "mock_server" for m in imported(p))}
    assert not {user for user in users if not user.startswith(MAY_IMPORT_THE_MOCK)}


def test_the_model_needs_the_standard_library_only() -> None:
    """The reference model imports nothing but the standard library and the kit's own semantics and client types."""
    foreign = {
        module
        for path in (KIT / "model").glob("*.py")
        for module in imported(path)
        if module.split(".")[0] not in {*sys.stdlib_module_names, "contract_tests"}
    }
    assert not foreign


@pytest.mark.parametrize("library", ["flask", "hypothesis", "requests", "mock_server"])
def test_loading_the_plugin_costs_little(library: str) -> None:
    """Whoever has the kit installed pays nothing for it in tests that do not use it."""
    code = f"import sys, contract_tests.plugin; print({library!r} in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == "False"
