"""Which known path a mistyped one is nearest to: a hint for a person, in a header and the log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
_PARAMETER = re.compile(r"<[^>]+>")


def nearest_path(path: str, known: Iterable[str]) -> str:
    """The one of the `known` routes, written with `{id}`, that looks most like `path`."""
    wanted = _NUMBER.sub("{id}", path[:300].lower())
    shown = [_PARAMETER.sub("{id}", route) for route in known]
    return max(shown, key=lambda candidate: SequenceMatcher(None, wanted, candidate.lower()).ratio())
