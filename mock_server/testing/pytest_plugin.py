"""The mock's pytest plugin: fixtures `eloqua` and `eloqua_server`, marker `eloqua_site`, the journal of a failed test.

Lazy: until a test uses a fixture it loads nothing of the mock, neither Flask nor Hypothesis nor requests.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mock_server.testing.eloqua import MockEloqua
    from mock_server.testing.eloqua_server import EloquaServer

MARKER = (
    "eloqua_site(site): the site of the fixture `eloqua`: the name of a shipped one, or a site file's path, relative "
    "to the test's file"
)
SITE = pytest.StashKey["MockEloqua"]()
SERVER = pytest.StashKey["EloquaServer"]()
STRAY = "calls that concern no site"
DEFAULT_CALLS = 50


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("eloqua-mock", "Eloqua mock")
    group.addoption(
        "--eloqua-mock-site",
        metavar="SITE",
        help="the site of the fixture `eloqua` where no marker names one: a shipped site's name, or a site file's path "
        "(default: small_b2b without opportunities and links)",
    )
    group.addoption(
        "--eloqua-mock-journal",
        metavar="N",
        type=int,
        default=DEFAULT_CALLS,
        help="how many of the latest calls to show with a failed test; 0 shows none (default: %(default)s)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    if config.option.eloqua_mock_journal < 0:
        raise pytest.UsageError("--eloqua-mock-journal: must be 0 or more")
    if config.option.eloqua_mock_site is not None:
        _check(config.option.eloqua_mock_site, Path(), "--eloqua-mock-site")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A marker that names no site is a mistake of the suite, found before anything runs.

    A worker of xdist cannot tell it now: there the test that bears it fails.
    """
    for item in items:
        if hasattr(item.config, "workerinput"):
            return
        marker = item.get_closest_marker("eloqua_site")
        if marker is not None:
            _marked(item, marker)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if hasattr(item.config, "workerinput") and (marker := item.get_closest_marker("eloqua_site")) is not None:
        wrong = ""
        try:
            _marked(item, marker)
        except pytest.UsageError as fault:
            wrong = str(fault)
        if wrong:
            pytest.fail(wrong, pytrace=False)


def _marked(item: pytest.Item, marker: pytest.Mark) -> str:
    """The shipped site's name, or the path, that the marker means. Raises UsageError."""
    if len(marker.args) != 1 or marker.kwargs or not isinstance(marker.args[0], str):
        raise pytest.UsageError(f'{item.nodeid}: the marker takes one site: @pytest.mark.eloqua_site("small_b2b")')
    return _check(marker.args[0], item.path.parent, f"{item.nodeid}: eloqua_site")


def _check(named: str, folder: Path, where: str) -> str:
    from mock_server.site_files import shipped_sites

    shipped = shipped_sites()
    if named in shipped:
        return named
    if (folder / named).is_file():
        return str(folder / named)
    raise pytest.UsageError(
        f"{where}: {named} is neither a shipped site ({', '.join(sorted(shipped))}) nor a file in {folder.absolute()}"
    )


@pytest.fixture(scope="session")
def eloqua_server(pytestconfig: pytest.Config) -> Iterator[EloquaServer]:
    """A mock for the whole run, one a worker under xdist: `with eloqua_server.site() as eloqua:` gives a fresh site."""
    from mock_server.testing.eloqua_server import EloquaServer

    with EloquaServer() as server:
        pytestconfig.stash[SERVER] = server
        yield server
        del pytestconfig.stash[SERVER]


@pytest.fixture
def eloqua(request: pytest.FixtureRequest, eloqua_server: EloquaServer) -> MockEloqua:
    """A fresh Eloqua site for this test alone: see docs/how-to/use-the-fixture.md."""
    from mock_server.site_files import SiteFileError
    from mock_server.testing.eloqua import MockEloqua

    item: pytest.Item = request.node
    marker = item.get_closest_marker("eloqua_site")
    source = request.config.option.eloqua_mock_site if marker is None else _marked(item, marker)
    site, broken = MockEloqua(source, server=eloqua_server), ""
    try:
        site.__enter__()
    except SiteFileError as fault:
        broken = str(fault)
    if broken:  # out of the handler, or it would be told twice
        pytest.fail(broken, pytrace=False)
    # It is closed once the report of the teardown is made: that may have failed, and then shows its calls.
    item.stash[SITE] = site
    return site


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that passed fails all the same where a fault it planned never fired."""
    __tracebackhide__ = True
    result = yield
    if (site := item.stash.get(SITE, None)) is not None:
        site.check_faults()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The journal of a failed test stands in its report."""
    report = yield
    server = item.config.stash.get(SERVER, None)
    told = list(server.told) if server is not None else []
    if server is not None:
        server.told.clear()
    calls = item.config.option.eloqua_mock_journal
    site = item.stash.get(SITE, None)
    if report.failed and calls:
        if site is not None and site.is_running:
            told = [each for each in told if each[0] != STRAY] + site.reports(calls)
        report.sections += [(f"eloqua journal of {name}", text) for name, text in told]
    if site is not None and report.when == "teardown":
        site.close()
    return report
