"""What the two kinds of plans, faults and courses, have in common over the control API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from flask import Response, request

from mock_server.behaviours.reading import ABSENT as NOT_SAID
from mock_server.behaviours.reading import FaultyPlan
from mock_server.behaviours.register import Account, Counted, Register
from mock_server.domain.errors import ABSENT, Failure, ValidationFailed
from mock_server.web.bodies import JSON, MAX_BODY, media_type, read_object
from mock_server.web.paging import read_paging
from mock_server.web.responses import created, json_answer

Json = dict[str, Any]


class Plan(Counted, Protocol):
    """A fault or a course."""

    def as_json(self) -> Json: ...


P = TypeVar("P", bound=Plan)


def plan(register: Register[P], read: Callable[[Mapping[str, Any]], P], word: str) -> Response:
    """Read the request's body as a plan and register it. Raises ValidationFailed; `word` names what is planned."""
    media_type(request, JSON)
    try:
        planned = read(read_object(request.stream.read(MAX_BODY)))
    except FaultyPlan as refused:
        failures = [Failure(f, c, ABSENT if v is NOT_SAID else v) for f, c, v in refused.flaws]
        raise ValidationFailed(failures) from None
    number = register.plan(planned)
    if number is None:
        raise ValidationFailed([Failure(word, f"Must be at most {register.CAPACITY} on a site.")])
    return created(_shown(number, planned, Account(0, 0, False)))


def show(register: Register[P]) -> Response:
    """What is planned, in order, with what became of it."""
    planned = register.read()
    paging = read_paging(request.args, ())
    page = [_shown(*one) for one in planned[paging.offset :][: paging.limit]]
    return json_answer(paging.page(page, len(planned)))


def _shown(number: int, planned: Plan, account: Account) -> Json:
    counted = {"met": account.met, "fired": account.fired, "usedUp": account.used_up}
    return {"id": number, **planned.as_json(), **counted}
