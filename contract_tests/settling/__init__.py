"""Settling the open questions: which of the possible behaviours does a server have?

`scenarios.py` says what an experiment is and `pools.py` holds those to choose from, a pool for each group of questions,
`given.py` those for a real site;
`outcomes.py` tells what a scenario comes to, by the reference model and on a target; `experiments.py` chooses, runs and
strikes out; `telling.py` writes down what was found.
"""

from contract_tests.settling.experiments import Experiment, Finding, settle_given, settle_group, settle_target
from contract_tests.settling.outcomes import Outcome, predicted, seen
from contract_tests.settling.pools import POOLS
from contract_tests.settling.scenarios import Scenario, Step
from contract_tests.settling.telling import assumptions, told

__all__ = [
    "POOLS",
    "Experiment",
    "Finding",
    "Outcome",
    "Scenario",
    "Step",
    "assumptions",
    "predicted",
    "seen",
    "settle_given",
    "settle_group",
    "settle_target",
    "told",
]
