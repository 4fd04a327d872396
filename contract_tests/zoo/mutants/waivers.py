"""Mutants that nobody convicts and nobody has to: what they change changes no link, record, count, reject or status."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contract_tests.zoo.mutants.kinds import kind_of
from contract_tests.zoo.mutants.workshop import Mutant


@dataclass(frozen=True, slots=True)
class Waiver:
    """Survivors of one kind, or `any`, in one function of the mock; `text` stands in what was changed.

    A mutant that is covered is not judged. Without a module it is any function of any. `alone` is a pattern: nothing
    was changed but what it finds.
    """

    module: str
    function: str
    kind: str
    text: str
    reason: str
    alone: str = ""

    @property
    def where(self) -> str:
        """As the page says it."""
        return f"{self.module}: `{self.function}`" if self.module else "anywhere"

    def covers(self, mutant: Mutant) -> bool:
        return (
            (self.module, self.function) in ((mutant.module, mutant.function), ("", ""))
            and self.kind in ("any", kind_of(mutant.change))
            and self.text in mutant.change
            and (not self.alone or self._is_alone(mutant.change))
        )

    def _is_alone(self, change: str) -> bool:
        lines = change.splitlines()
        before, after = ([re.sub(self.alone, "", line[1:]) for line in lines if line[0] == sign] for sign in "-+")
        return before == after


BLANK = "A row without the key counts as one with a blank value, and so does None."
UNUSED = "Every call to which the default would matter gives the argument, or makes a new record, where it is nothing."
HOUR = "Any hour that no day has is refused alike."

EXPLAINS = "It decides a row for the control API, which explains it; no sync calls it."

LENGTHS = "What goes side by side has one length wherever it is called: `strict` would only tell a mistake."
MEMORY = "What `setdefault` gives is thrown away: the length kept says how much memory that takes meanwhile."
TYPED = "The type is for the checker; at run time nobody looks at it."

WAIVERS: tuple[Waiver, ...] = (
    Waiver("", "", "any", "strict=", LENGTHS, alone=r",\s*(strict=\w+)?\)"),
    Waiver("", "", "any", "cast(", TYPED, alone=r"cast\([^,()]*,"),
    Waiver("store.links", "Links.add_all", "any", "maxlen=", MEMORY, alone=r",\s*(maxlen=\w+)?\)"),
    Waiver("domain.linking", "Linking.judge", "any", "", EXPLAINS),
    Waiver("domain.merging", "Merging.merge", "default", "takes_identifier", UNUSED),
    Waiver("domain.values", "_hour", "number", "return -", HOUR),
)


def unwaived(survivors: Iterable[Mutant]) -> list[Mutant]:
    """The survivors that no waiver covers: the kit has to convict them, or somebody a reason not to."""
    return [mutant for mutant in survivors if not any(waiver.covers(mutant) for waiver in WAIVERS)]


def unused(survivors: Iterable[Mutant]) -> list[Waiver]:
    """Waivers that cover no survivor: to be struck out."""
    known = list(survivors)
    return [waiver for waiver in WAIVERS if not any(waiver.covers(mutant) for mutant in known)]
