"""Reading what a planner said, property by property; every flaw is collected, none ends the reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

LONGEST_TEXT = 200
LARGEST = 1_000_000
LONGEST = 3600.0
"""Seconds of real time that a connection or an answer may be held back."""

ABSENT = object()


class Flaw(NamedTuple):
    """What is wrong with a plan: the property, the rule it breaks, what was said; ABSENT where nothing was."""

    field: str
    constraint: str
    value: Any = ABSENT


class FaultyPlan(ValueError):
    """What was said plans nothing. `flaws` are all the reasons."""

    def __init__(self, flaws: Collection[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.field}: {flaw.constraint}" for flaw in flaws))
        self.flaws = tuple(flaws)


class Said:
    """What a planner said, where a null counts as not said. Readers give None for what is not there or not right."""

    def __init__(self, said: Mapping[str, Any], known: Collection[str], place: str = "") -> None:
        self.flaws: list[Flaw] = []
        self._place = place
        self._said = {name: value for name, value in said.items() if value is not None}
        for name in said:
            if name not in known:
                self.flaw(name, f"Must be one of: {', '.join(known)}.", said[name])

    def __contains__(self, name: object) -> bool:
        return name in self._said

    def flaw(self, name: str, constraint: str, value: Any = ABSENT) -> None:
        self.flaws.append(Flaw(self._place + name, constraint, value))

    def refuse(self, name: str, constraint: str) -> None:
        """A flaw of what was said."""
        self.flaw(name, constraint, self._said.get(name, ABSENT))

    def value(self, name: str) -> Any:
        return self._said.get(name)

    def whole(self, name: str, least: int, most: int = LARGEST) -> int | None:
        number: int | None = self._checked(
            name, lambda v: type(v) is int and least <= v <= most, f"Must be a whole number from {least} to {most}."
        )
        return number

    def seconds(self, name: str, most: float = LONGEST) -> float | None:
        number: float | None = self._checked(
            name,
            lambda v: type(v) in (int, float) and 0 <= v <= most,
            f"Must be a number of seconds from 0 to {most:.0f}.",
        )
        return number

    def word(self, name: str, words: Collection[str]) -> str | None:
        word: str | None = self._checked(
            name, lambda v: isinstance(v, str) and v in words, f"Must be one of: {', '.join(words)}."
        )
        return word

    def flag(self, name: str) -> bool:
        return bool(self._checked(name, lambda v: isinstance(v, bool), "Must be true or false."))

    def only_true(self, name: str) -> bool:
        return bool(self._checked(name, lambda v: v is True, "Must be true where it is given."))

    def text(self, name: str) -> str | None:
        text: str | None = self._checked(
            name,
            lambda v: isinstance(v, str) and 1 <= len(v) <= LONGEST_TEXT,
            f"Must be a text of 1 to {LONGEST_TEXT} characters.",
        )
        return text

    def pattern(self, name: str, compiled: Callable[[str], object]) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            compiled(text)
        except (re.error, RecursionError, OverflowError) as fault:
            self.refuse(name, f"Must be a pattern: {fault}.")
            return None
        return text

    def times(self) -> int | None:
        """How often; None is always."""
        if self.value("times") == "always":
            return None
        number = self._checked(
            "times",
            lambda v: type(v) is int and 1 <= v <= LARGEST,
            f'Must be a whole number from 1 to {LARGEST}, or "always".',
        )
        return 1 if number is None else number

    def _checked(self, name: str, holds: Callable[[Any], bool], constraint: str) -> Any:
        value = self._said.get(name)
        if value is None or holds(value):
            return value
        self.refuse(name, constraint)
        return None
