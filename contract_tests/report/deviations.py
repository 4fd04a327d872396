"""The list of deviations: promises that a target is known not to keep, with the reason for each."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from contract_tests.verdicts import Deviation


def read_deviations(path: Path) -> tuple[Deviation, ...]:
    """From TOML (`[[deviation]]` tables) or JSON (a list, alone or under `deviation`): `clause` and `reason` each.

    Raises ValueError, with the file's name, where it cannot be read, holds anything else, or an entry lacks one of the
    two or names no clause.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as fault:
        raise ValueError(f"{path}: {fault}") from None
    if isinstance(found, dict) and (strange := sorted(set(found) - {"deviation"})):
        raise ValueError(f"{path}: there is nothing but `deviation` in a list of deviations: {', '.join(strange)}")
    entries = found.get("deviation", []) if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise ValueError(f"{path}: `deviation` must be a list: {entries!r}")
    return tuple(_deviation(path, entry) for entry in entries)


def _deviation(path: Path, entry: object) -> Deviation:
    from contract_tests.clauses import ALL

    if not isinstance(entry, dict) or set(entry) != {"clause", "reason"} or not all(map(str, entry.values())):
        raise ValueError(f"{path}: each deviation has a clause and a reason, and nothing else: {entry!r}")
    deviation = Deviation(str(entry["clause"]), str(entry["reason"]))
    if not any(map(deviation.names, ALL)):
        raise ValueError(f"{path}: {deviation.clause} names no clause.")
    return deviation
