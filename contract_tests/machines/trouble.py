"""One call that goes wrong by plan, and the client that tries again.

Since the kit plans the fault it knows whether the work was done; the server must have done it exactly so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from contract_tests.client import Answer, BulkClient
from contract_tests.targets.target import PlansFaults

RETRY_AFTER = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to the next call: a status, or no answer where it is None; before or after the work."""

    status: int | None
    after: bool

    def __str__(self) -> str:
        what = "no answer" if self.status is None else str(self.status)
        return f"{what} {'after' if self.after else 'before'} the work"

    def as_fault(self, verb: str) -> dict[str, Any]:
        outcome: dict[str, Any] = {"answer": "lost"} if self.status is None else {"status": self.status}
        if self.status is not None:
            outcome["retryAfter"] = RETRY_AFTER
        return {"method": verb, "phase": "after" if self.after else "before", **outcome}


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer that counted in the end. `done_unseen`: an earlier attempt had done the work without saying so.

    `complaint` tells what was wrong with how the trouble struck.
    """

    answer: Answer
    done_unseen: bool = False
    complaint: str = ""


def ask(
    client: BulkClient,
    site: PlansFaults,
    trouble: Trouble | None,
    verb: str,
    path: str,
    value: Any = None,
    *,
    once: bool = False,
    **more: Any,
) -> Asked:
    """Call, be struck by the trouble, and call again, as a client does that retries.

    With `once` a call whose work is done is not repeated: who makes a sync looks before making another.
    """
    if trouble is None:
        return Asked(client.bulk(verb, path, value, **more))
    site.plan_fault(**trouble.as_fault(verb))
    complaint = _struck(client, trouble, verb, path, value, **more)
    if not complaint and not all(planned["usedUp"] for planned in site.faults()):
        complaint = f"the planned fault did not strike {verb} {path}"
    site.forget_faults()
    repeat = not (once and trouble.after)
    answer = client.bulk(verb, path, value, **more) if repeat else Answer(0, "", {}, b"", None)
    return Asked(answer, trouble.after, complaint)


def _struck(client: BulkClient, trouble: Trouble, verb: str, path: str, value: Any, **more: Any) -> str:
    """What was wrong with the first attempt; empty where it went wrong as planned."""
    try:
        answer = client.bulk(verb, path, value, **more)
    except requests.ConnectionError:
        return "" if trouble.status is None else f"{verb} {path}: expected {trouble.status}, got no answer"
    if answer.status != trouble.status:
        return f"{verb} {path}: expected {trouble}, got {answer.status}"
    waited = answer.headers.get("Retry-After")
    return "" if waited == str(RETRY_AFTER) else f"{verb} {path}: expected Retry-After {RETRY_AFTER}, got {waited}"
