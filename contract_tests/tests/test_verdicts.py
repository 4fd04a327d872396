"""Verdicts: the worst of the checks, deviations, the two numbers, the exit codes."""

from __future__ import annotations

from contract_tests.clauses import Clause, Level
from contract_tests.verdicts import Check, Deviation, Exit, Verdict, binding, exit_code, headline, judge

A = Clause("AAA-01", "One.", "Page, 1", "documented", "data")
B = Clause("AAA-02", "Two.", "Page, 2", "open", "wire")
C = Clause("CLI-01", "Three.", "Page, 3", "documented", "wire", ("client",))


def check(verdict: Verdict, *clauses: str, level: Level | None = None, name: str = "test") -> Check:
    return Check(name, clauses or ("AAA-01",), verdict, "because", level=level)


def verdicts(*checks: Check, deviations: tuple[Deviation, ...] = ()) -> list[Verdict]:
    return [each.verdict for each in judge([A, B], checks, deviations)]


def test_a_clause_has_the_worst_verdict_of_its_checks() -> None:
    """A failure outweighs an error of the kit, that an indeterminate, that a pass, that a missing capability."""
    falling = (Verdict.FAIL, Verdict.ERROR, Verdict.INDETERMINATE, Verdict.PASS, Verdict.UNSUPPORTED)
    for number, worst in enumerate(falling):
        assert verdicts(*(check(each) for each in reversed(falling[number:])))[0] is worst


def test_a_clause_without_a_check_is_not_exercised() -> None:
    """No check, no verdict: and the clause stays in the denominator."""
    judged = judge([A, B], [check(Verdict.PASS)])
    assert [each.verdict for each in judged] == [Verdict.PASS, Verdict.NOT_EXERCISED]
    assert (headline(judged).clauses, headline(judged).tried) == (2, 1)


def test_a_pass_stands_at_the_highest_level_that_was_looked_at() -> None:
    """A check that sees sync evidence alone passes there; with one that sees data beside it the clause passes there."""
    low, high = check(Verdict.PASS, level="sync evidence"), check(Verdict.PASS)
    assert judge([A], [low])[0].level == "sync evidence"
    assert judge([A], [low, high])[0].level == "data"
    assert judge([A], [check(Verdict.UNSUPPORTED)])[0].level is None


def test_a_listed_failure_is_a_deviation() -> None:
    """Where the clause matches an entry's pattern, with its reason; divergence counts it, the exit code does not."""
    judged = judge([A], [check(Verdict.FAIL)], [Deviation("AAA-*", "an old version")])
    assert (judged[0].verdict, judged[0].reason) == (Verdict.DEVIATION, "an old version")
    assert headline(judged).broken == 1
    assert exit_code(judged) is Exit.PASS


def test_a_failure_that_speaks_of_an_unlisted_clause_too_stays_a_failure() -> None:
    """A deviation excuses nothing besides the clauses that it names."""
    both = check(Verdict.FAIL, "AAA-01", "AAA-02")
    assert verdicts(both, deviations=(Deviation("AAA-01", "x"),)) == [Verdict.FAIL, Verdict.FAIL]


def test_a_listed_deviation_that_did_not_happen_is_stale() -> None:
    """Tried and kept, though listed: red, so that the list shrinks."""
    judged = judge([A, B], [check(Verdict.PASS)], [Deviation("AAA-01", "x")])
    assert judged[0].verdict is Verdict.STALE
    assert exit_code(judged) is Exit.FAIL


def test_a_deviation_is_not_stale_where_nothing_was_tried_or_one_of_its_clauses_failed() -> None:
    """Nobody knows, or it still holds."""
    listed = (Deviation("AAA-*", "x"),)
    assert verdicts(check(Verdict.UNSUPPORTED), deviations=listed)[0] is Verdict.UNSUPPORTED
    failed = check(Verdict.FAIL, "AAA-02", name="other")
    assert verdicts(check(Verdict.PASS), failed, deviations=listed) == [Verdict.PASS, Verdict.DEVIATION]


def test_the_exit_code_says_what_kind_of_end_it_was() -> None:
    """0 kept, 1 broken, 3 no verdict, 4 the kit; a failure outweighs the kit's own, and nothing tried is no pass."""
    assert exit_code(judge([A, B], [check(Verdict.PASS)])) == 0
    assert exit_code(judge([A], [check(Verdict.FAIL), check(Verdict.ERROR)])) == 1
    assert exit_code(judge([A], [check(Verdict.INDETERMINATE)])) == 3
    assert exit_code(judge([A], [check(Verdict.UNSUPPORTED)])) == 3
    assert exit_code(judge([A], [])) == 3
    assert exit_code(judge([A], [check(Verdict.ERROR)])) == 4


def test_the_numbers_are_over_the_clauses_that_bind_the_party() -> None:
    """A clause that binds a client alone is none of a server's."""
    every = {each.id: each for each in (A, B, C)}
    assert binding(every, "mock", "server") == [A, B]
    assert binding(every, "client") == [C]
    assert str(headline(judge([A, B], [check(Verdict.FAIL)]))) == (
        "coverage 50.0% (1 of 2 clauses tried), divergence 50.0% (1 broken)"
    )
