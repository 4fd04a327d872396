"""The texts of one exchange on their way into the journal: masked by their place first, by their value at last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import Response

from mock_server.domain.errors import Failure
from mock_server.journal.entries import Headers, Message
from mock_server.journal.masking import Masking

MARGIN = 4096
"""Bytes beyond a body's bound that are looked through, for a secret that begins before it."""
FORM = "application/x-www-form-urlencoded"


class Line(NamedTuple):
    """What says what is asked for, where and by whom."""

    path: str
    query: str
    host: str
    user: str | None


class Writing:
    """`bound`: bytes of a body that are kept. `is_login`: the exchange is one of OAuth."""

    def __init__(self, masking: Masking, bound: int, *, is_login: bool) -> None:
        self.masking = masking
        self._bound = bound
        self._is_login = is_login

    # By place.

    def query(self, query: str) -> str:
        return self.masking.pairs(query, "url") if query else query

    def request(self, sent: Headers, body: bytes, size: int, kind: str) -> Message:
        header = self.masking.header
        return self._message(tuple([(name, header(name, value)) for name, value in sent]), body, size, kind, "body")

    def answer(self, answer: Response, request_id: str | None) -> Message:
        body, header = answer.get_data(), self.masking.header
        headers = [(name, header(name, value, None)) for name, value in answer.headers]
        if request_id is not None:
            headers.append(("X-Request-Id", request_id))
        return self._message(tuple(headers), body[: self._bound + MARGIN], len(body), "", None)

    def _message(self, headers: Headers, body: bytes, size: int, kind: str, place: str | None) -> Message:
        text = _text(body, size) if body else ""
        if text:
            text = self.masking.body(text, place, is_form=kind == FORM, is_login=self._is_login)
        return Message(headers, text, size, whole=True)

    # By value.

    def last(self, line: Line, sent: Message, answer: Message) -> tuple[Line, Message, Message]:
        """What is noted of the exchange. Nearly always nothing is hidden, which one look at all of it tells."""
        values = [value for headers in (sent.headers, answer.headers) for _, value in headers]
        texts = (line.path, line.query, line.host, line.user or "", sent.body or "", answer.body or "", *values)
        if self.masking.is_clean("\n".join(texts)):
            return line, self._cut(sent), self._cut(answer)
        return *self._last_of_request(line, sent), self._last(answer, None, None)

    def _last_of_request(self, line: Line, message: Message) -> tuple[Line, Message]:
        masking, hidden = self.masking, self.masking.hidden
        values = [value for _, value in message.headers]
        if not masking.suspects("\n".join((line.path, line.query, line.host, line.user or "", *values))):
            return line, self._cut(message._replace(body=self._hidden(message.body, "body")))
        if masking.suspects("\n".join((line.path, line.query, line.host, line.user or ""))):
            user = None if line.user is None else hidden(line.user, None, "user")
            line = Line(masking.path(line.path), masking.query(line.query), hidden(line.host, "header", "Host"), user)
        return line, self._last(message, "header", "body")

    def _last(self, message: Message, header: str | None, body: str | None) -> Message:
        """Then the body is cut to its bound."""
        headers = message.headers
        if self.masking.suspects("\n".join([value for _, value in headers])):
            headers = tuple((name, self.masking.hidden(value, header, name)) for name, value in headers)
        return self._cut(message._replace(headers=headers, body=self._hidden(message.body, body)))

    def _hidden(self, text: str | None, place: str | None) -> str | None:
        return self.masking.hidden(text, place, "text") if text and self.masking.suspects(text) else text

    def _cut(self, message: Message) -> Message:
        headers, text, size, _ = message
        if size <= self._bound:
            return message
        if text and size > self._bound + MARGIN:
            text = text[:-MARGIN]  # where masking made it shorter, too: it may end within a secret
        return Message(headers, None if text is None else text[: self._bound], size, whole=False)

    def failures(self, failures: Iterable[Failure]) -> tuple[tuple[str, str], ...]:
        hidden = self.masking.hidden
        return tuple((hidden(f.field, None, "field"), hidden(f.constraint, None, "constraint")) for f in failures)


def _text(body: bytes, size: int) -> str | None:
    """The body as text, where it is any; the end of one that was cut may lack the rest of a character."""
    try:
        text = body.decode()
    except UnicodeDecodeError as fault:
        if len(body) >= size or fault.start < len(body) - 3:
            return None
        text = body[: fault.start].decode()
    return None if "\0" in text else text
