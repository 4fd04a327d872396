"""The report as one HTML page without scripts: a matrix of families and clauses, and what the checks found."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from contract_tests.report.results import Results
from contract_tests.report.terminal import deciding, tally
from contract_tests.verdicts import Judged, Verdict

COLOURS = {
    Verdict.FAIL: "#f4a6a0",
    Verdict.ERROR: "#d7a6e8",
    Verdict.STALE: "#f7c58b",
    Verdict.DEVIATION: "#f7e08b",
    Verdict.INDETERMINATE: "#c9d4f2",
    Verdict.PASS: "#b5e0b0",
    Verdict.UNSUPPORTED: "#e4e4e4",
    Verdict.NOT_EXERCISED: "#ffffff",
}

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #1c1c1c; }
table { border-collapse: collapse; } td, th { border: 1px solid #bbb; padding: .2rem .45rem; text-align: left; }
td a { color: inherit; text-decoration: none; } pre { background: #f6f6f6; padding: .6rem; overflow-x: auto; }
section { margin-top: 1.2rem; } small { color: #555; }
"""


def html(results: Results) -> str:
    judged = results.judged()
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            f"<title>Contract report: {escape(results.target)}</title>",
            f"<style>{STYLE}{_colours()}</style></head><body>",
            f"<h1>Contract report: {escape(results.target)}</h1>",
            f"<p>Profile {escape(results.profile)}. {escape(tally(judged))}.<br>{escape(str(results.headline()))}</p>",
            _matrix(judged),
            *map(_section, judged),
            "</body></html>\n",
        ]
    )


def _class(verdict: Verdict) -> str:
    return verdict.lower().replace(" ", "-")


def _colours() -> str:
    return "\n".join(f".{_class(verdict)} {{ background: {colour}; }}" for verdict, colour in COLOURS.items())


def _matrix(judged: Iterable[Judged]) -> str:
    rows = []
    for family, members in groupby(judged, key=lambda each: each.clause.family):
        cells = "".join(map(_cell, members))
        rows.append(f"<tr><th>{family}</th>{cells}</tr>")
    legend = " ".join(f'<span class="{_class(verdict)}">&nbsp;{verdict}&nbsp;</span>' for verdict in Verdict)
    return f"<p>{legend}</p>\n<table>{''.join(rows)}</table>"


def _cell(each: Judged) -> str:
    title = escape(f"{each.verdict}{f' at {each.level}' if each.level else ''}: {each.clause.sentence}", quote=True)
    number = each.clause.id.split("-", 1)[1]
    return f'<td class="{_class(each.verdict)}" title="{title}"><a href="#{each.clause.id}">{number}</a></td>'


def _section(each: Judged) -> str:
    at = f" at {each.level}" if each.level else ""
    lines = [
        f'<section id="{each.clause.id}"><h3>{each.clause.id} <span class="{_class(each.verdict)}">'
        f"{each.verdict}</span>{at}</h3>",
        f"<p>{escape(each.clause.sentence)}<br><small>{escape(each.clause.source)} ({each.clause.mark})</small></p>",
    ]
    check = deciding(each)
    if each.reason:
        lines.append(f"<p>{escape(each.reason)}</p>")
    if check is not None and each.verdict is not Verdict.PASS:
        lines += [f"<pre>{escape(text)}</pre>" for text in (check.found, check.script, check.curl, check.rerun) if text]
    return "".join([*lines, "</section>"])
