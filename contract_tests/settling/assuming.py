"""A target whose fresh sites all have some given `assumptions`: to see settling find them again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from contract_tests.targets.target import Capability, Site, Target


class Assuming:
    """Another target, its sites described with these `assumptions`; optionally one that shows no records or links."""

    def __init__(self, target: Target, assumptions: Mapping[str, str], *, links: bool = True) -> None:
        self.name = target.name
        self.capabilities = target.capabilities - (frozenset() if links else {Capability.READABLE_LINKS})
        self._target, self._assumptions = target, dict(assumptions)

    def site(self, description: dict[str, Any] | None = None) -> AbstractContextManager[Site]:
        return self._target.site({**(description or {}), "assumptions": self._assumptions})

    def close(self) -> None:
        self._target.close()
