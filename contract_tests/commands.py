"""The kit's commands, registered in the entry-point group eloqua_mock.commands."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from contract_tests import call_mistakes
from contract_tests.profiles import PROFILES
from contract_tests.profiles import profile as current
from contract_tests.verdicts import Exit
from contract_tests.waiting import run_pytest


@click.command("check-server")
@click.argument("url", required=False)
@click.option("--fake", is_flag=True, help="The server is a fake, though not on the loopback.")
@click.option("--site", metavar="NAME", help="The site on that server (else ELOQUA_SITE).")
@click.option(
    "--lane", type=click.Choice(["read", "probe", "settle", "full"]), help="On a real site: how far.  [default: read]"
)
@click.option("--stage", metavar="NAME", help="In the lane settle: a stage that the site knows.")
@click.option("--budget", metavar="TEXT", help="On a real site: such as requests=30,syncs=2,rows=50,seconds=300.")
@click.option("--ledger", type=click.Path(path_type=Path), help="On a real site: where to write what the run makes.")
@click.option("--dry-run", is_flag=True, help="On a real site: print each call and send none.")
@click.option("--socket", is_flag=True, help="Without URL: check the mock over a socket, not in process.")
@click.option(
    "--profile", type=click.Choice(PROFILES), help="How hard to try (else ELOQUA_PROFILE).  [default: default]"
)
@click.option("--times", type=click.IntRange(min=1), help="In thorough: so many times the examples.  [default: 50]")
@click.option(
    "--clause", "clauses", multiple=True, metavar="PATTERN", help="Only these clauses, such as LNK-*; repeats."
)
@click.option("--semantics", type=click.Path(exists=True, path_type=Path), help="JSON: answers to the open questions.")
@click.option("--deviations", type=click.Path(exists=True, path_type=Path), help="Promises known not to be kept.")
@click.option("--results", type=click.Path(path_type=Path), help="Write what was found to this file, as JSON.")
@click.option("--report", type=click.Path(path_type=Path, file_okay=False), help="Write all reports to this folder.")
@click.option("--verbose", is_flag=True, help="Show what pytest prints.")
def check_server(
    url: str | None,
    fake: bool,
    site: str | None,
    lane: str | None,
    stage: str | None,
    budget: str | None,
    ledger: Path | None,
    dry_run: bool,
    socket: bool,
    profile: str | None,
    times: int | None,
    clauses: tuple[str, ...],
    semantics: Path | None,
    deviations: Path | None,
    results: Path | None,
    report: Path | None,
    verbose: bool,
) -> None:
    """Check the server at URL (an origin), or without URL the mock, against the documented behaviour.

    Credentials come from ELOQUA_SITE, ELOQUA_USER and ELOQUA_PASSWORD. Ends with 0 where every promise that could be
    tried is kept, 1 where one is broken or a listed deviation did not happen, 2 for a mistake in the call, 3 where no
    verdict could be had, 4 where the kit itself went wrong.
    """
    from contract_tests.targets.choosing import check
    from contract_tests.targets.url import RefusedAddress

    missing = [library for library in ("pytest", "hypothesis") if find_spec(library) is None]
    if missing:
        needed = " and ".join(missing)
        raise click.UsageError(f"the contract kit needs {needed}: pip install 'eloqua-mock[contract]'")
    if url is None and dry_run:
        raise click.UsageError("--dry-run is for a real site: give its URL.")
    if url is not None and socket:
        raise click.UsageError("--socket is for the mock without a URL; a server at a URL is asked over one anyway.")
    if profile is None:
        call_mistakes.check_profile()
    if times is not None and (profile or current()) != "thorough":
        raise click.UsageError("--times is for the profile thorough.")
    call_mistakes.check_clauses(clauses)
    call_mistakes.check_budget(budget)
    call_mistakes.check_readable(semantics, deviations)
    real = None
    if url is not None:
        try:
            real = check(url, site, fake=fake, lane=lane, budget=budget, ledger=ledger, dry_run=dry_run)
        except RefusedAddress as fault:
            raise click.UsageError(str(fault)) from None
    call_mistakes.check_writable_file("--results", results)
    call_mistakes.check_writable_folder("--report", report)
    options = {
        "--eloqua-url": url,
        "--eloqua-site": site,
        "--eloqua-lane": lane,
        "--eloqua-stage": stage,
        "--eloqua-budget": budget,
        "--eloqua-ledger": real.ledger if real else None,
        "--eloqua-profile": profile,
        "--eloqua-times": times,
        "--eloqua-semantics": semantics and semantics.absolute(),
        "--eloqua-deviations": deviations and deviations.absolute(),
    }
    words = [f"{name}={value}" for name, value in options.items() if value is not None]
    words += ["--eloqua-fake"] if fake else []
    words += ["--eloqua-dry-run"] if dry_run else []
    words += ["--eloqua-socket"] if socket else []
    words += [f"--eloqua-clause={pattern}" for pattern in clauses]
    for line in real.announcement() if real else ():
        click.echo(line, err=True)
    with TemporaryDirectory() as folder:
        kept = (results or Path(folder) / "results.json").absolute()
        kept.unlink(missing_ok=True)
        run = run_suite([*words, f"--eloqua-results={kept}"], Path(folder), verbose)
        for line in (run.stdout or "").splitlines() if real else ():
            if line.startswith("eloqua: "):
                click.echo(line, err=not dry_run)
        if dry_run and run.returncode in (0, 1):
            sys.exit(Exit.PASS)
        sys.exit(_conclude(run, kept, report))


def run_suite(words: list[str], folder: Path, verbose: bool) -> subprocess.CompletedProcess[str]:
    """pytest on the suite, in a process and a folder of its own, so that no configuration of the user's is taken,
    nor what PYTEST_ADDOPTS and the like would add."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "--pyargs", "contract_tests.suite", "-vv", "--no-header"]
    command += ["-c", str(folder / "pytest.ini"), "--rootdir", str(folder), "-p", "no:cacheprovider", *plugin_words()]
    if verbose:
        return subprocess.run([*command, *words], text=True, check=False, env=inherited)
    return run_pytest("checking", [*command, *words], inherited)


def plugin_words() -> list[str]:
    """Installed, the plugin loads by its entry point; in a checkout that was installed earlier it is named."""
    from importlib.metadata import entry_points

    named = any(found.value == "contract_tests.plugin" for found in entry_points(group="pytest11"))
    return [] if named else ["-p", "contract_tests.plugin"]


def _conclude(run: subprocess.CompletedProcess[str], kept: Path, report: Path | None) -> int:
    """Print the page, write the reports, and say how it ended."""
    from contract_tests.report.results import read_results
    from contract_tests.report.terminal import page
    from contract_tests.report.writing import write_reports

    if not kept.exists():
        click.echo((run.stdout or "") + (run.stderr or ""), err=True)
        return int(Exit.USAGE if run.returncode == 4 else Exit.ERROR)
    results = read_results(kept)
    click.echo("\n".join(page(results)))
    if report is not None:
        for path in write_reports(results, report):
            click.echo(f"written: {path}", err=True)
    if run.returncode in (2, 3) and results.exit_code() is not Exit.FAIL:
        click.echo((run.stdout or "") + (run.stderr or ""), err=True)
        return int(Exit.ERROR)
    return int(results.exit_code())
