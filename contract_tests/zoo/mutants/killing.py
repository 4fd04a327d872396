"""The kit up to its first conviction of a mutant: the lanes that can meet a module of the mock, the likeliest first.

Only the kit judges: its tables under the default answers to the open questions and under each other answer, its checks,
laws and machine.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace

from contract_tests.import_table import import_groups
from contract_tests.profiles import VARIABLE
from contract_tests.semantics import CANDIDATES, DEFAULT, Semantics
from contract_tests.table import groups
from contract_tests.table_run import bring_in, link, told
from contract_tests.targets.mock import in_process
from contract_tests.targets.target import Target
from contract_tests.zoo.checks import all_checks
from contract_tests.zoo.running import tried

MUTANT = "MUTANT_UNDER_TEST"
"""Where mutmut says which mutant runs: `mock_server.domain.linking.x_plan_links__mutmut_3`."""

Lane = Callable[[Target], Iterator[str]]
"""What it has against a target, as it comes to it."""


def of_imports(target: Target, semantics: Semantics = DEFAULT) -> Iterator[str]:
    """The import table under some answers."""
    for group in import_groups():
        cells, evidence, data = bring_in(target, semantics, group)
        if evidence or data:
            yield "\n".join(told(cells, evidence + data))


def of_linkages(target: Target, semantics: Semantics = DEFAULT, *, plainly: bool = False) -> Iterator[str]:
    """The linkage table; `plainly` leaves out the cells with a case flag set or several matches asked for."""
    for group in groups():
        first = group[0]
        if plainly and (first.multiple or first.match_case or first.source_case):
            continue
        cells, evidence, data = link(target, semantics, group)
        if evidence or data:
            yield "\n".join(told(cells, evidence + data))


def of_checks(target: Target, *files: str) -> Iterator[str]:
    """The checks in these files of the suite."""
    for check in all_checks():
        if check.name.split("::")[0] in files:
            found = tried(check, target, strict=False)
            if found is not None:
                yield f"{found.check}: {found.said}"


def assuming(lane: Callable[..., Iterator[str]], *questions: str, **more: bool) -> Lane:
    """A table under each answer to these questions but the default, one at a time."""

    def judge(target: Target) -> Iterator[str]:
        for question in questions:
            for answer in CANDIDATES[question][1:]:
                yield from lane(target, replace(DEFAULT, **{question: answer}), **more)

    return judge


def contacts(target: Target) -> Iterator[str]:
    yield from of_checks(target, "test_contacts", "test_contact_rows")


def large(target: Target) -> Iterator[str]:
    yield from of_checks(target, "test_large_uploads")


def exports(target: Target) -> Iterator[str]:
    yield from of_checks(target, "test_exports")


def others(target: Target) -> Iterator[str]:
    """Whatever uploads rows; the remaining files try definitions, logins, lists and exports."""
    yield from of_checks(target, "test_rows", "test_laws", "test_uploads", "test_syncs", "test_machines")


ROWS = ("missingKey", "unknownStage", "longText", "duplicateSurvivor", "recordIndex")
IMPORTS: tuple[Lane, ...] = (of_imports, large, contacts, assuming(of_imports, *ROWS), others)
LINKS = ("multipleSourceMatches", "multipleOpportunities", "accountWithoutContacts", "recordIndex")
TEXT = (
    assuming(of_imports, "textComparison"),
    assuming(of_linkages, "textComparison", plainly=True),
)

LANES: Mapping[str, tuple[Lane, ...]] = {
    "domain.applying": IMPORTS,
    "domain.identity": (of_imports, of_linkages, contacts, *TEXT, others),
    "domain.importing": (*IMPORTS, of_linkages),
    "domain.judging": IMPORTS,
    "domain.linking": (of_linkages, assuming(of_linkages, *LINKS, plainly=True), others),
    "domain.merging": IMPORTS,
    "domain.rejects": (*IMPORTS, of_linkages),
    "domain.screening": IMPORTS,
    "domain.staged": (*IMPORTS, of_linkages),
    "domain.upserting": IMPORTS,
    "domain.values": (*IMPORTS, of_linkages),
    "store.indexes": (of_linkages, of_imports, contacts, large, others, exports),
    "store.links": (of_linkages, others),
}
"""Module of `mock_server` -> the lanes that meet what it does."""


def first_conviction(mutant: str = "") -> str | None:
    """What the kit has against the mock as it is in this process; None where it acquits it.

    Without a mutant every lane is run: mutmut asks so which functions the kit reaches at all.
    """
    os.environ.setdefault(VARIABLE, "edit")
    logging.disable(logging.CRITICAL)
    module = ".".join(mutant.split(".")[1:3]) if mutant.count(".") > 2 else ""
    lanes = LANES[module] if module else dict.fromkeys(lane for lanes in LANES.values() for lane in lanes)
    with closing(in_process()) as target:
        return next((said for lane in lanes for said in lane(target)), None)
