"""The error tree. Raised in the core, translated to HTTP once, in `web/errors.py`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Absent(Enum):
    """The value of a failure that has none; `None` would be a JSON null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of a 400's `failures`: the property at fault, its value if there was one, and the rule.

    Shape and order (field, value, constraint): section 7.2 of the facts, CONFIRMED.
    """

    field: str
    constraint: str
    value: Any = ABSENT
    rests_on: tuple[str, ...] = dataclasses.field(default=(), compare=False, repr=False)
    """Ids of the clauses and assumptions that the rule is from, as far as any speaks of it."""

    def as_json(self) -> dict[str, Any]:
        if self.value is ABSENT:
            return {"field": self.field, "constraint": self.constraint}
        return {"field": self.field, "value": self.value, "constraint": self.constraint}


class EloquaError(Exception):
    """The root: anything a request can be refused for."""


class ValidationFailed(EloquaError):
    """400 `There was a validation error.`: every fault of the request at once."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("; ".join(f"{f.field}: {f.constraint}" for f in failures))
        self.failures = tuple(failures)


class Unparsable(ValidationFailed):
    """400 `There was a parsing error.`: the body is not what its Content-Type says."""


class NotAuthorized(EloquaError):
    """401: no or wrong credentials."""


class Forbidden(EloquaError):
    """403: known, but not allowed. `reason` goes to the answer of the control API."""


class NotFound(EloquaError):
    """404: nothing of that name or id."""


class Conflict(EloquaError):
    """409: what was asked for is in use."""


class Gone(EloquaError):
    """410: it was there, and is no longer."""


class TooLarge(EloquaError):
    """A body over 32 MB; answered as the switch `oversizedBody` says. `status` is 404 or 413."""

    def __init__(self, status: int) -> None:
        super().__init__(f"body over the limit, answered {status}")
        self.status = status
