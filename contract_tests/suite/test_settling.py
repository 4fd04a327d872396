"""The open questions: does what the server does follow from one of the known answers? The lane `settle` is these."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract_tests.semantics import GROUPS
from contract_tests.settling import settle_given, settle_target, told
from contract_tests.targets.target import Capability, Indeterminate, Target, needs

FOUND = "eloqua_found"
"""The property under which a check says what it found out."""


@pytest.mark.clause("SYN-31")
@pytest.mark.parametrize("group", GROUPS)
def test_known_answers_explain_what_becomes_of_rows(
    group: str, eloqua_target: Target, eloqua_stage: str, record_property: Callable[[str, object], None]
) -> None:
    """At most four experiments on the questions of a group leave a candidate that explains all of them."""
    needs(eloqua_target, Capability.EXPERIMENTS)
    if Capability.FRESH_SITE in eloqua_target.capabilities:
        (finding,) = settle_target(eloqua_target, groups=[group])
    else:
        (finding,) = settle_given(eloqua_target, eloqua_stage, [group])
    found = "\n".join(told([finding]))
    record_property(FOUND, found)
    if finding.fault:
        raise Indeterminate(finding.fault)
    assert all(experiment.explained for experiment in finding.experiments), f"no known answer explains this:\n{found}"
