"""The fixture's way of watching: one call that fails as an assertion does where a rule is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from contract_tests.client_check.evidence import Settings
from contract_tests.client_check.report.results import ClientResults, of_watched
from contract_tests.client_check.report.terminal import page
from contract_tests.client_check.watching.plans import LIMIT, chosen
from contract_tests.client_check.watching.watching import JOBS, Watching, watch
from contract_tests.report.deviations import read_deviations
from contract_tests.verdicts import Exit


def watch_client(
    command: Sequence[str],
    *,
    plans: Sequence[str] = (),
    rules: Sequence[str] = (),
    limit: float = LIMIT,
    jobs: int = JOBS,
    settings: Settings | None = None,
    environment: Mapping[str, str] | None = None,
    eloqua_hosts: bool = False,
    deviations: Path | None = None,
) -> ClientResults:
    """Run the program against a mock, once for each plan (patterns; all where none is named), and judge it.

    `rules` are the clauses to judge by, all where none is named. Raises AssertionError where one is broken or a listed
    deviation did not happen, with the whole page; ValueError where a plan or a rule is unknown; NothingToJudge where
    the program calls nothing.
    """
    from contract_tests.client_check.rules import RULES

    if unknown := sorted(set(rules) - set(RULES)):
        raise ValueError(f"{', '.join(unknown)} is no rule for clients")
    how = Watching(limit, jobs, settings or Settings(), environment or {}, eloqua_hosts)
    runs = watch(command, chosen(plans), how)
    listed = read_deviations(deviations) if deviations is not None else ()
    results = of_watched(command, runs, listed, rules=rules, eloqua_hosts=eloqua_hosts, limit=limit)
    if results.exit_code() is Exit.FAIL:
        raise AssertionError("\n".join(page(results)))
    return results
