"""The kit's pytest plugin: its options, its fixtures, the marker `clause`, and what is recorded of a run.

Lazy: importing it imports neither Flask nor Hypothesis nor requests. It loads no Hypothesis profile and touches no test
that does not cite a clause.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests import profiles
from contract_tests.report.comparison import beside
from contract_tests.report.recording import Recorder, record

if TYPE_CHECKING:
    from contract_tests.client_check.driving.driving import Driven
    from contract_tests.client_check.report.results import ClientResults
    from contract_tests.exchanges import Recording
    from contract_tests.semantics import Semantics
    from contract_tests.targets.real import Plan
    from contract_tests.targets.redaction import Redaction
    from contract_tests.targets.target import Target

SUITE = Path(__file__).parent / "suite"
MARKER = "clause(*ids, level=None): the clauses that this check speaks of, and its level where below theirs"
pytest.register_assert_rewrite("contract_tests.laws", "contract_tests.machines", "contract_tests.model")
RECORDER = pytest.StashKey[Recorder]()
PLAN: pytest.StashKey[Plan] = pytest.StashKey()
"""Of a run on a real site."""
REDACTION: pytest.StashKey[Redaction] = pytest.StashKey()
NOTES = pytest.StashKey[list[str]]()
RECORDING: pytest.StashKey[Recording] = pytest.StashKey()
"""What the running check sent and was answered."""
CHECKING = pytest.StashKey[bool]()
"""The running test cites a clause."""
NOTE = "eloqua: "
"""What the lines begin with that a run on a real site says besides its results."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("eloqua", "Eloqua contract kit")
    group.addoption("--eloqua-url", metavar="URL", help="check the server at this origin instead of the mock")
    group.addoption("--eloqua-fake", action="store_true", help="that server is a fake, though not on the loopback")
    group.addoption("--eloqua-site", metavar="NAME", help="the site on that server (else ELOQUA_SITE)")
    group.addoption(
        "--eloqua-lane", choices=("read", "probe", "settle", "full"), help="on a real site: how far (default: read)"
    )
    group.addoption("--eloqua-stage", metavar="NAME", help="in the lane settle: a stage that the site knows")
    group.addoption("--eloqua-budget", metavar="TEXT", help="on a real site: such as requests=30,syncs=2,rows=50")
    group.addoption("--eloqua-ledger", metavar="FILE", help="on a real site: where to write what the run makes")
    group.addoption("--eloqua-dry-run", action="store_true", help="on a real site: print each call and send none")
    group.addoption("--eloqua-socket", action="store_true", help="check the mock over a socket, not in process")
    group.addoption("--eloqua-profile", choices=profiles.PROFILES, help="how hard to try (else ELOQUA_PROFILE)")
    group.addoption(
        "--eloqua-times", metavar="N", type=int, help="in thorough: so many times the examples (default: 50)"
    )
    group.addoption("--eloqua-clause", metavar="PATTERN", action="append", help="only these clauses, such as LNK-*")
    group.addoption("--eloqua-semantics", metavar="FILE", help="JSON: answers to the open questions to judge by")
    group.addoption("--eloqua-deviations", metavar="FILE", help="TOML or JSON: promises known not to be kept")
    group.addoption("--eloqua-results", metavar="FILE", help="write what was found as JSON, for the reports")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    config.stash[NOTES] = []
    if config.option.eloqua_url:
        _check_address(config)
    if config.option.eloqua_profile:
        profiles.choose(config.option.eloqua_profile)
        config.add_cleanup(profiles.forget)
    if (times := config.option.eloqua_times) is not None:
        if times < 1 or profiles.profile() != "thorough":
            raise pytest.UsageError("--eloqua-times: a number from 1 on, with the profile thorough.")
        profiles.choose_times(times)
        config.add_cleanup(profiles.forget_times)
    config.stash[RECORDER] = Recorder.from_options(config)


