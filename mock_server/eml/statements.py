"""EML statements: one small grammar, and the position of the fault when a text is not of it.

    statement = "{{" segment { "." segment } "}}"
    segment   = word [ "(" name ")" | "[" id "]" ]

Square brackets enclose ids, round ones names, dots reach attributes and related records.
Source: "Eloqua markup language version 3" (section 8 of the facts). That white space is allowed nowhere
but inside a name, and that letters are compared exactly, is an assumption (differences: eml-exact).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NAME = re.compile(r"[^(){}\[\]]+")
_ID = re.compile(r"[0-9A-Fa-f-]+")


class EmlError(ValueError):
    """A text that is not an EML statement; `position` counts its characters from 1."""

    def __init__(self, position: int, expected: str) -> None:
        super().__init__(f"expected {expected} at character {position}")
        self.position = position
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Segment:
    """One dotted part: `Field(Name)` has the argument `Name`, `CustomObject[12]` the id `12`."""

    word: str
    argument: str | None = None
    id: str | None = None

    def __str__(self) -> str:
        if self.argument is not None:
            return f"{self.word}({self.argument})"
        return self.word if self.id is None else f"{self.word}[{self.id}]"


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed statement; `str()` gives the text it was parsed from."""

    segments: tuple[Segment, ...]

    @property
    def entity(self) -> str:
        """The word before the first dot, such as `Opportunity`."""
        return self.segments[0].word

    def __str__(self) -> str:
        return "{{" + ".".join(map(str, self.segments)) + "}}"


@lru_cache(maxsize=4096)
def parse_statement(text: str) -> Statement:
    """Parse one statement, the whole of `text`. Raises EmlError with the position of the first fault."""
    return _Scanner(text).statement()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def statement(self) -> Statement:
        self._literal("{{")
        segments = [self._segment()]
        while self._sees("."):
            self.at += 1
            segments.append(self._segment())
        self._literal("}}")
        if self.at != len(self.text):
            raise self._fault("the end of the statement")
        return Statement(tuple(segments))

    def _segment(self) -> Segment:
        word = self._match(_WORD, "a word of letters, digits and underscores")
        if self._sees("("):
            return Segment(word, argument=self._enclosed(_NAME, ")", "a name"))
        if self._sees("["):
            return Segment(word, id=self._enclosed(_ID, "]", "an id"))
        return Segment(word)

    def _enclosed(self, pattern: re.Pattern[str], closing: str, what: str) -> str:
        self.at += 1
        inner = self._match(pattern, what)
        self._literal(closing)
        return inner

    def _match(self, pattern: re.Pattern[str], what: str) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self._fault(what)
        self.at = found.end()
        return found.group()

    def _literal(self, literal: str) -> None:
        if not self._sees(literal):
            raise self._fault(f"'{literal}'")
        self.at += len(literal)

    def _sees(self, literal: str) -> bool:
        return self.text.startswith(literal, self.at)

    def _fault(self, expected: str) -> EmlError:
        return EmlError(self.at + 1, expected)
