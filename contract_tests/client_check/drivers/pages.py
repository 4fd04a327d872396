"""The verdict pages of the published clients. `python -m contract_tests.client_check.drivers.pages FOLDER` writes them.

With `--run` the drivers are run first, which takes some minutes and needs the extra `clients`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from contract_tests.clauses import ALL
from contract_tests.client_check.drivers.published import PUBLISHED, Published
from contract_tests.client_check.drivers.recording import LIMIT, PATIENCE, Told, record, recorded
from contract_tests.client_check.report.results import WORDS
from contract_tests.client_check.rules import RULES, Severity
from contract_tests.report.markdown import cell
from contract_tests.verdicts import Verdict

INDEX = "published-clients"
UNEXPLAINED = "Nobody has looked into this yet: the judge may be wrong."
MADE = (
    "This page is made by `make clients` from what the judge found, and a test keeps it no older than the "
    "[rules](../reference/clauses.md#clients-cli)."
)
HOW = f"""Each client is run by a small driver of ours that calls it as its documents say and adds nothing of its own:
no retry, no clean-up. It is watched through every plan of `eloqua-mock check-client --list-plans`, {LIMIT:.0f} seconds
for a run. A wait of {PATIENCE:.0f} seconds counts as one without end; for each wait that does, it was looked up in the
source that it has none. The libraries are those of PyPI, unmodified.

Every rule that is shown as broken was checked by hand in the client's source: that it is the client that breaks it, and
neither the judge nor the driver. What only the driver could keep is shown as *the caller's*, and not charged to the
library. What no run called for is *not exercised*, and says nothing."""


def filled(text: str) -> str:
    return fill(text, 120, break_long_words=False, break_on_hyphens=False)


def verdict_of(told: Told) -> Verdict:
    return Verdict(told.verdict)


def of(found: Mapping[str, Told], verdict: Verdict) -> list[str]:
    """The rules with that verdict, what costs most first."""
    order = tuple(Severity)
    chosen = [rule for rule, told in found.items() if verdict_of(told) is verdict]
    return sorted(chosen, key=lambda rule: (order.index(RULES[rule].severity), rule))


def page(client: Published) -> str:
    found = recorded(client.page)
    counts = ", ".join(f"{len(of(found, verdict))} {WORDS[verdict]}" for verdict in WORDS if of(found, verdict))
    parts = [
        f"# {client.title}: does it keep the rules for clients?\n",
        f"{filled(client.about)}\n\n{counts}. [How this was found out]({INDEX}.md).\n\n{filled(MADE)}\n",
        "To see it again" + (", with the library of that version installed" * bool(client.package)) + ":\n",
        f"```text\n{command(client)}\n```\n",
        *_broken(client, found),
        *_indeterminate(found),
        *_callers(client, found),
        "## Every rule\n",
        _table(found),
    ]
    return "\n".join(parts)


def command(client: Published) -> str:
    hosts = " --eloqua-hosts" if client.eloqua_hosts else ""
    return (
        f"eloqua-mock check-client{hosts} --limit {LIMIT:.0f} --patience {PATIENCE:.0f} -- \\\n"
        f"    python -m {client.module}"
    )


def _broken(client: Published, found: Mapping[str, Told]) -> Iterator[str]:
    for rule in of(found, Verdict.FAIL):
        told = found[rule]
        yield f"## Broken: {rule}\n"
        yield f"{ALL[rule].sentence}\n\nCosts: {RULES[rule].severity}. Source: {ALL[rule].source} ({ALL[rule].mark}).\n"
        yield f"In the plan `{told.plan}`: {told.reason.rstrip('.')}.\n"
        if told.calls:
            yield "```text\n" + "\n".join(told.calls) + "\n```\n"
        yield f"{filled(client.broken.get(rule, UNEXPLAINED))}\n"


def _indeterminate(found: Mapping[str, Told]) -> Iterator[str]:
    for rule in of(found, Verdict.INDETERMINATE):
        yield f"## Indeterminate: {rule}\n"
        yield f"{ALL[rule].sentence}\n\nIn the plan `{found[rule].plan}`: {found[rule].reason}.\n"


def _callers(client: Published, found: Mapping[str, Told]) -> Iterator[str]:
    left = sorted(of(found, Verdict.UNSUPPORTED))
    if left:
        yield "## The caller's\n"
        yield "What the library leaves to the program that uses it:\n"
        yield "| rule | promise | why |\n| --- | --- | --- |"
        for rule in left:
            yield f"| {rule} | {cell(ALL[rule].sentence)} | {cell(client.callers.get(rule, UNEXPLAINED))} |"
        yield ""


def _table(found: Mapping[str, Told]) -> str:
    rows = ["| rule | verdict | costs | promise |", "| --- | --- | --- | --- |"]
    for rule, told in sorted(found.items()):
        sentence = cell(ALL[rule].sentence)
        rows.append(f"| {rule} | {WORDS[verdict_of(told)]} | {RULES[rule].severity} | {sentence} |")
    return "\n".join([*rows, ""])


def index() -> str:
    """All clients side by side."""
    found = {client.page: recorded(client.page) for client in PUBLISHED}
    some = (Verdict.FAIL, Verdict.INDETERMINATE)
    rules = sorted({rule for each in found.values() for rule, told in each.items() if verdict_of(told) in some})
    heads = [f"[{client.title}]({client.page}.md)" for client in PUBLISHED]
    rows = [f"| rule | costs | promise | {' | '.join(heads)} |", "| --- | --- | --- |" + " --- |" * len(heads)]
    for rule in rules:
        words = [WORDS[verdict_of(found[client.page][rule])] for client in PUBLISHED]
        told = (rule, str(RULES[rule].severity), cell(ALL[rule].sentence), *words)
        rows.append(f"| {' | '.join(told)} |")
    title = "# Published clients, and the rules for clients\n"
    told_of = "What `check-client` finds of two libraries that anybody may install, and of a script as many write it.\n"
    broken = "## What one of them breaks\n"
    return "\n".join([title, told_of, f"{HOW}\n", f"{filled(MADE)}\n", broken, "\n".join(rows), ""])


def written() -> dict[str, str]:
    """Name of the file -> its text."""
    return {f"{INDEX}.md": index(), **{f"{client.page}.md": page(client) for client in PUBLISHED}}


if __name__ == "__main__":
    words = sys.argv[1:]
    if "--run" in words:
        words.remove("--run")
        record()
    for name, text in written().items():
        (Path(words[0]) / name).write_text(text, encoding="utf-8")
