"""The documented behaviours, as data: every clause by its id, collected from the modules of this folder.

A module holds one family and is listed by existing: it defines `CLAUSES`, a tuple of clauses whose ids share a prefix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from contract_tests.clauses.clause import Clause, Level, Mark, Party

__all__ = ["ALL", "Clause", "Level", "Mark", "Party"]


def _families() -> Iterator[tuple[Clause, ...]]:
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        found = getattr(import_module(f"{__name__}.{module.name}"), "CLAUSES", None)
        if found is not None:
            yield found


def _collect() -> Mapping[str, Clause]:
    by_id: dict[str, Clause] = {}
    for clause in (clause for family in _families() for clause in family):
        if clause.id in by_id:
            raise ValueError(f"Two clauses are called {clause.id}.")
        by_id[clause.id] = clause
    return MappingProxyType(dict(sorted(by_id.items())))


ALL: Mapping[str, Clause] = _collect()
"""Every clause by its id, in the order of the ids."""
