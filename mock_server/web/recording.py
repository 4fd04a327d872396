"""Noting each call and its answer in the journal of the site it concerns.

It costs a small call some microseconds: what is kept is what came but for its secrets; it is rendered when it is read.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from flask import Flask, Request, Response, g, request

from mock_server.clock import Clock, running_seconds
from mock_server.engine.registry import Sites
from mock_server.journal.entries import NOTHING, Exchange, Headers, Journal
from mock_server.journal.masking import Marks, Masking, Masks
from mock_server.web.callers import OAUTH, Caller, caller_in_body, caller_of
from mock_server.web.counting import Calls, Outcome, verb_of
from mock_server.web.overhearing import Overheard
from mock_server.web.writing import MARGIN, Line, Writing

calls = logging.getLogger("mock_server.calls")
"""One line a call, where somebody wants them: `serve --verbose`."""

CONTROL = "/_mock"
REQUEST_ID = "eloqua_mock.request_id"
"""Where the edge leaves what the answer's `X-Request-Id` will be."""


class Arrival(NamedTuple):
    """What is known of a call when it comes. `number` is None where no header says whom it concerns."""

    began: float
    at: int
    caller: Caller
    number: int | None
    body: Overheard | None


class Recorder:
    """Notes the calls of one server; `elsewhere` is the journal of those that concern no site of it."""

    def __init__(
        self, sites: Sites, elsewhere: Journal, marks: Marks, clock: Clock, *, names_clauses: bool = False
    ) -> None:
        self._names_clauses = names_clauses
        self._sites = sites
        self.calls = Calls()
        self.elsewhere = elsewhere
        self._marks = marks
        self._clock = clock

    def register(self, app: Flask) -> None:
        app.before_request(self._arrive)
        app.after_request(self._note)

    def _arrive(self) -> None:
        asked = request._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more than the look-up
        if asked.path.startswith(CONTROL):
            return
        began = running_seconds()
        caller = caller_of(self._sites, asked)
        body, environ = None, asked.environ
        noted = g._get_current_object()
        if environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ:
            body = environ["wsgi.input"] = Overheard(environ["wsgi.input"], self.elsewhere.bounds.body + MARGIN)
        if caller.state is None:
            noted.arrival = Arrival(began, self._clock.now(), caller, None, body)
        else:
            state = caller.state
            noted.arrival = Arrival(began, state.clock.now(), caller, state.journal.next_number(), body)
            if caller.authenticated and asked.method == "DELETE":
                from mock_server.engine.hinting import hint_before

                noted.hint = hint_before(state, asked.method, asked.path)

    def _note(self, answer: Response) -> Response:
        arrival: Arrival | None = g.get("arrival")
        if arrival is not None:
            if self._names_clauses and not g.get("answer_lost"):
                from mock_server.web.naming import name_grounds  # few servers name them

                name_grounds(answer)
            self._write_down(arrival, request._get_current_object(), answer)  # type: ignore[attr-defined]  # as above
        return answer

    def _write_down(self, arrival: Arrival, asked: Request, answer: Response) -> None:
        sent = b"" if arrival.body is None else _read(arrival.body)
        noted = g._get_current_object()
        is_login = asked.path.startswith(OAUTH)
        caller, environ = arrival.caller, asked.environ
        if caller.state is None and is_login and sent:
            caller = caller_in_body(self._sites, sent.decode("utf-8", "replace"))
        journal = self.elsewhere if caller.state is None else caller.state.journal
        writing = Writing(Masking(self._masks(caller), self._marks), journal.bounds.body, is_login=is_login)
        lost = bool(noted.get("answer_lost"))
        # All that stands in a secret's place comes first, in the answer too: then it is looked for everywhere.
        query, host = writing.query(environ.get("QUERY_STRING", "")), environ.get("HTTP_HOST", "")
        line = Line(asked.path, query, host, caller.user)
        size = 0 if arrival.body is None else max(arrival.body.size, asked.content_length or 0)
        request_message = writing.request(_sent_headers(environ), sent, size, asked.mimetype if sent else "")
        answer_message = NOTHING if lost else writing.answer(answer, environ.get(REQUEST_ID))
        line, request_message, answer_message = writing.last(line, request_message, answer_message)
        failures = noted.get("failures", ())
        hint = noted.get("hint")
        if hint is None and caller.state is not None and (asked.method != "GET" or answer.status_code >= 400):
            from mock_server.engine.hinting import hint_after

            hint = hint_after(caller.state, asked.method, asked.path, answer.status_code, failures)
        elif hint is None and not caller.authenticated and (answer.status_code == 401 or asked.path == "/id"):
            hint = self._of_strangers(caller)
        exchange = Exchange(
            number=arrival.number or journal.next_number(),
            at=arrival.at,
            began=arrival.began,
            took=running_seconds() - arrival.began,
            method=asked.method,
            path=line.path,
            query=line.query,
            route=None if asked.url_rule is None else f"{asked.method} {asked.url_rule.rule}",
            host=line.host,
            user=line.user,
            authenticated=caller.authenticated,
            request=request_message,
            status=0 if lost else answer.status_code,
            answer=answer_message,
            fault=noted.get("fault"),
            failures=writing.failures(failures),
            secrets=tuple(writing.masking.found),
            hint=None if hint is None else writing.masking.hidden(hint, None, "hint"),
        )
        journal.note(exchange)
        site = "" if caller.state is None else caller.state.description.name
        self.calls.count(Outcome(site, verb_of(asked.method), exchange.status), exchange.took)
        if calls.isEnabledFor(logging.INFO):
            calls.info("%s", in_one_line(exchange))

    def _of_strangers(self, caller: Caller) -> str:
        from mock_server.engine.hinting import hint_of_stranger, of_wrong_credentials

        if caller.state is not None:
            return of_wrong_credentials(caller.state)
        return hint_of_stranger([state.description.name for state in self._sites.all()], caller.user)

    def _masks(self, caller: Caller) -> Sequence[Masks]:
        """What the site hides; of a call that concerns none, what any site hides."""
        if caller.state is not None:
            return (caller.state.masks,)
        return [state.masks for state in self._sites.all()]


def in_one_line(exchange: Exchange) -> str:
    """`POST /api/bulk/2.0/syncs 201 in 3 ms, 123 B for 56 B, TestCompany\\test.user`, and the hint."""
    query = f"?{exchange.query}" if exchange.query else ""
    status = str(exchange.status) if exchange.status else "no answer"
    struck = "" if exchange.fault is None else f", planned fault {exchange.fault}"
    who = exchange.user or "nobody"
    told = "".join(f"; {field}: {constraint}" for field, constraint in exchange.failures[:3])
    line = (
        f"{exchange.method} {exchange.path}{query} {status} in {exchange.took * 1000:.0f} ms,"
        f" {exchange.answer.size} B for {exchange.request.size} B, {who}{struck}{told}"
        + (f" [hint: {exchange.hint}]" if exchange.hint else "")
    )
    return line if line.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in line)


def _read(body: Overheard) -> bytes:
    with suppress(OSError):  # it ended before it should have
        body.read_on()
    return body.kept


def _sent_headers(environ: dict[str, str]) -> Headers:
    """With WSGI's names, which are turned back when they are read."""
    headers = [(key[5:], value) for key, value in environ.items() if key[:5] == "HTTP_"]
    headers += [(key, environ[key]) for key in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(key)]
    return tuple(headers)
