"""Where driven clients go: mocks on free ports of the loopback, one for each way of decorating answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from contract_tests.targets.decorated import DECORATIONS, Addressed, over_a_socket
from contract_tests.targets.mock import PASSWORD, USERNAME, MockSite


class Bench:
    """Servers that are started when they are first needed, and stopped at the end."""

    user, password = USERNAME, PASSWORD

    def __init__(self) -> None:
        self._targets: dict[str, Addressed] = {}

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        while self._targets:
            self._targets.popitem()[1].target.close()

    def target(self, decoration: str) -> Addressed:
        if decoration not in self._targets:
            self._targets[decoration] = over_a_socket(DECORATIONS[decoration])
        return self._targets[decoration]

    def url(self, decoration: str = "") -> str:
        return self.target(decoration).url

    @contextmanager
    def site(self, description: dict[str, Any], decoration: str = "") -> Iterator[MockSite]:
        with self.target(decoration).target.site(description) as site:
            yield site
