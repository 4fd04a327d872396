"""The page that says what became of the mutants: docs/reference/mutants.md. The same run gives the same page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contract_tests.zoo.mutants.killing import LANES
from contract_tests.zoo.mutants.kinds import KINDS, kind_of
from contract_tests.zoo.mutants.waivers import WAIVERS, unwaived
from contract_tests.zoo.mutants.workshop import Mutant

HEAD = """# The mutants

[The zoo](planted-bugs.md) holds bugs that somebody thought of. Here mutmut changes {modules} of the mock's rules in
every small way it knows, and the kit (its tables under every answer to the open questions, its checks of rows, its laws
and its machine in the profile `edit`) has to convict each change. Written by `make mutants`; how it goes:
[How the kit is verified](../explanation/how-the-kit-is-verified.md).

| module | mutants | convicted | survived |
| --- | --- | --- | --- |
{rows}

**{killed} of {all} are convicted, {score:.1f} %.** A mutant that makes the mock hang or crash counts as convicted.

## Survivors that change nothing that counts

By kind of change; none changes a link, a record, a count, a reject or a status. A change that a row of this table
speaks of counts as a survivor without being tried.

| kind | where | survivors | why it is left |
| --- | --- | --- | --- |
{waived}
"""
OPEN = """
## Survivors that must be convicted

| mutant | change |
| --- | --- |
{rows}
"""


def page(mutants: Sequence[Mutant]) -> str:
    """Every module with its score, every waiver with its survivors, and the survivors without one."""
    survivors = [mutant for mutant in mutants if mutant.survived]
    killed = len(mutants) - len(survivors)
    modules = ", ".join(f"`{module}`" for module in LANES)
    head = HEAD.format(
        modules=f"{modules} (modules of `mock_server`)",
        rows="\n".join(_scores(mutants)),
        killed=killed,
        all=len(mutants),
        score=100 * killed / max(len(mutants), 1),
        waived="\n".join(_waived(survivors)),
    )
    left = unwaived(survivors)
    return head if not left else head + OPEN.format(rows="\n".join(map(_open, left)))


def _scores(mutants: Sequence[Mutant]) -> list[str]:
    made = Counter(mutant.module for mutant in mutants)
    left = Counter(mutant.module for mutant in mutants if mutant.survived)
    return [f"| {name} | {made[name]} | {made[name] - left[name]} | {left[name]} |" for name in LANES if made[name]]


def _waived(survivors: Sequence[Mutant]) -> list[str]:
    rows = []
    for waiver in sorted(WAIVERS, key=lambda each: (each.kind, each.module, each.function)):
        number = sum(waiver.covers(mutant) for mutant in survivors)
        rows.append(f"| {KINDS[waiver.kind]} | {waiver.where} | {number} | {waiver.reason} |")
    return rows


def _open(mutant: Mutant) -> str:
    change = " → ".join(line[1:].strip() for line in mutant.change.splitlines()).replace("|", "\\|")
    return f"| {mutant.name.removeprefix('mock_server.')} ({kind_of(mutant.change)}) | `{change[:300]}` |"
