"""What can go wrong for good. Everything this client raises about Eloqua is an EloquaError."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Sequence
from typing import Any

import requests


class EloquaError(Exception):
    """Something went wrong in the conversation with Eloqua."""


class NotAuthenticated(EloquaError):
    """Eloqua does not accept these credentials."""


class GaveUp(EloquaError):
    """Tried, or waited, as long as was allowed."""


class Refused(EloquaError):
    """Eloqua answered that it will not do this. `failures` are its own words; the message repeats them."""

    def __init__(self, call: str, status: int, reason: str, failures: Sequence[dict[str, Any]] = ()) -> None:
        said = "; ".join(f"{each.get('field', '?')}: {each.get('constraint', '?')}" for each in failures)
        super().__init__(f"{call}: {status} {reason}" + (f" ({said})" if said else ""))
        self.status, self.failures = status, tuple(failures)


class Unanswered(EloquaError):
    """No answer came, or one that does not tell whether the work was done: look before doing it again.

    `retry_after`: the seconds Eloqua asked to wait, where it did. `status`: that of the answer; 0 where none came.
    """

    def __init__(self, call: str, why: str, retry_after: float | None = None, status: int = 0) -> None:
        super().__init__(f"{call}: {why}")
        self.retry_after, self.status = retry_after, status


def failures_of(answer: requests.Response) -> list[dict[str, Any]]:
    try:
        body = answer.json()
    except ValueError:
        return []
    found = body.get("failures") if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def retry_after(answer: requests.Response) -> float | None:
    """Seconds, from a number or an HTTP date; None where Eloqua names none."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(email.utils.parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError):
        return None
