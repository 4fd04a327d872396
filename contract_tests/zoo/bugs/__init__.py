"""The planted bugs, one module a part of the mock: each defines `BUGS`, and is listed by existing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from contract_tests.zoo.planting import Bug


def _collect() -> Iterator[Bug]:
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        yield from import_module(f"{__name__}.{module.name}").BUGS


_BUGS = tuple(_collect())
BUGS: Mapping[str, Bug] = {bug.id: bug for bug in _BUGS}
if len(BUGS) != len(_BUGS):
    raise ValueError("Two bugs have the same id.")
