"""What a run of pytest says, as checks: the bridge between pytest's reports and the verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests import profiles
from contract_tests.report.found import message, shortened
from contract_tests.report.vacuity import Reached
from contract_tests.verdicts import Check, Deviation, Verdict

if TYPE_CHECKING:
    from contract_tests.exchanges import Recording
    from contract_tests.report.results import Results

SCRIPT, CURL = "smallest example as a Python script", "smallest example as curl lines"
"""The sections of a report that pytest prints behind a failure."""
FOUND_LINES = 60
"""Lines of what a check found that its script repeats."""
_RECORDERS: list[Recorder] = []
_STOPPED = "eloqua_stopped"
"""The name under which it says that nothing else need be asked."""
_SPOKEN = "eloqua"
"""The name under which a report carries its check; plain values, so that it survives the way from a worker."""


def classify(fault: BaseException | None) -> Verdict:
    """What an exception out of a check means.

    An assertion speaks against the target. Unsupported and Indeterminate say so themselves. A transport failure is
    indeterminate. Whatever else is a fault of the kit. Of several faults (Hypothesis reports distinct ones together)
    the worst counts.
    """
    from contract_tests.targets.target import Indeterminate, Unsupported

    if fault is None:
        return Verdict.PASS
    if isinstance(fault, BaseExceptionGroup):
        return min(map(classify, fault.exceptions), key=list(Verdict).index)
    if isinstance(fault, Unsupported | pytest.skip.Exception):
        return Verdict.UNSUPPORTED
    if isinstance(fault, Indeterminate) or _is_transport(fault):
        return Verdict.INDETERMINATE
    if isinstance(fault, AssertionError | pytest.fail.Exception):
        return Verdict.FAIL
    return Verdict.ERROR


def _is_transport(fault: BaseException) -> bool:
    import requests

    return isinstance(fault, requests.ConnectionError | requests.Timeout | ConnectionError | TimeoutError)


def record(
    item: pytest.Item,
    report: pytest.TestReport,
    fault: BaseException | None,
    clauses: tuple[str, ...],
    recording: Recording | None,
) -> None:
    """Put the check on its report, and let pytest show it for what it is."""
    if report.when != "call" and fault is None:
        return
    from contract_tests.targets.target import Unreachable

    verdict = classify(fault)
    found = "" if verdict is Verdict.PASS else report.longreprtext
    reason = _first_line(fault)
    deviation = _deviation(item.config, clauses) if verdict is Verdict.FAIL else None
    level = next((mark.kwargs["level"] for mark in item.iter_markers("clause") if mark.kwargs.get("level")), None)
    script, curl = "", ""
    if verdict in (Verdict.FAIL, Verdict.ERROR) and fault is not None and recording is not None:
        script, curl = _again(fault, recording, message(found), _origin(item.config))
    _show(item, report, verdict, reason, deviation)
    if script:
        report.sections += [(SCRIPT, script), (CURL, curl)]
    spoken = {
        "name": item.nodeid,
        "clauses": list(clauses),
        "verdict": str(verdict),
        "reason": reason,
        "found": found,
        "script": script,
        "curl": curl,
        "rerun": _rerun(item),
        "seconds": round(report.duration, 3),
        "level": level,
    }
    if isinstance(fault, Unreachable):
        item.session.shouldstop = reason
        setattr(report, _STOPPED, reason)
    setattr(report, _SPOKEN, spoken)


def _again(fault: BaseException, recording: Recording, found: str, origin: str) -> tuple[str, str]:
    """The smallest example as a script and as curl lines; nothing where the check made no call.

    Of distinct failures of a property, whose examples are the last that ran, the one that counts.
    """
    from contract_tests.exchanges import curl, script

    back = 1
    while isinstance(fault, BaseExceptionGroup):
        worst = min(fault.exceptions, key=lambda each: list(Verdict).index(classify(each)))
        back, fault = len(fault.exceptions) - fault.exceptions.index(worst), worst
    exchanges = getattr(fault, "exchanges", None) or recording.last(back)
    if not exchanges:
        return "", ""
    return script(exchanges, "\n".join(shortened(found, FOUND_LINES)), origin), curl(exchanges, origin)


def _origin(config: pytest.Config) -> str:
    """Where a script looks for the server: where the check did, unless that is gone by then or a real site, which is
    not asked without its guard."""
    from contract_tests.exchanges import ORIGIN
    from contract_tests.targets.origin import read_origin
    from contract_tests.targets.real import is_real

    url = config.option.eloqua_url
    return ORIGIN if url is None or is_real(url, config.option.eloqua_fake) else str(read_origin(url))


def _show(item: pytest.Item, report: pytest.TestReport, verdict: Verdict, reason: str, deviation: str | None) -> None:
    if verdict is Verdict.UNSUPPORTED:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"UNSUPPORTED: {reason}")
    elif verdict is Verdict.INDETERMINATE:
        report.outcome = "failed"
        report.longrepr = f"INDETERMINATE: {reason}"
    elif deviation is not None:
        report.outcome = "skipped"
        report.wasxfail = f"DEVIATION: {deviation}"


def _deviation(config: pytest.Config, clauses: tuple[str, ...]) -> str | None:
    listed = next((recorder.deviations for recorder in _RECORDERS if recorder.config is config), ())
    reasons = [next((each.reason for each in listed if each.names(clause)), None) for clause in clauses]
    return None if None in reasons else "; ".join(dict.fromkeys(filter(None, reasons)))


def _first_line(fault: BaseException | None) -> str:
    if fault is None:
        return ""
    if isinstance(fault, BaseExceptionGroup):
        return "; ".join(map(_first_line, fault.exceptions))
    text = str(fault).strip() or type(fault).__name__
    return text.splitlines()[0][:300]


LEFT_OUT = frozenset({"eloqua_profile", "eloqua_clause", "eloqua_deviations", "eloqua_results"})
"""Options that do not shape what one check does, or that are told apart: the profile may come from the environment."""


def _rerun(item: pytest.Item) -> str:
    """Selects by clause and by the test's own name: under `--pyargs` node ids lose the package's path.

    With every option of the kit that shaped the run. None of them holds a secret: those come from the environment.
    """
    package = f"contract_tests.suite.{item.path.stem}"
    where = f"--pyargs {package}" if "contract_tests/suite" in item.path.as_posix() else quote(str(item.path))
    words = ["pytest", where, "-k", f"'{getattr(item, 'originalname', item.name)}'", "-p no:cacheprovider"]
    for name, value in sorted(vars(item.config.option).items()):
        own = name.startswith("eloqua_") and not name.startswith("eloqua_mock")  # those are of the mock's own plugin
        if own and name not in LEFT_OUT and value:
            option = f"--{name.replace('_', '-')}"
            words.append(option if value is True else f"{option} {quote(str(value))}")
    return " ".join([*words, f"--eloqua-profile {profiles.profile()}"])


@dataclass(eq=False)
class Recorder:
    """The checks of one run. Workers of xdist send theirs on with their reports and write nothing."""

    config: pytest.Config
    deviations: tuple[Deviation, ...] = ()
    checks: dict[str, Check] = field(default_factory=dict)
    reached: Reached = field(default_factory=Reached)
    wanted: frozenset[str] = frozenset()
    """The clauses that the checks of this run cite."""
    stopped: str = ""
    """Why it ended before its checks did."""

    @classmethod
    def from_options(cls, config: pytest.Config) -> Recorder:
        recorder = cls(config)
        if path := config.option.eloqua_deviations:
            from contract_tests.report.deviations import read_deviations

            try:
                recorder.deviations = read_deviations(Path(path))
            except (OSError, ValueError) as fault:
                raise pytest.UsageError(f"--eloqua-deviations: {fault}") from None
        _RECORDERS.append(recorder)
        config.add_cleanup(lambda: _RECORDERS.remove(recorder))
        return recorder

    def expect(self, items: list[pytest.Item]) -> None:
        """Note whether the whole suite was collected. xdist's controller collects nothing; its workers tell it."""
        collected = {item.path for item in items}
        whole = set((Path(__file__).parents[1] / "suite").glob("test_*.py")) <= collected
        self.reached.complete = self.reached.complete and whole and not any("::" in each for each in self.config.args)

    @staticmethod
    def take(report: pytest.TestReport) -> None:
        """Note the check that a report carries. A later phase speaks louder: a failing teardown undoes a pass."""
        if _RECORDERS:
            _RECORDERS[-1].reached.note(report.user_properties)
        spoken: dict[str, Any] | None = getattr(report, _SPOKEN, None)
        if spoken is None or not _RECORDERS:
            return
        _RECORDERS[-1].stopped = getattr(report, _STOPPED, "") or _RECORDERS[-1].stopped
        check = Check(**{**spoken, "clauses": tuple(spoken["clauses"]), "verdict": Verdict(spoken["verdict"])})
        _RECORDERS[-1].checks[check.name] = check

    def results(self) -> Results:
        from contract_tests.report.results import Results

        options = self.config.option
        target = options.eloqua_url or ("mock over a socket" if options.eloqua_socket else "mock in process")
        return Results(
            target,
            profiles.profile(),
            tuple(self.checks.values()),
            self.deviations,
            self.reached.complete,
            tuple(self.reached.unreached()),
            self.stopped,
            tuple(sorted(self.wanted.difference(*(check.clauses for check in self.checks.values())))),
        )

    def finish(self, session: pytest.Session) -> None:
        """Write the results. A stale deviation makes a green run red, and so does what a complete run never reached."""
        self.reached.look()
        if hasattr(self.config, "workeroutput"):
            output: dict[str, Any] = self.config.workeroutput
            output["eloqua_reached"] = self.reached.as_output()
            return
        if not self.checks:
            return
        results = self.results()
        if path := self.config.option.eloqua_results:
            results.write(Path(path))
        stale = any(each.verdict is Verdict.STALE for each in results.judged())
        if results.stopped:  # pytest calls that interrupted, as if somebody had pressed a key
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if (stale or results.is_vacuous()) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def summary(self) -> list[str]:
        if not self.checks:
            return []
        from contract_tests.report.terminal import brief

        return brief(self.results())
