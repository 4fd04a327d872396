"""What one played scenario says of every rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contract_tests.client_check.driving.meaning import differences
from contract_tests.client_check.driving.playing import Played
from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.history import History
from contract_tests.client_check.judging import judge_rule
from contract_tests.client_check.rules import RULES
from contract_tests.client_check.rules.rule import Finding
from contract_tests.verdicts import Verdict


def findings(played: Played, contrast: Evidence | None = None, rules: Iterable[str] = ()) -> Mapping[str, Finding]:
    """Rule -> what the run says of it; `rules` are those to judge, all where none is named.

    `contrast` is the same client with the same rows when all goes well. Where no call shows a broken rule and the
    site nevertheless holds at the end what was not meant, the rule that speaks of that is broken.
    """
    wanted = set(rules) or set(RULES)
    history = History(replace(played.evidence, contrast=contrast))
    found = {name: judge_rule(rule, history) for name, rule in RULES.items()}
    if not broken(found):
        for difference in differences(played):
            found[difference.rule] = Finding(Verdict.FAIL, difference.said)
    return {name: finding for name, finding in found.items() if name in wanted}


def broken(found: Mapping[str, Finding]) -> frozenset[str]:
    return frozenset(name for name, finding in found.items() if finding.verdict is Verdict.FAIL)
