"""The rules for clients: one function a rule, over the history of one run. Pure; each module a family."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contract_tests.client_check.rules.answers import RULES as OF_ANSWERS
from contract_tests.client_check.rules.definitions import RULES as OF_DEFINITIONS
from contract_tests.client_check.rules.login import RULES as OF_LOGIN
from contract_tests.client_check.rules.rejects import RULES as OF_REJECTS
from contract_tests.client_check.rules.repeating import RULES as OF_REPEATING
from contract_tests.client_check.rules.rule import Finding, Rule, Severity
from contract_tests.client_check.rules.secrets import RULES as OF_SECRETS
from contract_tests.client_check.rules.syncs import RULES as OF_SYNCS
from contract_tests.client_check.rules.trouble import RULES as OF_TROUBLE
from contract_tests.client_check.rules.uploads import RULES as OF_UPLOADS

__all__ = ["RULES", "Finding", "Rule", "Severity"]

_FAMILIES = (
    *(OF_LOGIN, OF_SECRETS, OF_DEFINITIONS, OF_UPLOADS),
    *(OF_SYNCS, OF_REJECTS, OF_ANSWERS, OF_TROUBLE, OF_REPEATING),
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.clause: rule for rule in sorted((each for family in _FAMILIES for each in family), key=lambda r: r.clause)}
)
"""Clause -> its rule."""
