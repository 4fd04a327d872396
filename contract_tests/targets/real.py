"""A real site as a target: found by discovery, reached through the guard, left as it was found.

Opportunities, links and contacts are the exception: nothing in this API deletes them.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from contract_tests.client import BulkClient
from contract_tests.targets.budget import Budget, Lane, Limits, limits
from contract_tests.targets.guard import LOGIN, Guard, is_allowed
from contract_tests.targets.ledger import Ledger, RefusedLedger
from contract_tests.targets.origin import RefusedAddress, read_origin
from contract_tests.targets.redaction import Redaction
from contract_tests.targets.reserved import ANNOUNCEMENT, PREFIX
from contract_tests.targets.target import Capability, Indeterminate, Unreachable, Unsupported
from contract_tests.targets.url import (
    TIMEOUT,
    Credentials,
    GivenSite,
    GivenTarget,
    Unthrottled,
)

DRY_POD = "https://secure.p00.eloqua.com"
"""Where a dry run would send, since it does not ask where."""


def is_real(url: str, fake: bool) -> bool:
    """Every address that is not the loopback is real unless `fake` is said; Eloqua's own is real even then.

    Raises RefusedAddress for what is no origin.
    """
    origin = read_origin(url)
    host = origin.host.rstrip(".")
    if host == "eloqua.com" or host.endswith(".eloqua.com"):
        return True
    return not fake and not origin.is_loopback


@dataclass(frozen=True, slots=True)
class Plan:
    """A run on a real site as the user asked for it: judged without sending anything."""

    url: str
    credentials: Credentials
    lane: Lane
    limits: Limits
    ledger: Path | None
    dry_run: bool = False
    run: str = field(default_factory=lambda: PREFIX + secrets.token_hex(4))

    def announcement(self) -> list[str]:
        """What is said before the run."""
        lines = [f"real site {self.credentials.site}, lane {self.lane}; at most {self.limits}"]
        if self.dry_run:
            return [*lines, "dry run: nothing is sent; a mock in this process answers, and no verdict is given"]
        if self.lane is Lane.READ:
            return [*lines, "only GET is sent; nothing is written"]
        cleaning = f"If it is cut short: eloqua-mock clean {self.ledger}"
        return [*lines, ANNOUNCEMENT, f"Every definition is written to {self.ledger} before it is made. {cleaning}"]


def plan(
    url: str,
    site: str | None,
    environ: Mapping[str, str],
    *,
    lane: str | None = None,
    budget: str | None = None,
    ledger: Path | None = None,
    dry_run: bool = False,
) -> Plan:
    """What the options mean. Raises RefusedAddress, in one line, where the run must not begin."""
    origin = read_origin(url)
    if not is_allowed(str(origin)):
        raise RefusedAddress(
            f"{origin.host} is not the loopback, so it is taken for a real site, and the guard lets one be asked at "
            f"https://{LOGIN} or https://secure.pNN.eloqua.com only. If it is a fake, say so: --eloqua-fake "
            "(check-server: --fake)."
        )
    if not site:
        raise RefusedAddress(
            f"{origin.host} is not the loopback but a real site, and its guard wants the site's name typed: "
            "--eloqua-site (check-server: --site). No --eloqua-fake makes a fake of it."
        )
    given = credentials(site, environ, dry_run)
    try:
        chosen = Lane(lane or Lane.READ)
        most = limits(chosen, budget)
    except ValueError as fault:
        raise RefusedAddress(str(fault)) from None
    planned = Plan(f"https://{origin.host}", given, chosen, most, None, dry_run)
    if dry_run or chosen is Lane.READ:
        return planned
    path = (ledger or Path(f"{planned.run}.jsonl")).absolute()
    if path.exists():
        raise RefusedAddress(f"{path} exists already; a ledger belongs to one run.")
    return Plan(planned.url, given, chosen, most, path, run=planned.run)


def credentials(site: str, environ: Mapping[str, str], dry_run: bool = False) -> Credentials:
    """Those of the environment, for the site that was typed."""
    if dry_run:
        return Credentials(site, "dry-run-user", "dry-run-password")
    for name in ("ELOQUA_SITE", "ELOQUA_USER", "ELOQUA_PASSWORD"):
        if not environ.get(name):
            raise RefusedAddress(f"{name} is not set; credentials come from the environment alone.")
    if environ["ELOQUA_SITE"] != site:
        raise RefusedAddress("ELOQUA_SITE names another site than the one that was typed.")
    return Credentials(site, environ["ELOQUA_USER"], environ["ELOQUA_PASSWORD"])


def outside() -> BaseAdapter:
    """What sends. The one place to put something else in."""
    return Unthrottled()


class RealTarget(GivenTarget):
    """One real site. It can do none of the things that a mock can, but that the lane `settle` experiments."""

    def __init__(self, session: requests.Session, guard: Guard, name: str, say: Callable[[str], None]) -> None:
        assert guard.pod is not None
        super().__init__(f"real site {name}", GivenSite(BulkClient(session, guard.pod, TIMEOUT), name))
        self.capabilities = frozenset({Capability.EXPERIMENTS} if guard.lane is Lane.SETTLE else ())
        self.guard, self._say = guard, say

    def close(self) -> None:
        """Delete what the ledger names, as far as the budget goes, and say what stays."""
        ledger = self.guard.ledger
        for entry in ledger.standing():
            try:
                if entry.uri is not None:
                    self._site.client.delete(entry.uri)
            except (Indeterminate, Unsupported, requests.RequestException):
                continue
        if left := ledger.standing():
            self._say(f"{len(left)} definitions were not deleted: eloqua-mock clean {ledger.path}")
        ledger.close()
        self._site.client.session.close()


def reach(planned: Plan, redaction: Redaction | None = None, say: Callable[[str], None] = print) -> RealTarget:
    """The site of the plan, once `/id` has named it.

    Raises RefusedAddress where `/id` names another one, Indeterminate where nobody answers or redirects.
    """
    redaction = redaction or Redaction()
    given = planned.credentials
    redaction.credentials(given.site, given.user, given.password)
    ledger = Ledger(None, given.site, planned.run)
    adapter = _pretending(planned) if planned.dry_run else outside()
    hears = (lambda line: say(f"would send {redaction(line)}")) if planned.dry_run else None
    session, guard = guarded(given, planned.lane, Budget(planned.limits), ledger, adapter, hears)
    try:
        found = discover(session, given.site)
        if urlsplit(planned.url).hostname not in (LOGIN, urlsplit(found.base).hostname) and not planned.dry_run:
            raise RefusedAddress(f"{planned.url} is not where this site is; discovery says {found.base}.")
        if planned.ledger is not None:
            guard.ledger = Ledger(planned.ledger, given.site, planned.run)
    except BaseException as fault:
        session.close()
        if isinstance(fault, RefusedLedger):
            raise RefusedAddress(str(fault)) from None
        raise
    redaction.know(*found.person)
    guard.pod = found.base
    return RealTarget(session, guard, given.site, say)


def guarded(
    given: Credentials,
    lane: Lane,
    budget: Budget,
    ledger: Ledger,
    adapter: BaseAdapter,
    say: Callable[[str], None] | None = None,
) -> tuple[requests.Session, Guard]:
    """A session whose every call goes through a guard, and the guard."""
    name, password = (word.encode().decode("latin-1") for word in (f"{given.site}\\{given.user}", given.password))
    authorization = "Basic " + base64.b64encode(f"{name}:{password}".encode("latin-1")).decode()
    guard = Guard(adapter, lane, budget, ledger, authorization, say)
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount("http://", guard)
    session.mount("https://", guard)
    session.auth = (name, password)
    return session, guard


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery says: the origin of the site's pod, and words that describe the user."""

    base: str
    person: tuple[str, ...]


