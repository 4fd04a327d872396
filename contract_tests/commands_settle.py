"""The command `eloqua-mock settle`, registered in the entry-point group eloqua_mock.commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import click

from contract_tests import call_mistakes
from contract_tests.semantics import CANDIDATES, GROUPS, WIRE_QUESTIONS
from contract_tests.settling.scenarios import STAGE
from contract_tests.settling.telling import assumptions
from contract_tests.verdicts import Exit
from contract_tests.waiting import watched

if TYPE_CHECKING:
    from contract_tests.settling import Finding
    from contract_tests.targets.real import Plan


def read_assumptions(_context: click.Context, _option: click.Parameter, value: IO[str] | None) -> dict[str, str]:
    """A callback of click: an `assumptions` object, alone or under that name."""
    if value is None:
        return {}
    try:
        found = json.load(value)
    except ValueError as fault:
        raise click.BadParameter(f"not JSON: {fault}") from None
    given = found.get("assumptions", found) if isinstance(found, dict) else None
    if not isinstance(given, dict):
        raise click.BadParameter("must hold an object")
    known = {**CANDIDATES, **WIRE_QUESTIONS}
    for name, answer in given.items():
        if answer not in known.get(name, ()):
            raise click.BadParameter(f"there is no {name} = {answer!r}")
    return given


@click.command()
@click.argument("url")
@click.option("--fake", is_flag=True, help="The server is a fake, though not on the loopback.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the assumptions to this file.")
@click.option("--evidence-only", is_flag=True, help="Read neither records nor links, as on a real site.")
@click.option(
    "--assume",
    type=click.File(encoding="utf-8"),
    callback=read_assumptions,
    help="JSON: assumptions that the sites made for the experiments get, to see them found again.",
)
@click.option("--site", metavar="NAME", help="On a real site: its name, typed.")
@click.option("--stage", metavar="NAME", default=STAGE, show_default=True, help="On a real site: a stage it knows.")
@click.option("--budget", metavar="TEXT", help="On a real site: such as requests=100,syncs=9,rows=50,seconds=900.")
@click.option("--ledger", type=click.Path(path_type=Path), help="On a real site: where to write what the run makes.")
@click.option("--dry-run", is_flag=True, help="On a real site: print each call and send none.")
@click.option("--yes", is_flag=True, help="On a real site: do not ask before the first call.")
def settle(
    url: str,
    fake: bool,
    out: Path | None,
    evidence_only: bool,
    assume: dict[str, str],
    site: str | None,
    stage: str,
    budget: str | None,
    ledger: Path | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Find out which answers the server at URL (an origin) gives to the open questions.

    What was found goes to standard error, the `assumptions` of a site file to standard output or to FILE. A fake must
    be able to make sites through the mock's control API. Every other address that is not the loopback is a real site:
    it is asked behind a guard, with the credentials of ELOQUA_SITE, ELOQUA_USER and ELOQUA_PASSWORD. Ends with 0 where
    everything is settled but for what evidence cannot tell apart, 2 for a mistake in the call, 3 where there is no
    answer.
    """
    from contract_tests.targets.choosing import check
    from contract_tests.targets.url import RefusedAddress

    if not stage.strip():
        raise click.UsageError("--stage: a stage has a name.")
    call_mistakes.check_budget(budget)
    call_mistakes.check_writable_file("--out", out)
    try:
        planned = check(url, site, fake=fake, lane="settle", budget=budget, ledger=ledger, dry_run=dry_run)
    except RefusedAddress as fault:
        raise click.UsageError(str(fault)) from None
    if planned is not None and assume:
        raise click.UsageError("--assume is for sites that the experiments make, and a real site is not made.")
    findings = on_a_mock(url, fake, assume, evidence_only) if planned is None else on_a_real_site(planned, stage, yes)
    if not findings:
        return
    write({"assumptions": assumptions(findings)}, out)
    sys.exit(conclusion(findings))


def on_a_mock(url: str, fake: bool, assume: dict[str, str], evidence_only: bool) -> list[Finding]:
    """What experiments on fresh sites found; ends the process where there is no answer."""
    from contract_tests.settling import settle_target, told
    from contract_tests.settling.assuming import Assuming
    from contract_tests.targets.target import Indeterminate, Target, Unsupported
    from contract_tests.targets.url import Credentials, at

    try:
        target: Target = at(url, Credentials(), fake=fake)
        try:
            asked = Assuming(target, assume) if assume else target
            findings = settle_target(asked, look=not evidence_only, groups=watched("settling", GROUPS))
        finally:
            target.close()
    except (Indeterminate, Unsupported) as fault:
        no_answer(fault)
    click.echo("\n".join(told(findings)), err=True, nl=False)
    return findings


def on_a_real_site(planned: Plan, stage: str, yes: bool) -> list[Finding]:
    """What experiments on the one site found, behind its guard; nothing after a dry run. Asks before the first call."""
    from contract_tests.settling import settle_given, told
    from contract_tests.targets.real import reach
    from contract_tests.targets.redaction import Redaction
    from contract_tests.targets.target import Indeterminate
    from contract_tests.targets.url import RefusedAddress

    for line in planned.announcement():
        click.echo(line, err=True)
    if not (planned.dry_run or yes or _confirmed()):
        raise click.UsageError("nothing was sent.")
    redaction = Redaction()
    try:
        target = reach(planned, redaction, lambda line: click.echo(line, err=not planned.dry_run))
    except RefusedAddress as fault:
        raise click.UsageError(str(fault)) from None
    except Indeterminate as fault:
        no_answer(fault)
    try:
        # A dry run prints each call; no bar is to stand between them.
        findings = settle_given(target, stage, GROUPS if planned.dry_run else watched("settling", GROUPS))
    finally:
        target.close()
    if planned.dry_run:
        return []
    spent = target.guard.budget
    click.echo(redaction("\n".join(told(findings))), err=True, nl=False)
    click.echo(f"spent: {spent.requests} requests, {spent.syncs} syncs, {spent.rows} rows", err=True)
    return findings


def _confirmed() -> bool:
    """Asked of whoever sits there; nobody there, which is no yes, ends the command like any mistake in its call."""
    try:
        return click.confirm("Go on?", err=True)
    except click.Abort:
        raise click.UsageError("nobody answered, so nothing was sent; --yes goes on without asking.") from None


def no_answer(fault: BaseException) -> NoReturn:
    click.echo(f"no answer: {fault}", err=True)
    sys.exit(int(Exit.INDETERMINATE))


def write(block: dict[str, Any], out: Path | None) -> None:
    """The block as JSON."""
    text = json.dumps(block, indent=2)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        click.echo(f"written: {out}", err=True)


def conclusion(findings: list[Finding]) -> int:
    """0 where every group is settled or settled up to what cannot be told apart, else 3."""
    settled = all(finding.answered for finding in findings)
    return int(Exit.PASS if settled else Exit.INDETERMINATE)
