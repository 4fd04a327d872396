"""Histories of steps in any order, on one site or two, against the reference model."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.machines.sites import SiteMachine, machine_for, run
from contract_tests.profiles import examples
from contract_tests.semantics import Semantics
from contract_tests.targets.target import Capability, Target, needs

STEPS = 12


@pytest.mark.clause("DEF-01", "DEF-02", "DEF-05", "DEF-13", "DEF-14", "DEF-15", "DEF-16", "DEF-18")
@pytest.mark.clause("UPL-01", "UPL-02", "UPL-05", "UPL-07", "UPL-08", "UPL-12", "UPL-13", "UPL-14")
@pytest.mark.clause("SYN-01", "SYN-03", "SYN-04", "SYN-05", "SYN-07", "SYN-09", "SYN-10", "SYN-13")
@pytest.mark.clause("OPP-01", "OPP-02", "OPP-03", "OPP-05", "OPP-06", "OPP-08")
@pytest.mark.clause("LNK-01", "LNK-02", "LNK-03", "LNK-08", "LNK-10", "LNK-11", "LNK-12")
@pytest.mark.clause("ERR-01", "ERR-02", "ERR-03", "ERR-06", "ERR-09")
class TestSites(SiteMachine.TestCase):  # type: ignore[misc, valid-type]  # Hypothesis makes the class as it goes
    """After every step of every history all that can be read of every site is what the reference model says."""

    settings = examples(120, stateful_step_count=STEPS)
    machine: type[SiteMachine]

    @pytest.fixture(autouse=True)
    def _machine_of_the_target(self, eloqua_target: Target, eloqua_semantics: Semantics) -> None:
        needs(eloqua_target, Capability.FRESH_SITE)
        type(self).machine = machine_for(eloqua_target, eloqua_semantics)

    def runTest(self) -> None:  # noqa: N802  (unittest's name)
        run(self.machine, self.settings)

    runTest.is_hypothesis_test: Any = True  # type: ignore[attr-defined, misc]
