"""The failure of a machine: what differed, and how to see it again."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.exchanges import Exchange, curl, script


class Disagreement(AssertionError):
    """A target did something else than the model.

    `clauses` are the ids that speak of what differed, `differences` a sentence each, `steps` the macro steps so far,
    `exchanges` the calls that led here, `script` and `curl` the same for whoever shows the failure.
    """

    def __init__(
        self,
        clauses: Sequence[str],
        differences: Sequence[str],
        steps: Sequence[str],
        exchanges: Sequence[Exchange],
    ) -> None:
        self.clauses, self.differences, self.steps = tuple(clauses), tuple(differences), tuple(steps)
        self.exchanges = tuple(exchanges)
        super().__init__(self._text())

    @property
    def script(self) -> str:
        return script(self.exchanges, str(self))

    @property
    def curl(self) -> str:
        return curl(self.exchanges)

    def _text(self) -> str:
        return "\n".join(
            (
                f"The target and the model disagree ({', '.join(self.clauses)}):",
                *(f"  {difference}" for difference in self.differences),
                "Macro steps:",
                *(f"  {number}. {step}" for number, step in enumerate(self.steps, start=1)),
            )
        )