def _check_address(config: pytest.Config) -> None:
    """Before anything is sent: the address is no real site, or one that may be asked as the options say."""
    from contract_tests.targets.choosing import check
    from contract_tests.targets.redaction import Redaction
    from contract_tests.targets.url import RefusedAddress

    options = config.option
    try:
        planned = check(
            options.eloqua_url,
            options.eloqua_site,
            fake=options.eloqua_fake,
            lane=options.eloqua_lane,
            budget=options.eloqua_budget,
            ledger=Path(options.eloqua_ledger) if options.eloqua_ledger else None,
            dry_run=options.eloqua_dry_run,
        )
    except RefusedAddress as fault:
        raise pytest.UsageError(f"--eloqua-url: {fault}") from None
    if planned is None:
        return
    typed = config.invocation_params.args
    if not any(str(word) == "--eloqua-site" or str(word).startswith("--eloqua-site=") for word in typed):
        raise pytest.UsageError("--eloqua-site: a real site is named on the command line, not by addopts or variables.")
    if hasattr(config, "workerinput") or any(getattr(options, name, None) for name in ("numprocesses", "tx")):
        raise pytest.UsageError("a real site is not checked under xdist, which would multiply the budget: -n 0.")
    config.stash[PLAN], config.stash[REDACTION] = planned, Redaction()


def pytest_report_header(config: pytest.Config) -> list[str]:
    url = config.option.eloqua_url
    planned = config.stash.get(PLAN, None)
    told = planned.announcement() if planned is not None else []
    return [f"eloqua: {url}, profile {profiles.profile()}", *(NOTE + line for line in told)] if url else []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every check of the suite cites a clause. `--eloqua-clause` takes those that cite one of its patterns."""
    bare = [item.nodeid for item in items if item.path.is_relative_to(SUITE) and not cited(item)]
    if bare:
        raise pytest.UsageError(f"these checks cite no clause: {', '.join(bare)}")
    config.stash[RECORDER].expect(items)
    planned = config.stash.get(PLAN, None)
    if planned is not None and planned.lane == "probe" and any(item.path.is_relative_to(SUITE) for item in items):
        from contract_tests.targets.budget import probe_checks

        wanted = probe_checks()
        probed = [item for item in items if f"{item.path.stem}::{item.name}" in wanted]
        config.hook.pytest_deselected(items=[item for item in items if item not in probed])
        items[:] = sorted(probed, key=lambda item: wanted.index(f"{item.path.stem}::{item.name}"))
    if planned is not None and planned.lane == "settle" and any(item.path.is_relative_to(SUITE) for item in items):
        others = [item for item in items if item.path.stem != "test_settling"]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    if patterns := config.option.eloqua_clause:
        left_out = [item for item in items if not any(fnmatchcase(c, p) for c in cited(item) for p in patterns)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    config.stash[RECORDER].wanted = frozenset(clause for item in items for clause in cited(item))


def pytest_deselected(items: list[pytest.Item]) -> None:
    """A selected run is not complete."""
    if items:
        items[0].config.stash[RECORDER].reached.complete = False


def cited(item: pytest.Item) -> tuple[str, ...]:
    """The clauses that a test cites, itself or through its class or module."""
    return tuple(dict.fromkeys(name for mark in item.iter_markers("clause") for name in mark.args))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that cites what is no clause is an error. Of one that cites a clause every call is recorded."""
    names = cited(item)
    item.config.stash[CHECKING] = bool(names)
    if names:
        from contract_tests import exchanges
        from contract_tests.clauses import ALL

        if unknown := [name for name in names if name not in ALL]:
            raise pytest.UsageError(f"{item.nodeid} cites {', '.join(unknown)}, which is no clause")
        item.stash[RECORDING] = exchanges.Recording()
        exchanges.begin(item.stash[RECORDING])


@pytest.hookimpl(wrapper=True)
def pytest_assertrepr_compare(
    config: pytest.Config, op: str, left: object, right: object
) -> Generator[None, list[list[str] | None], list[list[str] | None]]:
    """A comparison that fails in a check is told with expected (its right side) and got (its left) side by side."""
    told = yield
    return [beside(op, left, right, told)] if config.stash.get(CHECKING, False) else told


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    fault = call.excinfo.value if call.excinfo else None  # before pytest makes its own skip of a SkipTest
    report = yield
    if fault is None and call.excinfo:
        fault = call.excinfo.value  # of a TestCase, which the machines are, it is known no earlier
    names = cited(item)
    recording = item.stash.get(RECORDING, None)
    if recording is not None and report.when == "teardown":
        from contract_tests import exchanges

        exchanges.end(recording)
        del item.stash[RECORDING]
    planned = item.config.stash.get(PLAN, None)
    if names and planned is not None and planned.dry_run:
        if report.when == "call" or fault is not None:
            report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"dry run: {_reason(fault)}")
    elif names:
        record(item, report, fault, names, recording)
        if planned is not None and report.when == "call":
            item.config.stash[NOTES] += item.config.stash[REDACTION](_found_out(item)).splitlines()
    if (redaction := item.config.stash.get(REDACTION, None)) is not None:
        redaction.of_report(report)
    return report


