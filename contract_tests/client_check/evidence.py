"""What a verdict is made from: the calls of one run, what was planned to go wrong, what the site holds at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.client_check.exchanges import Exchange


@dataclass(frozen=True, slots=True)
class Settings:
    """What the judge goes by where no document gives a number.

    `pace`: seconds between polls, on average (recorded imports end within 1 to 2 seconds, so that polling more often
    learns nothing). `patience`: seconds after which a call or a poll that goes on is said to have no end; None: no such
    verdict. `attempts`: how often one failing call may be sent. `upload_bytes`, `uploads_per_sync`: the documented
    limits, or those of a site that was scaled down.
    """

    pace: float = 1.0
    patience: float | None = None
    attempts: int = 20
    upload_bytes: int = 32 * 1024 * 1024
    uploads_per_sync: int = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """A planned fault or course, with its account. `outcome` is what it was planned with."""

    id: int
    outcome: Mapping[str, Any]
    fired: int = 0
    used_up: bool = False

    @property
    def happened(self) -> bool:
        """Used up; one that strikes always, struck at least once."""
        return self.used_up or (self.outcome.get("times") == "always" and self.fired > 0)

    def is_after(self) -> bool:
        return self.outcome.get("phase") == "after"


@dataclass(frozen=True, slots=True)
class End:
    """The site when the client was done: definitions and syncs as lists show them, and each sync's rejects by uri."""

    definitions: tuple[Mapping[str, Any], ...] = ()
    syncs: tuple[Mapping[str, Any], ...] = ()
    rejects: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    opportunities: tuple[Mapping[str, str], ...] = ()
    links: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Output:
    """What a watched program printed, and how it ended: `exit` is None where it was killed at the limit."""

    text: str = ""
    exit: int | None = 0
    seconds: float = 0.0
    leaked: tuple[str, ...] = ()
    """Which secrets were found in the text, by name."""
    ended: float = 0.0
    """When, in seconds of the machine's running clock."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of a driven client's adapter, and what the caller meant by it.

    `name` is the adapter's method. `rows` as given, `flags` the booleans of the definition that the caller chose, by
    Eloqua's property name. `first` and `last` number the first and the last exchange of it (first > last: none).
    `returned` is what it gave back, for `rejects` pairs of row index (from 0) and code; `raised` the text of what it
    raised, empty where nothing. `about` is the index of the operation whose handle it was given.
    `stuck`: it neither returned nor raised in time.
    """

    name: str
    first: int
    last: int
    rows: tuple[Mapping[str, str], ...] = ()
    flags: Mapping[str, bool] = field(default_factory=dict)
    returned: Any = None
    raised: str = ""
    about: int | None = None
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One run. `operations` is None where the client was watched, `output` None where nothing was captured."""

    exchanges: tuple[Exchange, ...]
    plan: str = "undisturbed"
    faults: tuple[Fault, ...] = ()
    courses: tuple[Fault, ...] = ()
    dropped: int = 0
    end: End = field(default_factory=End)
    output: Output | None = None
    operations: tuple[Operation, ...] | None = None
    settings: Settings = field(default_factory=Settings)
    decoration: str = ""
    """How the Bulk API's answers differed from the usual without saying anything else: `unknown property`, `key order`,
    `null written out`, or several with commas."""
    login: str = ""
    """The user that HTTP Basic is to name: the site, a backslash, the user; empty where nobody knows."""
    contrast: Evidence | None = None
    """The run in which nothing was out of the ordinary, to see what the client does when all goes well."""

    @property
    def was_killed(self) -> bool:
        """It was still at it when its time was up."""
        if any(operation.stuck for operation in self.operations or ()):
            return True
        return self.output is not None and self.output.exit is None

    def fault_of(self, exchange: Exchange) -> Fault | None:
        """The planned fault that struck this call, proved to have happened as planned."""
        found = next((fault for fault in self.faults if fault.id == exchange.fault), None)
        return found if found is not None and found.happened else None

    def struck(self, **outcome: Any) -> list[Exchange]:
        """The calls struck by a fault that happened and whose outcome has these values (True: any value)."""
        return [each for each in self.exchanges if (fault := self.fault_of(each)) and _agrees(fault, outcome)]

    @property
    def is_undisturbed(self) -> bool:
        """Nothing was planned that a client would have to deal with besides reading answers."""
        return not self.courses and all("decorate" in fault.outcome for fault in self.faults)

    @property
    def decorated(self) -> str:
        """The decoration, as it was set or as it stands among the faults."""
        return self.decoration or ",".join(str(each.outcome.get("decorate", "")) for each in self.faults)


def _agrees(fault: Fault, outcome: Mapping[str, Any]) -> bool:
    has = fault.outcome
    return all(name in has and (value is True or has[name] == value) for name, value in outcome.items())
