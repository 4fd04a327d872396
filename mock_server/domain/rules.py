"""What of a site the judging of rows depends on, besides its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.identity import FOLDS, Fold


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's assumptions, its opportunity stages as it spells them, and the time of the sync in ticks.

    `refused` gives, for the number of a row in the sync (from 0), the status code it is rejected with whatever it says,
    or None.
    """

    assumptions: Assumptions
    stages: Sequence[str]
    now: int
    refused: Callable[[int], str | None] | None = None
    fold: Fold = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fold", FOLDS[self.assumptions.text_comparison])
