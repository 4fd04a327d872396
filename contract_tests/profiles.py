"""How hard the suite tries: three profiles, and the Hypothesis settings that follow from each.

The settings belong to the suite's own tests alone: nothing is registered or loaded, so a user's tests keep theirs, also
where `CI` is set. Hypothesis is imported when settings are asked for, not with this module.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from hypothesis import settings

Profile = Literal["edit", "default", "thorough"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
VARIABLE = "ELOQUA_PROFILE"
EXAMPLES = ".hypothesis/eloqua-examples"
"""Where `thorough` keeps its example database."""

TIMES = 50
"""How many times the examples of `default` `thorough` tries, unless told otherwise."""

_chosen: list[Profile] = []
_times: list[int] = []


def profile() -> Profile:
    """The profile of this run: what `choose` was told, else the environment's, else `default`."""
    if _chosen:
        return _chosen[-1]
    named = os.environ.get(VARIABLE) or "default"
    for known in PROFILES:
        if named == known:
            return known
    raise ValueError(f"{VARIABLE} is {named!r}; it must be one of {', '.join(PROFILES)}.")


def choose(chosen: Profile) -> None:
    """Take a profile from here on, whatever the environment says."""
    _chosen.append(chosen)


def forget() -> None:
    """Undo the last `choose`."""
    _chosen.pop()


def choose_times(times: int) -> None:
    """Let `thorough` try so many times the examples of `default` from here on."""
    _times.append(times)


def forget_times() -> None:
    """Undo the last `choose_times`."""
    _times.pop()


def examples_in(number: int, chosen: Profile) -> int:
    """What `number` examples in `default` come to: a sixth in `edit`, TIMES as many in `thorough` unless chosen."""
    return {"edit": max(number // 6, 1), "default": number, "thorough": number * (_times or [TIMES])[-1]}[chosen]


def examples(number: int, **more: Any) -> settings:
    """Settings for a property or, as `TestCase.settings`, for a machine; `number` is that of the profile `default`.

    `edit` and `default` are derandomized and keep nothing. `thorough` takes fresh seeds and keeps its examples. No
    deadline anywhere. `more` goes to Hypothesis as it is.
    """
    from hypothesis import HealthCheck, settings
    from hypothesis.database import DirectoryBasedExampleDatabase

    thorough = profile() == "thorough"
    given: dict[str, Any] = {
        "max_examples": examples_in(number, profile()),
        "derandomize": not thorough,
        "database": DirectoryBasedExampleDatabase(EXAMPLES) if thorough else None,
        "deadline": None,
        "print_blob": True,
        "suppress_health_check": list(HealthCheck),
    }
    return settings(settings.get_profile("default"), **{**given, **more})
