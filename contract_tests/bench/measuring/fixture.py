"""A fresh site for each test, as the pytest fixture gives it, in a pytest of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import NotAvailable, Order, Pairs
from contract_tests.bench.programs.fresh_sites import Watch

PLUGIN = "mock_server.testing.pytest_plugin"
TESTS = """
import pytest

from contract_tests.bench.programs.fresh_sites import ask

TURNS = [(turn, number) for turn in range({turns}) for number in range({sites})]


@pytest.mark.parametrize(("turn", "number"), TURNS)
def test_a_fresh_site(eloqua, turn, number, asked):
    if number == {sites} - 1:
        asked.append(ask(eloqua.base_url, eloqua.site_name, eloqua.username, eloqua.password))
"""
SITES = 30


def measure(order: Order) -> Iterator[Measured]:
    if find_spec("mock_server.testing") is None or find_spec(PLUGIN) is None:
        raise NotAvailable("the pytest fixture is not there")
    import pytest

    turns = len(list(order.each(11, "fresh sites")))
    watch, told = Watch(SITES), StringIO()
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    with TemporaryDirectory() as folder, redirect_stdout(told), redirect_stderr(told):
        file = Path(folder) / "test_fresh_sites.py"
        file.write_text(TESTS.format(turns=turns, sites=SITES), encoding="utf-8")
        options = ["-q", "-c", os.devnull, "--rootdir", folder, "-p", PLUGIN, "-p", "no:cacheprovider", str(file)]
        code = pytest.main(options, plugins=[watch])
    if code != 0:
        raise NotAvailable(f"the tests with the fixture failed: {' '.join(told.getvalue().split())[-300:]}")
    pairs = Pairs("fresh-site")
    for ours, theirs in watch.turns():
        pairs.add(ours, theirs)
    yield pairs.measured("setup of the fixture plus the whole teardown of the test, pytest's own part of it included")
