"""The list of deviations: promises that a target is known not to keep, with the reason for each."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from contract_tests.verdicts import Deviation


def read_deviations(path: Path) -> tuple[Deviation, ...]:
    """From TOML (`[[deviation]]` tables) or JSON (a list, alone or under `deviation`): `clause` and `reason` each.

    Raises ValueError where an entry lacks one of them, or holds anything else, or names no clause.
    """
    text = path.read_text(encoding="utf-8")
    found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    entries = found.get("deviation", []) if isinstance(found, dict) else found
    return tuple(_deviation(path, entry) for entry in entries)


def _deviation(path: Path, entry: object) -> Deviation:
    from contract_tests.clauses import ALL

    if not isinstance(entry, dict) or set(entry) != {"clause", "reason"} or not all(map(str, entry.values())):
        raise ValueError(f"{path}: each deviation has a clause and a reason, and nothing else: {entry!r}")
    deviation = Deviation(str(entry["clause"]), str(entry["reason"]))
    if not any(map(deviation.names, ALL)):
        raise ValueError(f"{path}: {deviation.clause} names no clause.")
    return deviation
