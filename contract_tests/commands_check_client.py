"""`eloqua-mock check-client`: judge somebody's client, watched as a program or driven through an adapter."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from contract_tests.verdicts import Deviation
from contract_tests.waiting import bar

if TYPE_CHECKING:
    from contract_tests.client_check.evidence import Settings
    from contract_tests.client_check.report.results import ClientResults
    from contract_tests.client_check.watching.watching import Watching

NOTHING = 5
"""The exit code where the client called nothing: there is no verdict."""
INTERRUPTED, TERMINATED = 130, 143
"""The exit codes after Ctrl-C and SIGTERM, as shells give them."""


@click.command("check-client", context_settings={"ignore_unknown_options": False})
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option("--adapter", metavar="MODULE:FACTORY", help="Drive this client instead of watching a command.")
@click.option("--plans", multiple=True, metavar="PATTERN", help="Only these plans, such as lost-*; repeats.")
@click.option("--list-plans", is_flag=True, help="Print the plans (with --adapter, those of driving) and end.")
@click.option("--eloqua-hosts", is_flag=True, help="COMMAND has Eloqua's hosts built in: run it behind a proxy.")
@click.option("--limit", type=click.FloatRange(0.1), help="Seconds for one run: 60; with --adapter for one call: 20.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Runs at a time: 4; not with --adapter.")
@click.option("--pace", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between sane polls.")
@click.option("--patience", type=click.FloatRange(0.1), help="Seconds after which waiting is said to have no end.")
@click.option("--attempts", type=click.IntRange(1), default=20, show_default=True, help="A failing call at most.")
@click.option("--caller", "callers", multiple=True, metavar="PATTERN", help="Rules that are the caller's; repeats.")
@click.option("--deviations", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Accepted deviations.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the results here.")
@click.option("--markdown", "markdown_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a page here.")
@click.option("--junit", "junit_file", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML here.")
def check_client(
    command: tuple[str, ...],
    adapter: str | None,
    plans: tuple[str, ...],
    list_plans: bool,
    eloqua_hosts: bool,
    limit: float | None,
    jobs: int | None,
    pace: float,
    patience: float | None,
    attempts: int,
    callers: tuple[str, ...],
    deviations: Path | None,
    json_file: Path | None,
    markdown_file: Path | None,
    junit_file: Path | None,
) -> None:
    """Judge a client: the program COMMAND (after --), or the adapter that FACTORY makes.

    COMMAND finds a mock at ELOQUA_URL, and ELOQUA_SITE, ELOQUA_USER and ELOQUA_PASSWORD (for OAuth ELOQUA_CLIENT_ID,
    ELOQUA_CLIENT_SECRET and ELOQUA_REFRESH_TOKEN); {url}, {site}, {user} and {password} in it are filled in. Ends with
    0 where every rule that could be tried is kept, 1 where one is broken or an accepted deviation did not happen, 2 for
    a mistake in the call or in the adapter, 3 where no verdict could be had, 4 where the kit itself went wrong, 5 where
    the client called nothing, 130 or 143 where it was interrupted.
    """
    from contract_tests.client_check.evidence import Settings
    from contract_tests.client_check.watching.plans import LIMIT
    from contract_tests.client_check.watching.watching import JOBS, Watching

    if list_plans:
        _list_plans(driven=adapter is not None)
        return
    if bool(command) is bool(adapter):
        raise click.UsageError("give either a command after --, or --adapter MODULE:FACTORY")
    if find_spec("hypothesis") is None:
        raise click.UsageError("the contract kit needs hypothesis: pip install 'eloqua-mock[contract]'")
    listed = _read(deviations)
    if adapter is not None and (jobs is not None or eloqua_hosts):
        raise click.UsageError(f"{'--jobs' if jobs is not None else '--eloqua-hosts'} is for a command that is watched")
    said = Settings(pace=pace, patience=patience, attempts=attempts)
    with _interruptible():
        if adapter is not None:
            results = _driven(adapter, plans, limit, said, listed, callers)
        else:
            how = Watching(limit or LIMIT, jobs or JOBS, said, eloqua_hosts=eloqua_hosts)
            results = _watched(command, plans, how, listed, callers)
    _report(results, json_file, markdown_file, junit_file)
    sys.exit(int(results.exit_code()))


def _list_plans(driven: bool) -> None:
    from contract_tests.client_check.driving.standard import PLANS
    from contract_tests.client_check.watching.plans import STANDARD

    if driven:
        click.echo("\n".join(PLANS))
        return
    for plan in STANDARD:
        click.echo(f"{plan.name:<18} {plan.about}")


def _read(deviations: Path | None) -> tuple[Deviation, ...]:
    from contract_tests.report.deviations import read_deviations

    try:
        return read_deviations(deviations) if deviations is not None else ()
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None


def _watched(
    command: tuple[str, ...],
    plans: tuple[str, ...],
    how: Watching,
    deviations: tuple[Deviation, ...],
    callers: tuple[str, ...],
) -> ClientResults:
    from contract_tests.client_check.report.results import of_watched
    from contract_tests.client_check.watching.plans import PLAIN, chosen
    from contract_tests.client_check.watching.running import NoSuchCommand
    from contract_tests.client_check.watching.watching import NothingToJudge, watch

    try:
        wanted = chosen(plans)
        with bar("watching", 1 + sum(plan is not PLAIN for plan in wanted)) as heard:
            runs = watch(command, wanted, how, heard)
        return of_watched(command, runs, deviations, callers, eloqua_hosts=how.eloqua_hosts, limit=how.limit)
    except NothingToJudge as nothing:
        _tell_nothing(str(nothing))
    except (NoSuchCommand, ValueError) as fault:
        raise click.UsageError(str(fault)) from None


def _tell_nothing(line: str) -> NoReturn:
    click.echo(line)
    sys.exit(NOTHING)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C and SIGTERM end what was started and leave no verdict: exit codes of their own."""

    def ended(*_: object) -> NoReturn:
        raise SystemExit(TERMINATED)

    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, ended) if is_main else None
    try:
        yield
    except KeyboardInterrupt:
        click.echo("interrupted: no verdict", err=True)
        sys.exit(INTERRUPTED)
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, before)


