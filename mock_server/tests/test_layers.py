"""The layers of the package, written down once; a breach fails here. See docs/decisions/0001-layers.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent

# Room -> the rooms it may import. Exhaustive: a new folder or top-level file must be placed.
LEAVES = {"behaviours", "clock", "journal"}
DOMAIN = {"domain", "eml"}
ALLOWED: dict[str, set[str]] = {
    "eml": set(),
    "behaviours": set(),
    "clock": set(),
    "journal": set(),
    "settings": set(),
    "domain": {"eml"},
    "store": DOMAIN | LEAVES,
    "engine": DOMAIN | LEAVES | {"store"},
    "outbound": DOMAIN,
    "web": DOMAIN | LEAVES | {"engine", "settings"},
    "site_files": DOMAIN | {"web"},
    "state_file": DOMAIN | {"engine", "site_files", "web"},
    "serving": set(),
    "app": DOMAIN | LEAVES | {"store", "engine", "outbound", "settings", "web"},
    "cli_waiting": {"clock"},
    "cli": DOMAIN | {"app", "cli_waiting", "serving", "settings", "site_files", "state_file"},
    "testing": DOMAIN | {"app", "clock", "serving", "settings", "site_files"},
    "cli_proxy": DOMAIN | {"app", "cli", "serving", "site_files"},
    "__init__": {"app", "clock", "settings", "site_files", "testing"},
    "__main__": {"cli"},
}
# Library -> the only places that may import it.
CONFINED = {
    "flask": ("web/", "app.py"),
    "werkzeug": ("web/", "app.py"),
    "marshmallow": ("web/schemas/",),
    "waitress": ("serving/",),
    "requests": ("outbound/", "testing/"),
    "urllib3": ("testing/intercepting/",),
    "httpx": ("testing/intercepting/",),
    "pytest": ("testing/pytest_plugin.py",),
    "prometheus_client": ("web/metrics.py",),
    "apispec": ("web/openapi.py",),
    "click": ("cli.py", "cli_proxy.py", "cli_waiting.py"),
    "proxy": ("serving/",),
    "trustme": ("serving/certificates.py",),
    "time": ("clock.py", "serving/", "testing/waiting.py"),
    "random": (),
    "secrets": ("app.py",),
    "uuid": (),
}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.relative_to(PACKAGE).parts]


def nodes(path: Path, *, for_types_too: bool) -> Iterator[ast.AST]:
    """What stands under `if TYPE_CHECKING` is for types, unless its `else` loads the same on first use."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if not node.orelse
        for inner in ast.walk(node)
    }
    return (node for node in ast.walk(tree) if for_types_too or node not in for_types)


def imported(path: Path, *, for_types_too: bool = True) -> Iterator[str]:
    """Every module that a file names in an import, those inside functions too."""
    for node in nodes(path, for_types_too=for_types_too):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            yield node.module
            assert all(alias.name != "*" for alias in node.names), f"{path}: star import"
            # `from mock_server.web import routes` names a module too.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "mock_server" and len(parts) > 1 else None


def rooms() -> set[str]:
    return {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}


def test_every_room_is_placed() -> None:
    """Every folder and top-level file of the package stands in the table of layers, and none that is gone."""
    assert rooms() == set(ALLOWED)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    """No file imports a room above its own."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    named = {found for dotted in imported(path) if (found := room_of(dotted)) in ALLOWED}
    assert named - {room} <= ALLOWED[room]


@pytest.mark.parametrize("library", CONFINED)
def test_libraries_stay_where_they_belong(library: str) -> None:
    """Flask is imported at the edge only, marshmallow in the schemas, real time in the clock, and so on."""
    places = CONFINED[library]
    users = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if any(dotted.split(".")[0] == library for dotted in imported(path))
    }
    assert not {user for user in users if not user.startswith(places or ("-",))}


def test_real_time_is_read_in_the_clock_only() -> None:
    """Outside the HTTP server no file but clock.py asks the machine what time it is."""
    readers = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if any(text in path.read_text(encoding="utf-8") for text in (".now(tz", "datetime.now", "utcnow(", "time.time"))
    }
    assert {reader for reader in readers if not reader.startswith("serving/")} == {"clock.py"}


def test_no_import_cycle() -> None:
    """No two modules import each other by whatever detour; imports in functions count, those for types do not."""
    names = {".".join(("mock_server", *p.relative_to(PACKAGE).with_suffix("").parts)): p for p in modules()}
    graph = {
        name: {d for d in imported(path, for_types_too=False) if d in names and d != name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for target in graph[name]:
                walk(target, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_the_package_is_cheap_to_import() -> None:
    """`import mock_server` loads neither Flask nor marshmallow nor requests."""
    code = (
        "import sys, mock_server; mock_server.Settings;"
        "print(sorted({'flask', 'marshmallow', 'requests', 'waitress'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == "[]"


def test_the_package_never_imports_the_contract_kit() -> None:
    """A fake that used its own judge would be judged by itself."""
    assert not [path for path in modules() if any(d.split(".")[0] == "contract_tests" for d in imported(path))]