def discover(session: requests.Session, site: str) -> Found:
    """Ask `/id` at the login host.

    Raises RefusedAddress unless it names this site, at a pod, and Unreachable where nobody answers.
    """
    try:
        answer = BulkClient(session, f"https://{LOGIN}", TIMEOUT).identify()
    except requests.RequestException as fault:
        raise Unreachable(f"nobody answers at {LOGIN} ({type(fault).__name__})") from None
    if answer.content.strip() == b'"Not authenticated."':
        raise RefusedAddress(f"{LOGIN} does not know these credentials.")
    body = answer.body
    try:
        name, base, user = body["site"]["name"], body["urls"]["base"], dict(body["user"])
    except (AssertionError, KeyError, TypeError, ValueError):
        raise Indeterminate(f"{LOGIN} gave no discovery answer") from None
    if name != site:
        raise RefusedAddress(f"/id names the site {name!r}, not {site!r}, which was typed.")
    if not is_allowed(str(base)) or urlsplit(base).hostname == LOGIN or urlsplit(base).path.strip("/"):
        raise RefusedAddress("discovery names an address outside the allow-list.")
    words = tuple(str(value) for value in user.values() if isinstance(value, str) and len(value) > 2)
    return Found(f"https://{urlsplit(base).hostname}", words)


def _pretending(planned: Plan) -> BaseAdapter:
    """The mock in this process, in place of the site of a dry run."""
    import json

    from contract_tests.laws import bodies
    from contract_tests.targets.mock import WsgiAdapter
    from mock_server.app import create_app
    from mock_server.settings import Settings
    from mock_server.site_files import parse_site_file

    user = {"username": planned.credentials.user, "password": planned.credentials.password}
    described = bodies.site(version=1, name=planned.credentials.site, users=[user])
    return WsgiAdapter(create_app([parse_site_file(json.dumps(described), "dry run")], Settings(public_url=DRY_POD)))