def _driven(
    adapter: str,
    plans: tuple[str, ...],
    limit: float | None,
    said: Settings,
    deviations: tuple[Deviation, ...],
    callers: tuple[str, ...],
) -> ClientResults:
    """Through all that is planned and drawn; where plans are named, through these alone."""
    from dataclasses import replace

    from contract_tests.client_check.driving.driving import DRAWN, drive
    from contract_tests.client_check.driving.patience import REAL_SECONDS
    from contract_tests.client_check.driving.playing import SETTINGS
    from contract_tests.client_check.driving.standard import matching
    from contract_tests.client_check.report.results import of_driven

    factory = _factory(adapter)
    settings = replace(said, patience=said.patience or SETTINGS.patience)
    try:
        scenarios, drawn = matching(plans), 0 if plans else DRAWN
        with bar("driving", len(scenarios) + drawn) as heard:
            driven = drive(
                factory,
                scenarios=scenarios,
                drawn=drawn,
                limit=limit or REAL_SECONDS,
                settings=settings,
                heard=heard,
            )
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    if not driven.called:
        _tell_nothing(driven.nothing())
    return of_driven(adapter, driven, deviations, callers)


def _factory(adapter: str):  # type: ignore[no-untyped-def]  # whatever the user's module holds
    """What MODULE:FACTORY names. The folder that the command is called in is looked in first."""
    from importlib import import_module

    module, _, name = adapter.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, ValueError) as fault:
        raise click.UsageError(f"--adapter {adapter}: {fault}") from None
    if not name or not callable(found):
        raise click.UsageError(f"--adapter {adapter}: must be MODULE:FACTORY, something that can be called")
    return found


def _report(
    results: ClientResults, json_file: Path | None, markdown_file: Path | None, junit_file: Path | None
) -> None:
    from contract_tests.client_check.report.markdown import markdown
    from contract_tests.client_check.report.terminal import page
    from contract_tests.report.junit import junit

    click.echo("\n".join(page(results)))
    if json_file is not None:
        results.write(json_file)
    for path, make in ((markdown_file, markdown), (junit_file, junit)):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(results), encoding="utf-8", errors="backslashreplace")
    for path in filter(None, (json_file, markdown_file, junit_file)):
        click.echo(f"written: {path}", err=True)
