"""The report as Markdown: the numbers, what is broken with expected and got, and every clause with its verdict."""

from __future__ import annotations

from collections.abc import Iterable

from contract_tests.report.results import Results
from contract_tests.report.terminal import TOLD, deciding, tally
from contract_tests.verdicts import Judged


def markdown(results: Results) -> str:
    judged = results.judged()
    told = [each for verdict in TOLD for each in judged if each.verdict is verdict]
    parts = [
        f"# Contract report: {results.target}\n",
        f"Profile {results.profile}. {tally(judged)}.\n\n{results.headline()}\n",
        *_told(told),
        "## Every clause\n",
        _table(judged),
    ]
    return "\n".join(parts)


def _told(told: Iterable[Judged]) -> Iterable[str]:
    """Each clause that is not simply kept; what a check found is printed once, with its first clause."""
    seen: dict[str, str] = {}
    for each in told:
        yield f"## {each.verdict}: {each.clause.id}\n"
        yield f"{each.clause.sentence}\n\nSource: {each.clause.source} ({each.clause.mark}).\n"
        if each.reason:
            yield f"{_inline(each.reason)}\n"
        check = deciding(each)
        if check is None:
            continue
        if check.name in seen:
            yield f"Found by the same check as {seen[check.name]}.\n"
            continue
        seen[check.name] = each.clause.id
        if check.found:
            yield f"{_fenced(check.found)}\n"
        if check.script:
            yield f"As a script:\n\n{_fenced(check.script, 'python')}\n\nWith curl:\n\n{_fenced(check.curl, 'sh')}\n"
        if check.rerun:
            yield f"Again:\n\n{_fenced(check.rerun)}\n"


def _fenced(text: str, language: str = "text") -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _inline(text: str) -> str:
    """As code, so that nothing in it is taken for Markdown."""
    ticks = "`"
    while ticks in text:
        ticks += "`"
    return f"{ticks} {text} {ticks}"


def _table(judged: Iterable[Judged]) -> str:
    rows = [
        f"| {each.clause.id} | {each.verdict} | {each.level or ''} | {cell(each.clause.sentence)} |" for each in judged
    ]
    return "\n".join(["| clause | verdict | level | promise |", "| --- | --- | --- | --- |", *rows, ""])


def cell(text: str) -> str:
    """Text inside a cell of a table."""
    return " ".join(text.replace("|", "\\|").split())
