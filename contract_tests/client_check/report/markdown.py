"""The report on a client as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from contract_tests.client_check.report.results import WORDS, ClientResults
from contract_tests.client_check.report.terminal import TOLD, by_severity, runs, tally
from contract_tests.client_check.rules import RULES
from contract_tests.report.markdown import cell
from contract_tests.report.terminal import deciding
from contract_tests.verdicts import Judged, Verdict


def markdown(results: ClientResults) -> str:
    judged = results.judged()
    parts = [f"# Client check: `{results.target}`\n", f"{tally(judged)}. {str(results.headline()).capitalize()}.\n"]
    if results.runs:
        parts.append("How it ended in each run, which convicts nobody:\n\n" + _fenced("\n".join(runs(results))) + "\n")
    parts += [f"{note}\n" for note in results.notes]
    for verdict in TOLD:
        for each in by_severity(judged, verdict):
            parts += _told(each)
    parts += ["## Every rule\n", _table(judged)]
    return "\n".join(parts)


def _told(each: Judged) -> Iterable[str]:
    rule, check = RULES[each.clause.id], deciding(each)
    yield f"## {WORDS[each.verdict]}: {each.clause.id}\n"
    yield f"{each.clause.sentence}\n\nCosts: {rule.severity}. Source: {each.clause.source} ({each.clause.mark}).\n"
    if each.reason:
        yield f"{each.reason[:1].upper()}{each.reason[1:]}.\n"
    if check is None or each.verdict is Verdict.INDETERMINATE:
        return
    if evidence := "\n".join(check.found.splitlines()[1:]):
        yield f"{_fenced(evidence)}\n"
    if check.script:
        yield f"As a test:\n\n{_fenced(check.script.rstrip(), 'python')}\n"
    if check.rerun:
        yield f"Again:\n\n{_fenced(check.rerun)}\n"


def _fenced(text: str, language: str = "text") -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _table(judged: Iterable[Judged]) -> str:
    rows = ["| rule | verdict | costs | promise | exercised by |", "| --- | --- | --- | --- | --- |"]
    for each in judged:
        rule = RULES[each.clause.id]
        wanted = rule.exercised_by if each.verdict is Verdict.NOT_EXERCISED else ""
        told = (each.clause.id, WORDS[each.verdict], str(rule.severity), cell(each.clause.sentence), cell(wanted))
        rows.append(f"| {' | '.join(told)} |")
    return "\n".join([*rows, ""])
