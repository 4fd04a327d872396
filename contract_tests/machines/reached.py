"""What machines reached in this run: how often each rule ran, and what became of the rows. For the vacuity gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from contract_tests.targets.target import Capability

RULES: dict[str, frozenset[Capability]] = {
    "begin": frozenset(),
    "store": frozenset(),
    "link": frozenset(),
    "create": frozenset(),
    "replace": frozenset(),
    "delete": frozenset(),
    "stage": frozenset(),
    "sync": frozenset(),
    "clear": frozenset(),
    "refuse": frozenset(),
    "wait before the sync": frozenset(),
    "import at once": frozenset(),
    "act during a sync": frozenset({Capability.CLOCK}),
    "sync again during a sync": frozenset({Capability.CLOCK}),
    "move the clock": frozenset({Capability.CLOCK}),
    "lose an answer": frozenset({Capability.FAULTS}),
}
"""Rule -> what a target must be able to do for it to be reachable, besides a fresh site."""

OUTCOMES: frozenset[str] = frozenset(
    {
        "rows: accepted",
        "rows: ELQ-00026",
        "rows: ELQ-00059",
        "rows: ELQ-00061",
        "rows: ELQ-00084",
        "rows: ELQ-00085",
        "sync: nothing staged",
        "sync: two uploads",
        "upload: CSV",
        "upload: JSON",
        "link: linked something",
        "link: Contact",
        "link: Account",
        "link: by last name",
        "two sites",
    }
)
"""What every target must show within the examples of the profile `default`."""

REACHED: Counter[str] = Counter()


def note(*labels: str) -> None:
    REACHED.update(labels)


def unreached(capabilities: Iterable[Capability]) -> list[str]:
    """What a target with these capabilities could have reached in this process and did not; sorted."""
    can = set(capabilities)
    wanted = {rule for rule, needed in RULES.items() if needed <= can} | OUTCOMES
    return sorted(label for label in wanted if not REACHED[label])
