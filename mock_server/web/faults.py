"""Carrying out a planned fault: the work before it or not at all, then an error, half an answer, a late one or none."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, g, request

from mock_server.behaviours.faults import (
    Ability,
    Cut,
    Delay,
    ExpireToken,
    Fault,
    Lost,
    Met,
    MoveBase,
    PageAtMost,
    Phase,
    Refused,
    Reset,
    Slow,
    Stalled,
)
from mock_server.behaviours.register import Entry
from mock_server.domain.errors import EloquaError, Failure, NotAuthorized
from mock_server.engine.registry import SiteState
from mock_server.web.auth import bearer_token
from mock_server.web.bodies import MAX_BODY
from mock_server.web.responses import PHRASES, encode, json_answer, no_body

CONNECTION = "eloqua_mock.connection"
"""Where the server under the application leaves the handle that breaks the connection or holds the answer back."""

Work = Callable[[], Response]

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


def abilities(environ: dict[str, Any], has_second_address: bool) -> frozenset[Ability]:
    """What the server that carries this application can do.

    A handle that is None stands for a server of ours that this very call did not come through.
    """
    if CONNECTION in environ and environ[CONNECTION] is None:
        return frozenset(Ability)
    connection = environ.get(CONNECTION)
    found = {Ability.SECOND_ADDRESS} if has_second_address else set()
    if connection is not None:
        found.add(Ability.BREAKING)
    if hasattr(connection, "deliver"):
        found.add(Ability.PACING)
    return frozenset(found)


def answer_in_spite_of_faults(state: SiteState, work: Work, *, is_login: bool = False) -> Response:
    """The answer of `work`, unless a fault is planned for this call. At login a site that moves is found anyway."""
    entry = _striking(state)
    if entry is None:
        return work()
    g.fault = entry.id
    match entry.plan.outcome:
        case Refused() as refused:
            return _refuse(refused, work)
        case Lost(phase) | Reset(phase) as broken:
            return _break(broken, phase, work)
        case Cut() | Stalled() | Slow() | Delay() as paced:
            return _pace(paced, work)
        case ExpireToken():
            from mock_server.engine.oauth import expire_access_token

            expire_access_token(state, bearer_token(request.headers.get("Authorization")) or "")
        case MoveBase():
            state.moved = True
        case PageAtMost(items):
            return _shorten(state, entry, items, work)
    if is_login:
        return work()
    raise NotAuthorized


def _striking(state: SiteState) -> Entry[Fault] | None:
    if not state.faults:
        return None
    body = _body() if state.faults.read_bodies else b""
    call = Met(request.method, request.path, body, bearer_token(request.headers.get("Authorization")))
    return state.faults.take(lambda fault: fault.concerns(call))


def _body() -> bytes:
    """The body, which whoever does the work can read again."""
    try:
        body: bytes = request.stream.read(MAX_BODY + 1)
    except OSError:
        body = b""
    request.__dict__["stream"] = io.BytesIO(body)
    return body


def _do_quietly(work: Work) -> None:
    """What the work answers, a refusal too, nobody will see."""
    try:
        work()
    except EloquaError:
        return


def _refuse(refused: Refused, work: Work) -> Response:
    if refused.phase is Phase.AFTER:
        _do_quietly(work)
    g.rests_on = ()  # on no rule, but on the plan
    if refused.status == 400:
        failure = Failure("request", "Was refused by a planned fault.")
        answer = json_answer({"failures": [failure.as_json()]}, 400)
    else:
        answer = no_body(500)
        answer.status = f"{refused.status} {FAULT_PHRASES[refused.status]}"
    if refused.retry_after is not None:
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer


def _break(broken: Lost | Reset, phase: Phase, work: Work) -> Response:
    if phase is Phase.AFTER:
        _do_quietly(work)
    connection = request.environ[CONNECTION]
    return _nothing(connection.cut if isinstance(broken, Lost) else connection.abort)


def _nothing(hang_up: Callable[[], None]) -> Response:
    """An answer of which nothing is sent: the connection ends as soon as the server asks for its body."""

    def body() -> Iterator[bytes]:
        hang_up()
        yield b""

    g.answer_lost = True
    return Response(body(), status=500)


def _pace(paced: Cut | Stalled | Slow | Delay, work: Work) -> Response:
    connection = request.environ[CONNECTION]
    match paced:
        case Cut(after_bytes):
            connection.deliver(is_part=True, body_bytes=after_bytes)
        case Slow(bytes_per_second):
            connection.deliver(bytes_per_second=bytes_per_second)
        case Delay(seconds, Phase.AFTER):
            connection.deliver(wait=seconds)
        case Delay(seconds):
            if not connection.sit_out(seconds):
                return _nothing(connection.cut)
        case Stalled(seconds, None, phase):
            if phase is Phase.AFTER:
                _do_quietly(work)
            connection.deliver(silent=True, hold=seconds)
            g.answer_lost = True
            return no_body(500)
        case Stalled(seconds, after_bytes):
            connection.deliver(is_part=True, body_bytes=after_bytes, hold=seconds)
    return work()


def _shorten(state: SiteState, entry: Entry[Fault], most: int, work: Work) -> Response:
    """The page with its first `most` items. Where it is no list, or a shorter one, the fault has not struck."""
    try:
        answer = work()
    except EloquaError:
        _did_not_strike(state, entry)
        raise
    page: Any = json.loads(answer.get_data()) if answer.is_json else None
    items = page.get("items") if isinstance(page, dict) else None
    if page is None or not isinstance(items, list) or len(items) <= most:
        _did_not_strike(state, entry)
        return answer
    page.update(items=items[:most], count=most, hasMore=True)
    answer.set_data(encode(page))
    return answer


def _did_not_strike(state: SiteState, entry: Entry[Fault]) -> None:
    state.faults.give_back(entry)
    g.fault = None
