"""The clauses as a page of the reference. `python -m contract_tests.report.clause_page FILE` writes it."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from contract_tests.clauses import ALL, Clause

FAMILIES = {
    "CNT": "Contacts",
    "DEF": "Definitions",
    "ERR": "Errors, isolation, concurrency",
    "EXP": "Exports",
    "LNK": "Linkage",
    "LOG": "Login and headers",
    "OPP": "Opportunity imports",
    "PAG": "Lists and pages",
    "SYN": "Syncs",
    "TXT": "Text traps",
    "UPL": "Uploads",
}

HEAD = """# The clauses

What the contract kit holds a server to: {number} promises, one a row. This page is written from
`contract_tests/clauses/` by `python -m contract_tests.report.clause_page docs/reference/clauses.md`, and a test keeps
it current.

*Mark*: **documented** by the vendor, **observed** in recorded exchanges, or **open**: no readable source settles it,
and the kit judges by its semantics, which `--eloqua-semantics` sets. *Level*: what must be readable for a verdict,
from the **wire** (the answers of the calls themselves) over **sync evidence** (status, log and rejects of a sync) to
**data** (records and links). *Binds*: whom the promise binds; the clauses that bind the mock or a server are the
denominator of coverage and divergence.
"""


def page() -> str:
    parts = [HEAD.format(number=len(ALL))]
    for family, clauses in groupby(ALL.values(), key=lambda clause: clause.family):
        parts.append(f"## {FAMILIES.get(family, family)} ({family})\n")
        parts.append("| id | promise | source | mark | level | binds |\n| --- | --- | --- | --- | --- | --- |")
        parts.append("\n".join(map(_row, clauses)) + "\n")
    return "\n".join(parts)


def _row(clause: Clause) -> str:
    told = (clause.id, clause.sentence, clause.source, clause.mark, clause.level, ", ".join(clause.parties))
    return "| " + " | ".join(" ".join(text.replace("|", "\\|").split()) for text in told) + " |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
