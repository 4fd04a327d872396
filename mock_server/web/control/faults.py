"""Planned faults over the control API: `POST`, `GET` and `DELETE` of `/_mock/sites/{name}/faults`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, request

from mock_server.behaviours.faults import Account, Criterion, Fault, Outcome, Phase, glob, regex
from mock_server.domain.errors import ABSENT, Failure, ValidationFailed
from mock_server.web.bodies import JSON, MAX_BODY, media_type, read_object
from mock_server.web.faults import CONNECTION, FAULT_PHRASES
from mock_server.web.paging import read_paging
from mock_server.web.responses import created, json_answer, no_content
from mock_server.web.server import Server

DEFAULTS: Mapping[str, Any] = {
    "method": None,
    "path": None,
    "pathRegex": None,
    "skip": 0,
    "times": 1,
    "status": None,
    "retryAfter": None,
    "answer": None,
    "phase": "before",
}
METHODS = ("GET", "POST", "PUT", "DELETE")
LONGEST_PATTERN = 200
LARGEST = 1_000_000
DEFAULT_RETRY_AFTER = {429: 1, 503: 1}


def plan(server: Server, site: str) -> Response:
    state = server.sites.named(site)
    media_type(request, JSON)
    body = read_object(request.stream.read(MAX_BODY))
    failures = list(_failures(body))
    if failures:
        raise ValidationFailed(failures)
    fault = _fault(body)
    number = state.faults.plan(fault)
    if number is None:
        raise ValidationFailed([Failure("faults", f"Must be at most {state.faults.CAPACITY} on a site.")])
    return created(_shown((number, fault, fault.account())))


def show(server: Server, site: str) -> Response:
    faults = server.sites.named(site).faults.read()
    paging = read_paging(request.args, ())
    return json_answer(paging.page([_shown(one) for one in faults[paging.offset :][: paging.limit]], len(faults)))


def clear(server: Server, site: str) -> Response:
    server.sites.named(site).faults.clear()
    return no_content()


def _shown(entry: tuple[int, Fault, Account]) -> dict[str, Any]:
    number, fault, account = entry
    counted = {"met": account.met, "fired": account.fired, "usedUp": account.used_up}
    return {"id": number, **fault.as_sent, **counted}


def _fault(body: Mapping[str, Any]) -> Fault:
    said = {**DEFAULTS, **{name: value for name, value in body.items() if value is not None}}
    if said["retryAfter"] is None:
        said["retryAfter"] = DEFAULT_RETRY_AFTER.get(said["status"])
    pattern = None
    if said["path"] is not None:
        pattern = glob(said["path"])
    elif said["pathRegex"] is not None:
        pattern = regex(said["pathRegex"])
    criterion = Criterion(said["method"], pattern, said["skip"], said["times"])
    outcome = Outcome(said["status"], said["retryAfter"], Phase(said["phase"]))
    return Fault(criterion, outcome, {name: value for name, value in said.items() if value is not None})


def _failures(body: Mapping[str, Any]) -> Iterator[Failure]:
    """Every fault of the body. A null counts as not sent, a property that is not known is refused."""
    for name in body:
        if name not in DEFAULTS:
            yield Failure(name, f"Must be one of: {', '.join(DEFAULTS)}.", body[name])
    said = {name: body[name] for name in DEFAULTS if body.get(name) is not None}
    yield from _of_words(said)
    yield from _of_numbers(said)
    yield from _of_patterns(said)
    yield from _of_the_outcome(said)


def _of_words(said: Mapping[str, Any]) -> Iterator[Failure]:
    for name, words in (("method", METHODS), ("phase", tuple(Phase)), ("answer", ("lost",))):
        if name in said and said[name] not in words:
            yield Failure(name, f"Must be one of: {', '.join(words)}.", said[name])


def _of_numbers(said: Mapping[str, Any]) -> Iterator[Failure]:
    for name, least in (("skip", 0), ("times", 1), ("retryAfter", 0)):
        if name in said and (type(said[name]) is not int or not least <= said[name] <= LARGEST):
            yield Failure(name, f"Must be a whole number from {least} to {LARGEST}.", said[name])


def _of_patterns(said: Mapping[str, Any]) -> Iterator[Failure]:
    if "path" in said and "pathRegex" in said:
        yield Failure("pathRegex", "Must not stand beside path.", said["pathRegex"])
    for name, compiled in (("path", glob), ("pathRegex", regex)):
        if name not in said:
            continue
        text = said[name]
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_PATTERN:
            yield Failure(name, f"Must be a text of 1 to {LONGEST_PATTERN} characters.", text)
            continue
        try:
            compiled(text)
        except (re.error, RecursionError, OverflowError) as fault:
            yield Failure(name, f"Must be a pattern: {fault}.", text)


def _of_the_outcome(said: Mapping[str, Any]) -> Iterator[Failure]:
    if ("status" in said) is ("answer" in said):
        yield Failure("status", "Must be given unless answer is lost, and then not.", said.get("status", ABSENT))
    if "status" in said and (type(said["status"]) is not int or said["status"] not in FAULT_PHRASES):
        statuses = ", ".join(str(status) for status in FAULT_PHRASES)
        yield Failure("status", f"Must be one of: {statuses}.", said["status"])
    if "answer" in said and "retryAfter" in said:
        yield Failure("retryAfter", "Must not be given where the answer is lost.", said["retryAfter"])
    if "answer" in said and CONNECTION not in request.environ:
        yield Failure("answer", "Must not be lost here: this server cannot break a connection.", said["answer"])
