"""`python -m contract_tests.zoo.mutants PAGE [FOLDER [MODULE …]]`: run mutmut and write the page.

Some modules alone make it shorter, and so does a FOLDER that is there already: an interrupted run goes on in it. After
an ended one, functions that have changed are tried there, and once more what survived or was given up waiting for.
Ends with 1 where a survivor has no waiver, or a waiver no survivor.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.zoo.mutants.killing import LANES
from contract_tests.zoo.mutants.page import page
from contract_tests.zoo.mutants.waivers import unused, unwaived
from contract_tests.zoo.mutants.workshop import found, late, prepare, run, survivors_of


def main(path: str, folder: str = "", *modules: str) -> int:
    with TemporaryDirectory() as temporary:
        place = Path(folder or temporary)
        prepare(place, modules or tuple(LANES))
        acquitted = [mutant.name for mutant in survivors_of(place) if unwaived([mutant])]
        run(place)
        if again := [*acquitted, *late(place)]:
            run(place, *again)
        mutants = list(found(place))
    Path(path).write_text(page(mutants), encoding="utf-8")
    survivors = [mutant for mutant in mutants if mutant.survived]
    for mutant in unwaived(survivors):
        print(f"not convicted: {mutant.name}\n{mutant.change}", file=sys.stderr)
    for waiver in () if modules else unused(survivors):
        print(f"covers no survivor: {waiver}", file=sys.stderr)
    return 1 if unwaived(survivors) or (unused(survivors) and not modules) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
