"""Carrying out a planned fault: the work before it or not at all, then an error of Eloqua's shape, or no answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g, request

from mock_server.behaviours.faults import Outcome, Phase
from mock_server.domain.errors import EloquaError, Failure
from mock_server.engine.visits import Visit
from mock_server.web.responses import PHRASES, json_answer, no_body

CONNECTION = "eloqua_mock.connection"
"""Where the server under the application leaves the handle that breaks the connection."""

# CONFIRMED: the phrases of section 7.1.
FAULT_PHRASES = {
    400: PHRASES[400],
    401: PHRASES[401],
    403: PHRASES[403],
    404: PHRASES[404],
    409: PHRASES[409],
    410: PHRASES[410],
    412: "The resource you are attempting to delete has dependencies, and cannot be deleted",
    413: PHRASES[413],
    429: "Too Many Requests",
    500: PHRASES[500],
    502: "Bad Gateway",
    503: "There was a timeout processing the request.",
}


def answer_in_spite_of_faults(visit: Visit, work: Callable[[], Response]) -> Response:
    """The answer of `work`, unless a fault is planned for this call."""
    outcome = visit.state.faults.strike(request.method, request.path)
    if outcome is None:
        return work()
    if outcome.phase is Phase.AFTER:
        _do_quietly(work)
    if outcome.status is None:
        return _lose_answer()
    return _refusal(outcome.status, outcome)


def _do_quietly(work: Callable[[], Response]) -> None:
    """What the work answers, a refusal too, nobody will see."""
    try:
        work()
    except EloquaError:
        return


def _lose_answer() -> Response:
    """Nothing that is returned here is sent: the connection ends first."""
    g.answer_lost = True
    request.environ[CONNECTION].abort()
    return no_body(500)


def _refusal(status: int, outcome: Outcome) -> Response:
    if status == 400:
        failure = Failure("request", "Was refused by a planned fault.")
        answer = json_answer({"failures": [failure.as_json()]}, 400)
    else:
        answer = no_body(500)
        answer.status = f"{status} {FAULT_PHRASES[status]}"
    if outcome.retry_after is not None:
        answer.headers["Retry-After"] = str(outcome.retry_after)
    return answer
