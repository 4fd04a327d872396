"""The whole kill matrix: every check of the suite against the mock with each bug in turn, and the page it becomes.

`python -m contract_tests.zoo.matrix docs/reference/planted-bugs.md` writes the page, in some minutes: one process a
processor, each with a bug at a time. Machines try as many examples as the profile says, which is `edit` unless
`ELOQUA_PROFILE` is set; all else is complete in any profile but for the number of a law's examples. With a FOLDER
behind the page each bug's convictions are kept there, and an interrupted run goes on with the bugs that have none yet.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.profiles import VARIABLE, profile
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.planting import Bug

HEAD = """# The planted bugs

{number} bugs, each planted in the mock by itself, and what the suite says of it: which clauses convict it, and which
lane does so first in `make test`. Written by `make zoo` on {day} with the profile `{profile}`, which gives the laws
and the machine fewer examples than `default`: a clause may convict more than is shown here, never less. A clause
convicts where one of its checks fails; a check that cites several clauses speaks for all of them.
[How the kit is verified](../explanation/how-the-kit-is-verified.md) says what this is for.

| bug | what is wrong | first convicted by | checks | clauses that convict it |
| --- | --- | --- | --- | --- |
"""

SILENT = """
## Clauses that convict no planted bug

{number} of {all}, each with the reason why no bug was planted that breaks what it promises.

{names}
"""


def convictions(bug_id: str) -> list[tuple[str, tuple[str, ...]]]:
    """The checks that fail with the bug planted, with their clauses; without a bug where the id is ""."""
    from contract_tests.targets.mock import in_process
    from contract_tests.zoo.checks import all_checks
    from contract_tests.zoo.running import convict, tried

    logging.disable(logging.CRITICAL)
    planted = BUGS[bug_id].planted() if bug_id else nullcontext()
    with planted, closing(in_process()) as target:
        found = [(check.name, check.clauses) for check in all_checks() if tried(check, target, strict=False)]
    if bug_id and not found:
        # The profile may leave out the part of a table that shows it; the bug's own lane tries the whole of it.
        own = convict(BUGS[bug_id])
        found = [] if own is None else [(own.check, own.clauses)]
    return found


def kept(bug_id: str, folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The same, taken from the folder where it is known, else found and kept there."""
    path = folder / f"{bug_id or 'none'}.json"
    if not path.exists():
        found = convictions(bug_id)
        part = path.with_suffix(".new")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(path)
    return [(check, tuple(clauses)) for check, clauses in json.loads(path.read_text(encoding="utf-8"))]


def matrix(folder: Path) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Bug -> what convicts it, for all bugs. Raises where the mock without a bug is convicted."""
    folder.mkdir(parents=True, exist_ok=True)
    if falsely := kept("", folder):
        raise RuntimeError(f"the mock without a bug is convicted by {', '.join(name for name, _ in falsely)}")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
        return dict(zip(BUGS, processes.map(partial(kept, folder=folder), BUGS), strict=True))


def page(found: Mapping[str, list[tuple[str, tuple[str, ...]]]], day: str) -> str:
    from contract_tests.report.results import server_clauses
    from contract_tests.zoo.unconvicting import UNCONVICTING

    rows = [_row(bug, found[bug.id]) for bug in BUGS.values()]
    convicting = {clause for checks in found.values() for _, clauses in checks for clause in clauses}
    silent = [clause for clause in server_clauses() if clause.id not in convicting]
    names = "\n".join(f"* {clause.id}: {UNCONVICTING.get(clause.id, 'no reason is known.')}" for clause in silent)
    head = HEAD.format(number=len(BUGS), day=day, profile=profile())
    return head + "\n".join(rows) + "\n" + SILENT.format(number=len(silent), all=len(server_clauses()), names=names)


def row_begins(bug: Bug) -> str:
    """The bug's row on the page, as far as it does not depend on what convicts the bug."""
    return "| " + " | ".join(map(_cell, (bug.id, bug.sentence, bug.suspects))) + " |"


def _row(bug: Bug, convicted: list[tuple[str, tuple[str, ...]]]) -> str:
    clauses = sorted({clause for _, named in convicted for clause in named})
    return f"{row_begins(bug)} {len(convicted)} | {', '.join(clauses) or 'none'} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("*", "\\*").split())


def main(path: str, folder: str = "") -> None:
    os.environ.setdefault(VARIABLE, "edit")
    with TemporaryDirectory() as temporary:
        found = matrix(Path(folder or temporary))
    Path(path).write_text(page(found, datetime.now(UTC).date().isoformat()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
