"""The checks of the suite as things to call: each test function with each of its parameters, and its clauses.

Called directly, without pytest, on a target: so that a bug planted in this process is met within a second, and a
property that fails is not shrunk.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from pkgutil import iter_modules
from typing import Any

from hypothesis import Phase, settings

from contract_tests import suite
from contract_tests.machines.sites import machine_for, run
from contract_tests.semantics import DEFAULT
from contract_tests.settling.scenarios import STAGE
from contract_tests.targets.target import Target

NO_SHRINKING = (Phase.explicit, Phase.generate)
_SETTINGS = "_hypothesis_internal_use_settings"
"""Where Hypothesis keeps the settings of a property."""


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is `test_lists::test_pages_partition_every_list`, with parameters in brackets."""

    name: str
    clauses: tuple[str, ...]
    run: Callable[[Target], None]


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of the suite, in the order of its files."""
    modules = sorted(module.name for module in iter_modules(suite.__path__) if module.name.startswith("test_"))
    return tuple(check for name in modules for check in _checks_of(name))


def _checks_of(name: str) -> Iterator[Check]:
    module = import_module(f"contract_tests.suite.{name}")
    for member, found in vars(module).items():
        if member.startswith("test_") and inspect.isfunction(found):
            yield from _with_parameters(f"{name}::{member}", found)
        elif member.startswith("Test") and inspect.isclass(found) and hasattr(found, "settings"):
            yield Check(f"{name}::{member}", _cited(getattr(found, "pytestmark", ())), _machine(found.settings))


def _machine(how: settings) -> Callable[[Target], None]:
    quick = settings(how, phases=NO_SHRINKING)
    return lambda target: run(machine_for(target, DEFAULT), quick)


def _with_parameters(name: str, function: Any) -> Iterator[Check]:
    marks = getattr(function, "pytestmark", ())
    axes = [_axis(*mark.args[:2]) for mark in marks if mark.name == "parametrize"]
    for chosen in product(*axes):
        values = {key: value for given, _ in chosen for key, value in given.items()}
        clauses = _cited([*marks, *(mark for _, more in chosen for mark in more)])
        label = f"[{'-'.join(str(value)[:40] for value in values.values())}]" if values else ""
        yield Check(name + label, clauses, _call(function, values))


def _axis(names: Any, rows: Any) -> list[tuple[dict[str, Any], list[Any]]]:
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    return [(_values(keys, row), list(getattr(row, "marks", ()))) for row in rows]


def _values(keys: list[str], row: Any) -> dict[str, Any]:
    values = row.values if hasattr(row, "marks") else row if len(keys) > 1 else (row,)
    return dict(zip(keys, values, strict=True))


def _cited(marks: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for mark in marks if mark.name == "clause" for name in mark.args))


def _call(function: Any, values: Mapping[str, Any]) -> Callable[[Target], None]:
    def call(target: Target) -> None:
        offered = {
            "eloqua_target": target,
            "eloqua_semantics": DEFAULT,
            "eloqua_stage": STAGE,
            "record_property": lambda *_: None,
        }
        wanted = inspect.signature(function).parameters
        own = getattr(function, _SETTINGS, None)
        if own is not None:
            setattr(function, _SETTINGS, settings(own, phases=NO_SHRINKING))
        try:
            function(**{name: offered[name] for name in wanted if name in offered}, **values)
        finally:
            if own is not None:
                setattr(function, _SETTINGS, own)

    return call
