"""The clauses as a page of the reference. `python -m contract_tests.report.clause_page FILE` writes it."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from contract_tests.clauses import ALL, Clause
from contract_tests.client_check.rules import RULES
from contract_tests.report.results import server_clauses

FAMILIES = {
    "CLI": "Clients",
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

What the contract kit holds a server to: {number} promises, one a row, and a client to: {owed}. This page is written
from `contract_tests/clauses/` by `python -m contract_tests.report.clause_page docs/reference/clauses.md`, and a test
keeps it current.

*Mark*: **documented** by the vendor, **observed** in recorded exchanges, or **open**: no readable source settles it,
and the kit judges by its semantics, which `--eloqua-semantics` sets. *Level*: what must be readable for a verdict,
from the **wire** (the answers of the calls themselves) over **sync evidence** (status, log and rejects of a sync) to
**data** (records and links). *Binds*: whom the promise binds; the clauses that bind the mock or a server are the
denominator of coverage and divergence.

Of what a client owes, the table says what breaking it *costs*, and what would *exercise* it where a run did not:
[Check your client](../how-to/check-my-client.md).
"""

COLUMNS = "| id | promise | source | mark | level | binds |\n| --- | --- | --- | --- | --- | --- |"
OF_CLIENTS = "| id | promise | source | mark | costs | exercised by |\n| --- | --- | --- | --- | --- | --- |"


def page() -> str:
    parts = [HEAD.format(number=len(server_clauses()), owed=len(RULES))]
    for family, clauses in groupby(ALL.values(), key=lambda clause: clause.family):
        parts.append(f"## {FAMILIES.get(family, family)} ({family})\n")
        parts.append(OF_CLIENTS if family == "CLI" else COLUMNS)
        parts.append("\n".join(map(_row, clauses)) + "\n")
    return "\n".join(parts)


def _row(clause: Clause) -> str:
    rule = RULES.get(clause.id)
    last = (clause.level, ", ".join(clause.parties)) if rule is None else (str(rule.severity), rule.exercised_by)
    told = (clause.id, clause.sentence, clause.source, clause.mark, *last)
    return "| " + " | ".join(" ".join(text.replace("|", "\\|").split()) for text in told) + " |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
