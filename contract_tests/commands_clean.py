"""`eloqua-mock clean`: delete what a run on a real site left behind, and nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contract_tests.verdicts import Exit

if TYPE_CHECKING:
    from contract_tests.client import BulkClient
    from contract_tests.targets.ledger import Entry, Ledger


@click.command("clean")
@click.argument("ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def clean(ledger: Path) -> None:
    """Delete the definitions that LEDGER names and that still stand, on the site that it names.

    Credentials come from ELOQUA_SITE, ELOQUA_USER and ELOQUA_PASSWORD. One line is printed for each definition. Ends
    with 0 where none is left, 1 where one is, 2 where the ledger or the site is not the right one, 3 without an answer.
    """
    from contract_tests.targets.budget import Budget, Lane, Limits
    from contract_tests.targets.ledger import Ledger, RefusedLedger
    from contract_tests.targets.real import credentials, discover, guarded, outside
    from contract_tests.targets.target import Indeterminate
    from contract_tests.targets.url import TIMEOUT, RefusedAddress

    try:
        named = Ledger.read(ledger)
    except RefusedLedger as fault:
        raise click.UsageError(str(fault)) from None
    try:
        given = credentials(named.site, os.environ)
    except RefusedAddress as fault:
        named.close()
        told = str(fault).replace("the one that was typed", f"the ledger, which is of {named.site}")
        raise click.UsageError(told) from None
    most = Limits(requests=50 + 4 * len(named.entries), syncs=0, rows=0, seconds=900)
    session, guard = guarded(given, Lane.FULL, Budget(most), named, outside())
    guard.translates = False
    from contract_tests.client import BulkClient

    try:
        guard.pod = discover(session, named.site).base
        client = BulkClient(session, guard.pod, TIMEOUT)
        left = sum(not _clean(client, named, entry) for entry in named.standing())
    except RefusedAddress as fault:
        raise click.UsageError(str(fault)) from None
    except Indeterminate as fault:
        click.echo(f"not cleaned: {fault}", err=True)
        sys.exit(Exit.INDETERMINATE)
    finally:
        named.close()
        session.close()
    click.echo(f"{left} left" if left else "nothing of this ledger is left; opportunities, links and contacts stay")
    sys.exit(Exit.FAIL if left else Exit.PASS)


def _clean(client: BulkClient, ledger: Ledger, entry: Entry) -> bool:
    """Delete one definition if it bears the name that the ledger gave it. Whether nothing of it is left."""
    import requests

    from contract_tests.targets.target import Indeterminate

    what = entry.uri or f"{entry.kind} named {entry.marker.strip()}"
    try:
        gone, said = _delete(client, ledger, entry)
    except (AssertionError, Indeterminate, requests.RequestException) as fault:
        gone, said = False, f"not deleted: {fault}"
    click.echo(f"{what}: {said}"[:300])
    return gone


def _delete(client: BulkClient, ledger: Ledger, entry: Entry) -> tuple[bool, str]:
    """What became of it, in words, and whether nothing is left."""
    if entry.uri is None and not _find(client, ledger, entry):
        ledger.ended(entry, "deleted")
        return True, "was never made"
    assert entry.uri is not None
    stands = client.get(entry.uri)
    if stands.status == 404:
        ledger.ended(entry, "deleted")
        return True, "gone already"
    if stands.status != 200 or not isinstance(stands.body, dict):
        return False, f"not deleted: GET answered {stands.status} {stands.reason}"
    if not _bears(stands.body, entry):
        return False, "not deleted: it does not bear the name that the ledger gave it"
    answer = client.delete(entry.uri)
    if answer.status not in (204, 404):
        return False, f"not deleted: {answer.status} {answer.reason}"
    return True, "deleted"


def _find(client: BulkClient, ledger: Ledger, entry: Entry) -> bool:
    """Look for a definition whose creation was never answered, by its name; note its uri."""
    from contract_tests.targets.ledger import MADE
    from contract_tests.targets.target import pages

    for item in pages(client, entry.kind):
        found = MADE.fullmatch(str(item.get("uri")))
        if _bears(item, entry) and found and found["kind"] == entry.kind:
            ledger.created(entry, str(item["uri"]))
            return True
    return False


def _bears(definition: dict[str, object], entry: Entry) -> bool:
    return str(definition.get("name", "")).startswith(entry.marker)
