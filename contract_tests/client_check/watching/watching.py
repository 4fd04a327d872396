"""Watch a program: one run for each plan, each on a fresh mock; then the evidence of all of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from contract_tests.client_check.driving.control import Control
from contract_tests.client_check.evidence import Evidence, Output, Settings
from contract_tests.client_check.exchanges import read
from contract_tests.client_check.watching.leaks import masked
from contract_tests.client_check.watching.plans import LIMIT, PLAIN, STANDARD, Plan
from contract_tests.client_check.watching.running import Ended, run
from contract_tests.targets.instrumented import Instrumented, instrumented
from contract_tests.waiting import Heard, nobody

JOBS = 4
WRONG = "wrong-password-of-nobody"
LOGIN = "https://login.eloqua.com"
"""What a program has built in that knows Eloqua's own hosts."""


class NothingToJudge(Exception):
    """The program made no request. Its text is one line that says so."""


@dataclass(frozen=True, slots=True)
class Watching:
    """How to watch: `limit` in seconds for one run, `jobs` runs at a time; `environment` is added to the program's.

    `eloqua_hosts`: the program has the hosts built in, and runs behind a proxy that leads them to the mock.
    """

    limit: float = LIMIT
    jobs: int = JOBS
    settings: Settings = field(default_factory=Settings)
    environment: Mapping[str, str] = field(default_factory=dict)
    eloqua_hosts: bool = False


def watch(
    command: Sequence[str],
    plans: Sequence[Plan] = STANDARD,
    how: Watching | None = None,
    heard: Heard = nobody,
) -> list[Evidence]:
    """Run the command once for each plan, the plain one first, and return what was seen, in the order of the plans.

    `heard` is told of each run that ended.
    Raises NothingToJudge where it calls nothing in the plain run, NoSuchCommand where it cannot be started, NoProxy.
    """
    how = how or Watching()
    plain = run_once(command, PLAIN, how)
    heard(1)
    if not plain.exchanges:
        raise NothingToJudge(_of_nothing(plain))
    others = [plan for plan in plans if plan is not PLAIN]
    stop = threading.Event()
    ran = []
    with ThreadPoolExecutor(max(how.jobs, 1)) as pool:
        try:
            for each in pool.map(lambda plan: run_once(command, plan, how, stop), others):
                ran.append(each)
                heard(1)
        except BaseException:
            stop.set()  # nothing goes on when the user wants to be off
            pool.shutdown(cancel_futures=True)
            raise
    return [plain, *(replace(each, contrast=plain) for each in ran)]


def _of_nothing(plain: Evidence) -> str:
    assert plain.output is not None
    ended = plain.output.exit
    how = "was stopped" if ended is None else f"ended with exit status {ended}"
    last = next((line for line in reversed(plain.output.text.splitlines()) if line.strip()), "")
    said = f"; the last that it printed: {last.strip()[:200]}" if last else ""
    return f"no verdict: the command made no request and {how} after {plain.output.seconds:.1f} s{said}"


def run_once(command: Sequence[str], plan: Plan, how: Watching, stop: threading.Event | None = None) -> Evidence:
    """One run on a mock of its own. Raises Stopped where `stop` is set meanwhile."""
    with instrumented(plan.decorations, eloqua_hosts=how.eloqua_hosts) as mock:
        control = Control(mock.url, mock.name, mock.bulk)
        try:
            for fault in plan.faults:
                control.plan_fault(_with_length(fault, how.limit))
            for course in plan.courses:
                control.plan_course(course)
            given = credentials(mock, plan) | ({"ELOQUA_URL": LOGIN} if how.eloqua_hosts else {})
            secrets = {name: given[name] for name in SECRET_VARIABLES}
            environment = {**os.environ, **_past_proxies(), **how.environment, **mock.environment, **given}
            ended = run(
                [_filled(word, given) for word in command],
                environment,
                how.limit,
                secrets=lambda: {**secrets, **mock.granted},
                stop=stop,
            )
            secrets |= mock.granted
            login = f"{given['ELOQUA_SITE']}\\{given['ELOQUA_USER']}"
            return _evidence(plan, how, control, ended, secrets, login)
        finally:
            control.close()


SECRET_VARIABLES = ("ELOQUA_PASSWORD", "ELOQUA_CLIENT_SECRET", "ELOQUA_REFRESH_TOKEN")
PLACEHOLDERS = {
    "{url}": "ELOQUA_URL",
    "{site}": "ELOQUA_SITE",
    "{user}": "ELOQUA_USER",
    "{password}": "ELOQUA_PASSWORD",
}


def credentials(mock: Instrumented, plan: Plan) -> dict[str, str]:
    """The environment variables that say where to go and as whom."""
    user, client = mock.description["users"][0], mock.description["oauthClients"][0]
    given = {
        "ELOQUA_URL": mock.url,
        "ELOQUA_SITE": mock.name,
        "ELOQUA_USER": user["username"],
        "ELOQUA_PASSWORD": user["password"],
        "ELOQUA_CLIENT_ID": client["clientId"],
        "ELOQUA_CLIENT_SECRET": client["clientSecret"],
        "ELOQUA_REFRESH_TOKEN": client["refreshToken"],
    }
    return {**given, "ELOQUA_PASSWORD": WRONG, "ELOQUA_REFRESH_TOKEN": WRONG} if plan.refuses_login else given


def _past_proxies() -> dict[str, str]:
    """The mock is on the loopback: no proxy of the user's is to be asked for it."""
    known = os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))
    hosts = ",".join(filter(None, (known, "127.0.0.1", "localhost")))
    return {"NO_PROXY": hosts, "no_proxy": hosts}


def _filled(word: str, given: Mapping[str, str]) -> str:
    for placeholder, name in PLACEHOLDERS.items():
        word = word.replace(placeholder, given[name])
    return word


def _with_length(fault: Mapping[str, Any], limit: float) -> Mapping[str, Any]:
    """A stall lasts longer than the run."""
    return {**fault, "seconds": int(limit) + 60} if fault.get("answer") == "stalled" else fault


def _evidence(
    plan: Plan, how: Watching, control: Control, ended: Ended, secrets: Mapping[str, str], login: str
) -> Evidence:
    journal, dropped = control.journal()
    return Evidence(
        exchanges=read(journal, control.stray()),
        plan=plan.name,
        faults=control.planned("faults"),
        courses=control.planned("courses"),
        dropped=dropped,
        end=control.end(),
        output=Output(masked(ended.text, secrets), ended.exit, ended.seconds, ended.leaked, ended.at),
        settings=how.settings,
        decoration=",".join(plan.decorations),
        login=login,
    )
