"""Secrets stay where they belong."""

from __future__ import annotations

from typing import Final

from contract_tests.client_check.history import History
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept


def none_in_urls(history: History) -> Finding:
    carrying = [each for each in history.exchanges if each.secrets]
    if not carrying:
        return NOT_EXERCISED
    leaking = [each for each in carrying if any(secret.place == "url" for secret in each.secrets)]
    if leaking:
        names = sorted({secret.name for each in leaking for secret in each.secrets if secret.place == "url"})
        return broken(f"a URL carries {', '.join(names)}", *leaking[:3])
    return kept(carrying[0])


def none_printed(history: History) -> Finding:
    output = history.evidence.output
    if output is None or not any(each.secrets for each in history.exchanges):
        return NOT_EXERCISED
    if output.leaked:
        return broken(f"it prints {', '.join(output.leaked)}")
    return kept() if output.text.strip() else NOT_EXERCISED


RULES: Final = (
    Rule("CLI-10", Severity.LEAKS_A_SECRET, "a call with credentials", none_in_urls),
    Rule("CLI-11", Severity.LEAKS_A_SECRET, "a program that prints something while it uses credentials", none_printed),
)
