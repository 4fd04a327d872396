"""What a rule is: how bad it is to break it, what would exercise it, and a function that judges one run by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import History
from contract_tests.verdicts import Verdict


class Severity(StrEnum):
    """What breaking a rule costs. The worst comes first."""

    LOSES_DATA = "loses data"
    DOUBLES_DATA = "doubles data"
    WRONG_RESULT = "wrong result"
    LEAKS_A_SECRET = "leaks a secret"
    FRAGILE = "fragile"
    WASTEFUL = "wasteful"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one run says of one rule, with the numbers of the exchanges that show it."""

    verdict: Verdict
    reason: str = ""
    entries: tuple[int, ...] = ()


def kept(*entries: Exchange) -> Finding:
    return Finding(Verdict.PASS, "", tuple(each.number for each in entries))


def broken(reason: str, *entries: Exchange) -> Finding:
    return Finding(Verdict.FAIL, reason, tuple(each.number for each in entries))


LONGER = "`--limit` gives it longer, `--patience` says how long is too long"
"""What a user can do about a run that was cut off while the client waited."""


def indeterminate(reason: str, *entries: Exchange) -> Finding:
    return Finding(Verdict.INDETERMINATE, reason, tuple(each.number for each in entries))


NOT_EXERCISED = Finding(Verdict.NOT_EXERCISED)


@dataclass(frozen=True, slots=True)
class Rule:
    """`clause` is the id of its promise. `exercised_by` says what would exercise it where a run did not."""

    clause: str
    severity: Severity
    exercised_by: str
    judge: Callable[[History], Finding]
    callers: bool = False
    """Whether a program that uses a library must keep it itself: a library without such calls cannot."""
