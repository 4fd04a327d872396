"""What a clause is: one documented promise, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["documented", "observed", "open"]
Level = Literal["wire", "sync evidence", "data"]
Party = Literal["mock", "server", "client"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise, with what stands behind it and where it can be seen.

    `source` names the page and its section. `mark` says how sure it is: stated by the vendor (documented), seen in
    recorded exchanges (observed), or settled by nobody (open): the kit then judges against its semantics. `level` is
    the least that must be readable for a verdict: the answers of the calls themselves (wire), a sync's status, log and
    rejects (sync evidence), or records and links (data). `parties` are those whom it binds.
    """

    id: str
    sentence: str
    source: str
    mark: Mark
    level: Level
    parties: tuple[Party, ...] = ("mock", "server")

    @property
    def family(self) -> str:
        return self.id.split("-", 1)[0]
