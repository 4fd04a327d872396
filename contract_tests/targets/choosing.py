"""Which target a run's options mean."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.targets.target import Target

if TYPE_CHECKING:
    from contract_tests.targets.real import Plan
    from contract_tests.targets.redaction import Redaction


def choose(
    url: str | None,
    site: str | None = None,
    *,
    fake: bool = False,
    socket: bool = False,
    environ: Mapping[str, str] = os.environ,
    lane: str | None = None,
    budget: str | None = None,
    ledger: Path | None = None,
    dry_run: bool = False,
) -> Target:
    """The server at `url`, else the mock, in process unless over a `socket`. Credentials come from the environment.

    A real site is reached through its guard, as `lane`, `budget`, `ledger` and `dry_run` say; they mean nothing
    elsewhere. Raises RefusedAddress, Indeterminate.
    """
    if url is None:
        from contract_tests.targets.mock import in_process, over_a_socket

        return over_a_socket() if socket else in_process()
    planned = check(url, site, fake=fake, environ=environ, lane=lane, budget=budget, ledger=ledger, dry_run=dry_run)
    return reach(url, site, planned, fake=fake, environ=environ)


def check(
    url: str,
    site: str | None,
    *,
    fake: bool = False,
    environ: Mapping[str, str] = os.environ,
    lane: str | None = None,
    budget: str | None = None,
    ledger: Path | None = None,
    dry_run: bool = False,
) -> Plan | None:
    """The plan for a real site, None for any other server. Sends nothing. Raises RefusedAddress."""
    from contract_tests.targets.origin import RefusedAddress
    from contract_tests.targets.real import is_real, plan
    from contract_tests.targets.url import check_address

    if is_real(url, fake):
        return plan(url, site, environ, lane=lane, budget=budget, ledger=ledger, dry_run=dry_run)
    check_address(url, fake)
    if dry_run:
        raise RefusedAddress("a dry run is for a real site; this address is none.")
    return None


def reach(
    url: str,
    site: str | None,
    planned: Plan | None,
    *,
    fake: bool = False,
    environ: Mapping[str, str] = os.environ,
    redaction: Redaction | None = None,
    say: Callable[[str], None] = print,
) -> Target:
    """The server at `url` that `check` let pass."""
    if planned is not None:
        from contract_tests.targets.real import reach as reach_real

        return reach_real(planned, redaction, say)
    from contract_tests.targets.url import Credentials, at

    named = site or environ.get("ELOQUA_SITE", "")
    credentials = Credentials(named, environ.get("ELOQUA_USER", ""), environ.get("ELOQUA_PASSWORD", ""))
    return at(url, credentials, fake=fake)
