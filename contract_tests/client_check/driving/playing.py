"""Plays one scenario with one client: from an adapter's factory to the evidence that rules judge."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from contract_tests.client_check.adapter import UPLOAD_BYTES as LARGEST_UPLOAD
from contract_tests.client_check.adapter import UPLOADS_PER_SYNC as MOST_UPLOADS
from contract_tests.client_check.adapter import Connection, Factory, Row, offered
from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.control import Control
from contract_tests.client_check.driving.patience import LONGER, PATIENCE, REAL_SECONDS, Outcome, Sleeper, Worker
from contract_tests.client_check.driving.scenario import FLAGS, UPLOAD_BYTES, UPLOADS_PER_SYNC, Scenario, Step
from contract_tests.client_check.evidence import Evidence, Fault, Operation, Output, Settings
from contract_tests.client_check.exchanges import FINAL, read
from contract_tests.client_check.watching.leaks import leaked, masked

SETTINGS = Settings(patience=PATIENCE)
"""What a driven client is judged by where nothing else is said: its waits cost no time, so that they can be long."""
TIMEOUT = 1.0
"""Seconds that a driven client is asked to wait for an answer."""
_COUNT = count(1)


@dataclass(frozen=True, slots=True)
class Played:
    """What a run came to. `stuck` names the method that did not come back, empty where all did.

    `unused` are the plans that were not used up and not optional: what depends on them was not seen.
    """

    scenario: Scenario
    evidence: Evidence
    stuck: str = ""
    unused: tuple[Fault, ...] = ()
    contacts: tuple[Mapping[str, Any], ...] = ()
    accounts: tuple[Mapping[str, Any], ...] = ()


def play(
    scenario: Scenario, factory: Factory, bench: Bench, limit: float = REAL_SECONDS, settings: Settings = SETTINGS
) -> Played:
    """Play it on a fresh site of the bench. Raises ValueError where the mock refuses what is planned."""
    oauth = {
        "clientId": f"driven-client-{next(_COUNT)}",
        "clientSecret": "driven-client-secret",
        "redirectUri": "https://client.example/callback",
        "refreshToken": f"driven-refresh-token-{next(_COUNT)}",
    }
    description = {**scenario.site, "oauthClients": [oauth]} | ({"limits": LIMITS} if scenario.small else {})
    with bench.site(description, scenario.decoration) as site:
        control = Control(bench.url(scenario.decoration), site.name, site.client)
        try:
            return Playing(scenario, bench, control, oauth, limit, settings).play(factory)
        finally:
            control.close()


LIMITS = {"uploadBytes": UPLOAD_BYTES, "uploadsPerSync": UPLOADS_PER_SYNC}


class MistakenAdapter(ValueError):
    """A method of an adapter returned what it must not: nothing can be said of the client behind it."""

    def __init__(self, method: str, wanted: str, got: object) -> None:
        super().__init__(f"the adapter's `{method}` must return {wanted}; it returned {got!r:.200}")


class Playing:
    """One run under way."""

    def __init__(
        self,
        scenario: Scenario,
        bench: Bench,
        control: Control,
        oauth: Mapping[str, str],
        limit: float,
        settings: Settings,
    ) -> None:
        self.scenario, self.bench, self.control, self.oauth = scenario, bench, control, oauth
        self.wanted = settings
        self.sleeper = Sleeper(control.advance, (settings.patience or PATIENCE) + LONGER)
        self.worker = Worker(limit)
        self.operations: list[Operation] = []
        self.stuck = ""
        self.before = control.noted()

    def connection(self) -> Connection:
        scenario, oauth = self.scenario, self.oauth if self.scenario.oauth else {}
        return Connection(
            url=self.bench.url(scenario.decoration),
            site=self.control.name,
            user=self.bench.user,
            password="password-of-nobody" if scenario.wrong_password else self.bench.password,
            client_id=oauth.get("clientId"),
            client_secret=oauth.get("clientSecret"),
            refresh_token=oauth.get("refreshToken"),
            timeout=TIMEOUT,
            sleep=self.sleeper,
            upload_bytes=UPLOAD_BYTES if scenario.small else LARGEST_UPLOAD,
            uploads_per_sync=UPLOADS_PER_SYNC if scenario.small else MOST_UPLOADS,
        )

    def play(self, factory: Factory) -> Played:
        for fault in self.scenario.faults:
            self.control.plan_fault(fault)
        for course in self.scenario.courses:
            self.control.plan_course(course)
        with overheard() as heard:
            made = self.worker.call(lambda: factory(self.connection()))
            if made.raised or made.stuck:
                self.note("factory", made, (0, 0))
            else:
                self.steps(made.returned)
        self.sleeper.stop()
        return self.played(heard)

    def steps(self, adapter: Any) -> None:
        has = offered(adapter)
        for step in self.scenario.steps:
            if step.asked in has and not self.step(step, adapter, has):
                break
        if "close" in has and not self.stuck:
            self.operate("close", adapter.close)

    def step(self, step: Step, adapter: Any, has: frozenset[str]) -> bool:
        """Whether to go on: nothing was raised, nothing ended in error."""
        method = getattr(adapter, step.asked)
        if step.asked.startswith("export"):
            said = self.operate(step.asked, lambda: gone_through(method()))
            if not said.raised and not self.stuck and not is_records(said.returned):
                raise MistakenAdapter(step.asked, "records, as dictionaries", said.returned)
            return not said.raised and not self.stuck
        made = self.operate(step.asked, lambda: method([dict(row) for row in step.rows]), step)
        about = len(self.operations) - 1
        if made.raised or made.stuck:
            return False
        if "wait" in has:
            waited = self.operate("wait", lambda: adapter.wait(made.returned), about=about)
            if waited.raised or waited.stuck:
                return False
            if waited.returned not in FINAL:
                raise MistakenAdapter("wait", f"one of {', '.join(FINAL)}", waited.returned)
            if waited.returned == "error":
                return False
        if "rejects" in has:
            told = self.operate("rejects", lambda: gone_through(adapter.rejects(made.returned)), about=about)
            if not told.raised and not told.stuck and not is_pairs(told.returned):
                raise MistakenAdapter("rejects", "pairs of a row's index and a code", told.returned)
            return not told.raised and not told.stuck
        return True

    def operate(self, name: str, act: Any, step: Step | None = None, about: int | None = None) -> Outcome:
        before = self.control.noted()
        outcome = self.worker.call(act)
        self.note(name, outcome, before, step, about)
        return outcome

    def note(
        self, name: str, outcome: Outcome, before: tuple[int, int], step: Step | None = None, about: int | None = None
    ) -> None:
        after = self.control.noted()
        kept = None if step is not None and not name.startswith("export") else outcome.returned
        self.operations.append(
            Operation(
                name=name,
                first=self.place(before) + 1,
                last=self.place(after),
                rows=tuple(as_text(row) for row in step.rows) if step else (),
                flags=FLAGS.get(name, {}),
                returned=kept if name != "factory" else None,
                raised=outcome.raised,
                about=about,
                stuck=outcome.stuck,
            )
        )
        if outcome.stuck:
            self.stuck = name

    def place(self, noted: tuple[int, int]) -> int:
        """How many calls of this run were noted."""
        return max(noted[0] - self.before[0], 0) + max(noted[1] - self.before[1], 0)

    def played(self, heard: io.StringIO) -> Played:
        journal, dropped = self.control.journal()
        stray = self.control.stray()
        stray = stray[len(stray) - (self.control.noted()[1] - self.before[1]) :]
        timed = [
            [{**item, "began": self.sleeper.own_time(float(item["began"]))} for item in each]
            for each in (journal, stray)
        ]
        faults, courses = self.control.planned("faults"), self.control.planned("courses")
        contacts, accounts = self.control.records("contacts"), self.control.records("accounts")
        evidence = Evidence(
            exchanges=read(*timed),
            plan=self.scenario.plan,
            faults=faults,
            decoration=self.scenario.decoration,
            login=f"{self.control.name}\\{self.bench.user}",
            courses=courses,
            dropped=dropped,
            end=self.control.end(),
            operations=tuple(self.operations),
            settings=self.settings(),
            output=self.output(heard.getvalue()),
        )
        unused = tuple(each for each in (*faults, *courses) if not each.happened and not each.outcome.get("optional"))
        return Played(self.scenario, evidence, self.stuck, unused, tuple(contacts), tuple(accounts))

    def settings(self) -> Settings:
        if self.scenario.small:
            return replace(self.wanted, upload_bytes=UPLOAD_BYTES, uploads_per_sync=UPLOADS_PER_SYNC)
        return self.wanted

    def output(self, text: str) -> Output | None:
        """What was printed and logged; None where nothing was. A secret may stand in what was raised as well."""
        secrets = {
            "the password": self.bench.password,
            "the client secret": self.oauth["clientSecret"],
            "the refresh token": self.oauth["refreshToken"],
        }
        raised = "\n".join(each.raised for each in self.operations)
        found = leaked(f"{text}\n{raised}", secrets)
        return Output(masked(text, secrets), leaked=found) if text or found else None


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """What is printed, and logged for a user to read: not what helps to find a fault in a library.

    Not what the judge and the mock say in this process.
    """
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    judge = threading.get_ident()
    handler.addFilter(lambda record: record.thread != judge and not record.name.startswith("mock_server"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def gone_through(found: Any) -> Any:
    """As a list, so that all of it is asked for; what cannot be gone through as it is."""
    return list(found) if isinstance(found, Iterable) and not isinstance(found, str | bytes | Mapping) else found


def is_pairs(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(each, tuple | list) and len(each) == 2 and type(each[0]) is int and isinstance(each[1], str)
        for each in found
    )


def is_records(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, Mapping) for each in found)


def as_text(row: Row) -> dict[str, str]:
    return {
        key: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in row.items()
    }


__all__ = ["Played", "Playing", "play"]
