"""One run put in order: definitions, their uploads, their syncs, and where the client stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.exchanges import FINAL, Exchange
from contract_tests.client_check.rows import share_a_row

KIND = re.compile(r"(/[a-z/0-9]+?)?/(imports|exports|syncactions)")
"""Where definitions are made."""
DEFINITION = re.compile(r"(?:/[a-z/0-9]+?)?/(?:imports|exports|syncactions)/\d+")
UPLOAD = re.compile(rf"({DEFINITION.pattern})/data")
SYNC = re.compile(r"/syncs/\d+")
OPPORTUNITIES, LINKAGES = "/opportunities/imports", "/opportunities/contacts/imports"
_TRACE = re.compile(r"Traceback \(most recent call last\)|^\s+at .+:\d+(?::\d+)?\)?$|^panic: ", re.MULTILINE)
"""What the run-time systems of many languages print when a program dies of an error, and hardly anybody else."""
_ERROR = re.compile(r"\w*(?:Error|Exception)\b")
"""A word of which nothing follows by itself: a program may print it that is well."""
_NONE_FAILED = re.compile(
    r"\b(?:no|0|without(?: any)?)\s+(?:errors?|failures?|warnings?)\b"
    r"|\b(?:errors?|failures?|failed|warnings?)\W{1,3}0\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"error|fail|exception|traceback|warn|fault|lost|refus|reject|unable|can(?:not|'t)|could ?n[o']t"
    r"|tim(?:ed?|ing)[ -]?out|abort"
    r"|broken|g[ai]v(?:e|ing) up|retr(?:y|ie)|unexpected|problem|incomplete|skip|not \w+ed\b|\b[45]\d\d\b",
    re.IGNORECASE,
)
"""Words by which a program tells that something did not go well: wide, since it convicts whoever says none of them."""
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sync:
    """A sync that a client was told of, by the call that asked for it or by an upload that triggered it."""

    uri: str
    definition: str
    asked: Exchange
    polls: tuple[Exchange, ...]
    unheard: frozenset[int] = frozenset()
    """The numbers of the polls whose answer did not come whole, whatever it was."""

    @property
    def final(self) -> Exchange | None:
        """The first poll that showed the client a final status."""
        heard = (poll for poll in self.polls if poll.number not in self.unheard)
        return next((poll for poll in heard if status_of(poll) in FINAL), None)

    @property
    def status(self) -> str:
        return status_of(self.final) if self.final is not None else ""

    def was_open_at(self, moment: float) -> bool:
        """Asked for, and not known to have ended."""
        return self.asked.ended <= moment and (self.final is None or self.final.ended > moment)


def status_of(poll: Exchange) -> str:
    found = poll.got() if poll.is_good else None
    return str(found.get("status", "")) if isinstance(found, dict) else ""


def lowered(uri: object) -> str:
    """A uri as calls are compared: without the site's base, in lower case."""
    text = str(uri or "").lower().rstrip("/")
    return "/" + text.split("/api/bulk/2.0/", 1)[-1].lstrip("/")


def same_call(one: Exchange, other: Exchange) -> bool:
    """The same verb on the same path, whatever it sends; a GET with the same query."""
    if (one.verb, one.path.lower()) != (other.verb, other.path.lower()):
        return False
    return one.verb != "GET" or one.query == other.query


def made_again(one: Exchange, other: Exchange) -> bool:
    """The same call for the same thing: a sync of the same definition, a definition that differs in its name at most,
    an upload with some of the same rows. Raises Unreadable."""
    if not same_call(one, other):
        return False
    if one.verb == "POST" and one.uri == "/syncs":
        return synced(one) == synced(other)
    if one.verb == "POST" and KIND.fullmatch(one.uri):
        return bool(but_for_the_name(one) == but_for_the_name(other))
    if one.verb == "POST" and UPLOAD.fullmatch(one.uri):
        return share_a_row(one, other)
    return True


def but_for_the_name(call: Exchange) -> Any:
    """A definition as it was sent, without its name, which may hold the time of day."""
    sent = call.sent()
    if not isinstance(sent, dict):
        return call.request.text
    return {name.lower(): value for name, value in sent.items() if name.lower() != "name"}