def _found_out(item: pytest.Item) -> str:
    """What a check says of a real site besides its verdict."""
    return "\n".join(str(value) for name, value in item.user_properties if name == "eloqua_found")


def _reason(fault: BaseException | None) -> str:
    from unittest import SkipTest

    return str(fault) if isinstance(fault, SkipTest) else "nothing was sent"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Reports of workers arrive here too; the configuration is found through the recorder in use."""
    Recorder.take(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    recorder = session.config.stash.get(RECORDER, None)
    if recorder is not None:
        recorder.finish(session)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of xdist tells what it reached."""
    if output := getattr(node, "workeroutput", {}).get("eloqua_reached"):
        node.config.stash[RECORDER].reached.take(output)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    recorder = config.stash.get(RECORDER, None)
    if recorder is not None:
        for line in recorder.summary():
            terminalreporter.write_line(line)
    for note in config.stash.get(NOTES, []):
        terminalreporter.write_line(NOTE + note)


@pytest.fixture(scope="session")
def eloqua_target(pytestconfig: pytest.Config) -> Iterator[Target]:
    """The server under test: the mock in process, over a socket, or whatever answers at `--eloqua-url`."""
    from contract_tests.exchanges import begin_anew
    from contract_tests.targets.choosing import choose, reach
    from contract_tests.targets.url import RefusedAddress

    options, stash = pytestconfig.option, pytestconfig.stash
    planned = stash.get(PLAN, None)
    if planned is None:
        target = choose(options.eloqua_url, options.eloqua_site, fake=options.eloqua_fake, socket=options.eloqua_socket)
    else:
        try:
            target = reach(
                options.eloqua_url,
                options.eloqua_site,
                planned,
                redaction=stash[REDACTION],
                say=stash[NOTES].append,
            )
        except RefusedAddress as fault:
            pytest.exit(f"--eloqua-site: {fault}", returncode=pytest.ExitCode.USAGE_ERROR)
    pytestconfig.stash[RECORDER].reached.capabilities |= {str(capability) for capability in target.capabilities}
    begin_anew()
    yield target
    target.close()


@pytest.fixture(scope="session")
def eloqua_watch_client() -> Callable[..., ClientResults]:
    """`watch_client`: run a program against mocks with moods; fails where a rule for clients is broken."""
    from contract_tests.client_check.watching.checking import watch_client

    return watch_client


@pytest.fixture(scope="session")
def eloqua_check_client() -> Iterator[Callable[..., Driven]]:
    """`check_client`: drive the client that a factory makes; fails where a rule for clients is broken."""
    from functools import partial

    from contract_tests.client_check.driving.bench import Bench
    from contract_tests.client_check.driving.checking import check_client

    with Bench() as bench:
        yield partial(check_client, bench=bench)


@pytest.fixture(scope="session")
def eloqua_semantics(pytestconfig: pytest.Config) -> Semantics:
    """The answers to the open questions to judge by: the defaults, or those of `--eloqua-semantics`."""
    from contract_tests.semantics import DEFAULT, read_semantics

    path = pytestconfig.option.eloqua_semantics
    return read_semantics(Path(path)) if path else DEFAULT


@pytest.fixture(scope="session")
def eloqua_stage(pytestconfig: pytest.Config) -> str:
    """A stage that a given site knows: `--eloqua-stage`, else the one that the kit's own sites have."""
    from contract_tests.settling.scenarios import STAGE

    return str(pytestconfig.option.eloqua_stage or STAGE)


@pytest.fixture(autouse=True)
def _binds_the_target(request: pytest.FixtureRequest) -> None:
    """Clauses that only decide what the mock does where documents are silent are not held against anybody else."""
    names = cited(request.node)
    if not names or "eloqua_target" not in request.fixturenames:
        return
    from contract_tests.clauses import ALL
    from contract_tests.targets.target import Capability, Unsupported

    foreign = Capability.READABLE_LINKS not in request.getfixturevalue("eloqua_target").capabilities
    if foreign and all(ALL[name].parties == ("mock",) for name in names if name in ALL):
        raise Unsupported("no document promises this: it binds the mock alone")
