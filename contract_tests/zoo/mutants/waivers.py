"""Mutants that nobody convicts and nobody has to: what they change changes no link, record, count, reject or status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contract_tests.zoo.mutants.kinds import kind_of
from contract_tests.zoo.mutants.workshop import Mutant


@dataclass(frozen=True, slots=True)
class Waiver:
    """Survivors of one kind, or `any`, in one function of the mock; `text` stands in what was changed."""

    module: str
    function: str
    kind: str
    text: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        return (
            (self.module, self.function) == (mutant.module, mutant.function)
            and self.kind in ("any", kind_of(mutant.change))
            and self.text in mutant.change
        )


BLANK = "A row without the key counts as one with a blank value, and so does None."
UNUSED = "Every call to which the default would matter gives the argument, or makes a new record, where it is nothing."
HOUR = "Any hour that no day has is refused alike."

EXPLAINS = "It decides a row for the control API, which explains it; no sync calls it."

WAIVERS: tuple[Waiver, ...] = (
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
