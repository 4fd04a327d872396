"""What was found, for people, and as the `assumptions` of a site file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contract_tests.semantics import CANDIDATES, GROUPS, Semantics, candidates_of
from contract_tests.settling.experiments import Experiment, Finding
from contract_tests.settling.outcomes import Outcome, Reject


def assumptions(findings: Iterable[Finding]) -> dict[str, str]:
    """The answers, in the order of the questions.

    Where several survive that nothing tells apart, those of the candidate nearest to the mock's defaults. A group
    without an answer gives what all its survivors agree on, if an experiment was explained at all.
    """
    found: dict[str, str] = {}
    for finding in findings:
        for question in GROUPS[finding.group]:
            answers = finding.answers(question)
            if finding.answered:
                found[question] = getattr(nearest(finding), question)
            elif len(answers) == 1:
                found[question] = answers[0]
    return {question: found[question] for question in CANDIDATES if question in found}


def nearest(finding: Finding) -> Semantics:
    """The survivor with the most default answers, the first of those."""
    questions = GROUPS[finding.group]

    def strange(candidate: Semantics) -> int:
        return sum(getattr(candidate, question) != CANDIDATES[question][0] for question in questions)

    return min(finding.survivors, key=strange)


def told(findings: Sequence[Finding]) -> Iterator[str]:
    """Lines: each group with its survivors, and the experiments that led there."""
    for finding in findings:
        number, all_of_them = len(finding.experiments), sum(1 for _ in candidates_of(finding.group))
        yield (
            f"{finding.group}: {_verdict(finding)} ({number} experiment{'s' * (number != 1)}, "
            f"{len(finding.survivors)} of {all_of_them} candidates left)"
        )
        if finding.fault:
            yield f"  no answer: {finding.fault}"
        for question in GROUPS[finding.group]:
            yield f"  {question} = {' or '.join(finding.answers(question))}"
        if len(finding.survivors) > 1:
            yield from _together(finding)
        for position, experiment in enumerate(finding.experiments, 1):
            yield from _experiment(position, experiment)
        yield ""


def _verdict(finding: Finding) -> str:
    if not finding.answered:
        return "not settled"
    return "settled" if len(finding.survivors) == 1 else "settled, but for what evidence cannot tell apart"


def _together(finding: Finding) -> Iterator[str]:
    """Which answers go together, and whether more sight would help."""
    for candidate in finding.survivors:
        yield "    " + ", ".join(f"{question} = {getattr(candidate, question)}" for question in GROUPS[finding.group])
    if finding.hidden:
        yield "  The links and records, which were not read, would tell these apart."


def _experiment(position: int, experiment: Experiment) -> Iterator[str]:
    yield f"  experiment {position}: {experiment.scenario.title}"
    yield from (f"    {line}" for line in _outcome(experiment.outcome))
    if experiment.explained:
        yield f"    strikes out {len(experiment.struck)}"
    else:
        yield "    No candidate that was left explains this: set aside."


def _outcome(outcome: Outcome) -> Iterator[str]:
    for number, (status, rejects) in enumerate(outcome.syncs, 1):
        yield f"sync {number}: {status}; {'; '.join(map(_reject, rejects)) or 'no rejects'}"
    if outcome.records is not None:
        yield f"records: {len(outcome.records)}"
    if outcome.links is not None:
        yield f"links: {', '.join(f'{match} to contact {contact}' for match, contact in outcome.links) or 'none'}"


def _reject(reject: Reject) -> str:
    fields = f" ({', '.join(reject.invalid_fields)})" if reject.invalid_fields else ""
    values = ", ".join(f"{key} {value[:30]!r}" for key, value in reject.values)
    return f"row {reject.record_index} rejected {reject.code}{fields}: {values}"
