"""Figures: what was measured of a line, and what it says about the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, Self

from contract_tests.bench.lines import DEFINITIONS, Line, Unit


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of one line, ours and the reference's side by side, in the line's unit. `note` says what to know."""

    line: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "ours": self.ours, "theirs": self.theirs, "note": self.note}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["line"], tuple(told["ours"]), tuple(told["theirs"]), told["note"])


@dataclass(frozen=True, slots=True)
class Result:
    """A line with its figures, or with the reason why there are none."""

    line: Line
    measured: Measured | None = None
    missing: str = ""
    scale: float = 1.0

    @property
    def ours(self) -> float | None:
        return None if self.measured is None else median(self.measured.ours)

    @property
    def theirs(self) -> float | None:
        return None if self.measured is None else median(self.measured.theirs)

    @property
    def ratio(self) -> float | None:
        """Ours to theirs, medians of the runs."""
        return None if self.ours is None or not self.theirs else self.ours / self.theirs

    @property
    def spread(self) -> tuple[float, float] | None:
        """The lowest and the highest ratio of two runs made one after the other."""
        if self.measured is None:
            return None
        ratios = [a / b for a, b in zip(self.measured.ours, self.measured.theirs, strict=False) if b]
        return (min(ratios), max(ratios)) if ratios else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, or no figure."""
        if self.ratio is None or self.line.target is None:
            return None
        return self.ratio >= self.line.target if self.line.at_least else self.ratio <= self.line.target

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return "not available"
        return {None: "", True: "met", False: "missed"}[self.met]

    def as_json(self) -> dict[str, Any]:
        measured = self.measured
        return {
            "line": self.line.id,
            "work": work_of(self.line, self.scale),
            "reference": self.line.reference,
            "unit": str(self.line.unit),
            "ours": self.ours,
            "theirs": self.theirs,
            "ratio": self.ratio,
            "spread": self.spread,
            "target": self.line.target,
            "atLeast": self.line.at_least,
            "verdict": self.verdict,
            "runs": None if measured is None else {"ours": measured.ours, "theirs": measured.theirs},
            "note": self.missing if measured is None else measured.note,
            "scale": self.scale,
        }


def scaled(number: int, scale: float) -> int:
    return max(10, round(number * scale))


def work_of(line: Line, scale: float) -> str:
    """What was done, with the number of rows it was done to."""
    rows, definitions = scaled(line.rows, scale), scaled(DEFINITIONS, scale)
    return line.work.replace("{rows}", f"{rows:,}").replace("{definitions}", f"{definitions:,}")


def shown(value: float | None, unit: Unit) -> str:
    """A figure as a person reads it."""
    if value is None:
        return "–"
    if unit is Unit.SECONDS:
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
    if unit is Unit.PER_SECOND:
        return f"{value:,.0f} /s"
    if unit is Unit.BYTES:
        return f"{value / 1e6:.1f} MB" if value >= 1e5 else f"{value:.0f} B"
    return f"{value:.1f} ×"


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[ceil(share * len(values)) - 1]
