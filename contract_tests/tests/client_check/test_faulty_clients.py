"""Every rule convicts the client that breaks it, and no rule convicts a client that keeps it."""

from __future__ import annotations

import pytest

from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.driving import Driver
from contract_tests.client_check.driving.standard import PLANS, STANDARD
from contract_tests.client_check.faulty import FAULTY
from contract_tests.client_check.rules import RULES
from contract_tests.profiles import profile


def test_every_rule_has_a_faulty_client() -> None:
    """One for each of the rules, which are forty at least; what a fault breaks besides has its reason."""
    assert set(FAULTY) == set(RULES)
    assert len(FAULTY) >= 40
    for faulty in FAULTY.values():
        assert set(faulty.also) <= set(RULES) - {faulty.rule}
        assert bool(faulty.also) == bool(faulty.because)
        assert faulty.plan in PLANS


@pytest.mark.parametrize("rule", sorted(FAULTY))
def test_a_faulty_client_is_convicted_of_its_fault_alone(rule: str, bench: Bench) -> None:
    """The rule it was made to break is broken, and none besides but what is named with it.

    In the profile `thorough` it goes through every scenario, and all that is named with it must be broken in one.
    """
    faulty = FAULTY[rule]
    driver = Driver(faulty.make, bench)
    for scenario in STANDARD if profile() == "thorough" else [PLANS[faulty.plan]]:
        driver.take(scenario)
    reasons = {name: driver.driven.rules[name].finding.reason for name in driver.driven.broken}
    assert rule in reasons
    assert not set(reasons) - faulty.breaks, reasons
    assert profile() != "thorough" or set(reasons) == faulty.breaks
