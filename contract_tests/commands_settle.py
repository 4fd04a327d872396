"""The command `eloqua-mock settle`, registered in the entry-point group eloqua_mock.commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from contract_tests.semantics import CANDIDATES, WIRE_QUESTIONS
from contract_tests.verdicts import Exit

if TYPE_CHECKING:
    from contract_tests.settling import Finding


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
def settle(url: str, fake: bool, out: Path | None, evidence_only: bool, assume: dict[str, str]) -> None:
    """Find out which answers the server at URL (an origin) gives to the open questions.

    What was found goes to standard error, the `assumptions` of a site file to standard output or to FILE. The server
    must be able to make sites through the mock's control API. Ends with 0 where everything is settled but for what
    evidence cannot tell apart, 2 for a mistake in the call, 3 where there is no answer.
    """
    from contract_tests.settling import assumptions, settle_target, told
    from contract_tests.settling.assuming import Assuming
    from contract_tests.targets.target import Indeterminate, Target, Unsupported
    from contract_tests.targets.url import Credentials, at

    refuse_real(url, fake)
    try:
        target: Target = at(url, Credentials(), fake=fake)
        try:
            findings = settle_target(Assuming(target, assume) if assume else target, look=not evidence_only)
        finally:
            target.close()
    except (Indeterminate, Unsupported) as fault:
        click.echo(f"no answer: {fault}", err=True)
        sys.exit(int(Exit.INDETERMINATE))
    click.echo("\n".join(told(findings)), err=True, nl=False)
    write({"assumptions": assumptions(findings)}, out)
    sys.exit(conclusion(findings))


def refuse_real(url: str, fake: bool) -> None:
    """Every address that is not the loopback is real unless `fake` is said. Raises a UsageError."""
    from urllib.parse import urlsplit

    from contract_tests.targets.real import is_real
    from contract_tests.targets.url import RefusedAddress, check_address

    try:
        check_address(url, fake=True)
    except RefusedAddress as fault:
        raise click.UsageError(str(fault)) from None
    host = urlsplit(url).hostname or ""
    if is_real(url, fake):
        raise click.UsageError(
            f"{host} is not the loopback, so it is taken for a real site, and the guarded lane for real sites comes "
            "later. If it is a fake, say so: --fake."
        )


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