class History:
    """Views of one run's exchanges. Raises Unreadable where a body that is needed was cut."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.exchanges = evidence.exchanges

    @cached_property
    def bulk(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.uri]

    @cached_property
    def identified(self) -> list[Exchange]:
        """The calls to /id."""
        return [each for each in self.exchanges if each.login == "/id"]

    @cached_property
    def tokens(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.login == "/auth/oauth2/token" and each.verb == "POST"]

    @cached_property
    def defining(self) -> list[Exchange]:
        """The calls that send a definition: to make one or to replace it."""
        kinds = {"POST": KIND, "PUT": DEFINITION}
        return [each for each in self.bulk if each.verb in kinds and kinds[each.verb].fullmatch(each.uri)]

    def defined(self, kind: str = "") -> list[tuple[Exchange, Mapping[str, Any]]]:
        """Each call that sends a definition (of a kind), with what it sends."""
        found = [(each, each.sent()) for each in self.defining if not kind or each.uri.startswith(kind)]
        return [(each, sent) for each, sent in found if isinstance(sent, dict)]

    @cached_property
    def made(self) -> dict[str, Exchange]:
        """The uri of each definition that the client was told of, and the call that made it."""
        posted = [each for each in self.defining if each.verb == "POST" and each.is_good]
        return {lowered(got.get("uri")): each for each in posted if isinstance(got := each.got(), dict)}

    @cached_property
    def uploads(self) -> list[Exchange]:
        return [each for each in self.bulk if each.verb == "POST" and UPLOAD.fullmatch(each.uri)]

    def uploads_to(self, definition: str) -> list[Exchange]:
        return [each for each in self.uploads if each.uri == f"{definition}/data"]

    @cached_property
    def sync_calls(self) -> list[Exchange]:
        return [each for each in self.bulk if each.verb == "POST" and each.uri == "/syncs"]

    def syncs_asked(self, definition: str) -> list[Exchange]:
        """The calls that ask for a sync of the definition, whatever came of them."""
        return [each for each in self.sync_calls if synced(each) == definition]

    @cached_property
    def syncs(self) -> list[Sync]:
        told = [each for each in (*self.sync_calls, *self.uploads) if each.status == 201]
        found = [
            (each, got) for each in sorted(told, key=lambda each: each.number) if isinstance(got := each.got(), dict)
        ]
        return [self._sync(each, got) for each, got in found if SYNC.fullmatch(lowered(got.get("uri")))]

    def _sync(self, asked: Exchange, got: Mapping[str, Any]) -> Sync:
        uri = lowered(got.get("uri"))
        polls = [each for each in self.bulk if each.verb == "GET" and each.uri == uri and each.number > asked.number]
        return Sync(uri, lowered(got.get("syncedInstanceUri")), asked, tuple(polls), self.unheard)

    @cached_property
    def unheard(self) -> frozenset[int]:
        """The numbers of the calls whose answer the journal has and the client got in part, or never."""
        return frozenset(each.number for answer in ("cut", "stalled") for each in self.evidence.struck(answer=answer))

    def after(self, exchange: Exchange) -> list[Exchange]:
        return [each for each in self.exchanges if each.number > exchange.number]

    def repeats(self, exchange: Exchange) -> list[Exchange]:
        """The later calls for the same thing. Raises Unreadable."""
        return [each for each in self.after(exchange) if made_again(exchange, each)]

    def stopped_at(self, exchange: Exchange) -> bool:
        """The client died of the answer to this call: nothing but cleaning up follows, and it said that it failed."""
        for operation in self.evidence.operations or ():
            if operation.first <= exchange.number <= operation.last:
                return bool(operation.raised) and self._only_cleaned(exchange, operation.last)
        if not self._only_cleaned(exchange, self.exchanges[-1].number) or not self.crashed:
            return False
        return self.evidence.contrast is None or History(self.evidence.contrast).goes_on_after(exchange)

    def goes_on_after(self, exchange: Exchange) -> bool:
        """In this run more follows the like of that call than cleaning up, or there is no such call."""
        alike = [each for each in self.exchanges if same_call(each, exchange)]
        return not alike or any(each.verb != "DELETE" for each in self.after(alike[0]))

    def _only_cleaned(self, exchange: Exchange, last: int) -> bool:
        return all(each.verb == "DELETE" for each in self.after(exchange) if each.number <= last)

    @cached_property
    def crashed(self) -> bool:
        """A driven client raised; a watched one died of an error.

        That shows in a trace that it does not print when all goes well, or in another exit status than it has then. An
        exit status alone says nothing where there is nothing to compare it with; with an error in words it does.
        """
        if self.evidence.operations is not None:
            return any(operation.raised for operation in self.evidence.operations)
        output = self.evidence.output
        if output is None or output.exit is None:
            return False
        usual = self.evidence.contrast.output if self.evidence.contrast is not None else None
        if _TRACE.search(output.text) and not (usual and _TRACE.search(usual.text)):
            return True
        if usual is not None:
            return output.exit != 0 and usual.exit == 0
        return output.exit != 0 and bool(_ERROR.search(output.text))

    def told_of_failure(self, *also: str) -> bool:
        """The client's user could see that something did not go well, or nobody knows what was shown.

        A driven client raised or did not come back. A watched one ended with another status than when all goes well, or
        printed a line that it does not print then (numbers apart) and that says so, by a usual word or one of `also`.
        """
        operations, output = self.evidence.operations, self.evidence.output
        if any(each.raised or each.stuck or "error" in str(each.returned) for each in operations or ()):
            return True
        contrast = self.evidence.contrast.output if self.evidence.contrast is not None else None
        if output is None:
            return operations is None
        if output.exit is None or output.exit != (contrast.exit if contrast is not None else 0):
            return True
        usual = _lines(contrast.text) if contrast is not None else frozenset()
        new = [line for line in output.text.splitlines() if _NUMBER.sub("0", line) not in usual]
        said = [_NONE_FAILED.sub("", line) for line in new]
        return any(_FAILED.search(line) or any(word.lower() in line.lower() for word in also) for line in said)

    def told(self, words: Iterable[str]) -> bool:
        """The client's user was shown one of the words, in any case."""
        text = self.shown.lower()
        return any(word and word.lower() in text for word in words)

    @cached_property
    def shown(self) -> str:
        """What the client printed, raised and returned."""
        operations = self.evidence.operations or ()
        said = [f"{operation.raised} {operation.returned or ''}" for operation in operations]
        return "\n".join([*said, self.evidence.output.text if self.evidence.output else ""])


def _lines(text: str) -> frozenset[str]:
    """The lines, each number as 0."""
    return frozenset(_NUMBER.sub("0", line) for line in text.splitlines())


def synced(call: Exchange) -> str:
    """The uri of the definition that a POST to /syncs names, however its property is spelled."""
    sent = call.sent()
    names = sent if isinstance(sent, dict) else {}
    return lowered(next((value for name, value in names.items() if name.lower() == "syncedinstanceuri"), ""))


def numbers(exchanges: Sequence[Exchange]) -> tuple[int, ...]:
    return tuple(each.number for each in exchanges)
