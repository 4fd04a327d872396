"""What can be wrong with a call of the kit's commands, told in one line before anything runs.

Every function raises click.UsageError, which ends a command with 2, or returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import click


def check_profile() -> None:
    """ELOQUA_PROFILE names a profile, where it is set."""
    from contract_tests.profiles import profile

    try:
        profile()
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None


def check_clauses(patterns: Iterable[str]) -> None:
    """Each pattern names a clause."""
    from contract_tests.clauses import ALL

    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in ALL):
            raise click.UsageError(f"--clause: {pattern!r} names no clause; docs/reference/clauses.md lists them.")


def check_budget(text: str | None) -> None:
    """The numbers are such, also where no real site is asked."""
    from contract_tests.targets.budget import Lane, limits

    try:
        limits(Lane.FULL, text)
    except ValueError as fault:
        raise click.UsageError(f"--budget: {fault}") from None


def check_readable(semantics: Path | None, deviations: Path | None) -> None:
    """The files that a run judges by are what they should be."""
    from contract_tests.report.deviations import read_deviations
    from contract_tests.semantics import read_semantics

    for option, path, read in (
        ("--semantics", semantics, read_semantics),
        ("--deviations", deviations, read_deviations),
    ):
        if path is None:
            continue
        try:
            read(path)
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as fault:
            told = str(fault).splitlines()[0]
            raise click.UsageError(f"{option}: {told if str(path) in told else f'{path}: {told}'}") from None


def check_writable_file(option: str, path: Path | None) -> None:
    """The file can be written. Where there was none, none is left."""
    if path is None:
        return
    stood = path.exists()
    try:
        with path.open("ab"):
            pass
        if not stood:
            path.unlink()
    except OSError as fault:
        raise click.UsageError(f"{option}: {path} cannot be written: {fault.strerror}.") from None


def check_writable_folder(option: str, path: Path | None) -> None:
    """Files can be written into the folder, which is made where it is missing."""
    if path is None:
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise click.UsageError(f"{option}: {path} cannot be made: {fault.strerror}.") from None
    check_writable_file(option, path / "report.md")
